//! The words of the domain as the contracts number them. Rows hold these numbers, which never
//! change their meaning.

use proto::financing::v1 as pb;

use crate::financing::{
    agreement::{Instrument, Method},
    audit::Opinion,
    condition, no_objection,
    statement::{Rating, Subject},
    tranche,
};

pub(super) fn instrument(instrument: Instrument) -> i32 {
    match instrument {
        Instrument::IdaCredit => pb::Instrument::IdaCredit,
        Instrument::IdaGrant => pb::Instrument::IdaGrant,
        Instrument::TrustFundGrant => pb::Instrument::TrustFundGrant,
        Instrument::BilateralConvention => pb::Instrument::BilateralConvention,
        Instrument::StateCounterpart => pb::Instrument::StateCounterpart,
    }
    .into()
}

pub(super) fn method(method: Method) -> i32 {
    match method {
        Method::Advance => pb::Method::Advance,
        Method::Reimbursement => pb::Method::Reimbursement,
        Method::DirectPayment => pb::Method::DirectPayment,
        Method::SpecialCommitment => pb::Method::SpecialCommitment,
    }
    .into()
}

pub(super) fn condition_kind(kind: condition::Kind) -> i32 {
    match kind {
        condition::Kind::Effectiveness => pb::ConditionKind::Effectiveness,
        condition::Kind::Disbursement => pb::ConditionKind::Disbursement,
        condition::Kind::Covenant => pb::ConditionKind::Covenant,
    }
    .into()
}

pub(super) fn condition_type(nature: Option<condition::Nature>) -> i32 {
    match nature {
        None => pb::ConditionType::Unspecified,
        Some(condition::Nature::Policy) => pb::ConditionType::Policy,
        Some(condition::Nature::Performance) => pb::ConditionType::Performance,
        Some(condition::Nature::Fiduciary) => pb::ConditionType::Fiduciary,
    }
    .into()
}

pub(super) fn tranche_kind(kind: tranche::Kind) -> i32 {
    match kind {
        tranche::Kind::Category => pb::TrancheKind::Category,
        tranche::Kind::ScheduledInstalment => pb::TrancheKind::ScheduledInstalment,
        tranche::Kind::ResultsBased => pb::TrancheKind::ResultsBased,
        tranche::Kind::BudgetSupport => pb::TrancheKind::BudgetSupport,
    }
    .into()
}

pub(super) fn object(object: no_objection::Object) -> i32 {
    match object {
        no_objection::Object::Workplan => pb::Object::Workplan,
        no_objection::Object::TermsOfReference => pb::Object::TermsOfReference,
        no_objection::Object::Contract => pb::Object::Contract,
        no_objection::Object::ProcurementPlan => pb::Object::ProcurementPlan,
        no_objection::Object::Manual => pb::Object::Manual,
        no_objection::Object::Transition => pb::Object::Transition,
    }
    .into()
}

pub(super) fn outcome(outcome: no_objection::Answered) -> i32 {
    use pb::record_no_objection_answer_request::Outcome;
    match outcome {
        no_objection::Answered::Granted => Outcome::Granted,
        no_objection::Answered::GrantedWithComments => Outcome::GrantedWithComments,
        no_objection::Answered::Refused => Outcome::Refused,
    }
    .into()
}

pub(super) fn opinion(opinion: Opinion) -> i32 {
    use pb::record_audit_report_request::Opinion as Contract;
    match opinion {
        Opinion::Unqualified => Contract::Unqualified,
        Opinion::Qualified => Contract::Qualified,
        Opinion::Adverse => Contract::Adverse,
        Opinion::Disclaimer => Contract::Disclaimer,
    }
    .into()
}

pub(super) fn subject(subject: Subject) -> i32 {
    use pb::record_rating_request::Subject as Contract;
    match subject {
        Subject::Pdo => Contract::Pdo,
        Subject::Ip => Contract::Ip,
        Subject::Outcome => Contract::Outcome,
    }
    .into()
}

pub(super) fn rating(rating: Rating) -> i32 {
    match rating {
        Rating::HighlySatisfactory => pb::Rating::HighlySatisfactory,
        Rating::Satisfactory => pb::Rating::Satisfactory,
        Rating::ModeratelySatisfactory => pb::Rating::ModeratelySatisfactory,
        Rating::ModeratelyUnsatisfactory => pb::Rating::ModeratelyUnsatisfactory,
        Rating::Unsatisfactory => pb::Rating::Unsatisfactory,
        Rating::HighlyUnsatisfactory => pb::Rating::HighlyUnsatisfactory,
    }
    .into()
}
