//! Meetings at which documents are made known, told as stories.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use kernel::Fact;

use super::{
    Command, Dissemination, Event,
    meeting::{self, Held, Plan, Reach, Report},
};
use crate::{
    rejection::Rejection,
    testing::{ask, code, done, given},
};

const PLANNED: Date = date(2017, 6, 1);
const HELD: Date = date(2017, 7, 12);

fn plan() -> Plan {
    Plan {
        dissemination: code("ML-2017"),
        title: "Atelier".into(),
        theme: None,
        occasion: None,
        organiser: None,
        sponsor: Some("UNICEF".into()),
        documents: BTreeSet::from([code("ML-PNPS")]),
        audience: Vec::new(),
        objectives: Vec::new(),
        place: None,
    }
}

fn planned() -> Fact<Event> {
    done(PLANNED, Event::Meeting(meeting::Event::Planned(plan())))
}

fn held(counts: [u32; 2], approximate: bool) -> Held {
    let [one, other] = counts.map(|participants| Reach {
        area: Some(code("ML1-KAYES")),
        institution: None,
        participants: Some(participants),
    });
    let reach = vec![one, other];
    Held { lasted_days: 3, participants: Some(60), approximate, reach, chaired_by: None }
}

#[test]
fn something_is_made_known() {
    let nothing = Plan { documents: BTreeSet::new(), ..plan() };
    given::<Dissemination>([])
        .when(&ask(PLANNED, Command::Plan(nothing)))
        .refused(Rejection::DocumentsMissing);
    given::<Dissemination>([planned()])
        .when(&ask(PLANNED, Command::Plan(plan())))
        .refused(Rejection::AlreadyRegistered);
}

#[test]
fn who_is_counted_by_area_is_counted_in_all_unless_nobody_counts_exactly() {
    let hold = |counts, approximate| ask(HELD, Command::RecordHeld(held(counts, approximate)));
    let event =
        |counts, approximate| [Event::Meeting(meeting::Event::Held(held(counts, approximate)))];
    given::<Dissemination>([planned()]).when(&hold([30, 30], false)).then(event([30, 30], false));
    given::<Dissemination>([planned()])
        .when(&hold([30, 31], false))
        .refused(Rejection::ReachExceedsParticipants);
    given::<Dissemination>([planned()]).when(&hold([30, 31], true)).then(event([30, 31], true));
}

#[test]
fn what_came_of_it_is_told_once_it_was_held() {
    let report = Report { statements: vec!["Orientations comprises".into()] };
    let ask_for = ask(HELD, Command::Report(report.clone()));
    given::<Dissemination>([planned()]).when(&ask_for).refused(Rejection::NotHeld);
    let history = [planned(), done(HELD, Event::Meeting(meeting::Event::Held(held([1, 2], true))))];
    given::<Dissemination>(history)
        .when(&ask_for)
        .then([Event::Meeting(meeting::Event::Reported(report))]);
}
