//! `/exercice/{reference}/lignes` and `/comparaison`: the lines of a plan, and what a revision changed.

use axum::{Router, extract::Path, routing::get};
use proto::{jalon::v1::Money, programmes::v1 as pb};

use super::{areas, exercise::found, exported, views, words};
use crate::{
    export,
    failure::{Answer, Failure},
    frame,
    html::{self, Html, Tone},
    pages::{
        places::Places,
        sheet::{self, Button, Part, Sheet},
    },
    table::{Cell, Kind, Table},
    typography,
    visit::{App, Visit},
};

/// As many as the contract gives at once.
const AT_ONCE: u32 = 1_000;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/exercice/{reference}/lignes", get(show))
        .route("/exercice/{reference}/comparaison", get(compare))
}

/// A version that the address asks for.
fn version(v: &Visit) -> Result<Option<u32>, Failure> {
    let asked = v.asked("version").filter(|text| !text.is_empty());
    asked.map(|text| text.parse().map_err(|_| Failure::NotFound)).transpose()
}

/// Every line of a plan; none where there is no plan.
pub(super) async fn all(
    v: &Visit,
    line: &pb::ExerciseLine,
    revision: Option<u32>,
) -> Result<pb::ListPlanLinesResponse, Failure> {
    let mut all = pb::ListPlanLinesResponse::default();
    if line.planned.is_none() {
        return Ok(all);
    }
    loop {
        let request = pb::ListPlanLinesRequest {
            programme: line.programme.clone(),
            exercise: line.exercise.clone(),
            revision,
            skip: u32::try_from(all.lines.len()).unwrap_or(u32::MAX),
            max: AT_ONCE,
            as_of: v.as_of(),
        };
        let page = views(v).list_plan_lines(v.ask(request)).await?.into_inner();
        let done = page.lines.is_empty();
        all.lines.extend(page.lines);
        (all.revision, all.total, all.currency) = (page.revision, page.total, page.currency);
        if done || all.lines.len() >= usize::try_from(all.total).unwrap_or(usize::MAX) {
            return Ok(all);
        }
    }
}

fn page<'v>(v: &'v Visit, line: &pb::ExerciseLine, title: String) -> Sheet<'v> {
    let mut page = Sheet::new(v, title);
    let name = v.say_of("ptba-of", &line.exercise);
    page.over = html::link(&name, &v.link(&words::to_exercise(line)));
    exported(v, &mut page);
    page
}

async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let execution = found(&mut v, &reference).await?;
    let (v, line) = (&v, execution.line.unwrap_or_default());
    let found = all(v, &line, version(v)?).await?;
    let areas = found.lines.iter().map(|line| line.area.as_str());
    let places = Places::of(v, areas).await;
    let sheets = [(v.say("ptba-lines"), table(v, &found, &places))];
    if let Some(file) = export::asked(v, &format!("lignes-{reference}"), &sheets) {
        return file;
    }
    let [(title, table)] = sheets;
    let mut page = page(v, &line, title.clone());
    page.lead = Html::text(&v.say("ptba-lines-lead"));
    let again = format!("{}/ptba.xlsx", words::to_exercise(&line));
    page.buttons.push(Button::new(v.say("ptba-form-xlsx"), v.link(&again)));
    let part = Part::paged(v, "lignes", title, table.dense(), "none-lines");
    let mut part = part.aside(v.say_n("lines-count", found.total));
    let versions = execution.revisions.iter().map(|it| {
        let label = if it.revision == 0 {
            v.say("ptba-as-submitted")
        } else {
            v.say_of("ptba-revision", it.revision.to_string())
        };
        let to = v.here(&[("version", &it.revision.to_string()), ("page", "")]);
        (label, to, it.revision == found.revision)
    });
    let versions: Vec<_> = versions.collect();
    if versions.len() > 1 {
        let mut body = sheet::tabs(&versions);
        body.push(&part.body);
        part.body = body;
    }
    page.parts.push(part);
    Ok(frame::page(&page))
}

fn money(amount: &str, currency: &str) -> Cell {
    let money = Money { amount: amount.to_owned(), currency: currency.to_owned() };
    Cell::Money(Some(money).filter(|money| !typography::is_zero(Some(money))))
}

fn table(v: &Visit, found: &pb::ListPlanLinesResponse, places: &Places) -> Table {
    let columns = [
        ("column-number", Kind::Code),
        ("column-programme-activity", Kind::Text),
        ("column-programme-component", Kind::Code),
        ("column-programme-area", Kind::Text),
        ("column-programme-source", Kind::Code),
        ("ptba-q1", Kind::Money),
        ("ptba-q2", Kind::Money),
        ("ptba-q3", Kind::Money),
        ("ptba-q4", Kind::Money),
        ("ptba-not-said", Kind::Money),
        ("column-programme-target", Kind::Figure),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in &found.lines {
        let of = |amount: &str| money(amount, &found.currency);
        table.push(vec![
            Cell::text(line.row.to_string()),
            Cell::Noted { text: line.activity.clone(), note: line.label.clone() },
            Cell::text(&line.component),
            area(&line.area, places),
            Cell::text(&line.source),
            of(&line.quarter_1),
            of(&line.quarter_2),
            of(&line.quarter_3),
            of(&line.quarter_4),
            of(&line.unscheduled),
            words::measured(v, &line.target, &line.unit),
        ]);
    }
    table
}

fn area(area: &str, places: &Places) -> Cell {
    if area.is_empty() {
        return Cell::Empty;
    }
    Cell::named(areas::called(&places.name(area), area), area)
}

/// What a revision changed, line by line, and why.
async fn compare(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let execution = found(&mut v, &reference).await?;
    let (v, line) = (&v, execution.line.unwrap_or_default());
    let request = pb::PlanDiffRequest {
        programme: line.programme.clone(),
        exercise: line.exercise.clone(),
        revision: version(v)?.unwrap_or(line.revisions),
        as_of: v.as_of(),
    };
    let diff = views(v).get_plan_diff(v.ask(request)).await?.into_inner();
    let lines = diff.changes.iter().flat_map(|change| change.before.iter().chain(&change.after));
    let areas: Vec<_> = lines.map(|line| line.area.as_str()).collect();
    let places = Places::of(v, areas.into_iter()).await;
    let sheets = [(v.say("ptba-difference"), changes(v, &diff.changes, &places))];
    if let Some(file) = export::asked(v, &format!("comparaison-{reference}"), &sheets) {
        return file;
    }
    let [(title, table)] = sheets;
    let (before, after) = (diff.before.unwrap_or_default(), diff.after.unwrap_or_default());
    let mut page = page(v, &line, v.say_of("ptba-revision", after.revision.to_string()));
    page.lead = Html::text(&after.reason);
    let cause =
        if after.cause.is_empty() { String::new() } else { v.lang.label("cause", &after.cause) };
    let facts = [
        ("column-programme-before", Html::text(&v.money(before.planned.as_ref()))),
        ("column-programme-after", Html::text(&v.money(after.planned.as_ref()))),
        ("column-programme-cause", Html::text(&cause)),
        (
            "column-programme-chain",
            Html::text(&words::chain([&after.review, &after.recommendation, &after.decision])),
        ),
        ("ptba-unchanged", Html::text(&v.say_n("lines-count", diff.unchanged))),
    ];
    let facts: Vec<_> = facts.into_iter().map(|(key, told)| (v.say(key), told)).collect();
    let mut part = Part::new("revision", v.say("ptba-why"), sheet::facts(&facts));
    part.body.push(&v.proof(after.proof.as_ref()));
    page.parts.push(part);
    page.parts.push(Part::paged(v, "difference", title, table.dense(), "none-difference"));
    Ok(frame::page(&page))
}

fn changes(v: &Visit, changes: &[pb::plan_diff::Change], places: &Places) -> Table {
    let columns = [
        ("column-programme-activity", Kind::Text),
        ("column-programme-change", Kind::Text),
        ("column-programme-component", Kind::Text),
        ("column-programme-area", Kind::Text),
        ("column-programme-source", Kind::Text),
        ("column-difference", Kind::Money),
    ];
    let mut table = Table::new(v.lang, &columns);
    for change in changes {
        let (before, after) = (change.before.as_ref(), change.after.as_ref());
        let both = |of: &dyn Fn(&pb::WorkplanLine) -> String| {
            let (old, new) = (before.map(of), after.map(of));
            match (old, new) {
                (Some(old), Some(new)) if old != new => format!("{old} → {new}"),
                (old, new) => new.or(old).unwrap_or_default(),
            }
        };
        let tone = match change.what.as_str() {
            "added" => Tone::Done,
            "removed" => Tone::Blocked,
            _ => Tone::Waiting,
        };
        let text = v.lang.label("difference", &change.what);
        table.push(vec![
            Cell::Noted { text: change.activity.clone(), note: both(&|line| line.label.clone()) },
            Cell::State { tone, text, note: String::new() },
            Cell::text(both(&|line| line.component.clone())),
            places
                .moved(before.map(|line| line.area.as_str()), after.map(|line| line.area.as_str())),
            Cell::text(both(&|line| line.source.clone())),
            Cell::money(change.difference.as_ref()),
        ]);
    }
    table
}
