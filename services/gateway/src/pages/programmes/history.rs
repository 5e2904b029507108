//! `/exercice/{reference}/historique`, and so of all that is a programme's: the events behind it, and
//! what each made of a figure.

use axum::{Router, extract::Path, routing::get};
use proto::programmes::v1 as pb;

use super::{views, words};
use crate::{
    failure::{Answer, Failure},
    html::encode,
    pages::entries,
    visit::{App, Visit},
};

/// Segment of the address, what the contracts call it, and what of it can be asked for alone.
const KINDS: [(&str, &str, &[&str]); 7] = [
    ("programme", "programme", &["scope"]),
    ("exercice", "exercise", &["planned", "executed", "rate", "state"]),
    ("cadre", "results", &[]),
    ("registre", "areas", &[]),
    ("strategie", "strategy", &["state"]),
    ("diffusion", "dissemination", &[]),
    ("revue", "review", &[]),
];

pub(super) fn routes() -> Router<App> {
    KINDS.iter().fold(Router::new(), |router, (segment, subject, figures)| {
        let path = format!("/{segment}/{{reference}}/historique");
        router.route(&path, get(move |v: Visit, at| show(segment, subject, figures, v, at)))
    })
}

async fn show(
    segment: &'static str,
    subject: &'static str,
    figures: &'static [&'static str],
    mut v: Visit,
    Path(reference): Path<String>,
) -> Answer {
    // The contracts write a budget year as `P127328/2021`, which would be two steps of an address.
    let named = match segment {
        "exercice" => {
            let (programme, exercise) = words::split(&reference).ok_or(Failure::NotFound)?;
            v.programme = Some(programme.to_owned());
            format!("{programme}/{exercise}")
        }
        "programme" | "cadre" => {
            v.programme = Some(reference.clone());
            reference.clone()
        }
        _ => reference.clone(),
    };
    let figure: String = v.asked("figure").unwrap_or_default().chars().take(120).collect();
    let asked = pb::HistoryRequest {
        subject: subject.to_owned(),
        reference: named.clone(),
        figure: figure.clone(),
        as_of: v.as_of(),
    };
    let history = views(&v).get_history(v.ask(asked)).await?.into_inner();
    let tab = |name: &&'static str| (v.lang.label("programme-figure", name), *name);
    entries::page(
        &v,
        &entries::Whole {
            name: named,
            to: format!("/{segment}/{}", encode(&reference)),
            file: format!("historique-{reference}"),
            figures: figures.iter().map(tab).collect(),
            figure,
        },
        &history.entries,
    )
}
