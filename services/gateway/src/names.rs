//! Codes and ids of the contracts as people say them.

use kernel::{Id, Institution};

use crate::{lang::Lang, service::SERVICES, visit::Visit};

/// The short name of an institution, by its code or its id. What the register lacks stays a code.
pub(crate) fn institution(visit: &Visit, key: &str) -> String {
    let register = &visit.app.register;
    let found = register.institution(key).or_else(|| register.institution_by_id(key));
    match found {
        Some(known) => known.short.clone(),
        None if key == platform() => "Jalon".to_owned(),
        None if key.len() == 36 => visit.say_of("unlisted-institution", brief(key)),
        None => key.to_owned(),
    }
}

/// The institution or the office under this id, if the register has it.
pub(crate) fn known(visit: &Visit, id: &str) -> Option<String> {
    let register = &visit.app.register;
    let institution = register.institution_by_id(id).map(|known| known.short.clone());
    institution
        .or_else(|| register.person_by_id(id).map(|known| known.capacity(visit.lang).to_owned()))
}

/// Whoever acts for the platform itself: time, policies, a loader of older records.
fn platform() -> String {
    Id::<Institution>::derived(&["institution", "JALON"]).to_string()
}

pub(crate) fn institution_in_full(visit: &Visit, key: &str) -> String {
    let register = &visit.app.register;
    let found = register.institution(key).or_else(|| register.institution_by_id(key));
    found.map_or_else(|| institution(visit, key), |known| known.name(visit.lang).to_owned())
}

/// A body or a session as people call it, `CTN-18`: the country that its reference begins with is not said
/// where it is that of the programme looked at, and in words elsewhere, `CNPS (Burundi)`.
pub(crate) fn short(visit: &Visit, reference: &str) -> String {
    let programme = visit.programme.as_deref().and_then(|code| visit.app.register.programme(code));
    called(visit.lang, programme.map_or("", |programme| &programme.country), reference)
}

fn called(lang: Lang, here: &str, reference: &str) -> String {
    let Some((country, rest)) = reference.split_once('-') else { return reference.to_owned() };
    if country.len() != 2 || !country.bytes().all(|it| it.is_ascii_uppercase()) {
        reference.to_owned()
    } else if country == here {
        rest.to_owned()
    } else {
        let named = lang.find_label("country", country);
        named.map_or_else(|| reference.to_owned(), |named| format!("{rest} ({named})"))
    }
}

/// The office of a person, by id. Names live elsewhere.
pub(crate) fn person(visit: &Visit, id: &str) -> String {
    let found = visit.app.register.person_by_id(id);
    found.map_or_else(
        || visit.say_of("unlisted-person", brief(id)),
        |known| known.capacity(visit.lang).to_owned(),
    )
}

fn brief(id: &str) -> String {
    id.chars().take(8).collect()
}

/// The word for a field: that of the service, the one that all share, or what another service or one
/// message calls it. A field that nobody has worded yet is shown as it is, legibly.
pub(crate) fn field(lang: Lang, service: &str, name: &str) -> String {
    find_field(lang, service, name).unwrap_or_else(|| lang.label("field", name))
}

pub(crate) fn find_field(lang: Lang, service: &str, name: &str) -> Option<String> {
    // The place of one among several.
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let name = snake(name);
    let of = |whose: &str| lang.find_label(&format!("field-{whose}"), &name);
    let shared = of(service).or_else(|| lang.find_label("field", &name));
    shared.or_else(|| SERVICES.iter().find_map(|service| of(service.name))).or_else(|| {
        let messages = proto::pool().all_messages();
        messages.filter(|it| it.get_field_by_name(&name).is_some()).find_map(|it| of(it.name()))
    })
}

/// JSON writes `dueOn` for `due_on`.
fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// The word for a value of an enum of the contracts.
pub(crate) fn value(lang: Lang, name: &str) -> String {
    if name.ends_with("_UNSPECIFIED") { String::new() } else { lang.label("value", name) }
}

/// As a sentence begins.
pub(crate) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

pub(crate) fn decapitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

/// A stored type such as `financing.agreement.effective.v1` in words.
pub(crate) fn event(lang: Lang, stored: &str) -> String {
    let public = stored.trim_end_matches(".v1");
    if public.ends_with(".command.refused") {
        return lang.say("event-command-refused");
    }
    let key = format!("event-{}", public.replace('.', "-"));
    lang.find(&key).unwrap_or_else(|| {
        public.split('.').skip(1).collect::<Vec<_>>().join(" · ").replace(['-', '_'], " ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_called_without_its_country_where_that_is_plain() {
        for (here, reference, said) in [
            ("ML", "ML-CTN-18", "CTN-18"),
            ("BF", "BF-CNPS", "CNPS"),
            ("BF", "BI-CNPS", "CNPS (Burundi)"),
            ("", "BI-CNPS", "CNPS (Burundi)"),
            ("ML", "XY-CNPS", "XY-CNPS"),
            ("ML", "D3480", "D3480"),
            ("ML", "REVUE-1", "REVUE-1"),
            ("ML", "", ""),
        ] {
            assert_eq!(called(Lang::Fr, here, reference), said);
        }
    }
}
