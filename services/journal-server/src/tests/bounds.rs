//! What a client may take: names, requests, searches and pages all have an end.

use std::{sync::atomic::Ordering, time::Duration};

use futures::StreamExt as _;
use protocol::event_store::client::streams::{
    BatchAppendReq, batch_append_req, batch_append_resp,
    read_req::options::{
        FilterOptions,
        filter_options::{Expression, Filter},
    },
};
use protocol::kurrentdb::protocol::v2::streams::{
    AppendRequest, streams_service_client::StreamsServiceClient,
};
use runtime::MOST_NAME;
use tokio::time::timeout;
use tonic::Code;

use super::{disk::Disk, *};
use ExpectedStreamRevision as Expecting;

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_name_has_an_end() {
    let served = Served::start().await;
    let (fits, long) = ("x".repeat(MOST_NAME), "x".repeat(MOST_NAME + 1));
    served.add(&fits, &["a"]).await;
    assert_eq!(served.shown(&fits).await.unwrap(), ["a"]);
    let session = async |stream: &str| {
        let stream = stream.to_owned();
        let request = AppendRequest { stream, records: vec![], expected_revision: None };
        let mut together = StreamsServiceClient::new(served.channel.clone());
        together.append_session(futures::stream::iter([request])).await.map(drop)
    };
    for told in [
        served.append(&long, Expecting::Any(()), &["never"]).await.map(drop),
        served.shown(&long).await.map(drop),
        session(&long).await,
        // Of names alone there would be no end.
        session("nothing for it").await,
    ] {
        assert_eq!(told.unwrap_err().code(), Code::InvalidArgument);
    }
    // The same name with every event: more than is taken, though the events are small.
    let many: Vec<String> = (0..4_000).map(|number| number.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let told = served.append(&fits, Expecting::Any(()), &many).await.unwrap_err();
    assert_eq!(trailer(&told, "exception"), "maximum-append-size-exceeded");
    assert_eq!(served.journal.head().await.unwrap(), 2);
}

/// An append of which more is to come, with so many events of so many bytes.
pub(super) fn part(number: u128, events: usize, bytes: usize) -> BatchAppendReq {
    let mut message = proposed("s", &number.to_string());
    message.data = vec![7; bytes].into();
    let ProposedMessage { id, metadata, custom_metadata, data } = message;
    let message = batch_append_req::ProposedMessage { id, metadata, custom_metadata, data };
    BatchAppendReq {
        correlation_id: Some(spelled(Uuid::from_u128(number), Spelling::Text)),
        options: Some(batch_append_req::Options {
            stream_identifier: Some(identifier("s")),
            expected_stream_position: Some(batch_append_req::options::ExpectedStreamPosition::Any(
                (),
            )),
            deadline_option: None,
        }),
        proposed_messages: vec![message; events],
        is_final: false,
    }
}

#[tokio::test]
async fn a_batch_holds_so_many_bytes_unfinished() {
    let served = Served::start().await;
    let batch = async |parts: Vec<BatchAppendReq>| {
        let answers = served.streams().batch_append(futures::stream::iter(parts)).await.unwrap();
        answers.into_inner().message().await
    };
    // An event without a byte takes some, too.
    for (appends, events, bytes) in [(20, 1, 1 << 19), (5, 9_999, 0)] {
        let parts = (0..appends).map(|number| part(number, events, bytes));
        let told = batch(parts.collect()).await.unwrap_err();
        assert_eq!(told.code(), Code::ResourceExhausted);
    }
    let last = BatchAppendReq { is_final: true, ..part(99, 1, 1 << 19) };
    let told = batch(vec![last]).await.unwrap().unwrap();
    assert!(matches!(told.result, Some(batch_append_resp::Result::Success(_))), "{told:?}");
}

#[tokio::test]
async fn an_append_of_a_batch_that_is_too_large_does_not_end_the_others() {
    let served = Served::start().await;
    let whole = |part| BatchAppendReq { is_final: true, ..part };
    // As large as a client sends.
    let parts = vec![whole(part(1, 1, (17 << 20) - 1_000)), whole(part(2, 1, 1))];
    let answers = served.streams().batch_append(futures::stream::iter(parts)).await.unwrap();
    let mut answers = answers.into_inner();
    let mut told = Vec::new();
    while let Some(answer) = answers.message().await.unwrap() {
        told.push(match answer.result.unwrap() {
            batch_append_resp::Result::Success(_) => "success".to_owned(),
            batch_append_resp::Result::Error(error) => error.details.unwrap().type_url,
        });
    }
    told.sort();
    let too_large = "type.googleapis.com/event_store.client.MaximumAppendSizeExceeded";
    assert_eq!(told, ["success", too_large]);
}

#[tokio::test]
async fn what_all_send_and_do_not_finish_is_held_as_far_as_there_is_room() {
    let limits = Limits { room: 1 << 20, ..Limits::default() };
    let served = Served::with(Accounts::default(), limits).await;
    let (send, parts) = tokio::sync::mpsc::channel(9);
    let parts = tokio_stream::wrappers::ReceiverStream::new(parts);
    send.send(part(1, 1, 900_000)).await.unwrap();
    let mut answers = served.streams().batch_append(parts).await.unwrap().into_inner();
    // Until the part is there.
    let long = ["x", "y", "z"].map(|it| it.repeat(50_000));
    let long = long.each_ref().map(String::as_str);
    let refused = async {
        loop {
            match served.append("s", Expecting::Any(()), &long).await {
                Ok(_) => tokio::time::sleep(Duration::from_millis(10)).await,
                Err(told) => break told,
            }
        }
    };
    let told = timeout(SOON, refused).await.expect("it is not held");
    assert_eq!(told.code(), Code::Unavailable);
    served.add("s", &["short"]).await;
    send.send(BatchAppendReq { is_final: true, ..part(2, 1, 300_000) }).await.unwrap();
    let told = answers.message().await.unwrap().unwrap();
    assert!(matches!(told.result, Some(batch_append_resp::Result::Error(_))), "{told:?}");
    send.send(BatchAppendReq { is_final: true, ..part(1, 0, 0) }).await.unwrap();
    let told = answers.message().await.unwrap().unwrap();
    assert!(matches!(told.result, Some(batch_append_resp::Result::Success(_))), "{told:?}");
    served.add("t", &long).await;
}

#[tokio::test]
async fn however_many_take_nothing_no_more_is_read_for_them_than_there_is_room() {
    let disk = Disk::new();
    let limits = Limits { room: 2 << 20, ..Limits::default() };
    let served = Served::on(Arc::clone(&disk) as _, Accounts::default(), limits).await;
    let long = "x".repeat(10_000);
    for round in 0..12 {
        let words: Vec<String> = (0..40).map(|nth| format!("{round}-{nth}-{long}")).collect();
        served.add("s", &words.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
    let narrow = served.narrow();
    let mut readers = Vec::new();
    for _ in 0..50 {
        let options = Some(of("s", RevisionOption::Start(()), Forwards, 999));
        let read = narrow.clone().read(ReadReq { options }).await.unwrap();
        readers.push(read.into_inner());
    }
    let mut given = 0;
    while given != disk.given.load(Ordering::SeqCst) {
        given = disk.given.load(Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(given < 12 << 20, "{given} bytes are read");
    let options = of("s", RevisionOption::Start(()), Forwards, 999);
    assert_eq!(words(&served.read(options).await.unwrap()).len(), 480, "who takes it is given it");
}

fn searching(options: read_req::Options, filter: Filter) -> read_req::Options {
    let filter =
        FilterOptions { filter: Some(filter), window: None, checkpoint_interval_multiplier: 1 };
    read_req::Options { filter_option: Some(FilterOption::Filter(filter)), ..options }
}

fn expression(regex: &str) -> Filter {
    Filter::EventType(Expression { regex: regex.to_owned(), prefix: vec![] })
}

#[tokio::test]
async fn an_expression_that_does_not_end_ends_the_read_and_hides_nothing_silently() {
    let served = Served::start().await;
    served.add("s", &["plain", &"ab".repeat(40)]).await;
    let endless = expression("(?i)(a|b|ab)*(?>c)");
    for options in [
        of_all(AllOption::Start(()), Forwards, 9),
        of_all(AllOption::End(()), Backwards, 9),
        for_ever(of_all(AllOption::Start(()), Forwards, 0)),
    ] {
        let mut answers = served.follow(searching(options, endless.clone())).await.unwrap();
        let told = loop {
            match answers.message().await {
                Ok(answer) => assert!(answer.is_some(), "it ended as if nothing matched"),
                Err(told) => break told,
            }
        };
        assert_eq!(told.code(), Code::InvalidArgument);
    }
    let beginnings = Expression { regex: String::new(), prefix: vec!["x".to_owned(); 1_001] };
    for wrong in [expression(&"x".repeat(9_000)), Filter::StreamIdentifier(beginnings)] {
        let told = served.follow(searching(of_all(AllOption::Start(()), Forwards, 9), wrong)).await;
        assert_eq!(told.unwrap_err().code(), Code::InvalidArgument);
    }
}

/// More than is looked at in one turn.
#[tokio::test]
async fn what_is_rare_is_found_however_far_it_lies() {
    let served = Served::start().await;
    served.add("first", &["rare"]).await;
    let many: Vec<String> = (0..9_000).map(|number| format!("common {number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    served.add("s", &many).await;
    served.add("last", &["rare"]).await;
    let rare = expression("^(?!common).*rare$");
    for (from, direction) in [(AllOption::Start(()), Forwards), (AllOption::End(()), Backwards)] {
        let read = served.read(searching(of_all(from, direction, 99), rare.clone())).await.unwrap();
        assert_eq!(words(&read), ["rare", "rare"]);
        let one = served.read(searching(of_all(from, direction, 1), rare.clone())).await.unwrap();
        assert_eq!(words(&one), ["rare"]);
    }
}

#[tokio::test]
async fn long_events_behind_short_ones_come_a_few_at_a_time_and_all_of_them() {
    let served = Served::start().await;
    // The short ones make the next page one of many events.
    let short: Vec<String> = (0..200).map(|number| number.to_string()).collect();
    let long: Vec<String> =
        (0..12).map(|number| format!("{number}-{}", "x".repeat(40_000))).collect();
    for words in [&short, &long, &long.iter().map(|it| format!("again {it}")).collect()] {
        served.add("s", &words.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
    for (from, direction) in
        [(RevisionOption::Start(()), Forwards), (RevisionOption::End(()), Backwards)]
    {
        let read = served.read(of("s", from, direction, 999)).await.unwrap();
        let revisions = read.iter().filter_map(event).map(|event| event.stream_revision);
        let mut revisions: Vec<_> = revisions.collect();
        if direction == Backwards {
            revisions.reverse();
        }
        assert!(revisions.into_iter().eq(0..224));
    }
}

#[tokio::test]
async fn an_append_that_is_never_finished_is_let_go_of() {
    let patience = Duration::from_millis(50);
    let limits = Limits { patience, ..Limits::default() };
    let served = Served::with(Accounts::default(), limits).await;
    let pieces = futures::stream::iter([part(1, 1, 10)]).chain(futures::stream::pending());
    let mut answers = served.streams().batch_append(pieces).await.unwrap().into_inner();
    let told = timeout(SOON, answers.message()).await.unwrap().unwrap_err();
    assert_eq!(told.code(), Code::DeadlineExceeded);
    let options = Options {
        stream_identifier: Some(identifier("s")),
        expected_stream_revision: Some(Expecting::Any(())),
    };
    let options = AppendReq { content: Some(Content::Options(options)) };
    let pieces = futures::stream::iter([options]).chain(futures::stream::pending());
    let told = timeout(SOON, served.streams().append(pieces)).await.unwrap().unwrap_err();
    assert_eq!(told.code(), Code::DeadlineExceeded);
    served.add("s", &["a"]).await;
}
