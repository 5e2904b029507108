//! Acts on the agreement that do not change its state by themselves.

use jiff::civil::Date;
use kernel::{Asked, Currency, Id, Person};

use super::{
    CategorySuspended, CategorySuspensionLifted, ClosingDateExtended, DisbursementDeadlineExtended,
    EffectivenessDeadlineExtended, Event, FinancierAccountClosed, Letter, Ratified, Registration,
    SignatoryRegistered, SignatoryRevoked,
};
use crate::financing::{
    Command, Financing, Outcome, Rejection,
    category::positive,
    guards::{Guards, reason, require},
    key::CategoryKey,
    standing::State,
    transition::{Change, Step, Validation},
};

/// Signed, and not yet closing.
pub(crate) const UNTIL_CLOSING: [State; 4] =
    [State::Signed, State::Effective, State::Disbursing, State::Suspended];

/// Signed, and money may still be asked for.
pub(crate) const RUNNING: [State; 5] =
    [State::Signed, State::Effective, State::Disbursing, State::Suspended, State::Closing];

/// Money may still come back, of an agreement that ended early as well.
pub(crate) const BOOKS: [State; 9] = [
    State::Signed,
    State::Effective,
    State::Disbursing,
    State::Suspended,
    State::Closing,
    State::DisbursementClosed,
    State::Lapsed,
    State::Cancelled,
    State::Terminated,
];

/// Its closing date has passed, and it may still be put off.
pub(in crate::financing) const CLOSED: [State; 2] = [State::Closing, State::DisbursementClosed];

/// Signed, and not at its end.
pub(crate) const LIVE: [State; 6] = [
    State::Signed,
    State::Effective,
    State::Disbursing,
    State::Suspended,
    State::Closing,
    State::DisbursementClosed,
];

impl Financing {
    pub(in crate::financing) fn register(
        &self,
        registration: &Registration,
        mut guards: Guards,
    ) -> Outcome {
        require(self.agreement.registration.is_none(), || Rejection::AlreadyRegistered)?;
        if registration.rank > 0 {
            guards.shown(require(registration.parent.is_some(), || Rejection::ParentMissing))?;
            guards.shown(require(registration.purpose.is_some(), || Rejection::PurposeMissing))?;
        }
        Ok(guards.decided([Event::Registered(registration.clone())]))
    }

    pub(in crate::financing) fn ratify(&self, text: &str, mut guards: Guards) -> Outcome {
        self.signed(&mut guards)?;
        require(self.agreement.ratified_on.is_none(), || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([Event::Ratified(Ratified { text: text.to_owned() })]))
    }

    pub(in crate::financing) fn extend_effectiveness_deadline(
        &self,
        until: Date,
        asked: &Asked<Command>,
    ) -> Outcome {
        let mut guards = Guards::theirs(asked);
        let extended = self.later_effectiveness_deadline(until, None, &mut guards)?;
        if extended.undoes().is_some() {
            return self.transition(Change::ExtendEffectivenessDeadline { until }, asked);
        }
        Ok(guards.decided([extended]))
    }

    pub(in crate::financing) fn later_effectiveness_deadline(
        &self,
        until: Date,
        validation: Option<Validation>,
        guards: &mut Guards,
    ) -> Result<Event, Rejection> {
        self.signed(guards)?;
        self.may_move(State::Lapsed, guards)?;
        let from = self.moved(State::Lapsed, until, guards.on)?;
        self.allows(&[State::Signed], guards)?;
        later(from, until, guards)?;
        let undoes = self.agreement.undone(|it| it.agree(State::Lapsed, Some(until), guards.on));
        let outdone = self.agreement.outdone(&[State::Lapsed], guards.on);
        let extended = EffectivenessDeadlineExtended { from, until, undoes, validation, outdone };
        Ok(Event::EffectivenessDeadlineExtended(extended))
    }

    pub(in crate::financing) fn record_letter(
        &self,
        letter: &Letter,
        mut guards: Guards,
    ) -> Outcome {
        self.signed(&mut guards)?;
        if let Some(minimum) = letter.minimum {
            positive(minimum)?;
        }
        let known = self.agreement.letter_on(guards.on) == Some(letter);
        require(!known, || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([Event::DisbursementLetterRecorded(letter.clone())]))
    }

    pub(in crate::financing) fn register_signatory(
        &self,
        person: Id<Person>,
        capacity: &str,
        guards: Guards,
    ) -> Outcome {
        let known = self.agreement.is_signatory_on(person, guards.on);
        require(!known, || Rejection::AlreadyRecorded)?;
        let registered = SignatoryRegistered { person, capacity: capacity.to_owned() };
        Ok(guards.decided([Event::SignatoryRegistered(registered)]))
    }

    pub(in crate::financing) fn revoke_signatory(
        &self,
        person: Id<Person>,
        guards: Guards,
    ) -> Outcome {
        let known = self.agreement.is_signatory_on(person, guards.on);
        require(known, || Rejection::UnknownSignatory { person })?;
        Ok(guards.decided([Event::SignatoryRevoked(SignatoryRevoked { person })]))
    }

    pub(in crate::financing) fn suspend(
        &self,
        why: &str,
        category: Option<&CategoryKey>,
        asked: &Asked<Command>,
    ) -> Outcome {
        let Some(category) = category else {
            return self.transition(Change::Suspend { reason: why.to_owned() }, asked);
        };
        let mut guards = Guards::theirs(asked);
        self.category(category)?;
        let suspended = self.agreement.category_suspended_on(category, guards.on);
        require(!suspended, || Rejection::AlreadyRecorded)?;
        guards.shown(reason(why))?;
        let suspended = CategorySuspended { category: category.clone(), reason: why.to_owned() };
        Ok(guards.decided([Event::CategorySuspended(suspended)]))
    }

    pub(in crate::financing) fn lift_suspension(
        &self,
        category: Option<&CategoryKey>,
        asked: &Asked<Command>,
    ) -> Outcome {
        let Some(category) = category else {
            return self.transition(Change::LiftSuspension, asked);
        };
        let mut guards = Guards::theirs(asked);
        self.category(category)?;
        let lifted = self.agreement.category_lifted_on(category, guards.on);
        require(!lifted, || Rejection::AlreadyRecorded)?;
        let suspended = self.agreement.category_suspended_on(category, guards.on);
        guards.consistent(require(suspended, || Rejection::NotSuspended))?;
        let lifted = CategorySuspensionLifted { category: category.clone() };
        Ok(guards.decided([Event::CategorySuspensionLifted(lifted)]))
    }

    /// Moved while it is not reached, or reopens the agreement: then it is a change of state. So is what
    /// undoes that it was reached.
    pub(in crate::financing) fn extend_closing_date(
        &self,
        closing_on: Date,
        requested_on: Option<Date>,
        asked: &Asked<Command>,
    ) -> Outcome {
        let mut guards = Guards::theirs(asked);
        let extended = self.later_closing_date(closing_on, requested_on, None, &mut guards)?;
        let closed = CLOSED.contains(&self.agreement.state_on(guards.on)?);
        if closed && closing_on > guards.on {
            return self.transition(Change::Reopen { closing_on, requested_on }, asked);
        }
        if extended.undoes().is_some() {
            let change = Change::ExtendClosingDate { closing_on, requested_on };
            return self.transition(change, asked);
        }
        Ok(guards.decided([extended]))
    }

    pub(in crate::financing) fn later_closing_date(
        &self,
        closing_on: Date,
        requested_on: Option<Date>,
        validation: Option<Validation>,
        guards: &mut Guards,
    ) -> Result<Event, Rejection> {
        self.signed(guards)?;
        self.moved(State::Closing, closing_on, guards.on)?;
        self.allows(&UNTIL_CLOSING, guards)?;
        let extension = self.extension(closing_on, requested_on, guards)?;
        Ok(Event::ClosingDateExtended(ClosingDateExtended { validation, ..extension }))
    }

    /// Moved while it is not reached, or opens disbursement again, or undoes that it was reached.
    pub(in crate::financing) fn extend_disbursement_deadline(
        &self,
        until: Date,
        asked: &Asked<Command>,
    ) -> Outcome {
        let mut guards = Guards::theirs(asked);
        let extended = self.later_disbursement_deadline(until, None, &mut guards)?;
        if extended.undoes().is_some() || self.opens_again(until, guards.on) {
            return self.transition(Change::ExtendDisbursementDeadline { until }, asked);
        }
        Ok(guards.decided([extended]))
    }

    pub(in crate::financing) fn later_disbursement_deadline(
        &self,
        until: Date,
        validation: Option<Validation>,
        guards: &mut Guards,
    ) -> Result<Event, Rejection> {
        self.signed(guards)?;
        self.may_move(State::DisbursementClosed, guards)?;
        let from = self.moved(State::DisbursementClosed, until, guards.on)?;
        later(from, until, guards)?;
        let again = self.opens_again(until, guards.on);
        if !again {
            self.allows(&RUNNING, guards)?;
        }
        let undoes =
            self.agreement.undone(|it| it.agree(State::DisbursementClosed, Some(until), guards.on));
        let (step, validation) = match validation {
            Some(validation) if again => {
                let (from, to) = (State::DisbursementClosed, State::Closing);
                (Some(Step { from, to, validation }), None)
            }
            validation => (None, validation),
        };
        let outdone = self.agreement.outdone(&[State::DisbursementClosed], guards.on);
        let extended =
            DisbursementDeadlineExtended { from, until, step, undoes, validation, outdone };
        Ok(Event::DisbursementDeadlineExtended(extended))
    }

    /// Disbursement is closed that day, and nothing has come of it since.
    fn opens_again(&self, until: Date, on: Date) -> bool {
        let closed = |(since, state)| state == State::DisbursementClosed && since <= on;
        until > on && self.agreement.latest_by(on).is_some_and(closed)
    }

    /// It has closed, whatever is missing here: all of it is noted.
    pub(in crate::financing) fn financier_closed_account(&self, mut guards: Guards) -> Outcome {
        self.signed(&mut guards)?;
        let closed = self.agreement.financier_account_closed_on.is_some();
        require(!closed, || Rejection::AlreadyRecorded)?;
        if let Some(deadline) = self.agreement.disbursement_deadline {
            let early = || Rejection::DeadlineNotReached { deadline };
            guards.consistent(require(guards.on >= deadline, early))?;
        }
        let numbers = self.withdrawals.undecided();
        let decided = numbers.is_empty();
        guards.consistent(require(decided, || Rejection::WithdrawalsUndecided { numbers }))?;
        guards.shown(require(self.audits.is_final(), || Rejection::FinalAuditMissing))?;
        Ok(guards.decided([Event::FinancierAccountClosed(FinancierAccountClosed {})]))
    }

    /// The currency of commitment, of an agreement that was signed by that day.
    pub(in crate::financing) fn signed(&self, guards: &mut Guards) -> Result<Currency, Rejection> {
        let agreement = &self.agreement;
        let signed = agreement.signed.ok_or(Rejection::NotSigned)?;
        if let Some(signed_on) = agreement.signed_on {
            let early = || Rejection::BeforeSignature { signed_on };
            guards.consistent(require(guards.on >= signed_on, early))?;
        }
        Ok(signed.currency)
    }

    /// A last day, by the state that it makes, is there from the signature on. Moved after a later move of
    /// it, there would be two answers to one question: of two notices the one of the later day stands.
    pub(in crate::financing) fn may_move(
        &self,
        made: State,
        guards: &mut Guards,
    ) -> Result<(), Rejection> {
        self.agreement.signed_on.map_or(Ok(()), |signed_on| guards.not_before(signed_on))?;
        let since = self.agreement.agreed_on(made);
        let in_order = since.map_or(Ok(()), |since| guards.not_before(since));
        guards.consistent(in_order.map_err(Rejection::from))
    }

    /// What it was by that day, unless it is known to be that already.
    fn moved(&self, made: State, to: Date, on: Date) -> Result<Option<Date>, Rejection> {
        let from = self.agreement.last_day_on(made, on);
        let known = [from, self.agreement.last_day_on(made, Date::MAX)].contains(&Some(to));
        require(!known, || Rejection::AlreadyRecorded)?;
        Ok(from)
    }

    /// There is still something to do under it.
    pub(in crate::financing) fn is_live(&self, guards: &mut Guards) -> Result<(), Rejection> {
        self.allows(&LIVE, guards).map(drop)
    }

    /// Money may still come back, of an agreement that ended early as well.
    pub(in crate::financing) fn books_open(&self, guards: &mut Guards) -> Result<(), Rejection> {
        self.allows(&BOOKS, guards).map(drop)
    }

    /// What is found ineligible once the books are closed is given back all the same, and that is noted.
    pub(in crate::financing) fn books_open_again(
        &self,
        guards: &mut Guards,
    ) -> Result<(), Rejection> {
        let (state, on) = (self.agreement.state_on(guards.on)?, guards.on);
        if matches!(state, State::FinanciallyClosed | State::Completed) {
            guards.note(&Rejection::StateForbids { state, on });
            return Ok(());
        }
        self.books_open(guards)
    }

    /// The agreement is in one of these states that day.
    pub(in crate::financing) fn allows(
        &self,
        states: &[State],
        guards: &mut Guards,
    ) -> Result<State, Rejection> {
        let on = guards.on;
        let state = self.agreement.state_on(on)?;
        let allowed = states.contains(&state);
        guards.consistent(require(allowed, || Rejection::StateForbids { state, on }))?;
        Ok(state)
    }
}

fn later(from: Option<Date>, until: Date, guards: &mut Guards) -> Result<(), Rejection> {
    let Some(current) = from else { return Ok(()) };
    guards.consistent(require(until > current, || Rejection::NotLater { current }))
}
