//! What people read. One module a page, named after its address.

mod agreement;
mod cards;
pub(crate) mod content;
mod documents;
mod event;
mod feeds;
mod financing;
mod history;
mod journal;
mod ledgers;
mod overview;
mod people;
mod registers;
mod sections;
mod timeline;

use axum::Router;

use crate::{
    assets,
    visit::{App, Visit},
};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .merge(assets::routes())
        .merge(agreement::routes())
        .merge(documents::routes())
        .merge(event::routes())
        .merge(feeds::routes())
        .merge(financing::routes())
        .merge(history::routes())
        .merge(journal::routes())
        .merge(overview::routes())
        .merge(people::routes())
        .merge(registers::routes())
}

/// What is beside every page.
pub(crate) struct Nav {
    /// `Filets sociaux Jigisemejiri · Mali`
    pub(crate) programme: Option<String>,
    pub(crate) entries: Vec<NavEntry>,
}

pub(crate) struct NavEntry {
    pub(crate) label: String,
    pub(crate) to: String,
    pub(crate) heading: bool,
    pub(crate) current: bool,
}

/// The registers of a programme: last segment of the address, and also the key of its name.
const REGISTERS: [&str; 9] = [
    "financement",
    "retraits",
    "tranches",
    "comptes",
    "contrats",
    "non-objections",
    "echeances",
    "cloture",
    "preparation",
];

pub(crate) fn nav(visit: &Visit) -> Nav {
    let register = &visit.app.register;
    let programme = visit.programme.as_deref().and_then(|code| register.programme(code));
    let entry = |key: &str, path: String, current: bool| NavEntry {
        label: visit.say(key),
        to: visit.link(&path),
        heading: false,
        current,
    };
    let heading = |key: &str| NavEntry {
        label: visit.say(key),
        to: String::new(),
        heading: true,
        current: false,
    };
    let path = visit.path.as_str();
    let mut entries = vec![entry("nav-overview", "/".into(), path == "/")];
    if let Some(programme) = programme {
        entries.push(heading("nav-programme"));
        entries.extend(REGISTERS.iter().map(|name| {
            let to = format!("/p/{}/{name}", programme.code);
            let agreement = *name == "financement" && path.starts_with("/accord");
            let current = path == to || agreement;
            entry(&format!("nav-{name}"), to, current)
        }));
    } else if !register.programmes.is_empty() {
        entries.push(heading("nav-programmes"));
        entries.extend(register.programmes.iter().map(|programme| NavEntry {
            label: programme.short(visit.lang).to_owned(),
            to: visit.link(&format!("/p/{}/financement", programme.code)),
            heading: false,
            current: false,
        }));
    }
    entries.push(heading("nav-control"));
    let about = |path: &str| match &visit.programme {
        Some(code) if register.programmes.len() > 1 => format!("{path}?programme={code}"),
        _ => path.to_owned(),
    };
    for (key, to, inside) in [
        ("nav-journal", "/journal", "/evenement"),
        ("nav-documents", "/pieces", "/piece/"),
        ("nav-feeds", "/abonnements", "/abonnements"),
    ] {
        // The journal is everybody's: no programme filters it.
        let address = if to == "/journal" { to.to_owned() } else { about(to) };
        entries.push(entry(key, address, path == to || path.starts_with(inside)));
    }
    let programme = programme.map(|programme| {
        format!(
            "{} · {}",
            programme.short(visit.lang),
            visit.lang.label("country", &programme.country)
        )
    });
    Nav { programme, entries }
}
