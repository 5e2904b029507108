//! What is made public of facts that were corrected, that are confidential, or that were moved to
//! another journal.

use super::*;
use crate::Entry;

/// Everything that was ever made public, in order.
async fn public(journal: &MemoryJournal) -> Vec<String> {
    let said = journal.read_stream("public-toy", Place::Start, Direction::Forwards, 100).await;
    let said = said.unwrap().into_iter().map(|event| event.entry.data);
    said.map(|data| String::from_utf8(data).unwrap()).collect()
}

fn ever(coins: u64) -> String {
    format!(r#"{{"everPutIn":{coins}}}"#)
}

fn amended(coins: u64) -> String {
    format!(r#"{{"amended":{coins}}}"#)
}

#[tokio::test]
async fn what_was_corrected_is_spoken_of_as_it_should_have_been() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    let wrong = process.put("a", 1, 400, MARCH).await.unwrap();
    process.settled(&journal).await;
    let correct = Command::Correct { target: wrong.events[0], coins: 100 };
    process.ask("a", 2, APRIL, correct).await.unwrap();
    let never = process.put("a", 3, 50, APRIL).await.unwrap();
    process.settled(&journal).await;
    process.ask("a", 4, APRIL, Command::Void { target: never.events[0] }).await.unwrap();
    process.put("a", 5, 2, MAY).await.unwrap();
    process.settled(&journal).await;
    let told = [ever(400), amended(100), ever(150), amended(150), ever(102)];
    assert_eq!(public(&journal).await, told);
    process.stop().await;
    // Whoever remembers nothing says the same of what comes next.
    let forgetful = Process::start(&journal, &self::folder());
    forgetful.put("a", 6, 3, MAY).await.unwrap();
    forgetful.settled(&journal).await;
    assert_eq!(public(&journal).await.last(), Some(&ever(105)));
}

#[tokio::test]
async fn what_is_said_of_a_restricted_fact_is_restricted_too() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    let ask = |command| Ask { to: jar("a"), command, basis: Basis::default(), effective: None };
    let restricted =
        Context { confidentiality: Confidentiality::Restricted, ..context(1, 9, MARCH) };
    let put = process.jars.handle(ask(Command::Put(9)), &restricted).await.unwrap();
    let correct = Command::Correct { target: put.events[0], coins: 3 };
    process.ask("a", 2, APRIL, correct).await.unwrap();
    process.settled(&journal).await;
    let key = stream_of("a");
    let facts = read_stream::<toy::Event>(&*journal, &key).await.unwrap();
    let classes = facts.iter().map(|fact| fact.meta.confidentiality);
    assert!(classes.eq([Confidentiality::Restricted; 2]));
    // One that was recorded before that was so.
    let recorded = journal.read_stream(&key, Place::At(1), Direction::Forwards, 1).await.unwrap();
    let mut entry: Entry = recorded.into_iter().next().unwrap().entry;
    entry.id = Uuid::from_u128(4711);
    entry.meta =
        serde_json::to_vec(&kernel::testing::meta(&kernel::testing::who("awa"), MAY)).unwrap();
    journal.append(&key, Expected::Any, vec![entry]).await.unwrap();
    process.settled(&journal).await;
    assert_eq!(public(&journal).await, [""; 0]);
    process.put("a", 3, 1, MAY).await.unwrap();
    process.settled(&journal).await;
    assert_eq!(public(&journal).await, [ever(4)]);
}

#[tokio::test]
async fn in_a_journal_it_was_moved_to_everybody_goes_on_where_they_were() {
    let (journal, folder) = (journal(), folder());
    {
        let process = Process::start(&journal, &folder);
        process.put("charity", 1, 5, MARCH).await.unwrap();
        process.put("a", 2, 8, MARCH).await.unwrap();
        process.settled(&journal).await;
        process.stop().await;
    }
    // There, positions are as they were, or nothing lies where it lay.
    let everything = crate::Filter::Everything;
    let all = journal.read_all(Place::Start, Direction::Forwards, &everything, 100).await.unwrap();
    let other = |n: u128| Entry {
        id: Uuid::from_u128(n),
        name: "other.thing.v1".into(),
        data: b"{}".to_vec(),
        meta: b"{}".to_vec(),
        format: crate::Format::Json,
    };
    for before in [0, 30] {
        let moved = Arc::new(MemoryJournal::new(Uuid::from_u128(10 + before)));
        for n in 0..before {
            moved.append("other", Expected::Any, vec![other(n)]).await.unwrap();
        }
        for event in &all.events {
            let entries = vec![event.entry.clone()];
            moved.append(&event.stream, Expected::Any, entries).await.unwrap();
        }
        let told = public(&moved).await.len();
        let process = Process::start(&moved, &self::folder());
        process.settled(&moved).await;
        assert_eq!(public(&moved).await.len(), told);
        process.put("a", 3, 7, MAY).await.unwrap();
        assert_eq!(process.row(&moved, "charity").await.unwrap(), [5, 1]);
        assert_eq!(public(&moved).await.len(), told + 2);
    }
}

#[tokio::test]
async fn a_policy_that_has_come_further_than_the_journal_says_so() {
    let (journal, folder) = (journal(), folder());
    let passed = Entry {
        id: Uuid::from_u128(1),
        name: "policy.position.passed.v1".into(),
        data: br#"{"next":1000}"#.to_vec(),
        meta: b"{}".to_vec(),
        format: crate::Format::Json,
    };
    journal.append("policy-toy-charity", Expected::Any, vec![passed]).await.unwrap();
    let process = Process::start(&journal, &folder);
    let followers = process.started.followers().all();
    let policy = followers.into_iter().find(|it| it.name == "toy-charity").unwrap();
    let stopped = policy.watched().wait_for(|stopped| *stopped).await.map(drop);
    stopped.unwrap();
    assert!(policy.progress().stopped.unwrap().contains("policy-toy-charity"));
}
