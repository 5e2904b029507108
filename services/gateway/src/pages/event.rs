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
use jiff::tz::TimeZone;
use kernel::{Hash, Meta};
use proto::{
    documents::v1::GetRequest,
    jalon::v1::{self as jalon, get_event_request},
};
use serde_json::{Value, json};
use tonic::Code;

use super::{content, journal};
use crate::{
    dates,
    failure::{Answer, Failure},
    frame,
    html::{Html, Tone, encode},
    names,
    service::{self, Owner},
    typography,
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

pub(crate) async fn fetch(v: &Visit, event: &str) -> Result<jalon::Event, Failure> {
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
    let event = heard(&v, found).await;
    let chain = jalon::ListEventsRequest {
        streams: vec![event.stream.clone()],
        backwards: true,
        max: CHAIN,
        as_of: v.as_of(),
        ..Default::default()
    };
    let (mut chains, mut statuses) = (v.journal(), v.journal());
    let (chain, status) = tokio::try_join!(
        chains.list_events(v.ask(chain)),
        statuses.get_status(v.ask(jalon::GetStatusRequest {})),
    )?;
    let chain = chain.into_inner().events;
    let meta = journal::meta(&event);
    let mut data: Value = serde_json::from_str(&event.data).unwrap_or_default();
    content::set_amounts(&v, &mut data).await;
    let service = service::of(&event.r#type);
    let refused = refused(&event, &data);
    let owner = match (service, &refused) {
        // What was refused is no fact to correct.
        (Some(service), Some(of)) => {
            let owner = (service.owner)(&v, of, &data).await;
            owner.map(|owner| Owner { amends: None, anomalies: Vec::new(), ..owner })
        }
        (Some(service), None) => (service.owner)(&v, &event, &data).await,
        (None, _) => None,
    };
    if let Some(owner) = owner.as_ref().filter(|owner| !owner.programme.is_empty()) {
        v.programme = Some(owner.programme.clone());
    }
    let v = &v;
    let absent = absent(v, meta.as_ref()).await;
    let name = owner.as_ref().map(|owner| owner.brief.clone());
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
        facts: facts::facts(v, &event, meta.as_ref(), &data, owner.as_ref(), &chain, &absent),
        content: {
            let of = service.map_or("", |service| service.name);
            if journal::is_refused(&event) {
                content::refused(v, of, &data)
            } else {
                content::told(v, of, &data)
            }
        },
        chain_title: {
            let name = name.filter(|_| refused.is_none());
            v.say_of("chain", name.unwrap_or_else(|| event.stream.clone()))
        },
        chain: journal::events(v, &chain, Some(event.position)).html(v),
        journal: status.into_inner().journal,
        stream: journal::stream_link(v, &event.stream),
        amends: amends(v, &event, owner.as_ref()),
        event: &event,
    };
    Ok(frame::page(&page))
}

/// As if it were an event of what was asked for, where that was told with the refusal.
fn refused(event: &jalon::Event, data: &Value) -> Option<jalon::Event> {
    let stream = data.get("stream").filter(|_| journal::is_refused(event))?.as_str()?.to_owned();
    Some(jalon::Event { stream, ..event.clone() })
}

/// The event without the corrections that nobody knew of by then.
async fn heard(v: &Visit, mut event: jalon::Event) -> jalon::Event {
    let Some(by) = v.known.as_deref() else { return event };
    for position in std::mem::take(&mut event.amended_by) {
        let amends = fetch(v, &position.to_string()).await;
        if amends.is_ok_and(|amends| known_by(&amends.known, by)) {
            event.amended_by.push(position);
        }
    }
    event
}

/// Whether an instant is not after another one, or not after a day.
fn known_by(instant: &str, by: &str) -> bool {
    match (dates::moment(instant), dates::moment(by)) {
        (Some(instant), Some(by)) => instant <= by,
        (Some(instant), None) => instant.to_zoned(TimeZone::UTC).date().to_string().as_str() <= by,
        (None, _) => false,
    }
}

/// Pièces that the event cites by their hash, and that are not kept here.
async fn absent(v: &Visit, meta: Option<&Meta>) -> Vec<Hash> {
    let mut absent = Vec::new();
    let cited = meta.into_iter().flat_map(|meta| &meta.evidence).filter_map(|it| it.document);
    for hash in cited {
        let asked = GetRequest { sha256: hash.to_string() };
        let missing = match v.documents().get(v.ask(asked)).await {
            Ok(document) => !document.into_inner().held,
            Err(status) => status.code() == Code::NotFound,
        };
        if missing {
            absent.push(hash);
        }
    }
    absent
}

/// Forms that say it was not so.
fn amends(v: &Visit, event: &jalon::Event, owner: Option<&Owner>) -> Vec<(String, String)> {
    let Some(owner) = owner.filter(|_| v.acts()) else { return Vec::new() };
    let Some((correct, void)) = owner.amends else { return Vec::new() };
    let under = owner.forms.as_ref().unwrap_or(&owner.to);
    let form = |(key, rpc): (&str, &str)| {
        (v.say(key), format!("{under}/saisir/{rpc}?event_id={}", encode(&event.event_id)))
    };
    [("amend-correct", correct), ("amend-void", void)].map(form).into()
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
