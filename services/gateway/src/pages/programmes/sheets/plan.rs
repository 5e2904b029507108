//! The lines of a plan as a workbook: filled in elsewhere, brought back, and taken out again.

use axum::{
    Form,
    extract::{Multipart, Path},
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
};
use proto::programmes::v1 as pb;
use workbooks::{Book, Column, Kind, Sheet, Value};

use super::{
    carried,
    page::{self, Of},
    staging,
};
use crate::{
    failure::{self, Answer, Failure},
    forms::Posted,
    lang::Lang,
    pages::{
        programmes::{asked, commands, exercise, lines, unless_missing, views},
        upload::{self, Upload},
    },
    table::{self, Cell, Table},
    visit::Visit,
};

const KIND: &str = "ptba";
/// Empty rows of a blank form.
const SPARE: u32 = 200;

/// What a line has, and what its column is called on a page.
const COLUMNS: [(&str, &str, Kind); 12] = [
    ("activity", "column-programme-activity", Kind::Text),
    ("label", "column-label", Kind::Text),
    ("component", "column-programme-component", Kind::Text),
    ("area", "column-programme-area", Kind::Text),
    ("source", "column-programme-source", Kind::Text),
    ("quarter_1", "ptba-q1", Kind::Number),
    ("quarter_2", "ptba-q2", Kind::Number),
    ("quarter_3", "ptba-q3", Kind::Number),
    ("quarter_4", "ptba-q4", Kind::Number),
    ("unscheduled", "ptba-not-said", Kind::Number),
    ("target", "column-programme-target", Kind::Number),
    ("unit", "sheets-unit", Kind::Text),
];

/// The plan as it stands, or an empty one: what comes back is the whole plan again.
pub(super) async fn blank(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let execution = exercise::found(&mut v, &reference).await?;
    let (v, year) = (&v, execution.line.unwrap_or_default());
    let plan = lines::all(v, &year, None).await?;
    let programme = views(v).get_programme(v.ask(asked(v, &year.programme))).await;
    let components = unless_missing(programme)?.map(|it| it.components).unwrap_or_default();
    let column = |(key, label, kind): &(&str, &str, Kind)| {
        let column = Column::new(v.say(label), *kind).key(key);
        match *key {
            "label" => column.wide(50),
            "component" => column.choices(components.iter().map(|it| it.component.clone())),
            _ => column,
        }
    };
    let row = |line: &pb::WorkplanLine| {
        let number = |text: &String| {
            if text.is_empty() { Value::Empty } else { Value::Number(text.clone()) }
        };
        vec![
            Value::text(line.activity.clone()),
            Value::text(line.label.clone()),
            Value::text(line.component.clone()),
            Value::text(line.area.clone()),
            Value::text(line.source.clone()),
            number(&line.quarter_1),
            number(&line.quarter_2),
            number(&line.quarter_3),
            number(&line.quarter_4),
            number(&line.unscheduled),
            number(&line.target),
            Value::text(line.unit.clone()),
        ]
    };
    let sheet = Sheet {
        name: v.say("ptba-lines"),
        lead: vec![v.say_of("ptba-of", &year.exercise), v.say("sheets-ptba-fill")],
        columns: COLUMNS.iter().map(column).collect(),
        rows: plan.lines.iter().map(row).collect(),
        locked: false,
        spare: SPARE,
    };
    let book = Book::of(vec![sheet]).tell("form", KIND).tell("exercise", reference.clone());
    upload::workbook(&book, &format!("ptba-{reference}"))
}

pub(super) async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    super::may(&v)?;
    let execution = exercise::found(&mut v, &reference).await?;
    let year = execution.line.unwrap_or_default();
    Ok(Of { v: &v, year: &year, kind: KIND }.page().page())
}

pub(super) async fn preview(
    mut v: Visit,
    Path(reference): Path<String>,
    form: Multipart,
) -> Answer {
    super::may(&v)?;
    let sent = upload::sent(form).await?;
    let execution = exercise::found(&mut v, &reference).await?;
    let (v, year) = (&v, execution.line.unwrap_or_default());
    let of = Of { v, year: &year, kind: KIND };
    let mut page = of.page();
    match read(&of, &sent) {
        Ok(lines) => {
            let request = pb::CheckWorkplanLinesRequest {
                programme: year.programme.clone(),
                exercise: year.exercise.clone(),
                lines,
            };
            let carried = carried::pack(&request);
            let told = told(v, &request.lines);
            let checked = views(v).check_workplan_lines(v.ask(request)).await?.into_inner();
            let more = vec![("file".to_owned(), sent.name)];
            of.checked(&mut page, told, &checked, carried, more);
        }
        Err(sentence) => page.wrong.push(sentence),
    }
    Ok(page.page())
}

/// Cell by cell: the service says what is wrong with each row.
fn read(of: &Of<'_>, sent: &upload::Sent) -> Result<Vec<pb::WorkplanLine>, String> {
    let book = page::read(of.v, sent)?;
    // By the hidden keys of our own form, or by what people call the columns.
    let keys: Vec<String> = COLUMNS.iter().map(|(key, ..)| (*key).to_owned()).collect();
    let said = |lang: Lang| COLUMNS.iter().map(|(_, label, _)| lang.say(label)).collect();
    let all = [keys, said(Lang::Fr), said(Lang::En)];
    let needed = all.clone().map(|names: Vec<String>| needed(&names));
    let (lines, at) = page::table(of.v, &book, &needed)?;
    let names = all.get(at).cloned().unwrap_or_default();
    let name = |key: &str| {
        let place = COLUMNS.iter().position(|(known, ..)| *known == key);
        place.and_then(|place| names.get(place)).map_or("", String::as_str)
    };
    let line = |row: workbooks::Line<'_>| pb::WorkplanLine {
        row: row.number(),
        activity: row.text(name("activity")),
        label: row.text(name("label")),
        component: row.text(name("component")),
        area: row.text(name("area")),
        source: row.text(name("source")),
        quarter_1: page::amount(&row, name("quarter_1")),
        quarter_2: page::amount(&row, name("quarter_2")),
        quarter_3: page::amount(&row, name("quarter_3")),
        quarter_4: page::amount(&row, name("quarter_4")),
        unscheduled: page::amount(&row, name("unscheduled")),
        target: page::amount(&row, name("target")),
        unit: row.text(name("unit")),
    };
    Ok(lines.iter().map(line).collect())
}

/// Without these no sheet is a plan: what is done, what it is called, and who pays.
fn needed(names: &[String]) -> Vec<String> {
    let wanted = ["activity", "label", "source"];
    let both = COLUMNS.iter().zip(names).filter(|((key, ..), _)| wanted.contains(key));
    both.map(|(_, name)| name.clone()).collect()
}

fn told(v: &Visit, lines: &[pb::WorkplanLine]) -> Table {
    let mut columns = vec![("column-number", table::Kind::Code)];
    columns.extend(COLUMNS.iter().map(|(_, label, kind)| match kind {
        Kind::Number => (*label, table::Kind::Figure),
        Kind::Text | Kind::Date => (*label, table::Kind::Text),
    }));
    let mut told = Table::new(v.lang, &columns);
    for line in lines {
        let cells = [
            line.row.to_string(),
            line.activity.clone(),
            line.label.clone(),
            line.component.clone(),
            line.area.clone(),
            line.source.clone(),
            line.quarter_1.clone(),
            line.quarter_2.clone(),
            line.quarter_3.clone(),
            line.quarter_4.clone(),
            line.unscheduled.clone(),
            line.target.clone(),
            line.unit.clone(),
        ];
        told.push(cells.into_iter().map(|text| number(v, text)).collect());
    }
    told.dense()
}

/// As people read it, if it is a number.
pub(super) fn number(v: &Visit, text: String) -> Cell {
    let said = crate::typography::decimal(&text, v.lang);
    Cell::Told { said, plain: text, to: String::new() }
}

/// Stages all lines, then leads to the act that makes them the plan: a first one, or a revision.
pub(super) async fn stage(
    mut v: Visit,
    Path(reference): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    super::may(&v)?;
    let posted = Posted::sent(pairs);
    let sent: pb::CheckWorkplanLinesRequest =
        carried::unpack(posted.text("lines")).ok_or(Failure::Other(StatusCode::BAD_REQUEST))?;
    let execution = exercise::found(&mut v, &reference).await?;
    let (v, year) = (&v, execution.line.unwrap_or_default());
    let ours = sent.programme == year.programme && sent.exercise == year.exercise;
    if !ours {
        return Err(Failure::Other(StatusCode::BAD_REQUEST));
    }
    let name = page::staging(posted.text("file"), posted.text("page"));
    if let Err(status) = staging::plan(v, &sent, &name, posted.text("page")).await {
        let page = Of { v, year: &year, kind: KIND }.page();
        return Ok(
            Upload { wrong: failure::refusal_of("programmes", &status, v.lang), ..page }.page()
        );
    }
    let first = matches!(year.state.as_str(), "draft" | "submitted");
    let rpc = if first { "SubmitWorkplan" } else { "ReviseWorkplan" };
    let lines = sent.lines.len().to_string();
    let told = [("staging", name.as_str()), ("lines", &lines), ("hash", posted.text("hash"))];
    let to = page::onward(&commands::EXERCISE.form(&reference, rpc), &told);
    Ok(Redirect::to(&to).into_response())
}
