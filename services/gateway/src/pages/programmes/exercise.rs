//! `/exercice/{reference}`: one budget year, from its plan to what was spent under it.

use axum::{Router, extract::Path, routing::get};
use proto::programmes::v1 as pb;

use super::{commands, exported, offers, overview, plans, views, words};
use crate::{
    export,
    failure::{Answer, Failure},
    frame,
    html::{self, Html, encode},
    pages::{
        overview::Figure,
        sheet::{self, Button, Part, Sheet, Step},
    },
    table::{Cell, Kind, Table},
    visit::{App, Visit},
};

/// In the order in which a plan goes through them. A revision is no step: the plan stays in force.
const COURSE: [&str; 7] = [
    "draft",
    "submitted",
    "adopted",
    "no_objection_received",
    "in_force",
    "executed",
    "closed_out",
];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/exercice/{reference}", get(show))
}

/// A budget year, at the moment that is looked at.
pub(super) async fn asked(v: &Visit, reference: &str) -> Result<pb::Execution, Failure> {
    let (programme, exercise) = words::split(reference).ok_or(Failure::NotFound)?;
    let request = pb::ExerciseViewRequest {
        programme: programme.to_owned(),
        exercise: exercise.to_owned(),
        as_of: v.as_of(),
    };
    Ok(views(v).get_execution(v.ask(request)).await?.into_inner())
}

/// The same, and from now on its programme.
pub(super) async fn found(v: &mut Visit, reference: &str) -> Result<pb::Execution, Failure> {
    let execution = asked(v, reference).await?;
    v.programme = execution.line.as_ref().map(|line| line.programme.clone());
    Ok(execution)
}

async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let execution = found(&mut v, &reference).await?;
    let v = &v;
    let line = execution.line.clone().unwrap_or_default();
    let slices = [
        ("ptba-by-component", slices(v, &execution.by_component, "component")),
        ("ptba-by-quarter", slices(v, &execution.by_quarter, "quarter")),
        ("ptba-by-source", slices(v, &execution.by_source, "source")),
        ("ptba-by-area", slices(v, &execution.by_area, "area")),
    ];
    let others = [
        ("ptba-statements", statements(v, &execution.statements)),
        ("ptba-revisions", revisions(v, &line, &execution.revisions)),
        ("ptba-published", plans::published(v, std::slice::from_ref(&line))),
        ("ptba-progress", progress(v, &execution.progress)),
        ("ptba-milestones", overview::texts(v, &execution.milestones)),
    ];
    let all = slices.iter().chain(&others).map(|(key, table)| (v.say(key), table.clone()));
    let sheets: Vec<_> = all.filter(|(_, table)| !table.is_empty()).collect();
    if let Some(file) = export::asked(v, &format!("exercice-{reference}"), &sheets) {
        return file;
    }
    let mut page = Sheet::new(v, v.say_of("ptba-of", &line.exercise));
    let programme = v.app.register.programme(&line.programme);
    let short = programme.map_or(line.programme.as_str(), |known| known.short(v.lang));
    page.over = html::link(short, &v.link(&format!("/p/{}/ptba", encode(&line.programme))));
    page.lead = Html::text(&words::horizon(v, &line.starts_on, &line.ends_on));
    exported(v, &mut page);
    buttons(v, &mut page, &line);
    page.steps = steps(v, &line, !execution.awaiting.is_empty());
    page.figures = figures(v, &line);
    if !execution.awaiting.is_empty() {
        let said = v.say_of("ptba-awaiting", execution.awaiting.join(", "));
        page.notices.push(sheet::callout(false, &Html::text(&said)));
    }
    let ids = ["composantes", "trimestres", "sources", "zones"];
    for ((key, table), id) in slices.into_iter().zip(ids) {
        // One line that is not split says what the figures above say.
        if table.len() > 1 || id == "composantes" {
            let part = Part::table(v, id, v.say(key), &table.dense(), "none-slices");
            page.parts.push(importing(v, part, &line, "composantes", "ptba"));
        }
    }
    let ids = ["etats", "versions", "publications", "avancement", "actes"];
    for ((key, table), id) in others.into_iter().zip(ids) {
        if !table.is_empty() || id == "etats" {
            let part = Part::table(v, id, v.say(key), &table.dense(), "none-statements");
            page.parts.push(importing(v, part, &line, "etats", "depenses"));
        }
    }
    let mut possible: Vec<_> = execution.possible.iter().map(String::as_str).collect();
    possible.extend(["ImportExpenditure", "RecordPublishedRate"]);
    if execution.statements.iter().any(|it| matches!(it.state.as_str(), "imported" | "checked")) {
        possible.extend(["CheckExpenditure", "LockExpenditure", "DiscardExpenditure"]);
    }
    offers(v, &mut page, &commands::EXERCISE, &reference, &possible);
    Ok(frame::page(&page))
}

/// Where a sheet of that kind is brought, under the card that it fills.
fn importing(v: &Visit, part: Part, line: &pb::ExerciseLine, under: &str, kind: &str) -> Part {
    if !v.acts() || part.id != under {
        return part;
    }
    let label = v.say(&format!("sheets-{kind}-title"));
    part.link(label, format!("{}/{kind}", words::to_exercise(line)))
}

fn buttons(v: &Visit, page: &mut Sheet<'_>, line: &pb::ExerciseLine) {
    let base = words::to_exercise(line);
    if line.planned.is_some() {
        page.buttons.push(Button::new(v.say("ptba-lines"), v.link(&format!("{base}/lignes"))));
    }
    page.buttons.push(Button::new(v.say("history"), v.link(&format!("{base}/historique"))));
}

fn steps(v: &Visit, line: &pb::ExerciseLine, awaiting: bool) -> Vec<Step> {
    let state = if line.state == "revised" { "in_force" } else { line.state.as_str() };
    let now = COURSE.iter().position(|known| *known == state).unwrap_or(0);
    // Where nobody has to be asked, nobody's answer is a step.
    let asked = awaiting || state == "no_objection_received";
    let course = COURSE.iter().enumerate();
    let course = course.filter(|(_, known)| asked || **known != "no_objection_received");
    Step::in_order(course.map(|(at, known)| {
        let revised = line.state == "revised" && *known == "in_force";
        let note = if revised { v.lang.label("plan", "revised") } else { String::new() };
        (v.lang.label("plan", known), Html::text(&note), at < now || state == "closed_out")
    }))
}

fn figures(v: &Visit, line: &pb::ExerciseLine) -> Vec<Figure> {
    let planned = words::amount(
        v,
        "column-programme-planned",
        line.planned.as_ref(),
        &words::to_figure(line, "planned"),
    );
    let executed = words::amount(
        v,
        "column-programme-executed",
        line.executed.as_ref(),
        &words::to_figure(line, "executed"),
    );
    let planned = planned.map(|figure| Figure { illustrative: line.illustrative, ..figure });
    let rate = words::rate(v, v.say("column-programme-rate"), line);
    [planned, executed, rate].into_iter().flatten().collect()
}

fn slices(v: &Visit, lines: &[pb::Slice], kind: &str) -> Table {
    let columns = [
        ("column-programme-split", Kind::Text),
        ("column-programme-planned", Kind::Money),
        ("column-programme-executed", Kind::Money),
        ("column-programme-rate", Kind::Figure),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let text = match (line.key.as_str(), kind) {
            ("", "area") => v.say("ptba-everywhere"),
            ("" | "0", _) => v.say("ptba-not-said"),
            (key, "quarter") => v.say_of("ptba-quarter", key),
            (key, _) => key.to_owned(),
        };
        let key = if line.label.is_empty() {
            Cell::text(text)
        } else if kind == "area" {
            Cell::Link { text: line.label.clone(), to: format!("/zone/{}", encode(&line.key)) }
        } else {
            Cell::Noted { text, note: line.label.clone() }
        };
        table.push(vec![
            key,
            Cell::money(line.planned.as_ref()),
            Cell::money(line.executed.as_ref()),
            Cell::rate(v, &line.rate, ""),
        ]);
    }
    table
}

fn statements(v: &Visit, lines: &[pb::StatementLine]) -> Table {
    let columns = [
        ("column-programme-statement", Kind::Text),
        ("column-from", Kind::Text),
        ("column-until", Kind::Text),
        ("column-programme-sum", Kind::Money),
        ("column-programme-lines", Kind::Figure),
        ("column-programme-layout", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        table.push(vec![
            Cell::Noted { text: line.statement.clone(), note: line.source.clone() },
            Cell::Date(line.starts_on.clone()),
            Cell::Date(line.ends_on.clone()),
            Cell::money(line.total.as_ref()),
            Cell::Number(line.lines.into()),
            Cell::text(&line.mapping),
            words::state(v, "statement", &line.state, String::new()),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

fn revisions(v: &Visit, of: &pb::ExerciseLine, lines: &[pb::RevisionLine]) -> Table {
    let columns = [
        ("column-programme-version", Kind::Code),
        ("column-programme-planned", Kind::Money),
        ("column-programme-lines", Kind::Figure),
        ("column-programme-cause", Kind::Text),
        ("column-programme-chain", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let base = words::to_exercise(of);
        let (text, to) = if line.revision == 0 {
            (v.say("ptba-as-submitted"), format!("{base}/lignes?version=0"))
        } else {
            let to = format!("{base}/comparaison?version={}", line.revision);
            (v.say_of("ptba-revision", line.revision.to_string()), to)
        };
        let cause =
            if line.cause.is_empty() { String::new() } else { v.lang.label("cause", &line.cause) };
        table.push(vec![
            Cell::Link { text, to },
            Cell::money(line.planned.as_ref()),
            Cell::Number(line.lines.into()),
            Cell::Noted { text: line.reason.clone(), note: cause },
            Cell::text(words::chain([&line.review, &line.recommendation, &line.decision])),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

fn progress(v: &Visit, lines: &[pb::ProgressLine]) -> Table {
    let columns = [
        ("column-programme-activity", Kind::Text),
        ("column-programme-reached", Kind::Figure),
        ("column-programme-target", Kind::Figure),
        ("column-programme-wording", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        table.push(vec![
            Cell::Noted { text: line.activity.clone(), note: line.label.clone() },
            words::measured(v, &line.value, &line.unit),
            words::measured(v, &line.target, &line.unit),
            Cell::text(&line.statement),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}
