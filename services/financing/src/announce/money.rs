use kernel::{Money, Public, Total};
use proto::{financing::v1 as pb, jalon::v1 as pb_act};

use super::{memory::Memory, public};
use crate::financing::{
    account,
    agreement::Method,
    category::Charge,
    withdrawal::{Application, Approved, Event, Paid, Rejected, Returned, Submitted},
};

pub(super) fn out(money: Money) -> pb_act::Money {
    pb_act::Money { amount: money.amount(), currency: money.currency.to_string() }
}

fn method(method: Method) -> String {
    <&str>::from(method).to_owned()
}

/// What was charged to all categories together, in the one currency of commitment.
fn charged(charges: &[Charge]) -> Option<pb_act::Money> {
    let currency = charges.first()?.money.currency;
    let units = charges.iter().filter_map(|charge| charge.money.in_currency(currency));
    let total: Total = units.sum();
    Some(pb_act::Money { amount: total.decimal(currency), currency: currency.to_string() })
}

pub(super) fn of_withdrawal(event: &Event, memory: &Memory) -> Option<Public> {
    let told = |number, state: &str| {
        let application = memory.application(number);
        pb::WithdrawalAnnounced {
            financing: memory.financing(),
            number,
            method: application.map(|it| method(it.method)).unwrap_or_default(),
            state: state.to_owned(),
            requested: application.and_then(Application::money).map(out),
            charged: None,
        }
    };
    let (name, message) = match event {
        Event::Submitted(Submitted { number, method: by, money, .. }) => {
            let (method, requested) = (method(*by), Some(out(*money)));
            let told = told(*number, "submitted");
            let message = pb::WithdrawalAnnounced { method, requested, ..told };
            ("financing.withdrawal.submitted.v1", message)
        }
        Event::Returned(Returned { number, .. }) => {
            ("financing.withdrawal.returned.v1", told(*number, "returned"))
        }
        Event::Approved(Approved { number, method: by, money }) => {
            let (method, requested) = (method(*by), Some(out(*money)));
            let told = told(*number, "approved");
            let message = pb::WithdrawalAnnounced { method, requested, ..told };
            ("financing.withdrawal.approved.v1", message)
        }
        Event::Rejected(Rejected { number, .. }) => {
            ("financing.withdrawal.rejected.v1", told(*number, "rejected"))
        }
        Event::Paid(Paid { number, method: by, payment, .. }) => {
            let (method, charged) = (method(*by), charged(&payment.charges));
            let message = pb::WithdrawalAnnounced { method, charged, ..told(*number, "paid") };
            ("financing.withdrawal.paid.v1", message)
        }
        Event::Prepared(_) | Event::ReviewBegun(_) | Event::Reconciled(_) | Event::Abandoned(_) => {
            return None;
        }
    };
    Some(public(name, proto::json(&message)))
}

pub(super) fn of_account(event: &account::Event, memory: &Memory) -> Option<Public> {
    let told = |reference: &str, money: Option<Money>| pb::AccountAnnounced {
        financing: memory.financing(),
        reference: reference.to_owned(),
        money: money.map(out),
    };
    let (name, message) = match event {
        account::Event::AdvanceDocumented(documented) => {
            let account::Documentation { reference, money, .. } = &documented.documentation;
            ("financing.account.documented.v1", told(reference.as_str(), Some(*money)))
        }
        account::Event::Refunded(account::Refund { reference, money, .. }) => {
            ("financing.account.refunded.v1", told(reference.as_str(), Some(*money)))
        }
        account::Event::IneligibleDeclared(account::Ineligible { reference, money, .. }) => {
            ("financing.account.ineligible.v1", told(reference.as_str(), Some(*money)))
        }
        account::Event::Settled(account::Settled {}) => {
            ("financing.account.settled.v1", told("", None))
        }
        account::Event::Opened(_)
        | account::Event::PaymentRecorded(_)
        | account::Event::StatementRecorded(_) => return None,
    };
    Some(public(name, proto::json(&message)))
}
