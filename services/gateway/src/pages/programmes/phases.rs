//! `/p/{programme}/phases`: what each phase has and lacks, to start and to close.

use axum::{Router, extract::Path, routing::get};
use futures::future::try_join_all;
use proto::programmes::v1 as pb;
use tonic::{Code, Status};

use super::{asked, commands, exported, headed, known, unless_missing, views, words};
use crate::{
    export,
    failure::Answer,
    forms, frame,
    html::{self, Html, Tone, encode},
    pages::{
        cards::{Card, Check, joined},
        sheet::{self, At, Part, Step},
    },
    service::About,
    table::{Cell, Kind, Table},
    typography,
    visit::{App, Visit},
};

/// In the order in which a phase goes through them, unless it is suspended or abandoned.
const COURSE: [&str; 6] = ["planned", "preparing", "ready", "active", "closing", "closed"];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/p/{programme}/phases", get(show))
}

async fn show(v: Visit, Path(programme): Path<String>) -> Answer {
    known(&v, &programme)?;
    let mut page = headed(&v, "phases");
    let found = views(&v).get_programme(v.ask(asked(&v, &programme))).await;
    let phases = unless_missing(found)?.map(|found| found.phases).unwrap_or_default();
    let lists = try_join_all(phases.iter().map(|phase| readiness(&v, &programme, phase))).await?;
    let sheets = [
        (v.say("phases-readiness"), checklist(&v, &lists)),
        (v.say("phases-periods"), periods(&v, &phases)),
        (v.say("phases-assessments"), assessments(&v, &lists)),
    ];
    if let Some(file) = export::asked(&v, &format!("phases-{programme}"), &sheets) {
        return file;
    }
    if phases.is_empty() {
        let none = sheet::empty(&v, "none-phases");
        page.parts.push(Part::new("phases", v.say("nav-phases"), none));
    } else {
        exported(&v, &mut page);
    }
    for (phase, list) in phases.iter().zip(&lists) {
        page.parts.extend(parts(&v, &programme, phase, list));
    }
    let [_, periods, assessments] = sheets;
    for ((title, table), id) in [(periods, "changements"), (assessments, "evaluations")] {
        if !table.is_empty() {
            page.parts.push(Part::new(id, title, table.dense().html(&v)));
        }
    }
    let rpcs = ["PlanPhase", "RecordPrerequisite", "InformBody"];
    super::offers(&v, &mut page, &commands::PROGRAMME, &programme, &rpcs);
    Ok(frame::page(&page))
}

/// For the pages of agreements: the phase that starts next or, once all have started, the last. None
/// where there is none, or where programmes do not run.
pub(in crate::pages) async fn next_phase(
    v: &Visit,
    programme: &str,
) -> Result<Option<Card>, Status> {
    let found = views(v).get_programme(v.ask(asked(v, programme))).await;
    if matches!(&found, Err(status) if status.code() == Code::Unimplemented) {
        return Ok(None);
    }
    let phases = unless_missing(found)?.map(|found| found.phases).unwrap_or_default();
    let mut all = phases.iter().filter(|phase| phase.state != "abandoned");
    let next = all.clone().find(|phase| !has_started(phase)).or_else(|| all.next_back());
    let Some(phase) = next else { return Ok(None) };
    let list = readiness(v, programme, phase).await?;
    let (title, tag, items) = if has_started(phase) {
        let tag =
            html::tag(words::tone("phase", &phase.state), &v.lang.label("phase", &phase.state));
        (title(v, phase), tag, list.to_close)
    } else {
        let (tone, key) = if list.ready {
            (Tone::Done, "readiness-ready")
        } else {
            (Tone::Waiting, "readiness-waiting")
        };
        (v.say_n("readiness-card", phase.phase), v.tag(tone, key), list.to_start)
    };
    Ok(Some(Card {
        title,
        to: v.link(&format!("/p/{}/phases", encode(programme))),
        tag,
        illustrative: false,
        count: met(&items),
        lead: String::new(),
        checks: items.iter().map(|item| check(v, item)).collect(),
        reasons: Vec::new(),
    }))
}

fn has_started(phase: &pb::PhaseLine) -> bool {
    matches!(phase.state.as_str(), "active" | "suspended" | "closing" | "closed")
}

async fn readiness(
    v: &Visit,
    programme: &str,
    phase: &pb::PhaseLine,
) -> Result<pb::PhaseReadiness, Status> {
    let request = pb::PhaseViewRequest {
        programme: programme.to_owned(),
        phase: phase.phase,
        as_of: v.as_of(),
    };
    Ok(views(v).get_phase_readiness(v.ask(request)).await?.into_inner())
}

/// `Phase 2 · Extension`, or its number alone where its title says no more.
pub(super) fn title(v: &Visit, phase: &pb::PhaseLine) -> String {
    let number = v.say_of("phases-number", phase.phase.to_string());
    let own = if phase.title == number { String::new() } else { phase.title.clone() };
    joined([number, own])
}

/// How far it has come, and what it needs next: to start, or once it has started, to close. What it
/// needed to start is told of the day it started, not of every day since.
fn parts(
    v: &Visit,
    programme: &str,
    phase: &pb::PhaseLine,
    list: &pb::PhaseReadiness,
) -> Vec<Part> {
    let mut head = Part::new("", title(v, phase), steps(v, phase));
    head.tag = html::tag(words::tone("phase", &phase.state), &v.lang.label("phase", &phase.state));
    head.aside = words::horizon(v, &phase.starts_on, &phase.ends_on);
    if !phase.financings.is_empty() {
        let paid = v.say_of("phases-paid", phase.financings.join(", "));
        head.body.push(&sheet::remark(&paid));
    }
    if v.acts() {
        let about = About { reference: programme.to_owned(), ..About::default() };
        for rpc in &phase.possible {
            if let Some((label, to)) = forms::link(v, &commands::PROGRAMME, &about, rpc) {
                head = head.link(label, format!("{to}?phase={}", phase.phase));
            }
        }
    }
    if has_started(phase) {
        vec![head, card(v, "phases-to-close", &list.to_close)]
    } else if phase.state == "abandoned" {
        vec![head]
    } else {
        vec![head, card(v, "phases-to-start", &list.to_start)]
    }
}

fn steps(v: &Visit, phase: &pb::PhaseLine) -> Html {
    let reached = COURSE.iter().rposition(|state| {
        phase.state == *state || phase.periods.iter().any(|period| period.state == *state)
    });
    let step = |(at, state): (usize, &&str)| {
        let period = phase.periods.iter().find(|period| period.state == **state);
        let note = period.map(|period| v.day_short(&period.from)).unwrap_or_default();
        let at = match reached {
            Some(reached) if at < reached => At::Done,
            Some(reached) if at == reached && *state == "closed" => At::Done,
            Some(reached) if at == reached => At::Now,
            _ => At::Next,
        };
        Step { label: v.lang.label("phase", state), note: Html::text(&note), at }
    };
    let steps: Vec<_> = COURSE.iter().enumerate().map(step).collect();
    sheet::steps(&steps)
}

fn card(v: &Visit, key: &str, items: &[pb::ChecklistItem]) -> Part {
    let checks: Vec<_> = items.iter().map(|item| check(v, item)).collect();
    Part::new("", v.say(key), sheet::checks(&checks)).aside(met(items))
}

/// How many of them are met.
fn met(items: &[pb::ChecklistItem]) -> String {
    let met = items.iter().filter(|item| item.state == "met").count();
    format!("{met} / {}", items.len())
}

fn check(v: &Visit, item: &pb::ChecklistItem) -> Check {
    let (dot, said) = match item.state.as_str() {
        "met" => ("ok", String::new()),
        "missing" => ("bad", v.say("phases-missing-item")),
        _ => ("wait", v.say("phases-unknown-item")),
    };
    Check {
        dot,
        text: v.lang.label("item", &item.item),
        note: joined([detail(v, item), said]),
        proof: v.proof(item.proof.as_ref()),
    }
}

/// What it depends on; of the scope, how many areas were decided.
fn detail(v: &Visit, item: &pb::ChecklistItem) -> String {
    match item.detail.parse::<u64>() {
        Ok(areas) if item.item == "scope_decided" => v.say_n("zones-count", areas),
        _ => item.detail.clone(),
    }
}

fn number(v: &Visit, list: &pb::PhaseReadiness) -> String {
    let phase = list.phase.as_ref().map_or(0, |phase| phase.phase);
    v.say_of("phases-number", phase.to_string())
}

/// Everything at once, for a spreadsheet.
fn checklist(v: &Visit, lists: &[pb::PhaseReadiness]) -> Table {
    let columns = [
        ("column-programme-phase", Kind::Text),
        ("column-programme-item", Kind::Text),
        ("column-state", Kind::Text),
        ("column-programme-detail", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for list in lists {
        for item in list.to_start.iter().chain(&list.to_close) {
            table.push(vec![
                Cell::text(number(v, list)),
                Cell::text(v.lang.label("item", &item.item)),
                Cell::text(v.lang.label("item-state", &item.state)),
                Cell::text(detail(v, item)),
                Cell::proof(item.proof.as_ref()),
            ]);
        }
    }
    table
}

fn periods(v: &Visit, phases: &[pb::PhaseLine]) -> Table {
    let columns = [
        ("column-programme-phase", Kind::Text),
        ("column-state", Kind::Text),
        ("column-from", Kind::Text),
        ("column-until", Kind::Text),
        ("column-programme-validation", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for phase in phases {
        for period in &phase.periods {
            let until = if period.until.is_empty() {
                Cell::text(v.say("until-now"))
            } else {
                Cell::Date(period.until.clone())
            };
            table.push(vec![
                Cell::text(v.say_of("phases-number", phase.phase.to_string())),
                words::state(v, "phase", &period.state, String::new()),
                Cell::Date(period.from.clone()),
                until,
                Cell::text(v.lang.label("validation", &period.validation)),
                Cell::proof(period.proof.as_ref()),
            ]);
        }
    }
    table
}

/// What was found each time that somebody had it written down.
fn assessments(v: &Visit, lists: &[pb::PhaseReadiness]) -> Table {
    let columns = [
        ("column-date", Kind::Text),
        ("column-programme-phase", Kind::Text),
        ("column-state", Kind::Text),
        ("column-programme-missing", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for list in lists {
        for one in &list.assessments {
            let on = one.proof.as_ref().map(|proof| proof.effective.clone());
            let missing = one.missing.iter().map(|item| v.lang.label("item", item));
            let key = if one.ready { "phases-was-ready" } else { "phases-was-not-ready" };
            table.push(vec![
                Cell::Date(on.unwrap_or_default()),
                Cell::text(number(v, list)),
                Cell::text(v.say(key)),
                Cell::text(missing.collect::<Vec<_>>().join(typography::semicolon(v.lang))),
                Cell::proof(one.proof.as_ref()),
            ]);
        }
    }
    table
}
