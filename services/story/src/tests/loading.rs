use std::{collections::BTreeSet, sync::Arc};

use super::{JIGISEMEJIRI, platform::Platform, read};
use crate::{Loaded, Refused, Story, line, line::command_id_of, load};

/// More than one chunk.
const SIZE: usize = 600 << 10;

async fn send(platform: &Arc<Platform>, text: &str) -> anyhow::Result<Loaded> {
    let facts = vec![b'['; SIZE];
    let token = |by: &str| Ok(by.as_bytes().to_vec());
    let story = Story { name: "jigisemejiri", text, facts: &[("P127328", &facts)] };
    load(Arc::clone(platform).serve().await, token, &[story], |_, _| ()).await
}

#[tokio::test]
async fn a_story_is_recorded_once_however_often_it_is_loaded() {
    let platform = Arc::new(Platform::default());
    let sent = JIGISEMEJIRI.lines().count() as u64;

    let first = send(&platform, JIGISEMEJIRI).await.unwrap();
    assert_eq!((first.sent, first.recorded, first.already), (sent, sent, 0));
    let again = send(&platform, JIGISEMEJIRI).await.unwrap();
    assert_eq!((again.sent, again.recorded, again.already), (sent, 0, sent));
    let held: Vec<_> = platform.documents.lock().unwrap().values().map(Vec::len).collect();
    assert_eq!(held, [SIZE]);
}

#[tokio::test]
async fn what_an_earlier_version_told_otherwise_stays_as_it_was_recorded() {
    let id = command_id_of("P127328", "h8350/prorogation");
    let refuses = Some((id, "malformed-command-reused"));
    let platform = Arc::new(Platform { refuses, ..Platform::default() });
    let sent = JIGISEMEJIRI.lines().count() as u64;
    let loaded = send(&platform, JIGISEMEJIRI).await.unwrap();
    assert_eq!((loaded.sent, loaded.recorded, loaded.otherwise), (sent, sent - 1, 1));
}

#[tokio::test]
async fn time_passes_before_the_line_that_was_known_that_day() {
    let platform = Arc::new(Platform::default());
    let loaded = send(&platform, JIGISEMEJIRI).await.unwrap();

    let lines = read(JIGISEMEJIRI).unwrap();
    let days: BTreeSet<_> = lines.iter().map(|line| line.known).collect();
    let mut expected = Vec::new();
    let mut today = None;
    for line in &lines {
        if today != Some(line.known) {
            expected.extend(["Settle", "Advance", "Settle"]);
            today = Some(line.known);
        }
        expected.push(line.method.name());
    }
    // From the last day on the platform counts the days itself.
    expected.extend(["Settle", "Advance", "Settle"]);
    let heard = platform.heard.lock().unwrap();
    let heard = heard.iter().map(|(method, _)| method.as_str());
    let begun = ["GetStatus", "Begin", "Put", "Put", "Put", "Register"];
    assert!(heard.eq(begun.into_iter().chain(expected)));
    let (first, last) = (days.first().unwrap(), days.last().unwrap());
    assert_eq!(loaded.days, u64::try_from(first.until(*last).unwrap().get_days()).unwrap() + 1);
}

#[tokio::test]
async fn another_story_goes_on_once_everything_has_followed_from_the_one_before() {
    let platform = Arc::new(Platform::default());
    let lines: Vec<_> = JIGISEMEJIRI.lines().collect();
    let known = read(JIGISEMEJIRI).unwrap();
    let same_day = |pair: &&[line::Line]| pair[0].known == pair[1].known;
    let pair = known.windows(2).find(same_day).unwrap();
    let [one, other] = [&pair[0], &pair[1]].map(|line| lines[line.number - 1]);
    let story = |name, text| Story { name, text, facts: &[] };
    let stories = [story("one", one), story("other", other)];
    let token = |by: &str| Ok(by.as_bytes().to_vec());
    load(Arc::clone(&platform).serve().await, token, &stories, |_, _| ()).await.unwrap();

    let heard = platform.heard.lock().unwrap();
    let heard: Vec<_> = heard.iter().map(|(method, _)| method.as_str()).collect();
    let [one, other] = [&pair[0], &pair[1]].map(|line| line.method.name());
    let told = ["GetStatus", "Settle", "Advance", "Settle", one, "Settle", other];
    assert_eq!(heard, [&told[..], &["Settle", "Advance", "Settle"]].concat());
}

#[tokio::test]
async fn the_first_line_that_is_refused_ends_the_loading_and_is_named() {
    let id = command_id_of("P127328", "h8350/prorogation");
    let wrong = (id, "financing-not-later");
    let platform = Arc::new(Platform { refuses: Some(wrong), ..Platform::default() });
    let error = send(&platform, JIGISEMEJIRI).await.unwrap_err();

    let refused = error.downcast_ref::<Refused>().unwrap();
    assert_eq!(refused.code, "financing-not-later");
    let number = JIGISEMEJIRI.lines().position(|line| line.contains("h8350/prorogation")).unwrap();
    assert_eq!(
        error.to_string(),
        format!(
            "story jigisemejiri, line {} (h8350/prorogation): \
             financing.v1.FinancingService/ExtendClosingDate by raf was refused: \
             financing-not-later (closing-on 2018-06-30): it is not later than 2018-06-30",
            number + 1,
        ),
    );
    assert_eq!(platform.heard.lock().unwrap().last().unwrap().0, "ExtendClosingDate");
}

/// Two stories of one programme, entered by two offices.
#[tokio::test]
async fn facts_that_two_stories_rest_on_are_registered_once() {
    let platform = Arc::new(Platform::default());
    let first = written("P1", "a", &known("2018-05-01"), "financing");
    let second = written("P1", "b", &known("2018-05-01"), "financing").replace("raf", "comptable");
    let facts: &[(&str, &[u8])] = &[("P1", b"[]")];
    let stories = [("one", &first), ("two", &second)];
    let stories = stories.map(|(name, text)| Story { name, text, facts });
    let token = |by: &str| Ok(by.as_bytes().to_vec());
    let channel = Arc::clone(&platform).serve().await;
    load(channel, token, &stories, |_, _| ()).await.unwrap();
    let heard = platform.heard.lock().unwrap();
    assert_eq!(heard.iter().filter(|(method, _)| method == "Register").count(), 1);
}

/// A line of a story. `act` is what its act says besides the programme.
fn written(programme: &str, key: &str, act: &str, field: &str) -> String {
    format!(
        r#"{{"key":"{key}","call":"financing.v1.FinancingService/Lapse","by":"raf","message":{{"act":{{"programme":"{programme}"{act}}},"{field}":"H8350"}}}}"#
    )
}

fn known(day: &str) -> String {
    format!(r#","known":"{day}""#)
}

#[test]
fn several_stories_are_told_as_one_in_the_order_of_what_became_known() {
    let line =
        |programme: &str, key: &str, day: &str| written(programme, key, &known(day), "financing");
    let first = [line("P1", "a", "2018-05-01"), line("P1", "c", "2018-06-01")].join("\n");
    let second = [line("P1", "b", "2018-05-01"), line("P2", "a", "2018-05-02")].join("\n");
    let story = |name, text| Story { name, text, facts: &[] };
    let lines = line::read(&[story("one", &first), story("two", &second)]).unwrap();
    let told: Vec<_> = lines.iter().map(|line| (&*line.story, line.number, &*line.key)).collect();
    assert_eq!(told, [("one", 1, "a"), ("two", 1, "b"), ("two", 2, "a"), ("one", 2, "c")]);

    let twice = line::read(&[story("one", &first), story("two", &first)]).unwrap_err();
    assert!(twice.to_string().contains("story two, line 1 (a): the key is there twice"), "{twice}");
}

#[test]
fn a_line_that_cannot_be_read_is_named_with_its_field() {
    let line = |key: &str, act: &str, field: &str| written("P1", key, act, field);
    let (may, june) = (known("2018-05-01"), known("2018-06-01"));
    let good = line("a", &june, "financing");
    assert_eq!(read(&good).unwrap().len(), 1);
    for (bad, parts) in [
        ("{".to_owned(), ["line 2", "EOF"]),
        (good.replace("by", "bye"), ["line 2", "`bye`"]),
        (good.replace("Lapse", "Laps"), ["line 2 (a)", "no call"]),
        (line("b", &june, "finance"), ["line 2 (b)", "'finance'"]),
        (line("b", "", "financing"), ["line 2 (b)", "act.known"]),
        (line("b", r#","commandId":"x""#, "financing"), ["line 2 (b)", "act.command_id"]),
        (line("b", &may, "financing"), ["line 2 (b)", "known before"]),
        (good.clone(), ["line 2 (a)", "twice"]),
    ] {
        let error = read(&format!("{good}\n{bad}")).unwrap_err();
        let said = format!("{error:#}");
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    }
}
