//! What is left when the process is killed in the middle of a load.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use proto::jalon::v1::{self as pb, journal_service_client::JournalServiceClient};
use serde_json::{Value, json};
use tonic::transport::Channel;

use crate::platform::{ALL, Platform, act, financing, folder, with};

const COMMANDS: usize = 10_000;
const AGREEMENTS: usize = 40;
const WRITERS: usize = 32;
/// How often the process is killed on the way.
const KILLS: usize = 4;

/// The n-th command of the load. Its id is always the same, so that what was not acknowledged can
/// be asked again.
fn command(n: usize) -> (&'static str, Value) {
    let agreement = format!("T{}", n % AGREEMENTS);
    let (method, message) = if n < AGREEMENTS {
        let message = json!({
            "financing": agreement, "title": "Essai", "rank": 0, "instrument": "INSTRUMENT_IDA_GRANT",
            "financier": "IDA", "phase": 1,
        });
        ("Register", message)
    } else if n.is_multiple_of(2) {
        let message = json!({
            "financing": agreement, "condition": format!("c{n}"), "label": "Condition",
            "kind": "CONDITION_KIND_COVENANT", "type": "CONDITION_TYPE_FIDUCIARY",
        });
        ("AddCondition", message)
    } else {
        let message = json!({
            "financing": agreement, "subject": "SUBJECT_IP",
            "rating": "RATING_SATISFACTORY", "sequence": n,
        });
        ("RecordRating", message)
    };
    let mut act = act("2020-01-01");
    act["commandId"] = uuid::Uuid::from_u128(0xc0de_0000 + n as u128).to_string().into();
    (method, with(act, message))
}

/// Sends every command that nobody acknowledged yet, until all are done, or kills the process once so many
/// are, while the other writers wait for their answers.
async fn load(
    platform: &Platform,
    acknowledged: &Arc<std::sync::Mutex<BTreeMap<usize, Vec<String>>>>,
    kill_at: usize,
) {
    let open: Vec<usize> = {
        let done = acknowledged.lock().unwrap();
        (0..COMMANDS).filter(|n| !done.contains_key(n)).collect()
    };
    // Registrations first, or everything else is refused.
    for n in open.iter().copied().filter(|n| *n < AGREEMENTS) {
        let (method, message) = command(n);
        let told = platform.ask("raf", &financing(method), message).await.unwrap();
        acknowledged.lock().unwrap().insert(n, events(&told));
    }
    let open: Arc<[usize]> = open.into_iter().filter(|n| *n >= AGREEMENTS).collect();
    let next = AtomicUsize::new(0);
    let writer = || async {
        while let Some(n) = open.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (method, message) = command(*n);
            let Ok(told) = platform.ask("raf", &financing(method), message).await else { return };
            let mut done = acknowledged.lock().unwrap();
            done.insert(*n, events(&told));
            if done.len() == kill_at {
                platform.kill_now();
                return;
            }
        }
    };
    futures::future::join_all((0..WRITERS).map(|_| writer())).await;
}

fn events(told: &Value) -> Vec<String> {
    let events = told["events"].as_array().unwrap();
    events.iter().map(|event| event.as_str().unwrap().to_owned()).collect()
}

async fn all_events(channel: &Channel) -> Vec<pb::Event> {
    let mut journal = JournalServiceClient::new(channel.clone());
    let (mut events, mut from) = (Vec::new(), 0);
    loop {
        let request = pb::ListEventsRequest {
            from: Some(from),
            max: 1000,
            ..pb::ListEventsRequest::default()
        };
        let page = journal.list_events(request).await.unwrap().into_inner();
        events.extend(page.events);
        if page.end {
            return events;
        }
        from = page.next;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_is_there_twice() {
    let data = folder();
    let acknowledged = Arc::new(std::sync::Mutex::new(BTreeMap::new()));
    for kill in 1..=KILLS {
        let platform = Platform::start(data.path(), ALL).await;
        // In the middle of whatever the tables, the announcer and the relay are doing, with frames on their
        // way to the disk and answers that nobody will hear.
        load(&platform, &acknowledged, COMMANDS * kill / (KILLS + 1)).await;
        platform.kill();
    }
    let platform = Platform::start(data.path(), ALL).await;
    load(&platform, &acknowledged, usize::MAX).await;
    platform.settle().await;

    let acknowledged = acknowledged.lock().unwrap().clone();
    assert_eq!(acknowledged.len(), COMMANDS);
    let recorded = all_events(&platform.channel).await;
    for (position, event) in recorded.iter().enumerate() {
        assert_eq!(event.position, position as u64, "the order has a gap");
    }
    let ids: BTreeSet<&str> = recorded.iter().map(|event| event.event_id.as_str()).collect();
    assert_eq!(ids.len(), recorded.len(), "an event is there twice");
    for (n, events) in &acknowledged {
        assert!(events.iter().all(|id| ids.contains(id.as_str())), "command {n} was lost");
    }
    let private = recorded.iter().filter(|event| event.stream.starts_with("financing-")).count();
    let led_to: usize = acknowledged.values().map(Vec::len).sum();
    assert_eq!(private, led_to, "something was recorded that nobody was told of, or twice");

    for table in rebuilt(&platform).await {
        assert!(table.identical, "{} differs from what the journal says", table.table);
    }
    let public = recorded.iter().filter(|event| event.stream.starts_with("public-")).count();
    let url = feeds::Server::find(data.path()).unwrap();
    let heard = tokio::time::timeout(Duration::from_mins(1), async {
        loop {
            let heard = feeds::audit(&url).await.unwrap();
            if heard.published >= public as u64 {
                return heard;
            }
            tokio::task::yield_now().await;
        }
    });
    let heard = heard.await.expect("NATS never heard everything");
    assert_eq!((heard.published, heard.duplicates), (public as u64, 0));
    platform.terminate().await;
}

async fn rebuilt(platform: &Platform) -> Vec<pb::RebuildProgress> {
    let mut request = tonic::Request::new(pb::RebuildRequest {});
    let token = platform.token("raf", "coordinator");
    let token = tonic::metadata::MetadataValue::from_bytes(&token);
    request.metadata_mut().insert_bin(runtime::TOKEN, token);
    let mut journal = JournalServiceClient::new(platform.channel.clone());
    let mut told = journal.rebuild(request).await.unwrap().into_inner();
    let mut tables = Vec::new();
    while let Some(progress) = told.message().await.unwrap() {
        if progress.finished {
            tables.push(progress);
        }
    }
    assert!(!tables.is_empty());
    tables
}
