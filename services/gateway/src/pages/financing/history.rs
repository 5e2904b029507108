//! `/accord/{reference}/historique`: the events behind one figure, and what each contributed.

use askama::Template;
use axum::{Router, extract::Path, routing::get};
use proto::financing::v1 as pb;

use super::views;
use crate::{
    export,
    failure::Answer,
    frame,
    html::{Html, encode},
    pages::{cards::joined, entries},
    table::Pager,
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
    none: &'static str,
    choices: Vec<(String, String, bool)>,
    table: Option<Html>,
    pager: Pager,
}

/// Figures that every agreement has.
const FIGURES: [&str; 14] = [
    "state",
    "approved",
    "committed",
    "disbursed",
    "documented",
    "refunded",
    "ineligible",
    "cancelled",
    "undisbursed",
    "account",
    "undocumented",
    "effectiveness_deadline",
    "closing_date",
    "disbursement_deadline",
];

/// Those that a category has as well: `disbursed/2A`.
const ALSO_BY_CATEGORY: [&str; 7] =
    ["signed", "disbursed", "documented", "refunded", "ineligible", "cancelled", "undisbursed"];

async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let figure = v.asked("figure").unwrap_or_default().chars().take(100).collect::<String>();
    let asked = pb::HistoryRequest {
        financing: reference.clone(),
        figure: figure.clone(),
        as_of: v.as_of(),
    };
    let agreement = pb::AgreementRequest { financing: reference.clone(), as_of: v.as_of() };
    let (mut histories, mut agreements) = (views(&v), views(&v));
    let (history, agreement) = tokio::try_join!(
        histories.get_history(v.ask(asked)),
        agreements.get_agreement(v.ask(agreement))
    )?;
    let line = agreement.into_inner().line.unwrap_or_default();
    v.programme = Some(line.programme).filter(|code| !code.is_empty()).or(v.programme);
    let table = entries::table(&v, &history.get_ref().entries);
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
        none: if figure.is_empty() { "history-none-of-all" } else { "history-none" },
        choices: choices.collect(),
        table: pager.html(table, &v),
        pager,
    };
    Ok(frame::page(&page))
}

fn title(v: &Visit, figure: &str) -> String {
    match figure.split_once('/') {
        Some((kind, name)) if ALSO_BY_CATEGORY.contains(&kind) => {
            let category = format!("{} {name}", v.lang.label("figure", "category"));
            joined([category, v.lang.label("figure", kind)])
        }
        Some((kind, name)) => format!("{} {name}", v.lang.label("figure", kind)),
        None if figure.is_empty() => v.say("history"),
        None => v.lang.label("figure", figure),
    }
}
