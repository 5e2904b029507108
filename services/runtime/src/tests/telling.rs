//! What is made public of facts that were corrected, that are confidential, or that were moved to
//! another journal.

use kernel::{Announcement, Fact, Public, WITHHELD, testing::meta};
use toy::{Event, coin};

use super::*;
use crate::Entry;

/// Tells with each put what was said of all before it.
enum Retold {}

impl Announcement for Retold {
    const SERVICE: &'static str = "toy-notes";
    const CATEGORY: &'static str = "jar";
    type Event = Event;
    type Memory = Vec<String>;

    fn remember(memory: &mut Vec<String>, fact: &Fact<Event>) {
        match &fact.event {
            Event::Coin(coin::Event::Put(put)) => memory.push(put.note.clone()),
            Event::Coin(coin::Event::Corrected(_) | coin::Event::Voided(_)) => (),
        }
    }

    fn announce(memory: &Vec<String>, _: &Fact<Event>) -> Vec<Public> {
        vec![Public { name: "toy.notes.retold.v1", data: memory.join(", ").into_bytes() }]
    }
}

/// An event of jar `a`.
async fn record(
    journal: &MemoryJournal,
    id: u128,
    class: Confidentiality,
    event: coin::Event,
) -> Uuid {
    let event = Event::Coin(event);
    let entry = Entry {
        id: Uuid::from_u128(id),
        name: kernel::Stored::name(&event).to_owned(),
        data: kernel::Stored::data(&event).unwrap(),
        meta: serde_json::to_vec(&kernel::Meta {
            confidentiality: class,
            ..meta(&kernel::testing::who("awa"), MARCH)
        })
        .unwrap(),
        format: crate::Format::Json,
    };
    journal.append(&stream_of("a"), Expected::Any, vec![entry]).await.unwrap();
    Uuid::from_u128(id)
}

/// Everything that was ever made public, in order.
async fn public(journal: &MemoryJournal) -> Vec<String> {
    published(journal, "public-toy").await
}

async fn published(journal: &MemoryJournal, stream: &str) -> Vec<String> {
    let said = journal.read_stream(stream, Place::Start, Direction::Forwards, 100).await;
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
    let facts = read_stream::<Event>(&*journal, &key).await.unwrap();
    let classes = facts.iter().map(|fact| fact.meta.confidentiality);
    assert!(classes.eq([Confidentiality::Restricted; 2]));
    // One that was recorded before that was so.
    let recorded = journal.read_stream(&key, Place::At(1), Direction::Forwards, 1).await.unwrap();
    let mut entry: Entry = recorded.into_iter().next().unwrap().entry;
    entry.id = Uuid::from_u128(4711);
    entry.meta = serde_json::to_vec(&meta(&kernel::testing::who("awa"), MAY)).unwrap();
    journal.append(&key, Expected::Any, vec![entry]).await.unwrap();
    process.settled(&journal).await;
    assert_eq!(public(&journal).await, [""; 0]);
    process.put("a", 3, 1, MAY).await.unwrap();
    process.settled(&journal).await;
    assert_eq!(public(&journal).await, [ever(4)]);
}

#[tokio::test]
async fn what_is_said_after_a_restricted_correction_is_restricted_too() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    let put = process.put("a", 1, 9, MARCH).await.unwrap();
    let correct = |coins| Command::Correct { target: put.events[0], coins };
    let ask = Ask { to: jar("a"), command: correct(3), basis: Basis::default(), effective: None };
    let restricted =
        Context { confidentiality: Confidentiality::Restricted, ..context(2, 252, MARCH) };
    process.jars.handle(ask, &restricted).await.unwrap();
    process.ask("a", 3, APRIL, correct(4)).await.unwrap();
    let facts = read_stream::<Event>(&*journal, &stream_of("a")).await.unwrap();
    let classes: Vec<_> = facts.iter().map(|fact| fact.meta.confidentiality).collect();
    let (internal, restricted) = (Confidentiality::Internal, Confidentiality::Restricted);
    assert_eq!(classes, [internal, restricted, restricted]);
    // One that was recorded before that was so.
    let corrected = coin::Corrected { target: put.events[0], coins: 5 };
    record(&journal, 4711, internal, coin::Event::Corrected(corrected)).await;
    process.settled(&journal).await;
    assert_eq!(public(&journal).await, [ever(9)]);
}

#[tokio::test]
async fn words_of_what_is_restricted_are_not_told_with_what_is_not() {
    use Confidentiality::{Internal, Restricted};
    let start = |journal: &Arc<MemoryJournal>, folder: &TempDir| {
        let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
        let shared = Arc::clone(journal) as Arc<dyn Journal>;
        let mut host = Host::new(shared, folder.path(), key).unwrap();
        host.announce::<Retold>();
        host.start().unwrap()
    };
    // Whoever hears of each at once, and whoever reads them all later.
    for at_once in [true, false] {
        let (journal, folder) = (journal(), folder());
        let started = at_once.then(|| start(&journal, &folder));
        let settled = async || {
            if let Some(started) = &started {
                started.followers().settle(&*journal).await.unwrap();
            }
        };
        let put = |note: &str| coin::Event::Put(coin::Put { coins: 1, note: note.into() });
        let open = record(&journal, 1, Internal, put("open")).await;
        settled().await;
        record(&journal, 2, Restricted, put("secret")).await;
        settled().await;
        record(&journal, 3, Internal, put("open too")).await;
        settled().await;
        let corrected = coin::Corrected { target: open, coins: 2 };
        record(&journal, 4, Restricted, coin::Event::Corrected(corrected)).await;
        settled().await;
        record(&journal, 5, Internal, put("last")).await;
        settled().await;
        let later = start(&journal, &self::folder());
        later.followers().settle(&*journal).await.unwrap();
        let told = [
            "open".to_owned(),
            format!("open, {WITHHELD}, open too"),
            format!("{WITHHELD}, {WITHHELD}, open too, last"),
        ];
        assert_eq!(published(&journal, "public-toy-notes").await, told, "{at_once}");
    }
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
