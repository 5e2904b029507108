//! The states that an agreement comes through, one after the other in the order of their days.

use serde::{Deserialize, Serialize};

use super::{Event, acts::CLOSED};
use crate::financing::standing::State;

/// A change of state as it was said: from which to which, and what it makes of any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    pub(crate) manner: Manner,
    pub(crate) from: State,
    pub(crate) to: State,
}

/// What a change makes of the state that it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Manner {
    /// The one that it says, whatever it finds.
    Enter,
    /// A day makes it: the one that it says, as far as that falls due.
    FallDue,
    Suspend,
    Lift,
    /// What its closing date had closed is open again.
    Reopen,
    /// Disbursement was closed, and is open again.
    Resume,
    /// The completion report is in, before the books are closed or after.
    Complete,
}

/// How far an agreement has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trail {
    /// None before it was registered.
    pub(crate) state: Option<State>,
    /// Its last one before its closing date, suspended or not.
    open: Option<State>,
    /// Whatever its state, withdrawals are.
    suspended: bool,
    /// Where it goes back to when the suspension is lifted.
    back: Option<State>,
    /// The completion report is in.
    completed: bool,
}

impl Event {
    /// What it says of the state, if anything.
    pub(crate) fn said(&self) -> Option<Said> {
        let manner = match self {
            Self::Registered(_)
            | Self::Approved(_)
            | Self::Signed(_)
            | Self::BecameEffective(_)
            | Self::DisbursementOpened(_)
            | Self::FinanciallyClosed(_)
            | Self::Dropped(_)
            | Self::Cancelled(_)
            | Self::Terminated(_) => Manner::Enter,
            Self::Lapsed(_)
            | Self::ClosingDateReached(_)
            | Self::DisbursementDeadlineReached(_) => Manner::FallDue,
            Self::Suspended(_) => Manner::Suspend,
            Self::SuspensionLifted(_) => Manner::Lift,
            Self::Reopened(_) => Manner::Reopen,
            Self::DisbursementDeadlineExtended(_) => Manner::Resume,
            Self::Completed(_) => Manner::Complete,
            Self::Ratified(_)
            | Self::EffectivenessDeadlineExtended(_)
            | Self::DisbursementLetterRecorded(_)
            | Self::SignatoryRegistered(_)
            | Self::SignatoryRevoked(_)
            | Self::CategorySuspended(_)
            | Self::CategorySuspensionLifted(_)
            | Self::ClosingDateExtended(_)
            | Self::FinancierAccountClosed(_) => return None,
        };
        let step = self.step().map(|step| (step.from, step.to));
        let registered = matches!(self, Self::Registered(_));
        let (from, to) = step.or(registered.then_some((State::Pipeline, State::Pipeline)))?;
        Some(Said { manner, from, to })
    }
}

impl Trail {
    /// What a suspension makes of it. What is closing or at its end keeps its state: only the
    /// withdrawals stop.
    pub(super) fn suspended(&self) -> Option<State> {
        self.state.map(|state| if is_open(state) { State::Suspended } else { state })
    }

    /// What the lifting of its suspension makes of it.
    pub(super) fn lifted(&self) -> Option<State> {
        let suspended = self.state == Some(State::Suspended);
        if suspended { self.back.or(Some(State::Effective)) } else { self.state }
    }

    /// What a later closing date makes of it: where that date found it, suspended or not.
    pub(super) fn reopened(&self) -> State {
        if self.suspended { State::Suspended } else { self.open.unwrap_or(State::Effective) }
    }

    /// Where that leads. What it found when it was said, it may not find any more: then it makes of that
    /// what it would have been said to make.
    fn leads(&self, said: Said) -> State {
        let as_said = self.state.is_none_or(|state| state == said.from);
        let led = match said.manner {
            Manner::Enter | Manner::FallDue => None,
            Manner::Reopen if self.state.is_some_and(|state| CLOSED.contains(&state)) => {
                Some(self.reopened())
            }
            Manner::Suspend | Manner::Lift | Manner::Reopen | Manner::Resume if as_said => None,
            Manner::Suspend => self.suspended(),
            Manner::Lift => self.lifted(),
            Manner::Complete if self.state == Some(State::FinanciallyClosed) => {
                Some(State::Completed)
            }
            Manner::Reopen | Manner::Resume | Manner::Complete => self.state,
        };
        led.unwrap_or(said.to)
    }

    /// The next one. None: it was to fall due, and did not.
    pub(crate) fn take(&mut self, said: Said, due: impl FnOnce(State) -> bool) -> Option<State> {
        let before = self.state;
        if said.manner == Manner::FallDue && !before.is_some_and(due) {
            return None;
        }
        let to = self.leads(said);
        if to == State::Suspended && before != Some(to) {
            // Opened again while it is suspended, it goes back to what was open.
            let again = said.manner == Manner::Reopen;
            self.back = if again { self.open } else { before };
        }
        if is_open(to) && to != State::Suspended {
            self.open = Some(to);
        }
        match said.manner {
            Manner::Suspend => self.suspended = true,
            Manner::Lift => self.suspended = false,
            Manner::Complete => self.completed = true,
            Manner::Enter | Manner::FallDue | Manner::Reopen | Manner::Resume => (),
        }
        let closed = to == State::FinanciallyClosed && self.completed;
        self.state = Some(if closed { State::Completed } else { to });
        Some(to)
    }
}

/// Not yet closing, nor at its end.
fn is_open(state: State) -> bool {
    match state {
        State::Pipeline
        | State::Approved
        | State::Signed
        | State::Effective
        | State::Disbursing
        | State::Suspended => true,
        State::Closing
        | State::DisbursementClosed
        | State::FinanciallyClosed
        | State::Completed
        | State::Dropped
        | State::Lapsed
        | State::Cancelled
        | State::Terminated => false,
    }
}
