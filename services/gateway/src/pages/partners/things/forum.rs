//! `/concertation/{reference}`: where partners consult one another.

use axum::extract::Path;

use super::{Facts, over};
use crate::{
    failure::{Answer, Failure},
    frame,
    html::Html,
    pages::{
        partners::{commands, kinds::Thing, tables, words},
        places::Places,
        sheet::{self, Part},
    },
    visit::Visit,
};

pub(super) async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let line = commands::find_forum(&v, &reference).await?;
    v.programme = Some(line.programme.clone()).filter(|code| !code.is_empty()).or(v.programme);
    let v = &v;
    let about = commands::about_forum(&line);
    let thing = Thing::read(&format!("forum:{}", line.forum)).ok_or(Failure::NotFound)?;
    let mut page = super::page(v, &thing, &commands::FORUM, &about, &line.name);
    page.over = over(v, "concertations", &line.programme, &line.forum);
    page.lead = Html::text(&line.mandate);
    if line.dissolved {
        let told = Html::text(&v.say("partners-no-more"));
        page.notices.push(sheet::callout(false, &told));
    }
    let places = Places::of(v, line.areas.iter().map(String::as_str)).await;
    let facts = Facts::of(v)
        .told("lead", words::institution(v, &line.lead).html(v))
        .named("partners-members", words::institutions(v, &line.members))
        .text("areas", &places.names(&line.areas))
        .named("partners-established", v.proof(line.proof.as_ref()));
    page.parts.push(facts.part());
    let meetings = tables::meetings(v, &line.meetings);
    let title = v.say("partners-meetings");
    page.parts.push(Part::table(v, "reunions", title, &meetings, "none-meetings"));
    Ok(frame::page(&page))
}
