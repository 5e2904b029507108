use async_nats::{HeaderMap, jetstream::context::PublishErrorKind};
use serde_json::Value;

use super::*;
use crate::{Audit, audit, tail};

async fn printed(url: &str, filter: &str, count: u64, json: bool) -> Vec<String> {
    let mut out = Vec::new();
    let tail = tail(url, filter, true, Some(count), json, &mut out);
    soon("the tail", tail).await.unwrap();
    String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_tail_prints_what_a_subscriber_is_sent() {
    let (nats, journal) = (Nats::new(), journal(1));
    let server = nats.server();
    let named = [("P1", "Crédit « A »"), ("P2", "H8350"), ("P1", "a\u{1b}[2J\nb")];
    for (id, (programme, financing)) in (1..).zip(named) {
        let data = serde_json::json!({ "financing": financing }).to_string();
        let event = entry(id, "financing.withdrawal.paid.v1", &data, &told(programme));
        journal.append("public-financing", Expected::Any, vec![event]).await.unwrap();
    }
    relay_to(3, &journal, &tree(), &server).await;
    let url = server.url().await.unwrap();

    let lines = printed(&url, "jalon.>", 3, false).await;
    assert!(lines[0].starts_with("1 jalon.ml.P1.financing.withdrawal.paid.v1 "), "{}", lines[0]);
    assert!(lines[0].contains(r#" subject="Crédit « A »" "#), "{}", lines[0]);
    assert!(lines[0].ends_with(r#" {"financing":"Crédit « A »"}"#), "{}", lines[0]);
    assert!(lines[1].contains(" subject=H8350 "), "{}", lines[1]);
    assert_eq!(lines.len(), 3);
    assert!(!lines[2].contains('\u{1b}'));

    let lines = printed(&url, "jalon.ml.P1.>", 2, true).await;
    let line: Value = serde_json::from_str(&lines[1]).unwrap();
    assert_eq!(line["sequence"], 3);
    assert_eq!(line["subject"], "jalon.ml.P1.financing.withdrawal.paid.v1");
    assert_eq!(line["ce"]["time"], "2019-09-26T00:00:00Z");
    assert_eq!(line["data"]["financing"], "a\u{1b}[2J\nb");
}

#[tokio::test]
async fn a_tail_waits_for_the_stream_and_for_what_comes() {
    let (nats, journal) = (Nats::new(), journal(1));
    let server = nats.server();
    let url = server.url().await.unwrap();
    let waiting = tokio::spawn(async move { printed(&url, "jalon.>", 2, true).await });
    let mut relay = Running::start(&journal, &tree(), &server);
    relay.reaches(0).await;
    happen(&journal, 1..3).await;
    let lines = waiting.await.unwrap();
    assert!(lines[1].contains(r#""number":2"#), "{}", lines[1]);
    relay.stop().await;
}

#[tokio::test]
async fn an_audit_counts_what_is_there_and_what_is_there_twice() {
    let (nats, journal) = (Nats::new(), journal(1));
    let server = nats.server();
    let url = server.url().await.unwrap();
    assert!(audit(&url).await.unwrap_err().to_string().contains("no stream"));
    relay_to(0, &journal, &tree(), &server).await;
    assert_eq!(audit(&url).await.unwrap(), Audit::default());
    happen(&journal, 1..1201).await;
    relay_to(1200, &journal, &tree(), &server).await;
    assert_eq!(audit(&url).await.unwrap(), Audit { published: 1200, duplicates: 0 });

    // Once the server has forgotten its id, a message that comes late is refused for its place.
    let config = jetstream::stream::Config {
        duplicate_window: Duration::from_millis(100),
        ..client::config()
    };
    let context = context(&server).await;
    context.update_stream(config).await.unwrap();
    let first = messages(&server).await.swap_remove(0);
    let publish = async |headers: HeaderMap| {
        let (subject, data) = (first.subject.clone(), first.payload.clone());
        context.publish_with_headers(subject, headers, data).await.unwrap().await
    };
    let late = async {
        loop {
            match publish(first.headers.clone()).await {
                Ok(answer) => assert!(answer.duplicate),
                Err(error) => return error.kind(),
            }
        }
    };
    let late = soon("the window to pass", late).await;
    assert_eq!(late, PublishErrorKind::WrongLastSequence);

    // What nothing of ours would send.
    let mut headers = first.headers.clone();
    headers.insert("Nats-Expected-Last-Sequence", "1200");
    publish(headers).await.unwrap();
    assert_eq!(audit(&url).await.unwrap(), Audit { published: 1201, duplicates: 1 });
}
