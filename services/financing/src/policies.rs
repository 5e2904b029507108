//! What follows from days that pass and from facts, without anybody asking.
//!
//! The watch keeps deadlines and financings keep promises; three of these carry what one of them says
//! to the other, and one what plans ask of financings. What a person says late is heard late: a financing that was not yet where a
//! deadline would have moved it is asked again once it is.

mod plans;
#[cfg(test)]
mod tests;

use std::iter::{self, repeat_n, repeat_with};

use jiff::civil::Date;
use kernel::{
    Ask, Basis, Calendar, Fact, Id, Policy, Stored as _, calendar,
    correction::{self, EntryVoided, FactCorrected},
};
use serde::Deserialize as _;
use serde_json::Value;

pub(crate) use self::plans::PlansAreHeard;
use crate::{
    financing::{
        self, Command as Do, Financing, account,
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
    watch::{
        self, Command, Watch, What,
        deadline::{Kind, Reached},
    },
};

/// Longer than any agreement lives: somebody's keyboard slipped.
const MOST_YEARS: usize = 100;

/// How often what may have no end is asked: the watch answers a part of it each time, and nothing
/// once all is said. What is left after that waits for the next day.
const TIMES: usize = 8;

const COUNTERPART: &str = "financing.statement.counterpart-recorded.v1";

/// A day that is reached is a day to look at deadlines.
#[derive(Debug)]
pub(crate) enum DaysPass {}

impl Policy for DaysPass {
    const NAME: &'static str = "watch-days";
    const STREAMS: &'static str = calendar::STREAMS;
    type Event = Calendar;
    type Target = Watch;

    fn react(fact: &Fact<Calendar>) -> Vec<Ask<Watch>> {
        let date = fact.event.date();
        let Ok(programme) = fact.key().parse() else { return Vec::new() };
        let ask = || Ask {
            to: Watch::id(&programme),
            command: Command { position: fact.position, what: What::Day { date } },
            basis: Basis::default(),
            effective: Some(date.into()),
        };
        repeat_with(ask).take(TIMES).collect()
    }
}

/// What happens to agreements makes, moves and ends deadlines.
#[derive(Debug)]
pub(crate) enum DeadlinesMove {}

impl Policy for DeadlinesMove {
    const NAME: &'static str = "watch-financings";
    const STREAMS: &'static str = "financing-";
    type Event = financing::Event;
    type Target = Watch;

    fn react(fact: &Fact<financing::Event>) -> Vec<Ask<Watch>> {
        let (Some(programme), Ok(of)) = (&fact.meta.programme, fact.key().parse()) else {
            return Vec::new();
        };
        let (to, effective) = (Watch::id(programme), Some(fact.meta.effective));
        let ask = |what| {
            let command = Command { position: fact.position, what };
            Ask { to, command, basis: Basis::default(), effective }
        };
        commands(of, fact).into_iter().map(ask).collect()
    }
}

/// A deadline that is reached changes a state, unless it no longer does.
#[derive(Debug)]
pub(crate) enum TimeDecides {}

impl Policy for TimeDecides {
    const NAME: &'static str = "financing-deadlines";
    const STREAMS: &'static str = "watch-";
    type Event = watch::Event;
    type Target = Financing;

    fn react(fact: &Fact<watch::Event>) -> Vec<Ask<Financing>> {
        let watch::Event::Deadline(watch::deadline::Event::Reached(reached)) = &fact.event else {
            return Vec::new();
        };
        let Reached { financing: to, kind, subject, on, .. } = reached;
        let command = match kind {
            Kind::Effectiveness => Do::Lapse,
            Kind::Closing => Do::ReachClosingDate,
            Kind::DisbursementDeadline => Do::ReachDisbursementDeadline,
            Kind::CounterpartLapses => {
                let Ok(exercise) = subject.parse() else { return Vec::new() };
                Do::LapseCounterpart { exercise }
            }
            // Somebody has to do something about these: nothing follows by itself.
            Kind::AuditDue
            | Kind::AccountDocumentation
            | Kind::NoObjectionUnanswered
            | Kind::ContractEndAfterClosing
            | Kind::Covenant
            | Kind::ConditionDue
            | Kind::TrancheDue
            | Kind::ClosureTaskDue
            | Kind::ClosurePlanOpens
            | Kind::ReportDue
            | Kind::WorkplanDue => return Vec::new(),
        };
        // Asked again because of a fact that was so earlier, it is so from the day it is reached.
        let since = kind.reached_from(*on);
        let later = fact.effective_on() >= since;
        let effective = Some(if later { fact.meta.effective } else { since.into() });
        vec![Ask { to: *to, command, basis: Basis::default(), effective }]
    }
}

/// An amended fact may leave less than is spoken for, or something to pay of the State's money.
#[derive(Debug)]
pub(crate) enum BalancesAreLookedAt {}

impl Policy for BalancesAreLookedAt {
    const NAME: &'static str = "financing-balances";
    const STREAMS: &'static str = "financing-";
    type Event = financing::Event;
    type Target = Financing;

    fn react(fact: &Fact<financing::Event>) -> Vec<Ask<Financing>> {
        let (financing::Event::Correction(event), Ok(to)) = (&fact.event, fact.key().parse())
        else {
            return Vec::new();
        };
        let amended = match event {
            correction::Event::FactCorrected(FactCorrected { name, .. })
            | correction::Event::EntryVoided(EntryVoided { name, .. }) => name,
            correction::Event::AnomalyNoted(_) | correction::Event::AnomalyExplained(_) => {
                return Vec::new();
            }
        };
        let counterpart = (amended == COUNTERPART).then_some(Do::LookAtCounterparts);
        let balances = Do::LookAtBalances { beside: fact.event.name() };
        let (basis, effective) = (Basis::default(), Some(fact.meta.effective));
        let ask = |command| Ask { to, command, basis: basis.clone(), effective };
        iter::once(balances).chain(counterpart).map(ask).collect()
    }
}

/// Terms of reports, and whatever moves the closing date, change what is due by the calendar; so does
/// whatever makes an agreement live again.
#[derive(Debug)]
pub(crate) enum ReportsFollow {}

impl Policy for ReportsFollow {
    const NAME: &'static str = "financing-reports";
    const STREAMS: &'static str = "financing-";
    type Event = financing::Event;
    type Target = Financing;

    fn react(fact: &Fact<financing::Event>) -> Vec<Ask<Financing>> {
        let Ok(to) = fact.key().parse() else { return Vec::new() };
        let (basis, effective) = (Basis::default(), Some(fact.meta.effective));
        let look = |command| Ask { to, command, basis: basis.clone(), effective };
        let moves = match &fact.event {
            financing::Event::Agreement(event) => event.step().is_some() || event.moves_dates(),
            financing::Event::Report(event) => matches!(event, report::Event::TermsRecorded(_)),
            financing::Event::Correction(event) if resubmits(event) => {
                return vec![look(Do::SayReportsAgain)];
            }
            financing::Event::Correction(event) => event.amendment().is_some(),
            financing::Event::NoObjection(_)
            | financing::Event::Transition(_)
            | financing::Event::Condition(_)
            | financing::Event::Category(_)
            | financing::Event::Tranche(_)
            | financing::Event::Withdrawal(_)
            | financing::Event::Account(_)
            | financing::Event::Restructuring(_)
            | financing::Event::Contract(_)
            | financing::Event::Closure(_)
            | financing::Event::Audit(_)
            | financing::Event::Statement(_) => false,
        };
        moves.then(|| look(Do::LookAtReports)).into_iter().collect()
    }
}

/// Where a report says of which period it is, and a request of which budget year it submits the plan.
const SUBMITTED: &[(&str, &str)] = &[
    ("financing.report.submitted.v1", "/period_ends_on"),
    ("financing.no-objection.requested.v1", "/exercise"),
    ("financing.no-objection.requested.v1", "/object"),
];

/// What came in was another report or plan than was said, or none.
fn resubmits(event: &correction::Event) -> bool {
    use correction::Event as E;
    match event {
        E::FactCorrected(it) => SUBMITTED
            .iter()
            .any(|(of, place)| it.name == *of && place.starts_with(it.field.as_str())),
        E::EntryVoided(it) => SUBMITTED.iter().any(|(of, _)| it.name == *of),
        E::AnomalyNoted(_) | E::AnomalyExplained(_) => false,
    }
}

/// Every fact of an entity that has deadlines is named, so that a new one asks for an opinion.
fn commands(of: Id<Financing>, fact: &Fact<financing::Event>) -> Vec<What> {
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
fn audits(of: Id<Financing>, first: i16, closing_on: Option<Date>) -> Vec<What> {
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
const DAYS: &[(&str, &str, Kind)] = &[
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
