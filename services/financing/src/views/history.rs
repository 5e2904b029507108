//! The facts behind a figure: who recorded them, when, and what each made of it.

use kernel::{Authority, Fact, Party, Stored as _, Total};
use proto::financing::v1::history::Entry;

use super::{
    figures::{Figure, Value},
    proof::Proof,
    sums::sum,
};
use crate::financing::Event;

/// The facts behind a figure, in order of effect; all of them where none is named.
pub(super) fn history(figure: Option<&Figure>, facts: &[Fact<Event>]) -> Vec<Entry> {
    let Some(figure) = figure else { return facts.iter().map(entry).collect() };
    let mut before = None;
    let mut told = Vec::new();
    for (place, Value { money, text, .. }) in figure.follow(facts) {
        let Some(fact) = facts.get(place) else { continue };
        // What is in another currency than before is new as a whole.
        let earlier = before.filter(|(_, currency)| money.is_some_and(|(_, now)| now == *currency));
        let earlier = earlier.map_or(Total::ZERO, |(total, _)| total);
        told.push(Entry {
            change: money.map(|(total, currency)| sum(total - earlier, currency)),
            after: money.map(|(total, currency)| sum(total, currency)),
            value: text,
            ..entry(fact)
        });
        before = money;
    }
    told
}

fn entry(fact: &Fact<Event>) -> Entry {
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
    }
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
