//! `/evenement/{position}`: one event, and exactly what it establishes.

mod facts;

use askama::Template;
use axum::{
    Router,
    extract::Path,
    http::header,
    response::{IntoResponse as _, Redirect},
    routing::get,
};
use kernel::{Id, Meta};
use proto::{
    financing::v1 as pb,
    jalon::v1::{self as jalon, get_event_request},
};
use serde_json::{Value, json};
use tonic::Status;

use super::{content, journal};
use crate::{
    failure::{Answer, Failure},
    frame,
    html::{Html, Tone, encode},
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
    /// Forms that say it was not so, and where.
    amends: Vec<(String, String)>,
}

/// Whose id a financing stream carries.
enum Financing {}

async fn fetch(v: &Visit, event: &str) -> Result<jalon::Event, Failure> {
    let asked = match event.parse::<u64>() {
        Ok(position) => get_event_request::Event::Position(position),
        Err(_) if event.parse::<uuid::Uuid>().is_ok() => {
            get_event_request::Event::EventId(event.to_owned())
        }
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
        facts: facts::facts(v, &event, meta.as_ref(), &data, agreement.as_ref(), &chain),
        content: if event.r#type.ends_with(".command.refused.v1") {
            content::refused(v, &data)
        } else {
            content::told(v, &data)
        },
        chain_title: v.say_of("chain", name.unwrap_or_else(|| event.stream.clone())),
        chain: journal::events(v, &chain, Some(event.position)).html(v),
        journal: status.into_inner().journal,
        stream: journal::stream_link(v, &event.stream),
        amends: amends(v, &event, line),
        event: &event,
    };
    Ok(frame::page(&page))
}

/// A fact of an agreement can be corrected and voided; a proposal, and what was said of an earlier
/// fact, cannot.
fn amends(
    v: &Visit,
    event: &jalon::Event,
    line: Option<&pb::AgreementLine>,
) -> Vec<(String, String)> {
    let Some(line) = line.filter(|_| v.acts() && event.stream.starts_with("financing-")) else {
        return Vec::new();
    };
    let kinds = ["financing.correction.", "financing.proposal.", "financing.transition."];
    if kinds.iter().any(|kind| event.r#type.starts_with(kind)) {
        return Vec::new();
    }
    let form = |(key, rpc): (&str, &str)| {
        let (financing, id) = (encode(&line.financing), encode(&event.event_id));
        (v.say(key), format!("/accord/{financing}/saisir/{rpc}?event_id={id}"))
    };
    [("amend-correct", "CorrectFact"), ("amend-void", "VoidEntry")].map(form).into()
}

/// The agreement that an event is about, if it is about one.
async fn agreement(
    v: &Visit,
    event: &jalon::Event,
    data: &Value,
) -> Result<Option<pb::Agreement>, Status> {
    let told = data.get("financing").or_else(|| data.get("reference")).and_then(Value::as_str);
    let reference = if event.stream.starts_with("public-financing") {
        told.map(str::to_owned)
    } else if let Some(id) = event.stream.strip_prefix("financing-") {
        let listed = pb::ListAgreementsRequest::default();
        let listed = v.views().list_agreements(v.ask(listed)).await?.into_inner().agreements;
        let derived =
            |reference: &str| Id::<Financing>::derived(&["financing", reference]).to_string();
        listed.into_iter().map(|line| line.financing).find(|reference| derived(reference) == id)
    } else {
        None
    };
    let Some(financing) = reference else { return Ok(None) };
    let asked = pb::AgreementRequest { financing, as_of: v.as_of() };
    v.views().get_agreement(v.ask(asked)).await.map(|answer| Some(answer.into_inner()))
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
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, format!("{whole:#}\n")).into_response())
}
