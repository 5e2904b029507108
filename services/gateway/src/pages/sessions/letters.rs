//! What a secretariat edits, prints and has signed: convocation, attendance sheet, minutes, follow-up
//! table, as DOCX.

use axum::{
    Router,
    extract::Path,
    http::header,
    response::{IntoResponse as _, Response},
    routing::get,
};
use proto::sessions::v1::{self as pb, officer::Role};
use workbooks::{Align, Block, Document, Signature, Tongue};

use super::{follow, naming, registers, together::together, views};
use crate::{
    failure::{Answer, Failure},
    lang::Lang,
    names,
    pages::cards::joined,
    typography::quoted,
    visit::{App, Visit},
};

/// Empty lines of an attendance sheet, for whoever is not on the register.
const SPARE: usize = 12;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/session/{reference}/convocation.docx", get(convocation))
        .route("/session/{reference}/emargement.docx", get(attendance))
        .route("/session/{reference}/compte-rendu.docx", get(minutes))
        .route("/session/{reference}/suivi.docx", get(follow_up))
}

async fn session(v: &Visit, reference: &str) -> Result<(pb::Session, pb::session::Line), Failure> {
    let asked = pb::SessionRequest { session: reference.to_owned(), as_of: v.as_of() };
    let session = views(v).get_session(v.ask(asked)).await?.into_inner();
    let line = session.line.clone().unwrap_or_default();
    Ok((session, line))
}

async fn body(v: &Visit, reference: &str) -> Result<pb::Body, Failure> {
    let asked = pb::BodyRequest { body: reference.to_owned(), as_of: v.as_of() };
    Ok(views(v).get_body(v.ask(asked)).await?.into_inner())
}

/// A letter about that session, as known when.
fn letter(v: &Visit, line: &pb::session::Line, title: &str, blocks: Vec<Block>) -> Document {
    let as_of = v
        .lang
        .say_with("export-as-of", [("effective", v.effective_said()), ("known", v.known_said())]);
    let mut all = vec![
        Block::Text(line.body_name.clone(), Align::Centre),
        Block::Title(format!("{title} · {}", naming::title(line, v.lang))),
    ];
    all.extend(blocks);
    all.push(Block::Note(as_of));
    if line.illustrative {
        all.push(Block::Note(v.say("letter-illustrative")));
    }
    let mut document = Document {
        tongue: if v.lang == Lang::Fr { Tongue::French } else { Tongue::English },
        title: format!("{title} · {}", line.label),
        running: joined([line.body_name.clone(), naming::title(line, v.lang)]),
        blocks: all,
    };
    let withheld = document.lines_with(kernel::WITHHELD);
    if withheld > 0 {
        document.blocks.push(Block::Note(v.say_n("restricted-lines", withheld)));
    }
    document
}

fn file(document: &Document, name: &str) -> Answer {
    let bytes = document.docx().map_err(|error| {
        tracing::error!(%error, "a letter could not be made");
        Failure::Broken
    })?;
    Ok(download(bytes, &format!("{name}.docx"), DOCX))
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A file to be saved, under a name that any system takes.
pub(super) fn download(bytes: Vec<u8>, name: &str, kind: &'static str) -> Response {
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let name: String = name.chars().filter(plain).collect();
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}

fn where_and_when(v: &Visit, line: &pb::session::Line, session: &pb::Session) -> Block {
    let supported: Vec<_> =
        session.supported_by.iter().map(|code| names::institution_in_full(v, code)).collect();
    let facts = [
        (v.say("column-dates"), naming::dated(v, line)),
        (v.say("column-place"), naming::place(line)),
        (v.say("presidium"), naming::chaired(v, &session.officers)),
        (v.say("session-supported-by"), supported.join(", ")),
    ];
    Block::Facts(facts.into_iter().filter(|(_, told)| !told.is_empty()).collect())
}

fn agenda(v: &Visit, session: &pb::Session) -> Block {
    let head = ["column-item", "column-point", "column-presented-by"].map(|key| v.say(key));
    let rows = session.agenda.iter().filter(|item| !item.withdrawn).map(|line| {
        let item = line.item.clone().unwrap_or_default();
        let by = if item.presented_by.is_empty() {
            String::new()
        } else {
            names::institution(v, &item.presented_by)
        };
        vec![item.item, item.title, by]
    });
    Block::Table { widths: vec![1, 9, 4], head: head.into(), rows: rows.collect() }
}

async fn convocation(v: Visit, Path(reference): Path<String>) -> Answer {
    let v = &v;
    let (session, line) = session(v, &reference).await?;
    let mut blocks = vec![
        Block::Text(v.say_of("convocation-text", &line.body_name), Align::Start),
        where_and_when(v, &line, &session),
        Block::Heading(1, v.say("agenda")),
        agenda(v, &session),
    ];
    if !session.objectives.is_empty() {
        blocks.push(Block::Heading(1, v.say("objectives")));
        blocks.push(Block::Bullets(session.objectives.clone()));
    }
    let outcomes = session.outcomes.iter().filter_map(|line| line.outcome.as_ref());
    let outcomes: Vec<_> = outcomes.map(|outcome| outcome.text.clone()).collect();
    if !outcomes.is_empty() {
        blocks.push(Block::Heading(1, v.say("expected-outcomes")));
        blocks.push(Block::Bullets(outcomes));
    }
    let dossier = session.steps.iter().find(|step| step.step == "dossier" && step.done);
    if let Some(proof) = dossier.and_then(|step| step.proof.as_ref()) {
        let at = crate::typography::number_of(proof.position, v.lang);
        blocks.push(Block::Text(v.say_of("convocation-dossier", at), Align::Start));
    }
    blocks.push(Block::Signatures(signatures(v, &session, &[Role::Chair, Role::CoChair])));
    let title = v.say("convocation");
    file(&letter(v, &line, &title, blocks), &format!("convocation-{reference}"))
}

/// Those of the presidium who sign, in the order of the roles.
fn signatures(v: &Visit, session: &pb::Session, roles: &[Role]) -> Vec<Signature> {
    let of = |role: &Role| {
        let officers = session.officers.iter().filter_map(|chair| chair.officer.clone());
        officers.filter(|officer| officer.role() == *role).collect::<Vec<_>>()
    };
    let sign = |officer: pb::Officer| Signature {
        role: naming::value(officer.role().as_str_name(), v.lang),
        lines: vec![naming::office(v, &officer)],
    };
    let signs: Vec<_> = roles.iter().flat_map(of).map(sign).collect();
    if signs.is_empty() {
        let blank = |key: &str| Signature { role: v.say(key), lines: Vec::new() };
        return vec![blank("signs-president"), blank("signs-rapporteur")];
    }
    signs
}

/// To be signed at the door, one sheet a day.
async fn attendance(v: Visit, Path(reference): Path<String>) -> Answer {
    let v = &v;
    let (session, line) = session(v, &reference).await?;
    let body = body(v, &line.body).await?;
    let head = [
        "column-seat",
        "column-office",
        "column-institution",
        "column-standing",
        "column-signature",
    ]
    .map(|key| v.say(key));
    let members = body.members.iter().filter(|member| !member.ended).map(|member| {
        let institution = names::institution(v, &member.institution);
        let standing = naming::value(pb::Standing::Member.as_str_name(), v.lang);
        vec![member.seat.clone(), member.office.clone(), institution, standing, String::new()]
    });
    let spare = std::iter::repeat_n(vec![String::new(); 5], SPARE);
    let rows: Vec<_> = members.chain(spare).collect();
    let days = days(&line);
    let mut blocks = vec![where_and_when(v, &line, &session)];
    if body.required > 0 {
        blocks.push(Block::Text(v.say_n("quorum-required", body.required), Align::Start));
    }
    blocks.push(Block::Note(v.say("attendance-note")));
    for (at, day) in days.iter().enumerate() {
        if at > 0 {
            blocks.push(Block::NewPage);
        }
        blocks.push(Block::Heading(
            1,
            day.map_or_else(|| v.say("attendance"), |on| v.date(&on.to_string())),
        ));
        blocks.push(Block::Table {
            widths: vec![2, 5, 4, 3, 4],
            head: head.to_vec(),
            rows: rows.clone(),
        });
    }
    let roles = [Role::Rapporteur, Role::Chair, Role::CoChair];
    blocks.push(Block::Signatures(signatures(v, &session, &roles)));
    let title = v.say("attendance-sheet");
    file(&letter(v, &line, &title, blocks), &format!("emargement-{reference}"))
}

/// The days it sits; one without a date where nobody knows.
pub(super) fn days(line: &pb::session::Line) -> Vec<Option<jiff::civil::Date>> {
    const MOST: i64 = 14;
    let whole = |text: &str| text.parse::<jiff::civil::Date>().ok().filter(|_| text.len() == 10);
    let Some(from) = whole(&line.from) else { return vec![None] };
    let until = whole(&line.until).unwrap_or(from);
    from.series(jiff::Span::new().days(1))
        .take_while(|day| *day <= until)
        .take(usize::try_from(MOST).unwrap_or(1))
        .map(Some)
        .collect()
}

async fn minutes(v: Visit, Path(reference): Path<String>) -> Answer {
    let v = &v;
    let (session, line) = session(v, &reference).await?;
    let asked = pb::SessionRequest { session: reference.clone(), as_of: v.as_of() };
    let minutes = views(v).get_minutes(v.ask(asked)).await?.into_inner();
    let state = minutes.line.clone().unwrap_or_default();
    let version = minutes.versions.last().ok_or(Failure::NotFound)?;
    let mut blocks = vec![where_and_when(v, &line, &session)];
    let label = v.lang.label("minutes-state", &state.state);
    let numbered = v.say_of("minutes-version", version.version.to_string());
    blocks.push(Block::Note(joined([numbered, label, version.sha256.clone()])));
    blocks.push(Block::Heading(1, v.say("agenda")));
    blocks.push(concluded(v, &session));
    if let Some(together) = together(v, &session).await {
        blocks.extend(together.blocks(v));
    }
    if !version.text.is_empty() {
        blocks.push(Block::Heading(1, v.say("minutes")));
        let paragraphs = version.text.split('\n').filter(|line| !line.trim().is_empty());
        blocks.extend(paragraphs.map(|text| Block::Text(text.to_owned(), Align::Start)));
    }
    if !session.recommendations.is_empty() {
        blocks.push(Block::Heading(1, v.say("recommendations-made")));
        blocks.push(recommended(v, &session.recommendations));
    }
    if !minutes.errata.is_empty() {
        blocks.push(Block::Heading(1, v.say("minutes-errata")));
        let errata = minutes.errata.iter();
        blocks.push(Block::Bullets(
            errata
                .map(|of| {
                    [&of.passage, &of.correction].map(|text| quoted(text, v.lang)).join(" → ")
                })
                .collect(),
        ));
    }
    let signed = minutes.signatories.iter().map(|one| Signature {
        role: one.capacity.clone(),
        lines: vec![names::institution(v, &one.institution)],
    });
    let signed: Vec<_> = signed.collect();
    let roles = [Role::Chair, Role::CoChair, Role::Rapporteur];
    let sign = if signed.is_empty() { signatures(v, &session, &roles) } else { signed };
    blocks.push(Block::Signatures(sign));
    let form = naming::value(minutes.form().as_str_name(), v.lang);
    let title = if form.is_empty() { v.say("minutes") } else { form };
    file(&letter(v, &line, &title, blocks), &format!("compte-rendu-{reference}"))
}

fn concluded(v: &Visit, session: &pb::Session) -> Block {
    let head = ["column-item", "column-point", "column-conclusion"].map(|key| v.say(key));
    let rows = session.agenda.iter().filter(|item| !item.withdrawn).map(|line| {
        let item = line.item.clone().unwrap_or_default();
        let conclusion = naming::value(line.conclusion().as_str_name(), v.lang);
        vec![item.item, item.title, joined([conclusion, line.text.clone()])]
    });
    Block::Table { widths: vec![1, 7, 6], head: head.into(), rows: rows.collect() }
}

fn recommended(v: &Visit, lines: &[pb::RecommendationLine]) -> Block {
    let head = [
        "column-number",
        "column-recommendation",
        "column-responsible",
        "column-due",
        "column-progress",
        "column-state",
    ];
    let rows = lines.iter().map(|line| {
        let institution = if line.addressee.is_empty() {
            String::new()
        } else {
            names::institution(v, &line.addressee)
        };
        let due = if line.due_on.is_empty() { String::new() } else { v.day_short(&line.due_on) };
        vec![
            line.recommendation.clone(),
            line.text.clone(),
            institution,
            due,
            registers::progress(v, line),
            naming::recommendation_state(v, line).plain(),
        ]
    });
    Block::Table {
        widths: vec![3, 7, 3, 3, 4, 3],
        head: head.map(|key| v.say(key)).into(),
        rows: rows.collect(),
    }
}

async fn follow_up(v: Visit, Path(reference): Path<String>) -> Answer {
    let v = &v;
    let (session, line) = session(v, &reference).await?;
    let asked = pb::SessionRequest { session: reference.clone(), as_of: v.as_of() };
    let followed = views(v).get_follow_up(v.ask(asked)).await?.into_inner();
    let blocks = vec![
        where_and_when(v, &line, &session),
        Block::Text(follow::rate(v, &followed), Align::Start),
        recommended(v, &followed.lines),
        Block::Signatures(signatures(v, &session, &[Role::Rapporteur, Role::Chair, Role::CoChair])),
    ];
    let title = v.say("follow-up");
    file(&letter(v, &line, &title, blocks), &format!("suivi-{reference}"))
}
