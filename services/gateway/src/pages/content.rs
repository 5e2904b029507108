//! What an event says, field by field, in words: amounts, dates and states are set for a reader,
//! and everything else stands as it is stored.

use serde_json::Value;

use crate::{dates, html::Html, names, typography, visit::Visit};

/// Most lines; the raw download has everything.
const MOST: usize = 80;

pub(crate) fn told(v: &Visit, data: &Value) -> Vec<(String, Html)> {
    let mut lines = Vec::new();
    walk(v, data, &mut Vec::new(), &mut lines);
    lines.truncate(MOST);
    lines
}

/// What a proposal would change, without what wraps it.
pub(crate) fn proposed(v: &Visit, data: &Value) -> Vec<(String, Html)> {
    let change = data.get("change").unwrap_or(data);
    let inner =
        change.as_object().filter(|fields| fields.len() == 1 && data.get("change").is_some());
    let mut inner = inner.and_then(|fields| fields.values().next()).unwrap_or(change).clone();
    if inner.is_string() {
        return Vec::new();
    }
    // How the answer of another stream came to be known is said on the event's own page.
    if let Some(parent) = inner.get_mut("parent").and_then(Value::as_object_mut) {
        parent.remove("basis");
    }
    told(v, &inner)
}

/// Who was told no: the sentence, as it was told.
pub(crate) fn refused(v: &Visit, data: &Value) -> Vec<(String, Html)> {
    let Some(code) = data.get("code").and_then(Value::as_str) else { return told(v, data) };
    let args: std::collections::BTreeMap<String, String> = data
        .get("args")
        .cloned()
        .and_then(|args| serde_json::from_value(args).ok())
        .unwrap_or_default();
    let sentences = crate::failure::sentences(code, &args, v.lang);
    let mut lines: Vec<_> =
        sentences.iter().map(|said| (v.say("refused-because"), Html::text(said))).collect();
    lines.push((v.say("refused-code"), Html::text(code)));
    lines
}

/// One value of an event that can be corrected: where it is, its name, and what it is now.
pub(crate) struct Leaf {
    pub(crate) pointer: String,
    pub(crate) label: String,
    pub(crate) value: Value,
    pub(crate) said: String,
}

pub(crate) fn leaves(v: &Visit, data: &Value) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    gather(v, data, &mut Vec::new(), None, &mut leaves);
    leaves
}

fn gather(
    v: &Visit,
    value: &Value,
    path: &mut Vec<(String, String)>,
    money: Option<&str>,
    leaves: &mut Vec<Leaf>,
) {
    if leaves.len() >= MOST || path.len() > 12 {
        return;
    }
    let inside: Vec<(String, String, &Value)> = match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(name, _)| !(path.is_empty() && *name == "step"));
            kept.map(|(name, value)| (name.clone(), name.clone(), value)).collect()
        }
        Value::Array(items) => {
            let numbered = (0_usize..).zip(items);
            numbered.map(|(at, item)| (at.to_string(), (at + 1).to_string(), item)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let pointer = path
                .iter()
                .map(|(key, _)| format!("/{}", key.replace('~', "~0").replace('/', "~1")));
            let names: Vec<_> = path.iter().map(|(_, name)| name.clone()).collect();
            let said = scalar(v, &names, value);
            let said = match money.filter(|_| names.last().is_some_and(|name| name == "units")) {
                Some(amount) => format!("{value} ({amount})"),
                None if said.is_empty() => "—".to_owned(),
                None => said,
            };
            leaves.push(Leaf {
                pointer: pointer.collect(),
                label: label(v, &names),
                value: value.clone(),
                said,
            });
            return;
        }
    };
    let money = amount(v, value);
    for (key, name, inner) in inside {
        path.push((key, name));
        gather(v, inner, path, money.as_deref(), leaves);
        path.pop();
    }
}

fn walk(v: &Visit, value: &Value, path: &mut Vec<String>, lines: &mut Vec<(String, Html)>) {
    if lines.len() > MOST || path.len() > 12 {
        return;
    }
    if let Some(text) = amount(v, value) {
        lines.push((label(v, path), Html::text(&text)));
        return;
    }
    match value {
        Value::Null => (),
        Value::Object(fields) => {
            for (name, value) in fields {
                // Said above, as the change of state and its double validation.
                if path.is_empty() && name == "step" {
                    continue;
                }
                path.push(name.clone());
                walk(v, value, path, lines);
                path.pop();
            }
        }
        Value::Array(items) if items.iter().all(|item| !item.is_object()) => {
            let items = items.iter().map(|item| scalar(v, path, item)).collect::<Vec<_>>();
            if !items.is_empty() {
                lines.push((label(v, path), Html::text(&items.join(", "))));
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                path.push((at + 1).to_string());
                walk(v, item, path, lines);
                path.pop();
            }
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let text = scalar(v, path, value);
            if !text.is_empty() {
                lines.push((label(v, path), Html::text(&text)));
            }
        }
    }
}

/// `{"units":…,"currency":…,"exponent":…}` as the journal holds money, or as the contracts write it.
fn amount(v: &Visit, value: &Value) -> Option<String> {
    let currency = value.get("currency")?.as_str()?;
    let money = match (value.get("units"), value.get("amount")) {
        (Some(units), _) => typography::stored_amount(units.as_i64()?, currency)?,
        (None, Some(amount)) => {
            proto::jalon::v1::Money { amount: amount.as_str()?.into(), currency: currency.into() }
        }
        (None, None) => return None,
    };
    Some(typography::money(&money, v.lang))
}

fn scalar(v: &Visit, path: &[String], value: &Value) -> String {
    let name = path.last().map_or("", String::as_str);
    match value {
        Value::String(text) if text.len() == 36 && text.parse::<uuid::Uuid>().is_ok() => match name
        {
            "financier" | "institution" => names::institution(v, text),
            "person" | "proposed_by" => names::person(v, text),
            _ => text.clone(),
        },
        Value::String(text) if valued(v, name, text).is_some() => {
            valued(v, name, text).unwrap_or_default()
        }
        Value::String(text) if name == "state" || name == "from" || name == "to" => {
            v.lang.find(&format!("state-{text}")).unwrap_or_else(|| dates::long(text, v.lang))
        }
        Value::String(text) if name == "about" => crate::failure::coded(text, [], v.lang),
        Value::String(text) if name.ends_with("_on") || text.len() == 10 => {
            dates::long(text, v.lang)
        }
        Value::String(text) => text.clone(),
        Value::Bool(yes) => v.say(if *yes { "yes" } else { "no" }),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// A value of an enum, which the journal holds as `direct_payment`, in words.
fn valued(v: &Visit, name: &str, text: &str) -> Option<String> {
    if !text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
        return None;
    }
    let kinds: &[&str] = match name {
        "method" | "methods" => &["METHOD"],
        "instrument" => &["INSTRUMENT"],
        "purpose" => &["PURPOSE"],
        "kind" => &["CONDITION_KIND", "TRANCHE_KIND"],
        "type" | "nature" => &["CONDITION_TYPE"],
        "level" => &["LEVEL"],
        "object" => &["OBJECT"],
        "outcome" => &["OUTCOME"],
        "opinion" => &["OPINION"],
        "subject" => &["SUBJECT"],
        "rating" => &["RATING"],
        "stage" => &["STAGE"],
        "confidentiality" => &["CONFIDENTIALITY"],
        "status" | "standing" => {
            let words = ["state", "withdrawal", "tranche", "condition", "restructuring"];
            return words.iter().find_map(|kind| v.lang.find(&format!("{kind}-{text}")));
        }
        _ => return None,
    };
    let upper = text.to_ascii_uppercase();
    kinds.iter().find_map(|kind| v.lang.find(&format!("value-{kind}_{upper}")))
}

fn label(v: &Visit, path: &[String]) -> String {
    let words: Vec<_> = path.iter().map(|part| v.lang.label("field", part)).collect();
    // The outer names only wrap the inner ones.
    let from = words.len().saturating_sub(3);
    words.get(from..).unwrap_or_default().join(" · ")
}
