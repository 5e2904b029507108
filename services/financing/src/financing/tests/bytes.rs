use kernel::Stored as _;

use super::{super::Event, samples};

/// These names and bytes are in production journals. If this fails, the code is wrong.
#[test]
fn every_event_is_still_written_and_understood() {
    let stored = include_str!("events.golden").lines();
    let mut names = Vec::new();
    for (line, event) in stored.zip(samples::all()) {
        let (name, data) = line.split_once('\t').unwrap();
        assert_eq!(event.name(), name);
        assert_eq!(String::from_utf8(event.data().unwrap()).unwrap(), data);
        assert_eq!(Event::read(name, data.as_bytes()).unwrap(), event);
        names.push(name);
    }
    names.sort_unstable();
    let mut known = Event::NAMES.to_vec();
    known.sort_unstable();
    assert_eq!(names, known, "each event has one line of bytes");
}

#[test]
fn a_refusal_has_a_code_of_its_own() {
    use strum::VariantNames as _;

    use super::super::{Rejection, closure_reason::ClosureReason};

    let codes = [Rejection::VARIANTS, ClosureReason::VARIANTS].concat();
    assert!(codes.iter().all(|code| code.starts_with("financing-")));
    assert!(codes.contains(&"financing-closure-account-not-zero"));
    assert_eq!(kernel::Rejection::code(&Rejection::SamePerson), "financing-same-person");
    let all: std::collections::BTreeSet<_> = codes.iter().collect();
    assert_eq!(all.len(), codes.len());
}
