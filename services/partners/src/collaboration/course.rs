//! The course of a collaboration: Proposed → Negotiated → Signed → Active ⇄ Suspended → Ended →
//! Closed, with its exits Cancelled, Terminated and Expired.

use jiff::civil::Date;
use kernel::{Code, Guards, Money, Total, Units, require};
use serde::{Deserialize, Serialize};

use super::{Collaboration, Outcome};
use crate::{
    rejection::{Rejection, sum},
    rules::{in_order, known, reason},
};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Proposed(Proposal),
    Negotiated(Negotiated),
    Signed(Signature),
    Activated(Activated),
    Suspended(Suspended),
    Resumed(Resumed),
    Ended(Ended),
    Closed(Closed),
    Cancelled(Cancelled),
    Terminated(Terminated),
    Expired(Expired),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proposal {
    pub(crate) collaboration: Code,
    pub(crate) title: String,
    pub(crate) instrument: Instrument,
    pub(crate) partner: Code,
    pub(crate) counterpart: Code,
    pub(crate) financings: Vec<Code>,
    pub(crate) areas: Vec<Code>,
    pub(crate) bodies: Vec<Code>,
    pub(crate) object: String,
    pub(crate) starts_on: Option<Date>,
    pub(crate) ends_on: Option<Date>,
    pub(crate) amount: Option<Money>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Negotiated {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signature {
    pub(crate) signatories: Vec<Signatory>,
    /// As signed, where it is not what was proposed.
    pub(crate) starts_on: Option<Date>,
    pub(crate) ends_on: Option<Date>,
    pub(crate) amount: Option<Money>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signatory {
    pub(crate) institution: Code,
    pub(crate) capacity: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Activated {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Suspended {
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Resumed {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ended {
    /// Why, where it is before the end date.
    pub(crate) reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closed {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cancelled {
    pub(crate) justification: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Terminated {
    pub(crate) document: String,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Expired {}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Instrument {
    Memorandum,
    Convention,
    ProgrammeDocument,
    AnnualWorkplan,
    LetterOfAgreement,
    FieldLevelAgreement,
    /// The sources speak of a collaboration and name none.
    NotStated,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr, strum::Display,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum State {
    Proposed,
    Negotiated,
    Signed,
    Active,
    Suspended,
    Ended,
    Closed,
    Cancelled,
    Terminated,
    Expired,
}

impl State {
    /// Something may still come of it.
    pub(crate) fn is_open(self) -> bool {
        match self {
            Self::Proposed | Self::Negotiated | Self::Signed | Self::Active | Self::Suspended => {
                true
            }
            Self::Ended | Self::Closed | Self::Cancelled | Self::Terminated | Self::Expired => {
                false
            }
        }
    }
}

/// A state, and what was said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Standing {
    pub(crate) state: State,
    /// Reason, justification or document.
    pub(crate) said: Option<String>,
}

impl Collaboration {
    pub(super) fn propose(&self, proposal: &Proposal, unknown: &[Code], guards: Guards) -> Outcome {
        require(self.proposal.is_none(), || Rejection::AlreadyRegistered)?;
        known(unknown)?;
        forwards(proposal.starts_on, proposal.ends_on)?;
        positive(proposal.amount)?;
        Ok(guards.decided([Event::Proposed(proposal.clone())]))
    }

    pub(super) fn negotiate(&self, mut guards: Guards) -> Outcome {
        self.leave(&[State::Proposed], &mut guards)?;
        Ok(guards.decided([Event::Negotiated(Negotiated {})]))
    }

    pub(super) fn sign(&self, signature: &Signature, mut guards: Guards) -> Outcome {
        self.leave(&[State::Proposed, State::Negotiated], &mut guards)?;
        let negotiated = self.state_on(guards.on) == Some(State::Negotiated);
        guards.shown(require(negotiated, || Rejection::StateForbids {
            state: State::Proposed.into(),
            on: guards.on,
        }))?;
        let signs = |party: &Code| signature.signatories.iter().any(|it| it.institution == *party);
        let both =
            self.proposal.as_ref().is_some_and(|it| signs(&it.partner) && signs(&it.counterpart));
        guards.shown(require(both, || Rejection::SignatoriesMissing))?;
        forwards(signature.starts_on.or(self.starts_on), signature.ends_on.or(self.ends_on))?;
        positive(signature.amount)?;
        Ok(guards.decided([Event::Signed(signature.clone())]))
    }

    pub(super) fn activate(&self, mut guards: Guards) -> Outcome {
        use State as S;
        self.leave(&[S::Proposed, S::Negotiated, S::Signed], &mut guards)?;
        let signed = self.state_on(guards.on) == Some(S::Signed);
        guards.shown(require(signed, || Rejection::NotSigned))?;
        if let Some(starts_on) = self.starts_on {
            require(guards.on >= starts_on, || Rejection::BeforeStart { starts_on })?;
        }
        if let Some(ends_on) = self.ends_on {
            require(guards.on <= ends_on, || Rejection::PeriodPassed { ends_on })?;
        }
        Ok(guards.decided([Event::Activated(Activated {})]))
    }

    pub(super) fn suspend(&self, why: &str, mut guards: Guards) -> Outcome {
        let already = self.state_on(guards.on) == Some(State::Suspended);
        require(!already, || Rejection::AlreadyRecorded)?;
        self.leave(&[State::Active], &mut guards)?;
        guards.shown(reason(why))?;
        Ok(guards.decided([Event::Suspended(Suspended { reason: why.to_owned() })]))
    }

    pub(super) fn resume(&self, mut guards: Guards) -> Outcome {
        let already = self.state_on(guards.on) == Some(State::Active);
        require(!already, || Rejection::AlreadyRecorded)?;
        self.leave(&[State::Suspended], &mut guards)?;
        Ok(guards.decided([Event::Resumed(Resumed {})]))
    }

    pub(super) fn end(&self, why: &str, mut guards: Guards) -> Outcome {
        self.leave(&[State::Active, State::Suspended], &mut guards)?;
        let early = self.ends_on.filter(|ends_on| guards.on < *ends_on);
        let said = (!why.trim().is_empty()).then(|| why.to_owned());
        if let Some(ends_on) = early {
            require(said.is_some(), || Rejection::EndDateNotReached { ends_on })?;
        }
        Ok(guards.decided([Event::Ended(Ended { reason: said })]))
    }

    pub(super) fn close(&self, guards: Guards) -> Outcome {
        in_order(&guards, &self.states)?;
        let reasons = self.closure_reasons(guards.on);
        require(reasons.is_empty(), || Rejection::ClosureBlocked { reasons })?;
        Ok(guards.decided([Event::Closed(Closed {})]))
    }

    pub(super) fn cancel(&self, justification: &str, mut guards: Guards) -> Outcome {
        self.leave(&[State::Proposed, State::Negotiated, State::Signed], &mut guards)?;
        let said = require(!justification.trim().is_empty(), || Rejection::JustificationMissing);
        guards.shown(said)?;
        let justification = justification.to_owned();
        Ok(guards.decided([Event::Cancelled(Cancelled { justification })]))
    }

    /// Whoever terminates does so by a document: without it nothing was terminated.
    pub(super) fn terminate(&self, document: &str, reason: &str, mut guards: Guards) -> Outcome {
        let already = self.state_on(guards.on) == Some(State::Terminated);
        require(!already, || Rejection::AlreadyRecorded)?;
        self.leave(&[State::Signed, State::Active, State::Suspended], &mut guards)?;
        require(!document.trim().is_empty(), || Rejection::DocumentMissing)?;
        let (document, reason) = (document.to_owned(), reason.to_owned());
        Ok(guards.decided([Event::Terminated(Terminated { document, reason })]))
    }

    pub(super) fn expire(&self, mut guards: Guards) -> Outcome {
        self.leave(&[State::Signed], &mut guards)?;
        let ends_on = self.ends_on.ok_or(Rejection::EndDateUnknown)?;
        require(guards.on > ends_on, || Rejection::EndDateNotReached { ends_on })?;
        Ok(guards.decided([Event::Expired(Expired {})]))
    }

    /// All that holds back closure that day, each with a code of its own.
    pub(crate) fn closure_reasons(&self, on: Date) -> Vec<Rejection> {
        let mut reasons = Vec::new();
        match self.state_on(on) {
            None | Some(State::Ended) => (),
            Some(state) => reasons.push(Rejection::ClosureNotEnded { state }),
        }
        match self.ends_on {
            None => reasons.push(Rejection::EndDateUnknown),
            Some(ends_on) if on <= ends_on => {
                reasons.push(Rejection::ClosureEndDateNotPast { ends_on });
            }
            Some(_) => (),
        }
        if let Some((total, currency)) =
            self.outstanding().filter(|(total, _)| *total > Total::ZERO)
        {
            reasons.push(Rejection::ClosureOutstanding { outstanding: sum(total, currency) });
        }
        let mut finals = self.reviews.iter().filter(|(_, it)| it.is_final()).peekable();
        match finals.peek() {
            None => reasons.push(Rejection::ClosureReviewMissing),
            Some((first, _)) => {
                let review = (*first).clone();
                if finals.all(|(_, it)| !it.approved) {
                    reasons.push(Rejection::ClosureReviewNotApproved { review });
                }
            }
        }
        if let Some(amendment) = self.open_amendment().cloned() {
            reasons.push(Rejection::ClosureAmendmentOpen { amendment });
        }
        reasons
    }

    /// It may leave its state that day: it is one of those, no amendment is open, and nothing
    /// changed it later. A partner who leaves it otherwise has left it all the same.
    fn leave(&self, from: &[State], guards: &mut Guards) -> Result<(), Rejection> {
        in_order(guards, &self.states)?;
        let on = guards.on;
        let state = self.state_on(on).ok_or(Rejection::NotRegistered)?;
        let forbids = || Rejection::StateForbids { state: state.into(), on };
        guards.consistent(require(from.contains(&state), forbids))?;
        let open = self.open_amendment().cloned();
        let open = open.map_or(Ok(()), |amendment| Err(Rejection::AmendmentOpen { amendment }));
        guards.consistent(open)
    }

    /// It goes on, that day, in one of the states in which work is done.
    pub(super) fn working(&self, guards: &Guards) -> Result<(), Rejection> {
        let state = self.state_on(guards.on).ok_or(Rejection::NotRegistered)?;
        let forbids = || Rejection::StateForbids { state: state.into(), on: guards.on };
        let works =
            matches!(state, State::Signed | State::Active | State::Suspended | State::Ended);
        require(works, forbids)
    }

    pub(super) fn moved(&mut self, event: &Event, on: Date) {
        use State as S;
        let (state, said) = match event {
            Event::Proposed(proposal) => {
                (self.starts_on, self.ends_on) = (proposal.starts_on, proposal.ends_on);
                self.amount = proposal.amount;
                self.proposal = Some(proposal.clone());
                (S::Proposed, None)
            }
            Event::Negotiated(Negotiated {}) => (S::Negotiated, None),
            Event::Signed(signature) => {
                self.starts_on = signature.starts_on.or(self.starts_on);
                self.ends_on = signature.ends_on.or(self.ends_on);
                self.amount = signature.amount.or(self.amount);
                self.signed_amount = self.amount;
                self.signature = Some(signature.clone());
                (S::Signed, None)
            }
            Event::Activated(Activated {}) | Event::Resumed(Resumed {}) => (S::Active, None),
            Event::Suspended(Suspended { reason }) => (S::Suspended, Some(reason.clone())),
            Event::Ended(Ended { reason }) => (S::Ended, reason.clone()),
            Event::Closed(Closed {}) => (S::Closed, None),
            Event::Cancelled(Cancelled { justification }) => {
                (S::Cancelled, Some(justification.clone()))
            }
            Event::Terminated(Terminated { document, reason }) => {
                let said = [document.as_str(), reason.as_str()];
                let said = said.into_iter().filter(|text| !text.is_empty());
                (S::Terminated, Some(said.collect::<Vec<_>>().join(" — ")))
            }
            Event::Expired(Expired {}) => (S::Expired, None),
        };
        self.states.set(on, Standing { state, said });
    }
}

pub(super) fn forwards(from: Option<Date>, until: Option<Date>) -> Result<(), Rejection> {
    let forwards = from.zip(until).is_none_or(|(from, until)| from <= until);
    require(forwards, || Rejection::PeriodReversed)
}

pub(super) fn positive(money: Option<Money>) -> Result<(), Rejection> {
    let positive = money.is_none_or(|money| money.units > Units::ZERO);
    require(positive, || Rejection::AmountNotPositive)
}
