//! Which sessions a body has had, and their numbers.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Code, Guards, require};
use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::{rejection::Rejection, session::Kind};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Given(Given),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Given {
    #[serde(flatten)]
    pub(crate) number: Number,
    /// The number before it that is known, of the same kind. A gap is not an error: it is shown.
    pub(crate) after: Option<u32>,
}

/// A session, as its body counts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Number {
    pub(crate) session: Code,
    pub(crate) kind: Kind,
    pub(crate) ordinal: Option<u32>,
    pub(crate) first_day: Option<Date>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Numbers {
    sessions: BTreeMap<Code, (Kind, Option<u32>, Option<Date>)>,
}

impl Numbers {
    /// Every session there has been talk of.
    pub(crate) fn sessions(&self) -> impl Iterator<Item = &Code> {
        self.sessions.keys()
    }

    pub(super) fn give(&self, number: &Number, guards: Guards) -> Outcome {
        let Number { session, kind, ordinal, first_day } = number;
        if let Some(known) = self.sessions.get(session) {
            let same = (known.0, known.1) == (*kind, *ordinal);
            require(same, || Rejection::NameTaken { name: session.to_string() })?;
            return Ok(Vec::new().into());
        }
        let Some(ordinal) = ordinal else { return Ok(given(number, None, guards)) };
        let numbered = self.sessions.values().filter(|(of, ..)| of == kind);
        let numbered = numbered.filter_map(|(_, number, day)| number.map(|it| (it, *day)));
        let (mut before, mut latest) = (None, None);
        for (other, day) in numbered {
            require(other != *ordinal, || Rejection::OrdinalTaken { ordinal: *ordinal })?;
            // History is entered as it is found; whatever is met, it was met in order.
            let in_order = day.zip(*first_day).is_none_or(|(day, first)| {
                if other < *ordinal { day <= first } else { day >= first }
            });
            require(in_order, || Rejection::OrdinalOutOfOrder { ordinal: other })?;
            latest = latest.max(Some(other));
            before = before.max(Some(other).filter(|other| other < ordinal));
        }
        let follows = guards.import || latest.is_none_or(|latest| latest < *ordinal);
        require(follows, || Rejection::OrdinalNotIncreasing {
            latest: latest.unwrap_or_default(),
        })?;
        Ok(given(number, before, guards))
    }

    pub(super) fn evolve(&mut self, event: &Event) {
        let Event::Given(Given { number, .. }) = event;
        let Number { session, kind, ordinal, first_day } = number;
        self.sessions.insert(session.clone(), (*kind, *ordinal, *first_day));
    }
}

fn given(number: &Number, after: Option<u32>, guards: Guards) -> kernel::Decided<super::Event> {
    guards.decided([Event::Given(Given { number: number.clone(), after })])
}
