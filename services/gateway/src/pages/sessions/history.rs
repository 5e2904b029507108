//! `/session/{reference}/historique`, and so of all that comes of sessions: the events behind it, and
//! what each set it to.

use axum::{Router, extract::Path, routing::get};
use proto::sessions::v1 as pb;

use super::views;
use crate::{
    failure::Answer,
    html::encode,
    pages::entries,
    visit::{App, Visit},
};

/// Segment of the address, what the contracts call it, and what of it can be asked for alone.
const KINDS: [(&str, &str, &[&str]); 5] = [
    ("session", "session", &["state", "dates", "agenda", "attendance", "minutes"]),
    ("instance", "body", &["name", "rules", "mandate", "members", "sessions"]),
    ("recommandation", "recommendation", &["state", "due_on", "addressee"]),
    ("blocage", "blockage", &["state", "solution"]),
    ("mission", "mission", &["state", "findings"]),
];

pub(super) fn routes() -> Router<App> {
    KINDS.iter().fold(Router::new(), |router, (segment, kind, figures)| {
        let path = format!("/{segment}/{{reference}}/historique");
        router.route(&path, get(move |v: Visit, at| show(segment, kind, figures, v, at)))
    })
}

async fn show(
    segment: &'static str,
    kind: &'static str,
    figures: &'static [&'static str],
    v: Visit,
    Path(reference): Path<String>,
) -> Answer {
    let figure: String = v.asked("figure").unwrap_or_default().chars().take(80).collect();
    let asked = pb::HistoryRequest {
        kind: kind.to_owned(),
        reference: reference.clone(),
        figure: figure.clone(),
        as_of: v.as_of(),
    };
    let history = views(&v).get_history(v.ask(asked)).await?.into_inner();
    let tab = |name: &&'static str| (v.lang.label("session-figure", name), *name);
    entries::page(
        &v,
        &entries::Whole {
            name: reference.clone(),
            to: format!("/{segment}/{}", encode(&reference)),
            file: format!("historique-{reference}"),
            figures: figures.iter().map(tab).collect(),
            figure,
        },
        &history.entries,
    )
}
