//! The one stylesheet. Its address changes with its content, so a browser keeps it for ever.

use std::sync::LazyLock;

use axum::{
    Router,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use sha2::{Digest as _, Sha256};

use crate::visit::App;

const STYLE: &str = include_str!("../templates/style.css");

/// Where the stylesheet is.
pub(crate) static STYLE_PATH: LazyLock<String> = LazyLock::new(|| {
    let hash = hex::encode(Sha256::digest(STYLE));
    format!("/style-{}.css", hash.get(..12).unwrap_or_default())
});

pub(crate) fn routes() -> Router<App> {
    Router::new().route(&STYLE_PATH, get(style)).route("/favicon.ico", get(mark))
}

async fn style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, STYLE).into_response()
}

/// The milestone, for the tab.
async fn mark() -> Response {
    let headers =
        [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")];
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 20 20\"><path d=\"M6 1v18M6 3l9 3-9 3\" \
                   fill=\"none\" stroke=\"#27467c\" stroke-width=\"2\"/></svg>";
    (headers, drawing).into_response()
}
