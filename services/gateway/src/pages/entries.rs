//! The events behind a figure or a thing, and what each contributed.

use proto::jalon::v1 as jalon;

use crate::{
    names, service,
    table::{Cell, Kind, Table},
    visit::Visit,
};

pub(crate) fn table(v: &Visit, entries: &[jalon::Entry]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("column-event-number", Kind::Proof),
            ("column-event", Kind::Text),
            ("column-effective", Kind::Text),
            ("column-recorded", Kind::Text),
            ("column-change", Kind::Money),
            ("column-after", Kind::Money),
            ("column-set", Kind::Text),
            ("column-act-of", Kind::Text),
            ("column-recorded-by", Kind::Text),
            ("column-authority", Kind::Text),
        ],
    );
    for entry in entries {
        let proof = entry.proof.clone().unwrap_or_default();
        let name = names::event(v.lang, &entry.r#type);
        let mut notes = Vec::new();
        if entry.weekday_contradicts {
            notes.push(v.say("weekday-contradicts-short"));
        }
        if entry.origin == "import" {
            notes.push(v.say("reconstructed"));
        }
        let of =
            if entry.on_behalf_of.is_empty() { &entry.institution } else { &entry.on_behalf_of };
        let by =
            if entry.origin == "policy" { v.say("automatic") } else { names::person(v, &entry.by) };
        let evidence = if entry.evidence == 0 {
            String::new()
        } else {
            v.say_n("evidence-count", entry.evidence)
        };
        table.push(vec![
            Cell::Proof(entry.proof.clone()),
            Cell::Noted { text: name, note: notes.join(" · ") },
            Cell::Date(proof.effective),
            Cell::Instant(entry.recorded.clone()),
            Cell::money(entry.change.as_ref()),
            Cell::money(entry.after.as_ref()),
            Cell::text(set(v, &entry.r#type, &entry.value)),
            Cell::text(names::institution(v, of)),
            Cell::text(by),
            Cell::Noted { text: entry.authority.clone(), note: evidence },
        ]);
    }
    table.dense()
}

/// A state, a date or a text.
fn set(v: &Visit, stored: &str, value: &str) -> String {
    let state = service::of(stored).and_then(|service| service.worded("state", value, v.lang));
    state.unwrap_or_else(|| crate::dates::short(value, v.lang))
}
