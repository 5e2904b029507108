//! `/strategie/{reference}`: one policy, strategy or plan: its course, its axes, what it agrees with.

use std::cmp::Ordering;

use axum::{Router, extract::Path, routing::get};
use proto::programmes::v1 as pb;

use super::{
    areas, commands, exported, offers,
    strategies::{self, Titles},
    views, words,
};
use crate::{
    export,
    failure::Answer,
    frame,
    html::{self, Html, Tone, encode},
    names,
    pages::{
        cards::joined,
        sheet::{self, At, Button, Part, Sheet, Step},
    },
    table::{Cell, Kind, Table},
    visit::{App, Visit},
};

/// In the order in which a document goes through them.
const COURSE: [&str; 4] = ["drafted", "validated", "adopted", "in_force"];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/strategie/{reference}", get(show))
}

async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let request = pb::StrategyViewRequest { strategy: reference.clone(), as_of: v.as_of() };
    let found = views(&v).get_strategy(v.ask(request)).await?.into_inner();
    let line = found.line.clone().unwrap_or_default();
    v.programme = Some(areas::programme_of(&v, &line.country)).filter(|code| !code.is_empty());
    let v = &v;
    let tables = [
        ("axes", "strategies-axes", axes(v, &found.axes)),
        ("alignements", "strategies-alignments", alignments(v, &found.alignments)),
        ("defis", "strategies-challenges", challenges(v, &found.challenges)),
        ("plans", "strategies-plans", strategies::table(v, &found.plans)),
        ("amendements", "strategies-amendments", amendments(v, &found.amendments)),
        ("horizons", "strategies-horizons", horizons(v, &found.horizons)),
        ("etapes", "strategies-steps", steps(v, &found.steps)),
    ];
    let sheets = tables.iter().map(|(_, key, table)| (v.say(key), table.clone()));
    let sheets: Vec<_> = sheets.filter(|(_, table)| !table.is_empty()).collect();
    if let Some(file) = export::asked(v, &format!("strategie-{reference}"), &sheets) {
        return file;
    }
    let mut page = headed(v, &line);
    exported(v, &mut page);
    let history = format!("/strategie/{}/historique", encode(&reference));
    page.buttons.push(Button::new(v.say("history"), v.link(&history)));
    page.steps = course(v, &found);
    for alert in strategies::alerts(v, &line) {
        page.notices.push(sheet::callout(false, &Html::text(&names::capitalised(&alert))));
    }
    let titles = Titles::of(v, &line.country, [&line.implements, &line.replaced_by]).await;
    page.parts.push(about(v, &line, &titles));
    for (id, key, table) in tables {
        if !table.is_empty() || id == "axes" {
            page.parts.push(Part::table(v, id, v.say(key), &table.dense(), "none-axes"));
        }
    }
    let mut rpcs: Vec<_> = found.possible.iter().map(String::as_str).collect();
    rpcs.extend([
        "StateHorizon",
        "RecordStrategyCost",
        "DefineAxis",
        "DefineMeasure",
        "DefineActivity",
        "ReportActivity",
        "AlignStrategy",
        "RecordChallenge",
    ]);
    offers(v, &mut page, &commands::STRATEGY, &reference, &rpcs);
    Ok(frame::page(&page))
}

fn headed<'v>(v: &'v Visit, line: &pb::StrategyLine) -> Sheet<'v> {
    let mut page = Sheet::new(v, line.title.clone());
    let all = v.programme.as_ref().map(|code| format!("/p/{}/strategies", encode(code)));
    page.over = match all {
        Some(to) => html::link(&v.say("nav-strategies"), &v.link(&to)),
        None => Html::text(&line.strategy),
    };
    let horizon = words::horizon(v, &line.starts_on, &line.ends_on);
    let country = v.lang.label("country", &line.country);
    page.lead =
        Html::text(&joined([strategies::kind(v, line), line.acronym.clone(), country, horizon]));
    page
}

fn about(v: &Visit, line: &pb::StrategyLine, titles: &Titles) -> Part {
    let done = if line.activities == 0 {
        String::new()
    } else {
        format!("{} / {}", line.activities_done, line.activities)
    };
    let cost = line.cost.as_ref().map(|cost| v.money(Some(cost))).unwrap_or_default();
    let facts = [
        ("column-own-reference", Html::text(&line.strategy)),
        ("strategies-owner", Html::text(&words::institutions(v, [&line.owner]))),
        ("strategies-implements", titles.linked(v, [&line.implements])),
        ("strategies-replaced-by", titles.linked(v, [&line.replaced_by])),
        ("column-programme-cost", Html::text(&cost)),
        ("column-programme-done", Html::text(&done)),
        ("zones-established", v.proof(line.proof.as_ref())),
    ];
    let facts: Vec<_> = facts.into_iter().map(|(key, told)| (v.say(key), told)).collect();
    Part::new("document", v.say("strategies-about"), sheet::facts(&facts))
}

/// What it went through, each with its day: a document may be adopted without a known validation.
fn course(v: &Visit, found: &pb::Strategy) -> Vec<Step> {
    let state = found.line.as_ref().map(|line| line.state.as_str()).unwrap_or_default();
    let ended = matches!(state, "expired" | "replaced");
    let now = COURSE.iter().position(|known| *known == state).unwrap_or(COURSE.len());
    let day = |state: &str| {
        let step = found.steps.iter().find(|step| step.state == state);
        step.and_then(|step| step.proof.as_ref()).map(|proof| v.day_short(&proof.effective))
    };
    let step = |(at, known): (usize, &&str)| {
        let (day, passed) = (day(known), at < now);
        // What came later shows that it went on, not that this took place.
        let at = match (at.cmp(&now), &day) {
            (Ordering::Less, Some(_)) => At::Done,
            (Ordering::Equal, _) => At::Now,
            (Ordering::Less | Ordering::Greater, _) => At::Next,
        };
        let note = match day {
            None if passed => v.say("validation-undocumented"),
            day => day.unwrap_or_default(),
        };
        Step { label: v.lang.label("strategy", known), note: Html::text(&note), at }
    };
    let mut steps: Vec<_> = COURSE.iter().enumerate().map(step).collect();
    if ended {
        let note = day(state).unwrap_or_default();
        let label = v.lang.label("strategy", state);
        steps.push(Step { label, note: Html::text(&note), at: At::Now });
    }
    steps
}

fn steps(v: &Visit, lines: &[pb::StrategyStep]) -> Table {
    let columns = [
        ("column-date", Kind::Text),
        ("column-programme-organ", Kind::Text),
        ("column-programme-decision", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let on = line.proof.as_ref().map(|proof| proof.effective.clone());
        table.push(vec![
            Cell::Date(on.unwrap_or_default()),
            Cell::text(names::institution(v, &line.body)),
            Cell::text(&line.decision),
            words::state(v, "strategy", &line.state, String::new()),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

/// Axes, each with its measures and their activities below it.
fn axes(v: &Visit, lines: &[pb::Axis]) -> Table {
    let columns = [
        ("column-programme-axis", Kind::Code),
        ("column-label", Kind::Text),
        ("column-programme-in-charge", Kind::Text),
        ("column-due", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for axis in lines {
        let heading = v.say_of("strategies-axis", &axis.axis);
        table.push(vec![
            Cell::text(heading),
            Cell::text(&axis.label),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::proof(axis.proof.as_ref()),
        ]);
        for measure in &axis.measures {
            table.push(vec![
                Cell::text(&measure.measure),
                Cell::text(&measure.label),
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                Cell::proof(measure.proof.as_ref()),
            ]);
            table.rows.extend(measure.activities.iter().map(|it| activity(v, it)));
        }
    }
    table
}

fn activity(v: &Visit, it: &pb::Activity) -> Vec<Cell> {
    let state = if it.overdue {
        let text = v.say("strategies-overdue");
        Cell::State { tone: Tone::Blocked, text, note: v.lang.label("activity", &it.state) }
    } else {
        words::state(v, "activity", &it.state, String::new())
    };
    vec![
        Cell::text(&it.activity),
        Cell::Noted { text: it.label.clone(), note: it.statement.clone() },
        Cell::text(words::institutions(v, [&it.responsible])),
        Cell::Date(it.due_on.clone()),
        state,
        Cell::proof(it.proof.as_ref()),
    ]
}

fn alignments(v: &Visit, lines: &[pb::Alignment]) -> Table {
    let columns = [
        ("column-programme-framework", Kind::Text),
        ("column-programme-horizon", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let (tone, key) = if line.expired {
            (Tone::Waiting, "strategies-expired")
        } else {
            (Tone::Done, "strategies-running")
        };
        table.push(vec![
            Cell::text(&line.framework),
            Cell::text(words::horizon(v, &line.starts_on, &line.ends_on)),
            Cell::State { tone, text: v.say(key), note: String::new() },
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

fn challenges(v: &Visit, lines: &[pb::Challenge]) -> Table {
    let mut table =
        Table::new(v.lang, &[("column-programme-wording", Kind::Text), ("", Kind::Proof)]);
    for line in lines {
        table.push(vec![Cell::text(&line.text), Cell::proof(line.proof.as_ref())]);
    }
    table
}

/// Every horizon that a source states, whether or not they agree.
fn horizons(v: &Visit, lines: &[pb::Horizon]) -> Table {
    let columns = [("column-programme-horizon", Kind::Text), ("", Kind::Proof)];
    let mut table = Table::new(v.lang, &columns);
    for line in lines.iter().filter(|it| !it.starts_on.is_empty() || !it.ends_on.is_empty()) {
        table.push(vec![
            Cell::text(words::horizon(v, &line.starts_on, &line.ends_on)),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

fn amendments(v: &Visit, lines: &[pb::Amendment]) -> Table {
    let columns = [
        ("column-programme-wording", Kind::Text),
        ("column-programme-cause", Kind::Text),
        ("column-programme-chain", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        table.push(vec![
            Cell::text(&line.text),
            Cell::text(&line.reason),
            Cell::text(words::chain([&line.review, &line.recommendation, &line.decision])),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}
