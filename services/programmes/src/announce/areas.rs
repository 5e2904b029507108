use kernel::{Announcement, Fact, Public};
use proto::programmes::v1 as pb;

use super::{codes, of_correction, public};
use crate::areas::{Areas, Event, list, reform};

/// What becomes of places.
#[derive(Debug)]
pub(super) enum Places {}

#[derive(Debug, Default)]
pub(super) struct Memory {
    country: String,
}

impl Announcement for Places {
    const SERVICE: &'static str = "programmes-areas";
    const CATEGORY: &'static str = <Areas as kernel::Aggregate>::CATEGORY;
    type Event = Event;
    type Memory = Memory;

    fn remember(memory: &mut Memory, fact: &Fact<Event>) {
        if let Some(country) = &fact.meta.country {
            memory.country = country.to_string();
        }
    }

    fn announce(memory: &Memory, fact: &Fact<Event>) -> Vec<Public> {
        let country = || memory.country.clone();
        match &fact.event {
            Event::List(list::Event::Published(listed)) => {
                let title = listed.title.clone();
                let message =
                    pb::AreaListAnnounced { country: country(), title, areas: listed.lines };
                public("programmes.area.list-published.v1", &message)
            }
            Event::List(list::Event::Staged(_) | list::Event::CodeAssigned(_)) => Vec::new(),
            Event::Reform(event) => of_reform(event, country()),
            Event::Correction(event) => of_correction(event, &memory.country, fact),
        }
    }
}

/// One public event a name that changed; one for everything else.
fn of_reform(event: &reform::Event, country: String) -> Vec<Public> {
    use reform::Event as E;
    let (areas, into, text, name) = match event {
        E::Renamed(renamed) => {
            let text = renamed.text.clone().unwrap_or_default();
            let one = |new: &reform::NewName| {
                let message = pb::AreaAnnounced {
                    country: country.clone(),
                    areas: vec![new.area.to_string()],
                    into: Vec::new(),
                    name: new.name.clone(),
                    text: text.clone(),
                };
                public("programmes.area.renamed.v1", &message)
            };
            return renamed.names.iter().flat_map(one).collect();
        }
        E::NamesSuspended(named) => {
            (codes(&named.areas), Vec::new(), &named.text, "programmes.area.names-suspended.v1")
        }
        E::NamesResumed(named) => {
            (codes(&named.areas), Vec::new(), &named.text, "programmes.area.names-resumed.v1")
        }
        E::Created(carved) => (
            codes(&carved.carved_out_of),
            codes([&carved.area.area]),
            &carved.text,
            "programmes.area.created.v1",
        ),
        E::Split(split) => (
            codes([&split.area]),
            codes(split.into.iter().map(|entry| &entry.area)),
            &split.text,
            "programmes.area.split.v1",
        ),
        E::Merged(merged) => (
            codes(&merged.areas),
            codes([&merged.into.area]),
            &merged.text,
            "programmes.area.merged.v1",
        ),
    };
    let text = text.clone().unwrap_or_default();
    public(name, &pb::AreaAnnounced { country, areas, into, name: String::new(), text })
}
