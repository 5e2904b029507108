//! Appends to several streams at once.

use prost::{Message, Name};
use protocol::google::rpc;
use protocol::kurrentdb::protocol::v2::streams::{
    AppendRecord, AppendRecordsRequest, AppendRequest, ConsistencyCheck, SchemaFormat, SchemaInfo,
    consistency_check::{self, StreamStateCheck},
    errors::{AppendConsistencyViolationErrorDetails, StreamRevisionConflictErrorDetails},
    streams_service_client::StreamsServiceClient,
};
use tonic::Code;

use super::*;

impl Served {
    fn together(&self) -> StreamsServiceClient<Channel> {
        StreamsServiceClient::new(self.channel.clone())
    }

    async fn records(
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

/// The one detail of an error.
fn detail<D: Message + Name + Default>(told: &Status) -> D {
    let status = rpc::Status::decode(told.details()).unwrap();
    let detail = status.details.unwrap();
    assert_eq!(detail.type_url, format!("type.googleapis.com/{}", D::full_name()));
    D::decode(&*detail.value).unwrap()
}

#[tokio::test]
async fn a_session_is_recorded_whole_or_not_at_all() {
    let served = Served::start().await;
    let request = |stream: &str, expected, words: &[&str]| AppendRequest {
        stream: stream.to_owned(),
        records: words.iter().map(|word| record(stream, word)).collect(),
        expected_revision: expected,
    };
    let session = async |requests: Vec<AppendRequest>| {
        served.together().append_session(futures::stream::iter(requests)).await
    };
    let told = session(vec![request("one", Some(-1), &["a", "b"]), request("two", None, &["c"])]);
    let told = told.await.unwrap().into_inner();
    let revisions: Vec<_> =
        told.output.iter().map(|it| (&*it.stream, it.stream_revision)).collect();
    assert_eq!((revisions, told.position), (vec![("one", 1), ("two", 0)], 3));

    let told =
        session(vec![request("one", Some(1), &["never"]), request("two", Some(5), &["never"])]);
    let told = told.await.unwrap_err();
    assert_eq!(told.code(), Code::FailedPrecondition);
    let conflict: StreamRevisionConflictErrorDetails = detail(&told);
    assert_eq!(
        (&*conflict.stream, conflict.expected_revision, conflict.actual_revision),
        ("two", 5, 0)
    );
    assert_eq!(served.shown("one").await.unwrap(), ["a", "b"]);

    let twice = vec![request("one", None, &["x"]), request("one", None, &["y"])];
    assert_eq!(session(twice).await.unwrap_err().code(), Code::Aborted);
    assert_eq!(session(vec![]).await.unwrap_err().code(), Code::FailedPrecondition);
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
    let told: AppendConsistencyViolationErrorDetails = detail(&told);
    let places: Vec<_> = told.violations.iter().map(|violation| violation.check_index).collect();
    assert_eq!(places, [1, 2, 4]);
    assert!(served.shown("written").await.unwrap().is_empty());
    served.records(&[("written", "x")], &[("there", 1), ("nowhere", -1)]).await.unwrap();
    assert_eq!(served.shown("written").await.unwrap(), ["x"]);
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
