//! What both kinds of sheet have in common: where they are read from, how what is wrong is told, and
//! what is carried on.

use proto::programmes::v1 as pb;
use workbooks::{Line, Lines, Workbook};

use super::super::words;
use crate::{
    clock,
    html::{self, encode},
    pages::upload::{self, Accepts, Preview, Sent, Upload},
    table::Table,
    visit::Visit,
};

/// Lines that a preview shows; all of them are checked.
const SHOWN: usize = 50;
/// Wrong rows that are told one by one.
const TOLD: usize = 200;

pub(super) const SHEET: Accepts = Accepts { kinds: ".xlsx,.csv,.txt", label: "sheets-file" };

/// One kind of sheet of a budget year.
pub(super) struct Of<'a> {
    pub(super) v: &'a Visit,
    pub(super) year: &'a pb::ExerciseLine,
    /// Last segment of its address, and what its words begin with: `ptba`, `depenses`.
    pub(super) kind: &'static str,
}

impl<'a> Of<'a> {
    pub(super) fn to(&self) -> String {
        format!("{}/{}", words::to_exercise(self.year), self.kind)
    }

    fn word(&self, key: &str) -> String {
        self.v.say(&format!("sheets-{}-{key}", self.kind))
    }

    pub(super) fn page(&self) -> Upload<'a> {
        let v = self.v;
        let name = v.say_of("ptba-of", &self.year.exercise);
        Upload {
            asks: Vec::new(),
            v,
            action: self.to(),
            over: html::link(&name, &v.link(&words::to_exercise(self.year))),
            title: self.word("title"),
            lead: self.word("lead"),
            blank: (self.word("blank"), format!("{}.xlsx", self.to())),
            beside: Vec::new(),
            accepts: SHEET,
            ways: None,
            wrong: Vec::new(),
            preview: None,
        }
    }

    /// What was read, with what is wrong of it, and the way on if nothing is.
    pub(super) fn checked(
        &self,
        page: &mut Upload<'_>,
        table: Table,
        checked: &pb::CheckLinesResponse,
        carried: Option<String>,
        more: Vec<(String, String)>,
    ) {
        let v = self.v;
        let count = v.say_n("lines-count", table.len());
        let mut preview = Preview::new(v, &table.first(SHOWN));
        preview.count = match &checked.total {
            Some(total) => format!("{count} · {}", v.money(Some(total))),
            None => count,
        };
        page.wrong.extend(checked.wrong.iter().take(TOLD).map(|row| wrong(v, row)));
        if let Some(rest) = checked.wrong.len().checked_sub(TOLD).filter(|rest| *rest > 0) {
            page.wrong.push(v.say_n("sheets-more-wrong", rest));
        }
        if checked.lines == 0 {
            page.wrong.push(v.say("sheets-empty"));
        }
        match carried {
            Some(lines) if page.wrong.is_empty() => {
                let mut hidden = vec![
                    ("page".to_owned(), clock::mint().to_string()),
                    ("hash".to_owned(), checked.hash.clone()),
                    ("lines".to_owned(), lines),
                ];
                hidden.extend(more);
                preview.record = v.say_n("sheets-stage", checked.lines);
                preview.send = Some((format!("{}/preparer", self.to()), hidden));
            }
            Some(_) => (),
            None => page.wrong.push(v.say("sheets-unreadable")),
        }
        page.preview = Some(preview);
    }
}

/// « Ligne 12 : composante inconnue « 9Z » ».
fn wrong(v: &Visit, row: &pb::WrongRow) -> String {
    let what = v.lang.label("row", &row.code);
    let args = [("row", row.row.to_string()), ("what", what), ("value", row.value.clone())];
    v.lang.say_with(if row.value.is_empty() { "sheets-row" } else { "sheets-row-value" }, args)
}

/// The file as a book of sheets.
pub(super) fn read(v: &Visit, sent: &Sent) -> Result<Workbook, String> {
    if sent.bytes.is_empty() {
        return Err(v.say("upload-no-file"));
    }
    let read = Workbook::open(&sent.bytes);
    read.map_err(|error| upload::unreadable(v, &error, "sheets-unreadable"))
}

/// The first sheet that has a table with one of these heads. What is missing is told of the first.
pub(super) fn table<'b>(
    v: &Visit,
    book: &'b Workbook,
    heads: &[Vec<String>],
) -> Result<(Lines<'b>, usize), String> {
    let mut first = None;
    for page in &book.pages {
        for (at, head) in heads.iter().enumerate() {
            let wanted: Vec<_> = head.iter().map(String::as_str).collect();
            match page.lines(&wanted) {
                Ok(lines) => return Ok((lines, at)),
                Err(problem) => first = first.or(Some(problem)),
            }
        }
    }
    let told = first.map(|problem| v.say_of("sheets-no-column", problem.label));
    Err(told.unwrap_or_else(|| v.say("sheets-unreadable")))
}

/// An amount as the contracts write it, or as it came, to be told with its row.
pub(super) fn amount(line: &Line<'_>, column: &str) -> String {
    match line.decimal(column) {
        Ok(decimal) => decimal.unwrap_or_default(),
        Err(problem) => problem.found,
    }
}

/// A day as the contracts write it, or as it came.
pub(super) fn day(line: &Line<'_>, column: &str) -> String {
    match line.date(column) {
        Ok(date) => date.map(|date| date.to_string()).unwrap_or_default(),
        Err(problem) => problem.found,
    }
}

/// The name of an import: its file's, and something of its own, since a name is used once.
pub(super) fn staging(file: &str, page: &str) -> String {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem: String = stem.chars().filter(|c| !c.is_control()).take(60).collect();
    let own: String = page.chars().take(8).collect();
    if stem.is_empty() { own } else { format!("{stem} {own}") }
}

/// The form of the act that makes staged lines exist, with what is known of them.
pub(super) fn onward(form: &str, told: &[(&str, &str)]) -> String {
    let told = told.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<_> = told.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    format!("{form}?{}", query.join("&"))
}
