//! What people read. One module a page, named after its address; the pages of a service are in a
//! module of its own, merged here by one line.

mod cards;
pub(crate) mod content;
mod documents;
pub(crate) mod entries;
pub(crate) mod event;
mod feeds;
pub(crate) mod financing;
mod journal;
pub(crate) mod nav;
pub(crate) mod overview;
pub(crate) mod partners;
mod people;
pub(crate) mod places;
pub(crate) mod programmes;
pub(crate) mod sessions;
pub(crate) mod sheet;
pub(crate) mod upload;

use axum::{
    Router,
    extract::Path,
    response::{IntoResponse as _, Redirect},
    routing::get,
};

use crate::{
    assets,
    failure::{Answer, Failure},
    html::encode,
    visit::{App, Visit},
};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/p/{programme}", get(enter))
        .merge(assets::routes())
        .merge(documents::routes())
        .merge(event::routes())
        .merge(feeds::routes())
        .merge(journal::routes())
        .merge(overview::routes())
        .merge(people::routes())
        .merge(financing::routes())
        .merge(programmes::routes())
        .merge(sessions::routes())
        .merge(partners::routes())
}

/// A programme without a page after it leads to its overview.
async fn enter(v: Visit, Path(programme): Path<String>) -> Answer {
    let known = v.app.register.programme(&programme).ok_or(Failure::NotFound)?;
    let to = v.link(&format!("/p/{}/fiche", encode(&known.code)));
    Ok(Redirect::to(&to).into_response())
}
