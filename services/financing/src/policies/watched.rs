//! What each fact of an agreement means for what is watched of it.

use std::iter::{self, repeat_n};

use jiff::civil::Date;
use kernel::{
    Fact, Id,
    correction::{self, EntryVoided, FactCorrected},
};
use serde::Deserialize as _;
use serde_json::Value;

use super::TIMES;
use crate::{
    financing::{
        self, Financing, account,
        agreement::{self, ClosingDateExtended, Reopened, Signed, Undone},
        audit, closure,
        closure::Task,
        condition::{self, Kind as Of},
        contract, no_objection, report,
        rules::Rules,
        standing::State,
        statement::{self, Stage},
        tranche,
        withdrawal::{self, Paid},
    },
    watch::{What, deadline::Kind},
};

/// Longer than any agreement lives: somebody's keyboard slipped.
pub(super) const MOST_YEARS: usize = 100;

/// Every fact of an entity that has deadlines is named, so that a new one asks for an opinion.
pub(super) fn commands(of: Id<Financing>, fact: &Fact<financing::Event>) -> Vec<What> {
    match &fact.event {
        financing::Event::Agreement(event) => of_agreement(of, event, fact.effective_on()),
        financing::Event::Condition(event) => of_condition(of, event),
        financing::Event::Tranche(event) => of_tranche(of, event),
        financing::Event::Withdrawal(event) => of_withdrawal(of, event),
        financing::Event::Account(event) => of_account(of, event),
        financing::Event::Contract(event) => of_contract(of, event),
        financing::Event::NoObjection(event) => of_no_objection(of, event),
        financing::Event::Closure(event) => of_closure(of, event),
        financing::Event::Audit(event) => of_audit(of, event),
        financing::Event::Statement(event) => of_statement(of, event),
        financing::Event::Report(event) => of_report(of, event),
        financing::Event::Transition(_)
        | financing::Event::Category(_)
        | financing::Event::Restructuring(_) => Vec::new(),
        financing::Event::Correction(event) => of_correction(of, event),
    }
}

fn track(financing: Id<Financing>, kind: Kind, subject: &str, on: Option<Date>) -> Vec<What> {
    let track = |on| What::Track { financing, kind, subject: subject.to_owned(), on };
    on.map(track).into_iter().collect()
}

fn untrack(financing: Id<Financing>, kind: Kind, subject: &str) -> Vec<What> {
    vec![What::Untrack { financing, kind, subject: subject.to_owned() }]
}

/// Deadlines of an agreement have no end that is known here.
fn forget(financing: Id<Financing>, kind: Option<Kind>) -> Vec<What> {
    vec![What::Forget { financing, kind }; TIMES]
}

/// What a day had ended, before anybody here knew of a notice of an earlier day.
fn recall(financing: Id<Financing>, undone: Option<&Undone>) -> Vec<What> {
    let recall = |undone: &Undone| What::Recall { financing, target: undone.event };
    undone.map_or_else(Vec::new, |undone| vec![recall(undone); TIMES])
}

/// A deadline that was reached too early to change anything.
fn look(financing: Id<Financing>, kind: Kind) -> Vec<What> {
    vec![What::Look { financing, kind }]
}

fn of_agreement(of: Id<Financing>, event: &agreement::Event, on: Date) -> Vec<What> {
    use agreement::Event as E;
    match event {
        E::Registered(it) => {
            vec![What::Name { financing: of, reference: it.reference.clone() }]
        }
        E::Signed(Signed { terms, disbursement_deadline, closure_plan_opens, .. }) => [
            track(of, Kind::Effectiveness, "", terms.effectiveness_deadline),
            track(of, Kind::Closing, "", terms.closing_on),
            track(of, Kind::DisbursementDeadline, "", *disbursement_deadline),
            track(of, Kind::ClosurePlanOpens, "", *closure_plan_opens),
            audits(of, on.year(), terms.closing_on),
        ]
        .concat(),
        E::EffectivenessDeadlineExtended(it) => {
            let again = recall(of, it.undoes.as_ref());
            let until = Some(it.until).filter(|_| it.outdone.is_empty());
            [again, track(of, Kind::Effectiveness, "", until)].concat()
        }
        E::BecameEffective(it) => [
            recall(of, it.undoes.as_ref()),
            untrack(of, Kind::Effectiveness, ""),
            look(of, Kind::Closing),
        ]
        .concat(),
        E::SuspensionLifted(it) => {
            [recall(of, it.undoes.as_ref()), look(of, Kind::Closing)].concat()
        }
        E::Suspended(it) => recall(of, it.undoes.as_ref()),
        E::DisbursementOpened(_) => look(of, Kind::Closing),
        E::ClosingDateReached(_) => look(of, Kind::DisbursementDeadline),
        E::ClosingDateExtended(extension) | E::Reopened(Reopened { extension, .. }) => {
            extended(of, extension, on)
        }
        E::DisbursementDeadlineExtended(it) => {
            let until = Some(it.until).filter(|_| it.outdone.is_empty());
            track(of, Kind::DisbursementDeadline, "", until)
        }
        // A completion report may come before the books are closed.
        E::Completed(it) if it.step.to != State::Completed => Vec::new(),
        E::Lapsed(_)
        | E::FinanciallyClosed(_)
        | E::Completed(_)
        | E::Dropped(_)
        | E::Cancelled(_)
        | E::Terminated(_) => forget(of, None),
        E::Approved(_)
        | E::Ratified(_)
        | E::DisbursementLetterRecorded(_)
        | E::SignatoryRegistered(_)
        | E::SignatoryRevoked(_)
        | E::CategorySuspended(_)
        | E::CategorySuspensionLifted(_)
        | E::DisbursementDeadlineReached(_)
        | E::FinancierAccountClosed(_) => Vec::new(),
    }
}

/// What a later notice had moved already is watched as that one says.
fn extended(of: Id<Financing>, extension: &ClosingDateExtended, on: Date) -> Vec<What> {
    let outdone = |made| extension.outdone.contains(&made);
    let deadline = extension.disbursement_deadline.filter(|_| !outdone(State::DisbursementClosed));
    let deadline = track(of, Kind::DisbursementDeadline, "", deadline);
    if outdone(State::Closing) {
        return deadline;
    }
    [
        track(of, Kind::Closing, "", Some(extension.to)),
        deadline,
        track(of, Kind::ClosurePlanOpens, "", extension.closure_plan_opens),
        audits(of, extension.first_year(on), Some(extension.to)),
        outlived(of, extension),
    ]
    .concat()
}

/// Contracts that end in time for the later date do so from now on.
fn outlived(financing: Id<Financing>, extension: &ClosingDateExtended) -> Vec<What> {
    let Some(contracts) = &extension.outlived_by else { return Vec::new() };
    let (kind, on) = (Kind::ContractEndAfterClosing, extension.to);
    let subjects = contracts.iter().map(ToString::to_string).collect();
    vec![What::Only { financing, kind, subjects, on }; TIMES]
}

/// Each budget year that begins while money may move has its audit, due some months after its end.
pub(super) fn audits(of: Id<Financing>, first: i16, closing_on: Option<Date>) -> Vec<What> {
    let Some(closing_on) = closing_on else { return Vec::new() };
    let (rules, years) = (Rules::default(), first..=closing_on.year());
    let audit = |year: i16| track(of, Kind::AuditDue, &year.to_string(), rules.audit_due(year));
    years.take(MOST_YEARS).flat_map(audit).collect()
}

fn of_condition(of: Id<Financing>, event: &condition::Event) -> Vec<What> {
    use condition::Event as E;
    match event {
        E::Added(it) => {
            let kind = match it.kind {
                Of::Covenant => Kind::Covenant,
                Of::Effectiveness | Of::Disbursement => Kind::ConditionDue,
            };
            track(of, kind, it.condition.as_str(), it.due_on)
        }
        E::Accepted(condition::Accepted { condition })
        | E::Waived(condition::Waived { condition, .. }) => [
            untrack(of, Kind::Covenant, condition.as_str()),
            untrack(of, Kind::ConditionDue, condition.as_str()),
        ]
        .concat(),
        E::EvidenceSubmitted(_) | E::EvidenceRejected(_) | E::Breached(_) => Vec::new(),
    }
}

fn of_tranche(of: Id<Financing>, event: &tranche::Event) -> Vec<What> {
    use tranche::Event as E;
    match event {
        E::Defined(it) => track(of, Kind::TrancheDue, it.tranche.as_str(), it.due_on),
        E::Released(tranche::Released { tranche, .. })
        | E::Closed(tranche::Closed { tranche })
        | E::Cancelled(tranche::Cancelled { tranche, .. }) => {
            untrack(of, Kind::TrancheDue, tranche.as_str())
        }
        E::PlanRefreshed(_) => Vec::new(),
    }
}

fn of_withdrawal(of: Id<Financing>, event: &withdrawal::Event) -> Vec<What> {
    use withdrawal::Event as E;
    match event {
        E::Paid(Paid { number, document_by, .. }) => {
            let document = track(of, Kind::AccountDocumentation, &number.to_string(), *document_by);
            [document, look(of, Kind::DisbursementDeadline)].concat()
        }
        // Disbursement does not end while one is undecided.
        E::Approved(_) | E::Rejected(_) | E::Abandoned(_) => look(of, Kind::DisbursementDeadline),
        E::Prepared(_)
        | E::Submitted(_)
        | E::ReviewBegun(_)
        | E::Returned(_)
        | E::Reconciled(_) => Vec::new(),
    }
}

fn of_account(of: Id<Financing>, event: &account::Event) -> Vec<What> {
    use account::Event as E;
    match event {
        E::AdvanceDocumented(it) => documented(of, &it.cleared),
        E::Refunded(it) => documented(of, &it.cleared),
        E::Settled(_) => forget(of, Some(Kind::AccountDocumentation)),
        E::Opened(_)
        | E::PaymentRecorded(_)
        | E::StatementRecorded(_)
        | E::IneligibleDeclared(_) => Vec::new(),
    }
}

/// Nothing is left to document of those advances, which are called by their applications.
fn documented(of: Id<Financing>, cleared: &[u32]) -> Vec<What> {
    let cleared = cleared.iter().map(u32::to_string);
    cleared.flat_map(|number| untrack(of, Kind::AccountDocumentation, &number)).collect()
}

fn of_contract(of: Id<Financing>, event: &contract::Event) -> Vec<What> {
    use contract::Event as E;
    let kind = Kind::ContractEndAfterClosing;
    match event {
        E::Signed(it) => track(of, kind, it.deal.contract.as_str(), it.outlives),
        E::Amended(it) if it.outlives.is_some() => {
            track(of, kind, it.contract.as_str(), it.outlives)
        }
        E::Amended(contract::Amended { contract, .. })
        | E::Closed(contract::Closed { contract }) => untrack(of, kind, contract.as_str()),
        E::Paid(_) => Vec::new(),
    }
}

fn of_no_objection(of: Id<Financing>, event: &no_objection::Event) -> Vec<What> {
    use no_objection::Event as E;
    let kind = Kind::NoObjectionUnanswered;
    match event {
        E::Requested(it) => {
            let asked = track(of, kind, it.reference.as_str(), it.answer_by);
            let submitted =
                it.submits().map(|year| untrack(of, Kind::WorkplanDue, &year.to_string()));
            [asked, submitted.unwrap_or_default()].concat()
        }
        E::Answered(it) => untrack(of, kind, it.reference.as_str()),
    }
}

fn of_closure(of: Id<Financing>, event: &closure::Event) -> Vec<What> {
    use closure::Event as E;
    let due = |it: &Task| track(of, Kind::ClosureTaskDue, it.task.as_str(), it.due_on);
    match event {
        E::PlanOpened(it) => {
            let opened = untrack(of, Kind::ClosurePlanOpens, "");
            opened.into_iter().chain(it.tasks.iter().flat_map(due)).collect()
        }
        E::TaskAdded(it) => due(&it.task),
        E::TaskCompleted(it) => untrack(of, Kind::ClosureTaskDue, it.task.as_str()),
        E::TaskHeld(_) | E::ActivitiesCompleted(_) | E::StatusPresented(_) => Vec::new(),
    }
}

fn of_audit(of: Id<Financing>, event: &audit::Event) -> Vec<What> {
    use audit::Event as E;
    match event {
        E::ReportRecorded(it) => {
            it.years().iter().flat_map(|year| untrack(of, Kind::AuditDue, year)).collect()
        }
        E::FindingRecorded(_) | E::FindingResolved(_) => Vec::new(),
    }
}

/// The State's money is there until its budget year ends, or until all of it is paid.
fn of_statement(of: Id<Financing>, event: &statement::Event) -> Vec<What> {
    use statement::Event as E;
    match event {
        E::CounterpartRecorded(it) => {
            let (kind, exercise) = (Kind::CounterpartLapses, it.exercise.as_str());
            let ends = it.lapses_on.is_none() && it.stage >= Stage::Paid;
            let ended = ends.then(|| untrack(of, kind, exercise));
            ended.unwrap_or_else(|| track(of, kind, exercise, it.lapses_on))
        }
        E::RatingRecorded(_) | E::FinancierStatementRecorded(_) => Vec::new(),
    }
}

fn of_report(of: Id<Financing>, event: &report::Event) -> Vec<What> {
    use report::Event as E;
    match event {
        E::Scheduled(it) => {
            let gone = it.lifted.iter().chain(&it.come_in);
            let gone = gone.flat_map(|it| untrack(of, (*it).into(), &it.to_string()));
            let due = it.due.iter();
            let due =
                due.flat_map(|it| track(of, it.owed.into(), &it.owed.to_string(), Some(it.due_on)));
            gone.chain(due).collect()
        }
        E::Submitted(it) => untrack(of, Kind::ReportDue, &it.period_ends_on.to_string()),
        E::TermsRecorded(_) => Vec::new(),
    }
}

/// Where facts say a day that is watched, and as which kind.
///
/// What the watch reckoned itself stays: the tasks of a plan that is opened, which a correction names
/// by their place alone.
pub(super) const DAYS: &[(&str, &str, Kind)] = &[
    ("financing.agreement.signed.v1", "/terms/effectiveness_deadline", Kind::Effectiveness),
    ("financing.agreement.signed.v1", "/terms/closing_on", Kind::Closing),
    ("financing.agreement.signed.v1", "/disbursement_deadline", Kind::DisbursementDeadline),
    ("financing.agreement.signed.v1", "/closure_plan_opens", Kind::ClosurePlanOpens),
    ("financing.agreement.effectiveness-deadline-extended.v1", "/until", Kind::Effectiveness),
    ("financing.agreement.closing-date-extended.v1", "/to", Kind::Closing),
    (
        "financing.agreement.closing-date-extended.v1",
        "/disbursement_deadline",
        Kind::DisbursementDeadline,
    ),
    ("financing.agreement.closing-date-extended.v1", "/closure_plan_opens", Kind::ClosurePlanOpens),
    ("financing.agreement.reopened.v1", "/extension/to", Kind::Closing),
    (
        "financing.agreement.reopened.v1",
        "/extension/disbursement_deadline",
        Kind::DisbursementDeadline,
    ),
    ("financing.agreement.reopened.v1", "/extension/closure_plan_opens", Kind::ClosurePlanOpens),
    ("financing.agreement.disbursement-deadline-extended.v1", "/until", Kind::DisbursementDeadline),
    ("financing.condition.added.v1", "/due_on", Kind::Covenant),
    ("financing.condition.added.v1", "/due_on", Kind::ConditionDue),
    ("financing.tranche.defined.v1", "/due_on", Kind::TrancheDue),
    ("financing.withdrawal.paid.v1", "/document_by", Kind::AccountDocumentation),
    ("financing.contract.signed.v1", "/outlives", Kind::ContractEndAfterClosing),
    ("financing.contract.amended.v1", "/outlives", Kind::ContractEndAfterClosing),
    ("financing.no-objection.requested.v1", "/answer_by", Kind::NoObjectionUnanswered),
    ("financing.closure.task-added.v1", "/task/due_on", Kind::ClosureTaskDue),
];

fn of_correction(of: Id<Financing>, event: &correction::Event) -> Vec<What> {
    use correction::Event as E;
    let moved = match event {
        E::FactCorrected(corrected) => corrections(of, corrected),
        E::EntryVoided(EntryVoided { target, .. }) => {
            let void = What::Void { financing: of, target: *target };
            let recall = What::Recall { financing: of, target: *target };
            iter::once(void).chain(repeat_n(recall, TIMES)).collect()
        }
        E::AnomalyNoted(_) | E::AnomalyExplained(_) => return Vec::new(),
    };
    // Whatever had stood in the way of a day that was reached may never have been.
    [moved, look(of, Kind::Closing), look(of, Kind::DisbursementDeadline)].concat()
}

/// A day is corrected by itself, or with all that stands around it.
fn corrections(financing: Id<Financing>, corrected: &FactCorrected) -> Vec<What> {
    let FactCorrected { target, name, field, from, to, .. } = corrected;
    let said = DAYS.iter().filter(|(of, ..)| of == name);
    let correct = |(_, place, kind): &(_, &str, _)| {
        let inner = place.strip_prefix(field.as_str())?;
        let day = |value: &Value| {
            let day = value.pointer(inner)?;
            Option::<Date>::deserialize(day).ok()
        };
        let (target, kind, from, to) = (*target, *kind, day(from)?, day(to)?);
        (from != to).then_some(What::Correct { financing, target, kind, from, to })
    };
    said.filter_map(correct).collect()
}
