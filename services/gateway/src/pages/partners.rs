//! The pages of partners: what the gateway knows of the service `partners`.

mod commands;
mod form;
mod glance;
mod history;
mod kinds;
mod owner;
mod registers;
pub(crate) mod reported;
mod tables;
mod things;
mod words;

use axum::Router;
use proto::partners::v1::partners_views_client::PartnersViewsClient;

use crate::{
    remote::{MOST_BYTES, Way},
    service::{Section, Service},
    visit::{App, Visit},
};

const STATES: &[&str] = &["state-partners"];

pub(crate) const SERVICE: Service = Service {
    name: "partners",
    sections: &[Section {
        name: "collaborations",
        pages: &[
            "appuis",
            "partage",
            "transferts",
            "referencements",
            "chevauchements",
            "concertations",
            "/institutions",
        ],
        owns: &[
            "/collaboration/",
            "/collaborations/",
            "/appui/",
            "/appuis/",
            "/accord-de-partage/",
            "/accords-de-partage/",
            "/referencement/",
            "/referencements/",
            "/trimestre/",
            "/collecte/",
            "/interventions/",
            "/concertation/",
            "/concertations/",
            "/partenaire/",
            "/institutions/",
            "/rectification/",
        ],
    }],
    subjects: &[
        &commands::INSTITUTION,
        &commands::COLLABORATION,
        &commands::SPONSORSHIP,
        &commands::SHARING,
        &commands::REFERRAL,
        &commands::COUNTS,
        &commands::COLLECTION,
        &commands::FORUM,
        &commands::CORRECTION,
    ],
    streams: &[
        "institution-",
        "collaboration-",
        "sponsorship-",
        "sharing-",
        "counts-",
        "referral-",
        "collection-",
        "forum-",
        "term-",
    ],
    glance: glance::glance,
    owner: owner::owner,
    words: &[("state", STATES), ("to", STATES), ("expected", &["step-partners"])],
    refusals: include_str!("../../locales/fr/partners-rejections.ftl"),
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .merge(form::routes())
        .merge(history::routes())
        .merge(registers::routes())
        .merge(things::routes())
}

fn views(v: &Visit) -> PartnersViewsClient<Way> {
    PartnersViewsClient::new(v.way()).max_decoding_message_size(MOST_BYTES)
}
