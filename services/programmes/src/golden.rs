//! Names and bytes that lie in production journals. If this fails, the code is wrong.

use kernel::Stored;

use crate::{
    areas::Areas, atlas::Atlas, dissemination::Dissemination, exercise::Exercise,
    horizons::Horizons, programme::Programme, results::Results, review::Review, strategy::Strategy,
};

/// Each event of an aggregate is read from its bytes, and writes them again.
fn lasts<A: kernel::Aggregate>() {
    let all = include_str!("events.golden").lines();
    let ours = all.filter_map(|line| line.strip_prefix(A::CATEGORY)?.strip_prefix('\t'));
    let mut names = Vec::new();
    for line in ours {
        let (name, data) = line.split_once('\t').unwrap();
        let event = A::Event::read(name, data.as_bytes()).unwrap();
        assert_eq!(event.name(), name);
        assert_eq!(String::from_utf8(event.data().unwrap()).unwrap(), data, "{name}");
        names.push(name);
    }
    names.sort_unstable();
    let mut known = A::Event::NAMES.to_vec();
    known.sort_unstable();
    assert_eq!(names, known, "each event has one line of bytes");
}

#[test]
fn every_event_is_still_written_and_understood() {
    lasts::<Programme>();
    lasts::<Exercise>();
    lasts::<Results>();
    lasts::<Areas>();
    lasts::<Strategy>();
    lasts::<Dissemination>();
    lasts::<Review>();
    lasts::<Atlas>();
    lasts::<Horizons>();
}

/// What it gave up is written only where it is any: bytes from before there was a bound stay as they are.
#[test]
fn a_chunk_that_made_room_says_what_was_given_up() {
    fn same<A: kernel::Aggregate>(name: &str, data: &str) {
        let event = A::Event::read(name, data.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(event.data().unwrap()).unwrap(), data, "{name}");
    }
    let lines = r#"{"staging":"v9","chunk":0,"lines":[],"given_up":["v1","v2"]}"#;
    same::<Exercise>("programmes.workplan.lines-staged.v1", lines);
    same::<Exercise>("programmes.expenditure.lines-staged.v1", lines);
    let areas = r#"{"staging":"v9","chunk":0,"areas":[],"given_up":["v1","v2"]}"#;
    same::<Areas>("programmes.area.list-staged.v1", areas);
}

#[test]
fn a_refusal_has_a_code_of_its_own() {
    let codes = crate::REJECTIONS;
    assert!(codes.iter().all(|code| code.starts_with("programmes-")));
    assert!(!codes.contains(&"programmes-correction"), "that one lends the codes of others");
    let all: std::collections::BTreeSet<_> = codes.iter().collect();
    assert_eq!(all.len(), codes.len());
    let same = kernel::Rejection::code(&crate::rejection::Rejection::SamePerson);
    assert_eq!(same, "programmes-same-person");
}
