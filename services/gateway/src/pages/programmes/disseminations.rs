//! `/p/{programme}/diffusions` and `/diffusion/{reference}`: where documents were made known, to whom.

use std::collections::BTreeSet;

use axum::{Router, extract::Path, routing::get};
use futures::future::try_join_all;
use proto::programmes::v1 as pb;

use super::{
    areas, commands, creates, exported, headed, known, offers, strategies::Titles, views, words,
};
use crate::{
    export,
    failure::{Answer, Failure},
    frame,
    html::{self, Html, encode},
    pages::{
        cards::joined,
        sheet::{self, Button, Part, Sheet},
    },
    table::{Cell, Kind, Table},
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/p/{programme}/diffusions", get(show))
        .route("/diffusion/{reference}", get(one))
}

async fn asked(v: &Visit, country: String) -> Result<pb::ReachResponse, tonic::Status> {
    let request = pb::ReachRequest { document: String::new(), country, as_of: v.as_of() };
    Ok(views(v).get_reach(v.ask(request)).await?.into_inner())
}

/// All of them, with the country that each took place in: a reference does not say which.
pub(super) async fn everywhere(
    v: &Visit,
) -> Result<Vec<(String, pb::DisseminationLine)>, tonic::Status> {
    let each = countries(v).into_iter().map(|country| async move {
        let held = asked(v, country.clone()).await?.disseminations.into_iter();
        Ok::<_, tonic::Status>(held.map(|line| (country.clone(), line)).collect::<Vec<_>>())
    });
    Ok(try_join_all(each).await?.into_iter().flatten().collect())
}

/// Every country that a programme of the register is in.
pub(super) fn countries(v: &Visit) -> BTreeSet<String> {
    v.app.register.programmes.iter().map(|programme| programme.country.clone()).collect()
}

/// One of them.
pub(super) async fn found(
    v: &Visit,
    reference: &str,
) -> Result<(String, pb::DisseminationLine), Failure> {
    let mut all = everywhere(v).await?.into_iter();
    all.find(|(_, line)| line.dissemination == reference).ok_or(Failure::NotFound)
}

async fn show(v: Visit, Path(programme): Path<String>) -> Answer {
    let country = known(&v, &programme)?.country.clone();
    let found = asked(&v, country.clone()).await?;
    let documents = found.documents.iter().map(|reach| &reach.document);
    let titles = Titles::of(&v, &country, documents).await;
    let sheets = [
        (v.say("diffusions-reach"), reach(&v, &found.documents, &titles)),
        (v.say("diffusions-held"), held(&v, &found.disseminations)),
    ];
    if let Some(file) = export::asked(&v, &format!("diffusions-{programme}"), &sheets) {
        return file;
    }
    let mut page = headed(&v, "diffusions");
    if !found.disseminations.is_empty() {
        exported(&v, &mut page);
    }
    creates(&v, &mut page, "PlanDissemination", "/diffusions/nouveau", &programme);
    for ((title, table), id) in sheets.into_iter().zip(["portee", "rencontres"]) {
        page.parts.push(Part::table(&v, id, title, &table.dense(), "none-diffusions"));
    }
    Ok(frame::page(&page))
}

/// Where each document has been presented, and where it has not is plain from the map of areas.
fn reach(v: &Visit, lines: &[pb::DocumentReach], titles: &Titles) -> Table {
    let columns = [
        ("column-document", Kind::Text),
        ("column-programme-areas", Kind::Text),
        ("column-programme-meetings", Kind::Figure),
        ("column-programme-participants", Kind::Figure),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let areas: Vec<_> = line.areas.iter().map(areas::covered).collect();
        table.push(vec![
            titles.cell(&line.document),
            if areas.is_empty() { Cell::Empty } else { Cell::Several(areas) },
            Cell::Number(line.disseminations.into()),
            participants(v, line.participants, line.approximate),
        ]);
    }
    table
}

fn participants(v: &Visit, count: u32, approximate: bool) -> Cell {
    let plain = if count == 0 { String::new() } else { count.to_string() };
    Cell::Told { said: words::people(v, count, approximate), plain, to: String::new() }
}

fn held(v: &Visit, lines: &[pb::DisseminationLine]) -> Table {
    let columns = [
        ("column-date", Kind::Text),
        ("column-title", Kind::Text),
        ("column-programme-areas", Kind::Text),
        ("column-programme-participants", Kind::Figure),
        ("column-programme-sponsor", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let to = format!("/diffusion/{}", encode(&line.dissemination));
        table.push(vec![
            Cell::Several(vec![
                Cell::Date(line.held_on.clone()),
                Cell::Noted { text: String::new(), note: doubts(v, line) },
            ]),
            Cell::Several(vec![
                Cell::Link { text: line.title.clone(), to },
                Cell::Noted {
                    text: String::new(),
                    note: joined([line.theme.clone(), line.place.clone()]),
                },
            ]),
            Cell::text(words::named(&line.areas)),
            participants(v, line.participants, line.approximate),
            Cell::text(words::institutions(v, [&line.sponsor])),
            words::state(v, "dissemination", &line.state, String::new()),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

/// What is uncertain of its date.
fn doubts(v: &Visit, line: &pb::DisseminationLine) -> String {
    let doubts = [
        (line.weekday_contradicts, "revues-weekday"),
        (line.year_inferred, "session-year-inferred"),
    ];
    joined(doubts.iter().filter(|(so, _)| *so).map(|(_, key)| v.say(key)))
}

async fn one(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let (country, line) = found(&v, &reference).await?;
    v.programme = Some(areas::programme_of(&v, &country));
    let v = &v;
    let mut page = Sheet::new(v, line.title.clone());
    let programme = v.programme.clone().unwrap_or_default();
    let all = v.link(&format!("/p/{}/diffusions", encode(&programme)));
    page.over = html::link(&v.say("nav-diffusions"), &all);
    let held = if line.held_on.is_empty() { String::new() } else { v.date(&line.held_on) };
    page.lead = Html::text(&joined([held, line.place.clone(), line.theme.clone()]));
    let history = format!("/diffusion/{}/historique", encode(&reference));
    page.buttons.push(Button::new(v.say("history"), v.link(&history)));
    let doubts = doubts(v, &line);
    if !doubts.is_empty() {
        page.notices.push(sheet::callout(false, &Html::text(&doubts)));
    }
    let titles = Titles::of(v, &country, &line.documents).await;
    page.parts.push(facts(v, &line, &titles));
    let texts = [
        ("objectifs", "diffusions-objectives", &line.objectives),
        ("affirmations", "diffusions-statements", &line.statements),
    ];
    for (id, key, texts) in texts {
        if !texts.is_empty() {
            let points = sheet::points(texts.iter().map(|text| Html::text(text)));
            page.parts.push(Part::new(id, v.say(key), points).columns(6));
        }
    }
    let rpcs = ["RecordDisseminationHeld", "ReportDissemination"];
    offers(v, &mut page, &commands::DISSEMINATION, &reference, &rpcs);
    Ok(frame::page(&page))
}

fn facts(v: &Visit, line: &pb::DisseminationLine, titles: &Titles) -> Part {
    let days =
        if line.lasted_days == 0 { String::new() } else { v.say_n("days-count", line.lasted_days) };
    let facts = [
        ("diffusions-documents", titles.linked(v, &line.documents)),
        ("diffusions-occasion", Html::text(&line.occasion)),
        ("diffusions-chaired", Html::text(&line.chaired_by)),
        ("column-programme-organiser", Html::text(&words::institutions(v, [&line.organiser]))),
        ("column-programme-sponsor", Html::text(&words::institutions(v, [&line.sponsor]))),
        (
            "column-programme-participants",
            Html::text(&words::people(v, line.participants, line.approximate)),
        ),
        ("diffusions-audience", Html::text(&joined(line.audience.clone()))),
        ("column-programme-areas", Html::text(&words::named(&line.areas))),
        ("diffusions-lasted", Html::text(&days)),
        ("zones-established", v.proof(line.proof.as_ref())),
    ];
    let facts: Vec<_> = facts.into_iter().map(|(key, told)| (v.say(key), told)).collect();
    let mut part = Part::new("rencontre", v.say("diffusions-about"), sheet::facts(&facts));
    part.tag = html::tag(
        words::tone("dissemination", &line.state),
        &v.lang.label("dissemination", &line.state),
    );
    part
}
