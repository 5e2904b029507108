//! Submitting an application: the act of ours that most rules guard.

use std::collections::BTreeSet;

use kernel::{Currency, Id, Person, Rejection as _, Total};

use super::{Application, Event, Status, Submitted, Warning};
use crate::financing::{
    Financing, Outcome, Rejection,
    agreement::Method,
    category::{Pending, exceeded, units},
    guards::{Guards, require},
    rejection::Sum,
    standing::State,
};

type Checked = Result<(), Rejection>;

impl Financing {
    pub(in crate::financing) fn submit_withdrawal(
        &self,
        number: u32,
        signatories: &[Id<Person>],
        comment: Option<&String>,
        mut guards: Guards,
    ) -> Outcome {
        let currency = self.signed(&mut guards)?;
        let from = [Status::Draft, Status::Returned];
        let withdrawal = self.moves(number, &from, Status::Submitted, &mut guards)?;
        let application = &withdrawal.application;
        let money = application.money().ok_or(Rejection::LinesMissing)?;

        guards.consistent(self.withdrawals_open(application, &guards))?;
        self.in_time(application, &mut guards)?;
        if withdrawal.status == Status::Returned {
            let said = comment.is_some_and(|comment| !comment.trim().is_empty());
            guards.shown(require(said, || Rejection::CommentMissing))?;
        }
        let signatories: BTreeSet<_> = signatories.iter().copied().collect();
        guards.shown(self.signed_by(&signatories, &guards))?;
        self.letter_allows(application, &mut guards)?;
        self.conditions_of(application, &mut guards)?;
        let resubmitted = withdrawal.status == Status::Returned;
        if application.method == Method::Advance {
            // A returned application is among those pending: it does not stand in its own way.
            let own = if resubmitted { money.units.into() } else { Total::ZERO };
            let pending = self.withdrawals.pending_advances(money.currency) - own;
            self.account.takes(money, pending, &mut guards)?;
        }
        let warnings = if money.currency == currency {
            self.fits(application, currency, resubmitted, &mut guards)?;
            Vec::new()
        } else {
            self.warnings(application, currency, &mut guards)
        };
        let (method, comment) = (application.method, comment.cloned());
        let submitted = Submitted { number, method, money, signatories, comment, warnings };
        Ok(guards.decided([Event::Submitted(submitted)]))
    }

    /// Money may be asked for that day: a suspension stops all but special commitments.
    fn withdrawals_open(&self, application: &Application, guards: &Guards) -> Checked {
        let on = guards.on;
        let state = self.agreement.state_on(on)?;
        let special = application.method == Method::SpecialCommitment;
        match state {
            State::Disbursing | State::Closing => (),
            State::Suspended if special && self.agreement.opened_on.is_some() => (),
            State::Suspended if !special => return Err(Rejection::WithdrawalsSuspended),
            State::Pipeline
            | State::Approved
            | State::Signed
            | State::Effective
            | State::Suspended
            | State::DisbursementClosed
            | State::FinanciallyClosed
            | State::Completed
            | State::Dropped
            | State::Lapsed
            | State::Cancelled
            | State::Terminated => return Err(Rejection::StateForbids { state, on }),
        }
        if special {
            return Ok(());
        }
        require(!self.agreement.suspended_on(on), || Rejection::WithdrawalsSuspended)?;
        application.by_category().into_keys().try_for_each(|category| {
            let suspended = self.agreement.category_suspended_on(category, on);
            require(!suspended, || Rejection::CategorySuspended { category: category.clone() })
        })
    }

    /// Incurred by the closing date, which an application shows from that date on; and received by the
    /// disbursement deadline date.
    fn in_time(&self, application: &Application, guards: &mut Guards) -> Checked {
        if let Some(deadline) = self.agreement.disbursement_deadline {
            let late = || Rejection::ReceivedAfterDeadline { deadline };
            guards.consistent(require(guards.on <= deadline, late))?;
        }
        let Some(closing_on) = self.agreement.closing_on else { return Ok(()) };
        let closed = closing_on <= guards.on;
        application.lines.iter().try_for_each(|line| {
            let dated = line.incurred_on.is_some() || !closed;
            let in_time = line.incurred_on.is_none_or(|day| day <= closing_on);
            let line = || line.reference.clone();
            guards.shown(require(dated, || Rejection::IncurredDateMissing { line: line() }))?;
            let late = || Rejection::IncurredAfterClosing { line: line(), closing_on };
            guards.consistent(require(in_time, late))
        })
    }

    fn signed_by(&self, signatories: &BTreeSet<Id<Person>>, guards: &Guards) -> Checked {
        let needed = self.rules.signatories;
        require(signatories.len() >= needed, || Rejection::SignaturesMissing { needed })?;
        signatories.iter().try_for_each(|&person| {
            let registered = self.agreement.is_signatory_on(person, guards.on);
            require(registered, || Rejection::SignatoryNotRegistered { person })
        })
    }

    fn letter_allows(&self, application: &Application, guards: &mut Guards) -> Checked {
        let Some(letter) = self.agreement.letter_on(guards.on) else {
            return guards.shown(Err(Rejection::LetterMissing));
        };
        let method = application.method;
        let allowed = letter.methods.contains(&method);
        guards.consistent(require(allowed, || Rejection::MethodNotAllowed { method }))?;
        // The minimum binds in its own currency: nothing is converted for a rule.
        let minimum = letter.minimum.filter(|_| !application.last);
        let (Some(minimum), Some(money)) = (minimum, application.money()) else {
            return Ok(());
        };
        let least = Sum(minimum.units.into(), minimum.currency);
        let below = Rejection::BelowMinimum { minimum: least };
        let Some(units) = money.in_currency(minimum.currency) else {
            guards.unverified(below.code());
            return Ok(());
        };
        guards.consistent(require(units >= minimum.units, || below))
    }

    /// Nothing holds back its categories, nor its tranche.
    fn conditions_of(&self, application: &Application, guards: &mut Guards) -> Checked {
        let on = guards.on;
        for category in application.by_category().into_keys() {
            guards.shown(self.met(|condition| condition.holds_back(Some(category)), on))?;
        }
        let Some(name) = &application.tranche else { return Ok(()) };
        let released = self.tranche(name)?.is_released_on(on);
        let tranche = || name.clone();
        guards
            .consistent(require(released, || Rejection::TrancheNotReleased { tranche: tranche() }))
    }

    /// In the commitment currency: no category is asked for more than remains of it, as far as that can
    /// be told.
    fn fits(
        &self,
        application: &Application,
        currency: Currency,
        again: bool,
        guards: &mut Guards,
    ) -> Checked {
        application.by_category().into_iter().try_for_each(|(category, asked)| {
            let own = if again { asked } else { Total::ZERO };
            let remaining = self.remaining(category) + own;
            let exceeded = exceeded(category, Sum(remaining, currency));
            if self.ask_otherwise(category, Pending::All) {
                guards.unverified(exceeded.code());
            }
            guards.consistent(require(asked <= remaining, || exceeded))
        })
    }

    /// In another currency the indicative rate warns, and nothing is refused for it. Without one nobody
    /// could look.
    fn warnings(
        &self,
        application: &Application,
        currency: Currency,
        guards: &mut Guards,
    ) -> Vec<Warning> {
        let Some(money) = application.money() else { return Vec::new() };
        let estimate = |asked| {
            let (rate, asked) = (application.indicative_rate.as_ref()?, units(asked)?);
            Some(rate.estimate(asked.of(money.currency), currency)?.of(currency))
        };
        let mut warnings = Vec::new();
        for (category, asked) in application.by_category() {
            let remaining = self.remaining(category);
            let Some(estimated) = estimate(asked) else {
                guards.unverified(exceeded(category, Sum(remaining, currency)).code());
                continue;
            };
            if Total::from(estimated.units) > remaining {
                warnings.push(Warning { category: category.clone(), estimated, remaining });
            }
        }
        warnings
    }
}
