//! Any appends and any reads are answered as [`MemoryJournal`] answers them, before and after the
//! journal is opened again.

use jiff::Timestamp;
use proptest::{collection::vec, prelude::*};
use runtime::{
    AppendError, Appended, Direction, Entry, Expected, Filter, Journal, MemoryJournal, Page, Place,
    Recorded,
};
use tempfile::tempdir;
use tokio::runtime::Builder;
use uuid::Uuid;

use super::support::{entry, opened};
use crate::verify;

#[derive(Clone, Debug)]
enum Step {
    Append {
        stream: &'static str,
        expected: Expected,
        ids: Vec<u128>,
        size: usize,
    },
    /// The append before, once more.
    Again(Expected),
    Reopen,
}

fn expected() -> impl Strategy<Value = Expected> {
    prop_oneof![
        Just(Expected::Any),
        Just(Expected::Empty),
        Just(Expected::Exists),
        (0..6_u64).prop_map(Expected::At),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let stream = prop_oneof![Just("a-1"), Just("a-2"), Just("b-é"), Just("")];
    // Few ids, so that many appends are known already, in part, or in another order.
    let append = (stream, expected(), vec(0..12_u128, 1..5), 0..4_000_usize);
    prop_oneof![
        8 => append.prop_map(|(stream, expected, ids, size)| {
            Step::Append { stream, expected, ids, size }
        }),
        2 => expected().prop_map(Step::Again),
        1 => Just(Step::Reopen),
    ]
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![Just(Place::Start), Just(Place::End), (0..50_u64).prop_map(Place::At)]
}

fn filter() -> impl Strategy<Value = Filter> {
    prop_oneof![
        Just(Filter::Everything),
        Just(Filter::streams(["a-"])),
        Just(Filter::streams(["b-é", "a-2"])),
        Just(Filter::Types(vec!["odd".into()])),
        Just(Filter::Streams(Vec::new())),
    ]
}

/// Where from, whether forwards, of what, and how many at most.
type Read = (Place, bool, Filter, usize);

fn told(told: Result<Appended, AppendError>) -> Result<Appended, Option<u64>> {
    told.map_err(|error| {
        let AppendError::Conflict { last } = error else { panic!("{error:?}") };
        last
    })
}

/// The model knows no time.
fn timeless(mut events: Vec<Recorded>) -> Vec<Recorded> {
    for event in &mut events {
        event.at = Timestamp::UNIX_EPOCH;
    }
    events
}

async fn compare(journal: &dyn Journal, model: &MemoryJournal, reads: &[Read]) {
    assert_eq!(journal.head().await.unwrap(), model.head().await.unwrap());
    for (from, forwards, filter, max) in reads {
        let direction = if *forwards { Direction::Forwards } else { Direction::Backwards };
        let page = journal.read_all(*from, direction, filter, *max).await.unwrap();
        let page = Page { events: timeless(page.events), next: page.next };
        assert_eq!(page, model.read_all(*from, direction, filter, *max).await.unwrap());
        for stream in ["a-1", "a-2", "b-é", "", "unknown"] {
            let found = journal.read_stream(stream, *from, direction, *max).await.unwrap();
            let model = model.read_stream(stream, *from, direction, *max).await.unwrap();
            assert_eq!(timeless(found), model);
        }
    }
}

async fn run(steps: Vec<Step>, reads: Vec<Read>) {
    let dir = tempdir().unwrap();
    let (mut journal, model) = (Some(opened(dir.path()).0), MemoryJournal::new(Uuid::nil()));
    let mut before: Option<(&str, Vec<Entry>)> = None;
    for step in steps {
        let expected = match step {
            Step::Append { stream, expected, ids, size } => {
                let entries = ids.into_iter().map(|id| {
                    let name = if id % 2 == 1 { "odd" } else { "even" };
                    Entry { name: name.into(), ..entry(id, &vec![3; size]) }
                });
                before = Some((stream, entries.collect()));
                expected
            }
            Step::Again(expected) => expected,
            Step::Reopen => {
                drop(journal.take());
                journal = Some(opened(dir.path()).0);
                continue;
            }
        };
        let (Some((stream, entries)), Some(journal)) = (&before, &journal) else { continue };
        let answer = told(journal.append(stream, expected, entries.clone()).await);
        assert_eq!(answer, told(model.append(stream, expected, entries.clone()).await));
    }
    let everything: Read = (Place::Start, true, Filter::Everything, usize::MAX);
    let reads = [reads, vec![everything]].concat();
    compare(&journal.take().unwrap(), &model, &reads).await;
    let report = verify(dir.path()).unwrap();
    assert_eq!((report.events, report.torn), (model.head().await.unwrap(), None));
    compare(&opened(dir.path()).0, &model, &reads).await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn does_what_the_model_does(
        steps in vec(step(), 1..40),
        reads in vec((place(), any::<bool>(), filter(), 0..20_usize), 1..12),
    ) {
        let tokio = Builder::new_current_thread().build().unwrap();
        tokio.block_on(run(steps, reads));
    }
}
