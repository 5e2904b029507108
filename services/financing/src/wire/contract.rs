//! Contracts and no-objections.

use proto::financing::v1 as pb;
use runtime::wire::{
    Parsed, choices, chosen, key, optional_date, optional_key, optional_money, optional_text, said,
    text,
};

use crate::financing::{
    Command,
    contract::Deal,
    no_objection::{Answer, Answered, Asking, Object},
};

choices! {
    pb::Object => Object {
        Workplan,
        TermsOfReference,
        Contract,
        ProcurementPlan,
        Manual,
        Transition,
    }
    pb::record_no_objection_answer_request::Outcome => Answered {
        Granted,
        GrantedWithComments,
        Refused,
    }
}

pub(crate) fn sign_contract(request: &pb::SignContractRequest) -> Parsed<Command> {
    Ok(Command::SignContract(Deal {
        contract: key(&request.contract, "contract")?,
        title: text(&request.title, "title")?,
        contractor: text(&request.contractor, "contractor")?,
        category: optional_key(&request.category, "category")?,
        money: runtime::money(request.money.as_ref(), "money")?,
        ends_on: optional_date(&request.ends_on, "ends_on")?,
    }))
}

pub(crate) fn amend_contract(request: &pb::AmendContractRequest) -> Parsed<Command> {
    Ok(Command::AmendContract {
        contract: key(&request.contract, "contract")?,
        money: optional_money(request.money.as_ref(), "money")?,
        ends_on: optional_date(&request.ends_on, "ends_on")?,
        reason: said(&request.reason),
    })
}

pub(crate) fn record_contract_payment(
    request: &pb::RecordContractPaymentRequest,
) -> Parsed<Command> {
    Ok(Command::RecordContractPayment {
        contract: key(&request.contract, "contract")?,
        reference: key(&request.reference, "reference")?,
        money: runtime::money(request.money.as_ref(), "money")?,
    })
}

pub(crate) fn close_contract(request: &pb::CloseContractRequest) -> Parsed<Command> {
    Ok(Command::CloseContract { contract: key(&request.contract, "contract")? })
}

pub(crate) fn request_no_objection(request: &pb::RequestNoObjectionRequest) -> Parsed<Command> {
    Ok(Command::RequestNoObjection(Asking {
        reference: key(&request.reference, "reference")?,
        object: chosen(request.object, "object")?,
        title: text(&request.title, "title")?,
        exercise: optional_key(&request.exercise, "exercise")?,
    }))
}

pub(crate) fn record_no_objection_answer(
    request: &pb::RecordNoObjectionAnswerRequest,
) -> Parsed<Command> {
    Ok(Command::RecordNoObjectionAnswer(Answer {
        reference: key(&request.reference, "reference")?,
        outcome: chosen(request.outcome, "outcome")?,
        answer: text(&request.answer, "answer")?,
        comments: optional_text(&request.comments),
    }))
}
