//! Sessions as iCalendar: for the agenda of whoever is invited.

use axum::{
    Router,
    extract::Path,
    http::header,
    response::{IntoResponse as _, Response},
    routing::get,
};
use jiff::civil::Date;
use proto::sessions::v1 as pb;

use super::{list, naming, views};
use crate::{
    failure::{Answer, Failure},
    pages::cards::joined,
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/p/{programme}/sessions/calendrier.ics", get(programme))
        .route("/session/{reference}/session.ics", get(one))
}

async fn programme(v: Visit, Path(programme): Path<String>) -> Answer {
    v.app.register.programme(&programme).ok_or(Failure::NotFound)?;
    let lines = list::all(&v, &programme, "").await?;
    Ok(file(&v, &format!("sessions-{programme}"), &lines))
}

async fn one(v: Visit, Path(reference): Path<String>) -> Answer {
    let asked = pb::SessionRequest { session: reference.clone(), as_of: v.as_of() };
    let session = views(&v).get_session(v.ask(asked)).await?.into_inner();
    Ok(file(&v, &reference, &[session.line.unwrap_or_default()]))
}

fn file(v: &Visit, name: &str, lines: &[pb::session::Line]) -> Response {
    let name: String =
        name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.ics\"")),
    ];
    (headers, written(v, lines)).into_response()
}

/// RFC 5545: one whole-day event a session. What is known to the month only has no day, and stays
/// out.
fn written(v: &Visit, lines: &[pb::session::Line]) -> String {
    let mut text = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Jalon//Sessions//FR".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
    ];
    for line in lines {
        let Ok(from) = line.from.parse::<Date>() else { continue };
        if line.from.len() != 10 {
            continue;
        }
        let until = line.until.parse().unwrap_or(from);
        // The end is the first day that is no longer of it.
        let end = until.tomorrow().unwrap_or(until);
        let status = match line.state.as_str() {
            "cancelled" => "CANCELLED",
            "planned" | "postponed" => "TENTATIVE",
            _ => "CONFIRMED",
        };
        let title = joined([naming::title(line, v.lang), line.body_name.clone()]);
        let sequence = line.proof.as_ref().map_or(0, |proof| proof.position);
        text.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@jalon", escaped(&line.session)),
            format!("DTSTAMP:{}T000000Z", basic(v.today)),
            format!("DTSTART;VALUE=DATE:{}", basic(from)),
            format!("DTEND;VALUE=DATE:{}", basic(end)),
            format!("SUMMARY:{}", escaped(&title)),
            format!("LOCATION:{}", escaped(&naming::place(line))),
            format!("STATUS:{status}"),
            format!("SEQUENCE:{}", sequence % 2_147_483_647),
            "TRANSP:OPAQUE".to_owned(),
            "END:VEVENT".to_owned(),
        ]);
    }
    text.push("END:VCALENDAR".to_owned());
    text.iter().map(|line| folded(line)).collect()
}

fn basic(on: Date) -> String {
    format!("{:04}{:02}{:02}", on.year(), on.month(), on.day())
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            other if other.is_control() => (),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A line of 75 octets at most; what is longer goes on after a space on the next.
fn folded(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + 2);
    let mut octets = 0;
    for character in line.chars() {
        if octets + character.len_utf8() > 75 {
            text.push_str("\r\n ");
            octets = 1;
        }
        octets += character.len_utf8();
        text.push(character);
    }
    text + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_readers_take() {
        let long = format!("SUMMARY:{}", "é".repeat(200));
        let folded = folded(&long);
        assert!(folded.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(folded.replace("\r\n ", "").trim_end(), long);
    }

    #[test]
    fn what_has_a_meaning_is_escaped() {
        assert_eq!(escaped("a,b;c\\d\ne\r"), "a\\,b\\;c\\\\d\\ne");
    }
}
