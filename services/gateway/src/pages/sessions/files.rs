//! `/recommandation/{reference}`, `/blocage/{reference}`, `/mission/{reference}`: one of them, and its
//! turns.

use axum::{Router, extract::Path, routing::get};
use proto::{jalon::v1::Anomaly, sessions::v1 as pb};

use super::{commands, naming, registers, views};
use crate::{
    failure::Answer,
    forms, frame,
    html::{self, Html, Tone, encode},
    names,
    pages::{
        cards::{joined, note, sentence},
        sheet::{self, Button, Part, Sheet},
    },
    service::{About, Subject},
    table::{Cell, Kind, Table},
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/recommandation/{reference}", get(recommendation))
        .route("/blocage/{reference}", get(blockage))
        .route("/mission/{reference}", get(mission))
}

fn at(v: &mut Visit, programme: &str) {
    if !programme.is_empty() {
        v.programme = Some(programme.to_owned());
    }
}

/// What may be entered: all of it below, and the first of it as the page's own button.
fn acts(page: &mut Sheet<'_>, v: &Visit, subject: &'static Subject, about: &About, first: &[&str]) {
    let history = v.link(&format!("{}/historique", subject.path(&about.reference)));
    page.buttons.push(Button::new(v.say("history"), history));
    page.possible = forms::grouped(v, subject, about, &[]);
    page.forms = Some(format!("{}/saisir", subject.path(&about.reference)));
    let next = first.iter().find(|rpc| about.possible.iter().any(|known| known == *rpc));
    if let Some(rpc) = next.filter(|_| v.acts()) {
        let label = v.lang.label_in("sessions", "rpc", rpc);
        let to = subject.form(&about.reference, rpc);
        page.buttons.push(Button::new(label, to).primary());
    }
}

async fn recommendation(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let asked = pb::RecommendationRequest { recommendation: reference, as_of: v.as_of() };
    let found = views(&v).get_recommendation(v.ask(asked)).await?.into_inner();
    let line = found.line.clone().unwrap_or_default();
    at(&mut v, &line.programme);
    let v = &v;
    let mut page = Sheet::new(v, line.text.clone());
    page.over = Html::text(&line.recommendation);
    page.over.push(&Html::text(" · "));
    page.over.push(&naming::origin(v, &line).html(v));
    page.lead = naming::recommendation_state(v, &line).html(v);
    page.lead.push(&Html::text(" "));
    page.lead.push(&v.proof(line.proof.as_ref()));
    let acceptance = match line.acceptance.as_str() {
        "" | "none" => String::new(),
        state => v.lang.label("recommendation-state", state),
    };
    let facts = [
        (
            v.say("column-responsible"),
            Html::text(&joined([
                if line.addressee.is_empty() {
                    String::new()
                } else {
                    names::institution_in_full(v, &line.addressee)
                },
                line.focal_point.clone(),
            ])),
        ),
        (
            v.say("column-due"),
            if line.due_on.is_empty() {
                Html::default()
            } else {
                let by = if line.due_by_cadence { v.say("due-by-cadence") } else { String::new() };
                Html::text(&joined([v.date(&line.due_on), by]))
            },
        ),
        (v.say("column-acceptance"), Html::text(&acceptance)),
        (v.say("column-progress"), Html::text(&registers::progress(v, &line))),
        (v.say("column-age"), Html::text(&v.say_n("days-count", line.age))),
        (
            v.say("column-sessions-open"),
            if line.sessions_open > 0 {
                Html::text(&line.sessions_open.to_string())
            } else {
                Html::default()
            },
        ),
        (v.say("column-escalated"), naming::body(v, &line.escalated_to)),
        (v.say("column-about"), naming::subjects(v, &line.subjects).html(v)),
    ];
    page.parts.push(Part::new("reperes", v.say("section-facts"), sheet::facts(&facts)).columns(6));
    let turns = turns(v, "recommendation-state", &found.turns);
    page.parts.push(Part::table(v, "suites", v.say("turns"), &turns, "turns-none").columns(6));
    let about = commands::about_recommendation(v, &found);
    let first = [
        "VerifyImplementation",
        "ClaimImplemented",
        "AcceptRecommendation",
        "AssignRecommendation",
        "AdoptRecommendation",
        "CloseRecommendation",
    ];
    acts(&mut page, v, &commands::RECOMMENDATION, &about, &first);
    Ok(frame::page(&page))
}

/// What was said and done, in order.
fn turns(v: &Visit, kind: &str, turns: &[pb::Turn]) -> Table {
    let columns = [
        ("column-date", Kind::Text),
        ("column-turn", Kind::Text),
        ("column-recorded-by", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for turn in turns {
        let by = if turn.capacity.is_empty() && !turn.by.is_empty() {
            names::person(v, &turn.by)
        } else {
            turn.capacity.clone()
        };
        table.push(vec![
            Cell::Date(turn.on.clone()),
            Cell::Noted { text: v.lang.label(kind, &turn.state), note: turn.text.clone() },
            Cell::text(by),
            Cell::Proof(turn.proof.clone()),
        ]);
    }
    table
}

async fn blockage(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let asked = pb::BlockageRequest { blockage: reference, as_of: v.as_of() };
    let found = views(&v).get_blockage(v.ask(asked)).await?.into_inner();
    let line = found.line.clone().unwrap_or_default();
    at(&mut v, &line.programme);
    let v = &v;
    let mut page = Sheet::new(v, line.text.clone());
    page.over = Html::text(&line.blockage);
    if !line.session.is_empty() {
        page.over.push(&Html::text(" · "));
        page.over.push(&naming::session(v, &line.session).html(v));
    }
    page.lead = registers::blockage_state(v, &line).html(v);
    page.lead.push(&Html::text(" "));
    page.lead.push(&v.proof(line.proof.as_ref()));
    let severity = naming::value(line.severity().as_str_name(), v.lang);
    let blocks = naming::value(line.blocks().as_str_name(), v.lang);
    let facts = [
        (v.say("column-about"), naming::subjects(v, &line.subjects).html(v)),
        (v.say("column-severity"), Html::text(&severity)),
        (v.say("column-blocks"), Html::text(&joined([blocks, line.detail.clone()]))),
        (v.say("column-age"), Html::text(&v.say_n("days-count", line.age))),
        (v.say("column-escalated"), naming::body(v, &line.escalated_to)),
        (v.say("column-resolution"), Html::text(&line.resolution)),
    ];
    page.parts.push(Part::new("reperes", v.say("section-facts"), sheet::facts(&facts)).columns(6));
    let turns = turns(v, "blockage-state", &found.turns);
    page.parts.push(Part::table(v, "suites", v.say("turns"), &turns, "turns-none").columns(6));
    let columns = [
        ("column-number", Kind::Text),
        ("column-solution", Kind::Text),
        ("column-responsible", Kind::Text),
        ("column-due", Kind::Text),
        ("column-adopted-by", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for solution in &found.solutions {
        let owner = &solution.owner;
        table.push(vec![
            Cell::text(solution.solution.clone()),
            Cell::text(solution.text.clone()),
            Cell::text(if owner.is_empty() { String::new() } else { names::institution(v, owner) }),
            Cell::Date(solution.due_on.clone()),
            naming::session(v, &solution.adopted_by),
            Cell::Proof(solution.proof.clone()),
        ]);
    }
    page.parts.push(Part::table(v, "solutions", v.say("solutions"), &table, "solutions-none"));
    let about = commands::about_blockage(v, &found);
    let first = ["ResolveBlockage", "AdoptSolution", "ProposeSolution", "QualifyBlockage"];
    acts(&mut page, v, &commands::BLOCKAGE, &about, &first);
    Ok(frame::page(&page))
}

async fn mission(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let asked = pb::MissionRequest { mission: reference, as_of: v.as_of() };
    let found = views(&v).get_mission(v.ask(asked)).await?.into_inner();
    let line = found.line.clone().unwrap_or_default();
    at(&mut v, &line.programme);
    let v = &v;
    let title = if line.title.is_empty() { line.mission.clone() } else { line.title.clone() };
    let mut page = Sheet::new(v, title);
    let kind = naming::value(line.kind().as_str_name(), v.lang);
    page.over = Html::text(&joined([kind, line.mission.clone()]));
    let by = names::institution_in_full(v, &line.by);
    let when = naming::when(v, &line.from, &line.until);
    page.lead = Html::text(&joined([by, when, line.period.clone()]));
    page.lead.push(&Html::text(" "));
    page.lead.push(&naming::state(v, "mission-state", &line.state));
    page.lead.push(&Html::text(" "));
    page.lead.push(&v.proof(line.proof.as_ref()));
    page.parts.push(Part::table(
        v,
        "constats",
        v.say("findings"),
        &findings(v, &found.findings),
        "findings-none",
    ));
    let columns = [
        ("column-own-reference", Kind::Text),
        ("column-title", Kind::Text),
        ("column-piece", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut reports = Table::new(v.lang, &columns);
    for report in &found.reports {
        let piece = if report.document.is_empty() {
            Cell::Empty
        } else {
            Cell::Link { text: v.say("open-piece"), to: format!("/piece/{}", report.document) }
        };
        reports.push(vec![
            Cell::text(report.reference.clone()),
            Cell::text(report.title.clone()),
            piece,
            Cell::Proof(report.proof.clone()),
        ]);
    }
    page.parts.push(Part::table(v, "rapports", v.say("reports"), &reports, "reports-none"));
    let about = commands::about_mission(v, &found);
    page.notices = found.anomalies.iter().map(|of| anomaly(v, &about, of)).collect();
    acts(&mut page, v, &commands::MISSION, &about, &["RecordMissionReport", "CloseMission"]);
    Ok(frame::page(&page))
}

/// A rule of ours that the mission's act contradicts: it stays in sight until somebody explains it.
fn anomaly(v: &Visit, about: &About, anomaly: &Anomaly) -> Html {
    let mut told = Html::text(&sentence(v, &anomaly.about, &anomaly.args));
    told.push(&Html::text(" "));
    told.push(&v.proof(anomaly.proof.as_ref()));
    if anomaly.explained {
        told.push(&note(&anomaly.explanation));
    } else if let Some((label, to)) =
        forms::link(v, &commands::MISSION, about, "ExplainMissionAnomaly").filter(|_| v.acts())
    {
        let to = format!("{to}?anomaly={}", encode(&anomaly.event_id));
        told.push(&Html::text(" "));
        told.push(&html::link(&label, &to));
    }
    sheet::callout(!anomaly.explained, &told)
}

/// Statement, criterion, cause, consequence; and what the audited answer.
fn findings(v: &Visit, findings: &[pb::mission::Finding]) -> Table {
    let columns = [
        ("column-number", Kind::Text),
        ("column-finding", Kind::Text),
        ("column-severity", Kind::Text),
        ("column-response", Kind::Text),
        ("column-recommendation", Kind::Code),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for finding in findings {
        let named = [
            ("criterion", &finding.criterion),
            ("cause", &finding.cause),
            ("consequence", &finding.consequence),
        ];
        let named = named.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| {
            let name = v.lang.label_in("sessions", "field", name);
            v.lang.say_with("named", [("name", name), ("what", text.clone())])
        });
        let state = match finding.state.as_str() {
            "resolved" => Tone::Done,
            "responded" => Tone::Waiting,
            _ => Tone::Blocked,
        };
        let recommendation = finding.recommendation.as_ref().map_or(Cell::Empty, |line| {
            let to = format!("/recommandation/{}", encode(&line.recommendation));
            Cell::Link { text: line.recommendation.clone(), to }
        });
        table.push(vec![
            Cell::text(finding.finding.clone()),
            Cell::Noted { text: finding.statement.clone(), note: joined(named) },
            Cell::text(naming::value(finding.severity().as_str_name(), v.lang)),
            Cell::Noted { text: finding.response.clone(), note: finding.follow_up.join(" · ") },
            recommendation,
            Cell::State {
                tone: state,
                text: v.lang.label("finding-state", &finding.state),
                note: String::new(),
            },
            Cell::Proof(finding.proof.clone()),
        ]);
    }
    table
}
