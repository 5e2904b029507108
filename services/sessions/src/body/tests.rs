use jiff::civil::{Date, date};
use kernel::{
    Asked, Code, Fact, Origin,
    testing::{asked, fact, given, who},
};

use super::{
    Body, Command, Event, calendar,
    calendar::{CadenceMissed, Reactivated, WentDormant},
    numbering::{self, Given, Number},
    register::{self, Constituted, Dissolved, Kind, Level, NameSuspended, Renamed},
    rules::Rules,
    seat::{self, Appointed, Ended},
};
use crate::{rejection::Rejection, session};

const MARCH: Date = date(2019, 3, 1);
const MAY: Date = date(2019, 5, 1);

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn ctn() -> Constituted {
    Constituted {
        reference: code("ML-CTN"),
        name: "Comité technique national".to_owned(),
        kind: Kind::TechnicalCommittee,
        level: Level::National,
        parent: Some(code("ML-CNP")),
        mandate: "Conception, gestion, supervision".to_owned(),
        legal_basis: None,
        rules: Rules::default(),
        area: None,
    }
}

fn done(on: Date, event: impl Into<Event>) -> Fact<Event> {
    fact(&who("awa"), on, event.into())
}

fn constituted(more: impl IntoIterator<Item = Fact<Event>>) -> Vec<Fact<Event>> {
    [done(MARCH, register::Event::Constituted(ctn()))].into_iter().chain(more).collect()
}

fn ask(on: Date, command: Command) -> Asked<Command> {
    asked(&who("awa"), on, command)
}

fn number(ordinal: u32, first_day: Date) -> Number {
    Number {
        session: code(&format!("ML-CTN-{ordinal}")),
        kind: session::Kind::Ordinary,
        ordinal: Some(ordinal),
        first_day: Some(first_day),
    }
}

fn numbered(ordinal: u32, first_day: Date, after: Option<u32>) -> Fact<Event> {
    let number = number(ordinal, first_day);
    done(first_day, numbering::Event::Given(Given { number, after }))
}

#[test]
fn a_body_is_named_after_its_country_and_registered_once() {
    let register = |reference: &str| {
        let body = Constituted { reference: code(reference), ..ctn() };
        ask(MARCH, Command::Constitute(Box::new(body)))
    };
    given::<Body>([]).when(&register("ML-CTN")).then([register::Event::Constituted(ctn()).into()]);
    given::<Body>(constituted([])).when(&register("ML-CTN")).refused(Rejection::AlreadyRegistered);
    for wrong in ["CTN", "ml-CTN", "MLI-CTN", "ML-"] {
        let body = Rejection::ReferenceNotOfBody { body: code(wrong) };
        given::<Body>([]).when(&register(wrong)).refused(body);
    }
    given::<Body>([]).when(&register("ML-CNP")).refused(Rejection::OwnParent);
}

#[test]
fn rules_that_are_so_already_are_not_set_again() {
    let rules = Rules { escalates_after: Some(3), ..Rules::default() };
    let set = |on, rules: &Rules| ask(on, Command::SetRules(rules.clone()));
    let already = Rejection::AlreadyRecorded;
    given::<Body>(constituted([])).when(&set(MAY, &Rules::default())).refused(already.clone());
    let event = register::Event::RulesSet(rules.clone());
    given::<Body>(constituted([])).when(&set(MAY, &rules)).then([event.clone().into()]);
    let history = constituted([done(MAY, event.clone())]);
    given::<Body>(history.clone()).when(&set(MAY, &rules)).refused(already);
    // Before, they were others.
    given::<Body>(history).when(&set(MARCH, &rules)).then([event.into()]);
}

#[test]
fn a_seat_is_held_once_at_a_time() {
    let appoint = |on| {
        let appointed = Appointed {
            seat: "dnpses".parse().unwrap(),
            office: "Directeur national".to_owned(),
            institution: None,
            person: None,
            until: None,
        };
        (ask(on, Command::Appoint(appointed.clone())), seat::Event::Appointed(appointed))
    };
    let (asked, appointed) = appoint(MARCH);
    given::<Body>(constituted([])).when(&asked).then([appointed.clone().into()]);
    let held = constituted([done(MARCH, appointed.clone())]);
    let taken = Rejection::SeatTaken { seat: "dnpses".parse().unwrap() };
    given::<Body>(held.clone()).when(&appoint(MAY).0).refused(taken.clone());
    let ended = Ended { seat: "dnpses".parse().unwrap(), reason: "Mutation".to_owned() };
    let vacant = [held, vec![done(MAY, seat::Event::Ended(ended))]].concat();
    // It is vacant from that day on, and was not the day before.
    given::<Body>(vacant.clone()).when(&appoint(MAY).0).then([appointed.into()]);
    given::<Body>(vacant).when(&appoint(date(2019, 4, 30)).0).refused(taken);
}

#[test]
fn numbers_follow_one_another_and_none_is_given_twice() {
    let had = constituted([numbered(18, MAY, None)]);
    let give = |number| ask(MAY, Command::Number(number));
    let june = date(2019, 6, 1);
    let given_after = |ordinal, after| {
        numbering::Event::Given(Given { number: number(ordinal, june), after }).into()
    };
    given::<Body>(had.clone()).when(&give(number(19, june))).then([given_after(19, Some(18))]);
    // A gap is shown and not refused.
    given::<Body>(had.clone()).when(&give(number(21, june))).then([given_after(21, Some(18))]);
    given::<Body>(had.clone()).when(&give(number(18, MAY))).then([]);
    given::<Body>(had.clone())
        .when(&give(number(17, MARCH)))
        .refused(Rejection::OrdinalNotIncreasing { latest: 18 });
    let other = Number { session: code("ML-CTN-018"), ..number(18, june) };
    given::<Body>(had.clone()).when(&give(other)).refused(Rejection::OrdinalTaken { ordinal: 18 });
    given::<Body>(had)
        .when(&give(number(19, MARCH)))
        .refused(Rejection::OrdinalOutOfOrder { ordinal: 18 });
}

#[test]
fn history_is_entered_as_it_is_found_and_was_met_in_order() {
    let had = constituted([numbered(18, MAY, None)]);
    let give = |number| Asked { origin: Origin::Import, ..ask(MAY, Command::Number(number)) };
    let earlier = numbering::Event::Given(Given { number: number(17, MARCH), after: None });
    given::<Body>(had.clone()).when(&give(number(17, MARCH))).then([earlier.into()]);
    given::<Body>(had)
        .when(&give(number(17, date(2019, 6, 1))))
        .refused(Rejection::OrdinalOutOfOrder { ordinal: 18 });
}

#[test]
fn a_body_keeps_being_itself_under_another_name() {
    let renamed = Renamed {
        name: "CRPS du Bankui".to_owned(),
        area: Some("Bankui".to_owned()),
        reason: "Conseil des ministres".to_owned(),
    };
    given::<Body>(constituted([]))
        .when(&ask(MAY, Command::Rename(renamed.clone())))
        .then([register::Event::Renamed(renamed.clone()).into()]);
    let history = constituted([done(MAY, register::Event::Renamed(renamed))]);
    let why = || "Circulaire".to_owned();
    given::<Body>(history.clone())
        .when(&ask(MAY, Command::SuspendName { reason: why() }))
        .then([register::Event::NameSuspended(NameSuspended { reason: why() }).into()]);
    given::<Body>(history)
        .when(&ask(MAY, Command::ResumeName { reason: why() }))
        .refused(Rejection::AlreadyRecorded);
}

#[test]
fn a_body_is_not_dissolved_under_its_sessions() {
    let dissolve = |running: &[&str]| {
        let running = running.iter().map(|session| code(session)).collect();
        ask(MAY, Command::Dissolve { reason: "Fin".to_owned(), running })
    };
    let dissolved = register::Event::Dissolved(Dissolved { reason: "Fin".to_owned() });
    given::<Body>(constituted([])).when(&dissolve(&[])).then([dissolved.clone().into()]);
    let sessions = vec![code("ML-CTN-19")];
    given::<Body>(constituted([]))
        .when(&dissolve(&["ML-CTN-19"]))
        .refused(Rejection::SessionsUnderWay { sessions });
    let history = constituted([done(MAY, dissolved)]);
    let number = Command::Number(number(19, MAY));
    given::<Body>(history.clone())
        .when(&ask(MAY, number.clone()))
        .refused(Rejection::BodyDissolved);
    let before = date(2019, 4, 30);
    given::<Body>(history)
        .when(&ask(before, Command::SuspendName { reason: "Circulaire".to_owned() }))
        .then([register::Event::NameSuspended(NameSuspended { reason: "Circulaire".to_owned() })
            .into()]);
}

#[test]
fn time_says_everything_once() {
    let missed = CadenceMissed { due_on: MAY };
    let dormant = WentDormant { since: MARCH };
    let woken = Reactivated { session: code("ML-CTN-19") };
    let miss = ask(MAY, Command::MissCadence(missed.clone()));
    let sleep = ask(MAY, Command::FallDormant(dormant.clone()));
    let wake = ask(MAY, Command::Reactivate(woken.clone()));
    let (missed, dormant, woken) = (
        calendar::Event::CadenceMissed(missed),
        calendar::Event::WentDormant(dormant),
        calendar::Event::Reactivated(woken),
    );
    given::<Body>(constituted([])).when(&miss).then([missed.clone().into()]);
    given::<Body>(constituted([done(MAY, missed)])).when(&miss).then([]);
    given::<Body>(constituted([])).when(&wake).then([]);
    given::<Body>(constituted([])).when(&sleep).then([dormant.clone().into()]);
    let asleep = constituted([done(MAY, dormant)]);
    given::<Body>(asleep.clone()).when(&sleep).then([]);
    given::<Body>(asleep).when(&wake).then([woken.into()]);
}
