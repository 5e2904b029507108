//! Who was there: the members of the body, and room for others.

use axum::{
    extract::{Multipart, Path},
    response::IntoResponse as _,
};
use proto::sessions::v1::{self as pb, Standing};
use workbooks::{Book, Column, Kind, Sheet, Value};

use crate::{
    clock,
    failure::{Answer, Failure},
    forms::MOST_ROWS,
    html,
    lang::Lang,
    names,
    pages::{
        cards::joined,
        sessions::{commands, letters, naming, views},
        upload::{self, Preview, Upload},
    },
    table::{self, Cell, Table},
    visit::Visit,
};

const FORM: &str = "attendance";
/// Lines for whoever has no seat.
const SPARE: u32 = 25;
const STANDINGS: [Standing; 4] =
    [Standing::Member, Standing::Substitute, Standing::Observer, Standing::Guest];

fn standings(lang: Lang) -> impl Iterator<Item = String> {
    STANDINGS.iter().map(move |one| naming::value(one.as_str_name(), lang))
}

async fn session(v: &mut Visit, reference: &str) -> Result<pb::Session, Failure> {
    let asked = pb::SessionRequest { session: reference.to_owned(), as_of: v.as_of() };
    let session = views(v).get_session(v.ask(asked)).await?.into_inner();
    let programme = session.line.as_ref().map(|line| line.programme.clone()).unwrap_or_default();
    if !programme.is_empty() {
        v.programme = Some(programme);
    }
    Ok(session)
}

/// The day that is asked for, or the first one of the session.
fn day(v: &Visit, line: &pb::session::Line) -> String {
    let known = letters::days(line);
    let asked = v.asked("jour").and_then(|text| text.parse::<jiff::civil::Date>().ok());
    let day = asked.filter(|day| known.contains(&Some(*day))).or(known.first().copied().flatten());
    day.map(|day| day.to_string()).unwrap_or_default()
}

pub(super) async fn blank(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let session = session(&mut v, &reference).await?;
    let v = &v;
    let line = session.line.clone().unwrap_or_default();
    let asked = pb::BodyRequest { body: line.body.clone(), as_of: v.as_of() };
    let body = views(v).get_body(v.ask(asked)).await?.into_inner();
    let day = day(v, &line);
    let member = naming::value(Standing::Member.as_str_name(), v.lang);
    let seated = body.members.iter().filter(|member| !member.ended);
    let rows = seated.map(|seat| {
        vec![
            Value::text(seat.seat.clone()),
            Value::text(joined([seat.office.clone(), names::institution(v, &seat.institution)])),
            Value::Empty,
            Value::text(member.clone()),
            Value::Empty,
        ]
    });
    let of = |key: &str, label: &str, kind| Column::new(v.say(label), kind).key(key);
    let dated = if day.is_empty() { v.say("session-undated") } else { v.date(&day) };
    let sheet = Sheet {
        name: v.say("attendance"),
        lead: vec![
            joined([line.body_name.clone(), naming::title(&line, v.lang), dated]),
            v.say("attendance-form-lead"),
        ],
        columns: vec![
            of("seat", "column-seat", Kind::Text).wide(14),
            of("office", "column-office", Kind::Text).wide(44),
            of("label", "column-other", Kind::Text).wide(34).open(),
            of("standing", "column-standing", Kind::Text)
                .wide(14)
                .open()
                .choices(standings(v.lang)),
            of("count", "column-count", Kind::Number).wide(10).open(),
        ],
        rows: rows.collect(),
        locked: true,
        spare: SPARE,
    };
    let book = Book::of(vec![sheet])
        .tell("form", FORM)
        .tell("session", line.session.clone())
        .tell("day", day);
    upload::workbook(&book, &format!("presences-{reference}"))
}

fn page<'a>(v: &'a Visit, line: &pb::session::Line) -> Upload<'a> {
    let base = commands::SESSION.path(&line.session);
    let name = joined([naming::title(line, v.lang), line.body_name.clone()]);
    Upload {
        v,
        action: format!("{base}/presences"),
        over: html::link(&name, &v.link(&base)),
        title: v.say("attendance-import"),
        lead: v.say("attendance-import-lead"),
        blank: (v.say("attendance-xlsx"), format!("{base}/presences.xlsx")),
        asks: Vec::new(),
        beside: Vec::new(),
        accepts: upload::FORM,
        ways: None,
        wrong: Vec::new(),
        preview: None,
    }
}

pub(super) async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    if !v.acts() {
        return Err(Failure::NotYours);
    }
    let session = session(&mut v, &reference).await?;
    Ok(page(&v, &session.line.unwrap_or_default()).page())
}

pub(super) async fn preview(
    mut v: Visit,
    Path(reference): Path<String>,
    form: Multipart,
) -> Answer {
    if !v.acts() {
        return Err(Failure::NotYours);
    }
    let bytes = upload::file(form).await?;
    let session = session(&mut v, &reference).await?;
    let v = &v;
    let line = session.line.unwrap_or_default();
    let mut page = page(v, &line);
    match read(v, &bytes, &line) {
        Ok((preview, wrong)) => (page.preview, page.wrong) = (Some(preview), wrong),
        Err(sentence) => page.wrong.push(sentence),
    }
    Ok(page.page().into_response())
}

/// What the form says, as the command wants it; and what cannot be read, in words.
fn read(
    v: &Visit,
    bytes: &[u8],
    line: &pb::session::Line,
) -> Result<(Preview, Vec<String>), String> {
    let book = upload::form(v, bytes, FORM, ("session", &line.session))?;
    let sheet = book.pages.first().ok_or_else(|| v.say("upload-no-workbook"))?;
    let lines = sheet.lines(&["seat", "label", "standing", "count"]);
    let lines = lines.map_err(|problem| upload::problem(v, &problem))?;
    let columns = [
        ("column-seat", table::Kind::Text),
        ("column-office", table::Kind::Text),
        ("column-standing", table::Kind::Text),
        ("column-count", table::Kind::Figure),
    ];
    let mut told = Table::new(v.lang, &columns);
    let mut wrong = Vec::new();
    let day = book.told.get("day").cloned().unwrap_or_default();
    let mut hidden = vec![
        ("act.command_id".to_owned(), clock::mint().to_string()),
        ("act.programme".to_owned(), line.programme.clone()),
        ("act.effective".to_owned(), day.clone()),
        ("day".to_owned(), day),
    ];
    // The form may have left in the other language.
    let choices: Vec<_> = v.lang.both().into_iter().flat_map(standings).collect();
    for row in lines.iter() {
        let count = match row.whole("count") {
            // Nobody was there for it.
            Ok(None | Some(0)) => continue,
            Ok(Some(count)) => count,
            Err(problem) => {
                wrong.push(upload::problem(v, &problem));
                continue;
            }
        };
        let standing = match row.choice("standing", &choices) {
            Ok(Some(at)) => at % STANDINGS.len(),
            Ok(None) => {
                let missing = row.problem("standing", workbooks::Wrong::Missing);
                wrong.push(upload::problem(v, &missing));
                continue;
            }
            Err(problem) => {
                wrong.push(upload::problem(v, &problem));
                continue;
            }
        };
        let (seat, label) = (row.text("seat"), row.text("label"));
        let at = told.len();
        let known = STANDINGS.get(standing).copied().unwrap_or_default();
        for (name, value) in [
            ("standing", known.as_str_name().to_owned()),
            ("seat", seat.clone()),
            ("label", label.clone()),
            ("count", count.to_string()),
        ] {
            hidden.push((format!("presences.{at}.{name}"), value));
        }
        told.push(vec![
            Cell::text(seat),
            Cell::Noted { text: row.text("office"), note: label },
            Cell::text(choices.get(standing).cloned().unwrap_or_default()),
            Cell::Number(count.into()),
        ]);
    }
    if told.is_empty() && wrong.is_empty() {
        wrong.push(v.say("upload-empty"));
    }
    if told.len() > MOST_ROWS {
        wrong.push(v.say_of("upload-too-many", MOST_ROWS.to_string()));
    }
    let mut preview = Preview::new(v, &told);
    if wrong.is_empty() {
        let to = commands::SESSION.form(&line.session, "RecordAttendance");
        preview.send = Some((to, hidden));
    }
    Ok((preview, wrong))
}
