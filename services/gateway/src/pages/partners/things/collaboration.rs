//! `/collaboration/{reference}`: what is done together, how far it is, and what closure waits for.

use axum::extract::Path;
use proto::partners::v1 as pb;

use super::{Facts, anomalies, filled, linked, over};
use crate::{
    failure::{Answer, Failure},
    frame,
    html::{Html, encode},
    pages::{
        cards::{joined, sentence},
        overview::Figure,
        partners::{commands, kinds::Thing, tables, views, words},
        places::Places,
        sheet::{self, Part},
    },
    visit::Visit,
};

const COURSE: [&str; 6] = ["proposed", "negotiated", "signed", "active", "ended", "closed"];

pub(super) async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let asked = pb::CollaborationRequest { collaboration: reference, as_of: v.as_of() };
    let all = views(&v).get_collaboration(v.ask(asked)).await?.into_inner();
    let line = all.line.clone().unwrap_or_default();
    v.programme = Some(line.programme.clone()).filter(|code| !code.is_empty()).or(v.programme);
    let v = &v;
    let about = commands::about_collaboration(&all);
    let thing = Thing::read(&format!("collaboration:{}", line.collaboration));
    let thing = thing.ok_or(Failure::NotFound)?;
    let mut page = super::page(v, &thing, &commands::COLLABORATION, &about, &line.title);
    page.over = over(v, "collaborations", &line.programme, &line.collaboration);
    page.lead = lead(v, &line);
    page.notices = anomalies(v, &thing, &all.anomalies);
    page.notices.extend(gone(v, &all, &line));
    page.steps = words::steps(v, &COURSE, &line.state, |step| {
        let period = all.periods.iter().find(|period| period.state == *step)?;
        Some(period.from.clone())
    });
    page.figures = figures(v, &line);
    let places = Places::of(v, line.areas.iter().map(String::as_str)).await;
    page.parts.push(facts(v, &all, &line, &places));
    if let Some(part) = closure(v, &all, &line) {
        page.parts.push(part);
    }
    let amendments = tables::amendments(v, &all.amendments);
    page.parts.extend(filled(v, "avenants", "partners-amendments", &amendments));
    let deliverables = tables::deliverables(v, &all.deliverables);
    page.parts.push(Part::table(
        v,
        "livrables",
        v.say("partners-deliverables"),
        &deliverables,
        "none-deliverables",
    ));
    let instalments = tables::instalments(v, &line.collaboration, &all.instalments);
    page.parts.extend(filled(v, "versements", "partners-instalments", &instalments));
    page.parts.extend(filled(v, "revues", "partners-reviews", &tables::reviews(v, &all.reviews)));
    let signatories = tables::signatories(v, &all.signatories);
    let signatories = filled(v, "signataires", "field-partners-signatories", &signatories);
    page.parts.extend(signatories.map(|part| part.columns(6)));
    let periods = tables::periods(v, &all.periods);
    let periods = Part::new("etats", v.say("partners-course"), periods.html(v));
    page.parts.push(periods.columns(6));
    Ok(frame::page(&page))
}

/// With whom, and for how long.
fn lead(v: &Visit, line: &pb::CollaborationLine) -> Html {
    let mut lead = words::institutions(v, &[line.partner.clone(), line.counterpart.clone()]);
    let instrument = words::value(v, line.instrument().as_str_name());
    let told = joined([instrument, words::span(v, &line.starts_on, &line.ends_on)]);
    if !told.is_empty() {
        lead.push(&Html::text(&format!(" · {told}")));
    }
    lead
}

/// What interrupts it, or ended it otherwise than by closure; and an amendment that it waits for.
fn gone(v: &Visit, all: &pb::Collaboration, line: &pb::CollaborationLine) -> Vec<Html> {
    let mut notices = Vec::new();
    if matches!(line.state.as_str(), "suspended" | "cancelled" | "terminated" | "expired") {
        let period = all.periods.iter().rev().find(|period| period.state == line.state);
        let reason = period.map(|period| period.reason.clone()).unwrap_or_default();
        let state = v.lang.label_in("partners", "state", &line.state);
        let mut told = Html::text(&joined([state, words::when(v, &line.since), reason]));
        told.push(&Html::text(" "));
        told.push(&v.proof(period.and_then(|period| period.proof.as_ref())));
        notices.push(sheet::callout(true, &told));
    }
    if !line.amendment.is_empty() {
        let told = v.say_of("partners-amendment-waits", &line.amendment);
        notices.push(sheet::callout(false, &Html::text(&told)));
    }
    notices
}

fn figures(v: &Visit, line: &pb::CollaborationLine) -> Vec<Figure> {
    let to = v.link(&format!("/collaboration/{}/historique", encode(&line.collaboration)));
    let mark = if to.contains('?') { '&' } else { '?' };
    let behind = |figure: &str| format!("{to}{mark}figure={figure}");
    let mut figures = Vec::new();
    if let Some(money) = &line.amount {
        let illustrative = line.amount_by.as_ref().is_some_and(|proof| proof.illustrative);
        figures.push(Figure {
            to: behind("amount"),
            ..words::sum(v, "field-partners-amount", money, illustrative)
        });
    }
    if let Some(money) = &line.outstanding {
        figures.push(Figure {
            to: behind("outstanding"),
            ..words::sum(v, "partners-outstanding", money, line.outstanding_illustrative)
        });
    }
    if line.deliverables > 0 {
        let told = format!("{} / {}", line.delivered, line.deliverables);
        figures.push(Figure {
            to: behind("deliverable"),
            ..words::figure(v, "partners-delivered", told)
        });
        let overdue = words::counted(v, "partners-deliverables-overdue", line.overdue.into());
        figures.push(overdue);
    }
    figures
}

fn facts(
    v: &Visit,
    all: &pb::Collaboration,
    line: &pb::CollaborationLine,
    places: &Places,
) -> Part {
    let state = words::state(v, &line.state, words::when(v, &line.since));
    let mut standing = state.html(v);
    standing.push(&Html::text(" "));
    standing.push(&v.proof(line.proof.as_ref()));
    Facts::of(v)
        .named("column-state", standing)
        .told("partner", words::institution(v, &line.partner).html(v))
        .told("counterpart", words::institution(v, &line.counterpart).html(v))
        .text("object", &all.object)
        .text("areas", &places.names(&line.areas))
        .told("bodies", linked(v, "instance", &line.bodies))
        .told("financings", linked(v, "accord", &line.financings))
        .part()
}

/// Why closure would be refused that day, while it is still to come.
fn closure(v: &Visit, all: &pb::Collaboration, line: &pb::CollaborationLine) -> Option<Part> {
    let ahead = matches!(line.state.as_str(), "active" | "suspended" | "ended");
    if !ahead || all.reasons.is_empty() {
        return None;
    }
    let reasons = all.reasons.iter().map(|it| Html::text(&sentence(v, &it.code, &it.args)));
    let mut body = sheet::remark(&v.say("partners-closure-refused"));
    body.push(&sheet::points(reasons));
    Some(Part::new("cloture", v.say("partners-closure"), body))
}
