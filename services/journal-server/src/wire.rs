//! Between the words of the protocol and those of the journal.

use std::collections::HashMap;

use bytes::Bytes;
use protocol::event_store::client::{
    StreamIdentifier, Uuid as WireId,
    streams::{
        ReadResp, append_req, batch_append_req, delete_req,
        read_resp::{
            Content, ReadEvent,
            read_event::{Position, RecordedEvent},
        },
        tombstone_req,
    },
    uuid::{Structured, Value},
    wrong_expected_version::{CurrentStreamRevisionOption, ExpectedStreamPositionOption},
};
use runtime::{Entry, Expected, Format, MOST_NAME, Recorded};
use uuid::Uuid;

use crate::refusal::Refusal;

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";

/// How a client spells ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Spelling {
    #[default]
    Structured,
    Text,
}

pub(crate) fn stream(identifier: Option<StreamIdentifier>) -> Result<String, Refusal> {
    let name = identifier.map(|identifier| identifier.stream_name).unwrap_or_default();
    // Before it is looked at: it may have as many bytes as a message.
    named(&name)?;
    String::from_utf8(name.into())
        .map_err(|_| Refusal::malformed("the name of a stream is not UTF-8"))
}

/// Refuses what is no stream's name by its length.
pub(crate) fn named(name: &[u8]) -> Result<(), Refusal> {
    match name.len() {
        0 => Err(Refusal::malformed("a stream has a name")),
        1..=MOST_NAME => Ok(()),
        _ => {
            let what = format!("the name of a stream has at most {MOST_NAME} bytes");
            Err(Refusal::malformed(what))
        }
    }
}

pub(crate) fn identifier(stream: &str) -> StreamIdentifier {
    StreamIdentifier { stream_name: Bytes::copy_from_slice(stream.as_bytes()) }
}

pub(crate) fn id(id: Option<WireId>) -> Result<Uuid, Refusal> {
    match id.and_then(|id| id.value) {
        Some(Value::Structured(Structured { most_significant_bits, least_significant_bits })) => {
            let halves = (most_significant_bits, least_significant_bits);
            Ok(Uuid::from_u64_pair(halves.0.cast_unsigned(), halves.1.cast_unsigned()))
        }
        Some(Value::String(text)) => {
            text.parse().map_err(|_| Refusal::malformed(format!("`{text}` is no id")))
        }
        None => Err(Refusal::malformed("an id is missing")),
    }
}

pub(crate) fn spelled(id: Uuid, spelling: Spelling) -> WireId {
    let value = match spelling {
        Spelling::Structured => {
            let (most, least) = id.as_u64_pair();
            Value::Structured(Structured {
                most_significant_bits: most.cast_signed(),
                least_significant_bits: least.cast_signed(),
            })
        }
        Spelling::Text => Value::String(id.to_string()),
    };
    WireId { value: Some(value) }
}

/// An event on its way in.
pub(crate) fn entry(
    given: Option<WireId>,
    mut metadata: HashMap<String, String>,
    custom: Bytes,
    data: Bytes,
) -> Result<Entry, Refusal> {
    let id = id(given)?;
    let name = metadata.remove("type").filter(|name| !name.is_empty());
    let name = name.ok_or(Refusal::MissingMetadata("type"))?;
    let format = match metadata.get("content-type").map(String::as_str) {
        Some(JSON) => Format::Json,
        Some(_) => Format::Bytes,
        None => return Err(Refusal::MissingMetadata("content-type")),
    };
    Ok(Entry { id, name, data: data.into(), meta: custom.into(), format })
}

/// An event on its way out.
pub(crate) fn event(event: Recorded, spelling: Spelling) -> ReadResp {
    let position = event.position;
    given(Some(recorded(event, spelling)), None, position)
}

/// A link on its way out, with the event that it names.
pub(crate) fn link(link: Recorded, named: Option<Recorded>, spelling: Spelling) -> ReadResp {
    let position = link.position;
    let named = named.map(|event| recorded(event, spelling));
    given(named, Some(recorded(link, spelling)), position)
}

fn given(event: Option<RecordedEvent>, link: Option<RecordedEvent>, position: u64) -> ReadResp {
    let position = Some(Position::CommitPosition(position));
    content(Content::Event(ReadEvent { event, link, position }))
}

fn recorded(event: Recorded, spelling: Spelling) -> RecordedEvent {
    let Recorded { stream, revision, position, at, entry } = event;
    let Entry { id, name, data, meta, format } = entry;
    let content_type = match format {
        Format::Json => JSON,
        Format::Bytes => BYTES,
    };
    let created = at.as_microsecond().saturating_mul(10);
    let metadata = HashMap::from([
        ("type".to_owned(), name),
        ("content-type".to_owned(), content_type.to_owned()),
        ("created".to_owned(), created.to_string()),
    ]);
    RecordedEvent {
        id: Some(spelled(id, spelling)),
        stream_identifier: Some(identifier(&stream)),
        stream_revision: revision,
        prepare_position: position,
        commit_position: position,
        metadata,
        custom_metadata: meta.into(),
        data: data.into(),
    }
}

pub(crate) fn content(content: Content) -> ReadResp {
    ReadResp { content: Some(content) }
}

/// The last revision of a stream, in the detail of an error.
pub(crate) fn current(last: Option<u64>) -> CurrentStreamRevisionOption {
    match last {
        Some(last) => CurrentStreamRevisionOption::CurrentStreamRevision(last),
        None => CurrentStreamRevisionOption::CurrentNoStream(()),
    }
}

/// What was expected, in the detail of an error.
pub(crate) fn expected(expected: Expected) -> ExpectedStreamPositionOption {
    use ExpectedStreamPositionOption as Said;
    match expected {
        Expected::Any => Said::ExpectedAny(()),
        Expected::Empty => Said::ExpectedNoStream(()),
        Expected::Exists => Said::ExpectedStreamExists(()),
        Expected::At(revision) => Said::ExpectedStreamPosition(revision),
    }
}

/// Reads one of the ways in which the protocol says what a writer expects.
pub(crate) trait Expecting {
    fn expecting(self) -> Expected;
}

pub(crate) fn expecting(said: Option<impl Expecting>) -> Result<Expected, Refusal> {
    said.map(Expecting::expecting)
        .ok_or_else(|| Refusal::malformed("it is not said what is expected of the stream"))
}

macro_rules! expecting {
    ($($said:path, $at:ident;)*) => {$(
        impl Expecting for $said {
            fn expecting(self) -> Expected {
                match self {
                    Self::Any(()) => Expected::Any,
                    Self::NoStream(()) => Expected::Empty,
                    Self::StreamExists(()) => Expected::Exists,
                    Self::$at(revision) => Expected::At(revision),
                }
            }
        }
    )*};
}

expecting! {
    append_req::options::ExpectedStreamRevision, Revision;
    delete_req::options::ExpectedStreamRevision, Revision;
    tombstone_req::options::ExpectedStreamRevision, Revision;
    batch_append_req::options::ExpectedStreamPosition, StreamPosition;
}
