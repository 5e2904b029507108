//! `/p/{programme}/fiche`: what a programme is, in which phase, and how it does.

use axum::{Router, extract::Path, routing::get};
use proto::programmes::v1 as pb;
use tonic::Code;

use super::{
    areas, asked, commands, exported, known, offers, phases, unless_missing, views, words,
};
use crate::{
    export,
    failure::Answer,
    frame,
    html::{self, Html, encode},
    names,
    pages::{
        cards::joined,
        overview::Figure,
        sheet::{self, Part, Sheet},
    },
    table::{Cell, Kind, Table},
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/p/{programme}/fiche", get(show))
        .route("/programme/{reference}", get(enter))
}

/// A programme is its first page.
async fn enter(v: Visit, Path(reference): Path<String>) -> Answer {
    Ok(super::onward(&v, &reference, "fiche"))
}

async fn show(v: Visit, Path(programme): Path<String>) -> Answer {
    let here = known(&v, &programme)?;
    let (mut one, mut other, mut third) = (views(&v), views(&v), views(&v));
    let within = pb::CoverageRequest {
        programme: programme.clone(),
        within: String::new(),
        as_of: v.as_of(),
    };
    let (found, years, coverage) = tokio::join!(
        one.get_programme(v.ask(asked(&v, &programme))),
        other.list_exercises(v.ask(asked(&v, &programme))),
        third.get_coverage(v.ask(within)),
    );
    let mut page = Sheet::new(&v, here.name(v.lang));
    page.over = Html::text(&joined([programme.clone(), v.lang.label("country", &here.country)]));
    // Where this service does not run, the way to the others' pages is still through here.
    let absent = found.as_ref().is_err_and(|status| status.code() == Code::Unimplemented);
    let Some(found) = (if absent { None } else { unless_missing(found)? }) else {
        page.lead = Html::text(&v.say("lead-fiche"));
        page.parts.push(Part::new(
            "programme",
            v.say("nav-programme"),
            sheet::empty(&v, "none-fiche"),
        ));
        page.parts.push(beyond(&v, &programme));
        super::creates(&v, &mut page, "RegisterProgramme", "/programmes/nouveau", &programme);
        return Ok(frame::page(&page));
    };
    let years = years?.into_inner().exercises;
    let coverage = unless_missing(coverage)?.unwrap_or_default();
    let components = components(&v, &found.components);
    let legal = texts(&v, &found.legal_bases);
    let objectives = texts(&v, &found.objectives);
    let sheets = [
        (v.say("programme-components"), components),
        (v.say("programme-legal"), legal),
        (v.say("programme-objectives"), objectives),
    ];
    if let Some(file) = export::asked(&v, &format!("programme-{programme}"), &sheets) {
        return file;
    }
    let line = found.line.clone().unwrap_or_default();
    if line.manager.is_empty() {
        page.lead = Html::text(&v.say("lead-fiche"));
    } else {
        let manager = names::institution_in_full(&v, &line.manager);
        page.lead = Html::text(&v.say_of("programme-managed", manager));
    }
    exported(&v, &mut page);
    page.figures = figures(&v, &programme, &found, &years, &coverage);
    if !found.amendments.is_empty() {
        page.parts.push(amendments(&v, &programme, &found.amendments));
    }
    page.parts.push(course(&v, &programme, &found.phases).columns(6));
    page.parts.push(places(&v, &programme, &coverage).columns(6));
    let [components, legal, objectives] = sheets.map(|(title, table)| (title, table.dense()));
    let (title, table) = objectives;
    page.parts.push(Part::table(&v, "objectifs", title, &table, "none-texts"));
    let (title, table) = components;
    page.parts.push(Part::table(&v, "composantes", title, &table, "none-components"));
    let (title, table) = legal;
    page.parts.push(Part::table(&v, "base-juridique", title, &table, "none-texts"));
    page.parts.push(beyond(&v, &programme));
    let rpcs = [
        "RecordLegalBasis",
        "RecordObjective",
        "DefineComponent",
        "SaveMapping",
        "PlanPhase",
        "ExtendScope",
        "AnnounceScope",
        "RecordLaunch",
    ];
    offers(&v, &mut page, &commands::PROGRAMME, &programme, &rpcs);
    Ok(frame::page(&page))
}

fn figures(
    v: &Visit,
    programme: &str,
    found: &pb::Programme,
    years: &[pb::ExerciseLine],
    coverage: &pb::Coverage,
) -> Vec<Figure> {
    let mut all = Vec::new();
    let under_way = found.phases.iter().filter(|phase| phase.state == "active").count();
    let mut phases = words::count(
        v,
        "programme-phases",
        found.phases.len(),
        &format!("/p/{}/phases", encode(programme)),
    );
    phases.unit = v.say_n("phases-under-way", under_way);
    all.push(phases);
    let latest = years.iter().rev().find(|year| !year.rate.is_empty());
    all.extend(
        latest.and_then(|year| words::rate(v, v.say_of("ptba-executed-of", &year.exercise), year)),
    );
    let to = format!("/p/{}/zones", encode(programme));
    let mut covered = words::count(v, "zones-covered-areas", coverage.covered.len(), &to);
    covered.unit = v.say_n("zones-announced-count", coverage.announced.len());
    all.push(covered);
    all
}

fn course(v: &Visit, programme: &str, lines: &[pb::PhaseLine]) -> Part {
    let line = |phase: &pb::PhaseLine| {
        let title = phases::title(v, phase);
        let note = joined([
            words::horizon(v, &phase.starts_on, &phase.ends_on),
            if phase.missing == 0 {
                String::new()
            } else {
                v.say_n("phases-missing", phase.missing)
            },
        ]);
        let state =
            html::tag(words::tone("phase", &phase.state), &v.lang.label("phase", &phase.state));
        Html::made(format!(
            "{} {state}<br><span class=\"small muted\">{}</span> {}",
            html::escape(&title),
            html::escape(&note),
            v.proof(phase.proof.as_ref()),
        ))
    };
    let body = sheet::points(lines.iter().map(line));
    let body = if body.is_empty() { sheet::empty(v, "none-phases") } else { body };
    let to = v.link(&format!("/p/{}/phases", encode(programme)));
    Part::new("phases", v.say("nav-phases"), body).link(v.say("phases-readiness"), to)
}

/// Corrections that one person proposed: another confirms each, or rejects it.
fn amendments(v: &Visit, programme: &str, proposed: &[pb::ProposedAmendment]) -> Part {
    let label = |field| v.lang.label("field", field);
    let mut body = Html::default();
    for it in proposed {
        let answer = |rpc| {
            let to = format!("{}?proposal=", commands::PROGRAMME.form(programme, rpc));
            let to = v.link(&format!("{to}{}", encode(&it.proposal)));
            html::link(&v.lang.label_in("programmes", "rpc", rpc), &to)
        };
        let event = Html::text(&names::event(v.lang, &it.event));
        let mut told = vec![(v.say("column-event"), event)];
        if !it.field.is_empty() {
            told.push((label("field"), Html::text(&it.field)));
            told.push((label("to"), Html::text(&format!("{} → {}", it.from, it.to))));
        }
        told.push((label("reason"), Html::text(&it.reason)));
        body.push(&sheet::facts(&told));
        body.push(&sheet::points([answer("ConfirmAmendment"), answer("RejectAmendment")]));
    }
    Part::new("corrections", names::event(v.lang, "programmes.amendment.proposed.v1"), body)
}

/// Where it is: the areas by name, at the date that is looked at.
fn places(v: &Visit, programme: &str, coverage: &pb::Coverage) -> Part {
    let told = [
        ("zones-covered", &coverage.covered),
        ("zones-announced", &coverage.announced),
        ("zones-launched", &coverage.launched),
    ];
    let told: Vec<_> = told
        .into_iter()
        .filter(|(_, areas)| !areas.is_empty())
        .map(|(key, all)| (v.say(key), areas::linked(v, all)))
        .collect();
    let body = if told.is_empty() { sheet::empty(v, "none-zones") } else { sheet::facts(&told) };
    let to = v.link(&format!("/p/{}/zones", encode(programme)));
    Part::new("zones", v.say("nav-zones"), body).link(v.say("zones-history"), to)
}

/// What else the platform knows of it.
fn beyond(v: &Visit, programme: &str) -> Part {
    let pages = crate::service::SERVICES.iter().flat_map(|service| service.sections);
    let pages = pages.filter(|section| section.name != "fiche" && !section.name.starts_with('/'));
    let mut part = Part::new("suite", v.say("programme-beyond"), Html::default());
    for section in pages {
        let to = v.link(&format!("/p/{}/{}", encode(programme), section.name));
        part = part.link(v.key("nav", section.name), to);
    }
    part
}

fn components(v: &Visit, lines: &[pb::ComponentLine]) -> Table {
    let columns = [
        ("column-programme-component", Kind::Code),
        ("column-label", Kind::Text),
        ("column-programme-budget", Kind::Money),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        table.push(vec![
            Cell::text(&line.component),
            Cell::text(&line.label),
            Cell::money(line.budget.as_ref()),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

/// Texts and the day they are of.
pub(super) fn texts(v: &Visit, lines: &[pb::Text]) -> Table {
    let columns = [
        ("column-date", Kind::Text),
        ("column-own-reference", Kind::Text),
        ("column-programme-wording", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let on = line.proof.as_ref().map(|proof| proof.effective.clone());
        table.push(vec![
            Cell::Date(on.unwrap_or_default()),
            Cell::text(&line.reference),
            Cell::text(&line.text),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}
