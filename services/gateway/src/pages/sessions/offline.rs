//! Two forms that are filled in without a connection: who was there, and how far recommendations have
//! come.

mod attendance;
mod progress;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::{pages::upload, visit::App};

pub(super) fn routes() -> Router<App> {
    let limit = || DefaultBodyLimit::max(upload::MOST_BYTES);
    Router::new()
        .route("/session/{reference}/presences.xlsx", get(attendance::blank))
        .route(
            "/session/{reference}/presences",
            get(attendance::show).post(attendance::preview).layer(limit()),
        )
        .route("/p/{programme}/recommandations/avancement.xlsx", get(progress::blank))
        .route(
            "/p/{programme}/recommandations/avancement",
            get(progress::show).post(progress::preview).layer(limit()),
        )
        .route("/p/{programme}/recommandations/avancement/inscrire", post(progress::record))
}
