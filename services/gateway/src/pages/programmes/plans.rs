//! `/p/{programme}/ptba`: what was planned and spent, year by year, and what others published of it.

use axum::{Router, extract::Path, routing::get};
use proto::programmes::v1 as pb;

use super::{asked, chart, creates, exported, headed, known, views, words};
use crate::{
    export,
    failure::Answer,
    frame,
    html::Html,
    pages::{
        overview::Figure,
        sheet::{self, Part},
    },
    table::{Cell, Kind, Table},
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/p/{programme}/ptba", get(show))
}

async fn show(v: Visit, Path(programme): Path<String>) -> Answer {
    known(&v, &programme)?;
    let years = views(&v).list_exercises(v.ask(asked(&v, &programme))).await?.into_inner();
    let years = years.exercises;
    let sheets = [
        (v.say("ptba-years"), table(&v, &years)),
        (v.say("ptba-published"), published(&v, &years)),
    ];
    if let Some(file) = export::asked(&v, &format!("ptba-{programme}"), &sheets) {
        return file;
    }
    let mut page = headed(&v, "ptba");
    if !years.is_empty() {
        exported(&v, &mut page);
    }
    creates(&v, &mut page, "OpenExercise", "/exercices/nouveau", &programme);
    let against = years.iter().flat_map(|year| &year.published);
    let against = against.filter(|rate| rate.verdict == "contradicts").count();
    if against > 0 {
        let said = Html::text(&v.say_n("ptba-contradicted", against));
        page.notices.push(sheet::callout(false, &said));
    }
    page.figures = figures(&v, &years);
    let drawing = chart::execution(&v, &years);
    if !drawing.is_empty() {
        let mut part = Part::new("graphique", v.say("ptba-chart"), drawing);
        part.body.push(&sheet::remark(&v.say("ptba-legend")));
        page.parts.push(part);
    }
    let [(title, table), (other, published)] = sheets;
    page.parts.push(Part::table(&v, "exercices", title, &table.dense(), "none-ptba"));
    if !published.is_empty() {
        page.parts.push(Part::new("publications", other, published.dense().html(&v)));
    }
    Ok(frame::page(&page))
}

/// Of the latest year that has a rate.
fn figures(v: &Visit, years: &[pb::ExerciseLine]) -> Vec<Figure> {
    let Some(year) = years.iter().rev().find(|year| !year.rate.is_empty()) else {
        return Vec::new();
    };
    let label = v.say_of("ptba-executed-of", &year.exercise);
    let planned = words::amount(
        v,
        "column-programme-planned",
        year.planned.as_ref(),
        &words::to_figure(year, "planned"),
    );
    let executed = words::amount(
        v,
        "column-programme-executed",
        year.executed.as_ref(),
        &words::to_figure(year, "executed"),
    );
    [words::rate(v, label, year), planned, executed].into_iter().flatten().collect()
}

fn table(v: &Visit, years: &[pb::ExerciseLine]) -> Table {
    let columns = [
        ("column-exercise", Kind::Code),
        ("column-programme-planned", Kind::Money),
        ("column-programme-executed", Kind::Money),
        ("column-programme-rate", Kind::Figure),
        ("column-programme-executed-until", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for year in years {
        let note = if year.revisions == 0 {
            String::new()
        } else {
            v.say_n("ptba-revised-times", year.revisions)
        };
        table.push(vec![
            Cell::Link { text: year.exercise.clone(), to: words::to_exercise(year) },
            Cell::Figure {
                money: year.planned.clone(),
                to: words::to_figure(year, "planned"),
                illustrative: year.illustrative,
            },
            Cell::Figure {
                money: year.executed.clone(),
                to: words::to_figure(year, "executed"),
                illustrative: false,
            },
            Cell::rate(v, &year.rate, words::to_figure(year, "rate")),
            Cell::Date(year.executed_until.clone()),
            words::state(v, "plan", &year.state, note),
            Cell::proof(year.executed_by.as_ref().or(year.planned_by.as_ref())),
        ]);
    }
    table
}

/// What others published, beside what recorded amounts make.
pub(super) fn published(v: &Visit, years: &[pb::ExerciseLine]) -> Table {
    let columns = [
        ("column-exercise", Kind::Code),
        ("column-programme-publication", Kind::Text),
        ("column-programme-rate-published", Kind::Figure),
        ("column-programme-rate-recomputed", Kind::Figure),
        ("column-programme-printed-planned", Kind::Money),
        ("column-programme-printed-executed", Kind::Money),
        ("column-programme-verdict", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for year in years {
        for rate in &year.published {
            let mut notes = Vec::new();
            if !rate.own_amounts_agree {
                notes.push(v.say("ptba-own-amounts"));
            }
            if rate.of_period {
                notes.push(v.say("ptba-of-period"));
            }
            table.push(vec![
                Cell::Link { text: year.exercise.clone(), to: words::to_exercise(year) },
                Cell::Noted {
                    text: rate.publication.clone(),
                    note: v.say_of("ptba-until", v.day_short(&rate.until)),
                },
                Cell::rate(v, &rate.rate, ""),
                Cell::rate(v, &rate.recomputed, words::to_figure(year, "rate")),
                Cell::money(rate.planned.as_ref()),
                Cell::money(rate.executed.as_ref()),
                words::state(v, "verdict", &rate.verdict, notes.join(" · ")),
                Cell::proof(rate.proof.as_ref()),
            ]);
        }
    }
    table
}
