use std::sync::Arc;

use jiff::{ToSpan as _, civil::date};
use kernel::{
    Asked, Meta,
    testing::{asked, meta, who},
};

use super::*;

const MONDAY: Date = date(2026, 3, 2);

fn key(name: &str) -> StagingKey {
    name.parse().unwrap()
}

/// What is staged, a line a chunk, and how many facts there were.
#[derive(Default)]
struct Year {
    stagings: Stagings<u32>,
    facts: u64,
}

impl Year {
    /// What would be given up if `by` staged that chunk that day.
    fn hears(
        &self,
        by: &str,
        on: Date,
        staging: &str,
        chunk: u32,
    ) -> Result<Vec<StagingKey>, Rejection> {
        let asked: Asked<()> = asked(&who(by), on, ());
        self.stagings.stages(&key(staging), chunk, &[chunk], &Guards::ours(&asked))
    }

    fn does(&mut self, by: &str, on: Date, staging: &str, chunk: u32) -> Vec<String> {
        let given_up = self.hears(by, on, staging, chunk).unwrap();
        self.facts += 1;
        let recorded = on.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
        let meta = Arc::new(Meta { recorded, ..meta(&who(by), on) });
        let fact = Fact { meta, ..kernel::testing::fact(&who(by), on, ()) };
        let fact = Fact { revision: self.facts, ..fact };
        self.stagings.stage(&key(staging), chunk, &[chunk], &given_up, &fact);
        given_up.iter().map(ToString::to_string).collect()
    }

    /// So many chunks under that name.
    fn sheet(&mut self, by: &str, on: Date, staging: &str, chunks: u32) {
        for chunk in 0..chunks {
            assert!(self.does(by, on, staging, chunk).is_empty(), "{staging} {chunk}");
        }
    }
}

#[test]
fn whoever_stages_a_ninth_sheet_gives_up_the_one_they_left_first() {
    let mut year = Year::default();
    for nth in 0..8 {
        assert!(year.does("awa", MONDAY, &format!("s{nth}"), 0).is_empty());
    }
    year.does("oumar", MONDAY, "o", 0);
    // She went on with the first.
    assert!(year.does("awa", MONDAY, "s0", 1).is_empty());
    assert_eq!(year.does("awa", MONDAY, "s8", 0), ["s1"]);
    let gone = year.stagings.takes(&key("s1"), 1, None);
    assert_eq!(gone, Err(Rejection::UnknownName { name: "s1".into() }));
    let used = Rejection::NameTaken { name: "s1".into() };
    assert_eq!(year.hears("awa", MONDAY, "s1", 0), Err(used));
    for (kept, lines) in [("s0", 2), ("s2", 1), ("s8", 1), ("o", 1)] {
        assert!(year.stagings.takes(&key(kept), lines, None).is_ok(), "{kept}");
    }
}

#[test]
fn what_became_something_takes_no_room() {
    let mut year = Year::default();
    for nth in 0..20 {
        let name = format!("s{nth}");
        assert!(year.does("awa", MONDAY, &name, 0).is_empty());
        assert_eq!(year.stagings.take(&key(&name)), [0]);
    }
}

#[test]
fn one_person_keeps_as_many_chunks_as_one_sheet_may_have() {
    let mut year = Year::default();
    year.sheet("awa", MONDAY, "a", 1);
    year.sheet("awa", MONDAY, "b", MOST_CHUNKS - 1);
    // Sent again, a chunk takes its own place.
    assert!(year.does("awa", MONDAY, "b", 7).is_empty());
    assert_eq!(year.does("awa", MONDAY, "b", MOST_CHUNKS - 1), ["a"]);
    let larger = year.hears("awa", MONDAY, "b", MOST_CHUNKS);
    assert_eq!(larger, Err(Rejection::ChunkTooLarge));
}

#[test]
fn what_all_leave_is_bounded_and_makes_room_after_a_week() {
    let mut year = Year::default();
    for (nth, by) in ["awa", "oumar", "fanta", "issa"].into_iter().enumerate() {
        let on = if nth == 0 { MONDAY } else { MONDAY.tomorrow().unwrap() };
        for sheet in 0..8 {
            assert!(year.does(by, on, &format!("{by}-{sheet}"), 0).is_empty());
        }
    }
    let full = Err(Rejection::StagingsFull { days: 7 });
    let sunday = MONDAY.saturating_add(6.days());
    assert_eq!(year.hears("salif", sunday, "salif-0", 0), full);
    // Whoever has some there makes room of their own.
    assert_eq!(year.hears("issa", sunday, "issa-8", 0), Ok(vec![key("issa-0")]));
    let monday = sunday.tomorrow().unwrap();
    assert_eq!(year.does("salif", monday, "salif-0", 0), ["awa-0"]);
    assert_eq!(year.does("salif", monday, "salif-1", 0), ["awa-1"]);
    let others = year.stagings.left.keys().filter(|name| name.as_str().starts_with("awa"));
    assert_eq!(others.count(), 6, "no more than is needed");
}

#[test]
fn the_bytes_of_all_are_bounded_too() {
    let mut year = Year::default();
    for by in ["awa", "oumar", "fanta", "issa"] {
        year.sheet(by, MONDAY, by, MOST_CHUNKS);
    }
    let full = Err(Rejection::StagingsFull { days: 7 });
    assert_eq!(year.hears("salif", MONDAY, "salif", 0), full);
    year.stagings.take(&key("issa"));
    assert_eq!(year.hears("salif", MONDAY, "salif", 0), Ok(Vec::new()));
}
