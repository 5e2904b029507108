//! Names and bytes in production journals. If a test here fails, the code is wrong.

use std::{collections::BTreeSet, fmt::Debug};

use kernel::Stored;
use strum::VariantNames as _;

use crate::{blockage, body, mission, recommendation, rejection::Rejection, secretariat, session};

/// Each line is an event as it lies in a journal: its name and its data.
fn still_written_and_understood<E: Stored + Debug>(golden: &str) {
    let mut names = Vec::new();
    for line in golden.lines() {
        let (name, data) = line.split_once('\t').unwrap();
        let event =
            E::read(name, data.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(event.name(), name);
        assert_eq!(String::from_utf8(event.data().unwrap()).unwrap(), data, "{event:?}");
        names.push(name);
    }
    assert_eq!(names, E::NAMES, "each event has one line of bytes, in the order of the table");
}

#[test]
fn every_event_of_a_body() {
    still_written_and_understood::<body::Event>(include_str!("body/events.golden"));
}

#[test]
fn every_event_of_a_session() {
    still_written_and_understood::<session::Event>(include_str!("session/events.golden"));
}

#[test]
fn every_event_of_a_recommendation() {
    let golden = include_str!("recommendation/events.golden");
    still_written_and_understood::<recommendation::Event>(golden);
}

#[test]
fn every_event_of_a_blockage() {
    still_written_and_understood::<blockage::Event>(include_str!("blockage/events.golden"));
}

#[test]
fn every_event_of_a_mission() {
    still_written_and_understood::<mission::Event>(include_str!("mission/events.golden"));
}

#[test]
fn every_event_of_a_secretariat() {
    still_written_and_understood::<secretariat::Event>(include_str!("secretariat/events.golden"));
}

#[test]
fn a_refusal_has_a_code_of_its_own() {
    let codes: BTreeSet<_> = Rejection::VARIANTS.iter().collect();
    assert_eq!(codes.len(), Rejection::VARIANTS.len());
    assert!(codes.iter().all(|code| code.starts_with("sessions-")));
    assert_eq!(kernel::Rejection::code(&Rejection::SelfValidation), "sessions-self-validation");
}
