//! Every word that a page can say exists, in both languages.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use prost_reflect::{Kind, MessageDescriptor};

use crate::lang::Lang;

pub(super) fn files(under: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(under).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Key to the names of the arguments that its sentence uses.
fn keys(lang: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in files(&root().join("locales").join(lang), "ftl") {
        let mut current = String::new();
        for line in fs::read_to_string(&path).unwrap().lines() {
            if let Some((key, _)) = line
                .split_once(" = ")
                .filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic()))
            {
                current = key.to_owned();
                assert!(
                    keys.insert(current.clone(), BTreeSet::new()).is_none(),
                    "{key} is there twice in {lang}"
                );
            }
            for part in line.split("{ $").skip(1) {
                let name: String = part
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
                    .collect();
                keys.get_mut(&current).unwrap().insert(name);
            }
        }
    }
    keys
}

#[test]
fn french_and_english_say_the_same() {
    let (fr, en) = (keys("fr"), keys("en"));
    assert_eq!(fr.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    for (key, args) in &fr {
        assert_eq!(Some(args), en.get(key), "{key}");
        for lang in [Lang::Fr, Lang::En] {
            let args = args.iter().map(|name| (name.as_str(), "…".to_owned()));
            assert!(lang.find_with(key, args).is_some(), "{key} cannot be read");
        }
    }
}

/// « 1 siège(s) » is for a form on paper: a sentence has a form for one, and one for many.
#[test]
fn no_sentence_leaves_the_plural_to_its_reader() {
    for path in files(&root().join("locales"), "ftl") {
        let said = fs::read_to_string(&path).unwrap();
        assert!(!said.contains("(s)"), "{}", path.display());
    }
}

/// Commands of a service: whatever carries an act and is answered with where it was recorded.
fn commands() -> Vec<prost_reflect::MethodDescriptor> {
    let ours = |package: &str| !matches!(package, "jalon.v1" | "documents.v1");
    proto::pool()
        .services()
        .filter(|service| ours(service.package_name()))
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .filter(|method| method.input().get_field_by_name("act").is_some())
        .filter(|method| method.output().full_name() == "jalon.v1.Recorded")
        .collect()
}

fn has_pages(method: &prost_reflect::MethodDescriptor) -> bool {
    let package = method.parent_service().package_name().to_owned();
    let name = package.split('.').next();
    crate::service::SERVICES.iter().any(|service| name == Some(service.name))
}

#[test]
fn every_service_of_the_contracts_is_plugged_in() {
    for method in commands() {
        assert!(has_pages(&method), "{}, in src/service.rs", method.full_name());
    }
}

#[test]
fn every_field_value_and_command_of_the_contracts_has_a_name() {
    let known = keys("fr");
    let has = |kind: &str, service: &str, code: &str| {
        let own = known.contains_key(&format!("{kind}-{service}-{code}"));
        assert!(own || known.contains_key(&format!("{kind}-{code}")), "{kind}-{code} has no label");
    };
    let mut seen = BTreeSet::new();
    let methods: Vec<_> = commands().into_iter().filter(has_pages).collect();
    assert!(methods.len() > 60, "only {} commands were found", methods.len());
    for method in methods {
        let package = method.parent_service().package_name().to_owned();
        has("rpc", package.split('.').next().unwrap(), method.name());
        walk(
            &method.input(),
            &mut seen,
            &|message, field| {
                let service = message.package_name().split('.').next().unwrap();
                let name = message.name();
                let correction = name.starts_with("Correct") && name.ends_with("FactRequest");
                let name = if correction { "CorrectFactRequest" } else { name };
                let own = format!("field-{name}-{field}");
                if !known.contains_key(&own) {
                    has("field", service, field);
                }
            },
            &|package, value| has("value", package.split('.').next().unwrap(), value),
        );
    }
    for value in proto::pool().get_enum_by_name("documents.v1.Kind").unwrap().values() {
        has("document-kind", "documents", value.name());
    }
}

#[test]
fn every_section_subject_and_group_has_its_words() {
    let known = keys("fr");
    let has = |key: String| assert!(known.contains_key(&key), "{key} has no sentence");
    for service in crate::service::SERVICES {
        for section in service.sections {
            for name in section.pages.iter().chain([&section.name]) {
                has(format!("nav-{}", name.trim_start_matches('/').replace('/', "-")));
            }
        }
        for subject in service.subjects {
            has(format!("leave-{}", subject.segment));
            subject.groups.iter().for_each(|(name, _)| has(format!("group-{name}")));
        }
        for stream in service.streams {
            has(format!("streams-{}", stream.trim_end_matches('-')));
        }
    }
}

fn walk(
    message: &MessageDescriptor,
    seen: &mut BTreeSet<String>,
    field_has: &dyn Fn(&MessageDescriptor, &str),
    value_has: &dyn Fn(&str, &str),
) {
    if !seen.insert(message.full_name().to_owned()) {
        return;
    }
    for field in message.fields() {
        field_has(message, field.name());
        if let Kind::Message(inner) = field.kind() {
            walk(&inner, seen, field_has, value_has);
        } else if let Kind::Enum(described) = field.kind() {
            let values = described.values().filter(|value| value.number() != 0);
            values.for_each(|value| value_has(described.package_name(), value.name()));
        }
    }
}

#[test]
fn every_key_that_a_page_asks_for_exists() {
    let known = keys("fr");
    let mut asked = BTreeSet::new();
    let sources = files(&root().join("src"), "rs")
        .into_iter()
        .chain(files(&root().join("templates"), "html"));
    for path in sources.filter(|path| !path.to_string_lossy().contains("tests")) {
        let text = fs::read_to_string(&path).unwrap();
        for call in [
            "say(\"",
            "say_n(\"",
            "say_of(\"",
            "say_with(\n            \"",
            "say_with(\"",
            "(\"column-",
            "add(\"fact-",
        ] {
            for part in text.split(call).skip(1) {
                let key = part.split('"').next().unwrap();
                let start = call.rsplit('"').next().unwrap();
                asked.insert(format!("{start}{key}"));
            }
        }
        for part in text.split("tag(").skip(1) {
            let key = part
                .split_once("Tone::")
                .and_then(|(before, rest)| (before.len() < 14).then_some(rest));
            asked.extend(
                key.and_then(|rest| rest.split('"').nth(1))
                    .filter(|key| !key.contains(' '))
                    .map(str::to_owned),
            );
        }
    }
    asked.remove("");
    assert!(asked.len() > 250, "only {} keys were found", asked.len());
    for key in asked {
        assert!(known.contains_key(&key), "{key} has no sentence");
    }
    for name in [
        "retraits",
        "tranches",
        "comptes",
        "contrats",
        "non-objections",
        "echeances",
        "cloture",
        "preparation",
    ] {
        for kind in ["nav", "lead", "none"] {
            assert!(known.contains_key(&format!("{kind}-{name}")), "{kind}-{name}");
        }
    }
}
