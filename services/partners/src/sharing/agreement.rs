//! The agreement: for what purpose, which fields, from when to when, to whom. Its end comes by itself;
//! suspension and revocation are acts.

use jiff::civil::Date;
use kernel::{Code, Guards, require};
use serde::{Deserialize, Serialize};

use super::{Outcome, Sharing};
use crate::{
    rejection::Rejection,
    rules::{in_order, known, reason},
};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Authorised(Terms),
    Suspended(Suspended),
    Resumed(Resumed),
    Revoked(Revoked),
    Prolonged(Prolonged),
    Expired(Expired),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Terms {
    pub(crate) agreement: Code,
    pub(crate) title: String,
    pub(crate) holder: Code,
    pub(crate) recipient: Code,
    pub(crate) purposes: Vec<Purpose>,
    pub(crate) fields: Vec<String>,
    pub(crate) starts_on: Option<Date>,
    pub(crate) ends_on: Option<Date>,
    pub(crate) collaboration: Option<Code>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Purpose {
    pub(crate) purpose: Code,
    pub(crate) label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Suspended {
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Resumed {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Revoked {
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Prolonged {
    pub(crate) ends_on: Date,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Expired {
    /// Its last day.
    pub(crate) ends_on: Date,
}

/// What was done to it. Whether its period is over is asked of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    Authorised,
    Suspended(String),
    Revoked(String),
}

/// How it stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum State {
    Pending,
    Active,
    Suspended,
    Expired,
    Revoked,
}

impl Sharing {
    /// None before it was authorised.
    pub(crate) fn state_on(&self, on: Date) -> Option<State> {
        let begun = self.terms.as_ref()?.starts_on.is_none_or(|from| from <= on);
        let over = self.ends_on.is_some_and(|until| until < on);
        Some(match self.standings.state_on(on)? {
            Standing::Revoked(_) => State::Revoked,
            Standing::Authorised | Standing::Suspended(_) if over => State::Expired,
            Standing::Suspended(_) => State::Suspended,
            Standing::Authorised if !begun => State::Pending,
            Standing::Authorised => State::Active,
        })
    }

    /// Something may leave that day.
    pub(super) fn may_leave(&self, on: Date) -> Result<(), Rejection> {
        match self.state_on(on).ok_or(Rejection::NotRegistered)? {
            State::Active => Ok(()),
            State::Pending => {
                let starts_on = self.terms.as_ref().and_then(|terms| terms.starts_on);
                Err(Rejection::SharingNotBegun { starts_on: starts_on.unwrap_or(on) })
            }
            State::Suspended => Err(Rejection::SharingSuspended),
            State::Expired => {
                Err(Rejection::SharingExpired { ends_on: self.ends_on.unwrap_or(on) })
            }
            State::Revoked => Err(Rejection::SharingRevoked),
        }
    }

    /// Whatever day it is said to be.
    pub(super) fn not_revoked(&self) -> Result<(), Rejection> {
        let latest = self.standings.latest();
        let revoked = matches!(latest, Some((_, Standing::Revoked(_))));
        require(!revoked, || Rejection::SharingRevoked)
    }

    pub(super) fn authorise(&self, terms: &Terms, unknown: &[Code], mut guards: Guards) -> Outcome {
        require(self.terms.is_none(), || Rejection::AlreadyRegistered)?;
        known(unknown)?;
        require(!terms.purposes.is_empty(), || Rejection::PurposesMissing)?;
        guards.shown(require(!terms.fields.is_empty(), || Rejection::FieldsMissing))?;
        guards.shown(require(terms.ends_on.is_some(), || Rejection::EndDateUnknown))?;
        let forwards = terms.starts_on.zip(terms.ends_on).is_none_or(|(from, until)| from <= until);
        require(forwards, || Rejection::PeriodReversed)?;
        Ok(guards.decided([Event::Authorised(terms.clone())]))
    }

    pub(super) fn suspend(&self, why: &str, mut guards: Guards) -> Outcome {
        self.in_force(&guards)?;
        let suspended = matches!(self.standings.state_on(guards.on), Some(Standing::Suspended(_)));
        require(!suspended, || Rejection::AlreadyRecorded)?;
        guards.shown(reason(why))?;
        Ok(guards.decided([Event::Suspended(Suspended { reason: why.to_owned() })]))
    }

    pub(super) fn resume(&self, guards: Guards) -> Outcome {
        self.in_force(&guards)?;
        let suspended = matches!(self.standings.state_on(guards.on), Some(Standing::Suspended(_)));
        require(suspended, || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([Event::Resumed(Resumed {})]))
    }

    /// Also of one whose period is over: it can no longer be prolonged.
    pub(super) fn revoke(&self, why: &str, mut guards: Guards) -> Outcome {
        self.in_force(&guards)?;
        guards.shown(reason(why))?;
        Ok(guards.decided([Event::Revoked(Revoked { reason: why.to_owned() })]))
    }

    pub(super) fn prolong(&self, to: Date, guards: Guards) -> Outcome {
        self.in_force(&guards)?;
        let current = self.ends_on.ok_or(Rejection::EndDateUnknown)?;
        require(to > current, || Rejection::NotLater { current })?;
        Ok(guards.decided([Event::Prolonged(Prolonged { ends_on: to })]))
    }

    /// By time. Its state has followed the days already: this is for whoever is told what happens.
    pub(super) fn expire(&self, guards: Guards) -> Outcome {
        self.not_revoked()?;
        let ends_on = self.ends_on.ok_or(Rejection::EndDateUnknown)?;
        require(guards.on > ends_on, || Rejection::EndDateNotReached { ends_on })?;
        Ok(guards.decided([Event::Expired(Expired { ends_on })]))
    }

    /// Nothing was done to it after that day, and it is not revoked.
    fn in_force(&self, guards: &Guards) -> Result<(), Rejection> {
        in_order(guards, &self.standings)?;
        self.not_revoked()
    }

    pub(super) fn agreed(&mut self, event: &Event, on: Date) {
        match event {
            Event::Authorised(terms) => {
                self.ends_on = terms.ends_on;
                self.terms = Some(terms.clone());
                self.standings.set(on, Standing::Authorised);
            }
            Event::Suspended(Suspended { reason }) => {
                self.standings.set(on, Standing::Suspended(reason.clone()));
            }
            Event::Resumed(Resumed {}) => self.standings.set(on, Standing::Authorised),
            Event::Revoked(Revoked { reason }) => {
                self.standings.set(on, Standing::Revoked(reason.clone()));
            }
            Event::Prolonged(Prolonged { ends_on }) => self.ends_on = Some(*ends_on),
            // Days are asked of its end, never of this.
            Event::Expired(Expired { .. }) => (),
        }
    }
}
