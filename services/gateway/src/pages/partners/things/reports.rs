//! Single referrals, a quarter's counts of a commune, and the interventions that one form reported.

use axum::extract::Path;
use proto::partners::v1 as pb;

use super::{Facts, over};
use crate::{
    failure::{Answer, Failure},
    frame,
    html::Html,
    pages::{
        cards::joined,
        partners::{commands, kinds::Thing, tables, views, words},
        places::Places,
        sheet::Part,
    },
    table::Table,
    visit::Visit,
};

const COURSE: [&str; 6] =
    ["identified", "referred", "accepted", "service_delivered", "feedback_received", "closed"];

pub(super) async fn referral(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let line = commands::find_referral(&v, &reference).await?;
    v.programme = Some(line.programme.clone()).filter(|code| !code.is_empty()).or(v.programme);
    let v = &v;
    let about = commands::about_referral(&line);
    let thing = Thing::read(&format!("referral:{}", line.referral)).ok_or(Failure::NotFound)?;
    let mut page = super::page(v, &thing, &commands::REFERRAL, &about, &line.referral);
    let service = words::service(v, line.service);
    page.over = over(v, "referencements", &line.programme, &service);
    page.lead = Html::text(&v.say("partners-opaque"));
    page.steps = words::steps(v, &COURSE, &line.state, |step| {
        (step == line.state).then(|| line.since.clone())
    });
    let mut standing = words::state(v, &line.state, words::when(v, &line.since)).html(v);
    standing.push(&Html::text(" "));
    standing.push(&v.proof(line.proof.as_ref()));
    let places = Places::of(v, [line.area.as_str()].into_iter()).await;
    let erased = if line.erased { v.say("partners-erased") } else { String::new() };
    let facts = Facts::of(v)
        .named("column-state", standing)
        .text("service", &joined([service, words::level(v, line.level)]))
        .text("area", &places.name(&line.area))
        .told("referrer", words::institution(v, &line.referrer).html(v))
        .told("destination", words::institution(v, &line.destination).html(v))
        .text("reason", &line.reason)
        .text("outcome", &line.outcome)
        .named("partners-case", Html::text(&erased));
    page.parts.push(facts.part());
    Ok(frame::page(&page))
}

pub(super) async fn quarter(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let thing = Thing::read(&format!("counts:{reference}")).ok_or(Failure::NotFound)?;
    let (programme, area, quarter) = thing.parts().ok_or(Failure::NotFound)?;
    v.programme = Some(programme.to_owned());
    let asked = pb::ReferralFunnelRequest {
        programme: programme.to_owned(),
        area: area.to_owned(),
        quarter: quarter.to_owned(),
        as_of: v.as_of(),
        ..Default::default()
    };
    let mut lines = views(&v).get_referral_funnel(v.ask(asked)).await?.into_inner().reports;
    // Places whose code begins so were asked for.
    lines.retain(|line| line.area == area);
    let places = Places::of(&v, [area].into_iter()).await;
    let table = tables::funnel(&v, programme, &lines, &places);
    show(&v, &thing, "referencements", &table)
}

pub(super) async fn collected(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let thing = Thing::read(&format!("collection:{reference}")).ok_or(Failure::NotFound)?;
    let (programme, reporter, period) = thing.parts().ok_or(Failure::NotFound)?;
    v.programme = Some(programme.to_owned());
    let asked = pb::OverlapRequest {
        programme: programme.to_owned(),
        as_of: v.as_of(),
        ..Default::default()
    };
    let mut lines = views(&v).list_interventions(v.ask(asked)).await?.into_inner().interventions;
    lines.retain(|line| line.reporter == reporter && line.period == period);
    let places = Places::of(&v, lines.iter().map(|line| line.area.as_str())).await;
    let table = tables::interventions(&v, &lines, &places);
    show(&v, &thing, "chevauchements", &table)
}

/// What one report says, line by line.
fn show(v: &Visit, thing: &Thing, register: &'static str, table: &Table) -> Answer {
    if table.is_empty() {
        return Err(Failure::NotFound);
    }
    let (programme, name, period) = thing.parts().ok_or(Failure::NotFound)?;
    let about = commands::about_report(thing)?;
    let counted = thing.kind.subject == pb::Subject::ReferralCounts;
    let subject = if counted { &commands::COUNTS } else { &commands::COLLECTION };
    let title = joined([crate::names::institution(v, name), v.day_short(period)]);
    let mut page = super::page(v, thing, subject, &about, &title);
    page.over = over(v, register, programme, &v.say(&format!("over-{}", thing.kind.word)));
    page.lead = Html::text(&v.say("partners-report-lead"));
    let count = v.say_n("lines-count", table.len());
    page.parts.push(Part::new("lignes", v.say("partners-lines"), table.html(v)).aside(count));
    Ok(frame::page(&page))
}
