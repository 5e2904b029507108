//! Two forms that are filled in without a connection: who was there, and how far recommendations have
//! come.

mod attendance;
mod progress;

use axum::{Router, routing::get};

use crate::{pages::upload, visit::App};

pub(super) fn routes() -> Router<App> {
    let limited = |route| upload::up_to(upload::MOST_BYTES, route);
    Router::new()
        .route("/session/{reference}/presences.xlsx", get(attendance::blank))
        .route(
            "/session/{reference}/presences",
            limited(get(attendance::show).post(attendance::preview)),
        )
        .route("/p/{programme}/recommandations/avancement.xlsx", get(progress::blank))
        .route(
            "/p/{programme}/recommandations/avancement",
            limited(get(progress::show).post(progress::preview)),
        )
        .route(
            "/p/{programme}/recommandations/avancement/inscrire",
            limited(get(upload::back).post(progress::record)),
        )
}
