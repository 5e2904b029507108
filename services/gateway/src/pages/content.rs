//! What an event says, field by field, in words: amounts, dates and states are set for a reader,
//! and everything else stands as it is stored.

use serde_json::Value;

use crate::{dates, html::Html, names, typography, visit::Visit};

/// Most lines; the raw download has everything.
const MOST: usize = 80;

pub(super) fn told(v: &Visit, data: &Value) -> Vec<(String, Html)> {
    let mut lines = Vec::new();
    walk(v, data, &mut Vec::new(), &mut lines);
    lines.truncate(MOST);
    lines
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

fn label(v: &Visit, path: &[String]) -> String {
    let words: Vec<_> = path.iter().map(|part| v.lang.label("field", part)).collect();
    // The outer names only wrap the inner ones.
    let from = words.len().saturating_sub(3);
    words.get(from..).unwrap_or_default().join(" · ")
}
