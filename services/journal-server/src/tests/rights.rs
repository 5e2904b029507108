//! With accounts: who reads, who writes, and who writes the records.

use protocol::event_store::client::streams::{
    BatchAppendReq, DeleteReq, TombstoneReq, batch_append_req, batch_append_resp, delete_req,
    read_resp::Content as Answer, tombstone_req,
};
use protocol::kurrentdb::protocol::v2::streams::{
    AppendRecord, AppendRecordsRequest, AppendRequest, ConsistencyCheck, SchemaFormat, SchemaInfo,
    consistency_check::{self, StreamStateCheck},
    streams_service_client::StreamsServiceClient,
};
use serde_json::json;
use tonic::{Code, Request};

use super::{bounds::part, sayings::saying, together::record, *};
use ExpectedStreamRevision as Expecting;

const ACCOUNTS: &str = "reader lit:r\nwriter outil:w\nservice jalon:s\nplain:p\nwriter admin:a";

pub(super) fn of_whom<T>(token: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    let shown = format!("Bearer {token}").parse().unwrap();
    request.metadata_mut().insert("authorization", shown);
    request
}

/// The same append in each of the ways there are, and what each was told.
async fn every_way(served: &Served, token: &str, stream: &str) -> Vec<Code> {
    let mut told = Vec::new();
    let code = |status: Status| status.code();
    let options = Options {
        stream_identifier: Some(identifier(stream)),
        expected_stream_revision: Some(Expecting::Any(())),
    };
    let messages = [Content::Options(options), Content::ProposedMessage(proposed(stream, "one"))];
    let messages = messages.map(|content| AppendReq { content: Some(content) });
    let one = of_whom(token, futures::stream::iter(messages));
    told.push(served.streams().append(one).await.map_or_else(code, |_| Code::Ok));

    let ProposedMessage { id, metadata, custom_metadata, data } = proposed(stream, "batch");
    let batch = BatchAppendReq {
        correlation_id: Some(spelled(Uuid::from_u128(1), Spelling::Text)),
        options: Some(batch_append_req::Options {
            stream_identifier: Some(identifier(stream)),
            expected_stream_position: Some(batch_append_req::options::ExpectedStreamPosition::Any(
                (),
            )),
            deadline_option: None,
        }),
        proposed_messages: vec![batch_append_req::ProposedMessage {
            id,
            metadata,
            custom_metadata,
            data,
        }],
        is_final: true,
    };
    let batch = of_whom(token, futures::stream::iter([batch]));
    let mut answers = served.streams().batch_append(batch).await.unwrap().into_inner();
    told.push(match answers.message().await.unwrap().unwrap().result.unwrap() {
        batch_append_resp::Result::Success(_) => Code::Ok,
        batch_append_resp::Result::Error(error) => error.code.into(),
    });

    let record = |word: &str| AppendRecord {
        record_id: None,
        properties: [].into(),
        schema: Some(SchemaInfo {
            format: SchemaFormat::Json.into(),
            name: word.to_owned(),
            id: None,
        }),
        data: "{}".into(),
        stream: stream.to_owned(),
    };
    let mut together = StreamsServiceClient::new(served.channel.clone());
    let (stream, expected_revision) = (stream.to_owned(), None);
    let session = AppendRequest { stream, records: vec![record("session")], expected_revision };
    let session = of_whom(token, futures::stream::iter([session]));
    told.push(together.append_session(session).await.map_or_else(code, |_| Code::Ok));
    let records = AppendRecordsRequest { records: vec![record("records")], checks: vec![] };
    let records = together.append_records(of_whom(token, records)).await;
    told.push(records.map_or_else(code, |_| Code::Ok));
    told
}

/// What is said of a stream, and what closes it.
async fn changes(served: &Served, token: &str, stream: &str) -> Vec<Code> {
    let code = |status: Status| status.code();
    let options = Options {
        stream_identifier: Some(identifier(&format!("$${stream}"))),
        expected_stream_revision: Some(Expecting::Any(())),
    };
    let mut said = proposed(stream, &format!("said by {token}"));
    said.metadata.insert("type".to_owned(), "$metadata".to_owned());
    said.data = json!({ "owner": token }).to_string().into();
    let messages = [Content::Options(options), Content::ProposedMessage(said)];
    let messages = messages.map(|content| AppendReq { content: Some(content) });
    let said = served.streams().append(of_whom(token, futures::stream::iter(messages))).await;
    let stream_identifier = Some(identifier(stream));
    let options = delete_req::Options {
        stream_identifier: stream_identifier.clone(),
        expected_stream_revision: Some(delete_req::options::ExpectedStreamRevision::Any(())),
    };
    let delete = of_whom(token, DeleteReq { options: Some(options) });
    let deleted = served.streams().delete(delete).await;
    let options = tombstone_req::Options {
        stream_identifier,
        expected_stream_revision: Some(tombstone_req::options::ExpectedStreamRevision::Any(())),
    };
    let close = of_whom(token, TombstoneReq { options: Some(options) });
    let closed = served.streams().tombstone(close).await;
    vec![
        said.map_or_else(code, |_| Code::Ok),
        deleted.map_or_else(code, |_| Code::Ok),
        closed.map_or_else(code, |_| Code::Ok),
    ]
}

#[tokio::test]
async fn who_reads_changes_nothing_and_only_a_service_writes_the_records() {
    let accounts = Accounts::read(ACCOUNTS).unwrap();
    let served = Served::with(accounts, Limits::default()).await;
    let (may, denied) = (vec![Code::Ok; 4], vec![Code::PermissionDenied; 4]);
    for (token, stream, expected) in [
        ("r", "order-1", &denied),
        ("w", "order-1", &may),
        ("p", "order-1", &may),
        ("s", "order-1", &may),
        ("r", "financing-1", &denied),
        ("w", "financing-1", &denied),
        // Who may do everything with streams is no part of Jalon for that.
        ("a", "financing-1", &denied),
        ("p", "financing-1", &denied),
        ("s", "financing-1", &may),
    ] {
        assert_eq!(every_way(&served, token, stream).await, *expected, "{token} to {stream}");
    }
    let (may, denied) = (Code::Ok, Code::PermissionDenied);
    for (token, stream, expected) in [
        ("r", "order-1", [denied; 3]),
        ("w", "financing-1", [denied; 3]),
        ("s", "financing-1", [may, denied, denied]),
        ("w", "order-1", [may; 3]),
    ] {
        assert_eq!(changes(&served, token, stream).await, expected, "{token} to {stream}");
    }
    for token in ["r", "w", "s"] {
        let options = of("financing-1", RevisionOption::Start(()), Forwards, 9);
        let read = of_whom(token, ReadReq { options: Some(options) });
        let first = served.streams().read(read).await.unwrap().into_inner().message().await;
        assert!(event(&first.unwrap().unwrap()).is_some(), "everybody reads");
    }
}

#[tokio::test]
async fn of_somebody_who_may_not_append_nothing_is_held() {
    let accounts = Accounts::read(ACCOUNTS).unwrap();
    let served = Served::with(accounts, Limits::default()).await;
    let last = BatchAppendReq { is_final: true, ..part(1, 1, 1) };
    let parts: Vec<_> = (0..20).map(|number| part(number, 1, 1 << 19)).chain([last]).collect();
    let batch = of_whom("r", futures::stream::iter(parts));
    let mut answers = served.streams().batch_append(batch).await.unwrap().into_inner();
    let told = answers.message().await.unwrap().unwrap().result.unwrap();
    let batch_append_resp::Result::Error(told) = told else { panic!("{told:?}") };
    assert!(told.details.unwrap().type_url.ends_with(".AccessDenied"));
}

#[tokio::test]
async fn where_a_stream_ends_is_told_to_whoever_may_read_or_write_it() {
    let accounts = Accounts::read(ACCOUNTS).unwrap();
    let served = Served::with(accounts, Limits::default()).await;
    let say = async |stream: &str, said: serde_json::Value| {
        let messages = saying(stream, Expecting::Any(()), &said);
        served.streams().append(of_whom("a", futures::stream::iter(messages))).await.unwrap();
    };
    say("hidden", json!({ "$acl": { "$r": ["admin"] } })).await;
    say("own", json!({ "$acl": { "$r": ["admin"], "$w": ["outil"], "$mr": ["admin"] } })).await;
    let check = async |written: &str, checked: &str| {
        let state = StreamStateCheck { stream: checked.to_owned(), expected_state: 7 };
        let r#type = Some(consistency_check::Type::StreamState(state));
        let records = vec![record(written, "never")];
        let request = AppendRecordsRequest { records, checks: vec![ConsistencyCheck { r#type }] };
        let mut together = StreamsServiceClient::new(served.channel.clone());
        together.append_records(of_whom("w", request)).await.unwrap_err().code()
    };
    let (told, denied) = (Code::FailedPrecondition, Code::PermissionDenied);
    for (written, checked, expected) in [
        ("s", "there or not", told),
        ("s", "hidden", denied),
        ("s", "$$hidden", told),
        ("s", "$$own", denied),
        ("s", "own", denied),
        ("own", "own", told),
    ] {
        assert_eq!(check(written, checked).await, expected, "{checked}");
    }
}

#[tokio::test]
async fn nobody_appends_to_what_is_nobodys() {
    let served = Served::start().await;
    for stream in ["$all", "$system", "$jalon-journal"] {
        let told = served.append(stream, Expecting::Any(()), &["never"]).await.unwrap_err();
        assert_eq!(trailer(&told, "exception"), "access-denied", "{stream}");
    }
    served.add("$others", &["a"]).await;
    let told = served.append("s", Expecting::Any(()), &[""]).await.unwrap_err();
    assert_eq!(trailer(&told, "exception"), "missing-required-metadata-property");
    assert_eq!(served.journal.head().await.unwrap(), 2);
}

#[tokio::test]
async fn a_subscription_asks_for_the_right_it_needs_and_ends_with_it() {
    let accounts = Accounts::read(ACCOUNTS).unwrap();
    let served = Served::with(accounts, Limits::default()).await;
    let say = async |said: serde_json::Value| {
        let options = Options {
            stream_identifier: Some(identifier("$$s")),
            expected_stream_revision: Some(Expecting::Any(())),
        };
        let mut message = proposed("s", &said.to_string());
        message.metadata.insert("type".to_owned(), "$metadata".to_owned());
        message.data = said.to_string().into();
        let messages = [Content::Options(options), Content::ProposedMessage(message)];
        let messages = messages.map(|content| AppendReq { content: Some(content) });
        served.streams().append(of_whom("a", futures::stream::iter(messages))).await.unwrap();
    };
    let follow = async |stream: &str| {
        let options = Some(for_ever(of(stream, RevisionOption::Start(()), Forwards, 0)));
        served.streams().read(of_whom("r", ReadReq { options })).await
    };
    say(json!({ "$acl": { "$mr": ["outil"] } })).await;
    assert_eq!(follow("$$s").await.unwrap_err().code(), Code::PermissionDenied);
    let mut answers = follow("s").await.unwrap().into_inner();
    let mut next = async || answers.message().await.map(|answer| answer.unwrap().content.unwrap());
    assert!(matches!(next().await, Ok(Answer::Confirmation(_))));
    assert!(matches!(next().await, Ok(Answer::CaughtUp(_))));
    say(json!({ "$acl": { "$r": ["outil"] } })).await;
    let told = next().await.unwrap_err();
    assert_eq!(told.code(), Code::PermissionDenied);
}

/// Tells of what was said of a stream by whom.
async fn say_as(
    served: &Served,
    token: &str,
    stream: &str,
    said: serde_json::Value,
) -> Result<(), Status> {
    let messages = saying(stream, Expecting::Any(()), &said);
    served.streams().append(of_whom(token, futures::stream::iter(messages))).await.map(drop)
}

#[tokio::test]
async fn all_streams_together_are_read_by_whom_their_list_names_and_by_every_service() {
    let accounts = Accounts::read(ACCOUNTS).unwrap();
    let served = Served::with(accounts, Limits::default()).await;
    let all = || of_all(AllOption::Start(()), Forwards, 9);
    let read = async |token: &str, options| {
        let request = of_whom(token, ReadReq { options: Some(options) });
        served.streams().read(request).await.map(tonic::Response::into_inner)
    };
    let mut answers = read("r", for_ever(all())).await.unwrap();
    let mut next = async || answers.message().await.map(|answer| answer.unwrap().content.unwrap());
    while !matches!(next().await, Ok(Answer::CaughtUp(_))) {}
    // Nobody may keep an auditor from them but who administers, or a part of Jalon.
    let only_w = json!({ "$acl": { "$r": ["outil"] } });
    let told = say_as(&served, "w", "$all", only_w.clone()).await.unwrap_err();
    assert_eq!(trailer(&told, "exception"), "access-denied");
    assert!(read("r", all()).await.is_ok());
    say_as(&served, "a", "$all", only_w.clone()).await.unwrap();
    let told = loop {
        match next().await {
            Ok(Answer::Event(_)) => (),
            told => break told.unwrap_err(),
        }
    };
    assert_eq!(told.code(), Code::PermissionDenied);
    for options in [all(), for_ever(all())] {
        for (token, may) in [("r", false), ("p", false), ("w", true), ("s", true), ("a", true)] {
            let told = read(token, options.clone()).await.map(drop);
            assert_eq!(told.is_ok(), may, "{token}");
            if let Err(told) = told {
                assert_eq!(trailer(&told, "exception"), "access-denied");
            }
        }
    }
    say_as(&served, "s", "$all", json!({ "$acl": { "$r": ["$all"] } })).await.unwrap();
    assert!(read("r", all()).await.is_ok());
}

#[tokio::test]
async fn without_accounts_nobody_is_kept_from_all_streams_together() {
    let served = Served::start().await;
    served.say("$all", json!({ "$acl": { "$r": ["x"] } })).await.unwrap();
    let options = Some(of_all(AllOption::Start(()), Forwards, 9));
    served.streams().read(of_whom("any", ReadReq { options })).await.unwrap();
}

#[tokio::test]
async fn settings_that_would_not_be_heeded_are_refused_where_somebody_may_rely_on_them() {
    let accounts = Accounts::read(ACCOUNTS).unwrap();
    let served = Served::with(accounts, Limits::default()).await;
    for token in ["r", "w", "a", "s"] {
        let denied = vec![Code::PermissionDenied; 4];
        assert_eq!(every_way(&served, token, "$settings").await, denied, "{token}");
    }
    Served::start().await.add("$settings", &["settings"]).await;
}
