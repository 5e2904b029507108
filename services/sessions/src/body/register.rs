//! What a body is: its name, its mandate, its rules.

use kernel::Code;
use serde::{Deserialize, Serialize};

use super::rules::Rules;

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Constituted(Constituted),
    MandateChanged(MandateChanged),
    RulesSet(Rules),
    Renamed(Renamed),
    NameSuspended(NameSuspended),
    NameResumed(NameResumed),
    Dissolved(Dissolved),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Constituted {
    /// Country and acronym, such as `ML-CTN`.
    pub(crate) reference: Code,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) level: Level,
    pub(crate) parent: Option<Code>,
    pub(crate) mandate: String,
    pub(crate) legal_basis: Option<String>,
    pub(crate) rules: Rules,
    /// The area it is for, in words.
    pub(crate) area: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Kind {
    TechnicalCommittee,
    SteeringCommittee,
    Cell,
    Commission,
    Organ,
    Secretariat,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Level {
    National,
    Regional,
    Provincial,
    Communal,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MandateChanged {
    pub(crate) mandate: String,
    pub(crate) legal_basis: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Renamed {
    pub(crate) name: String,
    pub(crate) area: Option<String>,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NameSuspended {
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NameResumed {
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dissolved {
    pub(crate) reason: String,
}

impl Constituted {
    /// ISO 3166-1 alpha-2, with which every reference of a body begins: acronyms belong to a
    /// country.
    pub(crate) fn country(&self) -> Option<Code> {
        let (country, acronym) = self.reference.as_str().split_once('-')?;
        let letters = country.len() == 2 && country.bytes().all(|it| it.is_ascii_uppercase());
        (letters && !acronym.is_empty()).then(|| country.parse().ok()).flatten()
    }
}
