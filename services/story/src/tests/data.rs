use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{ALL, JIGISEMEJIRI, P144442, PARTNERS, read};

const FACTS: [&str; 6] = [
    include_str!("../../../../data/jigisemejiri.facts.json"),
    include_str!("../../../../data/mali-p144442.facts.json"),
    include_str!("../../../../data/mali-pnps.facts.json"),
    include_str!("../../../../data/burkina.facts.json"),
    include_str!("../../../../data/burundi.facts.json"),
    include_str!("../../../../data/cote-divoire.facts.json"),
];
const CONTRADICTIONS: &str = include_str!("../../../../data/contradictions.json");
const REGISTER: &str = include_str!("../../../../data/register.json");
const ILLUSTRATIVE: &str = "KIND_ILLUSTRATIVE";

fn lines() -> impl Iterator<Item = Value> {
    let texts = ALL.iter().flat_map(|text| text.lines());
    texts.map(|text| serde_json::from_str(text).unwrap())
}

fn provenance(line: &Value) -> &Value {
    &line["message"]["act"]["provenance"]
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// Every value of that name, however deep.
fn all<'v>(value: &'v Value, name: &str, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get(name).and_then(Value::as_str));
            fields.values().for_each(|field| all(field, name, found));
        }
        Value::Array(items) => items.iter().for_each(|item| all(item, name, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
    }
}

/// Hundredths, or units of a currency that has none.
fn units(money: &Value) -> i128 {
    money["amount"].as_str().unwrap().replace('.', "").parse().unwrap()
}

/// What a call says of each agreement, summed by it.
fn sums(call: &str, what: impl Fn(&Value) -> i128) -> BTreeMap<String, i128> {
    let mut sums = BTreeMap::<_, i128>::new();
    for line in lines().filter(|line| line["call"].as_str().unwrap().ends_with(call)) {
        let financing = line["message"]["financing"].as_str().unwrap().to_owned();
        *sums.entry(financing).or_default() += what(&line["message"]);
    }
    sums
}

fn charges(message: &Value) -> i128 {
    message["charges"].as_array().unwrap().iter().map(|charge| units(&charge["money"])).sum()
}

#[test]
fn every_line_is_a_request_of_its_contract_in_the_order_of_what_was_known() {
    assert!(read(JIGISEMEJIRI).unwrap().len() > 300);
    assert!(read(P144442).unwrap().len() > 20);
    assert!(read(PARTNERS).unwrap().len() > 70);
    for story in ALL {
        assert!(!read(story).unwrap().is_empty());
    }
}

#[test]
fn without_what_is_made_up_a_smaller_story_is_left() {
    for story in ALL {
        let kept: Vec<_> = story.lines().filter(|line| !line.contains(ILLUSTRATIVE)).collect();
        assert_eq!(read(&kept.join("\n")).unwrap().len(), kept.len());
        assert!(!kept.is_empty());
    }
}

#[test]
fn nothing_is_known_before_it_took_effect() {
    for line in lines() {
        let act = &line["message"]["act"];
        let (effective, known) = (act["effective"].as_str().unwrap(), &act["known"]);
        let first = effective.replace("-Q1", "-01").replace("-Q2", "-04");
        let first = first.replace("-Q3", "-07").replace("-Q4", "-10");
        assert!(first.as_str() <= known.as_str().unwrap(), "{line}");
    }
}

#[test]
fn every_line_says_where_it_comes_from() {
    let facts = FACTS.into_iter().chain([CONTRADICTIONS]);
    let facts: Vec<Value> = facts.map(|text| serde_json::from_str(text).unwrap()).collect();
    let ids = facts.iter().flat_map(|list| list.as_array().unwrap());
    let ids: BTreeSet<_> = ids.map(|fact| fact["id"].as_str().unwrap()).collect();
    for line in lines() {
        let sources: Vec<_> = texts(&provenance(&line)["sources"]).collect();
        assert!(!sources.is_empty(), "{line}");
        for source in sources {
            assert!(ids.contains(source) || source.starts_with("http"), "{source}");
        }
        let method = provenance(&line)["method"].as_str().unwrap_or_default();
        match provenance(&line)["kind"].as_str().unwrap() {
            "KIND_SOURCE" => assert!(!line["message"]["act"]["evidence"].is_null(), "{line}"),
            "KIND_DERIVED" => assert!(!method.is_empty(), "{line}"),
            ILLUSTRATIVE => {
                for part in ["Base\u{a0}:", "Contrainte\u{a0}:", "À remplacer par\u{a0}:"] {
                    assert!(method.contains(part), "{part} {line}");
                }
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn what_is_made_up_looks_made_up() {
    for line in lines().filter(|line| provenance(line)["kind"] == ILLUSTRATIVE) {
        let mut references = Vec::new();
        all(&line["message"], "reference", &mut references);
        all(&line["message"], "notice", &mut references);
        for reference in references {
            let printed = reference.starts_with("RES");
            assert!(reference.starts_with("ILL-") || printed, "{reference} {line}");
        }
        assert_eq!(line["message"]["act"]["evidence"][0]["document"], Value::Null);
    }
}

#[test]
fn evidence_opens_the_vendored_facts() {
    let hash = |text: &str| hex::encode(Sha256::digest(text));
    let vendored = FACTS.map(hash);
    for line in lines() {
        let mut documents = Vec::new();
        all(&line["message"]["act"], "document", &mut documents);
        assert!(documents.iter().all(|it| vendored.iter().any(|known| known == it)), "{line}");
    }
}

#[test]
fn everybody_named_is_on_the_register() {
    let register: Value = serde_json::from_str(REGISTER).unwrap();
    let on = |list: &str, key: &str| -> BTreeSet<String> {
        let entries = register[list].as_array().unwrap().iter();
        entries.map(|entry| entry[key].as_str().unwrap().to_owned()).collect()
    };
    let (people, institutions) = (on("people", "key"), on("institutions", "code"));
    for line in lines() {
        let message = &line["message"];
        let mut named = Vec::new();
        all(message, "institution", &mut named);
        all(message, "financier", &mut named);
        assert!(named.iter().all(|code| institutions.contains(*code)), "{named:?}");
        let signing = texts(&message["signatories"]).chain(message["person"].as_str());
        assert!(signing.chain(line["by"].as_str()).all(|key| people.contains(key)), "{line}");
        assert!(on("programmes", "code").contains(message["act"]["programme"].as_str().unwrap()));
    }
}

#[test]
fn every_place_is_one_of_the_registries() {
    let (mut listed, mut named) = (BTreeSet::new(), Vec::new());
    for line in lines() {
        let message = &line["message"];
        let (mut here, mut areas) = (Vec::new(), Vec::new());
        all(message, "area", &mut here);
        areas.extend(texts(&message["areas"]).map(str::to_owned));
        match line["call"].as_str().unwrap() {
            "programmes.v1.AreasService/StageAreas"
            | "programmes.v1.AreasService/CreateArea"
            | "programmes.v1.AreasService/SplitArea"
            | "programmes.v1.AreasService/MergeAreas" => {
                listed.extend(here.into_iter().map(str::to_owned));
            }
            // A body says in words where it is.
            call if call.starts_with("sessions.v1.BodyService/") => (),
            _ => areas.extend(here.into_iter().map(str::to_owned)),
        }
        named.extend(areas.into_iter().map(|area| (line["key"].clone(), area)));
    }
    for (key, area) in named {
        assert!(listed.contains(&area), "{key}: {area}");
    }
}

#[test]
fn withdrawals_sum_to_what_is_known_at_completion() {
    let paid = sums("/RecordPayment", |message| units(&message["paid"]));
    assert_eq!(paid["H8350"] + paid["D3480"], 10_642_734_111);
    let charged = sums("/RecordPayment", charges);
    assert_eq!(charged["TF0A2384"] + charged["TF0A7655"], 884_711_764);
    let cancelled = sums("/CancelAmount", |message| units(&message["money"]));
    assert_eq!(cancelled["TF0A2384"] + cancelled["TF0A7655"], 355_288_236);
    let signed = sums("/Sign", |message| units(&message["money"]));
    for financing in ["H8350", "D3480", "TF0A2384", "TF0A7655"] {
        let gone = charged[financing] + cancelled.get(financing).unwrap_or(&0);
        assert_eq!(gone, signed[financing], "{financing}");
    }
    assert_eq!(paid["D3730"], 2_813_000_000);
}

#[test]
fn whatever_somebody_else_did_says_whose_act_it_was() {
    for line in lines() {
        let call = line["call"].as_str().unwrap();
        let method = proto::dynamic::method(call).unwrap();
        let stated = line["message"]["act"]["onBehalfOf"]["institution"].is_string();
        assert!(stated || !proto::is_of_others(method.input().full_name()), "{}", line["key"]);
    }
}
