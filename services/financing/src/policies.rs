//! What follows from days that pass and from facts, without anybody asking.
//!
//! The watch keeps deadlines and financings keep promises: these carry what one of them says to the other,
//! what a correction or a change of days means for the financing itself, and what plans ask of financings.
//! What a person says late is heard late: a financing that was not yet where a deadline would have moved it
//! is asked again once it is.

mod plans;
#[cfg(test)]
mod tests;
mod watched;

use std::iter::{self, repeat_with};

use kernel::{
    Ask, Basis, Calendar, Fact, Policy, Stored as _, calendar,
    correction::{self, EntryVoided, FactCorrected},
};

pub(crate) use self::plans::PlansAreHeard;
use crate::{
    financing::{self, Command as Do, Financing, report},
    watch::{
        self, Command, Watch, What,
        deadline::{Kind, Reached},
    },
};

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
        watched::commands(of, fact).into_iter().map(ask).collect()
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
