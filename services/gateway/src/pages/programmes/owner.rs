//! Whose an event of programmes is.

use kernel::Id;
use proto::{jalon::v1 as jalon, programmes::v1 as pb};
use serde_json::Value;

use super::{disseminations, reviews, views, words};
use crate::{
    html::encode,
    service::{Owner, Soon},
    visit::Visit,
};

/// Whose ids the streams of programmes carry.
enum Thing {}

/// What a stream begins with, the kind of thing, and the segment of its page.
type Kind = (&'static str, &'static str, &'static str);

const KINDS: [Kind; 8] = [
    ("programme", "fact-one-programme", "programme"),
    ("exercise", "fact-exercise", "exercice"),
    ("results", "fact-framework", "cadre"),
    ("areas", "fact-registry", "registre"),
    ("atlas", "fact-registry", "registre"),
    ("strategy", "fact-strategy", "strategie"),
    ("dissemination", "fact-dissemination", "diffusion"),
    ("review", "fact-review", "revue"),
];

/// The journal answers without the register: what is written stands by itself.
pub(super) fn owner<'a>(
    v: &'a Visit,
    event: &'a jalon::Event,
    data: &'a Value,
) -> Soon<'a, Option<Owner>> {
    Box::pin(async move {
        let private = event.stream.split_once('-').and_then(|(stream, id)| {
            let kind = KINDS.iter().find(|(known, ..)| *known == stream)?;
            Some((kind, id))
        });
        let (kind, reference) = match private {
            Some((kind, id)) => (kind, found(v, kind.0, id).await?),
            None => named_in(&event.r#type, data)?,
        };
        let (stream, label, segment) = *kind;
        let told: Value = serde_json::from_str(&event.meta).unwrap_or_default();
        let programme = told.get("programme").and_then(Value::as_str).unwrap_or_default();
        let (name, programme) = match stream {
            "exercise" => {
                let (programme, exercise) = words::split(&reference)?;
                (v.say_of("ptba-of", exercise), programme)
            }
            "programme" | "results" => {
                let known = v.app.register.programme(&reference);
                let name = known.map_or(reference.as_str(), |it| it.name(v.lang));
                (name.to_owned(), reference.as_str())
            }
            "areas" | "atlas" => (v.lang.label("country", &reference), programme),
            _ => (titled(v, stream, &reference).await.unwrap_or_default(), programme),
        };
        let amendable = private.is_some()
            && stream != "atlas"
            && !event.r#type.starts_with("programmes.correction.");
        Some(Owner {
            kind: label,
            name: if name.is_empty() { reference.clone() } else { name },
            to: format!("/{segment}/{}", encode(&reference)),
            programme: programme.to_owned(),
            brief: reference,
            amends: amendable.then_some(("CorrectFact", "VoidEntry")),
            forms: None,
            anomalies: Vec::new(),
        })
    })
}

/// A public event names what it is about: its type says what kind of thing, its data which one.
fn named_in(stored: &str, data: &Value) -> Option<(&'static Kind, String)> {
    let text = |name: &str| data.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let (stream, reference) = match stored.split('.').nth(1)? {
        "workplan" | "expenditure" | "publication" => {
            ("exercise", words::exercise(text("programme")?, text("exercise")?))
        }
        "indicator" | "achievement" => ("results", text("programme")?.to_owned()),
        "area" => ("areas", text("country")?.to_owned()),
        kind @ ("strategy" | "dissemination" | "review") => (kind, text(kind)?.to_owned()),
        // What was corrected is told by its event, which is another.
        "fact" => return None,
        _ => ("programme", text("programme")?.to_owned()),
    };
    KINDS.iter().find(|known| known.0 == stream).map(|kind| (kind, reference))
}

/// The reference behind the id of a stream: ids are made from references, never the other way.
async fn found(v: &Visit, stream: &str, id: &str) -> Option<String> {
    let is = |parts: &[&str]| Id::<Thing>::derived(parts).to_string() == id;
    let register = &v.app.register.programmes;
    match stream {
        "programme" | "results" => {
            let all = views(v).list_programmes(v.ask(pb::ListProgrammesRequest::default())).await;
            let all = all.ok()?.into_inner().programmes.into_iter().map(|line| line.programme);
            let known = register.iter().map(|programme| programme.code.clone());
            all.chain(known).find(|code| is(&[stream, code]))
        }
        "exercise" => {
            let all = views(v).list_exercises(v.ask(pb::ProgrammeViewRequest::default())).await;
            let all = all.ok()?.into_inner().exercises.into_iter();
            let mut ours = all.filter(|line| is(&[stream, &line.programme, &line.exercise]));
            ours.next().map(|line| words::exercise(&line.programme, &line.exercise))
        }
        "areas" | "atlas" => {
            let countries = register.iter().map(|programme| programme.country.clone());
            countries.into_iter().find(|country| is(&[stream, country]))
        }
        "strategy" => {
            let all = views(v).list_strategies(v.ask(pb::ListStrategiesRequest::default())).await;
            let all = all.ok()?.into_inner().strategies.into_iter().map(|line| line.strategy);
            all.into_iter().find(|reference| is(&[stream, reference]))
        }
        "dissemination" => {
            let all = disseminations::everywhere(v).await.ok()?.into_iter();
            all.map(|(_, line)| line.dissemination).find(|reference| is(&[stream, reference]))
        }
        _ => {
            let all = reviews::all(v, "").await.ok()?.into_iter().map(|line| line.review);
            all.into_iter().find(|reference| is(&[stream, reference]))
        }
    }
}

/// What it is called, where a reference says little.
async fn titled(v: &Visit, stream: &str, reference: &str) -> Option<String> {
    match stream {
        "strategy" => {
            let asked = pb::StrategyViewRequest { strategy: reference.to_owned(), as_of: None };
            let found = views(v).get_strategy(v.ask(asked)).await.ok()?.into_inner();
            found.line.map(|line| line.title)
        }
        "dissemination" => {
            disseminations::found(v, reference).await.ok().map(|(_, line)| line.title)
        }
        _ => reviews::found(v, reference).await.ok().map(|(_, line)| line.title),
    }
}
