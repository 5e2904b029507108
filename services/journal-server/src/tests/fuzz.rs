//! What a fuzzer found, and what it began with.

use std::{fs, path::PathBuf};

use prost::Message;
use prost_types::{ListValue, Struct, Value, value::Kind};
use protocol::{
    event_store::client::{
        persistent_subscriptions::ListReq,
        streams::{
            BatchAppendReq, DeleteReq, TombstoneReq, batch_append_req, delete_req,
            read_req::options::{FilterOptions, filter_options},
            tombstone_req,
        },
    },
    kurrentdb::protocol::v2::streams::{
        AppendRecord, AppendRecordsRequest, AppendRequest, ConsistencyCheck, SchemaFormat,
        SchemaInfo, consistency_check,
    },
};

use super::*;
use crate::fuzzing::{STREAM, TARGETS, call};
use ExpectedStreamRevision as Expecting;

fn corpus(target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target)
}

#[test]
fn what_was_found_and_its_like_is_survived() {
    for (name, _) in TARGETS {
        let taken = journal::fuzzing::replay(&corpus(name), |bytes| call(name, bytes)).unwrap();
        assert!(taken > 1, "hardly anything gets as far as {name}");
    }
}

/// Each message behind its length.
fn together<M: Message>(messages: &[M]) -> Vec<u8> {
    let each = messages.iter().map(|message| {
        let message = message.encode_to_vec();
        [&u16::try_from(message.len()).unwrap().to_le_bytes()[..], &message].concat()
    });
    each.collect::<Vec<_>>().concat()
}

fn write<M: Message>(target: &str, name: &str, messages: &[M]) {
    let bytes = together(messages);
    assert!(call(target, &bytes), "{target}/{name} is not taken");
    fs::create_dir_all(corpus(target)).unwrap();
    fs::write(corpus(target).join(name), bytes).unwrap();
}

fn appends(stream: &str, expected: Expecting, words: &[&str]) -> Vec<AppendReq> {
    let options = Options {
        stream_identifier: Some(identifier(stream)),
        expected_stream_revision: Some(expected),
    };
    let events = words.iter().map(|word| Content::ProposedMessage(proposed(stream, word)));
    let contents = [Content::Options(options)].into_iter().chain(events);
    contents.map(|content| AppendReq { content: Some(content) }).collect()
}

fn record(stream: &str, name: &str) -> AppendRecord {
    let kinds = [
        ("text", Kind::StringValue("é".to_owned())),
        ("number", Kind::NumberValue(1.5)),
        ("truth", Kind::BoolValue(true)),
        ("nothing", Kind::NullValue(0)),
        ("list", Kind::ListValue(ListValue { values: vec![Value { kind: None }] })),
        ("fields", Kind::StructValue(Struct::default())),
    ];
    let properties = kinds.map(|(name, kind)| (name.to_owned(), Value { kind: Some(kind) }));
    AppendRecord {
        record_id: Some(Uuid::from_u128(9).to_string()),
        stream: stream.to_owned(),
        properties: properties.into(),
        schema: Some(SchemaInfo {
            format: SchemaFormat::Json.into(),
            name: name.to_owned(),
            id: None,
        }),
        data: "{}".into(),
    }
}

#[test]
#[ignore = "writes the first inputs of each target"]
fn begin_a_corpus() {
    let read = |options| ReadReq { options: Some(options) };
    let start = AllOption::Start(());
    write("read", "stream", &[read(of(STREAM, RevisionOption::Revision(1), Forwards, 9))]);
    write("read", "backwards", &[read(of_all(AllOption::End(()), Backwards, 2))]);
    write(
        "read",
        "followed",
        &[read(for_ever(of(STREAM, RevisionOption::Start(()), Forwards, 1)))],
    );
    let regex = filter_options::Expression { regex: "^(?!\\$).*o".to_owned(), prefix: vec![] };
    let filter = FilterOptions {
        checkpoint_interval_multiplier: 2,
        filter: Some(filter_options::Filter::EventType(regex)),
        window: Some(filter_options::Window::Max(3)),
    };
    let filtered = read_req::Options {
        filter_option: Some(FilterOption::Filter(filter)),
        ..for_ever(of_all(start, Forwards, 1))
    };
    write("read", "filtered", &[read(filtered)]);

    write("append", "two", &appends(STREAM, Expecting::Revision(2), &["four", "five"]));
    let mut said = appends(&format!("$${STREAM}"), Expecting::NoStream(()), &["$metadata"]);
    if let Some(Content::ProposedMessage(message)) = &mut said[1].content {
        message.data = r#"{"$acl":{"$r":["a"]},"$maxCount":2,"$maxAge":3,"$tb":1}"#.into();
    }
    write("append", "said", &said);

    let batch = |id, last, stream| {
        let options = batch_append_req::Options {
            stream_identifier: Some(identifier(stream)),
            expected_stream_position: Some(batch_append_req::options::ExpectedStreamPosition::Any(
                (),
            )),
            deadline_option: Some(batch_append_req::options::DeadlineOption::Deadline(
                prost_types::Duration { seconds: 9, nanos: 9 },
            )),
        };
        let ProposedMessage { id: event, metadata, custom_metadata, data } = proposed(stream, "x");
        let event =
            batch_append_req::ProposedMessage { id: event, metadata, custom_metadata, data };
        BatchAppendReq {
            correlation_id: Some(spelled(Uuid::from_u128(id), Spelling::Structured)),
            options: Some(options),
            proposed_messages: vec![event],
            is_final: last,
        }
    };
    let pieces = [batch(1, false, STREAM), batch(2, true, "new"), batch(1, true, STREAM)];
    write("batch", "pieces", &pieces);

    let options = delete_req::Options {
        stream_identifier: Some(identifier(STREAM)),
        expected_stream_revision: Some(delete_req::options::ExpectedStreamRevision::Any(())),
    };
    write("delete", "one", &[DeleteReq { options: Some(options) }]);
    let options = tombstone_req::Options {
        stream_identifier: Some(identifier(STREAM)),
        expected_stream_revision: Some(tombstone_req::options::ExpectedStreamRevision::Revision(2)),
    };
    write("tombstone", "one", &[TombstoneReq { options: Some(options) }]);
    write("list", "all", &[ListReq::default()]);

    let session = |stream: &str, expected_revision| AppendRequest {
        stream: stream.to_owned(),
        records: vec![record(stream, "said")],
        expected_revision,
    };
    write("session", "two", &[session(STREAM, Some(2)), session("new", Some(-1))]);
    let check =
        consistency_check::StreamStateCheck { stream: STREAM.to_owned(), expected_state: 2 };
    let records = AppendRecordsRequest {
        records: vec![record(STREAM, "said"), record("new", "said")],
        checks: vec![ConsistencyCheck {
            r#type: Some(consistency_check::Type::StreamState(check)),
        }],
    };
    write("records", "checked", &[records]);
}
