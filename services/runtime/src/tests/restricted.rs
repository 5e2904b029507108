//! What a table, a stream and a list of events show of restricted facts, and to whom.

use kernel::{Fact, Projection, WITHHELD, testing::meta};
use toy::{Event, coin};

use super::*;
use crate::{
    Entry, Filter,
    view::{Seen, Viewpoint, entry, rows},
};

/// What was said when coins were put in, and how many there are.
enum Notes {}

impl Projection for Notes {
    const NAME: &'static str = "toy-notes-v1";
    type Event = Event;
    type Row = (u64, Vec<String>);

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        match &fact.event {
            Event::Coin(coin::Event::Put(_)) => vec![fact.stream.to_string()],
            Event::Coin(coin::Event::Corrected(_) | coin::Event::Voided(_)) => Vec::new(),
        }
    }

    fn fold(_: &str, (coins, notes): &mut Self::Row, fact: &Fact<Event>) {
        match &fact.event {
            Event::Coin(coin::Event::Put(put)) => {
                *coins += put.coins;
                notes.push(put.note.clone());
            }
            Event::Coin(coin::Event::Corrected(_) | coin::Event::Voided(_)) => (),
        }
    }
}

struct Noted {
    journal: Arc<MemoryJournal>,
    notes: Table<Notes>,
    fresh: Fresh,
    started: Started,
    _folder: TempDir,
}

impl Noted {
    fn start() -> Self {
        let (journal, folder) = (journal(), folder());
        let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
        let mut host =
            Host::new(Arc::clone(&journal) as Arc<dyn Journal>, folder.path(), key).unwrap();
        let mut tables = host.tables("jar").unwrap();
        let notes = tables.add::<Notes>().unwrap();
        let fresh = host.fill(tables);
        let started = host.start().unwrap();
        Self { journal, notes, fresh, started, _folder: folder }
    }

    async fn put(&self, class: Confidentiality, on: Date, note: &str) {
        let entry = Entry {
            id: Uuid::new_v5(&Uuid::nil(), note.as_bytes()),
            name: "toy.coin.put.v1".into(),
            data: serde_json::to_vec(&coin::Put { coins: 2, note: note.into() }).unwrap(),
            meta: serde_json::to_vec(&kernel::Meta {
                confidentiality: class,
                ..meta(&kernel::testing::who("awa"), on)
            })
            .unwrap(),
            format: crate::Format::Json,
        };
        let appended = self.journal.append(&stream_of("a"), Expected::Any, vec![entry]).await;
        self.fresh.reach(appended.unwrap().position).await.unwrap();
    }

    /// What anybody sees, and what somebody does: today, in the past, and in the stream.
    async fn seen(&self) -> [(u64, Vec<String>); 2] {
        let key = stream_of("a");
        let somebody = Viewer::Somebody(kernel::testing::who("oumar").person);
        let mut both = Vec::new();
        for viewer in [Viewer::Anybody, somebody] {
            let now = self.notes.get(&key, viewer).await.unwrap().unwrap();
            let past = pb::AsOf { effective: "2026-12-31".into(), ..pb::AsOf::default() };
            for as_of in [None, Some(&past)] {
                let from = Viewpoint::read(as_of, viewer).unwrap();
                let all = rows(&*self.journal, &self.notes, from).await.unwrap();
                assert_eq!(all.values().next(), Some(&now));
                let seen = Seen::<Event>::look(&*self.journal, key.clone(), from).await.unwrap();
                assert_eq!(seen.row(&self.notes).await.unwrap().as_ref(), Some(&now));
                for facts in [seen.facts().await.unwrap(), seen.recorded().await.unwrap()] {
                    let note = |fact: &Fact<Event>| match &fact.event {
                        Event::Coin(coin::Event::Put(put)) => put.note.clone(),
                        Event::Coin(_) => String::new(),
                    };
                    assert_eq!(facts.iter().map(note).collect::<Vec<_>>(), now.1);
                    for fact in &facts {
                        let withheld = entry(fact).proof.unwrap().withheld;
                        assert_eq!(withheld, note(fact) == WITHHELD);
                    }
                }
            }
            both.push(now);
        }
        both.try_into().unwrap()
    }
}

fn notes(coins: u64, notes: &[&str]) -> (u64, Vec<String>) {
    (coins, notes.iter().map(|note| (*note).to_owned()).collect())
}

#[tokio::test]
async fn anybody_sees_that_a_restricted_fact_is_there_and_what_it_adds_up_to() {
    let noted = Noted::start();
    noted.put(Confidentiality::Internal, MARCH, "open").await;
    let open = notes(2, &["open"]);
    assert_eq!(noted.seen().await, [open.clone(), open]);
    noted.put(Confidentiality::Restricted, MAY, "secret").await;
    noted.put(Confidentiality::Internal, MAY, "open too").await;
    let expected =
        [notes(6, &["open", WITHHELD, "open too"]), notes(6, &["open", "secret", "open too"])];
    assert_eq!(noted.seen().await, expected);
    // One that comes late has the row folded again.
    noted.put(Confidentiality::Restricted, APRIL, "late").await;
    let expected = [
        notes(8, &["open", WITHHELD, WITHHELD, "open too"]),
        notes(8, &["open", "late", "secret", "open too"]),
    ];
    assert_eq!(noted.seen().await, expected);
}

#[tokio::test]
async fn a_correction_that_is_restricted_makes_what_it_corrects_so() {
    let noted = Noted::start();
    noted.put(Confidentiality::Internal, MARCH, "open").await;
    let key = stream_of("a");
    let all = noted.journal.read_stream(&key, Place::Start, Direction::Forwards, 1).await.unwrap();
    let mut entry = all.into_iter().next().unwrap().entry;
    let target = std::mem::replace(&mut entry.id, Uuid::from_u128(4711));
    entry.name = "toy.fact.corrected.v1".into();
    entry.data = serde_json::to_vec(&coin::Corrected { target, coins: 5 }).unwrap();
    entry.meta = serde_json::to_vec(&kernel::Meta {
        confidentiality: Confidentiality::Restricted,
        ..meta(&kernel::testing::who("awa"), APRIL)
    })
    .unwrap();
    let appended = noted.journal.append(&key, Expected::Any, vec![entry]).await.unwrap();
    noted.fresh.reach(appended.position).await.unwrap();
    let shown = noted.notes.get(&key, Viewer::Anybody).await.unwrap();
    assert_eq!(shown, Some(notes(5, &[WITHHELD])));
    let all = noted.notes.get(&key, Viewer::Itself).await.unwrap();
    assert_eq!(all, Some(notes(5, &["open"])));
}

#[tokio::test]
async fn a_list_of_events_says_how_many_it_left_out() {
    let noted = Noted::start();
    noted.put(Confidentiality::Restricted, MARCH, "secret").await;
    noted.put(Confidentiality::Public, MARCH, "open").await;
    let mut client = pb::journal_service_client::JournalServiceClient::new(noted.started.channel());
    let streams = vec!["jar-".to_owned()];
    let request = pb::ListEventsRequest { streams, ..pb::ListEventsRequest::default() };
    let told = client.list_events(request.clone()).await.unwrap().into_inner();
    assert_eq!((told.events.len(), told.withheld), (1, 1));
    for (role, told, withheld) in [("auditor", 2, 0), ("donor", 1, 1), ("treasurer", 1, 1)] {
        let answer = client.list_events(signed(request.clone(), role)).await.unwrap().into_inner();
        assert_eq!((answer.events.len(), answer.withheld), (told, withheld), "{role}");
    }
    let everything = Filter::Everything;
    let all = noted.journal.read_all(Place::Start, Direction::Forwards, &everything, 9).await;
    assert_eq!(all.unwrap().events.len(), 2);
}
