//! Whose an event of partners is: the thing that has its stream, or that its data names.

use proto::{jalon::v1 as jalon, partners::v1 as pb};
use serde_json::Value;

use super::{
    kinds::{Kind, Thing},
    views,
};
use crate::{
    service::{Owner, Soon},
    visit::Visit,
};

/// What a thing is called, and its programme.
struct Named {
    thing: Thing,
    name: String,
    programme: String,
}

/// The journal answers without the register: what is written stands by itself.
pub(super) fn owner<'a>(
    v: &'a Visit,
    event: &'a jalon::Event,
    data: &'a Value,
) -> Soon<'a, Option<Owner>> {
    Box::pin(async move {
        let (word, id) = event.stream.split_once('-')?;
        let private = Kind::of(word);
        let all = match private {
            Some(kind) => all(v, kind).await?,
            None => all(v, announced(&event.r#type, data)?).await?,
        };
        let named = all.into_iter().find(|named| match private {
            Some(_) => named.thing.id() == id,
            None => names(data, &named.thing),
        })?;
        let amendable = private.is_some() && !event.r#type.starts_with("partners.correction.");
        let (_, reference) = named.thing.asked();
        Some(Owner {
            kind: named.thing.kind.label,
            name: if named.name.is_empty() { reference.clone() } else { named.name },
            brief: reference,
            to: named.thing.path(),
            programme: named.programme,
            amends: amendable.then_some(("CorrectFact", "VoidEntry")),
            forms: amendable.then(|| named.thing.amends()),
            anomalies: Vec::new(),
        })
    })
}

/// What kind of thing a public event is about, by its type; corrections say it themselves.
fn announced(stored: &str, data: &Value) -> Option<&'static Kind> {
    let word = match stored.split('.').nth(1)? {
        "fact" => return Kind::named(data.get("subject").and_then(Value::as_str)?),
        "amendment" | "deliverable" => "collaboration",
        "data-sharing" | "extract" | "transfer" => "sharing",
        "referrals" => "counts",
        "interventions" => "collection",
        word => word,
    };
    Kind::of(word)
}

/// Whether what a public event says names that thing.
fn names(data: &Value, thing: &Thing) -> bool {
    let text = |field: &str| data.get(field).and_then(Value::as_str).unwrap_or_default();
    let (_, reference) = thing.asked();
    if text("reference") == reference {
        return true;
    }
    if let Some((_, name, period)) = thing.parts() {
        let reported = [("area", "quarter"), ("reporter", "period")];
        return reported.iter().any(|(by, when)| text(by) == name && text(when) == period);
    }
    let fields = ["institution", "collaboration", "sponsorship", "agreement", "forum"];
    fields.iter().any(|field| text(field) == reference)
}

/// Everything of a kind: ids are made from references, never the other way.
async fn all(v: &Visit, kind: &'static Kind) -> Option<Vec<Named>> {
    let mut views = views(v);
    let named = |reference: &str, name: String, programme: String| Named {
        thing: kind.thing(reference),
        name,
        programme,
    };
    Some(match kind.subject {
        pb::Subject::Institution => {
            let asked = v.ask(pb::ListInstitutionsRequest::default());
            let all = views.list_institutions(asked).await.ok()?.into_inner().institutions;
            let name = |it: &pb::Institution| v.lang.pick(&it.name_fr, &it.name_en).to_owned();
            all.iter().map(|it| named(&it.institution, name(it), String::new())).collect()
        }
        pb::Subject::Collaboration => {
            let asked = v.ask(pb::ListCollaborationsRequest::default());
            let all = views.list_collaborations(asked).await.ok()?.into_inner().collaborations;
            all.into_iter().map(|it| named(&it.collaboration, it.title, it.programme)).collect()
        }
        pb::Subject::Sponsorship => {
            let asked = v.ask(pb::SponsorshipLedgerRequest::default());
            let all = views.get_sponsorship_ledger(asked).await.ok()?.into_inner().sponsorships;
            all.into_iter().map(|it| named(&it.sponsorship, it.title, it.programme)).collect()
        }
        pb::Subject::DataSharing => {
            let asked = v.ask(pb::DataSharingRequest::default());
            let all = views.list_data_sharing(asked).await.ok()?.into_inner().agreements;
            all.into_iter().map(|it| named(&it.agreement, it.title, it.programme)).collect()
        }
        pb::Subject::Referral => {
            let asked = v.ask(pb::ReferralFunnelRequest::default());
            let all = views.list_referrals(asked).await.ok()?.into_inner().referrals;
            all.into_iter().map(|it| named(&it.referral, String::new(), it.programme)).collect()
        }
        pb::Subject::Forum => {
            let asked = v.ask(pb::ListForumsRequest::default());
            let all = views.list_forums(asked).await.ok()?.into_inner().forums;
            all.into_iter().map(|it| named(&it.forum, it.name, it.programme)).collect()
        }
        pb::Subject::ReferralCounts => {
            let mut found = Vec::new();
            // A report does not say for which programme it is: each is asked.
            for programme in &v.app.register.programmes {
                let programme = programme.code.clone();
                let asked = pb::ReferralFunnelRequest {
                    programme: programme.clone(),
                    ..Default::default()
                };
                let funnel = views.get_referral_funnel(v.ask(asked)).await.ok()?.into_inner();
                found.extend(funnel.reports.into_iter().map(|it| {
                    let reference = format!("{programme}:{}:{}", it.area, it.quarter);
                    named(&reference, String::new(), programme.clone())
                }));
            }
            found
        }
        pb::Subject::Interventions => {
            let asked = v.ask(pb::OverlapRequest::default());
            let all = views.list_interventions(asked).await.ok()?.into_inner().interventions;
            let reference = |it: &pb::InterventionRow| {
                format!("{}:{}:{}", it.programme, it.reporter, it.period)
            };
            all.iter()
                .map(|it| named(&reference(it), String::new(), it.programme.clone()))
                .collect()
        }
        pb::Subject::Unspecified => Vec::new(),
    })
}
