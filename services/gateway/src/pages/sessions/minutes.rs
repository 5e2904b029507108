//! `/session/{reference}/compte-rendu`: the versions of the minutes, what was asked of them, and two of
//! them side by side.

use axum::{Router, extract::Path, routing::get};
use proto::sessions::v1 as pb;

use super::{naming, parts, together::together, views};
use crate::{
    failure::Answer,
    frame,
    html::{self, Html, escape},
    names,
    pages::{
        cards::{joined, note},
        sheet::{self, Button, Part, Sheet},
    },
    table::{Cell, Kind, Table},
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/session/{reference}/compte-rendu", get(show))
        .route("/session/{reference}/compte-rendu/comparaison", get(compare))
}

/// The session and its line, and from now on its programme.
async fn session(
    v: &mut Visit,
    reference: &str,
) -> Result<(pb::Session, pb::session::Line), tonic::Status> {
    let asked = pb::SessionRequest { session: reference.to_owned(), as_of: v.as_of() };
    let session = views(v).get_session(v.ask(asked)).await?.into_inner();
    let line = session.line.clone().unwrap_or_default();
    if !line.programme.is_empty() {
        v.programme = Some(line.programme.clone());
    }
    Ok((session, line))
}

fn over(v: &Visit, line: &pb::session::Line) -> Html {
    let name = joined([naming::title(line, v.lang), line.body_name.clone()]);
    html::link(&name, &v.link(&super::commands::SESSION.path(&line.session)))
}

async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let (session, line) = session(&mut v, &reference).await?;
    let v = &v;
    let asked = pb::SessionRequest { session: reference.clone(), as_of: v.as_of() };
    let minutes = views(v).get_minutes(v.ask(asked)).await?.into_inner();
    let base = super::commands::SESSION.path(&reference);
    let state = minutes.line.clone().unwrap_or_default();
    let mut page = Sheet::new(v, v.say("minutes"));
    page.over = over(v, &line);
    let form = naming::value(minutes.form().as_str_name(), v.lang);
    page.lead = Html::text(&format!("{form} "));
    page.lead.push(&naming::state(v, "minutes-state", &state.state));
    page.lead.push(&Html::text(" "));
    page.lead.push(&v.proof(state.proof.as_ref()));
    if let Some(version) = minutes.versions.last().filter(|version| !version.text.is_empty()) {
        let to = v.link(&format!("{base}/compte-rendu.docx"));
        page.buttons.push(Button::new(v.say("minutes-docx"), to));
        let title = v.say_of("minutes-version", version.version.to_string());
        let part = Part::new("texte", title, text(&version.text));
        page.parts.push(part.tag(v.proof(version.proof.as_ref())));
    } else if !minutes.versions.is_empty() {
        page.lead.push(&note(&v.say("minutes-by-document")));
    }
    if let Some(together) = together(v, &session).await {
        page.parts.push(together.part(v));
    }
    if minutes.versions.len() > 1 {
        let to = v.link(&format!("{base}/compte-rendu/comparaison"));
        page.buttons.push(Button::new(v.say("minutes-compare"), to));
    }
    page.parts.push(
        Part::table(v, "versions", v.say("versions"), &versions(v, &minutes), "minutes-none")
            .columns(6),
    );
    page.parts.push(
        Part::table(
            v,
            "signatures",
            v.say("signatures"),
            &signatures(v, &minutes),
            "signatures-none",
        )
        .columns(6),
    );
    let requests = corrections(
        v,
        minutes
            .requests
            .iter()
            .map(|of| (of.passage.as_str(), of.correction.as_str(), "", of.proof.as_ref())),
    );
    if !requests.is_empty() {
        page.parts.push(Part::new("demandes", v.say("corrections-asked"), requests.html(v)));
    }
    let errata = corrections(
        v,
        minutes.errata.iter().map(|of| {
            (of.passage.as_str(), of.correction.as_str(), of.reason.as_str(), of.proof.as_ref())
        }),
    );
    if !errata.is_empty() {
        page.parts.push(Part::new("errata", v.say("minutes-errata"), errata.html(v)));
    }
    if !minutes.remarks.is_empty() {
        page.notices.push(sheet::callout(false, &Html::text(&minutes.remarks)));
    }
    Ok(frame::page(&page))
}

/// Paragraphs as they were written.
fn text(text: &str) -> Html {
    let paragraphs = text.split('\n').filter(|line| !line.trim().is_empty());
    let mut markup = String::from("<div class=\"prose\">");
    for paragraph in paragraphs {
        markup.extend(["<p>", &escape(paragraph), "</p>"]);
    }
    Html::made(markup + "</div>")
}

fn versions(v: &Visit, minutes: &pb::Minutes) -> Table {
    let columns = [
        ("column-version", Kind::Text),
        ("column-date", Kind::Text),
        ("column-piece", Kind::Text),
        ("column-hash", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for version in &minutes.versions {
        let piece = if version.document.is_empty() {
            Cell::Empty
        } else {
            Cell::Link { text: v.say("open-piece"), to: format!("/piece/{}", version.document) }
        };
        let brief: String = version.sha256.chars().take(12).collect();
        table.push(vec![
            Cell::text(version.version.to_string()),
            Cell::Date(
                version.proof.as_ref().map(|proof| proof.effective.clone()).unwrap_or_default(),
            ),
            piece,
            Cell::text(brief),
            Cell::Proof(version.proof.clone()),
        ]);
    }
    table
}

fn signatures(v: &Visit, minutes: &pb::Minutes) -> Table {
    let columns = [
        ("column-office", Kind::Text),
        ("column-institution", Kind::Text),
        ("column-date", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for one in &minutes.signatories {
        table.push(vec![
            Cell::text(one.capacity.clone()),
            Cell::text(names::institution(v, &one.institution)),
            Cell::Date(one.proof.as_ref().map(|proof| proof.effective.clone()).unwrap_or_default()),
            Cell::Proof(one.proof.clone()),
        ]);
    }
    if !minutes.scan.is_empty() {
        table.push(vec![
            Cell::Link { text: v.say("signed-scan"), to: format!("/piece/{}", minutes.scan) },
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
        ]);
    }
    table
}

type Correction<'a> = (&'a str, &'a str, &'a str, Option<&'a proto::jalon::v1::Proof>);

fn corrections<'a>(v: &Visit, lines: impl Iterator<Item = Correction<'a>>) -> Table {
    let columns = [
        ("column-passage", Kind::Text),
        ("column-correction", Kind::Text),
        ("column-reason", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for (passage, correction, reason, proof) in lines {
        table.push(vec![
            Cell::text(passage),
            Cell::text(correction),
            Cell::text(reason),
            Cell::proof(proof),
        ]);
    }
    table
}

async fn compare(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let (_, line) = session(&mut v, &reference).await?;
    let v = &v;
    let number = |name: &str| v.asked(name).and_then(|n| n.parse().ok()).unwrap_or(0);
    let asked = pb::CompareMinutesRequest {
        session: reference.clone(),
        from: number("de"),
        to: number("a"),
        as_of: v.as_of(),
    };
    let whole = pb::SessionRequest { session: reference.clone(), as_of: v.as_of() };
    let (mut comparing, mut reading) = (views(v), views(v));
    let (compared, minutes) = tokio::try_join!(
        comparing.compare_minutes(v.ask(asked)),
        reading.get_minutes(v.ask(whole))
    )?;
    let (compared, minutes) = (compared.into_inner(), minutes.into_inner());
    let mut page = Sheet::new(v, v.say("minutes-compare"));
    page.over = over(v, &line);
    page.lead = Html::text(&v.lang.say_with(
        "minutes-compared",
        [("from", compared.from.to_string()), ("to", compared.to.to_string())],
    ));
    let with_last = minutes.versions.iter().filter(|version| version.version != compared.to);
    let tabs: Vec<_> = with_last
        .map(|version| {
            let (from, to) = (version.version.to_string(), compared.to.to_string());
            let label = v.say_of("minutes-version", &from);
            (label, v.here(&[("de", &from), ("a", &to)]), version.version == compared.from)
        })
        .collect();
    let mut body = sheet::tabs(&tabs);
    body.push(&difference(v, &compared));
    page.parts.push(Part::new("difference", v.say("minutes-difference"), body));
    let back = super::commands::SESSION.path(&reference);
    page.buttons.push(Button::new(v.say("minutes"), v.link(&format!("{back}/compte-rendu"))));
    page.notices.extend(minutes.line.iter().filter(|line| !line.sha256.is_empty()).map(|line| {
        let mut told = Html::text(&v.say("minutes-hash"));
        told.push(&Html::text(" "));
        told.push(&parts::hash(&line.sha256));
        sheet::callout(false, &told)
    }));
    Ok(frame::page(&page))
}

/// What was taken out and what was put in, paragraph by paragraph, for the eye and for the ear.
fn difference(v: &Visit, compared: &pb::Comparison) -> Html {
    let paragraph = |one: &pb::comparison::Paragraph| {
        let told = escape(&one.text);
        match one.change.as_str() {
            "added" => format!(
                "<p class=\"added\"><ins title=\"{}\">{told}</ins></p>",
                escape(&v.say("paragraph-added"))
            ),
            "removed" => format!(
                "<p class=\"removed\"><del title=\"{}\">{told}</del></p>",
                escape(&v.say("paragraph-removed"))
            ),
            _ => format!("<p>{told}</p>"),
        }
    };
    let paragraphs: String = compared.paragraphs.iter().map(paragraph).collect();
    if paragraphs.is_empty() {
        return sheet::empty(v, "minutes-same");
    }
    Html::made(format!("<div class=\"prose\">{paragraphs}</div>"))
}
