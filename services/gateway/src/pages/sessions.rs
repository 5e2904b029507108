//! The pages of committees: what the gateway knows of the service `sessions`.

mod bodies;
mod calendar;
mod commands;
mod files;
mod follow;
mod glance;
mod history;
mod letters;
mod list;
mod minutes;
mod naming;
mod offline;
mod owner;
mod parts;
mod registers;
mod session;
mod together;

use axum::Router;
use proto::sessions::v1::sessions_views_client::SessionsViewsClient;

use crate::{
    remote::{MOST_BYTES, Way},
    service::{Section, Service},
    visit::{App, Visit},
};

const STATES: &[&str] = &[
    "recommendation-state",
    "session-state",
    "minutes-state",
    "blockage-state",
    "mission-state",
    "finding-state",
];

pub(crate) const SERVICE: Service = Service {
    name: "sessions",
    sections: &[Section {
        name: "sessions",
        pages: &["recommandations", "blocages", "instances", "missions"],
        owns: &[
            "/session/",
            "/sessions/",
            "/instance/",
            "/instances/",
            "/recommandation/",
            "/recommandations/",
            "/blocage/",
            "/blocages/",
            "/mission/",
            "/missions/",
        ],
    }],
    subjects: &[
        &commands::SESSION,
        &commands::BODY,
        &commands::RECOMMENDATION,
        &commands::BLOCKAGE,
        &commands::MISSION,
    ],
    streams: &["session-", "body-", "recommendation-", "blockage-", "mission-", "secretariat-"],
    glance: glance::glance,
    owner: owner::owner,
    words: &[
        ("state", STATES),
        ("status", STATES),
        ("stage", &["session-state"]),
        ("kind", &["recommendation-origin"]),
    ],
    refusals: include_str!("../../locales/fr/sessions-rejections.ftl"),
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .merge(bodies::routes())
        .merge(calendar::routes())
        .merge(files::routes())
        .merge(follow::routes())
        .merge(history::routes())
        .merge(letters::routes())
        .merge(list::routes())
        .merge(minutes::routes())
        .merge(offline::routes())
        .merge(registers::routes())
        .merge(session::routes())
}

fn views(v: &Visit) -> SessionsViewsClient<Way> {
    SessionsViewsClient::new(v.way()).max_decoding_message_size(MOST_BYTES)
}
