//! Records of the second version of the protocol, as events.

use protocol::kurrentdb::protocol::v2::streams::{
    AppendRecord, SchemaFormat,
    errors::{AppendRecordSizeExceededErrorDetails, AppendTransactionSizeExceededErrorDetails},
};
use runtime::{Entry, Expected, Format, MOST_BYTES};
use serde_json::{Map, Value};
use tonic::Status;

use crate::{
    refusal::{Refusal, detailed},
    room::{self, Held, Room},
    standing,
};

/// How much has come in already.
pub(super) struct Size {
    size: runtime::Size,
    held: Held,
}

impl Size {
    pub(super) fn within(room: &Room) -> Self {
        Self { size: runtime::Size::default(), held: room.held() }
    }

    /// A record as an event, if there is still room for it.
    pub(super) fn take(&mut self, record: AppendRecord, stream: &str) -> Result<Entry, Status> {
        let entry = entry(record).map_err(Refusal::status_v2)?;
        let size = runtime::Size::of(&entry);
        let number = |size| i32::try_from(size).unwrap_or(i32::MAX);
        if size > MOST_BYTES {
            let words = format!("The record is larger than {MOST_BYTES} bytes.");
            let details = AppendRecordSizeExceededErrorDetails {
                stream: stream.to_owned(),
                record_id: entry.id.to_string(),
                size: number(size),
                max_size: number(MOST_BYTES),
            };
            return Err(detailed(&words, &details));
        }
        if let Err(refused) = self.size.add(stream, &entry) {
            let details = AppendTransactionSizeExceededErrorDetails {
                size: number(self.size.bytes + size),
                max_size: number(MOST_BYTES),
            };
            return Err(detailed(&refused.to_string(), &details));
        }
        if !self.held.add(room::incoming(1, size + stream.len())) {
            return Err(Refusal::crowded().status_v2());
        }
        Ok(entry)
    }
}

fn entry(record: AppendRecord) -> Result<Entry, Refusal> {
    let AppendRecord { record_id, properties, schema, data, stream: _ } = record;
    let id = match record_id {
        Some(id) => id.parse().map_err(|_| Refusal::malformed(format!("`{id}` is no id")))?,
        None => standing::fresh().map_err(|error| Refusal::failed(&error))?,
    };
    let schema = schema.unwrap_or_default();
    if schema.name.is_empty() {
        return Err(Refusal::MissingMetadata("type"));
    }
    let mut meta = Map::new();
    let (format, spelled) = match schema.format() {
        SchemaFormat::Json => (Format::Json, "Json"),
        SchemaFormat::Protobuf => (Format::Bytes, "Protobuf"),
        SchemaFormat::Avro => (Format::Bytes, "Avro"),
        SchemaFormat::Bytes => (Format::Bytes, "Bytes"),
        SchemaFormat::Unspecified => return Err(Refusal::malformed("a record has a format")),
    };
    meta.insert("$schema.format".to_owned(), spelled.into());
    meta.insert("$schema.name".to_owned(), schema.name.clone().into());
    if let Some(id) = schema.id {
        meta.insert("$schema.id".to_owned(), id.into());
    }
    meta.extend(properties.into_iter().map(|(name, value)| (name, json(value))));
    let meta = serde_json::to_vec(&meta).map_err(Refusal::malformed)?;
    Ok(Entry { id, name: schema.name, data: data.into(), meta, format })
}

fn json(value: prost_types::Value) -> Value {
    use prost_types::value::Kind;
    match value.kind {
        Some(Kind::StringValue(text)) => text.into(),
        Some(Kind::BoolValue(truth)) => truth.into(),
        Some(Kind::NumberValue(number)) => number.into(),
        Some(Kind::ListValue(list)) => list.values.into_iter().map(json).collect(),
        Some(Kind::StructValue(fields)) => {
            Value::Object(fields.fields.into_iter().map(|(name, it)| (name, json(it))).collect())
        }
        Some(Kind::NullValue(_)) | None => Value::Null,
    }
}

/// A revision that is expected, from its number.
pub(super) fn expected(number: i64) -> Result<Expected, Refusal> {
    match number {
        -1 => Ok(Expected::Empty),
        -2 => Ok(Expected::Any),
        -4 => Ok(Expected::Exists),
        number => u64::try_from(number)
            .map(Expected::At)
            .map_err(|_| Refusal::malformed(format!("{number} is no revision"))),
    }
}
