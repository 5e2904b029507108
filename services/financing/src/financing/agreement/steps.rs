//! Each change of state, and the rules that guard it.

use jiff::civil::Date;

use super::{
    Approved, BecameEffective, Cancelled, CategoryLine, ClosingDateExtended, ClosingDateReached,
    Completed, DisbursementDeadlineReached, DisbursementOpened, Dropped, Event, FinanciallyClosed,
    Lapsed, Method, Reopened, Signed, Suspended, SuspensionLifted, Terminated, Terms, Undone,
    acts::CLOSED,
    trail::{Manner, Said},
};
use crate::financing::{
    Financing, Rejection,
    category::positive,
    condition,
    guards::{Guards, closed, reason, require},
    key::CategoryKey,
    rejection::Sum,
    standing::State,
    statement::Subject,
    transition::{Approval, Blockages, Change, Completion, Step, Validation},
};

type Made = Result<Event, Rejection>;
type Checked = Result<(), Rejection>;

impl Financing {
    /// The event that the change is, if it may be made that day.
    pub(in crate::financing) fn step(
        &self,
        change: &Change,
        validation: Validation,
        guards: &mut Guards,
    ) -> Made {
        let from = self.step_from(change, guards)?;
        let step = Step { from, to: self.step_to(change, from, guards.on), validation };
        match change {
            Change::Approve(approval) => self.approve(approval, step, guards),
            Change::Sign(terms) => self.sign(terms, step, guards),
            Change::BecomeEffective => self.become_effective(step, guards),
            Change::Lapse => self.lapse(step, guards),
            Change::OpenDisbursement => self.open_disbursement(step, guards),
            Change::Suspend { reason } => self.suspends(reason, step, guards),
            Change::LiftSuspension => {
                let (undoes, stays) = self.makes(Manner::Lift, &step, guards.on);
                Ok(Event::SuspensionLifted(SuspensionLifted { step, undoes, stays }))
            }
            Change::ReachClosingDate => self.reach_closing_date(step, guards),
            Change::ReachDisbursementDeadline => self.reach_disbursement_deadline(step, guards),
            Change::Reopen { closing_on, requested_on } => {
                let extension = self.extension(*closing_on, *requested_on, guards)?;
                Ok(Event::Reopened(Reopened { step, extension }))
            }
            Change::CloseFinancially { blockages } => {
                self.close_financially(blockages, step, guards)
            }
            Change::Complete(completion) => self.complete(completion, step, guards),
            Change::Drop { reason } => drop_it(reason, step, guards),
            Change::Cancel { reason } => self.cancel(reason, step, guards),
            Change::Terminate { reason } => self.terminate(reason, step, guards),
            // They do not say from which state to which.
            Change::ExtendEffectivenessDeadline { .. }
            | Change::ExtendClosingDate { .. }
            | Change::ExtendDisbursementDeadline { .. }
            | Change::Amend(_) => Err(Rejection::StateForbids { state: from, on: guards.on }),
        }
    }

    /// The state that the change leaves, if it is not so already.
    fn step_from(&self, change: &Change, guards: &mut Guards) -> Result<State, Rejection> {
        let (agreement, on) = (&self.agreement, guards.on);
        let latest = match change {
            // A notice that nobody here knew of comes before what days made that followed.
            Change::BecomeEffective
            | Change::Suspend { .. }
            | Change::LiftSuspension
            | Change::Reopen { .. }
            | Change::Cancel { .. }
            | Change::Terminate { .. } => agreement.latest_by(on),
            // The report and the closing of the books come in either order.
            Change::Complete(_) => {
                let closed = |(_, state): &(_, State)| *state == State::FinanciallyClosed;
                let closed = agreement.latest().filter(closed).map(|(_, state)| state);
                Some((on, closed.map_or_else(|| agreement.state_on(on), Ok)?))
            }
            Change::Approve(_)
            | Change::Sign(_)
            | Change::Lapse
            | Change::OpenDisbursement
            | Change::ReachClosingDate
            | Change::ReachDisbursementDeadline
            | Change::ExtendEffectivenessDeadline { .. }
            | Change::ExtendClosingDate { .. }
            | Change::ExtendDisbursementDeadline { .. }
            | Change::CloseFinancially { .. }
            | Change::Drop { .. }
            | Change::Amend(_) => agreement.latest(),
        };
        let (latest, state) = latest.ok_or(Rejection::NotRegistered)?;
        if on < latest {
            return Err(match state {
                State::Approved => Rejection::BeforeApproval { approved_on: latest },
                State::Signed => Rejection::BeforeSignature { signed_on: latest },
                State::Pipeline
                | State::Effective
                | State::Disbursing
                | State::Suspended
                | State::Closing
                | State::DisbursementClosed
                | State::FinanciallyClosed
                | State::Completed
                | State::Dropped
                | State::Lapsed
                | State::Cancelled
                | State::Terminated => Rejection::OutOfOrder { latest },
            });
        }
        let already = match change {
            Change::Approve(_) => agreement.approved.is_some(),
            Change::Sign(_) => agreement.signed.is_some(),
            Change::BecomeEffective => agreement.effective_on.is_some(),
            Change::Suspend { .. } => agreement.suspended_on(on),
            Change::LiftSuspension => agreement.lifted_on(on),
            Change::Complete(_) => agreement.completed_on.is_some(),
            Change::Lapse
            | Change::OpenDisbursement
            | Change::ReachClosingDate
            | Change::ReachDisbursementDeadline
            | Change::Reopen { .. }
            | Change::ExtendEffectivenessDeadline { .. }
            | Change::ExtendClosingDate { .. }
            | Change::ExtendDisbursementDeadline { .. }
            | Change::CloseFinancially { .. }
            | Change::Drop { .. }
            | Change::Cancel { .. }
            | Change::Terminate { .. }
            | Change::Amend(_) => change.to() == Some(state),
        };
        require(!already, || Rejection::AlreadyRecorded)?;
        // Nobody here knew that it was suspended: whatever state it is in, that is what is odd.
        if matches!(change, Change::LiftSuspension) && !agreement.suspended_on(on) {
            guards.consistent(Err(Rejection::NotSuspended))?;
            return Ok(state);
        }
        // Financial closure tells the state as one reason among all others.
        if !matches!(change, Change::CloseFinancially { .. }) {
            let allowed = change.from().contains(&state);
            guards.consistent(require(allowed, || Rejection::StateForbids { state, on }))?;
        }
        Ok(state)
    }

    fn step_to(&self, change: &Change, from: State, on: Date) -> State {
        let trail = self.agreement.trail_on(on);
        let led = match change {
            Change::Suspend { .. } => trail.suspended(),
            Change::LiftSuspension => trail.lifted(),
            // What is over meanwhile stays over.
            Change::Reopen { .. } => CLOSED.contains(&from).then(|| trail.reopened()),
            // A completion report stands beside the state until the books are closed.
            Change::Complete(_) if from != State::FinanciallyClosed => Some(from),
            Change::Approve(_)
            | Change::Sign(_)
            | Change::BecomeEffective
            | Change::Lapse
            | Change::OpenDisbursement
            | Change::ReachClosingDate
            | Change::ReachDisbursementDeadline
            | Change::ExtendEffectivenessDeadline { .. }
            | Change::ExtendClosingDate { .. }
            | Change::ExtendDisbursementDeadline { .. }
            | Change::CloseFinancially { .. }
            | Change::Complete(_)
            | Change::Drop { .. }
            | Change::Cancel { .. }
            | Change::Terminate { .. }
            | Change::Amend(_) => change.to(),
        };
        led.unwrap_or(from)
    }

    /// What a notice makes of what later days had made: the one that it undoes, and the one that stays.
    fn makes(&self, manner: Manner, step: &Step, on: Date) -> (Option<Undone>, Option<State>) {
        let said = Said { manner, from: step.from, to: step.to };
        let later = self.agreement.latest().is_some_and(|(day, _)| day > on);
        let undoes = self.agreement.undone(|it| it.enter(said, None, on));
        (undoes.filter(|_| later), self.agreement.stays(said, on))
    }

    /// Time would make this change on that day. What no longer applies asks for nothing.
    pub(in crate::financing) fn is_due(&self, change: &Change, on: Date) -> bool {
        let agreement = &self.agreement;
        let from = agreement.latest().filter(|(latest, _)| *latest <= on);
        from.is_some_and(|(_, state)| change.from().contains(&state))
            && match change {
                Change::Lapse => agreement.effectiveness_deadline.is_some_and(|last| on > last),
                Change::ReachClosingDate => agreement.closing_on.is_some_and(|day| on >= day),
                Change::ReachDisbursementDeadline => {
                    agreement.disbursement_deadline.is_some_and(|day| on >= day)
                }
                Change::Approve(_)
                | Change::Sign(_)
                | Change::BecomeEffective
                | Change::OpenDisbursement
                | Change::Suspend { .. }
                | Change::LiftSuspension
                | Change::Reopen { .. }
                | Change::ExtendEffectivenessDeadline { .. }
                | Change::ExtendClosingDate { .. }
                | Change::ExtendDisbursementDeadline { .. }
                | Change::CloseFinancially { .. }
                | Change::Complete(_)
                | Change::Drop { .. }
                | Change::Cancel { .. }
                | Change::Terminate { .. }
                | Change::Amend(_) => true,
            }
    }

    fn approve(&self, approval: &Approval, step: Step, guards: &mut Guards) -> Made {
        positive(approval.money)?;
        if self.agreement.registration.as_ref().is_some_and(|registered| registered.rank > 0) {
            guards.shown(self.parent_known(approval))?;
            guards.consistent(parent_disburses(approval))?;
            guards.consistent(self.parent_satisfactory(approval, guards.on))?;
        }
        Ok(Event::Approved(Approved { step, approval: approval.clone() }))
    }

    fn parent_known(&self, approval: &Approval) -> Checked {
        let registered = self.agreement.registration.as_ref();
        let parent = registered.and_then(|registered| registered.parent.clone());
        let parent = parent.ok_or(Rejection::ParentMissing)?;
        let known = approval.parent.as_ref().is_some_and(|answer| answer.standing.is_some());
        require(known, || Rejection::ParentUnknown { parent })
    }

    /// Nothing is asked of an agreement that nobody has rated.
    fn parent_satisfactory(&self, approval: &Approval, on: Date) -> Checked {
        let rated = approval.parent.as_ref().and_then(|answer| Some((answer, answer.rated?)));
        let Some((answer, rated)) = rated else { return Ok(()) };
        let long = rated.since.is_some_and(|since| self.rules.long_satisfactory(since, on));
        let (parent, months) = (answer.reference.clone(), self.rules.satisfactory_months);
        require(long, || Rejection::ParentNotSatisfactory { parent, months })
    }

    fn sign(&self, terms: &Terms, step: Step, guards: &mut Guards) -> Made {
        positive(terms.money)?;
        if let Some(approved) = self.agreement.approved {
            let expected = approved.currency;
            let units = terms.money.in_currency(expected);
            let units = units.ok_or(Rejection::CurrencyDiffers { expected })?;
            let most = Sum(approved.units.into(), expected);
            guards.consistent(require(units <= approved.units, || Rejection::ExceedsApproved {
                approved: most,
            }))?;
        }
        guards.shown(require(!terms.signatories.is_empty(), || Rejection::SignatoriesMissing))?;
        guards.shown(require(terms.closing_on.is_some(), || Rejection::ClosingDateMissing))?;
        let later = terms.closing_on.is_none_or(|closing_on| closing_on > guards.on);
        guards.consistent(require(later, || Rejection::ClosingNotAfterSigning))?;
        if let Some(deadline) = terms.effectiveness_deadline {
            let passed = || Rejection::EffectivenessDeadlinePassed { deadline };
            guards.consistent(require(deadline >= guards.on, passed))?;
        }
        guards.shown(require(!terms.categories.is_empty(), || Rejection::CategoriesMissing))?;
        let categories = if terms.categories.is_empty() {
            let (category, label) = (CategoryKey::whole(), String::new());
            vec![CategoryLine { category, label, money: terms.money }]
        } else {
            guards.consistent(categories_sum(terms))?;
            terms.categories.clone()
        };
        let terms = Terms { categories, ..terms.clone() };
        let deadline = |day| self.rules.disbursement_deadline(day, terms.grace_months);
        let disbursement_deadline = terms.closing_on.and_then(deadline);
        guards.consistent(in_order(terms.closing_on, disbursement_deadline))?;
        let opens = |day| self.rules.closure_plan_opens(day);
        let closure_plan_opens = terms.closing_on.and_then(opens);
        Ok(Event::Signed(Signed { step, terms, disbursement_deadline, closure_plan_opens }))
    }

    fn become_effective(&self, step: Step, guards: &mut Guards) -> Made {
        let (on, rules) = (guards.on, &self.rules);
        let effectiveness = |condition: &condition::Condition| {
            condition.requirement.kind == condition::Kind::Effectiveness
                && !rules.legal_opinion.contains(&condition.requirement.condition)
        };
        guards.shown(self.met(effectiveness, on))?;
        let opinion = rules.legal_opinion.iter().any(|name| self.is_accepted(name, on));
        guards.shown(require(opinion, || Rejection::LegalOpinionMissing))?;
        let needed = self.agreement.country.as_ref().is_some_and(|c| rules.ratifying.contains(c));
        let ratified = self.agreement.ratified_on.is_some_and(|day| day <= on);
        guards.shown(require(!needed || ratified, || Rejection::NotRatified))?;
        if let Some(deadline) = self.agreement.effectiveness_deadline {
            let passed = || Rejection::EffectivenessDeadlinePassed { deadline };
            guards.consistent(require(on <= deadline, passed))?;
        }
        let said = Said { manner: Manner::Enter, from: step.from, to: step.to };
        let undoes = self.agreement.undone(|it| it.enter(said, None, on));
        Ok(Event::BecameEffective(BecameEffective { step, undoes }))
    }

    fn lapse(&self, step: Step, guards: &mut Guards) -> Made {
        let deadline = self.agreement.effectiveness_deadline;
        guards.shown(require(deadline.is_some(), || Rejection::EffectivenessDeadlineUnknown))?;
        if let Some(deadline) = deadline {
            let early = || Rejection::EffectivenessDeadlineNotPassed { deadline };
            guards.consistent(require(guards.on > deadline, early))?;
        }
        Ok(Event::Lapsed(Lapsed { step, deadline }))
    }

    fn open_disbursement(&self, step: Step, guards: &mut Guards) -> Made {
        let (on, letter) = (guards.on, self.agreement.letter_on(guards.on));
        guards.shown(require(letter.is_some(), || Rejection::LetterMissing))?;
        let needed = self.rules.signatories;
        let registered = self.agreement.signatories_on(on) >= needed;
        guards.shown(require(registered, || Rejection::SignatoriesNotRegistered { needed }))?;
        let advances = letter.is_some_and(|letter| letter.methods.contains(&Method::Advance));
        let account = self.account.is_open();
        guards.shown(require(!advances || account, || Rejection::AccountNotOpen))?;
        guards.shown(self.met(|condition| condition.holds_back(None), on))?;
        Ok(Event::DisbursementOpened(DisbursementOpened { step }))
    }

    fn reach_closing_date(&self, step: Step, guards: &mut Guards) -> Made {
        let closing_on = self.agreement.closing_on;
        guards.shown(require(closing_on.is_some(), || Rejection::ClosingDateUnknown))?;
        if let Some(closing_on) = closing_on {
            let early = || Rejection::ClosingDateNotReached { closing_on };
            guards.consistent(require(guards.on >= closing_on, early))?;
        }
        let disbursement_deadline = self.agreement.disbursement_deadline;
        let reached = ClosingDateReached { step, closing_on, disbursement_deadline };
        Ok(Event::ClosingDateReached(reached))
    }

    fn reach_disbursement_deadline(&self, step: Step, guards: &mut Guards) -> Made {
        let deadline = self.agreement.disbursement_deadline;
        guards.shown(require(deadline.is_some(), || Rejection::DeadlineUnknown))?;
        if let Some(deadline) = deadline {
            let early = || Rejection::DeadlineNotReached { deadline };
            guards.consistent(require(guards.on >= deadline, early))?;
        }
        let numbers = self.withdrawals.undecided();
        let decided = numbers.is_empty();
        guards.consistent(require(decided, || Rejection::WithdrawalsUndecided { numbers }))?;
        let reached = DisbursementDeadlineReached { step, disbursement_deadline: deadline };
        Ok(Event::DisbursementDeadlineReached(reached))
    }

    fn close_financially(&self, blockages: &Blockages, step: Step, guards: &mut Guards) -> Made {
        closed(guards, self.closure_reasons(guards.on, blockages.open))?;
        self.closed_upon.map_or(Ok(()), |latest| guards.not_before(latest))?;
        Ok(Event::FinanciallyClosed(FinanciallyClosed { step, blockages: blockages.clone() }))
    }

    fn complete(&self, completion: &Completion, step: Step, guards: &mut Guards) -> Made {
        let rated = self.statements.is_rated(Subject::Outcome);
        guards.shown(require(rated, || Rejection::RatingMissing))?;
        Ok(Event::Completed(Completed { step, completion: completion.clone() }))
    }

    /// The whole amount: all that is undisbursed.
    fn cancel(&self, why: &str, step: Step, guards: &mut Guards) -> Made {
        guards.shown(reason(why))?;
        let amounts = self.undisbursed_charges();
        let (undoes, _) = self.makes(Manner::Enter, &step, guards.on);
        Ok(Event::Cancelled(Cancelled { step, reason: why.to_owned(), amounts, undoes }))
    }

    fn terminate(&self, why: &str, step: Step, guards: &mut Guards) -> Made {
        guards.shown(reason(why))?;
        let (undoes, _) = self.makes(Manner::Enter, &step, guards.on);
        Ok(Event::Terminated(Terminated { step, reason: why.to_owned(), undoes }))
    }

    fn suspends(&self, why: &str, step: Step, guards: &mut Guards) -> Made {
        guards.shown(reason(why))?;
        let (undoes, stays) = self.makes(Manner::Suspend, &step, guards.on);
        Ok(Event::Suspended(Suspended { step, reason: why.to_owned(), undoes, stays }))
    }

    /// A later closing date and what follows from it, whoever brings it about.
    pub(in crate::financing) fn extension(
        &self,
        to: Date,
        requested_on: Option<Date>,
        guards: &mut Guards,
    ) -> Result<ClosingDateExtended, Rejection> {
        self.may_move(State::Closing, guards)?;
        let from = self.agreement.last_day_on(State::Closing, guards.on);
        if let Some(current) = from {
            guards.consistent(require(to > current, || Rejection::NotLater { current }))?;
            let in_time = requested_on.unwrap_or(guards.on) <= current || guards.authorised;
            guards.consistent(require(in_time, || Rejection::RequestedAfterClosing {
                closing_on: current,
            }))?;
        }
        let grace_months = self.agreement.grace_months;
        let disbursement_deadline = self.rules.disbursement_deadline(to, grace_months);
        guards.consistent(in_order(Some(to), disbursement_deadline))?;
        let opens = self.rules.closure_plan_opens(to);
        let opens = opens.filter(|_| self.closure.opened_on.is_none());
        let extension = ClosingDateExtended {
            from,
            to,
            requested_on,
            disbursement_deadline,
            closure_plan_opens: opens,
            restructuring: None,
            undoes: None,
            validation: None,
            outlived_by: Some(self.outliving(to)),
            outdone: self
                .agreement
                .outdone(&[State::Closing, State::DisbursementClosed], guards.on),
        };
        let undoes = self.agreement.undone(|it| it.extend(&extension, guards.on));
        Ok(ClosingDateExtended { undoes, ..extension })
    }
}

fn parent_disburses(approval: &Approval) -> Checked {
    let Some(answer) = &approval.parent else { return Ok(()) };
    let Some(standing) = answer.standing else { return Ok(()) };
    let (parent, state) = (answer.reference.clone(), standing.state());
    let disburses = matches!(state, State::Disbursing | State::Closing);
    require(disburses, || Rejection::ParentNotDisbursing { parent, state })
}

/// The table of categories makes up what was signed.
fn categories_sum(terms: &Terms) -> Checked {
    let currency = terms.money.currency;
    let mut seen = std::collections::BTreeSet::new();
    for CategoryLine { category, money, .. } in &terms.categories {
        positive(*money)?;
        require(money.currency == currency, || Rejection::CurrencyDiffers { expected: currency })?;
        let category = category.clone();
        require(seen.insert(category.clone()), || Rejection::CategoryTwice { category })?;
    }
    let sum = terms.categories.iter().map(|line| line.money.units).sum();
    let (sum, expected) = (Sum(sum, currency), Sum(terms.money.units.into(), currency));
    require(sum == expected, || Rejection::PartsDoNotSum { sum, expected })
}

fn drop_it(why: &str, step: Step, guards: &mut Guards) -> Made {
    guards.shown(reason(why))?;
    Ok(Event::Dropped(Dropped { step, reason: why.to_owned() }))
}

/// Whoever knows the closing date knows the disbursement deadline date, which is not before it.
pub(super) fn in_order(closing_on: Option<Date>, deadline: Option<Date>) -> Checked {
    let Some(current) = closing_on else { return Ok(()) };
    let deadline = deadline.ok_or(Rejection::DeadlineUnknown)?;
    require(deadline >= current, || Rejection::NotLater { current })
}
