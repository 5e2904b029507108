//! The tables of a page for a spreadsheet, or for a program. Every line says where it comes from.

use std::iter;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use workbooks::{Book, Column, Sheet, Value};

use crate::{
    failure::{Answer, Failure},
    html::encode,
    lang::Lang,
    table::{Cell, Kind, Table},
    visit::Visit,
};

pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `?format=csv` or `?format=xlsx`, if the visit asks for one of them.
pub(crate) fn asked(visit: &Visit, name: &str, sheets: &[(String, Table)]) -> Option<Answer> {
    let known = visit.lang.pick("connu", "known");
    let name = format!("{name}-{}-{known}-{}", visit.day_looked_at(), visit.known_day());
    match visit.asked("format")? {
        "csv" => sheets
            .first()
            .map(|(_, table)| Ok(file(csv(visit, table), &name, "csv", "text/csv; charset=utf-8"))),
        "xlsx" => Some(
            xlsx(visit, sheets)
                .map_err(|error| {
                    tracing::error!(%error, "a workbook could not be made");
                    Failure::Broken
                })
                .map(|bytes| file(bytes, &name, "xlsx", XLSX)),
        ),
        _ => None,
    }
}

/// Bytes to be saved under a name.
pub(crate) fn file(
    bytes: Vec<u8>,
    name: &str,
    extension: &str,
    media_type: &'static str,
) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}.{extension}", encode(name));
    (
        [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)],
        bytes,
    )
        .into_response()
}

/// One line of cells, with an amount's currency beside it and the provenance last.
fn flat(lang: Lang, table: &Table, row: &[Cell]) -> Vec<(String, bool)> {
    let mut cells = Vec::new();
    let (mut position, mut illustrative) = (String::new(), false);
    for (column, cell) in table.columns.iter().zip(row) {
        illustrative |= cell.illustrative();
        match column.kind {
            Kind::Text | Kind::Code | Kind::Data => cells.push((cell.plain(), false)),
            Kind::Aside => cells.push((cell.plain(), cell.is_number())),
            Kind::Figure => cells.push((cell.plain(), true)),
            Kind::Money => cells.extend([(cell.plain(), true), (cell.currency(), false)]),
            Kind::Proof => position = cell.plain(),
            Kind::Act => (),
        }
    }
    let provenance = if illustrative {
        lang.say("illustrative")
    } else if position.is_empty() {
        String::new()
    } else {
        lang.say("export-recorded")
    };
    cells.extend([(position, false), (provenance, false)]);
    cells
}

fn head(lang: Lang, table: &Table) -> Vec<String> {
    let mut head = Vec::new();
    for column in &table.columns {
        match column.kind {
            Kind::Text | Kind::Code | Kind::Figure | Kind::Aside | Kind::Data => {
                head.push(column.label.clone());
            }
            Kind::Money => head.extend([column.label.clone(), "ISO 4217".to_owned()]),
            Kind::Proof | Kind::Act => (),
        }
    }
    head.extend(["export-position", "export-provenance"].map(|key| lang.say(key)));
    head
}

/// With a mark that tells a spreadsheet the encoding, and the separator its language expects.
fn csv(visit: &Visit, table: &Table) -> Vec<u8> {
    let separator = visit.lang.pick(";", ",");
    let line = |cells: &[(String, bool)]| {
        let quoted = cells.iter().map(|(text, _)| quoted(text, separator));
        quoted.collect::<Vec<_>>().join(separator)
    };
    let lead = lead(visit, table).into_iter().map(|line| quoted(&line, separator));
    let mut lines = vec![format!("\u{feff}{}", lead.collect::<Vec<_>>().join("\r\n"))];
    lines.push(line(
        &head(visit.lang, table).into_iter().map(|text| (text, false)).collect::<Vec<_>>(),
    ));
    lines.extend(table.rows.iter().map(|row| line(&flat(visit.lang, table, row))));
    lines.push(String::new());
    lines.join("\r\n").into_bytes()
}

/// As of when, and how many lines do not say everything.
fn lead(visit: &Visit, table: &Table) -> Vec<String> {
    let as_of = visit.lang.say_with(
        "export-as-of",
        [("effective", visit.effective_said()), ("known", visit.known_said())],
    );
    let withheld = Some(table.withheld()).filter(|rows| *rows > 0);
    let withheld = withheld.map(|rows| visit.say_n("restricted-lines", rows));
    iter::once(as_of).chain(withheld).collect()
}

/// A text never starts a formula in the spreadsheet that opens it; a number stays one.
fn quoted(text: &str, separator: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number(text);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(separator) || text.contains(['"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(fraction)
}

/// The sheets of a book, with the same cells.
fn xlsx(visit: &Visit, sheets: &[(String, Table)]) -> Result<Vec<u8>, workbooks::Unwritable> {
    let sheet = |(name, table): &(String, Table)| {
        let columns = head(visit.lang, table)
            .into_iter()
            .map(|label| Column::new(label, workbooks::Kind::Text));
        let value = |(text, number): (String, bool)| match text.parse::<f64>() {
            Ok(_) if number => Value::Number(text),
            _ => Value::text(text),
        };
        let row = |row: &Vec<Cell>| flat(visit.lang, table, row).into_iter().map(value).collect();
        Sheet {
            name: name.clone(),
            lead: lead(visit, table),
            columns: columns.collect(),
            rows: table.rows.iter().map(row).collect(),
            ..Sheet::default()
        }
    };
    Book::of(sheets.iter().map(sheet).collect()).xlsx()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_never_a_formula_and_a_number_stays_one() {
        for formula in ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\tx"] {
            assert_eq!(quoted(formula, ";"), format!("'{formula}"));
        }
        assert_eq!(quoted("-12.50", ","), "-12.50");
        assert_eq!(quoted("a,\"b\"", ","), "\"a,\"\"b\"\"\"");
        assert_eq!(quoted("a,b", ";"), "a,b");
        assert_eq!(quoted("a;b", ";"), "\"a;b\"");
    }
}
