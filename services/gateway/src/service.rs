//! What the pages must know of each service, and nothing about any one of them.
//!
//! A service plugs in with one line in [`SERVICES`] and one in `pages.rs`; everything else of it is
//! in a module of its own, `pages/<service>`, and in files of its own,
//! `locales/{fr,en}/<service>-{pages,labels,events,rejections}.ftl`. Tests ask every service of the
//! contracts for all of it: a command in one group of forms, a name for everything it can say.

use std::pin::Pin;

use proto::jalon::v1 as jalon;
use serde_json::Value;
use tonic::Status;

use crate::{
    failure::Failure,
    forms::{Posted, Shape, Suggestions},
    html::Html,
    lang::Lang,
    pages::{self, overview::Glance},
    visit::Visit,
};

/// In the order of the navigation.
pub(crate) const SERVICES: &[&Service] = &[
    &pages::programmes::SERVICE,
    &pages::financing::SERVICE,
    &pages::sessions::SERVICE,
    &pages::partners::SERVICE,
];

pub(crate) struct Service {
    /// Package of its contracts, without the version.
    pub(crate) name: &'static str,
    /// Its entries beside every page.
    pub(crate) sections: &'static [Section],
    /// What its commands are for.
    pub(crate) subjects: &'static [&'static Subject],
    /// What its streams begin with, as the journal offers them: `financing-`.
    pub(crate) streams: &'static [&'static str],
    /// What the overview says of it for one programme.
    pub(crate) glance: for<'a> fn(&'a Visit, &'a str) -> Soon<'a, Result<Glance, Status>>,
    /// Whose event it is; asked for every event that is of the service by its type.
    pub(crate) owner: for<'a> fn(&'a Visit, &'a jalon::Event, &'a Value) -> Soon<'a, Option<Owner>>,
    /// For an argument or a field that holds a state: the kinds of labels that may word it.
    pub(crate) words: &'static [(&'static str, &'static [&'static str])],
    /// Its refusals in French, which tell the names of all arguments.
    pub(crate) refusals: &'static str,
}

pub(crate) type Soon<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One entry of the navigation, and the pages that are offered while one of them is looked at.
pub(crate) struct Section {
    /// Last segment of `/p/{programme}/…`; its name is `nav-<name>`. With a slash before it, a page
    /// of all programmes: `/instances`, called `nav-instances`.
    pub(crate) name: &'static str,
    pub(crate) pages: &'static [&'static str],
    /// What other addresses belong to it begin with: `/accord`.
    pub(crate) owns: &'static [&'static str],
}

/// One kind of thing that is acted on: an agreement, a session, a recommendation.
pub(crate) struct Subject {
    /// First segment of its addresses: `/accord/D3480`. What is said to whoever leaves a form of it
    /// is `leave-<segment>`.
    pub(crate) segment: &'static str,
    /// Whose commands are for it, such as `financing.v1.FinancingService`.
    pub(crate) contract: &'static str,
    /// Commands that make one.
    pub(crate) creates: &'static [Creation],
    /// All other commands, as people look for them: `group-<name>`, and the commands of it.
    pub(crate) groups: &'static [(&'static str, &'static [&'static str])],
    /// Section of the programme that one leaves to from a form that makes one.
    pub(crate) home: &'static str,
    pub(crate) ask: for<'a> fn(&'a Visit, &'a str) -> Soon<'a, Result<About, Failure>>,
    /// What a form of that command may choose from, beyond what [`About`] brought.
    pub(crate) suggest: for<'a> fn(&'a Visit, &'a str, Option<&'a About>) -> Soon<'a, Suggestions>,
    pub(crate) fields: Fields,
}

/// A command that makes a subject.
pub(crate) struct Creation {
    pub(crate) rpc: &'static str,
    /// Where its form is: `/accords/nouveau`.
    pub(crate) path: &'static str,
    /// The reference of what was made, from what was sent.
    pub(crate) reference: fn(&Posted) -> String,
}

/// How fields of a service differ from what their names and types say already.
pub(crate) struct Fields {
    /// By name and message.
    pub(crate) shape: fn(&str, &str) -> Option<Shape>,
    /// The list of suggestions that a field draws from, by name and message: `Some("")` for none.
    /// Without an answer, the one called like the field.
    pub(crate) list: fn(&str, &str) -> Option<&'static str>,
    /// Whether an amount of a command is most often in the currency of the country: by the command
    /// and by the field's whole name.
    pub(crate) local: fn(&str, &str) -> bool,
    /// Rows of an empty table: the fewest that people need.
    pub(crate) rows: fn(&str) -> Option<usize>,
    /// Fields of one line that take the whole width, by name.
    pub(crate) wide: &'static [&'static str],
}

impl Fields {
    /// As their names and types say.
    pub(crate) const PLAIN: Self = Self {
        shape: |_, _| None,
        list: |_, _| None,
        local: |_, _| true,
        rows: |_| None,
        wide: &[],
    };
}

/// One subject, as its forms need it.
#[derive(Clone, Default)]
pub(crate) struct About {
    pub(crate) reference: String,
    /// As a title says it.
    pub(crate) name: String,
    /// Code of its programme.
    pub(crate) programme: String,
    /// The fields of a request that name it, and what they hold.
    pub(crate) named_by: Vec<(&'static str, String)>,
    /// Commands that its state allows.
    pub(crate) possible: Vec<String>,
    /// Changes that wait for a second person: event id, and the day each was made for.
    pub(crate) proposals: Vec<(String, String)>,
    pub(crate) suggestions: Suggestions,
}

/// Whose event it is, as the event's page says it.
#[derive(Default)]
pub(crate) struct Owner {
    /// What kind of thing: `fact-agreement`.
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    /// Where little room is.
    pub(crate) brief: String,
    /// Its page.
    pub(crate) to: String,
    pub(crate) programme: String,
    /// The commands that correct and void this event.
    pub(crate) amends: Option<(&'static str, &'static str)>,
    /// What their forms are under, where that is not its page.
    pub(crate) forms: Option<String>,
    /// What acts of others contradicted: id of the event that noted it, and what it says.
    pub(crate) anomalies: Vec<(String, Html)>,
}

/// The service that a stored type or the code of a refusal belongs to, by its first word.
pub(crate) fn of(code: &str) -> Option<&'static Service> {
    let name = code.split(['.', '-']).next().unwrap_or_default();
    // Events of a process manager begin with its own name: `secretariat.due.dormant.v1`.
    let streams = |service: &Service| {
        service.streams.iter().any(|stream| stream.strip_suffix('-') == Some(name))
    };
    SERVICES.iter().find(|service| service.name == name || streams(service)).copied()
}

/// Every kind of thing that is acted on.
pub(crate) fn subjects() -> impl Iterator<Item = &'static Subject> {
    SERVICES.iter().flat_map(|service| service.subjects.iter().copied())
}

impl Service {
    /// What a value is called, by the kinds of labels that may word it.
    pub(crate) fn worded(&self, name: &str, value: &str, lang: Lang) -> Option<String> {
        let own = self.words.iter().filter(|(known, _)| *known == name);
        own.flat_map(|(_, kinds)| kinds.iter()).find_map(|kind| lang.find_label(kind, value))
    }
}

impl Subject {
    /// Its page, or one below it.
    pub(crate) fn path(&self, reference: &str) -> String {
        format!("/{}/{}", self.segment, crate::html::encode(reference))
    }

    /// Where the form of a command is.
    pub(crate) fn form(&self, reference: &str, rpc: &str) -> String {
        format!("{}/saisir/{}", self.path(reference), crate::html::encode(rpc))
    }

    pub(crate) fn takes(&self, rpc: &str) -> bool {
        self.groups.iter().any(|(_, rpcs)| rpcs.contains(&rpc))
    }

    pub(crate) fn package(&self) -> &'static str {
        self.contract.split('.').next().unwrap_or(self.contract)
    }
}
