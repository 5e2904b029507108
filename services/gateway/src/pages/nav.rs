//! What is beside every page: the sections of the programme, each with its pages while one of them
//! is looked at, and what controls them all. From the tables of the services.

use crate::{
    html::encode,
    service::{SERVICES, Section},
    visit::Visit,
};

pub(crate) struct Nav {
    /// `Filets sociaux Jigisemejiri · Mali`
    pub(crate) programme: Option<String>,
    pub(crate) entries: Vec<Entry>,
}

pub(crate) struct Entry {
    pub(crate) label: String,
    pub(crate) to: String,
    pub(crate) heading: bool,
    /// Below the section that is looked at.
    pub(crate) inner: bool,
    pub(crate) current: bool,
}

impl Entry {
    fn of(v: &Visit, key: &str, path: &str, current: bool) -> Self {
        let (label, to) = (v.say(key), v.link(path));
        Self { label, to, heading: false, inner: false, current }
    }

    fn heading(v: &Visit, key: &str) -> Self {
        let (label, to) = (v.say(key), String::new());
        Self { label, to, heading: true, inner: false, current: false }
    }
}

/// What controls everything: its name, where it is, and what other addresses belong to it.
const CONTROL: [(&str, &str, &str); 3] = [
    ("nav-journal", "/journal", "/evenement"),
    ("nav-documents", "/pieces", "/piece/"),
    ("nav-feeds", "/abonnements", "/abonnements"),
];

pub(crate) fn nav(v: &Visit) -> Nav {
    let register = &v.app.register;
    let programme = v.programme.as_deref().and_then(|code| register.programme(code));
    let path = v.path.as_str();
    let mut entries = vec![Entry::of(v, "nav-overview", "/", path == "/")];
    let sections = SERVICES.iter().flat_map(|service| service.sections);
    if let Some(programme) = programme {
        entries.push(Entry::heading(v, "nav-programme"));
        entries.extend(sections.flat_map(|section| within(v, &programme.code, section)));
    } else if !register.programmes.is_empty() {
        entries.push(Entry::heading(v, "nav-programmes"));
        entries.extend(register.programmes.iter().map(|programme| Entry {
            label: programme.short(v.lang).to_owned(),
            ..Entry::of(v, "", &format!("/p/{}", encode(&programme.code)), false)
        }));
    }
    entries.push(Entry::heading(v, "nav-control"));
    let about = |path: &str| match &v.programme {
        Some(code) if register.programmes.len() > 1 => {
            format!("{path}?programme={}", encode(code))
        }
        _ => path.to_owned(),
    };
    for (key, to, inside) in CONTROL {
        // The journal is everybody's: no programme filters it.
        let address = if to == "/journal" { to.to_owned() } else { about(to) };
        entries.push(Entry::of(v, key, &address, path == to || path.starts_with(inside)));
    }
    let programme = programme.map(|programme| {
        let country = v.lang.label("country", &programme.country);
        format!("{} · {country}", programme.short(v.lang))
    });
    Nav { programme, entries }
}

/// One section, and what is below it while the reader is there.
fn within(v: &Visit, programme: &str, section: &Section) -> Vec<Entry> {
    let place = |name: &str| match name.strip_prefix('/') {
        Some(_) => name.to_owned(),
        None => format!("/p/{}/{name}", encode(programme)),
    };
    let path = v.path.as_str();
    let entry = |name: &str, current: bool| {
        let key = format!("nav-{}", name.trim_start_matches('/').replace('/', "-"));
        let own = place(name);
        let to = if name.starts_with('/') {
            format!("{own}?programme={}", encode(programme))
        } else {
            own
        };
        Entry::of(v, &key, &to, current)
    };
    let owned = section.owns.iter().any(|prefix| path.starts_with(prefix));
    let below = section.pages.iter().any(|name| path == place(name));
    let here = path == place(section.name);
    let mut entries = vec![entry(section.name, here || owned)];
    if here || owned || below {
        let pages = section.pages.iter();
        entries.extend(pages.map(|name| Entry { inner: true, ..entry(name, path == place(name)) }));
    }
    entries
}
