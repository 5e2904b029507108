//! Registries of areas, told as stories.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use kernel::{Aggregate as _, Fact, Hash, correction::Event as Said, replay};

use super::{
    Areas, Command, Event,
    list::{self, AreaCode, Entry, Listed, Published, Row, Staged},
    reform::{self, Named, NewName, Renamed},
};
use crate::{
    lines::{Why, WrongRow},
    rejection::Rejection,
    testing::{ask, code, done, given, key},
};

const LISTED: Date = date(2020, 3, 23);
const REFORM: Date = date(2025, 7, 2);
const CIRCULAR: Date = date(2025, 7, 15);

fn row(number: u32, level: u32, name: &str, parent: &str, pcode: &str) -> Row {
    Row {
        row: number,
        level,
        kind: "région".into(),
        name: name.into(),
        parent: parent.into(),
        codes: vec![["ocha".into(), "2020-03-23".into(), pcode.into()]],
        ..Row::default()
    }
}

fn entry(number: u32, name: &str, pcode: &str) -> Entry {
    row(number, 1, name, "", pcode).read(&code("BF")).unwrap()
}

fn listed() -> Vec<Fact<Event>> {
    let areas = vec![entry(1, "Boucle du Mouhoun", "BF46"), entry(2, "Est", "BF52")];
    let staged = Staged { staging: key("liste"), chunk: 0, areas, given_up: vec![] };
    let published =
        Listed { staging: key("liste"), title: "OCHA".into(), lines: 2, hash: Hash::default() };
    vec![
        done(LISTED, Event::List(list::Event::Staged(staged))),
        done(LISTED, Event::List(list::Event::Published(published))),
    ]
}

fn renamed() -> Renamed {
    let area = code("BF1-BOUCLE-DU-MOUHOUN");
    Renamed { names: vec![NewName { area, name: "Bankui".into() }], text: Some("Décret".into()) }
}

fn publish(lines: u32) -> Command {
    Command::Publish(Published { staging: key("liste"), title: "OCHA".into(), lines, hash: None })
}

fn stage(rows: Vec<Row>) -> Command {
    Command::Stage { country: code("BF"), staging: key("liste"), chunk: 0, rows }
}

#[test]
fn a_registry_is_of_the_country_that_is_named() {
    let create = Command::Create {
        country: code("BF"),
        row: row(1, 1, "Est", "", "BF52"),
        carved_out_of: BTreeSet::new(),
        text: None,
    };
    for command in [stage(Vec::new()), create] {
        assert_eq!(Areas::country(&command), Some(&code("BF")));
    }
}

#[test]
fn a_list_exists_as_a_whole_or_not_at_all() {
    let wrong = vec![row(1, 1, " ", "", "BF1"), row(2, 0, "Est", "", "BF2")];
    let rows =
        vec![WrongRow::new(1, Why::NameMissing, ""), WrongRow::new(2, Why::LevelMissing, "")];
    given::<Areas>([]).when(&ask(LISTED, stage(wrong))).refused(Rejection::RowsWrong { rows });
    let mut history = listed();
    history.truncate(1);
    given::<Areas>(history.clone())
        .when(&ask(LISTED, publish(3)))
        .refused(Rejection::LinesDiffer { staged: 2, expected: 3 });
    let areas: Areas = replay(&history);
    assert!(!areas.knows(&code("BF1-EST")), "what is staged is not there yet");
    assert!(areas.decide(&ask(LISTED, publish(2))).is_ok());
    let areas: Areas = replay(&listed());
    assert!(areas.knows(&code("BF1-EST")));
}

#[test]
fn a_code_means_something_only_on_its_list() {
    let code_of = |list_date: &str| AreaCode {
        scheme: "ocha".into(),
        list_date: list_date.into(),
        code: "BF46".into(),
    };
    let assign = |it| ask(REFORM, Command::AssignCode { area: code("BF1-EST"), code: it });
    given::<Areas>(listed())
        .when(&assign(code_of("2020-03-23")))
        .refused(Rejection::NameTaken { name: "BF46".into() });
    let areas: Areas = replay(&listed());
    assert!(areas.decide(&assign(code_of("2025-09-01"))).is_ok(), "another list, another area");
}

#[test]
fn parents_are_there_and_references_are_free() {
    let rows = [row(1, 1, "Est", "", "A"), row(2, 2, "Gourma", "BF1-NORD", "B")];
    let staged: Vec<_> = rows.iter().map(|row| row.read(&code("BF")).unwrap()).collect();
    let staged = Staged { staging: key("liste"), chunk: 0, areas: staged, given_up: vec![] };
    let history = [done(LISTED, Event::List(list::Event::Staged(staged)))];
    let rows = vec![WrongRow::new(2, Why::ParentUnknown, "BF1-NORD")];
    given::<Areas>(history).when(&ask(LISTED, publish(2))).refused(Rejection::RowsWrong { rows });
    let other = Row { area: "BF1-EST".into(), ..row(1, 2, "Est", "", "C") };
    let again = vec![other.read(&code("BF")).unwrap()];
    let staged = Staged { staging: key("autre"), chunk: 0, areas: again, given_up: vec![] };
    let mut history = listed();
    history.push(done(REFORM, Event::List(list::Event::Staged(staged))));
    let rows = vec![WrongRow::new(1, Why::AreaTaken, "BF1-EST")];
    let other = Published { staging: key("autre"), title: "x".into(), lines: 1, hash: None };
    given::<Areas>(history)
        .when(&ask(REFORM, Command::Publish(other)))
        .refused(Rejection::RowsWrong { rows });
}

#[test]
fn a_later_list_gives_an_area_another_code_and_no_other_name() {
    let again = Entry { name: "EST".into(), ..entry(1, "Est", "BF99") };
    let staged = Staged { staging: key("2025"), chunk: 0, areas: vec![again], given_up: vec![] };
    let mut history = listed();
    history.push(done(REFORM, Event::List(list::Event::Staged(staged))));
    let other = Published { staging: key("2025"), title: "x".into(), lines: 1, hash: None };
    let areas: Areas = replay(&history);
    let events = areas.decide(&ask(REFORM, Command::Publish(other))).unwrap().events;
    history.extend(events.into_iter().map(|event| done(REFORM, event)));
    let areas: Areas = replay(&history);
    assert_eq!(areas.standing(&code("BF1-EST"), REFORM).unwrap().name, "Est");
}

#[test]
fn bankui_keeps_its_identity() {
    let rename = ask(REFORM, Command::Rename(renamed()));
    let event = reform::Event::Renamed(renamed());
    given::<Areas>(listed()).when(&rename).then([event.clone().into()]);
    let mut history = listed();
    history.push(done(REFORM, event));
    let areas: Areas = replay(&history);
    assert!(areas.knows(&code("BF1-BOUCLE-DU-MOUHOUN")));
    assert!(!areas.knows(&code("BF1-BANKUI")));
    given::<Areas>(history.clone()).when(&rename).refused(Rejection::AlreadyRecorded);
    let named = Named { areas: BTreeSet::from([code("BF1-BOUCLE-DU-MOUHOUN")]), text: None };
    given::<Areas>(history)
        .when(&ask(CIRCULAR, Command::SuspendNames(named.clone())))
        .then([reform::Event::NamesSuspended(named).into()]);
}

#[test]
fn a_reform_has_happened_and_what_it_does_not_show_is_odd() {
    let rename = Command::Rename(Renamed { text: None, ..renamed() });
    let areas: Areas = replay(&listed());
    let events = areas.decide(&ask(REFORM, rename)).unwrap().events;
    let [_, Event::Correction(Said::AnomalyNoted(odd))] = events.as_slice() else { panic!() };
    assert_eq!(odd.about, "programmes-legal-act-missing");
}

#[test]
fn what_was_split_is_no_more() {
    let split = |into: Vec<Row>| {
        let (country, area) = (code("BF"), code("BF1-EST"));
        ask(REFORM, Command::Split { country, area, into, text: Some("Loi".into()) })
    };
    given::<Areas>(listed())
        .when(&split(vec![row(1, 1, "Sirba", "", "S")]))
        .refused(Rejection::AreasMissing);
    let areas: Areas = replay(&listed());
    let into = vec![row(1, 1, "Sirba", "", "S"), row(2, 1, "Tapoa", "", "T")];
    let events = areas.decide(&split(into)).unwrap().events;
    let mut history = listed();
    history.extend(events.into_iter().map(|event| done(REFORM, event)));
    let areas: Areas = replay(&history);
    assert!(areas.knows(&code("BF1-SIRBA")) && areas.knows(&code("BF1-EST")));
    let again = Renamed {
        names: vec![NewName { area: code("BF1-EST"), name: "Goulmou".into() }],
        text: Some("Loi".into()),
    };
    given::<Areas>(history)
        .when(&ask(CIRCULAR, Command::Rename(again)))
        .refused(Rejection::AreaAbolished { area: code("BF1-EST") });
}
