//! Codes and ids of the contracts as people say them.

use kernel::{Id, Institution};
use proto::financing::v1 as pb;

use crate::{lang::Lang, visit::Visit};

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

/// Whoever acts for the platform itself: time, policies, a loader of older records.
fn platform() -> String {
    Id::<Institution>::derived(&["institution", "JALON"]).to_string()
}

pub(crate) fn institution_in_full(visit: &Visit, key: &str) -> String {
    let register = &visit.app.register;
    let found = register.institution(key).or_else(|| register.institution_by_id(key));
    found.map_or_else(|| institution(visit, key), |known| known.name(visit.lang).to_owned())
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

/// `Initial`, `FA1`; `Initial`, `AF1`.
pub(crate) fn rank(rank: u32, lang: Lang) -> String {
    if rank == 0 { lang.say("rank-initial") } else { format!("{}{rank}", lang.pick("FA", "AF")) }
}

/// The word for a value of an enum of the contracts.
pub(crate) fn value(lang: Lang, name: &str) -> String {
    if name.ends_with("_UNSPECIFIED") { String::new() } else { lang.label("value", name) }
}

pub(crate) fn instrument(lang: Lang, instrument: i32) -> String {
    value(lang, pb::Instrument::try_from(instrument).unwrap_or_default().as_str_name())
}

pub(crate) fn method(lang: Lang, method: i32) -> String {
    value(lang, pb::Method::try_from(method).unwrap_or_default().as_str_name())
}

/// `FA2 · fonds TF0A7655`, where there is little room.
pub(crate) fn short_agreement(line: &pb::AgreementLine, lang: Lang) -> String {
    let name = pb::Instrument::try_from(line.instrument).unwrap_or_default().as_str_name();
    let instrument = lang.find(&format!("short-{name}")).unwrap_or_default();
    let words = [instrument, line.financing.clone()].into_iter().filter(|word| !word.is_empty());
    format!("{} · {}", rank(line.rank, lang), words.collect::<Vec<_>>().join(" "))
}

/// `FA2 · don IDA D3480`.
pub(crate) fn agreement(line: &pb::AgreementLine, lang: Lang) -> String {
    let instrument = instrument(lang, line.instrument);
    let instrument = if lang == Lang::Fr { decapitalised(&instrument) } else { instrument };
    let words = [instrument, line.financing.clone()].into_iter().filter(|word| !word.is_empty());
    format!("{} · {}", rank(line.rank, lang), words.collect::<Vec<_>>().join(" "))
}

/// `FA1 (TF0A2384)`.
pub(crate) fn brief_agreement(line: &pb::AgreementLine, lang: Lang) -> String {
    format!("{} ({})", rank(line.rank, lang), line.financing)
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
