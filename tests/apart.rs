//! A platform whose journal is another process. `JALON_TEST_JOURNAL=wire` runs every other test so.

use proto::jalon::v1::{self as pb, journal_service_client::JournalServiceClient};
use serde_json::json;

use crate::platform::{Platform, folder};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_recorded_from_afar_is_there_when_both_come_again() {
    let data = folder();
    let platform = Platform::start_apart(data.path(), &["financing"]).await;
    let agreement = json!({
        "financing": "H8350", "title": "Jigisemejiri", "rank": 0, "phase": 1,
        "instrument": "INSTRUMENT_IDA_GRANT", "financier": "IDA",
    });
    platform.act("raf", "Register", "2013-03-19", agreement.clone()).await.unwrap();
    let refused = platform.act("raf", "Register", "2013-03-19", agreement).await;
    assert!(refused.is_err(), "registered twice");
    let before = platform.settle().await;
    platform.terminate().await;

    let platform = Platform::start_apart(data.path(), &["financing"]).await;
    let after = platform.settle().await;
    assert_eq!((&after.journal, after.head >= before.head), (&before.journal, true));
    let told = platform.view("ListAgreements", json!({ "programme": "P127328" })).await;
    assert_eq!(told["agreements"][0]["financing"], "H8350", "{told}");
    // The journal has its own first event, which is nobody's fact.
    let mut journal = JournalServiceClient::new(platform.channel.clone());
    let events = journal.list_events(pb::ListEventsRequest::default()).await.unwrap().into_inner();
    assert!(events.events.iter().any(|event| event.stream.starts_with("financing-")));
}
