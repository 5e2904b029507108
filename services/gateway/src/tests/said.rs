//! Whatever an event or a refusal of any service can say is said in words.
//!
//! The events are those that each service keeps as it writes them: its golden files.

use std::{collections::BTreeSet, fs, path::Path};

use prost_reflect::Kind;
use serde_json::Value;

use super::labels::files;
use crate::{failure, lang::Lang, names, pages::content, service::SERVICES};

/// Fields in which people write names of their own: a code there has no other word.
const FREE: [&str; 18] = [
    "a",
    "challenge",
    "disaggregation",
    "disaggregations",
    "document",
    "fields",
    "from",
    "group",
    "hash",
    "indicator",
    "outcome",
    "publication",
    "reason",
    "scheme",
    "seat",
    "sha256",
    "solution",
    "staging",
];

fn sources(service: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(service).join("src")
}

/// The name and the data of every event that a service has kept.
fn events(service: &str) -> Vec<(String, Value)> {
    let mut events = Vec::new();
    for file in files(&sources(service), "golden") {
        for line in fs::read_to_string(file).unwrap().lines() {
            let Some((name, data)) = line.split_once(['{', '[']) else { continue };
            let data = &line[name.len()..][..=data.len()];
            let name = name.split_whitespace().last().unwrap_or_default();
            if let (true, Ok(data)) =
                (name.strip_suffix(".v1").is_some(), serde_json::from_str(data))
            {
                events.push((name.to_owned(), data));
            }
        }
    }
    events
}

/// A code, such as a state of the journal or a value of an enum.
fn is_code(text: &str) -> bool {
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_lowercase());
    text.split('_').all(letters)
}

fn walk(service: &str, path: &mut Vec<String>, value: &Value, missing: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) if fields.contains_key("currency") => (),
        Value::Object(fields) => {
            for (name, value) in fields {
                // Arguments of a sentence are said in it, and a change of state above all else.
                let elsewhere = path.last().is_some_and(|it| it == "args");
                if elsewhere || (path.is_empty() && name == "step") {
                    continue;
                }
                if names::find_field(Lang::Fr, service, name).is_none() {
                    missing.insert(format!("the field {name} of {service}"));
                }
                path.push(name.clone());
                walk(service, path, value, missing);
                path.pop();
            }
        }
        Value::Array(items) => items.iter().for_each(|it| walk(service, path, it, missing)),
        Value::String(text) => {
            let name = path.last().map_or("", String::as_str);
            let free = FREE.contains(&name) || (name, text.as_str()) == ("to", "b");
            if is_code(text) && !free && content::coded(Lang::Fr, service, name, text).is_none() {
                missing.insert(format!("{text} as {name} of {service}"));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => (),
    }
}

#[test]
fn every_field_and_code_of_an_event_has_a_word() {
    let (mut missing, mut seen) = (BTreeSet::new(), 0);
    for service in SERVICES {
        for (name, data) in events(service.name) {
            assert!(crate::service::of(&name).is_some_and(|it| it.name == service.name), "{name}");
            walk(service.name, &mut Vec::new(), &data, &mut missing);
            seen += 1;
        }
    }
    assert!(seen > 250, "only {seen} events were found");
    assert!(missing.is_empty(), "without a word: {missing:#?}");
}

#[test]
fn every_field_and_code_of_a_public_event_has_a_word() {
    let (mut missing, mut seen) = (BTreeSet::new(), 0);
    for message in proto::pool().all_messages() {
        let service = message.package_name().split('.').next().unwrap().to_owned();
        if !message.parent_file().name().ends_with("events.proto") || message.is_map_entry() {
            continue;
        }
        seen += 1;
        for field in message.fields() {
            // As JSON writes it.
            if names::find_field(Lang::Fr, &service, field.json_name()).is_none() {
                missing.insert(format!("the field {} of {service}", field.name()));
            }
            let Kind::Enum(described) = field.kind() else { continue };
            for value in described.values().filter(|value| value.number() != 0) {
                if content::coded(Lang::Fr, &service, field.name(), value.name()).is_none() {
                    missing.insert(format!("{} as {} of {service}", value.name(), field.name()));
                }
            }
        }
    }
    assert!(seen > 20, "only {seen} public events were found");
    assert!(missing.is_empty(), "without a word: {missing:#?}");
}

#[test]
fn every_field_that_a_refusal_can_name_has_a_word() {
    let (mut missing, mut seen) = (BTreeSet::new(), 0);
    for service in SERVICES.iter().map(|service| service.name).chain(["runtime"]) {
        let sources = files(&sources(service), "rs").into_iter();
        for source in sources.filter(|it| !it.to_string_lossy().contains("test")) {
            let text = fs::read_to_string(source).unwrap();
            for part in text.split("Malformed::").skip(1) {
                let named = part
                    .split_once("(\"")
                    .filter(|(kind, _)| kind.bytes().all(|byte| byte.is_ascii_alphabetic()));
                let Some((_, rest)) = named else { continue };
                let field = rest.split('"').next().unwrap();
                seen += 1;
                for part in field.split(['.', '/']).filter(|it| *it != "act") {
                    if names::find_field(Lang::Fr, service, part).is_none() {
                        missing.insert(format!("{part} of {service}"));
                    }
                }
            }
        }
    }
    assert!(seen > 60, "only {seen} fields were found");
    assert!(missing.is_empty(), "without a word: {missing:#?}");
}

#[test]
fn a_field_is_worded_as_the_service_that_refused_calls_it() {
    let args = [("field".to_owned(), "seat".to_owned())];
    let told = |of| {
        let args = args.iter().map(|(name, value)| (name, value));
        failure::sentences(of, "malformed-missing", args, Lang::Fr).join(" ")
    };
    let word = names::find_field(Lang::Fr, "sessions", "seat").unwrap();
    for of in ["sessions", ""] {
        assert!(told(of).starts_with(&word), "{}", told(of));
    }
    assert_eq!(names::field(Lang::Fr, "financing", "dueOn"), "Échéance");
    assert_eq!(names::field(Lang::Fr, "financing", "never_heard_of"), "never heard of");
}
