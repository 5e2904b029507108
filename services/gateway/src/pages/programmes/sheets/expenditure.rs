//! What was spent, as the accounting package exports it: read by a saved layout, or by our own form.

use axum::{
    Form,
    extract::{Multipart, Path},
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
};
use proto::programmes::v1 as pb;
use workbooks::{Book, Column, Kind, Sheet};

use super::{
    carried,
    page::{self, Of},
    plan, staging,
};
use crate::{
    failure::{self, Answer, Failure},
    forms::Posted,
    lang::Lang,
    pages::{
        programmes::{asked, commands, exercise, unless_missing, views},
        upload::{self, Sent, Upload, Ways},
    },
    table::{self, Table},
    visit::Visit,
};

const KIND: &str = "depenses";
/// Empty rows of a blank form.
const SPARE: u32 = 500;

/// What a line has, as a saved layout names it, and what its column is called on a page.
const COLUMNS: [(&str, &str, Kind); 10] = [
    ("reference", "sheets-entry", Kind::Text),
    ("label", "column-label", Kind::Text),
    ("activity", "column-programme-activity", Kind::Text),
    ("component", "column-programme-component", Kind::Text),
    ("category", "column-category", Kind::Text),
    ("source", "column-programme-source", Kind::Text),
    ("area", "column-programme-area", Kind::Text),
    ("contract", "column-contract", Kind::Text),
    ("incurred_on", "sheets-incurred", Kind::Date),
    ("amount", "column-amount", Kind::Number),
];

pub(super) async fn blank(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let execution = exercise::found(&mut v, &reference).await?;
    let (v, year) = (&v, execution.line.unwrap_or_default());
    let column = |(key, label, kind): &(&str, &str, Kind)| {
        let column = Column::new(v.say(label), *kind).key(key);
        if *key == "label" { column.wide(50) } else { column }
    };
    let sheet = Sheet {
        name: v.say("ptba-statements"),
        lead: vec![v.say_of("ptba-of", &year.exercise), v.say("sheets-depenses-fill")],
        columns: COLUMNS.iter().map(column).collect(),
        rows: Vec::new(),
        locked: false,
        spare: SPARE,
    };
    let book = Book::of(vec![sheet]).tell("form", KIND).tell("exercise", reference.clone());
    upload::workbook(&book, &format!("depenses-{reference}"))
}

async fn layouts(v: &Visit, programme: &str) -> Result<Vec<pb::Mapping>, tonic::Status> {
    let found = views(v).get_programme(v.ask(asked(v, programme))).await;
    Ok(unless_missing(found)?.map(|found| found.mappings).unwrap_or_default())
}

/// The page, with the layouts that may be chosen and the form that saves another.
fn offered<'a>(of: &Of<'a>, layouts: &[pb::Mapping], chosen: &str) -> Upload<'a> {
    let v = of.v;
    let mut page = of.page();
    let fields = COLUMNS.iter().enumerate();
    let fields = fields.map(|(at, (key, ..))| format!("columns.{at}.column={key}"));
    let form = commands::PROGRAMME.form(&of.year.programme, "SaveMapping");
    let query: Vec<_> = fields.collect();
    let label = v.lang.label_in("programmes", "rpc", "SaveMapping");
    page.beside.push((label, format!("{form}?{}", query.join("&"))));
    let own = (String::new(), v.say("sheets-own-form"), chosen.is_empty());
    let saved = layouts.iter().map(|it| {
        (it.mapping.clone(), v.say_of("sheets-layout", &it.mapping), it.mapping == chosen)
    });
    let choices = std::iter::once(own).chain(saved).collect();
    page.ways = Some(Ways { label: v.say("sheets-ways"), choices });
    page
}

pub(super) async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    super::may(&v)?;
    let execution = exercise::found(&mut v, &reference).await?;
    let year = execution.line.unwrap_or_default();
    let layouts = layouts(&v, &year.programme).await?;
    let first = layouts.first().map(|it| it.mapping.clone()).unwrap_or_default();
    Ok(offered(&Of { v: &v, year: &year, kind: KIND }, &layouts, &first).page())
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
    let layouts = layouts(v, &year.programme).await?;
    let of = Of { v, year: &year, kind: KIND };
    let mut page = offered(&of, &layouts, &sent.way);
    let layout = layouts.iter().find(|it| it.mapping == sent.way);
    match read(v, &sent, layout) {
        Ok(lines) => {
            let request = pb::CheckExpenditureLinesRequest {
                programme: year.programme.clone(),
                exercise: year.exercise.clone(),
                lines,
            };
            let carried = carried::pack(&request);
            let told = told(v, &request.lines);
            let checked = views(v).check_expenditure_lines(v.ask(request)).await?.into_inner();
            let mapping = layout.map(|it| it.mapping.clone()).unwrap_or_default();
            let more = vec![("file".to_owned(), sent.name), ("mapping".to_owned(), mapping)];
            of.checked(&mut page, told, &checked, carried, more);
        }
        Err(sentence) => page.wrong.push(sentence),
    }
    Ok(page.page())
}

/// By the headings of a saved layout, or of our own form.
fn read(
    v: &Visit,
    sent: &Sent,
    layout: Option<&pb::Mapping>,
) -> Result<Vec<pb::ExpenditureLine>, String> {
    let book = page::read(v, sent)?;
    let all = if let Some(layout) = layout {
        vec![saved(layout)]
    } else {
        let keys = COLUMNS.iter().map(|(key, ..)| (*key).to_owned()).collect();
        let said = |lang: Lang| COLUMNS.iter().map(|(_, label, _)| lang.say(label)).collect();
        vec![keys, said(Lang::Fr), said(Lang::En)]
    };
    let needed: Vec<_> = all.iter().map(|names| needed(names)).collect();
    let (lines, at) = page::table(v, &book, &needed)?;
    let names = all.get(at).cloned().unwrap_or_default();
    let name = |key: &str| {
        let place = COLUMNS.iter().position(|(known, ..)| *known == key);
        place.and_then(|place| names.get(place)).map_or("", String::as_str)
    };
    let line = |row: workbooks::Line<'_>| pb::ExpenditureLine {
        row: row.number(),
        reference: row.text(name("reference")),
        label: row.text(name("label")),
        activity: row.text(name("activity")),
        component: row.text(name("component")),
        category: row.text(name("category")),
        source: row.text(name("source")),
        area: row.text(name("area")),
        contract: row.text(name("contract")),
        incurred_on: page::day(&row, name("incurred_on")),
        amount: page::amount(&row, name("amount")),
    };
    Ok(lines.iter().map(line).collect())
}

/// The heading of each column in the file; none where the layout has none.
fn saved(layout: &pb::Mapping) -> Vec<String> {
    let heading = |key: &str| {
        let column = layout.columns.iter().find(|it| it.column == key);
        column.map(|it| it.heading.clone()).unwrap_or_default()
    };
    COLUMNS.iter().map(|(key, ..)| heading(key)).collect()
}

/// Without these no line can be told from another, or counted.
fn needed(names: &[String]) -> Vec<String> {
    let wanted = ["reference", "amount"];
    let both = COLUMNS.iter().zip(names).filter(|((key, ..), _)| wanted.contains(key));
    both.map(|(_, name)| name.clone()).filter(|name| !name.is_empty()).collect()
}

fn told(v: &Visit, lines: &[pb::ExpenditureLine]) -> Table {
    let mut columns = vec![("column-number", table::Kind::Code)];
    columns.extend(COLUMNS.iter().map(|(_, label, kind)| match kind {
        Kind::Number => (*label, table::Kind::Figure),
        Kind::Text | Kind::Date => (*label, table::Kind::Text),
    }));
    let mut told = Table::new(v.lang, &columns);
    for line in lines {
        let text = |text: &String| table::Cell::text(text);
        told.push(vec![
            table::Cell::text(line.row.to_string()),
            text(&line.reference),
            text(&line.label),
            text(&line.activity),
            text(&line.component),
            text(&line.category),
            text(&line.source),
            text(&line.area),
            text(&line.contract),
            table::Cell::Date(line.incurred_on.clone()),
            plan::number(v, line.amount.clone()),
        ]);
    }
    told.dense()
}

/// Stages all lines, then leads to the act that makes them a statement of expenditure. Its total is
/// not proposed: whoever imports types what the accounts print, and another sum is refused.
pub(super) async fn stage(
    mut v: Visit,
    Path(reference): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    super::may(&v)?;
    let posted = Posted::sent(pairs);
    let sent: pb::CheckExpenditureLinesRequest =
        carried::unpack(posted.text("lines")).ok_or(Failure::Other(StatusCode::BAD_REQUEST))?;
    let execution = exercise::found(&mut v, &reference).await?;
    let (v, year) = (&v, execution.line.unwrap_or_default());
    let ours = sent.programme == year.programme && sent.exercise == year.exercise;
    if !ours {
        return Err(Failure::Other(StatusCode::BAD_REQUEST));
    }
    let name = page::staging(posted.text("file"), posted.text("page"));
    if let Err(status) = staging::expenditure(v, &sent, &name, posted.text("page")).await {
        let page = offered(&Of { v, year: &year, kind: KIND }, &[], "");
        return Ok(
            Upload { wrong: failure::refusal_of("programmes", &status, v.lang), ..page }.page()
        );
    }
    let lines = sent.lines.len().to_string();
    let told = [
        ("staging", name.as_str()),
        ("lines", &lines),
        ("hash", posted.text("hash")),
        ("mapping", posted.text("mapping")),
        ("source", posted.text("file")),
    ];
    let to = page::onward(&commands::EXERCISE.form(&reference, "ImportExpenditure"), &told);
    Ok(Redirect::to(&to).into_response())
}
