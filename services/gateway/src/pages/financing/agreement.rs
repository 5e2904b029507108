//! `/accord/{reference}`: one agreement, whole.

mod parts;
mod whole;

use askama::Template;
use axum::{Router, extract::Path, routing::get};
use futures::future::join_all;
use proto::{financing::v1 as pb, jalon::v1 as jalon};
use uuid::Uuid;

use super::{cards, commands, ledgers, naming, sections::Section};
use crate::{
    clock,
    failure::Answer,
    forms, frame,
    html::{Html, encode},
    names,
    pages::{
        cards::{Card, joined, sentence},
        content, event,
        overview::Figure,
    },
    typography,
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/accord/{reference}", get(show))
}

#[derive(Template)]
#[template(path = "agreement.html")]
struct Page<'a> {
    v: &'a Visit,
    base: String,
    over: String,
    title: String,
    line: &'a pb::AgreementLine,
    state: Html,
    /// What brought it to that state.
    state_by: Option<&'a jalon::Proof>,
    figures: Vec<Figure>,
    proposals: Vec<Proposal>,
    anomalies: Vec<Anomaly>,
    facts: Vec<(String, Html)>,
    cards: Vec<Card>,
    sections: Vec<Section>,
    possible: Vec<(String, Vec<(String, String)>)>,
}

/// A change of state that waits for a second person.
struct Proposal {
    event_id: String,
    to: String,
    effective: String,
    effective_said: String,
    by: String,
    /// What is proposed, as the event tells it.
    told: Vec<(String, Html)>,
    proof: Html,
    command_id: Uuid,
    /// The reader proposed it.
    own: bool,
    /// The first is the page's primary action.
    primary: bool,
}

struct Anomaly {
    sentence: String,
    explanation: String,
    explained: bool,
    proof: Html,
    form: String,
}

async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let whole = Box::pin(whole::fetch(&v, &reference)).await?;
    let line = whole.agreement.line.clone().unwrap_or_default();
    v.programme = Some(line.programme.clone()).filter(|code| !code.is_empty()).or(v.programme);
    let v = &v;
    let agreement = &whole.agreement;
    let cards = agreement.closure.iter().map(|closure| {
        // The line may be left out inside its own agreement.
        let closure = pb::Closure {
            agreement: closure.agreement.clone().or_else(|| Some(line.clone())),
            ..closure.clone()
        };
        cards::closure(v, &closure)
    });
    let page = Page {
        v,
        base: format!("/accord/{}", encode(&reference)),
        over: over(v, &line),
        title: if line.title.is_empty() {
            naming::agreement(&line, v.lang)
        } else {
            line.title.clone()
        },
        state: ledgers::state(v, line.state.as_ref()).html(v),
        state_by: agreement.periods.last().and_then(|period| period.proof.as_ref()),
        figures: figures(v, &line),
        proposals: proposals(v, agreement).await,
        anomalies: anomalies(v, &reference, agreement),
        facts: facts(v, agreement, &line),
        cards: cards.collect(),
        sections: parts::all(v, &reference, &whole),
        possible: possible(v, agreement),
        line: &line,
    };
    Ok(frame::page(&page))
}

fn over(v: &Visit, line: &pb::AgreementLine) -> String {
    let also = match line.also_written.as_slice() {
        [] => String::new(),
        also => v.say_of("also-written", also.join(", ")),
    };
    let financier = names::institution_in_full(v, &line.financier);
    joined([naming::agreement(line, v.lang), financier, also])
}

fn figures(v: &Visit, line: &pb::AgreementLine) -> Vec<Figure> {
    let money = |label: &str, name: &str, money: &Option<proto::jalon::v1::Money>, illustrative| {
        money.as_ref().map(|money| {
            let (number, unit) = typography::headline(money, v.lang);
            Figure {
                label: v.say(label),
                number,
                unit,
                title: typography::money(money, v.lang),
                to: v.link(&ledgers::history(&line.financing, name)),
                illustrative,
                more: String::new(),
            }
        })
    };
    let date = |label: &str, name: &str, text: &str| {
        (!text.is_empty()).then(|| Figure {
            label: v.say(label),
            number: v.day_short(text),
            unit: String::new(),
            title: v.date(text),
            to: v.link(&ledgers::history(&line.financing, name)),
            illustrative: false,
            more: String::new(),
        })
    };
    let (promised, paid, left) =
        (line.committed_illustrative, line.disbursed_illustrative, line.undisbursed_illustrative);
    let figures = [
        money("column-committed", "committed", &line.committed, promised),
        money("column-disbursed", "disbursed", &line.disbursed, paid),
        money("column-undisbursed", "undisbursed", &line.undisbursed, left),
        date("column-closing", "closing_date", &line.closing_on),
        date("disbursement-deadline", "disbursement_deadline", &line.disbursement_deadline),
    ];
    figures.into_iter().flatten().collect()
}

/// What a proposal proposes, from its event. A journal that does not answer leaves it unsaid.
async fn proposed(v: &Visit, proposal: &pb::Proposal) -> Vec<(String, Html)> {
    let Ok(event) = event::fetch(v, &proposal.event_id).await else { return Vec::new() };
    let mut data = serde_json::from_str(&event.data).unwrap_or_default();
    content::set_amounts(v, &mut data).await;
    content::proposed(v, "financing", &data)
}

async fn proposals(v: &Visit, agreement: &pb::Agreement) -> Vec<Proposal> {
    let told = join_all(agreement.proposals.iter().map(|proposal| proposed(v, proposal))).await;
    let me = v.acting.as_ref().map(|acting| acting.person.as_str());
    let mut primary = true;
    let proposal = |(proposal, told): (&pb::Proposal, Vec<(String, Html)>)| {
        let own = me == Some(proposal.proposed_by.as_str());
        let first = primary && !own;
        primary &= own;
        Proposal {
            event_id: proposal.event_id.clone(),
            to: v.lang.label("state", &proposal.to),
            effective: proposal.effective.clone(),
            effective_said: v.date(&proposal.effective),
            by: names::person(v, &proposal.proposed_by),
            told,
            proof: v.proof(proposal.proof.as_ref()),
            command_id: clock::mint(),
            own,
            primary: first,
        }
    };
    agreement.proposals.iter().zip(told).map(proposal).collect()
}

fn anomalies(v: &Visit, reference: &str, agreement: &pb::Agreement) -> Vec<Anomaly> {
    let anomaly = |anomaly: &jalon::Anomaly| Anomaly {
        sentence: sentence(v, &anomaly.about, &anomaly.args),
        explanation: anomaly.explanation.clone(),
        explained: anomaly.explained,
        proof: v.proof(anomaly.proof.as_ref()),
        form: format!(
            "/accord/{}/saisir/ExplainAnomaly?anomaly={}",
            encode(reference),
            encode(&anomaly.event_id)
        ),
    };
    agreement.anomalies.iter().map(anomaly).collect()
}

/// What is said once of an agreement.
fn facts(v: &Visit, agreement: &pb::Agreement, line: &pb::AgreementLine) -> Vec<(String, Html)> {
    let mut facts = Vec::new();
    let mut date = |key: &str, text: &str| {
        if !text.is_empty() {
            facts.push((v.say(key), Html::text(&v.date(text))));
        }
    };
    date("approved-on", &line.approved_on);
    date("signed-on", &line.signed_on);
    date("effective-on", &line.effective_on);
    date("column-closing", &line.closing_on);
    date("disbursement-deadline", &line.disbursement_deadline);
    if !line.parent.is_empty() {
        let to = v.link(&format!("/accord/{}", encode(&line.parent)));
        facts.push((v.say("parent"), crate::html::link(&line.parent, &to)));
    }
    if let Some(letter) = &agreement.letter {
        let methods = letter.methods.iter().map(|method| naming::method(v.lang, *method));
        let minimum =
            letter.minimum.as_ref().map(|money| v.say_of("letter-minimum", v.money(Some(money))));
        let methods = methods.collect::<Vec<_>>().join(", ");
        let mut told =
            Html::text(&joined([letter.reference.clone(), methods, minimum.unwrap_or_default()]));
        told.push(&Html::text(" "));
        told.push(&v.proof(letter.proof.as_ref()));
        facts.push((v.say("letter"), told));
    }
    let mut terms = |key: &str, told: String, proof: Option<&jalon::Proof>| {
        let mut told = Html::text(&told);
        told.push(&Html::text(" "));
        told.push(&v.proof(proof));
        facts.push((v.say(key), told));
    };
    if let Some(reports) = &agreement.reports {
        let first = v.date(&reports.first_ends_on);
        let args = [("months", reports.months.to_string()), ("days", reports.days.to_string())];
        let told =
            v.lang.say_with("financial-reports-terms", args.into_iter().chain([("first", first)]));
        terms("financial-reports", told, reports.proof.as_ref());
    }
    if let Some(plans) = &agreement.workplans {
        let args = [("exercise", plans.exercise.clone()), ("on", v.date(&plans.due_on))];
        terms("workplans", v.lang.say_with("workplans-terms", args), plans.proof.as_ref());
    }
    let iati = line.state.as_ref().map_or(0, |state| state.iati_status);
    if iati > 0 {
        facts.push((
            v.say("iati-status"),
            Html::text(&format!("{iati} · {}", v.lang.label("iati", &iati.to_string()))),
        ));
    }
    facts
}

fn possible(v: &Visit, agreement: &pb::Agreement) -> Vec<(String, Vec<(String, String)>)> {
    forms::grouped(
        v,
        &commands::AGREEMENT,
        &commands::about(v, agreement),
        &["withdrawals", "account"],
    )
}
