use super::{DECEMBER, JANUARY, JUNE, MARCH, MAY, Story, code, dollars, francs};
use crate::{
    rejection::Rejection,
    sponsorship::{
        Command as C, Sponsorship,
        course::{Kind, OutputRecorded, Request, State},
    },
};

type Told = Story<Sponsorship>;

fn request() -> Request {
    Request {
        sponsorship: code("UNICEF-ATELIER"),
        sponsor: code("UNICEF"),
        beneficiary: code("DNPSES"),
        kind: Kind::Workshop,
        subject: code("ATELIER-PNPS"),
        title: "Atelier de dissémination".into(),
        money: Some(francs(1_000)),
        collaboration: None,
    }
}

fn requested() -> Told {
    Story::new().does(JANUARY, C::Request(request(), Vec::new()))
}

fn authorised() -> Told {
    requested().does(MARCH, C::Authorise { ceiling: Some(francs(800)) })
}

fn cash(reference: &str, units: i64) -> C {
    C::RecordCash { reference: code(reference), money: francs(units) }
}

fn justify(reference: &str, units: i64) -> C {
    C::Justify { reference: code(reference), money: francs(units) }
}

fn output() -> C {
    C::RecordOutput(OutputRecorded {
        output: code("PARTICIPANTS"),
        label: "Participants".into(),
        quantity: Some(60),
        approximate: true,
        areas: vec![code("ML01")],
    })
}

fn paid() -> Told {
    authorised().does(MAY, cash("C1", 500))
}

#[test]
fn it_goes_from_requested_to_closed() {
    let told = paid().does(JUNE, justify("J1", 500)).does(JUNE, output()).does(DECEMBER, C::Close);
    for (on, state) in [
        (JANUARY, State::Requested),
        (MARCH, State::Authorised),
        (MAY, State::CashReceived),
        (JUNE, State::Justified),
        (DECEMBER, State::Closed),
    ] {
        assert_eq!(told.state().state_on(on), Some(state), "{on}");
    }
}

#[test]
fn no_more_is_justified_than_was_received() {
    let unjustified = || "500 XOF".to_owned();
    let exceeds = || Rejection::ExceedsUnjustified { unjustified: unjustified() };
    paid().refuses(JUNE, justify("J1", 501), exceeds());
    assert!(paid().hears(JUNE, justify("J1", 500)).is_ok());
    let repay = |units| C::Repay { reference: code("R1"), money: francs(units) };
    paid().refuses(JUNE, repay(501), exceeds());
    let told = paid().does(JUNE, justify("J1", 499)).does(JUNE, repay(1));
    assert_eq!(told.state().state_on(JUNE), Some(State::Justified));
    told.refuses(JUNE, justify("J1", 1), Rejection::NameTaken { name: code("J1") });
    let expected = kernel::Currency::Xof;
    let dollars = C::Justify { reference: code("J2"), money: dollars(1) };
    paid().refuses(JUNE, dollars, Rejection::CurrencyDiffers { expected });
}

#[test]
fn cash_beyond_the_ceiling_has_come_and_is_odd() {
    assert_eq!(authorised().notes(MAY, cash("C1", 800)), [""; 0]);
    assert_eq!(authorised().notes(MAY, cash("C1", 801)), ["partners-ceiling-exceeded"]);
    assert_eq!(requested().notes(MAY, cash("C1", 1)), ["partners-not-authorised"]);
    paid().refuses(MAY, cash("C1", 1), Rejection::NameTaken { name: code("C1") });
}

#[test]
fn what_is_justified_covers_the_oldest_cash_first() {
    let told = paid().does(JUNE, cash("C2", 200));
    assert_eq!(told.state().unjustified_since(), Some(MAY));
    let most = told.clone().does(JUNE, justify("J1", 499));
    assert_eq!(most.state().unjustified_since(), Some(MAY));
    let first = told.clone().does(JUNE, justify("J1", 500));
    assert_eq!(first.state().unjustified_since(), Some(JUNE));
    let all = told.does(JUNE, justify("J1", 700));
    assert_eq!(all.state().unjustified_since(), None);
}

#[test]
fn it_is_closed_once_all_is_justified_and_something_came_of_it() {
    let unjustified = "500 XOF".to_owned();
    paid().refuses(JUNE, C::Close, Rejection::CashUnjustified { unjustified });
    let justified = paid().does(JUNE, justify("J1", 500));
    justified.refuses(JUNE, C::Close, Rejection::OutputsMissing);
    assert!(justified.does(JUNE, output()).hears(JUNE, C::Close).is_ok());
    let forbids = Rejection::StateForbids { state: "authorised", on: JUNE };
    authorised().refuses(JUNE, C::Close, forbids);
}

#[test]
fn what_is_authorised_after_its_money_came_is_closed_all_the_same() {
    let late = C::Authorise { ceiling: Some(francs(800)) };
    let spent = requested().does(MAY, cash("C1", 500)).does(JUNE, justify("J1", 500));
    // Nobody has authorised the second payment either.
    let second = requested().does(MAY, cash("C1", 500)).notes(MAY, cash("C2", 1));
    assert_eq!(second, ["partners-not-authorised"]);
    assert_eq!(spent.notes(JUNE, late.clone()), ["partners-state-forbids"]);
    let told = spent.does(JUNE, late.clone()).does(JUNE, output());
    assert_eq!(told.state().state_on(JUNE), Some(State::Justified));
    told.refuses(JUNE, late, Rejection::AlreadyRecorded);
    assert!(told.hears(DECEMBER, C::Close).is_ok());
}

#[test]
fn it_is_withdrawn_before_any_cash() {
    let withdraw = || C::Withdraw { reason: "Atelier annulé".into() };
    assert!(authorised().hears(MAY, withdraw()).is_ok());
    paid().refuses(JUNE, withdraw(), Rejection::CashReceived);
    let told = authorised().does(MAY, withdraw());
    assert_eq!(told.notes(JUNE, cash("C1", 1)), ["partners-state-forbids"]);
}

#[test]
fn an_import_says_what_its_source_says() {
    let asked = Request { money: None, ..request() };
    let told = Told::new().import(JANUARY, C::Request(asked, Vec::new()));
    let authorise = C::Authorise { ceiling: None };
    assert_eq!(told.unverified(MARCH, authorise.clone()), ["partners-amount-missing"]);
    assert_eq!(told.notes(MARCH, authorise), ["partners-amount-missing"]);
}
