//! What surrounds every page: the visit, errors as pages, and the headers that keep a page ours.

use askama::Template;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts, uri::Authority},
    middleware::{Next, from_fn_with_state},
    response::{Html, IntoResponse as _, Response},
};
use tower_http::compression::CompressionLayer;

use crate::{
    failure::{self, Failure},
    visit::{App, LANGUAGE, Visit},
};

/// The longest form. Uploads have a limit of their own.
const MOST_FORM_BYTES: usize = 256 * 1024;

const POLICY: &str = "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; \
                      form-action 'self'; frame-ancestors 'none'";

pub(crate) fn around(routes: Router<App>, app: &App) -> Router<App> {
    routes
        .fallback(async || Failure::NotFound)
        .layer(DefaultBodyLimit::max(MOST_FORM_BYTES))
        .layer(from_fn_with_state(app.clone(), frame))
        .layer(CompressionLayer::new())
}

async fn frame(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let (mut visit, wrong) = Visit::of(&parts, app);
    let elsewhere = visit.app.demo && !at_home(&parts);
    let foreign = !parts.method.is_safe() && !ours(&parts.headers);
    let asked = visit.asked("lang").is_some();
    let read = parts.method == Method::GET;
    if wrong.is_none() && !elsewhere && !foreign {
        visit.only_what_is_there().await;
    }
    let mut request = Request::from_parts(parts, body);
    let mut response = match wrong {
        Some(failure) => failure.into_response(),
        None if elsewhere => Failure::Elsewhere.into_response(),
        None if foreign => Failure::Foreign.into_response(),
        None => {
            request.extensions_mut().insert(visit.clone());
            next.run(request).await
        }
    };
    let failed = response.extensions_mut().remove::<Failure>();
    if let Some(failure) = failed.or_else(|| failure::bare(&response, MOST_FORM_BYTES)) {
        response = failure.page(&visit);
    }
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if asked && read {
        let kept =
            format!("{LANGUAGE}={}; Path=/; Max-Age=31536000; SameSite=Lax", visit.lang.tag());
        if let Ok(kept) = HeaderValue::from_str(&kept) {
            headers.append(header::SET_COOKIE, kept);
        }
    }
    response
}

/// Whether this machine was asked by a name of its own. A name that leads here by somebody else's
/// will would let their pages read ours.
fn at_home(asked: &Parts) -> bool {
    let host = asked.headers.get(header::HOST).map(|host| host.to_str().unwrap_or("?"));
    let names = host.into_iter().chain(asked.uri.authority().map(Authority::as_str));
    names.into_iter().all(|name| name.is_empty() || loopback(name))
}

/// Whether a form was sent by one of our own pages. Browsers say where it comes from; whoever does
/// not is no browser that could be tricked, but nobody we know either.
fn ours(headers: &HeaderMap) -> bool {
    let said = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let host = said(header::HOST).unwrap_or_default();
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    let origin =
        said(header::ORIGIN).and_then(|origin| origin.split_once("://")).map(|(_, name)| name);
    match (site, origin) {
        (Some(site), _) if site != "same-origin" => false,
        (_, Some(origin)) => origin == host,
        (Some(_), None) => true,
        (None, None) => false,
    }
}

fn loopback(host: &str) -> bool {
    let port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let name = host.rsplit_once(':').filter(|(_, last)| port(last)).map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]") || name.ends_with(".localhost")
}

/// A page as HTML, or the failure to make it.
pub(crate) fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => Failure::from(error).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_our_own_pages_send_forms() {
        let host = ("host", "127.0.0.1:8080");
        assert!(ours(&sent(&[host, ("origin", "http://127.0.0.1:8080")])));
        assert!(ours(&sent(&[host, ("sec-fetch-site", "same-origin")])));
        assert!(!ours(&sent(&[host, ("origin", "http://evil.example")])));
        assert!(!ours(&sent(&[host, ("origin", "null")])));
        assert!(!ours(&sent(&[host, ("sec-fetch-site", "cross-site")])));
        assert!(!ours(&sent(&[host])));
    }

    #[test]
    fn this_machine_answers_to_its_own_names_only() {
        let asked = |uri: &str, host: Option<&str>| {
            let request = host
                .into_iter()
                .fold(axum::http::Request::get(uri), |it, host| it.header("host", host));
            at_home(&request.body(()).unwrap().into_parts().0)
        };
        assert!(asked("/", None) && asked("/", Some("127.0.0.1:8080")));
        assert!(!asked("/", Some("evil.example:8080")));
        assert!(!asked("http://evil.example/", None));
    }

    #[test]
    fn this_machine_has_few_names() {
        for host in
            ["localhost", "localhost:80", "127.0.0.1", "127.0.0.1:8080", "[::1]:8080", "[::1]"]
        {
            assert!(loopback(host), "{host}");
        }
        for host in ["127.0.0.1.evil.example", "evil.example:80", "10.0.0.1:80"] {
            assert!(!loopback(host), "{host}");
        }
    }
}
