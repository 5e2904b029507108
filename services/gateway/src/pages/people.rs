//! `/moi`: the office somebody acts as. Until there are accounts, everybody chooses one; accounts will
//! change only who mints the token.

use askama::Template;
use axum::{
    Form, Router,
    http::{StatusCode, header},
    response::{IntoResponse as _, Redirect},
    routing::get,
};
use jiff::{SignedDuration, Timestamp};
use kernel::{Id, Who};
use runtime::Token;
use serde::Deserialize;

use crate::{
    clock,
    failure::{Answer, Failure},
    frame, names,
    register::Persona,
    visit::{App, PERSONA, Visit},
};

/// A working day.
const LIFE: SignedDuration = SignedDuration::from_hours(12);

pub(super) fn routes() -> Router<App> {
    Router::new().route("/moi", get(show).post(choose))
}

#[derive(Template)]
#[template(path = "people.html")]
struct Page<'a> {
    v: &'a Visit,
    people: Vec<Choice>,
    back: String,
}

struct Choice {
    key: String,
    capacity: String,
    institution: String,
    role: String,
    current: bool,
}

#[derive(Deserialize)]
struct Chosen {
    /// Empty: nobody.
    key: String,
    /// Where they came from.
    #[serde(default)]
    back: String,
}

/// An address of ours, and of no other host.
fn local(back: &str) -> &str {
    let ours = back.starts_with('/')
        && !back.starts_with("//")
        && !back.starts_with("/moi")
        && !back.contains(|c: char| c == '\\' || c == '#' || c.is_control() || !c.is_ascii());
    if ours { back } else { "/" }
}

async fn show(v: Visit) -> Answer {
    let me = v.acting.as_ref().map(|acting| acting.person.clone());
    let choice = |person: &Persona| Choice {
        key: person.key.clone(),
        capacity: person.capacity(v.lang).to_owned(),
        institution: names::institution_in_full(&v, &person.institution),
        role: v.lang.label("role", &person.role),
        current: me == Some(person.id().to_string()),
    };
    let people =
        if v.app.demo { v.app.register.people.iter().map(choice).collect() } else { Vec::new() };
    let back = local(v.asked("vers").unwrap_or_default()).to_owned();
    Ok(frame::page(&Page { v: &v, people, back }))
}

async fn choose(v: Visit, Form(Chosen { key, back }): Form<Chosen>) -> Answer {
    if !v.app.demo {
        return Err(Failure::NotFound);
    }
    let cookie = if key.is_empty() {
        format!("{PERSONA}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0")
    } else {
        let person = v.app.register.people.iter().find(|person| person.key == key);
        let sealed = seal(&v, person.ok_or(Failure::NotFound)?, clock::now())?;
        let life = LIFE.as_secs();
        format!("{PERSONA}={sealed}; Path=/; HttpOnly; SameSite=Strict; Max-Age={life}")
    };
    let back = local(&back);
    let to = format!("{back}{}fonction=1", if back.contains('?') { '&' } else { '?' });
    Ok((StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response())
}

/// The capacity is recorded in the language of the record, which is French.
fn seal(v: &Visit, person: &Persona, now: Timestamp) -> Result<String, Failure> {
    let institution = v.app.register.institution(&person.institution);
    let who = Who {
        person: person.id(),
        capacity: person.capacity_fr.clone(),
        institution: institution.map_or_else(
            || Id::derived(&["institution", &person.institution]),
            crate::register::Institution::id,
        ),
    };
    let expires = now.checked_add(LIFE).map_err(|_| Failure::Broken)?;
    let token = Token { who, role: person.role.clone(), expires };
    Ok(hex::encode(token.seal(&v.app.key).map_err(|_| Failure::Broken)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(local("/accord/D3480?flux=a"), "/accord/D3480?flux=a");
        for foreign in
            ["", "https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nb", "/moi"]
        {
            assert_eq!(local(foreign), "/", "{foreign}");
        }
    }
}
