//! Whose an event of sessions is.

use kernel::Id;
use proto::{jalon::v1 as jalon, sessions::v1 as pb};
use serde_json::Value;

use super::{naming, views};
use crate::{
    html::encode,
    service::{Owner, Soon},
    visit::Visit,
};

/// Whose ids the streams of sessions carry.
enum Thing {}

/// What a stream begins with, the kind of thing, the segment of its page, and how it is corrected.
type Kind = (&'static str, &'static str, &'static str, &'static str, &'static str);

const KINDS: [Kind; 5] = [
    ("session", "fact-session", "session", "CorrectSessionFact", "VoidSessionEntry"),
    ("body", "fact-body", "instance", "CorrectBodyFact", "VoidBodyEntry"),
    (
        "recommendation",
        "fact-recommendation",
        "recommandation",
        "CorrectRecommendationFact",
        "VoidRecommendationEntry",
    ),
    ("blockage", "fact-blockage", "blocage", "CorrectBlockageFact", "VoidBlockageEntry"),
    ("mission", "fact-mission", "mission", "CorrectMissionFact", "VoidMissionEntry"),
];

/// The journal answers without the register: what is written stands by itself.
pub(super) fn owner<'a>(
    v: &'a Visit,
    event: &'a jalon::Event,
    data: &'a Value,
) -> Soon<'a, Option<Owner>> {
    Box::pin(async move {
        let private = KINDS.iter().find(|(stream, ..)| {
            event.stream.strip_prefix(stream).is_some_and(|rest| rest.starts_with('-'))
        });
        let (kind, reference) = match private {
            Some(kind) => (kind, found(v, kind.0, &event.stream).await?),
            None => named_in(&event.r#type, data)?,
        };
        let (_, label, segment, correct, void) = *kind;
        let (name, programme) = named(v, kind.0, &reference).await.unwrap_or_default();
        let amended = event.r#type.starts_with("sessions.correction.");
        let amendable = private.is_some() && !amended;
        Some(Owner {
            kind: label,
            name: if name.is_empty() { reference.clone() } else { name },
            to: format!("/{segment}/{}", encode(&reference)),
            brief: reference,
            programme,
            amends: amendable.then_some((correct, void)),
            forms: None,
            anomalies: Vec::new(),
        })
    })
}

/// A public event names what it is about: its type says what kind of thing, its data which one.
fn named_in(stored: &str, data: &Value) -> Option<(&'static Kind, String)> {
    let text = |name: &str| data.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let (kind, field) = match stored.split('.').nth(1)? {
        "fact" => (text("kind")?, "reference"),
        kind @ ("body" | "recommendation" | "blockage" | "mission") => (kind, kind),
        _ => ("session", "session"),
    };
    let known = KINDS.iter().find(|known| known.0 == kind)?;
    Some((known, text(field)?.to_owned()))
}

/// The reference behind the id of a stream: ids are made from references, never the other way.
async fn found(v: &Visit, kind: &str, stream: &str) -> Option<String> {
    let id = stream.strip_prefix(kind)?.strip_prefix('-')?;
    let whole = || v.ask(pb::RegisterRequest::default());
    let references: Vec<String> = match kind {
        "session" => {
            let answer = views(v).list_sessions(v.ask(pb::ListSessionsRequest::default())).await;
            answer.ok()?.into_inner().sessions.into_iter().map(|line| line.session).collect()
        }
        "body" => {
            let answer = views(v).list_bodies(v.ask(pb::ListBodiesRequest::default())).await;
            answer.ok()?.into_inner().bodies.into_iter().map(|line| line.body).collect()
        }
        "recommendation" => {
            let lines = views(v).list_recommendations(whole()).await.ok()?.into_inner();
            lines.recommendations.into_iter().map(|line| line.recommendation).collect()
        }
        "blockage" => {
            let lines = views(v).list_blockages(whole()).await.ok()?.into_inner();
            lines.blockages.into_iter().map(|line| line.blockage).collect()
        }
        _ => {
            let lines = views(v).list_missions(whole()).await.ok()?.into_inner();
            lines.missions.into_iter().map(|line| line.mission).collect()
        }
    };
    references
        .into_iter()
        .find(|reference| Id::<Thing>::derived(&[kind, reference]).to_string() == id)
}

/// As a title says it, and its programme.
async fn named(v: &Visit, kind: &str, reference: &str) -> Option<(String, String)> {
    let as_of = v.as_of();
    match kind {
        "session" => {
            let asked = pb::SessionRequest { session: reference.to_owned(), as_of };
            let line = views(v).get_session(v.ask(asked)).await.ok()?.into_inner().line?;
            let name = format!("{} · {}", line.body_name, naming::title(&line, v.lang));
            Some((name, line.programme))
        }
        "body" => {
            let asked = pb::BodyRequest { body: reference.to_owned(), as_of };
            let line = views(v).get_body(v.ask(asked)).await.ok()?.into_inner().line?;
            Some((line.name, line.programme))
        }
        "recommendation" => {
            let asked = pb::RecommendationRequest { recommendation: reference.to_owned(), as_of };
            let found = views(v).get_recommendation(v.ask(asked)).await.ok()?.into_inner();
            Some((reference.to_owned(), found.line?.programme))
        }
        "blockage" => {
            let asked = pb::BlockageRequest { blockage: reference.to_owned(), as_of };
            let found = views(v).get_blockage(v.ask(asked)).await.ok()?.into_inner();
            Some((reference.to_owned(), found.line?.programme))
        }
        _ => {
            let asked = pb::MissionRequest { mission: reference.to_owned(), as_of };
            let line = views(v).get_mission(v.ask(asked)).await.ok()?.into_inner().line?;
            Some((line.title, line.programme))
        }
    }
}
