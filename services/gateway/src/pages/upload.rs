//! A form filled in offline, on its way back: the file, a preview of what it says with what is wrong
//! in it, and one button that records it. Nothing is kept between the two: the preview carries what
//! was read.

use askama::Template;
use axum::{
    extract::{DefaultBodyLimit, Multipart, multipart::MultipartError},
    http::StatusCode,
    middleware::map_response,
    response::{IntoResponse as _, Redirect, Response},
    routing::MethodRouter,
};
use workbooks::{Book, Problem, Unreadable, Workbook, Wrong};

use crate::{
    export,
    failure::{Answer, Failure},
    frame,
    html::Html,
    table::Table,
    visit::{App, Visit},
};

/// A form is under 60 KB when it leaves; room for what is typed into it.
pub(crate) const MOST_BYTES: usize = 1024 * 1024;

/// What a browser adds around a file and beside it.
const ROOM: usize = 64 * 1024;

/// A place that takes a file of that many bytes at most, and says so of larger ones.
pub(crate) fn up_to(most: usize, route: MethodRouter<App>) -> MethodRouter<App> {
    let told = move |response: Response| async move {
        if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Failure::TooLarge(most).into_response()
        } else {
            response
        }
    };
    let route: MethodRouter<App> = route.layer(DefaultBodyLimit::max(most + ROOM));
    route.layer(map_response(told))
}

/// What a browser offers to choose from, and what is asked for in words.
pub(crate) struct Accepts {
    pub(crate) kinds: &'static str,
    pub(crate) label: &'static str,
}

pub(crate) const FORM: Accepts = Accepts { kinds: ".xlsx", label: "upload-filled" };

#[derive(Template)]
#[template(path = "upload.html")]
pub(crate) struct Upload<'a> {
    pub(crate) v: &'a Visit,
    /// Where the file is handed in: its page, from wherever it is shown.
    pub(crate) action: String,
    /// What it is for, and where that is.
    pub(crate) over: Html,
    pub(crate) title: String,
    pub(crate) lead: String,
    /// The form to fill in.
    pub(crate) blank: (String, String),
    /// What the form to fill in depends on, to be said before it is fetched.
    pub(crate) asks: Vec<Ask>,
    /// What else there is to open beside it.
    pub(crate) beside: Vec<(String, String)>,
    pub(crate) accepts: Accepts,
    pub(crate) ways: Option<Ways>,
    pub(crate) wrong: Vec<String>,
    pub(crate) preview: Option<Preview>,
}

/// How a file is to be read, where there are several ways.
pub(crate) struct Ways {
    pub(crate) label: String,
    /// Value, label, and whether it is the one that is proposed.
    pub(crate) choices: Vec<(String, String, bool)>,
}

/// Something that the address of a form says: one of these, or anything where there are none.
pub(crate) struct Ask {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) choices: Vec<(String, String)>,
}

/// What was read.
pub(crate) struct Preview {
    pub(crate) table: Html,
    pub(crate) count: String,
    /// What the button says that sends it.
    pub(crate) record: String,
    /// And what is said beside it.
    pub(crate) note: String,
    /// Where it is sent to be recorded, and with what; nowhere while something is wrong.
    pub(crate) send: Option<(String, Vec<(String, String)>)>,
}

/// A file that was sent, and what was chosen beside it.
#[derive(Default)]
pub(crate) struct Sent {
    pub(crate) bytes: Vec<u8>,
    /// As it is called where it came from.
    pub(crate) name: String,
    pub(crate) way: String,
}

impl Upload<'_> {
    pub(crate) fn page(&self) -> Response {
        let again = self.preview.as_ref().is_some_and(|preview| preview.send.is_some());
        let status = match (self.wrong.is_empty(), again) {
            (true, _) => StatusCode::OK,
            (false, true) => StatusCode::SERVICE_UNAVAILABLE,
            (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        (status, frame::page(self)).into_response()
    }
}

impl Preview {
    pub(crate) fn new(v: &Visit, table: &Table) -> Self {
        Self {
            table: table.html(v),
            count: v.say_n("lines-count", table.len()),
            record: v.say("upload-record"),
            note: v.say("upload-not-yet"),
            send: None,
        }
    }

    /// Lines that had no answer may be sent again: under the same ids, so that none is recorded twice.
    pub(crate) fn again(mut self, v: &Visit, to: String, hidden: Vec<(String, String)>) -> Self {
        if !hidden.is_empty() {
            self.note = v.say("upload-again");
            self.send = Some((to, hidden));
        }
        self
    }
}

/// What is recorded is sent below the page that it was handed in on. Nothing can be looked at there:
/// whoever follows a link of what was answered is led to that page.
pub(crate) async fn back(v: Visit) -> Redirect {
    let above = v.path.rsplit_once('/').map_or("/", |(above, _)| above);
    let here = v.here(&[]);
    let query = here.strip_prefix(&v.path).unwrap_or_default();
    Redirect::to(&format!("{above}{query}"))
}

/// The bytes of the field `file`.
pub(crate) async fn file(form: Multipart) -> Result<Vec<u8>, Failure> {
    Ok(sent(form).await?.bytes)
}

/// The field `file`, and the way that it is to be read.
pub(crate) async fn sent(mut form: Multipart) -> Result<Sent, Failure> {
    let unread = |error: MultipartError| Failure::Other(error.status());
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(unread)? {
        match field.name() {
            Some("file") => {
                sent.name = field.file_name().unwrap_or_default().to_owned();
                sent.bytes = field.bytes().await.map_err(unread)?.to_vec();
            }
            Some("way") => sent.way = field.text().await.map_err(unread)?,
            _ => (),
        }
    }
    Ok(sent)
}

/// A form that is filled in elsewhere, as a file.
pub(crate) fn workbook(book: &Book, name: &str) -> Answer {
    let bytes = book.xlsx().map_err(|error| {
        tracing::error!(%error, "a form could not be made");
        Failure::Broken
    })?;
    Ok(export::file(bytes, name, "xlsx", export::XLSX))
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
    let book =
        Workbook::read(bytes).map_err(|error| unreadable(v, &error, "upload-no-workbook"))?;
    let told = |name: &str| book.told.get(name).map(String::as_str);
    if told("form") != Some(name) {
        return Err(v.say("upload-other-form"));
    }
    if told(of.0) != Some(of.1) {
        return Err(v.say_of("upload-other-subject", told(of.0).unwrap_or("—")));
    }
    Ok(book)
}

/// Why a file cannot be taken: too large, or nothing of the kind.
pub(crate) fn unreadable(v: &Visit, error: &Unreadable, other: &str) -> String {
    match error {
        Unreadable::TooLarge { .. } => v.say("upload-too-large"),
        Unreadable::NotAWorkbook(_) => v.say(other),
    }
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
