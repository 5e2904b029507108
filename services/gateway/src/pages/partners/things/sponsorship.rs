//! `/appui/{reference}`: what somebody pays for, what is still to be justified, and what came of it.

use axum::extract::Path;
use proto::{jalon::v1 as jalon, partners::v1 as pb};

use super::{Facts, anomalies, over};
use crate::{
    failure::{Answer, Failure},
    frame,
    html::{Html, encode},
    pages::{
        cards::joined,
        overview::Figure,
        partners::{commands, kinds::Thing, tables, words},
        places::Places,
        sheet::Part,
    },
    visit::Visit,
};

const COURSE: [&str; 5] = ["requested", "authorised", "cash_received", "justified", "closed"];

pub(super) async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let line = commands::find_sponsorship(&v, &reference).await?;
    v.programme = Some(line.programme.clone()).filter(|code| !code.is_empty()).or(v.programme);
    let v = &v;
    let about = commands::about_sponsorship(&line);
    let thing = Thing::read(&format!("sponsorship:{}", line.sponsorship));
    let thing = thing.ok_or(Failure::NotFound)?;
    let mut page = super::page(v, &thing, &commands::SPONSORSHIP, &about, &line.title);
    page.over = over(v, "appuis", &line.programme, &line.sponsorship);
    let kind = words::value(v, line.sponsored_kind().as_str_name());
    page.lead = words::institutions(v, std::slice::from_ref(&line.sponsor));
    page.lead.push(&Html::text(&format!(" · {}", joined([kind, line.subject.clone()]))));
    page.notices = anomalies(v, &thing, &line.anomalies);
    page.steps = words::steps(v, &COURSE, &line.state, |step| {
        (step == line.state).then(|| line.since.clone())
    });
    page.figures = figures(v, &line);
    let mut standing = words::state(v, &line.state, words::when(v, &line.since)).html(v);
    standing.push(&Html::text(" "));
    standing.push(&v.proof(line.proof.as_ref()));
    let facts = Facts::of(v)
        .named("column-state", standing)
        .told("sponsor", words::institution(v, &line.sponsor).html(v))
        .told("beneficiary", words::institution(v, &line.beneficiary).html(v))
        .text("subject", &line.subject)
        .told("collaboration", words::reference("collaboration", &line.collaboration).html(v))
        .named("partners-asked", Html::text(&said(v, line.requested.as_ref())))
        .named("partners-justified", Html::text(&said(v, line.justified.as_ref())))
        .named("partners-repaid", Html::text(&said(v, line.repaid.as_ref())));
    page.parts.push(facts.part().columns(6));
    let areas = line.outputs.iter().flat_map(|output| &output.areas);
    let places = Places::of(v, areas.map(String::as_str)).await;
    let outputs = tables::outputs(v, &line.outputs, &places);
    let outputs = Part::table(v, "resultats", v.say("partners-outputs"), &outputs, "none-outputs");
    page.parts.push(outputs.columns(6));
    Ok(frame::page(&page))
}

fn said(v: &Visit, money: Option<&jalon::Money>) -> String {
    if money.is_some() { v.money(money) } else { String::new() }
}

fn figures(v: &Visit, line: &pb::SponsorshipLine) -> Vec<Figure> {
    let to = v.link(&format!("/appui/{}/historique", encode(&line.sponsorship)));
    let mark = if to.contains('?') { '&' } else { '?' };
    let sums = [
        ("field-partners-ceiling", &line.ceiling, "state"),
        ("partners-cash", &line.received, "unjustified"),
        ("partners-unjustified", &line.unjustified, "unjustified"),
    ];
    let figure = |(key, money, behind): (&str, &Option<jalon::Money>, &str)| {
        Some(Figure {
            to: format!("{to}{mark}figure={behind}"),
            ..words::sum(v, key, money.as_ref()?, line.illustrative)
        })
    };
    let mut figures: Vec<_> = sums.into_iter().filter_map(figure).collect();
    if line.age_days > 0 {
        figures.push(words::figure(v, "partners-age", v.say_n("partners-days", line.age_days)));
    }
    figures
}
