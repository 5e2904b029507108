//! `/evenement/{position}`: one event, and exactly what it establishes.

use askama::Template;
use axum::{
    Router,
    extract::Path,
    http::header,
    response::{IntoResponse as _, Redirect},
    routing::get,
};
use kernel::{Basis, Evidence, Id, Meta, Origin, Precision};
use proto::{
    financing::v1 as pb,
    jalon::v1::{self as jalon, get_event_request},
};
use serde_json::{Value, json};
use tonic::Status;

use super::{content, journal};
use crate::{
    dates,
    failure::{Answer, Failure},
    frame,
    html::{self, Html, Tone, encode, escape},
    names, typography,
    visit::{App, Visit},
};

/// Events of the same stream on this page.
const CHAIN: u32 = 40;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/evenement/{event}", get(show)).route("/evenement/{event}/json", get(raw))
}

#[derive(Template)]
#[template(path = "event.html")]
struct Page<'a> {
    v: &'a Visit,
    position: u64,
    number: String,
    stored: String,
    revision: String,
    over: String,
    title: String,
    illustrative: bool,
    state: Html,
    facts: Vec<(String, Html)>,
    content: Vec<(String, Html)>,
    chain_title: String,
    chain: Html,
    event: &'a jalon::Event,
    journal: String,
    stream: Html,
}

/// Whose id a financing stream carries.
enum Financing {}

async fn fetch(v: &Visit, event: &str) -> Result<jalon::Event, Failure> {
    let asked = match event.parse::<u64>() {
        Ok(position) => get_event_request::Event::Position(position),
        Err(_) if event.parse::<uuid::Uuid>().is_ok() => get_event_request::Event::EventId(event.to_owned()),
        Err(_) => return Err(Failure::NotFound),
    };
    let asked = jalon::GetEventRequest { event: Some(asked) };
    Ok(v.journal().get_event(v.ask(asked)).await?.into_inner())
}

async fn show(mut v: Visit, Path(event): Path<String>) -> Answer {
    let found = fetch(&v, &event).await?;
    if event.parse::<u64>().is_err() {
        return Ok(Redirect::to(&v.link(&format!("/evenement/{}", found.position))).into_response());
    }
    let event = found;
    let chain = jalon::ListEventsRequest {
        streams: vec![event.stream.clone()],
        backwards: true,
        max: CHAIN,
        ..Default::default()
    };
    let (mut chains, mut statuses) = (v.journal(), v.journal());
    let (chain, status) = tokio::try_join!(
        chains.list_events(v.ask(chain)),
        statuses.get_status(v.ask(jalon::GetStatusRequest {})),
    )?;
    let chain = chain.into_inner().events;
    let meta = journal::meta(&event);
    let data: Value = serde_json::from_str(&event.data).unwrap_or_default();
    // The journal answers without the agreement: what is written stands by itself.
    let agreement = agreement(&v, &event, &data).await.unwrap_or_default();
    if let Some(line) = agreement.as_ref().and_then(|agreement| agreement.line.as_ref()) {
        v.programme = Some(line.programme.clone()).filter(|code| !code.is_empty()).or(v.programme);
    }
    let v = &v;
    let line = agreement.as_ref().and_then(|agreement| agreement.line.as_ref());
    let name = line.map(|line| names::brief_agreement(line, v.lang));
    let number = typography::number_of(event.position, v.lang);
    let over = match &name {
        Some(name) => format!("{} · {name}", v.say_of("event-number", &number)),
        None => v.say_of("event-number", &number),
    };
    let page = Page {
        v,
        position: event.position,
        stored: event.r#type.clone(),
        revision: v.say_of("revision", event.revision.to_string()),
        over,
        number,
        title: names::event(v.lang, &event.r#type),
        illustrative: meta.as_ref().is_some_and(Meta::illustrative),
        state: if event.amended_by.is_empty() {
            v.tag(Tone::Done, "event-recorded")
        } else {
            v.tag(Tone::Blocked, "amended")
        },
        facts: facts(v, &event, meta.as_ref(), &data, agreement.as_ref(), &chain),
        content: content::told(v, &data),
        chain_title: v.say_of("chain", name.unwrap_or_else(|| event.stream.clone())),
        chain: journal::events(v, &chain, Some(event.position)).html(v),
        journal: status.into_inner().journal,
        stream: journal::stream_link(v, &event.stream),
        event: &event,
    };
    Ok(frame::page(&page))
}

/// The agreement that an event is about, if it is about one.
async fn agreement(v: &Visit, event: &jalon::Event, data: &Value) -> Result<Option<pb::Agreement>, Status> {
    let told = data.get("financing").or_else(|| data.get("reference")).and_then(Value::as_str);
    let reference = if event.stream.starts_with("public-financing") {
        told.map(str::to_owned)
    } else if let Some(id) = event.stream.strip_prefix("financing-") {
        let listed = pb::ListAgreementsRequest::default();
        let listed = v.views().list_agreements(v.ask(listed)).await?.into_inner().agreements;
        let derived = |reference: &str| Id::<Financing>::derived(&["financing", reference]).to_string();
        listed.into_iter().map(|line| line.financing).find(|reference| derived(reference) == id)
    } else {
        None
    };
    let Some(financing) = reference else { return Ok(None) };
    let asked = pb::AgreementRequest { financing, as_of: v.as_of() };
    v.views().get_agreement(v.ask(asked)).await.map(|answer| Some(answer.into_inner()))
}

fn facts(
    v: &Visit,
    event: &jalon::Event,
    meta: Option<&Meta>,
    data: &Value,
    agreement: Option<&pb::Agreement>,
    chain: &[jalon::Event],
) -> Vec<(String, Html)> {
    let mut facts = Vec::new();
    let mut add = |key: &str, told: Html| {
        if !told.is_empty() {
            facts.push((v.say(key), told));
        }
    };
    if let Some(line) = agreement.and_then(|agreement| agreement.line.as_ref()) {
        let to = v.link(&format!("/accord/{}", encode(&line.financing)));
        add("fact-agreement", html::link(&names::agreement(line, v.lang), &to));
    }
    add("fact-change", change(v, data));
    add("fact-recorded", Html::text(&journal::recorded(v, event)));
    let Some(meta) = meta else { return facts };
    let mut effective = Html::text(&dates::effective(meta.effective, v.lang));
    if meta.effective.precision != Precision::Day {
        effective.push(&note(&v.say("date-imprecise")));
    }
    if event.weekday_contradicts {
        effective.push(&Html::text(" "));
        effective.push(&v.tag(Tone::Blocked, "weekday-contradicts"));
    }
    add("fact-effective", effective);
    if meta.origin == Origin::Import {
        let mut known = Html::text(&dates::instant(&event.known, v.lang));
        known.push(&Html::text(" "));
        known.push(&v.tag(Tone::NotYet, "reconstructed"));
        add("fact-known", known);
    }
    add("fact-act-of", Html::text(&journal::act_of(v, meta)));
    add("fact-recorded-by", Html::text(&journal::by(v, meta)));
    if let Some(interim) = &meta.interim {
        add("fact-interim", Html::text(&format!("{} · {}", interim.note, interim.powers)));
    }
    add("fact-validation", validation(v, meta, data));
    add("fact-authority", Html::text(&journal::authority(v, meta)));
    add("fact-evidence", evidence(v, &meta.evidence));
    add("fact-basis", basis(v, &meta.basis));
    let noted = agreement.map(|agreement| anomalies(v, agreement, chain, meta)).unwrap_or_default();
    add("fact-anomalies", if noted.is_empty() { Html::text(&v.say("none")) } else { listed(noted) });
    let unverified = meta.unverified.iter().map(|code| Html::text(&crate::failure::coded(code, [], v.lang)));
    let unverified: Vec<_> = unverified.collect();
    add("fact-unverified", if unverified.is_empty() { Html::default() } else { listed(unverified) });
    let amended = event.amended_by.iter().map(|position| {
        v.proof(Some(&jalon::Proof { position: *position, ..Default::default() }))
    });
    let amended: Vec<_> = amended.collect();
    add("fact-amended", if amended.is_empty() { Html::default() } else { listed(amended) });
    facts
}

/// « signé → en vigueur »
fn change(v: &Visit, data: &Value) -> Html {
    let step = data.get("step").unwrap_or(data);
    let state = |name: &str| step.get(name).and_then(Value::as_str).map(|state| v.lang.label("state", state));
    match (state("from"), state("to")) {
        (Some(from), Some(to)) if v.lang.find(&format!("state-{}", step["to"].as_str().unwrap_or(""))).is_some() => {
            Html::made(format!("{} → <b>{}</b>", escape(&from), escape(&to)))
        }
        _ => Html::default(),
    }
}

/// Who stood behind a change of state: two persons, time, or nobody knows.
fn validation(v: &Visit, meta: &Meta, data: &Value) -> Html {
    let Some(validation) = data.get("step").and_then(|step| step.get("validation")) else {
        return Html::default();
    };
    match (validation.as_str(), validation.get("double")) {
        (Some("automatic"), _) => Html::text(&v.say("validation-automatic")),
        (Some(_), _) => v.tag(Tone::Waiting, "validation-undocumented"),
        (None, Some(double)) => {
            let text = |name: &str| double.get(name).and_then(Value::as_str).unwrap_or_default();
            let proposed = v.say_of("validation-proposed", names::person(v, text("proposed_by")));
            let confirmed = v.say_of("validation-confirmed", journal::by(v, meta));
            let mut told = Html::text(&format!("{proposed}, {confirmed}"));
            told.push(&note(&format!("· {}", v.say("validation-two"))));
            let to = v.link(&format!("/evenement/{}", encode(text("proposal"))));
            told.push(&Html::text(" "));
            told.push(&html::link(&v.say("validation-see"), &to));
            told
        }
        (None, None) => Html::default(),
    }
}

fn evidence(v: &Visit, all: &[Evidence]) -> Html {
    if all.is_empty() {
        return Html::text(&v.say("evidence-none"));
    }
    let one = |evidence: &Evidence| {
        let mut told = match &evidence.document {
            Some(hash) => html::link(&evidence.title, &format!("/piece/{hash}")),
            None => Html::text(&evidence.title),
        };
        let page = evidence.page.as_ref().map(|page| v.say_of("evidence-page", page));
        let details = super::cards::joined([evidence.reference.clone().unwrap_or_default(), page.unwrap_or_default()]);
        if !details.is_empty() {
            told.push(&note(&format!("· {details}")));
        }
        if evidence.document.is_none() {
            told.push(&note(&format!("· {}", v.say("evidence-not-held"))));
        }
        match evidence.url.as_deref() {
            Some(url) if html::web(url).is_some() => {
                told.push(&Html::made(format!(
                    " <a class=\"small\" rel=\"noreferrer noopener\" href=\"{}\">{}</a>",
                    escape(url),
                    escape(&v.say("evidence-source"))
                )));
            }
            Some(url) => told.push(&note(url)),
            None => (),
        }
        told
    };
    listed(all.iter().map(one).collect())
}

fn basis(v: &Visit, basis: &Basis) -> Html {
    match basis {
        Basis::Verified { service, position, .. } => {
            let mut told = Html::text(&v.say_of("basis-verified", service));
            told.push(&Html::text(" "));
            told.push(&v.proof(Some(&jalon::Proof { position: *position, ..Default::default() })));
            told
        }
        Basis::Asserted { document: Some(document), .. } => Html::text(&v.say_of("basis-asserted", document)),
        Basis::Asserted { .. } => Html::default(),
    }
}

/// Guards that this act contradicted: noted by the same command.
fn anomalies(v: &Visit, agreement: &pb::Agreement, chain: &[jalon::Event], meta: &Meta) -> Vec<Html> {
    let noted = chain.iter().filter(|event| {
        event.r#type.contains("anomaly-noted")
            && journal::meta(event).is_some_and(|other| other.command_id == meta.command_id)
    });
    let of = |event: &jalon::Event| agreement.anomalies.iter().find(|anomaly| anomaly.event_id == event.event_id);
    noted
        .filter_map(of)
        .map(|anomaly| {
            let mut told = Html::text(&super::cards::sentence(v, &anomaly.about, &anomaly.args));
            if anomaly.explained {
                told.push(&note(&v.say_of("anomaly-explained", &anomaly.explanation)));
            }
            told.push(&Html::text(" "));
            told.push(&v.proof(anomaly.proof.as_ref()));
            told
        })
        .collect()
}

fn note(text: &str) -> Html {
    Html::made(format!(" <span class=\"muted small\">{}</span>", escape(text)))
}

fn listed(items: Vec<Html>) -> Html {
    let items: Vec<_> = items.iter().map(ToString::to_string).collect();
    Html::made(items.join("<br>"))
}

/// The event as it is stored, for a program.
async fn raw(v: Visit, Path(event): Path<String>) -> Answer {
    let event = fetch(&v, &event).await?;
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|_| text.into());
    let whole = json!({
        "event_id": event.event_id,
        "position": event.position,
        "stream": event.stream,
        "revision": event.revision,
        "type": event.r#type,
        "recorded": event.recorded,
        "known": event.known,
        "data": parsed(&event.data),
        "meta": parsed(&event.meta),
        // As stored, byte by byte: what the hashes are of.
        "stored_data": event.data,
        "stored_meta": event.meta,
        "data_sha256": event.data_sha256,
        "meta_sha256": event.meta_sha256,
        "amended_by": event.amended_by,
    });
    let name = format!("attachment; filename=\"evenement-{}.json\"", event.position);
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, format!("{whole:#}\n")).into_response())
}
