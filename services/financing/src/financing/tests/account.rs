use super::*;
use crate::financing::{
    account::{self, Documentation, Ineligible, Refund, Spending, Statement},
    category::Charge,
    rejection::Sum,
};

fn held(units: i64) -> Sum {
    Sum(francs(units).units.into(), Currency::Xof)
}

/// 600 francs advanced by application 1 and 400 by application 2.
fn advanced() -> Story {
    let mut story = Story::disbursing();
    for (number, units) in [(1, 600), (2, 400)] {
        story = story
            .does(MAY, advance(number, units))
            .does(MAY, submit(number))
            .does(MAY, Command::RecordWithdrawalApproved { number })
            .does(MAY, paid(number, francs(units), units / 20, MAY));
    }
    story
}

fn spend(reference: &str, units: i64) -> Command {
    Command::RecordAccountPayment(Spending {
        reference: key(reference),
        money: francs(units),
        category: Some(key("1")),
        payee: "Prestataire".into(),
    })
}

fn document(reference: &str, units: i64) -> Command {
    let charges = vec![Charge { category: key("1"), money: xdr(units / 20) }];
    let documentation = Documentation { reference: key(reference), money: francs(units), charges };
    Command::DocumentAdvance(documentation)
}

fn refund(reference: &str, units: i64, from_account: Option<Money>) -> Command {
    Command::RecordRefund(Refund {
        reference: key(reference),
        category: key("1"),
        money: xdr(units),
        from_account,
        ineligible: None,
        cleared: Vec::new(),
    })
}

#[test]
fn advances_stay_within_the_ceiling_even_before_they_are_paid() {
    let story = Story::disbursing().does(MAY, advance(1, 600)).does(MAY, submit(1));
    let story = story.does(MAY, advance(2, 401));
    story.refuses(MAY, submit(2), Rejection::CeilingExceeded { room: held(400) });
    let story = story.does(MAY, advance(3, 400)).does(MAY, submit(3));
    let full = advanced();
    let full = full.does(MAY, advance(3, 1));
    full.refuses(MAY, submit(3), Rejection::CeilingExceeded { room: held(0) });
    // Documenting makes room.
    let full = full.does(JUNE, document("DRF-1", 20));
    assert!(full.hears(JUNE, submit(3)).is_ok());
    assert_eq!(story.state().withdrawals.undecided(), [1, 3]);
}

#[test]
fn a_returned_advance_does_not_stand_in_its_own_way() {
    let returned = Command::RecordWithdrawalReturned { number: 1, reason: "Facture".into() };
    let story = Story::disbursing()
        .does(MAY, advance(1, 1_000))
        .does(MAY, submit(1))
        .does(MAY, Command::RecordWithdrawalReview { number: 1 })
        .does(MAY, returned);
    let again = Command::SubmitWithdrawal {
        number: 1,
        signatories: vec![person("awa"), person("oumar")],
        comment: Some("Facture jointe".into()),
    };
    let other = story.clone().does(JUNE, advance(2, 1));
    other.refuses(JUNE, submit(2), Rejection::CeilingExceeded { room: held(0) });
    assert!(story.hears(JUNE, again).is_ok());
}

#[test]
fn an_advance_paid_in_another_currency_has_been_paid() {
    let story = Story::disbursing()
        .does(MAY, advance(1, 600))
        .does(MAY, submit(1))
        .does(MAY, Command::RecordWithdrawalApproved { number: 1 });
    let pay = paid(1, xdr(10), 10, MAY);
    assert_eq!(story.notes(MAY, pay.clone()), [code("currency-differs")]);
    let state = story.does(MAY, pay).state();
    // Nothing is converted: the account's own figures are in its currency only.
    assert_eq!(state.account.undocumented, held(0).0);
    assert_eq!(state.balances().disbursed.to_string(), "10");
}

#[test]
fn the_oldest_advance_is_documented_first() {
    let story = advanced();
    let cleared = |story: &Story| match story.events().pop() {
        Some(Event::Account(account::Event::AdvanceDocumented(it))) => it.cleared,
        other => panic!("{other:?}"),
    };
    let story = story.does(JUNE, document("RD-1", 580));
    assert!(cleared(&story).is_empty());
    // What is given back clears as well.
    let refund = Command::RecordRefund(Refund {
        reference: key("R-1"),
        category: key("1"),
        money: xdr(1),
        from_account: Some(francs(20)),
        ineligible: None,
        cleared: Vec::new(),
    });
    let given_back = story.clone().does(JUNE, refund);
    let Some(Event::Account(account::Event::Refunded(it))) = given_back.events().pop() else {
        panic!("nothing was given back")
    };
    assert_eq!(it.cleared, [1]);
    let story = story.does(JUNE, document("RD-2", 20));
    assert_eq!(cleared(&story), [1]);
    let state = story.state();
    assert_eq!(state.account.undocumented, held(400).0);
    assert_eq!(state.balances().documented.to_string(), "30");
}

#[test]
fn documenting_more_than_was_advanced_is_odd_and_happened() {
    let story = advanced();
    assert!(story.notes(JUNE, document("RD", 1_000)).is_empty());
    let more = document("RD", 1_020);
    assert_eq!(story.notes(JUNE, more.clone()), [code("exceeds-undocumented")]);
    let story = story.does(JUNE, more);
    assert_eq!(story.state().account.undocumented.to_string(), "-20");
    story.refuses(JUNE, document("RD", 20), Rejection::NameTaken { name: "RD".into() });
}

#[test]
fn no_more_leaves_the_account_than_it_holds() {
    let story = advanced().does(JUNE, spend("P-1", 999));
    story.refuses(JUNE, spend("P-2", 2), Rejection::ExceedsBalance { balance: held(1) });
    let story = story.does(JUNE, spend("P-2", 1));
    let empty = Rejection::ExceedsBalance { balance: held(0) };
    story.refuses(JUNE, refund("R", 1, Some(francs(1))), empty);
}

#[test]
fn what_the_bank_says_is_kept_and_the_difference_noticed() {
    let statement = |units| {
        let (reference, balance) = (key("RELEVE-05"), francs(units));
        Command::RecordAccountStatement(Statement { reference, balance })
    };
    assert!(advanced().notes(JUNE, statement(1_000)).is_empty());
    assert_eq!(advanced().notes(JUNE, statement(999)), [code("statement-differs")]);
    // Overdrawn is what an account may be.
    assert_eq!(advanced().notes(JUNE, statement(-1)), [code("statement-differs")]);
}

#[test]
fn an_account_is_settled_when_nothing_is_left_in_it_or_open() {
    let settle = || Command::SettleDesignatedAccount;
    let story = advanced().does(JUNE, spend("P", 990));
    story.refuses(JUNE, settle(), Rejection::AccountNotEmpty { balance: held(10) });
    let story = story.does(JUNE, refund("R", 1, Some(francs(10))));
    let undocumented = Rejection::AdvancesUndocumented { undocumented: held(990) };
    story.refuses(JUNE, settle(), undocumented);
    let story = story.does(JUNE, document("RD", 990)).does(JUNE, settle());
    story.refuses(JUNE, settle(), Rejection::AlreadyRecorded);
    story.refuses(JUNE, spend("Q", 1), Rejection::AccountNotOpen);
}

#[test]
fn an_advance_paid_into_a_settled_account_opens_it_again() {
    let settled = advanced()
        .does(JUNE, advance(3, 100))
        .does(JUNE, spend("P", 1_000))
        .does(JUNE, document("RD", 1_000))
        .does(JUNE, submit(3))
        .does(JUNE, Command::RecordWithdrawalApproved { number: 3 })
        .does(JUNE, Command::SettleDesignatedAccount);
    let late = |money| paid(3, money, 5, JUNE);
    assert_eq!(settled.notes(JUNE, late(francs(100))), [code("account-not-open")]);
    let story = settled.clone().does(JUNE, late(francs(100)));
    let left = Rejection::AccountNotEmpty { balance: held(100) };
    story.refuses(JUNE, Command::SettleDesignatedAccount, left);
    let story = story.does(JUNE, refund("R", 5, Some(francs(100))));
    story.refuses(JUNE, Command::SettleDesignatedAccount, Rejection::AlreadyRecorded);
    // What is paid in another currency is not in it.
    assert!(!settled.does(JUNE, late(xdr(5))).state().account.is_open());
}

#[test]
fn ineligible_expenditure_is_paid_back_and_may_be_withdrawn_again() {
    let ineligible = Ineligible {
        reference: key("INEL-1"),
        category: key("1"),
        money: xdr(5),
        reason: "Hors composante".into(),
    };
    let story = advanced().does(JUNE, Command::DeclareIneligible(ineligible));
    let before = story.state().balances();
    assert_eq!((before.ineligible, before.refunded), (5.into_total(), 0.into_total()));
    let back = |name: &str| {
        Command::RecordRefund(Refund {
            reference: key("R-1"),
            category: key("1"),
            money: xdr(5),
            from_account: None,
            ineligible: Some(key(name)),
            cleared: Vec::new(),
        })
    };
    story.refuses(JUNE, back("INEL-2"), Rejection::UnknownName { name: "INEL-2".into() });
    let after = story.does(JUNE, back("INEL-1")).state().balances();
    assert_eq!(after.refunded, 5.into_total());
    assert_eq!(after.undisbursed, before.undisbursed + 5.into_total());
}

#[test]
fn no_more_is_given_back_than_was_received() {
    let disbursed = Sum(50.into_total(), Currency::Xdr);
    advanced().refuses(JUNE, refund("R", 51, None), Rejection::ExceedsDisbursed { disbursed });
    assert!(advanced().hears(JUNE, refund("R", 50, None)).is_ok());
}

trait IntoTotal {
    fn into_total(self) -> kernel::Total;
}

impl IntoTotal for i64 {
    fn into_total(self) -> kernel::Total {
        xdr(self).units.into()
    }
}
