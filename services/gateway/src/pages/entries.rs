//! The events behind a figure or a thing, and what each contributed.

use proto::jalon::v1 as jalon;
use serde_json::Value;

use super::{
    content,
    sheet::{self, Button, Part, Sheet},
};
use crate::{
    export,
    failure::Answer,
    frame,
    html::{self, Html},
    names, service,
    table::{Cell, Kind, Table},
    typography,
    visit::Visit,
};

/// Whose history it is, and what of it can be looked at alone.
pub(crate) struct Whole {
    pub(crate) name: String,
    /// Its page.
    pub(crate) to: String,
    /// What an export is called.
    pub(crate) file: String,
    /// What they are called, and what the contracts call them.
    pub(crate) figures: Vec<(String, &'static str)>,
    /// The one that is looked at; all of them where it is empty.
    pub(crate) figure: String,
}

/// The page of a history, or the file that is asked for.
pub(crate) fn page(v: &Visit, of: &Whole, entries: &[jalon::Entry]) -> Answer {
    let sheets = [(v.say("history"), table(v, entries))];
    if let Some(file) = export::asked(v, &of.file, &sheets) {
        return file;
    }
    let [(title, table)] = sheets;
    let mut page = Sheet::new(v, title.as_str());
    page.over = html::link(&of.name, &v.link(&of.to));
    page.lead = Html::text(&v.say("history-lead"));
    if !table.is_empty() {
        for (key, format) in [("export-xlsx", "xlsx"), ("export-csv", "csv")] {
            page.buttons.push(Button::new(v.say(key), v.here(&[("format", format), ("page", "")])));
        }
    }
    let tab = |(label, name): &(String, &str)| {
        (label.clone(), v.here(&[("figure", name), ("page", "")]), *name == of.figure)
    };
    let all = (v.say("history-all"), v.here(&[("figure", ""), ("page", "")]), of.figure.is_empty());
    let tabs: Vec<_> = std::iter::once(all).chain(of.figures.iter().map(tab)).collect();
    let none = if of.figure.is_empty() { "history-none-of-all" } else { "history-none" };
    let mut part = Part::paged(v, "historique", title, table, none);
    let mut body = sheet::tabs(&tabs);
    body.push(&part.body);
    part.body = body;
    page.parts.push(part);
    Ok(frame::page(&page))
}

pub(crate) fn table(v: &Visit, entries: &[jalon::Entry]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("column-event-number", Kind::Proof),
            ("column-event", Kind::Text),
            ("column-amended-by", Kind::Data),
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
            happened(v, Cell::Noted { text: name, note: notes.join(" · ") }, &entry.amended_by),
            Cell::text(amended(&entry.amended_by)),
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

/// What happened and, where that was corrected since, the events that did so.
fn happened(v: &Visit, event: Cell, amended_by: &[u64]) -> Cell {
    if amended_by.is_empty() {
        return event;
    }
    let amended = amended_by.iter().map(|position| {
        let number = typography::number_of(*position, v.lang);
        let text = [v.say("amended"), number].join(" · ");
        Cell::Link { text, to: format!("/evenement/{position}") }
    });
    let alone = event.plain();
    Cell::named(Cell::Several(std::iter::once(event).chain(amended).collect()), alone)
}

/// For a program: the positions of the events that corrected it since.
fn amended(by: &[u64]) -> String {
    by.iter().map(u64::to_string).collect::<Vec<_>>().join(" ; ")
}

/// A state, a date, a text, or several things at once.
fn set(v: &Visit, stored: &str, value: &str) -> String {
    let of = service::of(stored).map_or("", |service| service.name);
    if let Ok(data @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(value) {
        return content::brief(v, of, &data);
    }
    let coded = ["state", "status"].iter().find_map(|name| content::coded(v.lang, of, name, value));
    // Where no event says a state, what happened is what was set.
    let happened = || {
        let named = stored.strip_suffix(".v1").and_then(|stored| stored.rsplit('.').next());
        (named == Some(value)).then(|| names::event(v.lang, stored))
    };
    coded.or_else(happened).unwrap_or_else(|| crate::dates::short(value, v.lang))
}
