//! `/p/{programme}/resultats`: indicators, what they should reach, what they reached.

use axum::{Router, extract::Path, routing::get};
use proto::programmes::v1 as pb;

use super::{asked, commands, exported, headed, known, offers, unless_missing, views, words};
use crate::{
    export,
    failure::Answer,
    forms, frame,
    html::{Html, encode},
    pages::{
        cards::joined,
        overview::Figure,
        sheet::{self, Part},
    },
    service::About,
    table::{Cell, Kind, Table},
    typography,
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/p/{programme}/resultats", get(show))
        .route("/cadre/{reference}", get(enter))
}

async fn enter(v: Visit, Path(reference): Path<String>) -> Answer {
    Ok(super::onward(&v, &reference, "resultats"))
}

/// The results framework of a programme; nothing before there is any.
pub(super) async fn asked_of(v: &Visit, programme: &str) -> Result<pb::Results, tonic::Status> {
    let found = views(v).get_results(v.ask(asked(v, programme))).await;
    Ok(unless_missing(found)?.unwrap_or_default())
}

async fn show(v: Visit, Path(programme): Path<String>) -> Answer {
    known(&v, &programme)?;
    let found = asked_of(&v, &programme).await?;
    let indicators = &found.indicators;
    let sheets = [
        (v.say("resultats-against"), against(&v, &programme, indicators)),
        (v.say("resultats-values"), values(&v, &programme, indicators)),
        (v.say("resultats-targets"), targets(&v, indicators)),
        (v.say("resultats-shares"), shares(&v, indicators)),
    ];
    if let Some(file) = export::asked(&v, &format!("resultats-{programme}"), &sheets) {
        return file;
    }
    let mut page = headed(&v, "resultats");
    if !indicators.is_empty() {
        exported(&v, &mut page);
        page.figures = figures(&v, indicators);
    }
    if !found.locked_periods.is_empty() {
        let locked = found.locked_periods.iter().map(|period| v.day_short(period));
        let said = v.say_of("resultats-locked", locked.collect::<Vec<_>>().join(", "));
        page.notices.push(sheet::callout(false, &Html::text(&said)));
    }
    let ids = ["cibles", "realisations", "echeances", "ventilations"];
    for ((title, table), id) in sheets.into_iter().zip(ids) {
        if !table.is_empty() || id == "cibles" {
            page.parts.push(Part::table(&v, id, title, &table.dense(), "none-resultats"));
        }
    }
    let rpcs = ["DefineIndicator", "SetTarget", "ReportAchievement", "LockReportingPeriod"];
    let reopens = (!found.locked_periods.is_empty()).then_some("ReopenReportingPeriod");
    let rpcs: Vec<_> = rpcs.into_iter().chain(reopens).collect();
    offers(&v, &mut page, &commands::FRAMEWORK, &programme, &rpcs);
    Ok(frame::page(&page))
}

fn figures(v: &Visit, indicators: &[pb::Indicator]) -> Vec<Figure> {
    let all = || indicators.iter().flat_map(|indicator| &indicator.achievements);
    // What an import reports was judged elsewhere, or is not known to have been: nobody is waited for.
    let waits = |one: &&pb::Achievement| one.state == "reported" && !one.validation_undocumented;
    let waiting = all().filter(waits).count();
    vec![
        words::count(v, "resultats-indicators", indicators.len(), ""),
        words::count(v, "resultats-values", all().count(), ""),
        words::count(v, "resultats-waiting", waiting, ""),
    ]
}

fn to_history(programme: &str, indicator: &pb::Indicator) -> String {
    let figure = encode(&format!("indicator/{}", indicator.indicator));
    format!("/cadre/{}/historique?figure={figure}", encode(programme))
}

fn name(programme: &str, indicator: &pb::Indicator) -> Cell {
    Cell::Several(vec![
        Cell::Link { text: indicator.label.clone(), to: to_history(programme, indicator) },
        Cell::Noted {
            text: String::new(),
            note: joined([indicator.definition.clone(), indicator.component.clone()]),
        },
    ])
}

fn value(v: &Visit, indicator: &pb::Indicator, one: &pb::Achievement, to: String) -> Cell {
    let said = typography::decimal(&one.value, v.lang);
    let said = if one.approximate { v.say_of("about-count", said) } else { said };
    let said = if indicator.unit.is_empty() {
        said
    } else {
        format!("{said}{}{}", typography::FIXED, indicator.unit)
    };
    Cell::Told { said, plain: one.value.clone(), to }
}

/// The latest value of each indicator, against the next target.
fn against(v: &Visit, programme: &str, indicators: &[pb::Indicator]) -> Table {
    let columns = [
        ("column-programme-indicator", Kind::Text),
        ("column-programme-baseline", Kind::Figure),
        ("column-programme-period", Kind::Text),
        ("column-programme-reached", Kind::Figure),
        ("column-programme-target", Kind::Figure),
        ("column-programme-of-target", Kind::Figure),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for indicator in indicators {
        let latest = indicator.achievements.iter().rfind(|one| one.state != "returned");
        let target = indicator.targets.last();
        let empty = pb::Achievement::default();
        let one = latest.unwrap_or(&empty);
        table.push(vec![
            name(programme, indicator),
            words::measured(v, &indicator.baseline, &indicator.unit),
            Cell::Date(one.period.clone()),
            latest.map_or(Cell::Empty, |one| {
                value(v, indicator, one, to_history(programme, indicator))
            }),
            target.map_or(Cell::Empty, |it| words::measured(v, &it.value, &indicator.unit)),
            Cell::rate(v, &one.of_target, ""),
            if latest.is_some() { state(v, one) } else { Cell::text(v.say("resultats-no-value")) },
            Cell::proof(one.proof.as_ref().or(indicator.proof.as_ref())),
        ]);
    }
    table
}

fn state(v: &Visit, one: &pb::Achievement) -> Cell {
    let mut notes = Vec::new();
    if !one.reason.is_empty() {
        notes.push(one.reason.clone());
    }
    if one.locked {
        notes.push(v.say("resultats-period-locked"));
    }
    if one.validation_undocumented && one.state != "returned" {
        notes.push(v.say("resultats-undocumented"));
    }
    words::state(v, "achievement", &one.state, notes.join(" · "))
}

/// Every value that was reported, and what may be done with one that waits.
fn values(v: &Visit, programme: &str, indicators: &[pb::Indicator]) -> Table {
    let columns = [
        ("column-programme-period", Kind::Code),
        ("column-programme-indicator", Kind::Text),
        ("column-programme-reached", Kind::Figure),
        ("column-programme-of-target", Kind::Figure),
        ("column-state", Kind::Text),
        ("column-next", Kind::Act),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for indicator in indicators {
        for one in &indicator.achievements {
            table.push(vec![
                Cell::Date(one.period.clone()),
                Cell::text(&indicator.label),
                value(v, indicator, one, String::new()),
                Cell::rate(v, &one.of_target, ""),
                state(v, one),
                next(v, programme, indicator, one),
                Cell::proof(one.proof.as_ref()),
            ]);
        }
    }
    table
}

/// Somebody else validates or returns what was reported.
fn next(v: &Visit, programme: &str, indicator: &pb::Indicator, one: &pb::Achievement) -> Cell {
    if !v.acts() || one.locked || one.state != "reported" {
        return Cell::Empty;
    }
    let about = About { reference: programme.to_owned(), ..About::default() };
    let query =
        format!("?indicator={}&period={}", encode(&indicator.indicator), encode(&one.period));
    let form = |rpc| {
        let (text, to) = forms::link(v, &commands::FRAMEWORK, &about, rpc)?;
        Some(Cell::Link { text, to: format!("{to}{query}") })
    };
    Cell::Several(
        ["ValidateAchievement", "ReturnAchievement"].into_iter().filter_map(form).collect(),
    )
}

fn targets(v: &Visit, indicators: &[pb::Indicator]) -> Table {
    let columns = [
        ("column-programme-indicator", Kind::Text),
        ("column-programme-by", Kind::Text),
        ("column-programme-target", Kind::Figure),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for indicator in indicators {
        for target in &indicator.targets {
            table.push(vec![
                Cell::text(&indicator.label),
                Cell::Date(target.by.clone()),
                words::measured(v, &target.value, &indicator.unit),
                Cell::proof(target.proof.as_ref()),
            ]);
        }
    }
    table
}

/// The parts of values, by what they are split by.
fn shares(v: &Visit, indicators: &[pb::Indicator]) -> Table {
    let columns = [
        ("column-programme-indicator", Kind::Text),
        ("column-programme-period", Kind::Text),
        ("column-programme-split", Kind::Text),
        ("column-programme-group", Kind::Text),
        ("column-programme-reached", Kind::Figure),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for indicator in indicators {
        for one in &indicator.achievements {
            for share in &one.shares {
                table.push(vec![
                    Cell::text(&indicator.label),
                    Cell::Date(one.period.clone()),
                    Cell::text(&share.disaggregation),
                    Cell::text(&share.group),
                    words::measured(v, &share.value, &indicator.unit),
                    Cell::proof(one.proof.as_ref()),
                ]);
            }
        }
    }
    table
}
