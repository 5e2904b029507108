//! Why a page cannot be shown, said in a page.

use std::{collections::BTreeMap, sync::LazyLock};

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::{
    frame,
    lang::Lang,
    names,
    service::{self, SERVICES},
    typography,
    visit::Visit,
};

#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// There is no such page, or nothing by that name.
    NotFound,
    /// `?effet=` or `?connu=` is no day that has been.
    NotADay(String),
    /// A service refused, and said why.
    Refused(Status),
    /// A service cannot answer now.
    Unavailable,
    /// Nobody here runs that service.
    Absent,
    /// There is no space for what was sent.
    Full,
    /// A form came from elsewhere than our own pages.
    Foreign,
    /// The platform was asked for by a name that is not its own.
    Elsewhere,
    /// It is not for everybody to read, and nobody acts. Where somebody does, a service that does not know
    /// them is a failure of ours.
    Reserved,
    /// Nobody acts, the office only reads, or the page shows the past.
    NotYours,
    /// How many bytes may be sent there.
    TooLarge(usize),
    /// So little came of what is sent that others waited for nothing.
    TooSlow,
    /// Nothing came any more of what is sent.
    Silent,
    /// As much is being sent as there is room for.
    Busy,
    /// Any other status without a page of its own.
    Other(StatusCode),
    /// What was kept here is damaged, and who said so.
    Damaged(Status),
    /// Ours.
    Broken,
}

pub(crate) type Answer = Result<Response, Failure>;

#[derive(Template)]
#[template(path = "failure.html")]
struct Page<'a> {
    v: &'a Visit,
    title: String,
    sentences: Vec<String>,
    /// Another office might be allowed to.
    offices: bool,
    /// There may be something today.
    today: bool,
}

impl Failure {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotADay(_) => StatusCode::BAD_REQUEST,
            Self::Refused(status) if status.code() == Code::PermissionDenied => {
                StatusCode::FORBIDDEN
            }
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unavailable | Self::Absent | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
            Self::Foreign | Self::Elsewhere | Self::NotYours | Self::Reserved => {
                StatusCode::FORBIDDEN
            }
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow | Self::Silent => StatusCode::REQUEST_TIMEOUT,
            Self::Other(status) => *status,
            Self::Damaged(_) | Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(crate) fn sentences(&self, lang: Lang) -> (&'static str, Vec<String>) {
        let one = |key: &'static str| (key, vec![lang.say(&format!("{key}-text"))]);
        match self {
            Self::NotFound => one("failure-not-found"),
            Self::NotADay(text) => {
                ("failure-not-a-day", vec![lang.say_of("failure-not-a-day-text", text.clone())])
            }
            Self::Refused(status) => ("failure-refused", refusal(status, lang)),
            Self::Damaged(status) => ("failure-damaged", refusal(status, lang)),
            Self::Unavailable => one("failure-unavailable"),
            Self::Absent => one("failure-absent"),
            Self::Full => one("failure-full"),
            Self::Foreign => one("failure-foreign"),
            Self::Elsewhere => one("failure-elsewhere"),
            Self::NotYours => one("failure-not-yours"),
            Self::Reserved => one("failure-reserved"),
            Self::TooLarge(most) => {
                let most = typography::size(*most, lang);
                ("failure-too-large", vec![lang.say_of("failure-too-large-text", most)])
            }
            Self::TooSlow => one("failure-too-slow"),
            Self::Silent => one("failure-silent"),
            Self::Busy => one("failure-busy"),
            Self::Other(_) => one("failure-other"),
            Self::Broken => one("failure-broken"),
        }
    }

    pub(crate) fn page(&self, visit: &Visit) -> Response {
        if visit.acting.is_some() && matches!(self, Self::Reserved) {
            tracing::error!("a service does not know the office that acts by its token");
            return Self::Unavailable.page(visit);
        }
        let today = matches!(self, Self::NotFound) && visit.past() && visit.again;
        let (title, sentences) = if today {
            ("failure-not-then", vec![visit.say("failure-not-then-text")])
        } else {
            self.sentences(visit.lang)
        };
        let offices = matches!(self, Self::NotYours | Self::Reserved);
        let page = Page { v: visit, title: visit.say(title), sentences, offices, today };
        (self.status(), frame::page(&page)).into_response()
    }
}

/// Worded by [`frame`], which knows the reader's language.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        let code = status.code();
        if code == Code::NotFound {
            Self::NotFound
        } else if code == Code::Unauthenticated {
            Self::Reserved
        } else if status.get_details_error_info().is_some() {
            if code == Code::DataLoss { Self::Damaged(status) } else { Self::Refused(status) }
        } else {
            tracing::warn!(?code, message = status.message(), "a service did not answer");
            if code == Code::Unimplemented {
                Self::Absent
            } else if code == Code::ResourceExhausted && status.message().starts_with(runtime::FULL)
            {
                Self::Full
            } else {
                Self::Unavailable
            }
        }
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a page could not be made");
        Self::Broken
    }
}

/// The argument that lists further codes, each a sentence of its own.
const REASONS: &str = "reasons";
/// The one that names a field, and the one that lists further fields of which the same is said.
const FIELD: &str = "field";
const ALSO: &str = "also";

/// What a refusal says. Its reason is the key, its metadata the arguments; without either, why there is
/// no answer.
pub(crate) fn refusal(status: &Status, lang: Lang) -> Vec<String> {
    refusal_of("", status, lang)
}

/// The same, of a service that the code does not name: a field that cannot be read is refused under
/// the same code by all of them.
pub(crate) fn refusal_of(service: &str, status: &Status, lang: Lang) -> Vec<String> {
    let Some(info) = status.get_details_error_info() else {
        // Whoever enters something acts.
        let failure = Failure::from(status.clone());
        let ours = matches!(failure, Failure::Reserved);
        return if ours { Failure::Unavailable } else { failure }.sentences(lang).1;
    };
    sentences(service, &info.reason, &info.metadata, lang)
}

/// The fields that a refusal is about, as the contracts call them.
pub(crate) fn fields(status: &Status) -> Vec<String> {
    let args = status.get_details_error_info().map(|info| info.metadata).unwrap_or_default();
    let named = [FIELD, ALSO].into_iter().filter_map(|name| args.get(name));
    let each = named.flat_map(|names| names.split(',')).filter(|name| !name.is_empty());
    each.map(str::to_owned).collect()
}

/// What a form that a service did not take is answered with, and whether the service said why: whoever
/// had no answer may ask the same again.
pub(crate) fn not_taken(status: &Status) -> (StatusCode, bool) {
    if status.get_details_error_info().is_some() {
        return (StatusCode::UNPROCESSABLE_ENTITY, true);
    }
    tracing::warn!(code = ?status.code(), message = status.message(), "a command had no answer");
    (StatusCode::SERVICE_UNAVAILABLE, false)
}

/// The sentence of a refusal, and those of its reasons where it has some. `of` is the service that
/// refused, where the code does not say it.
pub(crate) fn sentences<'a>(
    of: &str,
    code: &str,
    args: impl IntoIterator<Item = (&'a String, &'a String)>,
    lang: Lang,
) -> Vec<String> {
    let args: BTreeMap<&str, &str> =
        args.into_iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let whose = |code: &str| service::of(code).map_or(of, |service| service.name).to_owned();
    let said = |code: &str| {
        let whose = whose(code);
        let words = args.iter().map(|(name, value)| (*name, worded(&whose, name, value, lang)));
        coded(code, words, lang)
    };
    let mut all = vec![said(code)];
    // The same is said of other fields.
    let also = args.get(ALSO).copied().unwrap_or_default().split(',').filter(|it| !it.is_empty());
    all.extend(
        also.map(|field| coded(code, [(FIELD, worded(&whose(code), FIELD, field, lang))], lang)),
    );
    let reasons = args.get(REASONS).copied().unwrap_or_default();
    let reasons = reasons.split(',').map(str::trim).filter(|reason| !reason.is_empty());
    all.extend(reasons.map(said));
    all
}

/// Names of all arguments that a sentence may want. Where a record has fewer, the sentence is said
/// with a gap instead of not at all.
static ARGUMENTS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let name = |rest: &'static str| rest.split([' ', '}']).next();
    let own = include_str!("../locales/fr/rejections.ftl");
    let all = SERVICES.iter().map(|service| service.refusals).chain([own]);
    let mut names: Vec<_> =
        all.flat_map(|sentences| sentences.split("{ $").skip(1)).filter_map(name).collect();
    names.sort_unstable();
    names.dedup();
    names
});

/// The sentence for a code, or one that shows the code.
pub(crate) fn coded<'a>(
    code: &str,
    args: impl IntoIterator<Item = (&'a str, String)>,
    lang: Lang,
) -> String {
    let shape =
        code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    let mut known: BTreeMap<&str, String> =
        ARGUMENTS.iter().map(|name| (*name, "…".to_owned())).collect();
    known.extend(args);
    let said = shape.then(|| lang.find_with(code, known)).flatten();
    said.unwrap_or_else(|| lang.say_of("refused-unknown", code))
}

/// Arguments are codes, dates and amounts: as the reader writes them. `whose` is a code of the
/// service that has the words, or its name.
pub(crate) fn worded(whose: &str, name: &str, value: &str, lang: Lang) -> String {
    let service = service::of(whose);
    if let Some((amount, currency)) = value.split_once(' ')
        && currency.len() == 3
        && currency.bytes().all(|byte| byte.is_ascii_uppercase())
    {
        let money = proto::jalon::v1::Money { amount: amount.into(), currency: currency.into() };
        return typography::money(&money, lang);
    }
    match name {
        // `12:component-unknown`, one after the other.
        "rows" => value
            .split_whitespace()
            .map(|row| match row.split_once(':') {
                Some((row, code)) => format!("{row} ({})", lang.label("row", code)),
                None => row.to_owned(),
            })
            .collect::<Vec<_>>()
            .join(", "),
        "field" => value
            .split(['.', '/'])
            .filter(|part| part.parse::<u32>().is_err())
            .map(|part| names::field(lang, service.map_or("", |service| service.name), part))
            .collect::<Vec<_>>()
            .join(" · "),
        _ if value.len() == 10 && value.parse::<jiff::civil::Date>().is_ok() => {
            crate::dates::long(value, lang)
        }
        _ => service
            .and_then(|service| service.worded(name, value, lang))
            .unwrap_or_else(|| value.to_owned()),
    }
}

/// A response that is no page of ours, where a browser expects one. Forms have that many bytes.
pub(crate) fn bare(response: &Response, most: usize) -> Option<Failure> {
    let html = response.headers().get(header::CONTENT_TYPE);
    let html = html.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    match response.status() {
        status if html || !(status.is_client_error() || status.is_server_error()) => None,
        StatusCode::NOT_FOUND => Some(Failure::NotFound),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Failure::TooLarge(most)),
        status => Some(Failure::Other(status)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{fake, visit::Acting};

    #[test]
    fn what_nobody_may_read_is_no_service_that_does_not_answer() {
        let failure = Failure::from(Status::unauthenticated("no valid token"));
        assert_eq!(failure.status(), StatusCode::FORBIDDEN);
        let (title, _) = failure.sentences(Lang::Fr);
        assert_eq!(title, "failure-reserved");
        assert!(matches!(Failure::from(Status::unavailable("gone")), Failure::Unavailable));
    }

    #[tokio::test]
    async fn an_office_that_a_service_does_not_know_is_a_failure_of_ours() {
        let app = fake::settings(fake::Fake::default().serve().await);
        let (parts, ()) = axum::http::Request::new(()).into_parts();
        let (mut visit, _) = Visit::of(&parts, Arc::new(app));
        let unknown = || Status::unauthenticated("no valid token");
        let status = |visit: &Visit| Failure::from(unknown()).page(visit).status();
        assert_eq!(status(&visit), StatusCode::FORBIDDEN);
        let (person, label) = (String::new(), String::new());
        visit.acting = Some(Acting { person, label, acts: true, sealed: Vec::new() });
        assert_eq!(status(&visit), StatusCode::SERVICE_UNAVAILABLE);
        let said = refusal(&unknown(), Lang::Fr);
        assert_eq!(said, Failure::Unavailable.sentences(Lang::Fr).1);
    }
}
