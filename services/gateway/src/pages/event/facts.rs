//! What an event establishes, line by line.

use kernel::{
    Basis, Evidence, Hash, Meta, Origin, Precision, Provenance, ProvenanceKind,
    correction::AnomalyNoted,
};
use proto::jalon::v1 as jalon;
use serde_json::Value;

use crate::{
    dates,
    html::{self, Html, Tone, encode, escape},
    names,
    pages::{
        cards::{joined, note, sentence},
        journal,
    },
    service::{self, Owner},
    visit::Visit,
};

pub(super) fn facts(
    v: &Visit,
    event: &jalon::Event,
    meta: Option<&Meta>,
    data: &Value,
    owner: Option<&Owner>,
    chain: &[jalon::Event],
    absent: &[Hash],
) -> Vec<(String, Html)> {
    let mut facts = Vec::new();
    let mut add = |key: &str, told: Html| {
        if !told.is_empty() {
            facts.push((v.say(key), told));
        }
    };
    if let Some(owner) = owner.filter(|owner| !owner.name.is_empty()) {
        add(owner.kind, html::link(&owner.name, &v.link(&owner.to)));
    }
    add("fact-change", change(v, &event.r#type, data));
    add("fact-recorded", Html::text(&journal::recorded(v, event)));
    let Some(meta) = meta else { return facts };
    let mut effective = Html::text(&dates::effective(meta.effective, v.lang));
    if meta.effective.precision != Precision::Day {
        effective.push(&note(&v.say("date-imprecise")));
    }
    if event.weekday_contradicts {
        effective.push(&Html::text(" "));
        effective.push(&v.tag(Tone::Blocked, "weekday-contradicts"));
    }
    add("fact-effective", effective);
    if meta.origin == Origin::Import {
        let mut known = Html::text(&known(v, &event.known));
        known.push(&Html::text(" "));
        known.push(&v.tag(Tone::NotYet, "reconstructed"));
        add("fact-known", known);
    }
    add("fact-act-of", Html::text(&journal::act_of(v, meta)));
    add("fact-recorded-by", Html::text(&journal::by(v, meta)));
    if let Some(interim) = &meta.interim {
        add("fact-interim", Html::text(&format!("{} · {}", interim.note, interim.powers)));
    }
    add("fact-validation", validation(v, meta, data));
    add("fact-cause", cause(v, meta));
    add("fact-authority", Html::text(&journal::authority(v, meta)));
    add("fact-evidence", evidence(v, &meta.evidence, absent));
    add("fact-basis", basis(v, &meta.basis));
    add("fact-provenance", provenance(v, &meta.provenance));
    let noted = anomalies(v, owner, chain, meta);
    add(
        "fact-anomalies",
        if noted.is_empty() { Html::text(&v.say("none")) } else { listed(&noted) },
    );
    let unverified =
        meta.unverified.iter().map(|code| Html::text(&crate::failure::coded(code, [], v.lang)));
    let unverified: Vec<_> = unverified.collect();
    add(
        "fact-unverified",
        if unverified.is_empty() { Html::default() } else { listed(&unverified) },
    );
    let amended = event
        .amended_by
        .iter()
        .map(|position| v.proof(Some(&jalon::Proof { position: *position, ..Default::default() })));
    let amended: Vec<_> = amended.collect();
    add("fact-amended", if amended.is_empty() { Html::default() } else { listed(&amended) });
    facts
}

/// What a source says was known on a day is known from its first moment on.
fn known(v: &Visit, instant: &str) -> String {
    match instant.split_once('T') {
        Some((day, "00:00:00Z")) => v.date(day),
        _ => dates::instant(instant, v.lang),
    }
}

/// « signé → en vigueur »
fn change(v: &Visit, stored: &str, data: &Value) -> Html {
    let step = data.get("step").unwrap_or(data);
    let state = |name: &str| {
        let state = step.get(name).and_then(Value::as_str)?;
        service::of(stored)?.worded(name, state, v.lang)
    };
    match (state("from"), state("to")) {
        (Some(from), Some(to)) => Html::made(format!("{} → <b>{}</b>", escape(&from), escape(&to))),
        _ => Html::default(),
    }
}

/// Who stood behind a change of state: two persons, time, or nobody knows.
fn validation(v: &Visit, meta: &Meta, data: &Value) -> Html {
    let Some(validation) = data.get("step").and_then(|step| step.get("validation")) else {
        return Html::default();
    };
    match (validation.as_str(), validation.get("double")) {
        (Some("automatic"), _) => Html::text(&v.say("validation-automatic")),
        (Some(_), _) => v.tag(Tone::Waiting, "validation-undocumented"),
        (None, Some(double)) => {
            let text = |name: &str| double.get(name).and_then(Value::as_str).unwrap_or_default();
            let proposed = v.say_of("validation-proposed", names::person(v, text("proposed_by")));
            let confirmed = v.say_of("validation-confirmed", journal::by(v, meta));
            let mut told = Html::text(&format!("{proposed}, {confirmed}"));
            told.push(&note(&format!("· {}", v.say("validation-two"))));
            let to = v.link(&format!("/evenement/{}", encode(text("proposal"))));
            told.push(&Html::text(" "));
            told.push(&html::link(&v.say("validation-see"), &to));
            told
        }
        (None, None) => Html::default(),
    }
}

/// The event that this one followed from: what a policy reacted to, or what a second person confirmed.
fn cause(v: &Visit, meta: &Meta) -> Html {
    let to = |cause| v.link(&format!("/evenement/{cause}"));
    meta.causation.map_or_else(Html::default, |cause| html::link(&v.say("cause-see"), &to(cause)))
}

/// `absent` are the pièces that are cited and not kept here.
fn evidence(v: &Visit, all: &[Evidence], absent: &[Hash]) -> Html {
    if all.is_empty() {
        return Html::text(&v.say("evidence-none"));
    }
    let one = |evidence: &Evidence| {
        let kept = evidence.document.filter(|hash| !absent.contains(hash));
        let mut told = match kept {
            Some(hash) => html::link(&evidence.title, &format!("/piece/{hash}")),
            None => Html::text(&evidence.title),
        };
        let page = evidence.page.as_ref().map(|page| v.say_of("evidence-page", page));
        let details =
            joined([evidence.reference.clone().unwrap_or_default(), page.unwrap_or_default()]);
        if !details.is_empty() {
            told.push(&note(&format!("· {details}")));
        }
        if kept.is_none() {
            told.push(&note(&format!("· {}", v.say("evidence-not-held"))));
        }
        match evidence.url.as_deref() {
            Some(url) if html::web(url).is_some() => {
                told.push(&Html::made(format!(
                    " <a class=\"small\" rel=\"noreferrer noopener\" href=\"{}\">{}</a>",
                    escape(url),
                    escape(&v.say("evidence-source"))
                )));
            }
            Some(url) => told.push(&note(url)),
            None => (),
        }
        told
    };
    listed(&all.iter().map(one).collect::<Vec<_>>())
}

fn provenance(v: &Visit, provenance: &Provenance) -> Html {
    let kind: &str = provenance.kind.into();
    let told = [provenance.method.clone().unwrap_or_default(), provenance.sources.join(", ")];
    let mut said = match provenance.kind {
        ProvenanceKind::Illustrative => v.illustrative(),
        ProvenanceKind::Source if provenance.sources.is_empty() => {
            Html::text(&v.say("provenance-unsourced"))
        }
        ProvenanceKind::Source | ProvenanceKind::Derived => Html::text(&v.key("provenance", kind)),
    };
    let told = joined(told);
    if !told.is_empty() {
        said.push(&note(&told));
    }
    said
}

fn basis(v: &Visit, basis: &Basis) -> Html {
    match basis {
        Basis::Verified { service, position, .. } => {
            let mut told = Html::text(&v.say_of("basis-verified", service));
            told.push(&Html::text(" "));
            told.push(&v.proof(Some(&jalon::Proof { position: *position, ..Default::default() })));
            told
        }
        Basis::Asserted { document: Some(document), .. } => {
            Html::text(&v.say_of("basis-asserted", document))
        }
        Basis::Asserted { .. } => Html::default(),
    }
}

/// Guards that this act contradicted: noted by the same command.
fn anomalies(v: &Visit, owner: Option<&Owner>, chain: &[jalon::Event], meta: &Meta) -> Vec<Html> {
    let noted = chain.iter().filter(|event| {
        event.r#type.contains("anomaly-noted")
            && journal::meta(event).is_some_and(|other| other.command_id == meta.command_id)
    });
    let of = |event: &jalon::Event| {
        let same = |(id, _): &&(String, Html)| *id == event.event_id;
        let told = owner.and_then(|owner| owner.anomalies.iter().find(same));
        told.map_or_else(|| anomaly(v, event), |(_, told)| told.clone())
    };
    noted.map(of).collect()
}

/// As it was noted, where the service that owns it does not say what became of it.
fn anomaly(v: &Visit, event: &jalon::Event) -> Html {
    let noted: AnomalyNoted = match serde_json::from_str(&event.data) {
        Ok(noted) => noted,
        Err(_) => return Html::text(&names::event(v.lang, &event.r#type)),
    };
    let mut told = Html::text(&sentence(v, &noted.about, &noted.args.into_iter().collect()));
    told.push(&Html::text(" "));
    told.push(&v.proof(Some(&jalon::Proof { position: event.position, ..Default::default() })));
    told
}

fn listed(items: &[Html]) -> Html {
    let items: Vec<_> = items.iter().map(ToString::to_string).collect();
    Html::made(items.join("<br>"))
}
