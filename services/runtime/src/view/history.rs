//! A fact as a history tells it: who recorded it, when, on whose authority.

use std::collections::BTreeMap;

use kernel::{Amendment, Authority, Fact, Party, Stored};
use proto::jalon::v1::Entry;

use super::Proof;

/// Without what it did to a figure, which whoever follows one adds.
pub fn entry<E: Stored>(fact: &Fact<E>) -> Entry {
    let meta = &*fact.meta;
    let behalf = meta.on_behalf_of.as_ref().map(|Party { institution, .. }| institution);
    let evidence = meta.evidence.len();
    Entry {
        proof: Some(Proof::from(fact).into()),
        r#type: fact.event.name().to_owned(),
        recorded: meta.recorded.to_string(),
        known: meta.known().to_string(),
        by: meta.who.person.to_string(),
        capacity: meta.who.capacity.clone(),
        institution: meta.who.institution.to_string(),
        on_behalf_of: behalf.map_or_else(String::new, ToString::to_string),
        change: None,
        after: None,
        value: String::new(),
        authority: meta.authority.as_ref().map_or_else(String::new, authority),
        weekday_contradicts: meta.weekday_contradicts(),
        origin: <&str>::from(meta.origin).to_owned(),
        evidence: u32::try_from(evidence).unwrap_or(u32::MAX),
        amended_by: Vec::new(),
    }
}

/// Each with what was said of it since, among the facts of the same stream.
pub fn amended<E: Stored>(entries: Vec<Entry>, facts: &[Fact<E>]) -> Vec<Entry> {
    let mut said = BTreeMap::<String, Vec<u64>>::new();
    for fact in facts {
        if let Some(Amendment { target, .. }) = fact.event.amendment() {
            said.entry(target.to_string()).or_default().push(fact.position);
        }
    }
    let of = |entry: &Entry| said.get(&entry.proof.as_ref()?.event_id).cloned();
    let amended = |entry: Entry| Entry { amended_by: of(&entry).unwrap_or_default(), ..entry };
    entries.into_iter().map(amended).collect()
}

/// By its id or by the reference of its document.
fn authority(authority: &Authority) -> String {
    match authority {
        Authority::Decision(decision) => decision.to_string(),
        Authority::Notice(notice) => notice.clone(),
        Authority::Delegation(person) => person.to_string(),
        Authority::Import(record) => record.clone(),
    }
}
