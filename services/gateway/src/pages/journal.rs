//! `/journal`: everything that was ever recorded, newest first.

use std::iter;

use askama::Template;
use axum::{Router, routing::get};
use kernel::{Authority, Meta, Origin};
use proto::jalon::v1 as jalon;
use serde_json::Value;

use super::content;
use crate::{
    dates,
    failure::Answer,
    frame,
    html::{Html, encode},
    names,
    service::{self, SERVICES},
    table::{Cell, Kind, Table},
    visit::{App, Visit},
};

const PAGE: u32 = 60;

/// What streams begin with, as the filter offers them, after those of each service.
const STREAMS: [&str; 4] = ["public-", "documents-", "calendar-", "refusals-"];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/journal", get(show))
}

#[derive(Template)]
#[template(path = "journal.html")]
struct Page<'a> {
    v: &'a Visit,
    head: u64,
    journal: String,
    streams: Vec<(&'static str, String, bool)>,
    stream: String,
    table: Option<Html>,
    older: Option<String>,
    newest: Option<String>,
    nats_absent: bool,
}

async fn show(v: Visit) -> Answer {
    let stream: String = v.asked("flux").unwrap_or_default().trim().chars().take(80).collect();
    let before = v.asked("avant").and_then(|position| position.parse().ok());
    let asked = jalon::ListEventsRequest {
        streams: if stream.is_empty() { Vec::new() } else { vec![stream.clone()] },
        from: before,
        backwards: true,
        max: PAGE,
        as_of: v.as_of(),
    };
    let (mut listing, mut standing) = (v.journal(), v.journal());
    let (listed, status) = tokio::try_join!(
        listing.list_events(v.ask(asked)),
        standing.get_status(v.ask(jalon::GetStatusRequest {})),
    )?;
    let (listed, status) = (listed.into_inner(), status.into_inner());
    let table = events(&v, &listed.events, None);
    let next = listed.next.to_string();
    let page = Page {
        v: &v,
        head: status.head,
        nats_absent: !super::feeds::relays(&status),
        journal: status.journal,
        streams: iter::once(&"")
            .chain(SERVICES.iter().flat_map(|service| service.streams))
            .chain(&STREAMS)
            .map(|name| {
                let key = format!(
                    "streams-{}",
                    if name.is_empty() { "all" } else { name.trim_end_matches('-') }
                );
                (*name, v.say(&key), *name == stream)
            })
            .collect(),
        table: (!table.is_empty()).then(|| table.html(&v)),
        older: (!listed.end).then(|| v.here(&[("avant", &next)])),
        newest: before.map(|_: u64| v.here(&[("avant", "")])),
        stream,
    };
    Ok(frame::page(&page))
}

/// Events of the journal, one a line. `here` is the one whose page this is.
pub(super) fn events(v: &Visit, events: &[jalon::Event], here: Option<u64>) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("column-event-number", Kind::Proof),
            ("column-event", Kind::Text),
            ("column-recorded", Kind::Text),
            ("column-effective", Kind::Text),
            ("column-act-of", Kind::Text),
            ("column-recorded-by", Kind::Text),
            ("column-authority", Kind::Text),
        ],
    );
    for event in events {
        let meta = meta(event);
        let effective = meta.as_ref().map(|meta| meta.effective.to_string()).unwrap_or_default();
        let mut notes = if is_refused(event) {
            told_no(v, event)
        } else {
            vec![if here.is_some() { String::new() } else { brief(&event.stream) }]
        };
        if event.weekday_contradicts {
            notes.push(v.say("weekday-contradicts-short"));
        }
        if !event.amended_by.is_empty() {
            notes.push(v.say("amended"));
        }
        if meta.as_ref().is_some_and(|meta| meta.origin == Origin::Import) {
            notes.push(v.say("reconstructed"));
        }
        if here == Some(event.position) {
            notes.push(v.say("this-event"));
        }
        let proof = jalon::Proof {
            position: event.position,
            event_id: event.event_id.clone(),
            illustrative: meta.as_ref().is_some_and(Meta::illustrative),
            effective: effective.clone(),
            withheld: false,
        };
        table.push(vec![
            Cell::Proof(Some(proof)),
            Cell::Noted {
                text: names::event(v.lang, &event.r#type),
                note: super::cards::joined(notes),
            },
            Cell::Instant(event.recorded.clone()),
            Cell::Date(effective),
            Cell::text(meta.as_ref().map(|meta| act_of(v, meta)).unwrap_or_default()),
            Cell::text(meta.as_ref().map(|meta| by(v, meta)).unwrap_or_default()),
            Cell::text(meta.as_ref().map(|meta| authority(v, meta)).unwrap_or_default()),
        ]);
    }
    table
}

/// It says that somebody was told no.
pub(super) fn is_refused(event: &jalon::Event) -> bool {
    event.r#type.ends_with(".command.refused.v1")
}

/// To what act somebody was told no, and of what.
fn told_no(v: &Visit, event: &jalon::Event) -> Vec<String> {
    let data: Value = serde_json::from_str(&event.data).unwrap_or_default();
    let of = service::of(&event.r#type).map_or("", |service| service.name);
    let stream = data.get("stream").and_then(Value::as_str).unwrap_or(&event.stream);
    vec![content::refused_act(v, of, &data).unwrap_or_default(), brief(stream)]
}

pub(super) fn meta(event: &jalon::Event) -> Option<Meta> {
    serde_json::from_str(&event.meta).ok()
}

/// `financing-7f3c…`
fn brief(stream: &str) -> String {
    match stream.split_once('-') {
        Some((kind, id)) if id.len() == 36 => {
            format!("{kind}-{}…", id.get(..8).unwrap_or_default())
        }
        _ => stream.to_owned(),
    }
}

pub(super) fn act_of(v: &Visit, meta: &Meta) -> String {
    let party = meta.on_behalf_of.as_ref();
    let institution = party.map_or(meta.who.institution, |party| party.institution);
    let name = names::institution(v, &institution.to_string());
    match party.and_then(|party| party.capacity.as_ref()) {
        Some(capacity) if *capacity != name => format!("{name} · {capacity}"),
        _ => name,
    }
}

pub(super) fn by(v: &Visit, meta: &Meta) -> String {
    match meta.origin {
        Origin::Policy => v.say("automatic"),
        Origin::Import | Origin::Person => {
            let id = meta.recorded_by.to_string();
            match v.app.register.person_by_id(&id) {
                Some(known) => known.capacity(v.lang).to_owned(),
                None if meta.recorded_by == meta.who.person => meta.who.capacity.clone(),
                None => names::person(v, &id),
            }
        }
    }
}

pub(super) fn authority(v: &Visit, meta: &Meta) -> String {
    match &meta.authority {
        Some(Authority::Notice(reference) | Authority::Import(reference)) => reference.clone(),
        Some(Authority::Decision(id)) => v.say_of("authority-decision", id.to_string()),
        Some(Authority::Delegation(person)) => {
            v.say_of("authority-delegation", names::person(v, &person.to_string()))
        }
        None => match meta.evidence.as_slice() {
            [] => String::new(),
            [one] => one.reference.clone().unwrap_or_else(|| one.title.clone()),
            more => v.say_n("evidence-count", more.len()),
        },
    }
}

/// Leads to the list of one stream.
pub(super) fn stream_link(v: &Visit, stream: &str) -> Html {
    crate::html::link(stream, &v.link(&format!("/journal?flux={}", encode(stream))))
}

/// When it was written, in words.
pub(super) fn recorded(v: &Visit, event: &jalon::Event) -> String {
    dates::instant(&event.recorded, v.lang)
}
