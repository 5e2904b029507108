use kernel::{Announcement, Fact, Public};
use proto::partners::v1 as pb;

use super::{Memory, amended, public};
use crate::institution::{
    Event,
    naming::{self, Name, Registered},
};

/// What institutions are called.
#[derive(Debug)]
pub(crate) enum Institutions {}

impl Announcement for Institutions {
    const SERVICE: &'static str = "institutions";
    const CATEGORY: &'static str = "institution";
    type Event = Event;
    type Memory = Memory<Event>;

    fn remember(memory: &mut Self::Memory, fact: &Fact<Event>) {
        memory.take(fact, matches!(fact.event, Event::Naming(naming::Event::Registered(_))));
    }

    fn announce(memory: &Self::Memory, fact: &Fact<Event>) -> Vec<Public> {
        let Some(registered) = registered(memory) else { return Vec::new() };
        let told = |name: &Name| pb::InstitutionAnnounced {
            institution: registered.institution.to_string(),
            kind: <&str>::from(registered.kind).to_owned(),
            country: registered.country.as_ref().map(ToString::to_string).unwrap_or_default(),
            name_fr: name.fr.clone(),
            name_en: name.en.clone().unwrap_or_else(|| name.fr.clone()),
            acronym: registered.acronym.clone().unwrap_or_default(),
            successor: String::new(),
        };
        match &fact.event {
            Event::Naming(event) => match event {
                naming::Event::Registered(it) => {
                    vec![public("partners.institution.registered.v1", &told(&it.name))]
                }
                naming::Event::Renamed(it) => {
                    vec![public("partners.institution.renamed.v1", &told(&it.name))]
                }
                naming::Event::Dissolved(it) => {
                    let successor = it.successor.as_ref().map(ToString::to_string);
                    let message = pb::InstitutionAnnounced {
                        successor: successor.unwrap_or_default(),
                        ..told(&registered.name)
                    };
                    vec![public("partners.institution.dissolved.v1", &message)]
                }
                naming::Event::AcronymGiven(_) => Vec::new(),
            },
            // Of a person, nothing: not even that there was one.
            Event::Contact(_) => Vec::new(),
            Event::Correction(event) => {
                amended(event, "institution", registered.institution.to_string())
            }
        }
    }
}

fn registered(memory: &Memory<Event>) -> Option<&Registered> {
    memory.events().find_map(|event| {
        let Event::Naming(naming::Event::Registered(registered)) = event else { return None };
        Some(registered)
    })
}
