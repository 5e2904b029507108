//! A form filled in offline, on its way back: the file, a preview of what it says with what is wrong
//! in it, and one button that records it. Nothing is kept between the two: the preview carries what
//! was read.

use askama::Template;
use axum::{
    extract::Multipart,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use office::{Problem, Unreadable, Workbook, Wrong};

use crate::{failure::Failure, frame, html::Html, table::Table, visit::Visit};

/// A form is under 60 KB when it leaves; room for what is typed into it.
pub(crate) const MOST_BYTES: usize = 1024 * 1024;

#[derive(Template)]
#[template(path = "upload.html")]
pub(crate) struct Upload<'a> {
    pub(crate) v: &'a Visit,
    /// What it is for, and where that is.
    pub(crate) over: Html,
    pub(crate) title: String,
    pub(crate) lead: String,
    /// The form to fill in.
    pub(crate) blank: (String, String),
    pub(crate) wrong: Vec<String>,
    pub(crate) preview: Option<Preview>,
}

/// What was read.
pub(crate) struct Preview {
    pub(crate) table: Html,
    pub(crate) count: String,
    /// Where it is sent to be recorded, and with what; nowhere while something is wrong.
    pub(crate) send: Option<(String, Vec<(String, String)>)>,
}

impl Upload<'_> {
    pub(crate) fn page(&self) -> Response {
        let status =
            if self.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        (status, frame::page(self)).into_response()
    }
}

impl Preview {
    pub(crate) fn new(v: &Visit, table: &Table) -> Self {
        Self { table: table.html(v), count: v.say_n("lines-count", table.len()), send: None }
    }
}

/// The bytes of the field `file`.
pub(crate) async fn file(mut form: Multipart) -> Result<Vec<u8>, Failure> {
    let unread = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        status => Failure::Other(status),
    };
    while let Some(field) = form.next_field().await.map_err(unread)? {
        if field.name() == Some("file") {
            return Ok(field.bytes().await.map_err(unread)?.to_vec());
        }
    }
    Ok(Vec::new())
}

/// The workbook, if it is the form that is asked for, of the thing that it is asked for.
pub(crate) fn form(
    v: &Visit,
    bytes: &[u8],
    name: &str,
    of: (&str, &str),
) -> Result<Workbook, String> {
    if bytes.is_empty() {
        return Err(v.say("upload-no-file"));
    }
    let book = Workbook::read(bytes).map_err(|error| match error {
        Unreadable::TooLarge { .. } => v.say("upload-too-large"),
        Unreadable::NotAWorkbook(_) => v.say("upload-no-workbook"),
    })?;
    let told = |name: &str| book.told.get(name).map(String::as_str);
    if told("form") != Some(name) {
        return Err(v.say("upload-other-form"));
    }
    if told(of.0) != Some(of.1) {
        return Err(v.say_of("upload-other-subject", told(of.0).unwrap_or("—")));
    }
    Ok(book)
}

/// « Ligne 12, colonne Montant (E) : ce n’est pas un nombre. »
pub(crate) fn problem(v: &Visit, problem: &Problem) -> String {
    let key = match problem.wrong {
        Wrong::Missing => "wrong-missing",
        Wrong::NotANumber => "wrong-not-a-number",
        Wrong::NotAWholeNumber => "wrong-not-a-whole-number",
        Wrong::NotADate => "wrong-not-a-date",
        Wrong::NotAChoice => "wrong-not-a-choice",
        Wrong::NoSuchColumn => "wrong-no-such-column",
    };
    let found: String = problem.found.chars().take(60).collect();
    let what = v.say_of(key, found);
    v.lang.say_with(
        "problem-at",
        [("row", problem.row.to_string()), ("column", problem.label.clone()), ("what", what)],
    )
}
