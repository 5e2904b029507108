//! `/accord-de-partage/{reference}`: what may leave, what left, and what came back as counts.

use axum::extract::Path;

use super::{Facts, filled, over};
use crate::{
    failure::{Answer, Failure},
    frame,
    html::Html,
    pages::{
        cards::joined,
        partners::{commands, kinds::Thing, tables, words},
        sheet::{self, Part},
    },
    visit::Visit,
};

pub(super) async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let (line, transfers) = commands::find_agreement(&v, &reference).await?;
    v.programme = Some(line.programme.clone()).filter(|code| !code.is_empty()).or(v.programme);
    let v = &v;
    let about = commands::about_agreement(&line, &transfers);
    let thing = Thing::read(&format!("sharing:{}", line.agreement)).ok_or(Failure::NotFound)?;
    let mut page = super::page(v, &thing, &commands::SHARING, &about, &line.title);
    page.over = over(v, "partage", &line.programme, &line.agreement);
    page.lead = words::institutions(v, std::slice::from_ref(&line.holder));
    page.lead.push(&Html::text(" → "));
    page.lead.push(&words::institutions(v, std::slice::from_ref(&line.recipient)));
    let span = words::span(v, &line.starts_on, &line.ends_on);
    if !span.is_empty() {
        page.lead.push(&Html::text(&format!(" · {span}")));
    }
    if matches!(line.state.as_str(), "suspended" | "revoked" | "expired") {
        let state = v.lang.label_in("partners", "state", &line.state);
        let told = joined([state, line.reason.clone(), v.say("partners-nothing-leaves")]);
        page.notices.push(sheet::callout(true, &Html::text(&told)));
    }
    let purposes =
        line.purposes.iter().map(|it| Html::text(&joined([it.purpose.clone(), it.label.clone()])));
    let mut standing = words::state(v, &line.state, "").html(v);
    standing.push(&Html::text(" "));
    standing.push(&v.proof(line.proof.as_ref()));
    let facts = Facts::of(v)
        .named("column-state", standing)
        .told("holder", words::institution(v, &line.holder).html(v))
        .told("recipient", words::institution(v, &line.recipient).html(v))
        .told("purposes", sheet::points(purposes))
        .text("fields", &line.fields.join(", "))
        .told("collaboration", words::reference("collaboration", &line.collaboration).html(v));
    page.parts.push(facts.part());
    let extracts = tables::extracts(v, &line.extracts);
    page.parts.push(Part::table(
        v,
        "extraits",
        v.say("partners-extracts"),
        &extracts,
        "none-extracts",
    ));
    let transfers = tables::transfers(v, &transfers).without(&v.say("field-partners-agreement"));
    page.parts.extend(filled(v, "transferts", "nav-transferts", &transfers));
    Ok(frame::page(&page))
}
