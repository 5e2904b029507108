use super::*;
use crate::audit;

#[tokio::test]
async fn a_public_event_is_a_cloud_event_that_any_tool_can_read() {
    let (nats, journal) = (Nats::new(), journal(1));
    let server = nats.server();
    let mut meta = told("P-1");
    let data = r#"{"title": "Prêt « n° 5 »",  "financing":"Crédit é 100 %"}"#;
    let first = entry(1, "financing.agreement.effective.v1", data, &meta);
    journal.append("public-financing", Expected::Empty, vec![first]).await.unwrap();
    meta.country = None;
    meta.programme = None;
    meta.effective = "2019-Q3".parse().unwrap();
    meta.provenance.kind = ProvenanceKind::Source;
    let private = entry(2, "sessions.session.held.v1", "{}", &meta);
    journal.append("sessions-1", Expected::Empty, vec![private]).await.unwrap();
    let second = entry(3, "sessions.session.held.v1", "{}", &meta);
    journal.append("public-sessions", Expected::Empty, vec![second]).await.unwrap();

    let status = relay_to(2, &journal, &tree(), &server).await;
    let url = Some(client::redacted(&server.url().await.unwrap()));
    let expected =
        Status { connected: true, published: 2, sequence: 2, next: 3, url, ..Status::default() };
    assert_eq!(status, expected);

    let [first, second] = messages(&server).await.try_into().unwrap();
    assert_eq!(&*first.subject, "jalon.ml.P-1.financing.agreement.effective.v1");
    assert_eq!(first.payload, data.as_bytes());
    let header = |name: &str| first.headers.get(name).map_or("-", |value| value.as_str());
    for (name, value) in [
        ("Nats-Msg-Id", "00000000-0000-0000-0000-000000000001"),
        ("Nats-Expected-Last-Sequence", "0"),
        ("ce-specversion", "1.0"),
        ("ce-id", "00000000-0000-0000-0000-000000000001"),
        ("ce-source", "/jalon/00000000-0000-0000-0000-000000000001"),
        ("ce-type", "financing.agreement.effective.v1"),
        ("ce-time", "2019-09-26T00:00:00Z"),
        ("ce-timeprecision", "day"),
        ("ce-recordedtime", "1970-01-01T00:00:00Z"),
        ("ce-sequence", "00000000000000000001"),
        ("ce-position", "0"),
        ("ce-subject", "Cr%C3%A9dit%20%C3%A9%20100%20%25"),
        ("ce-datacontenttype", "application/json"),
        ("ce-illustrative", "true"),
    ] {
        assert_eq!(header(name), value, "{name}");
    }
    assert_eq!(message::attributes(&first.headers)["subject"], "Crédit é 100 %");

    assert_eq!(&*second.subject, "jalon.xx.-.sessions.session.held.v1");
    let said = message::attributes(&second.headers);
    for (name, value) in [("time", "2019-07-01T00:00:00Z"), ("timeprecision", "quarter")] {
        assert_eq!(said[name], value);
    }
    assert_eq!((&*said["position"], &*said["illustrative"]), ("2", "false"));
    assert_eq!(said.get("subject"), None);
}

#[tokio::test]
async fn an_event_with_unreadable_metadata_is_told_with_what_is_known() {
    let (nats, journal) = (Nats::new(), journal(1));
    let server = nats.server();
    let event = Entry { meta: b"?".into(), ..entry(1, "a. b.>", "not JSON", &told("P1")) };
    journal.append("public-x", Expected::Empty, vec![event]).await.unwrap();
    relay_to(1, &journal, &tree(), &server).await;
    let [message] = messages(&server).await.try_into().unwrap();
    assert_eq!(&*message.subject, "jalon.xx.-.a._b._");
    assert_eq!(message::attributes(&message.headers).get("illustrative"), None);
    assert_told(&journal, &server).await;
}

#[tokio::test]
async fn what_happens_while_the_relay_runs_is_told_at_once() {
    let (nats, journal) = (Nats::new(), journal(1));
    let server = nats.server();
    let mut relay = Running::start(&journal, &tree(), &server);
    relay.reaches(0).await;
    for happened in 1..4_u64 {
        happen(&journal, happened.into()..u128::from(happened) + 1).await;
        relay.reaches(happened).await;
    }
    relay.stop().await;
    assert_told(&journal, &server).await;
}

#[tokio::test]
async fn a_relay_that_crashes_in_the_middle_repeats_nothing() {
    let (nats, journal, tree) = (Nats::new(), journal(1), tree());
    let server = nats.server();
    happen(&journal, 1..3001).await;
    for crash in [1, 700, 1500, 2999] {
        let mut relay = Running::start(&journal, &tree, &server);
        relay.until("a part", |status| status.sequence >= crash).await;
        relay.abort().await;
    }
    relay_to(3000, &journal, &tree, &server).await;
    let audit = audit(&server.url().await.unwrap()).await.unwrap();
    assert_eq!((audit.published, audit.duplicates), (3000, 0));
    assert_told(&journal, &server).await;
}

#[tokio::test]
async fn two_relays_at_once_tell_each_event_once() {
    let (nats, journal) = (Nats::new(), journal(1));
    let server = nats.server();
    happen(&journal, 1..1001).await;
    let mut relays = [&tree(), &tree()].map(|tree| Running::start(&journal, tree, &server));
    happen(&journal, 1001..1501).await;
    // Whoever lost the race to the last event hears of it with the next.
    relays[0].until("all, by one of them", |status| status.sequence >= 1000).await;
    happen(&journal, 1501..1502).await;
    for relay in &mut relays {
        relay.until("all", |status| status.sequence == 1501).await;
    }
    for relay in relays {
        relay.stop().await;
    }
    assert_told(&journal, &server).await;
}

#[tokio::test]
async fn without_nats_the_status_says_why_and_once_it_is_there_everything_is_told() {
    let (nats, journal) = (Nats::new(), journal(1));
    happen(&journal, 1..11).await;
    let first = nats.server();
    let url = client::redacted(&first.url().await.unwrap());
    first.stop().await.unwrap();

    let named = Arc::new(Server::named(url.clone()));
    let mut relay = Running::start(&journal, &tree(), &named);
    let status = relay.until("a reason", |status| status.reason.is_some()).await;
    assert!(!status.connected);
    assert!(status.reason.unwrap().contains(&format!("cannot reach {url}")));

    let port = url.rsplit(':').next().unwrap();
    let mut child = server::serve(nats.dir.path(), port);
    let status = relay.reaches(10).await;
    assert_eq!((status.published, status.reason), (10, None));
    relay.stop().await;
    assert_told(&journal, &named).await;
    child.kill().unwrap();
    child.wait().unwrap();
}
