//! `/…/{reference}/historique`: the events behind a thing of partners or a figure of it.

use axum::{Router, extract::Path, routing::get};
use proto::partners::v1 as pb;

use super::{
    kinds::{KINDS, Kind},
    views,
};
use crate::{
    failure::Answer,
    pages::entries,
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    KINDS.iter().fold(Router::new(), |router, kind| {
        let path = format!("/{}/{{reference}}/historique", kind.segment);
        router.route(&path, get(move |v: Visit, at| show(kind, v, at)))
    })
}

async fn show(kind: &'static Kind, v: Visit, Path(reference): Path<String>) -> Answer {
    let thing = kind.thing(&reference);
    let figure: String = v.asked("figure").unwrap_or_default().chars().take(80).collect();
    let (programme, reference) = thing.asked();
    let asked = pb::HistoryRequest {
        subject: kind.subject.into(),
        reference: reference.clone(),
        programme,
        figure: figure.clone(),
        as_of: v.as_of(),
    };
    let history = views(&v).get_history(v.ask(asked)).await?.into_inner();
    let tab = |name: &&'static str| (v.lang.label("figure-partners", name), *name);
    let whole = entries::Whole {
        to: thing.path(),
        file: format!("historique-{}", reference.replace('/', "-")),
        name: reference,
        figures: kind.figures.iter().map(tab).collect(),
        figure,
    };
    entries::page(&v, &whole, &history.entries)
}
