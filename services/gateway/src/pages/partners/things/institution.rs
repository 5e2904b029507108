//! `/partenaire/{reference}`: an institution, and all that it does with us.

use axum::extract::Path;
use proto::partners::v1 as pb;

use super::{Facts, filled};
use crate::{
    failure::{Answer, Failure},
    frame,
    html::{self, Html},
    pages::{
        cards::joined,
        partners::{commands, kinds::Thing, tables, views, words},
        places::Places,
        sheet::{Part, callout},
    },
    visit::Visit,
};

pub(super) async fn show(v: Visit, Path(reference): Path<String>) -> Answer {
    let asked = pb::PartnerRequest { institution: reference, as_of: v.as_of() };
    let partner = views(&v).get_partner(v.ask(asked.clone())).await?.into_inner();
    // Who somebody is, is for those who act; the others see the office.
    let contacts = if v.acting.is_some() {
        views(&v).list_contacts(v.ask(asked)).await?.into_inner().contacts
    } else {
        partner.contacts.clone()
    };
    let line = partner.institution.clone().unwrap_or_default();
    let name = v.lang.pick(&line.name_fr, &line.name_en);
    let about = commands::about_institution(&partner, name);
    let thing = Thing::read(&format!("institution:{}", line.institution));
    let thing = thing.ok_or(Failure::NotFound)?;
    let mut page = super::page(&v, &thing, &commands::INSTITUTION, &about, name);
    let kind = words::value(&v, line.kind().as_str_name());
    let to = v.link("/institutions");
    page.over = html::link(&v.say("nav-institutions"), &to);
    page.over.push(&Html::text(&format!(" · {}", line.institution)));
    page.lead =
        Html::text(&joined([kind, line.acronym.clone(), words::country(&v, &line.country)]));
    if line.dissolved {
        let mut told = Html::text(&v.say("partners-no-more"));
        if !line.successor.is_empty() {
            told.push(&Html::text(" · "));
            told.push(&words::institution(&v, &line.successor).html(&v));
        }
        page.notices.push(callout(true, &told));
    }
    let together = partner.collaborations.iter().flat_map(|line| &line.areas);
    let consulted = partner.forums.iter().flat_map(|line| &line.areas);
    let areas = together.chain(consulted).chain(partner.interventions.iter().map(|it| &it.area));
    let places = Places::of(&v, areas.map(String::as_str)).await;
    let collaborations = tables::collaborations(&v, &partner.collaborations, &places)
        .without(&v.say("field-partners-partner"));
    let interventions = tables::interventions(&v, &partner.interventions, &places);
    page.parts.push(Part::table(
        &v,
        "collaborations",
        v.say("nav-collaborations-own"),
        &collaborations,
        "none-partner-collaborations",
    ));
    let sponsorships =
        tables::sponsorships(&v, &partner.sponsorships).without(&v.say("field-partners-sponsor"));
    page.parts.extend(filled(&v, "appuis", "nav-appuis", &sponsorships));
    let agreements = tables::agreements(&v, &partner.agreements);
    page.parts.extend(filled(&v, "partage", "nav-partage", &agreements));
    page.parts.extend(filled(&v, "interventions", "nav-chevauchements", &interventions));
    page.parts.extend(filled(
        &v,
        "concertations",
        "nav-concertations",
        &tables::forums(&v, &partner.forums, &places),
    ));
    let names = tables::names(&v, &line.names);
    page.parts.extend(filled(&v, "noms", "partners-names", &names));
    let contacts = tables::contacts(&v, &contacts);
    let contacts =
        Part::table(&v, "contacts", v.say("partners-contacts"), &contacts, "none-contacts");
    page.parts.push(contacts.columns(6));
    let acronyms = tables::acronyms(&v, &line.acronyms);
    let acronyms = filled(&v, "sigles", "partners-acronyms", &acronyms);
    page.parts.extend(acronyms.map(|part| part.columns(6)));
    if !line.parent.is_empty() {
        let facts = Facts::of(&v).told("parent", words::institution(&v, &line.parent).html(&v));
        page.parts.push(facts.part().columns(6));
    }
    Ok(frame::page(&page))
}
