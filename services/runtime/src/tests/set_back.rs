//! A journal that was set back to a copy and went on from there: by now it holds as much as was lost, or
//! more.

use super::{elsewhere::Elsewhere, *};
use crate::{Entry, Filter, Format, Recorded};

/// Whether positions are gapless, or not.
const KINDS: [fn() -> Arc<dyn Journal>; 2] =
    [|| journal(), || Arc::new(Elsewhere::new(Uuid::from_u128(9)))];

fn on(journal: &Arc<dyn Journal>, folder: &TempDir) -> Process {
    Process::on(1 << 20, Arc::clone(journal), folder)
}

async fn all(journal: &dyn Journal) -> Vec<Recorded> {
    let (start, forwards) = (Place::Start, Direction::Forwards);
    journal.read_all(start, forwards, &Filter::Everything, 10_000).await.unwrap().events
}

async fn record(journal: &dyn Journal, events: impl IntoIterator<Item = Recorded>) {
    for Recorded { stream, entry, .. } in events {
        journal.append(&stream, Expected::Any, vec![entry]).await.unwrap();
    }
}

async fn settled(process: &Process, journal: &dyn Journal) {
    process.started.followers().settle(journal).await.unwrap();
}

async fn row(process: &Process, jar: &str) -> Option<Vec<u64>> {
    process.puts.get(&stream_of(jar), Viewer::Anybody).await.unwrap()
}

/// So many events of somebody else.
async fn others(journal: &dyn Journal, from: u128, many: u128) {
    let entry = |n: u128| Entry {
        id: Uuid::from_u128(from + n),
        name: "other.thing.v1".into(),
        data: b"{}".to_vec(),
        meta: b"{}".to_vec(),
        format: Format::Json,
    };
    journal.append("other-1", Expected::Any, (0..many).map(entry).collect()).await.unwrap();
}

#[tokio::test]
async fn what_followed_from_what_was_lost_is_made_anew_and_nobody_is_told_it() {
    for make in KINDS {
        for more in [0, 1, 9] {
            let (journal, folder) = (make(), folder());
            let process = on(&journal, &folder);
            process.put("a", 1, 7, MARCH).await.unwrap();
            settled(&process, &*journal).await;
            let kept = all(&*journal).await;
            let lost = process.put("a", 2, 3, MARCH).await.unwrap();
            process.put("b", 3, 8, MARCH).await.unwrap();
            settled(&process, &*journal).await;
            process.stop().await;
            let were = all(&*journal).await.len();

            let back = make();
            record(&*back, kept).await;
            let other = self::folder();
            let elsewhere = on(&back, &other);
            let mut n = 100;
            while all(&*back).await.len() < were + more {
                elsewhere.put("c", n, 2, APRIL).await.unwrap();
                n += 1;
            }
            settled(&elsewhere, &*back).await;
            elsewhere.stop().await;

            let process = on(&back, &folder);
            settled(&process, &*back).await;
            assert_eq!(row(&process, "a").await, Some(vec![7]));
            assert_eq!(row(&process, "b").await, None);
            assert_eq!(row(&process, "charity").await, Some(vec![1]));
            assert_eq!(row(&process, "c").await.unwrap().len() as u128, n - 100);
            // What was lost is not told: it is done.
            let again = process.put("a", 2, 3, MARCH).await.unwrap();
            assert_eq!(again.events, lost.events);
            settled(&process, &*back).await;
            assert_eq!(row(&process, "a").await, Some(vec![7, 3]));
            assert!(process.rebuild().await.iter().all(|table| table.identical));
        }
    }
}

/// What a table took in last is there as ever, and something lies behind it that was passed by before.
#[tokio::test]
async fn what_came_where_others_were_lost_is_not_missed() {
    for make in KINDS {
        let (journal, folder) = (make(), folder());
        let process = on(&journal, &folder);
        process.put("a", 1, 1, MARCH).await.unwrap();
        settled(&process, &*journal).await;
        let kept = all(&*journal).await;
        others(&*journal, 1000, 1500).await;
        settled(&process, &*journal).await;
        process.stop().await;

        let back = make();
        record(&*back, kept).await;
        let other = self::folder();
        let elsewhere = on(&back, &other);
        elsewhere.put("b", 2, 7, MARCH).await.unwrap();
        settled(&elsewhere, &*back).await;
        elsewhere.stop().await;
        others(&*back, 3000, 1500).await;

        let process = on(&back, &folder);
        settled(&process, &*back).await;
        assert_eq!(row(&process, "b").await, Some(vec![7]));
        assert!(process.rebuild().await.iter().all(|table| table.identical));
    }
}

#[tokio::test]
async fn a_journal_that_is_the_same_is_not_read_again() {
    for make in KINDS {
        let (journal, folder) = (make(), folder());
        let process = on(&journal, &folder);
        process.put("a", 1, 1, MARCH).await.unwrap();
        others(&*journal, 1000, 1500).await;
        settled(&process, &*journal).await;
        process.stop().await;
        {
            let (store, _) = Store::open(&folder.path().join("runtime.sled")).unwrap();
            let puts = store.tree("table-toy-puts-v1@3").unwrap();
            let forged = postcard::to_allocvec(&(Some(MARCH), vec![6_u64], None::<()>)).unwrap();
            puts.insert(stream_of("a"), forged).unwrap();
            puts.flush().unwrap();
        }
        let process = on(&journal, &folder);
        settled(&process, &*journal).await;
        assert_eq!(row(&process, "a").await, Some(vec![6]));
        process.stop().await;
    }
}

#[tokio::test]
async fn nobody_is_told_from_memory_while_the_journal_need_not_be_the_same() {
    let journal = Arc::new(Elsewhere::new(Uuid::from_u128(9)));
    let (shared, folder) = (Arc::clone(&journal) as Arc<dyn Journal>, folder());
    let process = on(&shared, &folder);
    let told = process.put("a", 1, 1, MARCH).await.unwrap();
    journal.away(true);
    assert!(matches!(process.put("a", 1, 1, MARCH).await, Err(Failure::Journal(_))));
    journal.away(false);
    assert_eq!(process.put("a", 1, 1, MARCH).await.unwrap(), told);
}
