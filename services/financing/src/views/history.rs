//! The facts behind a figure: who recorded them, when, and what each made of it.

use kernel::{Fact, Total};
use proto::jalon::v1::Entry;
use runtime::view::{amended, entry, sum};

use super::figures::{Figure, Value};
use crate::financing::Event;

/// The facts behind a figure, in order of effect; all of them where none is named.
pub(super) fn history(figure: Option<&Figure>, facts: &[Fact<Event>]) -> Vec<Entry> {
    let Some(figure) = figure else {
        return amended(facts.iter().map(entry).collect(), facts);
    };
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
    amended(told, facts)
}
