use std::{collections::BTreeSet, fmt::Debug};

use kernel::Stored;

use super::samples;

/// These names and bytes are in production journals. If this fails, the code is wrong.
fn still_written<E: Stored + Debug + PartialEq>(stored: &str, samples: Vec<E>) {
    let mut names = BTreeSet::new();
    assert_eq!(stored.lines().count(), samples.len());
    for (line, event) in stored.lines().zip(samples) {
        let (name, data) = line.split_once('\t').unwrap();
        assert_eq!(event.name(), name);
        assert_eq!(String::from_utf8(event.data().unwrap()).unwrap(), data);
        assert_eq!(E::read(name, data.as_bytes()).unwrap(), event);
        names.insert(name);
    }
    let known: BTreeSet<_> = E::NAMES.iter().copied().collect();
    assert_eq!(names, known, "each event has one line of bytes");
}

#[test]
fn every_event_is_still_written_and_understood() {
    still_written(include_str!("institution.golden"), samples::institution());
    still_written(include_str!("collaboration.golden"), samples::collaboration());
    still_written(include_str!("sponsorship.golden"), samples::sponsorship());
    still_written(include_str!("sharing.golden"), samples::sharing());
    still_written(include_str!("counts.golden"), samples::counts());
    still_written(include_str!("referral.golden"), samples::referral());
    still_written(include_str!("collection.golden"), samples::collection());
    still_written(include_str!("forum.golden"), samples::forum());
    still_written(include_str!("term.golden"), samples::term());
}

#[test]
fn a_name_is_of_one_event_except_for_corrections() {
    let all: BTreeSet<_> = crate::EVENTS.concat().into_iter().collect();
    assert!(all.iter().all(|name| name.starts_with("partners.")));
    assert!(all.contains("partners.correction.fact-corrected.v1"));
    assert!(all.len() > 70, "only {} names", all.len());
}
