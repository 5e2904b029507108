//! Appends to several streams at once.

use prost::{Message, Name};
use prost_types::Any;
use protocol::event_store::client::streams::{
    delete_req::options::ExpectedStreamRevision as Deleting,
    tombstone_req::options::ExpectedStreamRevision as Closing,
};
use protocol::google::rpc;
use protocol::kurrent::rpc::AccessDeniedErrorDetails;
use protocol::kurrentdb::protocol::v2::streams::{
    AppendRecord, AppendRecordsRequest, AppendRequest, AppendSessionResponse, ConsistencyCheck,
    SchemaFormat, SchemaInfo,
    consistency_check::{self, StreamStateCheck},
    errors::{
        AppendConsistencyViolationErrorDetails, AppendRecordSizeExceededErrorDetails,
        StreamAlreadyInAppendSessionErrorDetails, StreamDeletedErrorDetails,
        StreamRevisionConflictErrorDetails, StreamTombstonedErrorDetails,
        consistency_violation::Type,
    },
    streams_service_client::StreamsServiceClient,
};
use tonic::Code;
use tonic_types::pb;

use super::{rights::of_whom, *};

impl Served {
    fn together(&self) -> StreamsServiceClient<Channel> {
        StreamsServiceClient::new(self.channel.clone())
    }

    pub(super) async fn records(
        &self,
        records: &[(&str, &str)],
        checks: &[(&str, i64)],
    ) -> Result<Vec<(String, i64)>, Status> {
        let checks = checks.iter().map(|(stream, expected)| ConsistencyCheck {
            r#type: Some(consistency_check::Type::StreamState(StreamStateCheck {
                stream: (*stream).to_owned(),
                expected_state: *expected,
            })),
        });
        let request = AppendRecordsRequest {
            records: records.iter().map(|(stream, word)| record(stream, word)).collect(),
            checks: checks.collect(),
        };
        let told = self.together().append_records(request).await?.into_inner();
        Ok(told.revisions.into_iter().map(|it| (it.stream, it.revision)).collect())
    }

    pub(super) async fn session(
        &self,
        requests: Vec<AppendRequest>,
    ) -> Result<AppendSessionResponse, Status> {
        let told = self.together().append_session(futures::stream::iter(requests)).await?;
        Ok(told.into_inner())
    }
}

pub(super) fn record(stream: &str, word: &str) -> AppendRecord {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{stream} {word}").as_bytes());
    let schema = SchemaInfo { format: SchemaFormat::Json.into(), name: word.to_owned(), id: None };
    let value = prost_types::value::Kind::StringValue("awa".to_owned());
    AppendRecord {
        record_id: Some(id.to_string()),
        properties: [("by".to_owned(), prost_types::Value { kind: Some(value) })].into(),
        schema: Some(schema),
        data: "{}".into(),
        stream: stream.to_owned(),
    }
}

pub(super) fn request(stream: &str, expected: Option<i64>, words: &[&str]) -> AppendRequest {
    AppendRequest {
        stream: stream.to_owned(),
        records: words.iter().map(|word| record(stream, word)).collect(),
        expected_revision: expected,
    }
}

/// What an error is, in a word, and what is told of it.
fn details(told: &Status) -> (String, Option<Any>) {
    let status = pb::Status::decode(told.details()).unwrap();
    assert_eq!((status.code, &*status.message), (told.code() as i32, told.message()));
    let mut details = status.details.into_iter();
    let word = details.next().unwrap();
    assert_eq!(word.type_url, "type.googleapis.com/google.rpc.ErrorInfo");
    let pb::ErrorInfo { reason, domain, metadata: _ } =
        pb::ErrorInfo::decode(&*word.value).unwrap();
    let detail = details.next();
    assert!(details.next().is_none(), "{told:?}");
    (format!("{domain} {reason}"), detail)
}

/// The detail of an error that is called so.
fn detail<D: Message + Name + Default>(told: &Status, word: &str) -> D {
    let (said, detail) = details(told);
    assert_eq!(said, word);
    let detail = detail.unwrap();
    assert_eq!(detail.type_url, format!("type.googleapis.com/{}", D::full_name()));
    // Who reads one detail and not several is given the same.
    assert_eq!(rpc::Status::decode(told.details()).unwrap().details, Some(detail.clone()));
    D::decode(&*detail.value).unwrap()
}

#[tokio::test]
async fn a_session_is_recorded_whole_or_not_at_all() {
    let served = Served::start().await;
    let session = async |requests| served.session(requests).await;
    let told = session(vec![request("one", Some(-1), &["a", "b"]), request("two", None, &["c"])]);
    let told = told.await.unwrap();
    let revisions: Vec<_> =
        told.output.iter().map(|it| (&*it.stream, it.stream_revision)).collect();
    assert_eq!((revisions, told.position), (vec![("one", 1), ("two", 0)], 3));

    let told =
        session(vec![request("one", Some(1), &["never"]), request("two", Some(5), &["never"])]);
    let told = told.await.unwrap_err();
    assert_eq!(told.code(), Code::FailedPrecondition);
    let conflict: StreamRevisionConflictErrorDetails =
        detail(&told, "streams STREAM_REVISION_CONFLICT");
    assert_eq!(
        (&*conflict.stream, conflict.expected_revision, conflict.actual_revision),
        ("two", 5, 0)
    );
    assert_eq!(served.shown("one").await.unwrap(), ["a", "b"]);

    let twice = vec![request("one", None, &["x"]), request("one", None, &["y"])];
    let told = session(twice).await.unwrap_err();
    let twice: StreamAlreadyInAppendSessionErrorDetails =
        detail(&told, "streams STREAM_ALREADY_IN_APPEND_SESSION");
    assert_eq!((told.code(), &*twice.stream), (Code::Aborted, "one"));
    let told = session(vec![]).await.unwrap_err();
    let nothing = ("streams APPEND_SESSION_NO_REQUESTS".to_owned(), None);
    assert_eq!((told.code(), details(&told)), (Code::FailedPrecondition, nothing));

    served.delete("one", Deleting::Any(())).await.unwrap();
    served.close("two", Closing::Any(())).await.unwrap();
    let told = session(vec![request("one", Some(-4), &["never"])]).await.unwrap_err();
    let deleted: StreamDeletedErrorDetails = detail(&told, "streams STREAM_DELETED");
    assert_eq!(deleted.stream, "one");
    let told = session(vec![request("two", None, &["never"])]).await.unwrap_err();
    let closed: StreamTombstonedErrorDetails = detail(&told, "streams STREAM_TOMBSTONED");
    assert_eq!(closed.stream, "two");
}

#[tokio::test]
async fn records_keep_their_order_and_say_what_they_are() {
    let served = Served::start().await;
    let told = served.records(&[("1", "a"), ("2", "b"), ("1", "c"), ("2", "d"), ("1", "e")], &[]);
    assert_eq!(told.await.unwrap(), [("1".to_owned(), 2), ("2".to_owned(), 1)]);
    let all = served.read(of_all(AllOption::Start(()), Forwards, 9)).await.unwrap();
    assert_eq!(words(&all)[1..], ["a", "b", "c", "d", "e"]);
    let first = event(&all[1]).unwrap();
    assert_eq!(first.metadata["content-type"], "application/json");
    let meta: serde_json::Value = serde_json::from_slice(&first.custom_metadata).unwrap();
    assert_eq!(
        meta,
        serde_json::json!({ "$schema.format": "Json", "$schema.name": "a", "by": "awa" })
    );
}

#[tokio::test]
async fn every_check_that_does_not_hold_is_named() {
    let served = Served::start().await;
    served.add("there", &["a", "b"]).await;
    let checks = [("there", 1), ("there", -1), ("nowhere", -4), ("nowhere", -1), ("nowhere", 3)];
    let told = served.records(&[("written", "x")], &checks).await.unwrap_err();
    assert_eq!(told.code(), Code::FailedPrecondition);
    let told: AppendConsistencyViolationErrorDetails =
        detail(&told, "streams APPEND_CONSISTENCY_VIOLATION");
    let places: Vec<_> = told.violations.iter().map(|violation| violation.check_index).collect();
    assert_eq!(places, [1, 2, 4]);
    assert!(served.shown("written").await.unwrap().is_empty());
    served.records(&[("written", "x")], &[("there", 1), ("nowhere", -1)]).await.unwrap();
    assert_eq!(served.shown("written").await.unwrap(), ["x"]);
}

#[tokio::test]
async fn that_a_stream_is_closed_is_a_check_that_does_not_hold_even_if_nobody_asked_for_it() {
    let served = Served::start().await;
    served.add("s", &["a"]).await;
    served.close("s", Closing::Any(())).await.unwrap();
    let unchecked: &[(&str, i64)] = &[];
    for (checks, index, expected) in [
        (unchecked, -1, -2),
        (&[("s", -2)], 0, -2),
        (&[("s", -1)], 0, -1),
        (&[("s", -4)], 0, -4),
        (&[("s", 0)], 0, 0),
        (&[("other", -1)], -1, -2),
    ] {
        let told = served.records(&[("other", "x"), ("s", "never")], checks).await.unwrap_err();
        let told: AppendConsistencyViolationErrorDetails =
            detail(&told, "streams APPEND_CONSISTENCY_VIOLATION");
        let [violation] = &told.violations[..] else { panic!("{told:?}") };
        let Some(Type::StreamState(state)) = &violation.r#type else { panic!("{told:?}") };
        let told = (violation.check_index, &*state.stream, state.expected_state);
        assert_eq!(told, (index, "s", expected));
        assert_eq!(state.actual_state, -1);
    }
    assert!(served.shown("other").await.unwrap().is_empty());
    // Who does not append to it may expect it to be closed.
    served.records(&[("other", "x")], &[("s", -1)]).await.unwrap();
}

#[tokio::test]
async fn a_check_of_another_kind_does_not_hold() {
    let served = Served::start().await;
    let known = StreamStateCheck { stream: "nowhere".to_owned(), expected_state: -1 };
    let known = ConsistencyCheck { r#type: Some(consistency_check::Type::StreamState(known)) };
    // As one of a later version reads.
    for checks in
        [vec![ConsistencyCheck { r#type: None }], vec![known, ConsistencyCheck { r#type: None }]]
    {
        let request = AppendRecordsRequest { records: vec![record("s", "never")], checks };
        let told = served.together().append_records(request).await.unwrap_err();
        assert_eq!(told.code(), Code::InvalidArgument);
    }
    assert!(served.shown("s").await.unwrap().is_empty());
}

/// Some clients take an error without it for one that nobody foresaw.
#[tokio::test]
async fn every_error_says_in_a_word_what_it_is() {
    let served = Served::start().await;
    let told = served.records(&[("$all", "never")], &[]).await.unwrap_err();
    let denied: AccessDeniedErrorDetails = detail(&told, "server ACCESS_DENIED");
    assert_eq!(denied.operation, "append");
    assert_eq!(trailer(&told, "exception"), "access-denied");
    let large = AppendRecord { data: vec![0; 1 << 20].into(), ..record("s", "large") };
    let request = AppendRecordsRequest { records: vec![large], checks: vec![] };
    let told = served.together().append_records(request).await.unwrap_err();
    let large: AppendRecordSizeExceededErrorDetails =
        detail(&told, "streams APPEND_RECORD_SIZE_EXCEEDED");
    assert_eq!((&*large.stream, large.max_size), ("s", 1 << 20));
    let nothing = served.records(&[], &[]).await.unwrap_err();
    let typeless = served.records(&[("s", "")], &[]).await.unwrap_err();
    let of_said = served.records(&[("$$s", "never")], &[]).await.unwrap_err();
    let unheard_of = served.records(&[("s", "never")], &[("s", -9)]).await.unwrap_err();
    for told in [nothing, typeless, of_said, unheard_of] {
        let bad = ("server BAD_REQUEST".to_owned(), None);
        assert_eq!((told.code(), details(&told)), (Code::InvalidArgument, bad));
    }
}

#[tokio::test]
async fn so_does_whoever_may_not_come_in_hear() {
    let accounts = Accounts::read("awa:s3cret").unwrap();
    let served = Served::with(accounts, Limits::default()).await;
    let told = served.records(&[("s", "never")], &[]).await.unwrap_err();
    assert_eq!(told.code(), Code::PermissionDenied);
    let _: AccessDeniedErrorDetails = detail(&told, "server ACCESS_DENIED");
    let request = AppendRecordsRequest { records: vec![record("s", "never")], checks: vec![] };
    let told = served.together().append_records(of_whom("wrong", request)).await.unwrap_err();
    let unknown = ("server ACCESS_DENIED".to_owned(), None);
    assert_eq!((told.code(), details(&told)), (Code::Unauthenticated, unknown));
}
