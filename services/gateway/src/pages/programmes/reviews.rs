//! `/p/{programme}/revues` and `/revue/{reference}`: what a sector review read, recommended, and what
//! came of it, from recommendation to decision to revision.

use axum::{Router, extract::Path, routing::get};
use proto::programmes::v1 as pb;

use super::{
    areas, commands, creates, disseminations, exported, headed, known, offers, strategies::Titles,
    views, words,
};
use crate::{
    export,
    failure::{Answer, Failure},
    frame,
    html::{self, Html, encode},
    names,
    pages::{
        cards::joined,
        sheet::{self, Button, Part, Sheet, Step},
    },
    table::{Cell, Kind, Table},
    typography,
    visit::{App, Visit},
};

/// In the order in which a review goes through them.
const COURSE: [&str; 5] = ["announced", "held", "synthesised", "recommending", "followed_up"];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/p/{programme}/revues", get(show)).route("/revue/{reference}", get(one))
}

pub(super) async fn all(v: &Visit, country: &str) -> Result<Vec<pb::ReviewLine>, tonic::Status> {
    let request = pb::ListReviewsRequest { country: country.to_owned(), as_of: v.as_of() };
    Ok(views(v).list_reviews(v.ask(request)).await?.into_inner().reviews)
}

/// One of them, with the country that it looked at: a reference does not say which.
pub(super) async fn found(v: &Visit, reference: &str) -> Result<(String, pb::ReviewLine), Failure> {
    for country in disseminations::countries(v) {
        let mut ours = all(v, &country).await?.into_iter();
        if let Some(line) = ours.find(|line| line.review == reference) {
            return Ok((country, line));
        }
    }
    Err(Failure::NotFound)
}

async fn show(v: Visit, Path(programme): Path<String>) -> Answer {
    let country = known(&v, &programme)?.country.clone();
    let lines = all(&v, &country).await?;
    let sheets = [
        (v.say("nav-revues"), sittings(&v, &lines)),
        (v.say("revues-recommendations"), recommendations(&v, &lines)),
        (v.say("revues-readings"), readings(&v, &lines)),
    ];
    if let Some(file) = export::asked(&v, &format!("revues-{programme}"), &sheets) {
        return file;
    }
    let mut page = headed(&v, "revues");
    if !lines.is_empty() {
        exported(&v, &mut page);
    }
    creates(&v, &mut page, "AnnounceReview", "/revues/nouveau", &programme);
    for ((title, table), id) in sheets.into_iter().zip(["revues", "recommandations", "lectures"]) {
        if !table.is_empty() || id == "revues" {
            page.parts.push(Part::table(&v, id, title, &table.dense(), "none-revues"));
        }
    }
    Ok(frame::page(&page))
}

fn sittings(v: &Visit, lines: &[pb::ReviewLine]) -> Table {
    let columns = [
        ("column-own-reference", Kind::Code),
        ("column-title", Kind::Text),
        ("column-date", Kind::Text),
        ("column-programme-cadence", Kind::Text),
        ("column-programme-organiser", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let odd = if line.weekday_contradicts { v.say("revues-weekday") } else { String::new() };
        let held = if line.held_on.is_empty() { String::new() } else { v.day_short(&line.held_on) };
        table.push(vec![
            Cell::Link {
                text: line.review.clone(),
                to: format!("/revue/{}", encode(&line.review)),
            },
            Cell::Noted { text: line.title.clone(), note: line.place.clone() },
            Cell::Noted { text: held, note: odd },
            Cell::text(cadence(v, line)),
            Cell::Noted {
                text: words::institutions(v, [&line.organiser]),
                note: words::institutions(v, [&line.mandator]),
            },
            words::state(v, "review", &line.state, String::new()),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

fn cadence(v: &Visit, line: &pb::ReviewLine) -> String {
    let name = line.cadence().as_str_name();
    if line.cadence() == pb::Cadence::Unspecified {
        return String::new();
    }
    v.lang.label_in("programmes", "value", name)
}

/// What was read of execution on the day of the review, whatever was recorded since.
fn readings(v: &Visit, lines: &[pb::ReviewLine]) -> Table {
    let columns = [
        ("column-own-reference", Kind::Code),
        ("column-exercise", Kind::Text),
        ("column-programme-planned", Kind::Money),
        ("column-programme-executed", Kind::Money),
        ("column-programme-rate", Kind::Figure),
        ("column-programme-read-at", Kind::Text),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        for reading in &line.readings {
            let exercise = words::exercise(&reading.programme, &reading.exercise);
            table.push(vec![
                Cell::Link {
                    text: line.review.clone(),
                    to: format!("/revue/{}", encode(&line.review)),
                },
                Cell::Link {
                    text: joined([reading.programme.clone(), reading.exercise.clone()]),
                    to: format!("/exercice/{}", encode(&exercise)),
                },
                Cell::money(reading.planned.as_ref()),
                Cell::money(reading.executed.as_ref()),
                Cell::rate(v, &reading.rate, ""),
                Cell::Link {
                    text: typography::number_of(reading.position, v.lang),
                    to: format!("/evenement/{}", reading.position),
                },
            ]);
        }
    }
    table
}

/// The whole chain of each: recommendation, decision, and what was revised.
fn recommendations(v: &Visit, lines: &[pb::ReviewLine]) -> Table {
    let columns = [
        ("column-number", Kind::Code),
        ("column-programme-wording", Kind::Text),
        ("column-programme-addressee", Kind::Text),
        ("column-programme-decision", Kind::Text),
        ("column-programme-revised", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        for it in &line.recommendations {
            let revisions: Vec<_> = it.revisions.iter().map(|link| revised(v, link)).collect();
            table.push(vec![
                Cell::text(&it.recommendation),
                Cell::Noted {
                    text: it.text.clone(),
                    note: if it.target.is_empty() {
                        String::new()
                    } else {
                        v.say_of("revues-target", &it.target)
                    },
                },
                Cell::text(words::institutions(v, [&it.addressee])),
                Cell::Noted { text: it.decision.clone(), note: it.follow_up.clone() },
                if revisions.is_empty() { Cell::Empty } else { Cell::Several(revisions) },
                words::state(v, "recommendation", &it.state, String::new()),
                Cell::proof(it.proof.as_ref()),
            ]);
        }
    }
    table
}

/// The revision of a plan or the amendment of a strategy that says it was caused by it.
fn revised(v: &Visit, link: &pb::RevisionLink) -> Cell {
    match link.target.split_once('/') {
        Some((programme, exercise)) => {
            let reference = encode(&words::exercise(programme, exercise));
            let revision = v.say_of("ptba-revision", link.revision.to_string());
            Cell::Link {
                text: joined([link.target.clone(), revision]),
                to: format!("/exercice/{reference}/comparaison?version={}", link.revision),
            }
        }
        None => Cell::Link {
            text: link.target.clone(),
            to: format!("/strategie/{}", encode(&link.target)),
        },
    }
}

async fn one(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let (country, line) = found(&v, &reference).await?;
    v.programme = Some(areas::programme_of(&v, &country));
    let v = &v;
    let lines = std::slice::from_ref(&line);
    let sheets = [
        (v.say("revues-recommendations"), recommendations(v, lines)),
        (v.say("revues-readings"), readings(v, lines)),
    ];
    if let Some(file) = export::asked(v, &format!("revue-{reference}"), &sheets) {
        return file;
    }
    let mut page = Sheet::new(v, line.title.clone());
    let programme = v.programme.clone().unwrap_or_default();
    let to = v.link(&format!("/p/{}/revues", encode(&programme)));
    page.over = html::link(&v.say("nav-revues"), &to);
    let held = if line.held_on.is_empty() { String::new() } else { v.date(&line.held_on) };
    page.lead = Html::text(&joined([cadence(v, &line), held, line.place.clone()]));
    exported(v, &mut page);
    let history = format!("/revue/{}/historique", encode(&reference));
    page.buttons.push(Button::new(v.say("history"), v.link(&history)));
    let now = COURSE.iter().position(|known| *known == line.state).unwrap_or(0);
    page.steps = Step::in_order(COURSE.iter().enumerate().map(|(at, state)| {
        let done = at < now || (at == now && *state == "followed_up");
        (v.lang.label("review", state), Html::default(), done)
    }));
    if line.weekday_contradicts {
        page.notices.push(sheet::callout(
            false,
            &Html::text(&names::capitalised(&v.say("revues-weekday"))),
        ));
    }
    let titles = Titles::of(v, &country, &line.strategies).await;
    page.parts.push(about(v, &line, &titles));
    if !line.synthesis.is_empty() {
        page.parts.push(Part::new(
            "synthese",
            v.say("revues-synthesis"),
            Html::text(&line.synthesis),
        ));
    }
    for ((title, table), id) in sheets.into_iter().zip(["recommandations", "lectures"]) {
        page.parts.push(Part::table(v, id, title, &table.dense(), "none-review-parts"));
    }
    let rpcs: Vec<_> = line.possible.iter().map(String::as_str).collect();
    offers(v, &mut page, &commands::REVIEW, &reference, &rpcs);
    Ok(frame::page(&page))
}

fn about(v: &Visit, line: &pb::ReviewLine, titles: &Titles) -> Part {
    let purposes = sheet::points(line.purposes.iter().map(|text| Html::text(text)));
    let facts = [
        ("revues-mandator", Html::text(&words::institutions(v, [&line.mandator]))),
        ("column-programme-organiser", Html::text(&words::institutions(v, [&line.organiser]))),
        ("revues-strategies", titles.linked(v, &line.strategies)),
        ("revues-purposes", purposes),
        ("revues-present", Html::text(&joined(line.present.clone()))),
        ("zones-established", v.proof(line.proof.as_ref())),
    ];
    let facts: Vec<_> = facts.into_iter().map(|(key, told)| (v.say(key), told)).collect();
    Part::new("revue", v.say("revues-about"), sheet::facts(&facts))
}
