//! Appending and reading: what is inclusive, what is not, and how the protocol says no.

use prost::Message as _;
use protocol::event_store::client::{
    self as client,
    streams::{
        BatchAppendReq, DeleteReq, TombstoneReq, append_resp::Result as Told, batch_append_req,
        batch_append_resp, delete_req, tombstone_req,
    },
};
use tonic::Code;

use super::*;
use ExpectedStreamRevision as Expecting;
use append_resp::{
    success::{CurrentRevisionOption, PositionOption},
    wrong_expected_version::CurrentRevisionOption as Current,
};
use batch_append_req::options::ExpectedStreamPosition as Expected;
use read_resp::Content as Answer;

#[tokio::test]
async fn a_stream_reads_as_it_was_appended() {
    let served = Served::start().await;
    served.add("naïve-1", &["a", "b", "c"]).await;
    served.add("other-1", &["z"]).await;
    for (from, direction, expected) in [
        (RevisionOption::Start(()), Forwards, vec!["a", "b", "c"]),
        (RevisionOption::Revision(1), Forwards, vec!["b", "c"]),
        (RevisionOption::Revision(7), Forwards, vec![]),
        (RevisionOption::End(()), Backwards, vec!["c", "b", "a"]),
        // Backwards, the event that is named is read too.
        (RevisionOption::Revision(1), Backwards, vec!["b", "a"]),
    ] {
        let read = served.read(of("naïve-1", from, direction, 9)).await.unwrap();
        assert_eq!(words(&read), expected, "{from:?} {direction:?}");
        assert_eq!(read.last().unwrap().content, Some(Answer::LastStreamPosition(2)));
    }
    let two = served.read(of("naïve-1", RevisionOption::Start(()), Forwards, 2)).await.unwrap();
    assert_eq!(words(&two), ["a", "b"]);
    let first = event(&two[0]).unwrap();
    assert_eq!(first.stream_identifier, Some(identifier("naïve-1")));
    assert_eq!((first.commit_position, first.prepare_position), (1, 1));
    assert_eq!(first.metadata["content-type"], "application/octet-stream");
    assert_eq!(first.metadata["created"], "0");
}

#[tokio::test]
async fn all_streams_read_as_one() {
    let served = Served::start().await;
    served.add("one", &["a", "b"]).await;
    served.add("two", &["c"]).await;
    let at = |at| {
        AllOption::Position(read_req::options::Position {
            commit_position: at,
            prepare_position: at,
        })
    };
    let identified = "$jalon-journal-identified";
    for (from, direction, expected) in [
        (AllOption::Start(()), Forwards, vec![identified, "a", "b", "c"]),
        (at(2), Forwards, vec!["b", "c"]),
        (AllOption::End(()), Forwards, vec![]),
        (AllOption::End(()), Backwards, vec!["c", "b", "a", identified]),
        // Backwards, what lies at the position that is named is not read.
        (at(2), Backwards, vec!["a", identified]),
        (AllOption::Start(()), Backwards, vec![]),
    ] {
        let read = served.read(of_all(from, direction, 9)).await.unwrap();
        assert_eq!(words(&read), expected, "{from:?} {direction:?}");
    }
}

#[tokio::test]
async fn a_stream_that_is_not_there_is_not_found() {
    let served = Served::start().await;
    let read = served.read(of("nobody", RevisionOption::Start(()), Forwards, 9)).await.unwrap();
    let [ReadResp { content: Some(Answer::StreamNotFound(told)) }] = &read[..] else {
        panic!("told {read:?}");
    };
    assert_eq!(told.stream_identifier, Some(identifier("nobody")));
}

#[tokio::test]
async fn what_is_expected_is_compared() {
    let served = Served::start().await;
    let conflict = async |expected, actual| {
        let Told::WrongExpectedVersion(told) =
            served.append("s", expected, &["never"]).await.unwrap()
        else {
            panic!("{expected:?} was met");
        };
        let expected = match actual {
            Some(last) => Current::CurrentRevision(last),
            None => Current::CurrentNoStream(()),
        };
        assert_eq!(told.current_revision_option, Some(expected));
        assert!(told.expected_revision_option.is_some());
    };
    conflict(Expecting::Revision(0), None).await;
    conflict(Expecting::StreamExists(()), None).await;
    let told = served.append("s", Expecting::NoStream(()), &["a", "b"]).await.unwrap();
    let Told::Success(first) = told else { panic!("{told:?}") };
    conflict(Expecting::NoStream(()), Some(1)).await;
    conflict(Expecting::Revision(0), Some(1)).await;
    // The same events again are the same append.
    let again = served.append("s", Expecting::NoStream(()), &["a", "b"]).await.unwrap();
    assert_eq!(again, Told::Success(first));
    assert_eq!(served.shown("s").await.unwrap(), ["a", "b"]);
}

#[tokio::test]
async fn an_append_of_nothing_only_asks() {
    let served = Served::start().await;
    let told = served.append("s", Expecting::NoStream(()), &[]).await.unwrap();
    let Told::Success(told) = told else { panic!("{told:?}") };
    assert_eq!(told.current_revision_option, Some(CurrentRevisionOption::NoStream(())));
    assert_eq!(told.position_option, Some(PositionOption::NoPosition(())));
    let told = served.append("s", Expecting::StreamExists(()), &[]).await.unwrap();
    assert!(matches!(told, Told::WrongExpectedVersion(_)));
    assert_eq!(served.journal.head().await.unwrap(), 1);
}

#[tokio::test]
async fn an_event_without_a_type_and_one_without_an_end_are_refused() {
    let served = Served::start().await;
    let options = Options {
        stream_identifier: Some(identifier("s")),
        expected_stream_revision: Some(Expecting::Any(())),
    };
    let send = async |message: ProposedMessage| {
        let messages = [Content::Options(options.clone()), Content::ProposedMessage(message)];
        let messages = messages.map(|content| AppendReq { content: Some(content) });
        served.streams().append(futures::stream::iter(messages)).await.unwrap_err()
    };
    let mut typeless = proposed("s", "a");
    typeless.metadata.remove("type");
    let told = send(typeless).await;
    assert_eq!(trailer(&told, "exception"), "missing-required-metadata-property");
    assert_eq!(trailer(&told, "required-metadata-properties"), "type,content-type");
    let endless = ProposedMessage { data: vec![0; 1 << 20].into(), ..proposed("s", "a") };
    let told = send(endless).await;
    assert_eq!(trailer(&told, "exception"), "maximum-append-size-exceeded");
    assert_eq!(trailer(&told, "maximum-append-size"), "1048576");
}

#[tokio::test]
async fn a_deletion_that_is_not_expected_speaks_to_every_client() {
    let served = Served::start().await;
    served.add("s", &["a", "b"]).await;
    let options = delete_req::Options {
        stream_identifier: Some(identifier("s")),
        expected_stream_revision: Some(delete_req::options::ExpectedStreamRevision::Revision(7)),
    };
    let told = served.streams().delete(DeleteReq { options: Some(options) }).await.unwrap_err();
    assert_eq!(told.code(), Code::FailedPrecondition);
    assert_eq!(
        told.message(),
        "Append failed due to WrongExpectedVersion. Stream: s, Expected version: 7, \
         Actual version: 1"
    );
    for (name, value) in [
        ("exception", "wrong-expected-version"),
        ("stream-name", "s"),
        ("expected-version", "7"),
        ("actual-version", "1"),
    ] {
        assert_eq!(trailer(&told, name), value);
    }
    let options = tombstone_req::Options {
        stream_identifier: Some(identifier("s")),
        expected_stream_revision: Some(tombstone_req::options::ExpectedStreamRevision::Any(())),
    };
    let close = TombstoneReq { options: Some(options) };
    served.streams().tombstone(close.clone()).await.unwrap();
    let told = served.streams().tombstone(close).await.unwrap_err();
    assert_eq!(told.message(), "Event stream 's' is deleted.");
    assert_eq!(trailer(&told, "exception"), "stream-deleted");
    assert_eq!(trailer(&served.shown("s").await.unwrap_err(), "exception"), "stream-deleted");
}

#[tokio::test]
async fn one_refused_append_of_a_batch_leaves_the_others_alone() {
    let served = Served::start().await;
    let batch = |number: u128, expected, words: &[&str], deadline| BatchAppendReq {
        correlation_id: Some(spelled(Uuid::from_u128(number), Spelling::Text)),
        options: Some(batch_append_req::Options {
            stream_identifier: Some(identifier("s")),
            expected_stream_position: Some(expected),
            deadline_option: Some(batch_append_req::options::DeadlineOption::Deadline(
                prost_types::Duration { seconds: deadline, nanos: 0 },
            )),
        }),
        proposed_messages: words
            .iter()
            .map(|word| {
                let ProposedMessage { id, metadata, custom_metadata, data } = proposed("s", word);
                batch_append_req::ProposedMessage { id, metadata, custom_metadata, data }
            })
            .collect(),
        is_final: true,
    };
    let messages = vec![
        batch(1, Expected::NoStream(()), &["a"], 9),
        batch(2, Expected::StreamPosition(7), &["never"], 9),
        batch(3, Expected::Any(()), &["late"], 0),
        batch(4, Expected::Any(()), &["b"], 9),
    ];
    let answers = served.streams().batch_append(futures::stream::iter(messages)).await.unwrap();
    let mut answers = answers.into_inner();
    let mut told = std::collections::BTreeMap::new();
    while let Some(answer) = answers.message().await.unwrap() {
        let id = crate::wire::id(answer.correlation_id.clone()).unwrap().as_u128();
        told.insert(id, answer);
    }
    let error = |number: u128| match told[&number].result.clone().unwrap() {
        batch_append_resp::Result::Error(error) => error,
        batch_append_resp::Result::Success(success) => panic!("{success:?}"),
    };
    let details = error(2).details.unwrap();
    assert_eq!(details.type_url, "type.googleapis.com/event_store.client.WrongExpectedVersion");
    client::WrongExpectedVersion::decode(&*details.value).unwrap();
    let late = error(3).details.unwrap();
    assert_eq!(late.type_url, "type.googleapis.com/event_store.client.Timeout");
    assert_eq!(told[&4].stream_identifier, Some(identifier("s")));
    assert_eq!(served.shown("s").await.unwrap(), ["a", "b"]);
}
