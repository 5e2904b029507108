//! Areas under the names of the day, and where a programme is.

use std::sync::Arc;

use super::*;
use crate::{
    testing::key,
    views::{
        areas::{Places, Registry, Wanted},
        coverage::Reading,
        programmes::Programmes,
    },
};

const LISTED: Date = date(2020, 3, 23);
const RENAMED: Date = date(2025, 7, 2);

fn entry(area: &str, level: u32, name: &str, parent: Option<&str>) -> Value {
    json!({
        "row": 1, "area": area, "level": level, "kind": "région", "name": name, "parent": parent,
        "codes": [{ "scheme": "ocha", "list_date": "2020-03-23", "code": area }],
    })
}

fn listed() -> Vec<Told> {
    let areas = [
        entry("BF1-BANKUI", 1, "Boucle du Mouhoun", None),
        entry("BF1-EST", 1, "Est", None),
        entry("BF2-BALE", 2, "Balé", Some("BF1-BANKUI")),
    ];
    let hash = "abababababababababababababababababababababababababababababababab";
    vec![
        (LISTED, "area.list-staged", json!({ "staging": "ocha", "chunk": 0, "areas": areas })),
        (
            LISTED,
            "area.list-published",
            json!({ "staging": "ocha", "title": "OCHA", "lines": 3, "hash": hash }),
        ),
    ]
}

fn registry(told: &[Told]) -> Registry {
    Registry::of([("areas-1".to_owned(), row::<Places>(told))].into())
}

fn renamed() -> Vec<Told> {
    let names = json!([{ "area": "BF1-BANKUI", "name": "Bankui" }]);
    let mut told = listed();
    told.push((RENAMED, "area.renamed", json!({ "names": names, "text": "Décret" })));
    told
}

#[test]
fn an_area_keeps_its_identity_and_each_day_has_its_name() {
    let (registry, bankui) = (registry(&renamed()), code("BF1-BANKUI"));
    let named = |on| registry.named(&bankui, on).name;
    assert_eq!(named(RENAMED.yesterday().unwrap()), "Boucle du Mouhoun");
    assert_eq!(named(RENAMED), "Bankui");
    assert_eq!(named(date(2001, 1, 1)), "Boucle du Mouhoun", "the first there was");
    assert_eq!(registry.named(&code("BF2-BALE"), RENAMED).within, "Bankui");
    assert_eq!(registry.named(&code("BF9-X"), RENAMED).name, "BF9-X", "no registry has it");
}

#[test]
fn a_name_is_found_without_its_accents_and_by_what_it_once_was() {
    let registry = registry(&renamed());
    let found = |text, within: Option<&str>| -> Vec<String> {
        let within = within.map(code);
        let wanted = Wanted { country: "bf", text, level: 0, within, most: 10, there: false };
        registry.search(&wanted, RENAMED).areas.into_iter().map(|area| area.name).collect()
    };
    assert_eq!(found("bale", None), ["Balé"]);
    assert_eq!(found("mouhoun", None), ["Bankui"]);
    assert_eq!(found("b", Some("BF1-BANKUI")), ["Bankui", "Balé"]);
    assert!(found("zzz", None).is_empty());
}

#[test]
fn a_place_that_no_list_had_yet_has_the_first_name_there_was() {
    let bankui = code("BF1-BANKUI");
    let before = date(2014, 12, 31);
    let none = || Registry::of([].into());
    assert_eq!(none().named(&bankui, before).name, "BF1-BANKUI");
    let later = none().or(registry(&renamed()));
    assert_eq!(later.named(&bankui, before).name, "Boucle du Mouhoun");
    let known = registry(&listed()).or(registry(&renamed()));
    assert_eq!(known.named(&bankui, RENAMED).name, "Boucle du Mouhoun", "what is known stays");
}

#[test]
fn a_split_ends_one_area_and_begins_others() {
    let day = date(2026, 1, 1);
    let mut told = listed();
    let into = [entry("BF1-SIRBA", 1, "Sirba", None), entry("BF1-TAPOA", 1, "Tapoa", None)];
    told.push((day, "area.split", json!({ "area": "BF1-EST", "into": into, "text": "Loi" })));
    let registry = registry(&told);
    let east = |on| registry.in_full(&code("BF1-EST"), on).unwrap();
    assert!(!east(day.yesterday().unwrap()).summary.unwrap().abolished);
    let after = east(day);
    assert!(after.summary.as_ref().unwrap().abolished);
    let names: Vec<_> = after.successors.iter().map(|area| area.name.as_str()).collect();
    assert_eq!(names, ["Sirba", "Tapoa"]);
    let sirba = registry.in_full(&code("BF1-SIRBA"), day).unwrap();
    assert_eq!(sirba.predecessors[0].area, "BF1-EST");
    assert_eq!(sirba.names[0].text, "Loi");
    let found = |there, on| {
        let wanted = Wanted { country: "BF", text: "", level: 1, within: None, most: 10, there };
        let found = registry.search(&wanted, on).areas.into_iter().map(|area| area.name);
        found.collect::<Vec<_>>()
    };
    let before = date(2014, 12, 31);
    assert_eq!(found(true, before), ["Boucle du Mouhoun", "Est"], "listed later, and there");
    assert_eq!(found(true, day).len(), 4);
    assert_eq!(found(false, before).len(), 4);
}

#[test]
fn suspended_names_say_since_when_and_by_what() {
    let mut told = listed();
    let areas = json!({ "areas": ["BF1-EST"], "text": "Communiqué" });
    told.push((RENAMED, "area.names-suspended", areas.clone()));
    let east = |told: &[Told]| registry(told).in_full(&code("BF1-EST"), RENAMED).unwrap();
    assert_eq!(east(&told).suspended_since, "2025-07-02");
    assert_eq!(east(&told).suspended_by, "Communiqué");
    told.push((RENAMED, "area.names-resumed", areas));
    assert_eq!(east(&told).suspended_since, "");
}

#[test]
fn what_was_announced_and_launched_is_kept_apart_from_what_was_decided() {
    let (decided, said) = (date(2018, 1, 10), date(2019, 9, 28));
    let told = [
        (
            decided,
            "scope.extended",
            json!({ "areas": ["BF2-BALE"], "decision": "CNP-9", "reason": null }),
        ),
        (
            said,
            "scope.announced",
            json!({ "areas": ["BF1-EST", "BF2-BALE"], "statement": "bientôt" }),
        ),
    ];
    let (programme, registry) = (row::<Programmes>(&told), registry(&listed()));
    let seen = |on, within: Option<&str>| {
        Reading { row: &programme, registry: &registry, on, within: within.map(code) }.coverage()
    };
    let names = |areas: &[proto::programmes::v1::CoveredArea]| -> Vec<String> {
        areas.iter().map(|area| area.name.clone()).collect()
    };
    let now = seen(said, None);
    assert_eq!(names(&now.covered), ["Balé"]);
    assert_eq!(
        (now.covered[0].decision.as_str(), now.covered[0].since.as_str()),
        ("CNP-9", "2018-01-10")
    );
    assert_eq!(names(&now.announced), ["Est"], "what is covered needs no announcement");
    assert!(seen(decided.yesterday().unwrap(), None).covered.is_empty());
    assert_eq!(names(&seen(said, Some("BF1-BANKUI")).covered), ["Balé"]);
    assert!(seen(said, Some("BF1-EST")).covered.is_empty());
    let counts: Vec<_> = now.entries.iter().map(|entry| entry.covered).collect();
    assert_eq!(counts, [1, 1]);
}

#[test]
fn a_place_is_covered_since_a_day_as_well_as_it_is_known() {
    let told = [(
        date(2018, 1, 1),
        "scope.extended",
        json!({ "areas": ["BF2-BALE"], "decision": "CNP-9", "reason": null }),
    )];
    let mut facts = facts::<Programmes>(&told);
    for fact in &mut facts {
        Arc::make_mut(&mut fact.meta).effective = key("2018-01");
    }
    let programme = fold_all::<Programmes>(&facts).remove("thing-1").unwrap();
    let registry = registry(&listed());
    let reading =
        Reading { row: &programme, registry: &registry, on: date(2019, 1, 1), within: None };
    assert_eq!(reading.coverage().covered[0].since, "2018-01");

    let mut facts = self::facts::<Places>(&renamed());
    let last = facts.last_mut().unwrap();
    Arc::make_mut(&mut last.meta).effective = key("2025");
    let row = fold_all::<Places>(&facts).remove("thing-1").unwrap();
    let renamed = Registry::of([("areas-1".to_owned(), row)].into());
    let bankui = renamed.in_full(&code("BF1-BANKUI"), RENAMED).unwrap();
    let days: Vec<_> =
        bankui.names.iter().map(|it| (it.from.as_str(), it.until.as_str())).collect();
    assert_eq!(days, [("2020-03-23", "2025"), ("2025", "")]);
}
