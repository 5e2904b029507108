//! How far recommendations have come, as those who carry them out say.

use std::collections::BTreeMap;

use axum::{
    Form,
    extract::{Multipart, Path},
    response::IntoResponse as _,
};
use proto::{
    jalon::v1 as jalon,
    sessions::v1::{self as pb, recommendation_service_client::RecommendationServiceClient},
};
use tonic::Status;
use tonic_types::StatusExt as _;
use workbooks::{Book, Column, Kind, Sheet, Value};

use crate::{
    clock, failure,
    failure::{Answer, Failure},
    forms::Posted,
    html::{self, encode},
    names,
    pages::{
        sessions::views,
        upload::{self, Preview, Upload},
    },
    table::{self, Cell, Table},
    visit::Visit,
};

const FORM: &str = "progress";

async fn open(v: &Visit, programme: &str) -> Result<Vec<pb::RecommendationLine>, Failure> {
    v.app.register.programme(programme).ok_or(Failure::NotFound)?;
    let asked = pb::RegisterRequest {
        programme: programme.to_owned(),
        institution: v.asked("structure").unwrap_or_default().chars().take(40).collect(),
        open: true,
        as_of: v.as_of(),
        ..Default::default()
    };
    Ok(views(v).list_recommendations(v.ask(asked)).await?.into_inner().recommendations)
}

pub(super) async fn blank(v: Visit, Path(programme): Path<String>) -> Answer {
    let lines = open(&v, &programme).await?;
    let rows = lines.iter().map(|line| {
        vec![
            Value::text(line.recommendation.clone()),
            Value::text(line.text.clone()),
            Value::text(names::institution(&v, &line.addressee)),
            Value::dated(&line.due_on),
            Value::text(v.lang.label("recommendation-state", &line.state)),
            Value::whole(line.percent),
            Value::Empty,
            Value::Empty,
            Value::Empty,
        ]
    });
    let of = |key: &str, label: &str, kind| Column::new(v.say(label), kind).key(key);
    let as_of = v
        .lang
        .say_with("export-as-of", [("effective", v.effective_said()), ("known", v.known_said())]);
    let sheet = Sheet {
        name: v.say("progress-form"),
        lead: vec![as_of, v.say("progress-form-lead")],
        columns: vec![
            of("recommendation", "column-number", Kind::Text),
            of("text", "column-recommendation", Kind::Text).wide(50),
            of("addressee", "column-responsible", Kind::Text).wide(18),
            of("due_on", "column-due", Kind::Date),
            of("state", "column-state", Kind::Text),
            of("so_far", "column-so-far", Kind::Number).wide(10),
            of("progress", "column-new-progress", Kind::Text).wide(50).open(),
            of("percent", "column-new-percent", Kind::Number).wide(10).open(),
            of("claimed", "column-claimed", Kind::Text)
                .wide(12)
                .open()
                .choices([v.say("yes"), v.say("no")]),
        ],
        rows: rows.collect(),
        locked: true,
        spare: 0,
    };
    let book = Book::of(vec![sheet]).tell("form", FORM).tell("programme", programme.clone());
    upload::workbook(&book, &format!("avancement-{programme}"))
}

fn page<'a>(v: &'a Visit, programme: &str) -> Upload<'a> {
    let to = format!("/p/{}/recommandations", encode(programme));
    Upload {
        v,
        action: format!("{to}/avancement"),
        over: html::link(&v.say("nav-recommandations"), &v.link(&to)),
        title: v.say("progress-import"),
        lead: v.say("progress-import-lead"),
        blank: (v.say("progress-xlsx"), format!("{to}/avancement.xlsx")),
        asks: Vec::new(),
        beside: Vec::new(),
        accepts: upload::FORM,
        ways: None,
        wrong: Vec::new(),
        preview: None,
    }
}

fn may(v: &Visit, programme: &str) -> Result<(), Failure> {
    v.app.register.programme(programme).ok_or(Failure::NotFound)?;
    if v.acts() { Ok(()) } else { Err(Failure::NotYours) }
}

pub(super) async fn show(v: Visit, Path(programme): Path<String>) -> Answer {
    may(&v, &programme)?;
    Ok(page(&v, &programme).page())
}

pub(super) async fn preview(v: Visit, Path(programme): Path<String>, form: Multipart) -> Answer {
    may(&v, &programme)?;
    let bytes = upload::file(form).await?;
    let mut page = page(&v, &programme);
    match read(&v, &bytes, &programme) {
        Ok((preview, wrong)) => (page.preview, page.wrong) = (Some(preview), wrong),
        Err(sentence) => page.wrong.push(sentence),
    }
    Ok(page.page())
}

/// What the form says, one command a line; and what cannot be read, in words.
fn read(v: &Visit, bytes: &[u8], programme: &str) -> Result<(Preview, Vec<String>), String> {
    let book = upload::form(v, bytes, FORM, ("programme", programme))?;
    let sheet = book.pages.first().ok_or_else(|| v.say("upload-no-workbook"))?;
    let lines = sheet.lines(&["recommendation", "progress", "percent", "claimed"]);
    let lines = lines.map_err(|problem| upload::problem(v, &problem))?;
    let columns = [
        ("column-number", table::Kind::Text),
        ("column-recommendation", table::Kind::Text),
        ("column-new-progress", table::Kind::Text),
        ("column-new-percent", table::Kind::Figure),
        ("column-what", table::Kind::Text),
    ];
    let mut told = Table::new(v.lang, &columns);
    let (mut wrong, mut hidden) = (Vec::new(), Vec::new());
    // The form may have left in the other language.
    let yes_or_no = v.lang.both().map(|lang| [lang.say("yes"), lang.say("no")]).concat();
    for row in lines.iter() {
        let parts = (|| {
            let recommendation = row.needed("recommendation")?;
            let claimed = row.choice("claimed", &yes_or_no)?.is_some_and(|at| at % 2 == 0);
            Ok((recommendation, row.text("progress"), row.whole("percent")?, claimed))
        })();
        let (recommendation, text, percent, claimed) = match parts {
            Ok(parts) => parts,
            Err(problem) => {
                wrong.push(upload::problem(v, &problem));
                continue;
            }
        };
        // A line that nobody wrote into says nothing new.
        if text.is_empty() && percent.is_none() && !claimed {
            continue;
        }
        let command_id = clock::mint().to_string();
        let line = Line { recommendation, text, percent, claimed, command_id };
        hidden.extend(line.carried(told.len()));
        let Line { recommendation, text, .. } = line;
        let rpc = if claimed { "ClaimImplemented" } else { "ReportProgress" };
        told.push(vec![
            Cell::text(recommendation),
            Cell::text(row.text("text")),
            Cell::text(text),
            percent.map_or(Cell::Empty, |percent| Cell::Number(percent.into())),
            Cell::text(v.lang.label_in("sessions", "rpc", rpc)),
        ]);
    }
    if told.is_empty() && wrong.is_empty() {
        wrong.push(v.say("upload-empty"));
    }
    let mut preview = Preview::new(v, &told);
    if wrong.is_empty() {
        preview.send = Some((to_record(programme), hidden));
    }
    Ok((preview, wrong))
}

fn to_record(programme: &str) -> String {
    format!("/p/{}/recommandations/avancement/inscrire", encode(programme))
}

/// Line by line: one that is refused does not keep the others from being recorded.
pub(super) async fn record(
    v: Visit,
    Path(programme): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    may(&v, &programme)?;
    let posted = Posted::sent(pairs);
    let sent = lines(&posted);
    let so_far = so_far(&v, &programme, &sent).await?;
    let mut page = page(&v, &programme);
    let columns = [
        ("column-number", table::Kind::Text),
        ("column-new-progress", table::Kind::Text),
        ("column-state", table::Kind::Text),
    ];
    let mut told = Table::new(v.lang, &columns);
    let (mut latest, mut unheard) = (0, Vec::new());
    for line in sent {
        let answer = send(&v, &programme, &line, &so_far).await;
        let (tone, said) = match &answer {
            Ok(recorded) => {
                latest = latest.max(recorded.position);
                (html::Tone::Done, v.say("line-recorded"))
            }
            Err(status) => {
                let sentences = failure::refusal_of("sessions", status, v.lang).join(" ");
                let told = [("name", line.recommendation.clone()), ("what", sentences)];
                page.wrong.push(v.lang.say_with("named", told));
                let unanswered = status.get_details_error_info().is_none();
                let key = if unanswered { "line-unanswered" } else { "line-refused" };
                if unanswered {
                    unheard.push(line.clone());
                }
                (html::Tone::Blocked, v.say(key))
            }
        };
        told.push(vec![
            Cell::text(line.recommendation),
            Cell::text(line.text),
            Cell::State { tone, text: said, note: String::new() },
        ]);
    }
    if page.wrong.is_empty() && !told.is_empty() {
        let to = format!("/p/{}/recommandations?min={latest}", encode(&programme));
        return Ok(axum::response::Redirect::to(&to).into_response());
    }
    let hidden = unheard.iter().enumerate().flat_map(|(at, line)| line.carried(at));
    let preview = Preview::new(&v, &told);
    page.preview = Some(preview.again(&v, to_record(&programme), hidden.collect()));
    Ok(page.page())
}

/// One line, as the preview carries it.
#[derive(Clone)]
struct Line {
    recommendation: String,
    text: String,
    /// None where nobody wrote one: it stays what it is.
    percent: Option<u32>,
    claimed: bool,
    command_id: String,
}

impl Line {
    /// What the page carries from the look to the recording.
    fn carried(&self, at: usize) -> impl Iterator<Item = (String, String)> + use<> {
        let all = [
            ("recommendation", self.recommendation.clone()),
            ("text", self.text.clone()),
            ("percent", self.percent.map_or(String::new(), |percent| percent.to_string())),
            ("claimed", if self.claimed { "1".to_owned() } else { String::new() }),
            ("command_id", self.command_id.clone()),
        ];
        all.into_iter().map(move |(name, value)| (format!("line.{at}.{name}"), value))
    }
}

/// All of them, however many.
fn lines(posted: &Posted) -> Vec<Line> {
    let line = |at: usize| {
        let of = |name: &str| posted.text(&format!("line.{at}.{name}")).to_owned();
        let command_id = Some(of("command_id")).filter(|id| !id.is_empty())?;
        Some(Line {
            recommendation: of("recommendation"),
            text: of("text"),
            percent: of("percent").parse().ok(),
            claimed: !of("claimed").is_empty(),
            command_id,
        })
    };
    (0..).map_while(line).collect()
}

/// How far those are of which only words were written.
async fn so_far(
    v: &Visit,
    programme: &str,
    lines: &[Line],
) -> Result<BTreeMap<String, u32>, Failure> {
    if lines.iter().all(|line| line.claimed || line.percent.is_some()) {
        return Ok(BTreeMap::new());
    }
    let known = open(v, programme).await?.into_iter();
    Ok(known.map(|line| (line.recommendation, line.percent)).collect())
}

async fn send(
    v: &Visit,
    programme: &str,
    line: &Line,
    so_far: &BTreeMap<String, u32>,
) -> Result<jalon::Recorded, Status> {
    let country = v.app.register.programme(programme).map(|known| known.country.clone());
    let act = Some(jalon::Act {
        command_id: line.command_id.clone(),
        programme: programme.to_owned(),
        country: country.unwrap_or_default(),
        ..Default::default()
    });
    let mut client = RecommendationServiceClient::new(v.app.channel.clone());
    let (recommendation, text) = (line.recommendation.clone(), line.text.clone());
    let answer = if line.claimed {
        let asked = pb::ClaimImplementedRequest { act, recommendation, text };
        client.claim_implemented(v.ask(asked)).await?
    } else {
        let so_far = || so_far.get(&recommendation).copied().unwrap_or(0);
        let percent = line.percent.unwrap_or_else(so_far);
        let asked = pb::ReportProgressRequest { act, recommendation, text, percent };
        client.report_progress(v.ask(asked)).await?
    };
    Ok(answer.into_inner())
}
