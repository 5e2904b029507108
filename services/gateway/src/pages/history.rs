//! `/accord/{reference}/historique`: the events behind one figure, and what each contributed.

use askama::Template;
use axum::{Router, extract::Path, routing::get};
use proto::financing::v1 as pb;

use crate::{
    export,
    failure::Answer,
    frame,
    html::{Html, encode},
    names,
    table::{Cell, Kind, Pager, Table},
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/accord/{reference}/historique", get(show))
}

#[derive(Template)]
#[template(path = "history.html")]
struct Page<'a> {
    v: &'a Visit,
    reference: &'a str,
    to: String,
    title: String,
    choices: Vec<(String, String, bool)>,
    table: Option<Html>,
    pager: Pager,
}

/// Figures that every agreement has.
const FIGURES: [&str; 10] = [
    "state",
    "committed",
    "disbursed",
    "documented",
    "refunded",
    "ineligible",
    "cancelled",
    "undisbursed",
    "account",
    "closing_date",
];

async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let figure = v.asked("figure").unwrap_or_default().chars().take(80).collect::<String>();
    let asked = pb::HistoryRequest {
        financing: reference.clone(),
        figure: figure.clone(),
        as_of: v.as_of(),
    };
    let agreement = pb::AgreementRequest { financing: reference.clone(), as_of: v.as_of() };
    let (mut histories, mut agreements) = (v.views(), v.views());
    let (history, agreement) = tokio::try_join!(
        histories.get_history(v.ask(asked)),
        agreements.get_agreement(v.ask(agreement))
    )?;
    let line = agreement.into_inner().line.unwrap_or_default();
    v.programme = Some(line.programme).filter(|code| !code.is_empty()).or(v.programme);
    let table = entries(&v, &history.get_ref().entries);
    let sheets = [(v.say("history"), table)];
    if let Some(file) = export::asked(&v, &format!("historique-{reference}"), &sheets) {
        return file;
    }
    let [(_, table)] = sheets;
    let pager = Pager::asked(&v, &table);
    let to = v.link(&format!("/accord/{}", encode(&reference)));
    let choices = FIGURES.iter().map(|name| {
        let to = v.here(&[("figure", name), ("page", "")]);
        (v.lang.label("figure", name), to, *name == figure)
    });
    let page = Page {
        v: &v,
        reference: &reference,
        to,
        title: title(&v, &figure),
        choices: choices.collect(),
        table: pager.html(table, &v),
        pager,
    };
    Ok(frame::page(&page))
}

fn title(v: &Visit, figure: &str) -> String {
    match figure.split_once('/') {
        Some((kind, name)) => format!("{} {name}", v.lang.label("figure", kind)),
        None if figure.is_empty() => v.say("history"),
        None => v.lang.label("figure", figure),
    }
}

pub(super) fn entries(v: &Visit, entries: &[proto::jalon::v1::Entry]) -> Table {
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
            Cell::text(set(v, &entry.value)),
            Cell::text(names::institution(v, of)),
            Cell::text(by),
            Cell::Noted { text: entry.authority.clone(), note: evidence },
        ]);
    }
    table.dense()
}

/// A state, a date or a text.
fn set(v: &Visit, value: &str) -> String {
    v.lang.find(&format!("state-{value}")).unwrap_or_else(|| crate::dates::short(value, v.lang))
}
