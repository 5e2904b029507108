//! `/p/{programme}/strategies`: policies, strategies and plans of a country, and what has run out.

use std::collections::BTreeMap;

use axum::{Router, extract::Path, routing::get};
use proto::programmes::v1 as pb;

use super::{creates, exported, headed, known, views, words};
use crate::{
    export,
    failure::Answer,
    frame,
    html::{self, Html, Tone, encode},
    pages::{
        cards::joined,
        overview::Figure,
        sheet::{self, Part},
    },
    table::{Cell, Kind, Table},
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/p/{programme}/strategies", get(show))
}

async fn show(v: Visit, Path(programme): Path<String>) -> Answer {
    let country = known(&v, &programme)?.country.clone();
    let request = pb::ListStrategiesRequest { country, as_of: v.as_of() };
    let lines = views(&v).list_strategies(v.ask(request)).await?.into_inner().strategies;
    let sheets = [(v.say("nav-strategies"), table(&v, &lines))];
    if let Some(file) = export::asked(&v, &format!("strategies-{programme}"), &sheets) {
        return file;
    }
    let [(title, table)] = sheets;
    let mut page = headed(&v, "strategies");
    if !lines.is_empty() {
        exported(&v, &mut page);
        page.figures = figures(&v, &lines);
    }
    creates(&v, &mut page, "DraftStrategy", "/strategies/nouveau", &programme);
    let alone = lines.iter().filter(|line| line.without_live_plan).count();
    if alone > 0 {
        let said = Html::text(&v.say_n("strategies-alone", alone));
        page.notices.push(sheet::callout(false, &said));
    }
    page.parts.push(Part::table(&v, "documents", title, &table.dense(), "none-strategies"));
    Ok(frame::page(&page))
}

/// What the documents of a country are called, for pages that only know their references. What nobody has
/// a title for stays a reference.
#[derive(Default)]
pub(super) struct Titles(BTreeMap<String, String>);

impl Titles {
    /// Those of a country, where there is one of these documents to be named.
    pub(super) async fn of<'d>(
        v: &Visit,
        country: &str,
        documents: impl IntoIterator<Item = &'d String>,
    ) -> Self {
        if documents.into_iter().all(String::is_empty) {
            return Self::default();
        }
        let request = pb::ListStrategiesRequest { country: country.to_owned(), as_of: v.as_of() };
        let found = views(v).list_strategies(v.ask_soon(request)).await;
        let lines = found.map(|found| found.into_inner().strategies).unwrap_or_default();
        Self(lines.into_iter().map(|line| (line.strategy, line.title)).collect())
    }

    /// The title, which leads to the document, and its reference under it.
    pub(super) fn cell(&self, document: &str) -> Cell {
        let to = format!("/strategie/{}", encode(document));
        let link = |text: &str| Cell::Link { text: text.to_owned(), to: to.clone() };
        let note = Cell::Noted { text: String::new(), note: document.to_owned() };
        match self.0.get(document) {
            Some(title) => Cell::named(Cell::Several(vec![link(title), note]), document),
            None => link(document),
        }
    }

    /// Their titles, each leading to its document.
    pub(super) fn linked<'d>(
        &self,
        v: &Visit,
        documents: impl IntoIterator<Item = &'d String>,
    ) -> Html {
        let mut all = Html::default();
        for document in documents.into_iter().filter(|document| !document.is_empty()) {
            if !all.is_empty() {
                all.push(&Html::text(", "));
            }
            let title = self.0.get(document).unwrap_or(document);
            all.push(&html::link(title, &v.link(&format!("/strategie/{}", encode(document)))));
        }
        all
    }
}

fn figures(v: &Visit, lines: &[pb::StrategyLine]) -> Vec<Figure> {
    let of = |state: &str| lines.iter().filter(|line| line.state == state).count();
    let past = lines.iter().filter(|line| line.past_horizon || line.state == "expired").count();
    vec![
        words::count(v, "strategies-documents", lines.len(), ""),
        words::count(v, "strategies-in-force", of("in_force") + of("adopted"), ""),
        words::count(v, "strategies-past-count", past, ""),
    ]
}

pub(super) fn kind(v: &Visit, line: &pb::StrategyLine) -> String {
    v.lang.label_in("programmes", "value", line.kind().as_str_name())
}

/// What is wrong with it, in words.
pub(super) fn alerts(v: &Visit, line: &pb::StrategyLine) -> Vec<String> {
    let alerts = [
        (line.past_horizon, "strategies-past"),
        (line.without_live_plan, "strategies-no-plan"),
        (line.horizon_disputed, "strategies-disputed"),
    ];
    alerts.iter().filter(|(so, _)| *so).map(|(_, key)| v.say(key)).collect()
}

pub(super) fn table(v: &Visit, lines: &[pb::StrategyLine]) -> Table {
    let columns = [
        ("column-own-reference", Kind::Code),
        ("column-title", Kind::Text),
        ("column-kind", Kind::Text),
        ("column-programme-horizon", Kind::Text),
        ("column-programme-done", Kind::Text),
        ("column-programme-cost", Kind::Money),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let alerts = alerts(v, line);
        let state = if alerts.is_empty() {
            words::state(v, "strategy", &line.state, String::new())
        } else {
            let text = v.lang.label("strategy", &line.state);
            Cell::State { tone: Tone::Waiting, text, note: alerts.join(" · ") }
        };
        let owner = words::institutions(v, [&line.owner]);
        let done = if line.activities == 0 {
            Cell::Empty
        } else {
            Cell::text(format!("{} / {}", line.activities_done, line.activities))
        };
        table.push(vec![
            Cell::Link {
                text: line.strategy.clone(),
                to: format!("/strategie/{}", encode(&line.strategy)),
            },
            Cell::Noted { text: line.title.clone(), note: joined([line.acronym.clone(), owner]) },
            Cell::text(kind(v, line)),
            Cell::text(words::horizon(v, &line.starts_on, &line.ends_on)),
            done,
            Cell::money(line.cost.as_ref()),
            state,
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}
