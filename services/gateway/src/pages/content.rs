//! What an event says, field by field, in words: amounts, dates and states are set for a reader,
//! and everything else stands as it is stored.

mod words;

use kernel::Currency;
use serde_json::{Value, json};

use super::event;
use crate::{
    dates,
    html::Html,
    lang::Lang,
    names, service,
    typography::{self, stored_amount as stored},
    visit::Visit,
};

/// Most lines; the raw download has everything.
const MOST: usize = 80;

/// `of` is the service whose event it is.
pub(crate) fn told(v: &Visit, of: &str, data: &Value) -> Vec<(String, Html)> {
    let mut lines = Vec::new();
    walk(v, of, data, &mut Vec::new(), &mut lines);
    lines.truncate(MOST);
    lines
}

/// What a proposal would change, without what wraps it.
pub(crate) fn proposed(v: &Visit, of: &str, data: &Value) -> Vec<(String, Html)> {
    let change = data.get("change").unwrap_or(data);
    let inner =
        change.as_object().filter(|fields| fields.len() == 1 && data.get("change").is_some());
    let mut inner = inner.and_then(|fields| fields.values().next()).unwrap_or(change).clone();
    // The correction of a fact, or that it never was.
    if change.get("amend").is_some()
        && let Some(said) = inner.as_object().and_then(|fields| fields.values().next())
    {
        inner = said.clone();
    }
    if inner.is_string() {
        return Vec::new();
    }
    // How the answer of another stream came to be known is said on the event's own page.
    if let Some(parent) = inner.get_mut("parent").and_then(Value::as_object_mut) {
        parent.remove("basis");
    }
    told(v, of, &inner)
}

/// Sets what corrects an amount as amounts: of which currency they are, the fact says that it is about.
pub(crate) async fn set_amounts(v: &Visit, data: &mut Value) {
    let places = ["", "/change/amend/correct"];
    let corrects = |place: &&str| data.pointer(place).and_then(|it| it.get("field")).is_some();
    let Some(place) = places.into_iter().find(corrects) else { return };
    let Some(said) = data.pointer_mut(place).and_then(Value::as_object_mut) else { return };
    let text = |name: &str| said.get(name).and_then(Value::as_str);
    let (Some(field), Some(target)) = (text("field"), text("target")) else { return };
    let Some(field) = field.strip_suffix("/units").map(str::to_owned) else { return };
    let Ok(fact) = event::fetch(v, target).await else { return };
    let fact: Value = serde_json::from_str(&fact.data).unwrap_or_default();
    let currency = fact.pointer(&field).and_then(|money| money.get("currency"));
    let Some(currency) = currency.filter(|currency| currency.is_string()) else { return };
    for side in ["from", "to"] {
        if let Some(units) = said.get_mut(side).filter(|units| units.is_i64()) {
            *units = json!({ "units": units, "currency": currency });
        }
    }
    said.insert("field".to_owned(), field.into());
}

/// What somebody asked a service for and was told no, as its form is called.
pub(crate) fn refused_act(v: &Visit, of: &str, data: &Value) -> Option<String> {
    let act = data.get("act").and_then(Value::as_str).filter(|act| !act.is_empty())?;
    Some(v.lang.label_in(of, "rpc", act))
}

/// Who was told no: the sentence, as it was told, and to what.
pub(crate) fn refused(v: &Visit, of: &str, data: &Value) -> Vec<(String, Html)> {
    let Some(code) = data.get("code").and_then(Value::as_str) else { return told(v, "", data) };
    let args: std::collections::BTreeMap<String, String> = data
        .get("args")
        .cloned()
        .and_then(|args| serde_json::from_value(args).ok())
        .unwrap_or_default();
    let sentences = crate::failure::sentences("", code, &args, v.lang);
    let act = refused_act(v, of, data).map(|act| (v.say("refused-act"), Html::text(&act)));
    let because = sentences.iter().map(|said| (v.say("refused-because"), Html::text(said)));
    let mut lines: Vec<_> = act.into_iter().chain(because).collect();
    lines.push((v.say("refused-code"), Html::text(code)));
    lines
}

/// One value of an event that can be corrected: where it is, its name, and what it is now.
pub(crate) struct Leaf {
    pub(crate) pointer: String,
    pub(crate) label: String,
    pub(crate) value: Value,
    pub(crate) said: String,
    /// Of an amount, which is stored in the smallest units of it.
    pub(crate) currency: Option<Currency>,
}

impl Leaf {
    /// As whoever corrects it types it: an amount in decimals, anything else as it is stored.
    pub(crate) fn typed(&self, lang: Lang) -> String {
        let units = self.value.as_i64().zip(self.currency);
        let money = units.and_then(|(units, currency)| stored(units, &currency.to_string()));
        money.map_or_else(
            || self.value.to_string(),
            |money| typography::decimal(&money.amount, lang),
        )
    }
}

pub(crate) fn leaves(v: &Visit, of: &str, data: &Value) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    gather(v, of, data, &mut Vec::new(), None, &mut leaves);
    leaves
}

fn gather(
    v: &Visit,
    of: &str,
    value: &Value,
    path: &mut Vec<(String, String)>,
    money: Option<Currency>,
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
            let mut names: Vec<_> = path.iter().map(|(_, name)| name.clone()).collect();
            let currency = money.filter(|_| names.last().is_some_and(|name| name == "units"));
            let amount = currency.and_then(|it| stored(value.as_i64()?, &it.to_string()));
            let said = match amount {
                Some(amount) => typography::money(&amount, v.lang),
                None => scalar(v, of, &names, value),
            };
            if currency.is_some() && names.len() > 1 {
                names.pop();
            }
            leaves.push(Leaf {
                pointer: pointer.collect(),
                label: label(v, of, &names),
                value: value.clone(),
                said: if said.is_empty() { "—".to_owned() } else { said },
                currency,
            });
            return;
        }
    };
    let money = value.get("units").is_some_and(Value::is_i64);
    let currency = value.get("currency").filter(|_| money).and_then(Value::as_str);
    let currency = currency.and_then(|code| code.parse().ok());
    for (key, name, inner) in inside {
        path.push((key, name));
        gather(v, of, inner, path, currency, leaves);
        path.pop();
    }
}

fn walk(
    v: &Visit,
    of: &str,
    value: &Value,
    path: &mut Vec<String>,
    lines: &mut Vec<(String, Html)>,
) {
    if lines.len() > MOST || path.len() > 12 {
        return;
    }
    if let Some(text) = amount(v, value) {
        lines.push((label(v, of, path), Html::text(&text)));
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
                walk(v, of, value, path, lines);
                path.pop();
            }
        }
        Value::Array(items) if items.iter().all(|item| !item.is_object()) => {
            let items = items.iter().map(|item| scalar(v, of, path, item)).collect::<Vec<_>>();
            if !items.is_empty() {
                lines.push((label(v, of, path), Html::text(&items.join(", "))));
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                path.push((at + 1).to_string());
                walk(v, of, item, path, lines);
                path.pop();
            }
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let text = scalar(v, of, path, value);
            if !text.is_empty() {
                lines.push((label(v, of, path), Html::text(&text)));
            }
        }
    }
}

/// `{"units":…,"currency":…,"exponent":…}` as the journal holds money, or as the contracts write it.
fn amount(v: &Visit, value: &Value) -> Option<String> {
    let currency = value.get("currency")?.as_str()?;
    let money = match (value.get("units"), value.get("amount")) {
        (Some(units), _) => stored(units.as_i64()?, currency)?,
        (None, Some(amount)) => {
            proto::jalon::v1::Money { amount: amount.as_str()?.into(), currency: currency.into() }
        }
        (None, None) => return None,
    };
    Some(typography::money(&money, v.lang))
}

fn scalar(v: &Visit, of: &str, path: &[String], value: &Value) -> String {
    let name = path.last().map_or("", String::as_str);
    match value {
        Value::String(text) if text.len() == 36 && text.parse::<uuid::Uuid>().is_ok() => match name
        {
            "financier" | "institution" => names::institution(v, text),
            "person" | "proposed_by" => names::person(v, text),
            _ => names::known(v, text).unwrap_or_else(|| text.clone()),
        },
        Value::String(text) if name == "about" => crate::failure::coded(text, [], v.lang),
        // Which event is corrected, or what an anomaly stands beside.
        Value::String(text)
            if matches!(name, "name" | "beside") && text.strip_suffix(".v1").is_some() =>
        {
            names::event(v.lang, text)
        }
        Value::String(text) if name == "field" && text.starts_with('/') => {
            let path: Vec<_> = text.split('/').skip(1).map(str::to_owned).collect();
            label(v, of, &path)
        }
        Value::String(text) => worded(v.lang, of, name, text).unwrap_or_else(|| text.clone()),
        Value::Bool(yes) => v.say(if *yes { "yes" } else { "no" }),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// A state, a value of an enum or a date, in words.
fn worded(lang: Lang, of: &str, name: &str, text: &str) -> Option<String> {
    let dated = name.ends_with("_on") || text.len() == 10 || matches!(name, "from" | "to");
    coded(lang, of, name, text).or_else(|| dated.then(|| dates::long(text, lang)))
}

/// Fields whose values are called the same wherever they stand, by labels of that kind.
const SHARED: [&str; 3] = ["language", "precision", "weekday"];

/// What a code is called that a field holds, if it is one.
pub(crate) fn coded(lang: Lang, of: &str, name: &str, text: &str) -> Option<String> {
    let service = service::SERVICES.iter().find(|service| service.name == of);
    let state = service.and_then(|service| service.worded(name, text, lang));
    let shared = || SHARED.contains(&name).then(|| lang.find_label(name, text)).flatten();
    state.or_else(shared).or_else(|| words::valued(of, name, text, lang))
}

/// Several things that were set together, as a history tells them in one line.
pub(crate) fn brief(v: &Visit, of: &str, data: &Value) -> String {
    let all = leaves(v, of, data);
    let set = all.iter().filter(|leaf| !leaf.value.is_null());
    let colon = typography::colon(v.lang);
    let told = set.map(|leaf| [leaf.label.as_str(), colon, &leaf.said].concat());
    told.collect::<Vec<_>>().join(typography::semicolon(v.lang))
}

fn label(v: &Visit, of: &str, path: &[String]) -> String {
    let words: Vec<_> = path.iter().map(|part| names::field(v.lang, of, part)).collect();
    // The outer names only wrap the inner ones.
    let from = words.len().saturating_sub(3);
    words.get(from..).unwrap_or_default().join(" · ")
}
