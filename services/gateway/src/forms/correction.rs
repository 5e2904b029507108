//! « Corriger un fait » without writing JSON: the values of an event to choose from, and what is typed
//! brought into the shape of what was there.

use kernel::{Currency, Money, NotMoney};
use prost_reflect::MethodDescriptor;
use serde_json::Value;

use super::{Refused, posted::Posted};
use crate::{
    dates,
    failure::coded,
    html::encode,
    lang::Lang,
    pages::{
        content::{Leaf, leaves},
        event,
    },
    service::Subject,
    typography,
    visit::Visit,
};

/// Whether a command corrects one value of an earlier event.
pub(super) fn is(method: &MethodDescriptor) -> bool {
    let asked = method.input();
    ["event_id", "field", "from", "to"].iter().all(|name| asked.get_field_by_name(name).is_some())
}

/// Not a place in the data: the date of the act.
const EFFECTIVE: &str = "effective";

/// One value that may be corrected.
pub(super) struct Pick {
    pub(super) label: String,
    pub(super) said: String,
    pub(super) to: String,
    pub(super) chosen: bool,
}

/// What the event holds now: earlier corrections are heeded.
async fn held(v: &Visit, service: &str, id: &str) -> Option<Vec<Leaf>> {
    let found = event::fetch(v, id).await.ok()?;
    let mut data: Value = serde_json::from_str(&found.data).ok()?;
    let meta: Value = serde_json::from_str(&found.meta).unwrap_or_default();
    let mut effective = meta.get(EFFECTIVE).cloned().unwrap_or_default();
    for position in &found.amended_by {
        let amended = event::fetch(v, &position.to_string()).await.ok()?;
        let said: Value = serde_json::from_str(&amended.data).unwrap_or_default();
        let (Some(field), Some(to)) = (said.get("field").and_then(Value::as_str), said.get("to"))
        else {
            continue;
        };
        if field == EFFECTIVE {
            effective = to.clone();
        } else if let Some(place) = data.pointer_mut(field) {
            *place = to.clone();
        }
    }
    let on = effective.as_str().unwrap_or_default();
    let mut all = vec![Leaf {
        pointer: EFFECTIVE.to_owned(),
        label: v.say("fact-effective"),
        said: dates::long(on, v.lang),
        value: effective.clone(),
        currency: None,
    }];
    all.extend(leaves(v, service, &data));
    Some(all)
}

/// What the event that is named holds, and its name.
async fn named(v: &Visit, subject: &Subject, posted: &Posted) -> Option<(String, Vec<Leaf>)> {
    let id = posted.text("event_id").trim().to_owned();
    id.parse::<uuid::Uuid>().ok()?;
    let held = held(v, subject.package(), &id).await?;
    Some((id, held))
}

/// The values to choose from; the chosen one fills what is still empty.
pub(super) async fn picks(v: &Visit, subject: &Subject, posted: &mut Posted) -> Vec<Pick> {
    let Some((id, held)) = named(v, subject, posted).await else { return Vec::new() };
    let field = posted.text("field").trim().to_owned();
    if let Some(leaf) = held.iter().find(|leaf| leaf.pointer == field) {
        posted.propose("from", &leaf.typed(v.lang));
    }
    let pick = |leaf: Leaf| Pick {
        to: format!("{}?event_id={}&field={}", v.path, encode(&id), encode(&leaf.pointer)),
        chosen: leaf.pointer == field,
        label: leaf.label,
        said: leaf.said,
    };
    held.into_iter().map(pick).collect()
}

/// With both values as JSON, or what is wrong in words.
pub(super) async fn read(v: &Visit, subject: &Subject, posted: &Posted) -> Result<Posted, Refused> {
    let field = posted.text("field").trim();
    let held = named(v, subject, posted).await.map(|(_, held)| held).unwrap_or_default();
    match held.into_iter().find(|leaf| leaf.pointer == field).and_then(|leaf| leaf.currency) {
        Some(currency) => amounts(posted, currency, v.lang),
        None => Ok(values(posted, v.lang)),
    }
}

/// Amounts are typed in decimals, and stored in the smallest units of their currency.
fn amounts(posted: &Posted, currency: Currency, lang: Lang) -> Result<Posted, Refused> {
    let (mut read, mut wrong) = (posted.clone(), Refused::default());
    for name in ["from", "to"] {
        let typed = typography::typed_amount(posted.text(name), lang);
        if typed.is_empty() {
            continue;
        }
        match Money::parse(&typed, currency) {
            Ok(money) => read.set(name, &i64::from(money.units).to_string()),
            Err(why) => {
                let code = match why {
                    NotMoney::NotANumber => "malformed-amount-not-a-number",
                    NotMoney::TooPrecise => "malformed-amount-too-precise",
                    NotMoney::TooLarge => "malformed-amount",
                };
                let label = lang.label("field-CorrectFactRequest", name);
                wrong.add(name, coded(code, [("field", label)], lang));
            }
        }
    }
    if wrong.sentences.is_empty() { Ok(read) } else { Err(wrong) }
}

fn values(posted: &Posted, lang: Lang) -> Posted {
    let mut read = posted.clone();
    let typed = posted.text("from").trim();
    let from = parsed(typed).unwrap_or_else(|| Value::from(typed));
    if !typed.is_empty() {
        read.set("from", &from.to_string());
    }
    let typed = posted.text("to").trim();
    if !typed.is_empty() {
        read.set("to", &like(&from, typed, lang).to_string());
    }
    read
}

fn parsed(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// What is typed, as a value of the kind that is there. JSON of that kind is taken as it is.
fn like(from: &Value, typed: &str, lang: Lang) -> Value {
    let raw = parsed(typed);
    match from {
        Value::String(there) => raw.filter(Value::is_string).unwrap_or_else(|| {
            let dated = dates::first_day(there).is_some();
            Value::from(if dated { dates::typed(typed) } else { typed.to_owned() })
        }),
        Value::Number(_) => raw
            .filter(Value::is_number)
            .or_else(|| parsed(&typography::typed_amount(typed, lang)).filter(Value::is_number))
            .unwrap_or_else(|| Value::from(typed)),
        Value::Bool(_) => match typed.to_lowercase().as_str() {
            "oui" | "yes" => Value::from(true),
            "non" | "no" => Value::from(false),
            _ => raw.unwrap_or_else(|| Value::from(typed)),
        },
        Value::Null | Value::Array(_) | Value::Object(_) => {
            raw.unwrap_or_else(|| Value::from(typed))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_are_typed_as_they_are_shown() {
        let typed = |from: &str, to: &str| {
            let pairs = [("from", from), ("to", to)];
            Posted::sent(pairs.map(|(name, text)| (name.to_owned(), text.to_owned())).into())
        };
        let dollars = typed("1\u{202f}240\u{202f}000,00", "1 250 000");
        let read = amounts(&dollars, Currency::Usd, Lang::Fr).unwrap();
        assert_eq!((read.text("from"), read.text("to")), ("124000000", "125000000"));
        let francs = typed("3 620 000 000", "3 620 000 100");
        let read = amounts(&francs, Currency::Xof, Lang::Fr).unwrap();
        assert_eq!((read.text("from"), read.text("to")), ("3620000000", "3620000100"));
        let wrong = amounts(&typed("0,50", "douze"), Currency::Xof, Lang::Fr).unwrap_err();
        assert_eq!(wrong.fields, ["from", "to"]);
    }

    #[test]
    fn nobody_types_json() {
        for (from, typed, to) in [
            (json!("2019-09-26"), "28/09/2019", json!("2019-09-28")),
            (json!("2019-09-26"), "\"2019-09-28\"", json!("2019-09-28")),
            (json!("Lettre"), "12", json!("12")),
            (json!(3_620_000_000_i64), "3 620 000 100", json!(3_620_000_100_i64)),
            (json!(12), "13", json!(13)),
            (json!(true), "non", json!(false)),
            (json!(null), "2019-09-28", json!("2019-09-28")),
            (json!(["a"]), "[\"b\"]", json!(["b"])),
        ] {
            assert_eq!(like(&from, typed, Lang::Fr), to, "{typed}");
        }
    }
}
