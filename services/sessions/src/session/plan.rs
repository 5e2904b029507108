//! What a session is to be: whose, when, where, under whom and about what.

use std::collections::BTreeSet;

use kernel::{Code, Id, Person, require};
use serde::{Deserialize, Serialize};

use super::agenda::Point;
use crate::{
    body,
    key::OutcomeKey,
    rejection::Rejection,
    value::{Dates, Doubt},
};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    OfficerRecorded(Officer),
    DateFlagged(DateFlagged),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) reference: Code,
    pub(crate) body: Code,
    pub(crate) body_kind: body::register::Kind,
    pub(crate) kind: Kind,
    pub(crate) ordinal: Option<u32>,
    pub(crate) title: String,
    pub(crate) dates: Dates,
    pub(crate) venue: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) officers: Vec<Officer>,
    pub(crate) agenda: Vec<Point>,
    pub(crate) outcomes: Vec<Expected>,
    pub(crate) objectives: Vec<String>,
    pub(crate) theme: Option<String>,
    /// What it was held beside.
    pub(crate) occasion: Option<String>,
    pub(crate) audience: Vec<String>,
    /// Institutions that pay for it.
    pub(crate) supported_by: Vec<Code>,
    pub(crate) mandator: Option<Code>,
    pub(crate) organiser: Option<Code>,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Kind {
    Ordinary,
    Extraordinary,
    WrittenProcedure,
    SectorReview,
    Dissemination,
    Workshop,
}

impl Kind {
    /// A body decides there, so it has to be complete enough.
    pub(crate) fn needs_quorum(self) -> bool {
        match self {
            Self::Ordinary | Self::Extraordinary | Self::WrittenProcedure => true,
            Self::SectorReview | Self::Dissemination | Self::Workshop => false,
        }
    }

    /// People meet at a place.
    pub(crate) fn sits(self) -> bool {
        self != Self::WrittenProcedure
    }

    /// What stands before a number of this kind in a reference.
    fn letter(self) -> &'static str {
        match self {
            Self::Ordinary => "",
            Self::Extraordinary => "X",
            Self::WrittenProcedure => "P",
            Self::SectorReview => "R",
            Self::Dissemination => "D",
            Self::Workshop => "W",
        }
    }
}

/// A person acts in a capacity, and possibly represents another office. Names are those of public
/// office-holders, as a public source prints them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Officer {
    pub(crate) role: Role,
    pub(crate) capacity: String,
    pub(crate) institution: Option<Code>,
    pub(crate) represents: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) person: Option<Id<Person>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Role {
    Chair,
    CoChair,
    Opens,
    Assists,
    Rapporteur,
}

impl Role {
    pub(crate) fn presides(self) -> bool {
        match self {
            Self::Chair | Self::CoChair => true,
            Self::Opens | Self::Assists | Self::Rapporteur => false,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Expected {
    pub(crate) outcome: OutcomeKey,
    pub(crate) text: String,
}

/// The date of the session is doubtful. It is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DateFlagged {
    pub(crate) doubt: Doubt,
    pub(crate) proposed: Option<String>,
    pub(crate) reason: Option<String>,
}

impl Plan {
    /// What a plan contradicts by itself, whatever else is known.
    pub(crate) fn consistent(&self) -> Result<(), Rejection> {
        let body = self.body.clone();
        require(self.is_named_after_its_body(), || Rejection::ReferenceNotOfBody { body })?;
        require(self.dates.in_order(), || Rejection::DatesReversed)?;
        let mut items = BTreeSet::new();
        for item in &self.agenda {
            item.consistent(self)?;
            let new = items.insert(&item.item);
            require(new, || Rejection::ItemTwice { item: item.item.clone() })?;
        }
        let mut outcomes = BTreeSet::new();
        for Expected { outcome, .. } in &self.outcomes {
            let new = outcomes.insert(outcome);
            require(new, || Rejection::OutcomeTwice { outcome: outcome.clone() })?;
        }
        Ok(())
    }

    /// Its reference says whose it is and which one, so that none is registered twice.
    fn is_named_after_its_body(&self) -> bool {
        let own = self.reference.as_str().strip_prefix(self.body.as_str());
        let Some(own) = own.and_then(|own| own.strip_prefix('-')) else { return false };
        match self.ordinal {
            Some(ordinal) => own == format!("{}{ordinal}", self.kind.letter()),
            None => !looks_like_a_number(own),
        }
    }
}

/// `18` or `X2`. A year is too long to be the number of a session.
fn looks_like_a_number(own: &str) -> bool {
    let digits = own.strip_prefix(['X', 'P', 'R', 'D', 'W']).unwrap_or(own);
    digits.len() < 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}
