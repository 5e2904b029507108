//! What was typed, as the message that the contract describes. Amounts, numbers and dates are
//! brought into the contract's writing; what cannot be is sent as it came, to be refused by name.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value};

use super::{Refused, fields::label, posted::Posted, widgets};
use crate::{dates, failure::coded, lang::Lang, service::Fields, typography};

/// Whose fields they are, and in which language they were typed.
#[derive(Clone, Copy)]
struct Of<'a> {
    fields: &'a Fields,
    lang: Lang,
}

/// The message, or what is wrong in words.
pub(super) fn message(
    described: &MessageDescriptor,
    posted: &Posted,
    fields: &Fields,
    lang: Lang,
) -> Result<DynamicMessage, Refused> {
    let mut wrong = Refused::default();
    let of = Of { fields, lang };
    let fields = object(described, "", posted, of, &mut wrong);
    if !wrong.sentences.is_empty() {
        return Err(wrong);
    }
    let json = Value::Object(fields).to_string();
    proto::from_json(described.clone(), &json).map_err(|error| {
        tracing::warn!(%error, message = described.name(), "a form does not fit its contract");
        Refused { sentences: vec![lang.say("malformed-form")], fields: Vec::new() }
    })
}

fn object(
    described: &MessageDescriptor,
    prefix: &str,
    posted: &Posted,
    of: Of<'_>,
    wrong: &mut Refused,
) -> Map<String, Value> {
    let mut object = Map::new();
    for field in described.fields() {
        let name = format!("{prefix}{}", field.name());
        if let Some(value) = value(&field, &name, posted, of, wrong) {
            object.insert(field.name().to_owned(), value);
        }
    }
    object
}

/// Nothing where nothing was typed: the contract has its own word for that.
#[expect(clippy::wildcard_enum_match_arm, reason = "of the kinds of protobuf, a form knows a few")]
fn value(
    field: &FieldDescriptor,
    name: &str,
    posted: &Posted,
    of: Of<'_>,
    wrong: &mut Refused,
) -> Option<Value> {
    match field.kind() {
        Kind::Message(message) if field.is_list() => {
            let mut rows = Vec::new();
            for at in 0..posted.rows(name, 0) {
                rows.extend(filled(&message, &format!("{name}.{at}"), posted, of, wrong));
            }
            (!rows.is_empty()).then_some(Value::Array(rows))
        }
        Kind::Message(message) => filled(&message, name, posted, of, wrong),
        Kind::Enum(described) => {
            let known = |value: &&str| described.get_value_by_name(value).is_some();
            let chosen: Vec<_> = posted.all(name).filter(|value| !value.is_empty()).collect();
            if !chosen.iter().all(known) {
                wrong.add(
                    name,
                    coded("malformed-enum", [("field", label(of.lang, field))], of.lang),
                );
                return None;
            }
            let mut chosen = chosen.into_iter().map(Value::from);
            if field.is_list() {
                let chosen: Vec<_> = chosen.collect();
                (!chosen.is_empty()).then_some(Value::Array(chosen))
            } else {
                chosen.next()
            }
        }
        Kind::Bool => (posted.text(name) == "true").then_some(Value::Bool(true)),
        Kind::Uint32 => {
            let text = typography::typed_amount(posted.text(name), of.lang);
            if text.is_empty() {
                return None;
            }
            let number = text.parse::<u32>().ok();
            if number.is_none() {
                wrong.add(
                    name,
                    coded("malformed-number", [("field", label(of.lang, field))], of.lang),
                );
            }
            number.map(Value::from)
        }
        _ if field.is_list() => {
            let rows = (0..posted.rows(name, 0)).filter_map(|at| {
                let text = posted.text(&format!("{name}.{at}")).trim();
                (!text.is_empty()).then(|| Value::from(text))
            });
            let rows: Vec<_> = rows.collect();
            (!rows.is_empty()).then_some(Value::Array(rows))
        }
        _ => {
            let text = text(field, posted.text(name), of);
            (!text.is_empty()).then(|| Value::from(text))
        }
    }
}

/// A part of a message, if anything was typed in it. A currency alone is no amount: it is there
/// before anybody types.
fn filled(
    message: &MessageDescriptor,
    name: &str,
    posted: &Posted,
    of: Of<'_>,
    wrong: &mut Refused,
) -> Option<Value> {
    if message.full_name() == "jalon.v1.Money" {
        let amount = typography::typed_amount(posted.text(&format!("{name}.amount")), of.lang);
        let currency = posted.text(&format!("{name}.currency")).trim();
        return (!amount.is_empty())
            .then(|| serde_json::json!({ "amount": amount, "currency": currency }));
    }
    let fields = object(message, &format!("{name}."), posted, of, wrong);
    (!fields.is_empty()).then_some(Value::Object(fields))
}

fn text(field: &FieldDescriptor, typed: &str, of: Of<'_>) -> String {
    let shape = widgets::of(of.fields, field.name(), field.parent_message().name());
    if matches!(shape, widgets::Shape::Date | widgets::Shape::Stated) {
        dates::typed(typed)
    } else if widgets::is_decimal(field.name()) {
        typography::typed_amount(typed, of.lang)
    } else {
        typed.trim().to_owned()
    }
}
