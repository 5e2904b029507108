//! `/p/{programme}/zones`: where a programme is, was announced and was launched; on any day, as known
//! on that day and as known today.

use axum::{Router, extract::Path, routing::get};
use proto::{jalon::v1 as jalon, programmes::v1 as pb};

use super::{
    areas, chart, commands, exported, headed, known, offers, unless_missing, views, words,
};
use crate::{
    export,
    failure::{Answer, Failure},
    frame,
    html::{Html, encode, escape},
    pages::sheet::{self, Button, Part},
    table::{Cell, Kind, Table},
    visit::{App, Visit},
};

/// Days on which coverage changed that are offered to look at.
const MOMENTS: usize = 8;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/p/{programme}/zones", get(show))
}

async fn asked(
    v: &Visit,
    programme: &str,
    as_of: Option<jalon::AsOf>,
) -> Result<pb::Coverage, Failure> {
    let request = pb::CoverageRequest {
        programme: programme.to_owned(),
        within: v.asked("dans").unwrap_or_default().chars().take(80).collect(),
        as_of,
    };
    let answer = views(v).get_coverage(v.ask(request)).await;
    Ok(unless_missing(answer)?.unwrap_or_default())
}

async fn show(v: Visit, Path(programme): Path<String>) -> Answer {
    let country = known(&v, &programme)?.country.clone();
    let coverage = asked(&v, &programme, v.as_of()).await?;
    let sheets = [
        (v.say("zones-covered"), table(&v, &coverage.covered)),
        (v.say("zones-announced"), table(&v, &coverage.announced)),
        (v.say("zones-launched"), table(&v, &coverage.launched)),
        (v.say("zones-withdrawn"), table(&v, &coverage.withdrawn)),
        (v.say("zones-migrations"), migrations(&v, &coverage.migrations)),
        (v.say("zones-history"), entries(&v, &coverage.entries)),
    ];
    if let Some(file) = export::asked(&v, &format!("zones-{programme}"), &sheets) {
        return file;
    }
    let mut page = headed(&v, "zones");
    if !coverage.entries.is_empty() {
        exported(&v, &mut page);
    }
    let registry = format!("/registre/{}?programme={}", encode(&country), encode(&programme));
    page.buttons.push(Button::new(v.say("zones-registry"), v.link(&registry)));
    let path = format!("/p/{}/zones", encode(&programme));
    page.figures = [
        ("zones-covered", coverage.covered.len()),
        ("zones-announced", coverage.announced.len()),
        ("zones-launched", coverage.launched.len()),
    ]
    .into_iter()
    .filter(|(_, number)| *number > 0)
    .map(|(key, number)| words::count(&v, key, number, &format!("{path}#{key}")))
    .collect();
    if let Some(day) = v.effective.clone() {
        page.parts.push(twice(&v, &programme, &day).await?);
    }
    let drawing = chart::coverage(&v, &coverage.entries, v.day_looked_at());
    if !drawing.is_empty() {
        page.parts.push(Part::new("graphique", v.say("zones-over-time"), drawing));
    }
    let ids = ["zones-covered", "zones-announced", "zones-launched", "zones-withdrawn"];
    for ((title, table), id) in
        sheets.into_iter().zip(ids.into_iter().chain(["reports", "historique"]))
    {
        if !table.is_empty() || id == "zones-covered" {
            page.parts.push(Part::table(&v, id, title, &table.dense(), "none-zones"));
        }
    }
    if let Some(part) = page.parts.last_mut().filter(|part| part.id == "historique") {
        part.links.extend(moments(&v, &path, &coverage.entries));
    }
    let mut rpcs = vec!["ExtendScope", "WithdrawFromArea", "AnnounceScope", "RecordLaunch"];
    if coverage.migrations.iter().any(|it| it.state == "proposed") {
        rpcs.push("DecideMigration");
    }
    offers(&v, &mut page, &commands::PROGRAMME, &programme, &rpcs);
    Ok(frame::page(&page))
}

/// The same day read twice: with what was known on it, and with all that is known since.
async fn twice(v: &Visit, programme: &str, day: &str) -> Result<Part, Failure> {
    let at = |known: &str| {
        let as_of =
            jalon::AsOf { effective: day.to_owned(), known: known.to_owned(), position: None };
        asked(v, programme, Some(as_of))
    };
    let (then, now) = tokio::try_join!(at(day), at(""))?;
    let mut body = Html::default();
    for (key, read) in [("zones-known-then", then), ("zones-known-now", now)] {
        body.push(&Html::made(format!("<h3>{}</h3>", escape(&v.say(key)))));
        let told = [
            ("zones-covered", &read.covered),
            ("zones-announced", &read.announced),
            ("zones-launched", &read.launched),
        ];
        let told = told.map(|(key, all)| (v.say(key), areas::linked(v, all)));
        body.push(&sheet::facts(&told));
    }
    let title = v.say_of("zones-twice", v.date(day));
    Ok(Part::new("deux-lectures", title, body))
}

/// Where the page stood on the latest days on which something changed, as known then.
fn moments(v: &Visit, path: &str, entries: &[pb::ScopeEntry]) -> Vec<(String, String)> {
    let stated = entries.iter().filter_map(|entry| entry.proof.as_ref());
    let mut days: Vec<_> = stated
        .map(|proof| proof.effective.clone())
        .filter(|day| day.len() == 10 && *day <= v.day_looked_at().to_string())
        .collect();
    days.sort_unstable();
    days.dedup();
    let latest = days.iter().rev().take(MOMENTS);
    let moment = |day: &String| {
        let to = format!("{path}?effet={day}&connu={day}", day = encode(day));
        (v.say_of("zones-as-known-on", v.day_short(day)), to)
    };
    latest.map(moment).collect()
}

fn table(v: &Visit, lines: &[pb::CoveredArea]) -> Table {
    let columns = [
        ("column-programme-area", Kind::Text),
        ("column-kind", Kind::Text),
        ("column-programme-within", Kind::Text),
        ("column-programme-since", Kind::Text),
        ("column-programme-wording", Kind::Text),
        ("column-programme-decision", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        table.push(vec![
            areas::covered(line),
            Cell::text(words::area_kind(v, &line.kind)),
            Cell::text(&line.within),
            Cell::Date(line.since.clone()),
            Cell::text(&line.statement),
            Cell::text(&line.decision),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

fn migrations(v: &Visit, lines: &[pb::Migration]) -> Table {
    let columns = [
        ("column-programme-area", Kind::Text),
        ("column-programme-becomes", Kind::Text),
        ("column-programme-legal-text", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let called = |area: &String| {
            let found = line.into.iter().find(|it| it.area == *area);
            found.map_or_else(|| area.clone(), |it| it.name.clone())
        };
        let decided: Vec<_> = line.decided.iter().map(called).collect();
        table.push(vec![
            areas::link(&line.name, &line.area),
            Cell::text(words::named(&line.into)),
            Cell::text(&line.text),
            words::state(v, "migration", &line.state, decided.join(", ")),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

/// How coverage grew: each line is an event.
fn entries(v: &Visit, lines: &[pb::ScopeEntry]) -> Table {
    let columns = [
        ("column-date", Kind::Text),
        ("column-programme-scope", Kind::Text),
        ("column-programme-areas", Kind::Text),
        ("column-programme-covered", Kind::Figure),
        ("column-programme-wording", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let on = line.proof.as_ref().map(|proof| proof.effective.clone());
        table.push(vec![
            Cell::Date(on.unwrap_or_default()),
            Cell::text(v.lang.label("scope", &line.what)),
            Cell::text(words::named(&line.areas)),
            Cell::Number(line.covered.into()),
            Cell::text(&line.text),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}
