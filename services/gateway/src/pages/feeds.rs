//! `/abonnements`: what partners hear, how far it has gone, and how to listen.

use askama::Template;
use axum::{Router, routing::get};
use proto::jalon::v1 as jalon;

use crate::{
    failure::Answer,
    frame,
    html::{Html, Tone},
    table::{Cell, Kind, Table},
    typography,
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/abonnements", get(show))
}

#[derive(Template)]
#[template(path = "feeds.html")]
struct Page<'a> {
    v: &'a Visit,
    absent: bool,
    relays: Option<Html>,
    address: Option<String>,
    subjects: Vec<(String, String)>,
    services: Html,
}

/// Whether anything is told to NATS here.
pub(super) fn relays(status: &jalon::Status) -> bool {
    status.followers.iter().any(|follower| follower.kind == "relay")
}

async fn show(v: Visit) -> Answer {
    let status = v.journal().get_status(v.ask(jalon::GetStatusRequest {})).await?.into_inner();
    let relays = followers(&v, &status, |kind| kind == "relay");
    let absent = relays.is_empty();
    let address = v.app.nats.as_ref().and_then(|address| address());
    let programmes = v.app.register.programmes.iter().map(|programme| {
        let subject = format!("jalon.{}.{}.>", programme.country.to_lowercase(), programme.code);
        (programme.short(v.lang).to_owned(), subject)
    });
    let page = Page {
        v: &v,
        absent,
        relays: (!absent).then(|| relays.html(&v)),
        address,
        subjects: programmes.collect(),
        services: followers(&v, &status, |kind| kind != "relay").html(&v),
    };
    Ok(frame::page(&page))
}

fn followers(v: &Visit, status: &jalon::Status, wanted: impl Fn(&str) -> bool) -> Table {
    let columns = [
        ("column-follower", Kind::Text),
        ("column-follower-kind", Kind::Text),
        ("column-told", Kind::Figure),
        ("column-behind", Kind::Figure),
        ("column-state", Kind::Text),
    ];
    let mut table = Table::new(v.lang, &columns);
    for follower in status.followers.iter().filter(|follower| wanted(&follower.kind)) {
        let behind = status.head.saturating_sub(follower.next);
        let (tone, text) = match (follower.stopped.as_str(), behind) {
            ("", 0) => (Tone::Done, v.say("follower-current")),
            ("", _) => (Tone::UnderWay, v.say("follower-catching-up")),
            _ => (Tone::Blocked, v.say("follower-stopped")),
        };
        table.push(vec![
            Cell::text(follower.name.clone()),
            Cell::text(v.lang.label("follower", &follower.kind)),
            Cell::text(typography::integer(follower.next, v.lang)),
            Cell::text(typography::integer(behind, v.lang)),
            Cell::State { tone, text, note: follower.stopped.clone() },
        ]);
    }
    table
}
