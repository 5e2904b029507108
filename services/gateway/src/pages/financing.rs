//! The pages of agreements: what the gateway knows of the service `financing`.

mod agreement;
mod board;
mod cards;
mod commands;
mod history;
mod ledgers;
mod naming;
mod overview;
mod registers;
mod sections;
mod timeline;

use axum::Router;
use kernel::Id;
use proto::{
    financing::v1::{self as pb, financing_views_client::FinancingViewsClient},
    jalon::v1 as jalon,
};
use serde_json::Value;
use tonic::Status;

use super::cards::{note, sentence};
use crate::{
    html::{Html, encode},
    remote::{MOST_BYTES, Way},
    service::{Owner, Section, Service, Soon},
    visit::{App, Visit},
};

pub(crate) const SERVICE: Service = Service {
    name: "financing",
    sections: &[Section {
        name: "financement",
        pages: &[
            "retraits",
            "tranches",
            "comptes",
            "contrats",
            "non-objections",
            "echeances",
            "cloture",
            "preparation",
        ],
        owns: &["/accord/", "/accords/"],
    }],
    subjects: &[&commands::AGREEMENT],
    streams: &["financing-", "watch-"],
    glance: overview::glance,
    owner,
    words: &[
        ("state", &["state"]),
        ("from", &["state"]),
        ("to", &["state"]),
        ("expected", &["state"]),
        ("status", &["withdrawal", "state", "tranche", "condition", "restructuring"]),
        ("standing", &["state", "withdrawal", "tranche", "condition", "restructuring"]),
        ("stage", &["stage"]),
        ("last", &["state"]),
        ("task", &["task"]),
    ],
    refusals: include_str!("../../locales/fr/financing-rejections.ftl"),
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .merge(agreement::routes())
        .merge(board::routes())
        .merge(history::routes())
        .merge(registers::routes())
}

fn views(v: &Visit) -> FinancingViewsClient<Way> {
    FinancingViewsClient::new(v.way()).max_decoding_message_size(MOST_BYTES)
}

/// Whose id a financing stream carries.
enum Financing {}

/// The journal answers without the agreement: what is written stands by itself.
fn owner<'a>(v: &'a Visit, event: &'a jalon::Event, data: &'a Value) -> Soon<'a, Option<Owner>> {
    Box::pin(async move {
        let agreement = found(v, event, data).await.ok().flatten()?;
        let line = agreement.line.as_ref()?;
        let anomalies = agreement.anomalies.iter();
        // A proposal, and what was said of an earlier fact, cannot be corrected.
        let fixed = ["financing.correction.", "financing.proposal.", "financing.transition."];
        let amendable = event.stream.starts_with("financing-")
            && !fixed.iter().any(|kind| event.r#type.starts_with(kind));
        Some(Owner {
            kind: "fact-agreement",
            name: naming::agreement(line, v.lang),
            brief: naming::brief_agreement(line, v.lang),
            to: format!("/accord/{}", encode(&line.financing)),
            programme: line.programme.clone(),
            amends: amendable.then_some(("CorrectFact", "VoidEntry")),
            forms: None,
            anomalies: anomalies.map(|of| (of.event_id.clone(), anomaly(v, of))).collect(),
        })
    })
}

fn anomaly(v: &Visit, anomaly: &jalon::Anomaly) -> Html {
    let mut told = Html::text(&sentence(v, &anomaly.about, &anomaly.args));
    if anomaly.explained {
        told.push(&note(&v.say_of("anomaly-explained", &anomaly.explanation)));
    }
    told.push(&Html::text(" "));
    told.push(&v.proof(anomaly.proof.as_ref()));
    told
}

/// The agreement that an event is about, if it is about one.
async fn found(
    v: &Visit,
    event: &jalon::Event,
    data: &Value,
) -> Result<Option<pb::Agreement>, Status> {
    let told = data.get("financing").or_else(|| data.get("reference")).and_then(Value::as_str);
    let reference = if event.stream.starts_with("public-financing") {
        told.map(str::to_owned)
    } else if let Some(id) = event.stream.strip_prefix("financing-") {
        let listed = pb::ListAgreementsRequest::default();
        let listed = views(v).list_agreements(v.ask(listed)).await?.into_inner().agreements;
        let derived =
            |reference: &str| Id::<Financing>::derived(&["financing", reference]).to_string();
        listed.into_iter().map(|line| line.financing).find(|reference| derived(reference) == id)
    } else {
        None
    };
    let Some(financing) = reference else { return Ok(None) };
    let asked = pb::AgreementRequest { financing, as_of: v.as_of() };
    views(v).get_agreement(v.ask(asked)).await.map(|answer| Some(answer.into_inner()))
}
