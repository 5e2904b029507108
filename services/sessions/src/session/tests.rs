mod minutes;
mod properties;
mod sitting;

use jiff::civil::{Date, date};
use kernel::{
    Asked, Basis, Fact, Origin, Rejection as _,
    testing::{asked, fact, given, who},
};

use super::{
    Command, Event, Kind, Session,
    agenda::{self, Changes, Concluded, Conclusion, ItemKind, Point},
    deliberation::{Assessed, Assessment, Conclude},
    minutes::{Drafted, Earlier, Form, Judge, Status as MinutesStatus},
    plan::{self, DateFlagged, Expected, Officer, Plan, Role},
    presence::{self, Attend, Count, Presence, QuorumConfirmed, QuorumWaived, Recorded, Standing},
    stage::{self, Cancelled, Closed, Convened, Opened, Stage},
};
use crate::{
    body::{register::Kind as Organ, rules::Quorum},
    key::SeatKey,
    rejection::Rejection,
    value::{Dates, Doubt, Subject, SubjectKind},
};

pub(super) const MAY: Date = date(2019, 5, 6);
pub(super) const DAY: Date = date(2019, 9, 26);
pub(super) const LAST: Date = date(2019, 9, 28);

pub(super) fn dates() -> Dates {
    Dates { from: Some(DAY.into()), until: Some(LAST), ..Dates::default() }
}

pub(super) fn item(name: &str) -> Point {
    Point {
        item: name.parse().unwrap(),
        kind: ItemKind::Presentation,
        title: format!("Point {name}"),
        minutes_of: None,
        presented_by: None,
        subjects: Vec::new(),
        documents: Vec::new(),
    }
}

pub(super) fn validation(name: &str, of: &str) -> Point {
    let kind = ItemKind::ValidationOfMinutes;
    Point { kind, minutes_of: of.parse().ok(), ..item(name) }
}

/// The 18th of the CTN, with an item to present and the minutes of the 17th.
pub(super) fn plan() -> Plan {
    plan_of(18)
}

pub(super) fn plan_of(ordinal: u32) -> Plan {
    Plan {
        reference: format!("ML-CTN-{ordinal}").parse().unwrap(),
        body: "ML-CTN".parse().unwrap(),
        body_kind: Organ::TechnicalCommittee,
        kind: Kind::Ordinary,
        ordinal: Some(ordinal),
        title: format!("{ordinal}e session ordinaire"),
        dates: dates(),
        venue: None,
        city: Some("Ségou".to_owned()),
        officers: vec![Officer {
            role: Role::CoChair,
            capacity: "Coordinateur".to_owned(),
            institution: None,
            represents: None,
            name: None,
            person: None,
        }],
        agenda: vec![validation("1", &format!("ML-CTN-{}", ordinal - 1)), item("2")],
        outcomes: vec![Expected { outcome: "r1".parse().unwrap(), text: "Validé".to_owned() }],
        objectives: Vec::new(),
        theme: None,
        occasion: None,
        audience: Vec::new(),
        supported_by: Vec::new(),
        mandator: None,
        organiser: None,
    }
}

pub(super) fn done(on: Date, event: impl Into<Event>) -> Fact<Event> {
    fact(&who("awa"), on, event.into())
}

pub(super) fn planned(plan: Plan) -> Vec<Fact<Event>> {
    vec![done(MAY, stage::Event::Planned(Box::new(plan)))]
}

pub(super) fn convened() -> Vec<Fact<Event>> {
    let convened = stage::Event::Convened(Convened { no_minutes_reason: None });
    [planned(plan()), vec![done(MAY, convened)]].concat()
}

/// Open, with so many seats taken of the ten that are required.
pub(super) fn open_with(present: usize) -> Vec<Fact<Event>> {
    let seats = (0..present).map(|nth| member(&format!("s{nth}")));
    let recorded = presence::Event::Recorded(Recorded { day: DAY, presences: seats.collect() });
    let confirmed = QuorumConfirmed { present: 10, required: 10, seats: 19 };
    [
        convened(),
        vec![
            done(DAY, recorded),
            done(DAY, presence::Event::QuorumConfirmed(confirmed)),
            done(DAY, stage::Event::Opened(Opened { known: 7 })),
        ],
    ]
    .concat()
}

pub(super) fn open() -> Vec<Fact<Event>> {
    open_with(10)
}

pub(super) fn concluded(name: &str, conclusion: Conclusion) -> Fact<Event> {
    let decision = conclusion
        .decides()
        .then(|| Session::decision(&"ML-CTN-18".parse().unwrap(), &name.parse().unwrap()));
    done(
        DAY,
        agenda::Event::Concluded(Concluded {
            item: name.parse().unwrap(),
            conclusion,
            text: "Texte".to_owned(),
            covers: Vec::new(),
            decision,
        }),
    )
}

pub(super) fn member(seat: &str) -> Presence {
    Presence {
        standing: Standing::Member,
        seat: seat.parse().ok(),
        institution: None,
        label: None,
        count: 1,
        approximate: false,
    }
}

pub(super) fn ask(on: Date, command: Command) -> Asked<Command> {
    asked(&who("awa"), on, command)
}

pub(super) fn import(on: Date, command: Command) -> Asked<Command> {
    Asked { origin: Origin::Import, ..ask(on, command) }
}

pub(super) fn conclude(name: &str, conclusion: Conclusion) -> Command {
    Command::Conclude(Conclude {
        item: name.parse().unwrap(),
        conclusion,
        text: "Texte".to_owned(),
        covers: Vec::new(),
    })
}

#[test]
fn a_session_is_named_after_its_body_and_its_number() {
    let named = |reference: &str, ordinal, kind| Plan {
        reference: reference.parse().unwrap(),
        ordinal,
        kind,
        ..plan()
    };
    let body = Rejection::ReferenceNotOfBody { body: "ML-CTN".parse().unwrap() };
    for (reference, ordinal, kind, fits) in [
        ("ML-CTN-18", Some(18), Kind::Ordinary, true),
        ("ML-CTN-X2", Some(2), Kind::Extraordinary, true),
        ("ML-CTN-P1", Some(1), Kind::WrittenProcedure, true),
        ("ML-CTN-2018-03", None, Kind::Ordinary, true),
        ("ML-CTN-2018", None, Kind::Ordinary, true),
        ("ML-CTN-19", Some(18), Kind::Ordinary, false),
        ("ML-CTN-2", Some(2), Kind::Extraordinary, false),
        ("ML-CNP-18", Some(18), Kind::Ordinary, false),
        ("ML-CTN-18", None, Kind::Ordinary, false),
        ("ML-CTN-X3", None, Kind::Ordinary, false),
    ] {
        let plan = named(reference, ordinal, kind);
        let asked = plan.consistent();
        assert_eq!(asked, if fits { Ok(()) } else { Err(body.clone()) }, "{reference}");
    }
}

#[test]
fn a_doubtful_date_is_kept_and_flagged() {
    let printed = |from: &str, weekday: &str, year_inferred| Dates {
        from: from.parse().ok(),
        weekday: weekday.parse().ok(),
        year_inferred,
        ..Dates::default()
    };
    for (dates, doubts) in [
        (printed("2018-04-21", "jeudi", false), vec![Doubt::Weekday]),
        (printed("2017-07-12", "", true), vec![Doubt::YearInferred]),
        (printed("2018-04-21", "samedi", false), vec![]),
    ] {
        let plan = Plan { dates, ..plan() };
        let flag =
            |doubt| plan::Event::DateFlagged(DateFlagged { doubt, proposed: None, reason: None });
        let flags = doubts.into_iter().map(flag).map(Event::from);
        let planned = Event::from(stage::Event::Planned(Box::new(plan.clone())));
        given::<Session>([])
            .when(&ask(MAY, Command::Plan(Box::new(plan))))
            .then([planned].into_iter().chain(flags).collect::<Vec<_>>());
    }
}

#[test]
fn a_session_is_convened_once_all_is_said_of_it() {
    let convene = ask(MAY, Command::Convene { no_minutes_reason: None });
    let convened = [stage::Event::Convened(Convened { no_minutes_reason: None }).into()];
    given::<Session>(planned(plan())).when(&convene).then(convened.clone());
    for (plan, missing) in [
        (Plan { city: None, ..plan() }, vec![Rejection::PlaceMissing]),
        (Plan { dates: Dates::default(), ..plan() }, vec![Rejection::DatesMissing]),
        (Plan { officers: Vec::new(), ..plan() }, vec![Rejection::PresidentMissing]),
        (Plan { agenda: vec![item("2")], ..plan() }, vec![Rejection::MinutesToValidateMissing]),
        (
            Plan { agenda: Vec::new(), city: None, officers: Vec::new(), ..plan() },
            vec![
                Rejection::AgendaMissing,
                Rejection::PlaceMissing,
                Rejection::PresidentMissing,
                Rejection::MinutesToValidateMissing,
            ],
        ),
    ] {
        let incomplete = Rejection::ConveningIncomplete { missing };
        given::<Session>(planned(plan.clone())).when(&convene).refused(incomplete);
        // A source that does not show it is believed.
        let import = import(MAY, Command::Convene { no_minutes_reason: None });
        given::<Session>(planned(plan)).when(&import).then(convened.clone());
    }
}

#[test]
fn all_that_is_missing_is_told_at_once() {
    let missing = vec![Rejection::PlaceMissing, Rejection::PresidentMissing];
    let incomplete = Rejection::ConveningIncomplete { missing };
    assert_eq!(incomplete.code(), "sessions-convening-incomplete");
    let reasons = "sessions-place-missing,sessions-president-missing".to_owned();
    assert_eq!(incomplete.args(), [("reasons", reasons)]);
}

#[test]
fn no_minutes_to_validate_takes_a_reason() {
    let first = Plan { agenda: vec![item("2")], ..plan() };
    let no_minutes_reason = Some("première session".to_owned());
    given::<Session>(planned(first))
        .when(&ask(MAY, Command::Convene { no_minutes_reason: no_minutes_reason.clone() }))
        .then([stage::Event::Convened(Convened { no_minutes_reason }).into()]);
}

#[test]
fn a_written_procedure_needs_no_place() {
    let procedure = Plan {
        kind: Kind::WrittenProcedure,
        reference: "ML-CTN-P1".parse().unwrap(),
        ordinal: Some(1),
        city: None,
        ..plan()
    };
    given::<Session>(planned(procedure))
        .when(&ask(MAY, Command::Convene { no_minutes_reason: None }))
        .then([stage::Event::Convened(Convened { no_minutes_reason: None }).into()]);
}

#[test]
fn what_is_not_held_yet_may_be_postponed_or_called_off_with_a_reason() {
    let why = |reason: &str| Command::Cancel { reason: reason.to_owned() };
    let cancelled = stage::Event::Cancelled(Cancelled { reason: "Deuil".to_owned() });
    for history in [planned(plan()), convened()] {
        given::<Session>(history.clone())
            .when(&ask(DAY, why("Deuil")))
            .then([cancelled.clone().into()]);
        given::<Session>(history).when(&ask(DAY, why(" "))).refused(Rejection::ReasonMissing);
    }
    given::<Session>(open())
        .when(&ask(DAY, why("Deuil")))
        .refused(Rejection::StageForbids { stage: Stage::Open });
    given::<Session>(open())
        .when(&ask(DAY, Command::Postpone { dates: None, reason: "Pluie".to_owned() }))
        .refused(Rejection::StageForbids { stage: Stage::Open });
}

#[test]
fn nothing_happens_to_a_session_before_it_was_planned() {
    given::<Session>(planned(plan()))
        .when(&ask(date(2019, 5, 5), Command::Convene { no_minutes_reason: None }))
        .refused(Rejection::OutOfOrder { latest: MAY });
    given::<Session>([])
        .when(&ask(MAY, Command::Convene { no_minutes_reason: None }))
        .refused(Rejection::SessionUnknown);
}

#[test]
fn an_agenda_grows_and_what_nobody_treated_may_go() {
    let changes = |add: &[&str], withdraw: &[&str], reason: &str| {
        ask(
            DAY,
            Command::AmendAgenda(Changes {
                add: add.iter().map(|name| item(name)).collect(),
                withdraw: withdraw.iter().map(|name| name.parse().unwrap()).collect(),
                reason: reason.to_owned(),
            }),
        )
    };
    let withdrawn = |name: &str| {
        agenda::Event::Withdrawn(agenda::Withdrawn {
            item: name.parse().unwrap(),
            reason: "Sans objet".to_owned(),
        })
    };
    given::<Session>(open())
        .when(&changes(&["3"], &["2"], "Sans objet"))
        .then([agenda::Event::Added(item("3")).into(), withdrawn("2").into()]);
    given::<Session>(open()).when(&changes(&[], &["2"], "")).refused(Rejection::ReasonMissing);
    let twice = Rejection::ItemTwice { item: "2".parse().unwrap() };
    given::<Session>(open()).when(&changes(&["2"], &[], "")).refused(twice);
    let treated = [open(), vec![concluded("2", Conclusion::Noted)]].concat();
    let settled = Rejection::ItemSettled { item: "2".parse().unwrap() };
    given::<Session>(treated).when(&changes(&[], &["2"], "Sans objet")).refused(settled);
    given::<Session>(open()).when(&changes(&[], &[], "")).refused(Rejection::NothingToChange);
}

#[test]
fn time_puts_a_closure_on_the_agenda_once_and_not_too_late() {
    let closure = Point {
        kind: ItemKind::Closure,
        subjects: vec![Subject { kind: SubjectKind::Financing, reference: "H8350".to_owned() }],
        ..item("cloture-h8350")
    };
    let add = ask(date(2019, 5, 1), Command::AddStanding(closure.clone()));
    let added = Event::from(agenda::Event::Added(closure));
    given::<Session>(convened()).when(&add).then([added.clone()]);
    let again = [convened(), vec![done(MAY, added)]].concat();
    given::<Session>(again).when(&add).then([]);
    given::<Session>(open()).when(&add).then([]);
}
