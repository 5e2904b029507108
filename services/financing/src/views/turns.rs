//! Which facts set a deadline, and which settle one.

use std::fmt::Display;

use jiff::{ToSpan as _, civil::Date};
use kernel::{Fact, Units};

use super::deadlines::Outcome;
use crate::{
    financing::{
        Event, account,
        agreement::{self, ClosingDateExtended},
        audit, closure, condition, contract, no_objection,
        report::{self, Owed},
        rules::Rules,
        statement::{self, Stage},
        tranche, withdrawal,
    },
    watch::deadline::Kind,
};

/// What an event does to one deadline.
#[derive(Clone, Copy)]
pub(super) enum Turn {
    Due(Kind, Date),
    Settled(Outcome),
    /// That day made it so, if it was the last one and nothing else had settled it.
    Reached(Date, Outcome),
}

/// Told of each: of what, of which one, and what becomes of it.
type Each<'e> = dyn FnMut(&'static str, &dyn Display, Turn) + 'e;

pub(super) fn turns(fact: &Fact<Event>, each: &mut Each<'_>) {
    match &fact.event {
        Event::Agreement(event) => of_agreement(event, fact.effective_on(), each),
        Event::Condition(event) => of_condition(event, each),
        Event::Closure(event) => of_closure(event, each),
        Event::Tranche(event) => {
            let (tranche, turn) = match event {
                tranche::Event::Defined(it) => (&it.tranche, due(Kind::TrancheDue, it.due_on)),
                tranche::Event::Released(it) => (&it.tranche, Some(MET)),
                tranche::Event::Closed(it) => (&it.tranche, Some(LIFTED)),
                tranche::Event::Cancelled(it) => (&it.tranche, Some(LIFTED)),
                tranche::Event::PlanRefreshed(_) => return,
            };
            tell(each, "tranche", tranche, turn);
        }
        Event::Contract(event) => {
            let ends = |on| due(Kind::ContractEndAfterClosing, on);
            let (contract, turn) = match event {
                // When it ends; that this is too late is known with the closing date.
                contract::Event::Signed(it) => (&it.deal.contract, ends(it.deal.ends_on)),
                contract::Event::Amended(it) => (&it.contract, ends(it.ends_on)),
                contract::Event::Closed(it) => (&it.contract, Some(MET)),
                contract::Event::Paid(_) => return,
            };
            tell(each, "contract", contract, turn);
        }
        Event::NoObjection(event) => {
            let (reference, turn) = match event {
                no_objection::Event::Requested(it) => {
                    it.submits().iter().for_each(|year| each("workplan", year, MET));
                    (&it.reference, due(Kind::NoObjectionUnanswered, it.answer_by))
                }
                no_objection::Event::Answered(it) => (&it.reference, Some(MET)),
            };
            tell(each, "no-objection", reference, turn);
        }
        Event::Withdrawal(event) => match event {
            withdrawal::Event::Paid(paid) => {
                let turn = due(Kind::AccountDocumentation, paid.document_by);
                tell(each, "advance", &paid.number, turn);
            }
            withdrawal::Event::Prepared(_)
            | withdrawal::Event::Submitted(_)
            | withdrawal::Event::ReviewBegun(_)
            | withdrawal::Event::Returned(_)
            | withdrawal::Event::Approved(_)
            | withdrawal::Event::Rejected(_)
            | withdrawal::Event::Reconciled(_)
            | withdrawal::Event::Abandoned(_) => (),
        },
        Event::Account(event) => match event {
            account::Event::AdvanceDocumented(documented) => {
                documented.cleared.iter().for_each(|number| each("advance", number, MET));
            }
            account::Event::Refunded(refund) => {
                refund.cleared.iter().for_each(|number| each("advance", number, MET));
            }
            account::Event::Opened(_)
            | account::Event::PaymentRecorded(_)
            | account::Event::StatementRecorded(_)
            | account::Event::IneligibleDeclared(_)
            | account::Event::Settled(_) => (),
        },
        Event::Audit(event) => match event {
            audit::Event::ReportRecorded(report) => {
                report.years().iter().for_each(|year| each("audit", year, MET));
            }
            audit::Event::FindingRecorded(_) | audit::Event::FindingResolved(_) => (),
        },
        Event::Statement(event) => match event {
            statement::Event::CounterpartRecorded(it) => {
                let turn = match (it.lapses_on, it.stage) {
                    (Some(on), _) => Turn::Due(Kind::CounterpartLapses, on),
                    (None, Stage::Paid) => MET,
                    // All of it was paid in time, as was heard of later.
                    (None, Stage::Lapsed) if it.money.units == Units::ZERO => MET,
                    (None, Stage::Lapsed) => Turn::Settled(Outcome::Missed),
                    (None, Stage::Budgeted | Stage::Notified | Stage::Ordered) => return,
                };
                each("counterpart", &it.exercise, turn);
            }
            statement::Event::RatingRecorded(_)
            | statement::Event::FinancierStatementRecorded(_) => (),
        },
        Event::Report(event) => of_report(event, each),
        Event::Transition(_)
        | Event::Category(_)
        | Event::Restructuring(_)
        | Event::Correction(_) => (),
    }
}

fn tell(each: &mut Each<'_>, entity: &'static str, which: &dyn Display, turn: Option<Turn>) {
    if let Some(turn) = turn {
        each(entity, which, turn);
    }
}

const MET: Turn = Turn::Settled(Outcome::Met);
const LIFTED: Turn = Turn::Settled(Outcome::Lifted);

fn due(kind: Kind, on: Option<Date>) -> Option<Turn> {
    on.map(|on| Turn::Due(kind, on))
}

/// What an agreement has only one of.
fn one(kind: Kind, turn: Turn, each: &mut Each<'_>) {
    each("agreement", &kind, turn);
}

fn one_due(kind: Kind, on: Option<Date>, each: &mut Each<'_>) {
    tell(each, "agreement", &kind, due(kind, on));
}

fn of_agreement(event: &agreement::Event, on: Date, each: &mut Each<'_>) {
    match event {
        agreement::Event::Signed(signed) => {
            one_due(Kind::Effectiveness, signed.terms.effectiveness_deadline, each);
            one_due(Kind::Closing, signed.terms.closing_on, each);
            one_due(Kind::DisbursementDeadline, signed.disbursement_deadline, each);
            one_due(Kind::ClosurePlanOpens, signed.closure_plan_opens, each);
            audits(on.year(), signed.terms.closing_on, each);
        }
        agreement::Event::EffectivenessDeadlineExtended(extended) => {
            one_due(Kind::Effectiveness, Some(extended.until), each);
        }
        agreement::Event::BecameEffective(_) => one(Kind::Effectiveness, MET, each),
        agreement::Event::Lapsed(_) => {
            one(Kind::Effectiveness, Turn::Reached(on, Outcome::Missed), each);
        }
        agreement::Event::ClosingDateExtended(extension) => extended(extension, on, each),
        agreement::Event::Reopened(reopened) => extended(&reopened.extension, on, each),
        agreement::Event::ClosingDateReached(_) => {
            one(Kind::Closing, Turn::Reached(on, Outcome::Reached), each);
        }
        agreement::Event::DisbursementDeadlineExtended(extended) => {
            one_due(Kind::DisbursementDeadline, Some(extended.until), each);
        }
        agreement::Event::DisbursementDeadlineReached(_) => {
            one(Kind::DisbursementDeadline, Turn::Reached(on, Outcome::Reached), each);
        }
        // An agreement that ends lifts whatever is still open: that is said by its state.
        agreement::Event::Registered(_)
        | agreement::Event::Approved(_)
        | agreement::Event::Ratified(_)
        | agreement::Event::DisbursementLetterRecorded(_)
        | agreement::Event::SignatoryRegistered(_)
        | agreement::Event::SignatoryRevoked(_)
        | agreement::Event::DisbursementOpened(_)
        | agreement::Event::Suspended(_)
        | agreement::Event::SuspensionLifted(_)
        | agreement::Event::CategorySuspended(_)
        | agreement::Event::CategorySuspensionLifted(_)
        | agreement::Event::FinancierAccountClosed(_)
        | agreement::Event::FinanciallyClosed(_)
        | agreement::Event::Completed(_)
        | agreement::Event::Dropped(_)
        | agreement::Event::Cancelled(_)
        | agreement::Event::Terminated(_) => (),
    }
}

fn extended(extension: &ClosingDateExtended, on: Date, each: &mut Each<'_>) {
    one_due(Kind::Closing, Some(extension.to), each);
    one_due(Kind::DisbursementDeadline, extension.disbursement_deadline, each);
    one_due(Kind::ClosurePlanOpens, extension.closure_plan_opens, each);
    audits(extension.first_year(on), Some(extension.to), each);
}

/// Longer than any agreement has lasted: what is recorded is read, and takes its time only so long.
const YEARS: usize = 100;

/// Each budget year that begins while money may move has its audit, due some months after its end.
fn audits(first: i16, closing_on: Option<Date>, each: &mut Each<'_>) {
    let months = i64::from(Rules::default().audit_months);
    let years = closing_on.map(|closing_on| first..=closing_on.year());
    for year in years.into_iter().flatten().take(YEARS) {
        let end = Date::new(year, 12, 31).and_then(|end| end.checked_add(months.months()));
        tell(each, "audit", &year, due(Kind::AuditDue, end.ok()));
    }
}

fn of_condition(event: &condition::Event, each: &mut Each<'_>) {
    let (condition, turn) = match event {
        condition::Event::Added(requirement) => {
            let kind = match requirement.kind {
                condition::Kind::Covenant => Kind::Covenant,
                condition::Kind::Effectiveness | condition::Kind::Disbursement => {
                    Kind::ConditionDue
                }
            };
            (&requirement.condition, due(kind, requirement.due_on))
        }
        condition::Event::Accepted(accepted) => (&accepted.condition, Some(MET)),
        condition::Event::Waived(waived) => (&waived.condition, Some(LIFTED)),
        condition::Event::Breached(breached) => {
            (&breached.condition, Some(Turn::Settled(Outcome::Missed)))
        }
        condition::Event::EvidenceRejected(rejected) => {
            (&rejected.condition, Some(Turn::Settled(Outcome::Open)))
        }
        condition::Event::EvidenceSubmitted(_) => return,
    };
    tell(each, "condition", condition, turn);
}

fn of_closure(event: &closure::Event, each: &mut Each<'_>) {
    let mut task = |task: &closure::Task| {
        let turn = due(Kind::ClosureTaskDue, task.due_on);
        tell(each, "task", &task.task, turn);
    };
    match event {
        closure::Event::PlanOpened(opened) => {
            opened.tasks.iter().for_each(task);
            one(Kind::ClosurePlanOpens, MET, each);
        }
        closure::Event::TaskAdded(added) => task(&added.task),
        closure::Event::TaskCompleted(completed) => each("task", &completed.task, MET),
        closure::Event::TaskHeld(_)
        | closure::Event::ActivitiesCompleted(_)
        | closure::Event::StatusPresented(_) => (),
    }
}

fn of_report(event: &report::Event, each: &mut Each<'_>) {
    let mut turn = |owed: &Owed, turn| match owed {
        Owed::Report(ends_on) => each("report", ends_on, turn),
        Owed::Workplan(exercise) => each("workplan", exercise, turn),
    };
    match event {
        report::Event::Scheduled(it) => {
            it.lifted.iter().for_each(|owed| turn(owed, LIFTED));
            let due = it.due.iter();
            due.for_each(|it| turn(&it.owed, Turn::Due(it.owed.into(), it.due_on)));
        }
        report::Event::Submitted(it) => turn(&Owed::Report(it.period_ends_on), MET),
        report::Event::TermsRecorded(_) => (),
    }
}
