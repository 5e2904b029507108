//! A phase: planned, prepared, ready, active, closing, closed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Code, Fact, Id, Origin, Person, Timeline};
use serde::{Deserialize, Serialize};

use super::readiness::Item;
use crate::key::ExerciseKey;

/// What has happened to it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Planned(Plan),
    Prepared(Moved),
    ReadinessAssessed(Assessed),
    StartRequested(Moved),
    BodyInformed(Informed),
    FirstActivityRecorded(FirstActivity),
    Started(Decided),
    Suspended(Reasoned),
    Resumed(Moved),
    ClosingBegun(ClosingBegun),
    FinancingTransferred(FinancingTransferred),
    FinalReportRecorded(FinalReport),
    Closed(Closed),
    Abandoned(Reasoned),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) phase: u32,
    pub(crate) title: Option<String>,
    pub(crate) starts_on: Date,
    pub(crate) ends_on: Option<Date>,
    /// The budget year whose plan it begins with.
    pub(crate) first_exercise: Option<ExerciseKey>,
    pub(crate) financings: Vec<Code>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moved {
    pub(crate) phase: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reasoned {
    pub(crate) phase: u32,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Assessed {
    pub(crate) phase: u32,
    /// Nothing: it is ready.
    pub(crate) missing: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Informed {
    pub(crate) phase: u32,
    pub(crate) body: Code,
    pub(crate) session: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FirstActivity {
    pub(crate) phase: u32,
    pub(crate) text: String,
}

/// Started by somebody else than who asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decided {
    pub(crate) phase: u32,
    /// None where the source of an import does not show who asked.
    pub(crate) requested_by: Option<Id<Person>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClosingBegun {
    pub(crate) phase: u32,
    /// Why; the reference of the financing where that is why.
    pub(crate) reason: String,
    pub(crate) by: By,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum By {
    /// The first of its financings closes.
    Financing,
    /// Somebody decided so.
    Decision,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FinancingTransferred {
    pub(crate) phase: u32,
    pub(crate) financing: Code,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FinalReport {
    pub(crate) phase: u32,
    pub(crate) reference: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closed {
    pub(crate) phase: u32,
    /// Of open blockages, the decision that carries them over to the next phase.
    pub(crate) carried_over_by: Option<String>,
}

/// Where a phase is on its way.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum State {
    Planned,
    Preparing,
    Ready,
    Active,
    Suspended,
    Closing,
    Closed,
    Abandoned,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Phase {
    pub(crate) plan: Plan,
    states: Timeline<State>,
    /// What was missing when it was last assessed.
    pub(crate) assessed: Option<Vec<Item>>,
    /// Who asked for the start, and who decided that it closes: somebody else does it. None where it
    /// was entered from a source, or came about by itself.
    pub(crate) requested_by: Option<Id<Person>>,
    pub(crate) closing_by: Option<Id<Person>>,
    pub(crate) first_activity: Option<(Date, String)>,
    pub(crate) informed: Option<(Date, String)>,
    pub(crate) transferred: BTreeSet<Code>,
    pub(crate) report: Option<(Date, String)>,
    /// Who recorded the final report. None where it was entered from a source.
    pub(crate) report_by: Option<Id<Person>>,
}

impl Phase {
    fn new(plan: &Plan, on: Date) -> Self {
        let mut states = Timeline::default();
        states.set(on, State::Planned);
        Self {
            plan: plan.clone(),
            states,
            assessed: None,
            requested_by: None,
            closing_by: None,
            first_activity: None,
            informed: None,
            transferred: BTreeSet::new(),
            report: None,
            report_by: None,
        }
    }

    /// The first of the two persons who close it: who decided so or, where a financing began it, who
    /// recorded the final report.
    pub(super) fn closed_first_by(&self) -> Option<Id<Person>> {
        self.closing_by.or(self.report_by)
    }

    pub(crate) fn state_on(&self, on: Date) -> Option<State> {
        self.states.state_on(on).copied()
    }

    /// The day of its latest change of state.
    pub(crate) fn latest(&self) -> Option<Date> {
        self.states.latest().map(|(on, _)| on)
    }
}

impl Event {
    pub(crate) fn phase(&self) -> u32 {
        match self {
            Self::Planned(Plan { phase, .. })
            | Self::Prepared(Moved { phase })
            | Self::StartRequested(Moved { phase })
            | Self::Resumed(Moved { phase })
            | Self::ReadinessAssessed(Assessed { phase, .. })
            | Self::BodyInformed(Informed { phase, .. })
            | Self::FirstActivityRecorded(FirstActivity { phase, .. })
            | Self::Started(Decided { phase, .. })
            | Self::Suspended(Reasoned { phase, .. })
            | Self::Abandoned(Reasoned { phase, .. })
            | Self::ClosingBegun(ClosingBegun { phase, .. })
            | Self::FinancingTransferred(FinancingTransferred { phase, .. })
            | Self::FinalReportRecorded(FinalReport { phase, .. })
            | Self::Closed(Closed { phase, .. }) => *phase,
        }
    }

    /// The state that it leads to, if it changes the state.
    pub(crate) fn to(&self) -> Option<State> {
        match self {
            Self::Planned(_) => Some(State::Planned),
            Self::Prepared(_) => Some(State::Preparing),
            Self::StartRequested(_) => Some(State::Ready),
            Self::Started(_) | Self::Resumed(_) => Some(State::Active),
            Self::Suspended(_) => Some(State::Suspended),
            Self::ClosingBegun(_) => Some(State::Closing),
            Self::Closed(_) => Some(State::Closed),
            Self::Abandoned(_) => Some(State::Abandoned),
            Self::ReadinessAssessed(_)
            | Self::BodyInformed(_)
            | Self::FirstActivityRecorded(_)
            | Self::FinancingTransferred(_)
            | Self::FinalReportRecorded(_) => None,
        }
    }
}

pub(super) fn evolve(all: &mut BTreeMap<u32, Phase>, event: &Event, fact: &Fact<super::Event>) {
    let on = fact.effective_on();
    if let Event::Planned(plan) = event {
        all.insert(plan.phase, Phase::new(plan, on));
        return;
    }
    let Some(phase) = all.get_mut(&event.phase()) else { return };
    if let Some(state) = event.to() {
        phase.states.set(on, state);
    }
    let by = (fact.meta.origin == Origin::Person).then_some(fact.meta.who.person);
    match event {
        Event::ReadinessAssessed(assessed) => phase.assessed = Some(assessed.missing.clone()),
        Event::StartRequested(_) => phase.requested_by = by,
        Event::ClosingBegun(begun) => {
            phase.closing_by = by.filter(|_| begun.by == By::Decision);
        }
        Event::BodyInformed(informed) => {
            let session = informed.session.clone().unwrap_or_else(|| informed.body.to_string());
            if phase.informed.as_ref().is_none_or(|(since, _)| on < *since) {
                phase.informed = Some((on, session));
            }
        }
        Event::FirstActivityRecorded(first) => {
            phase.first_activity.get_or_insert((on, first.text.clone()));
        }
        Event::FinancingTransferred(transferred) => {
            phase.transferred.insert(transferred.financing.clone());
        }
        Event::FinalReportRecorded(report) => {
            phase.report = Some((on, report.reference.clone()));
            phase.report_by = by;
        }
        Event::Planned(_)
        | Event::Prepared(_)
        | Event::Started(_)
        | Event::Suspended(_)
        | Event::Resumed(_)
        | Event::Closed(_)
        | Event::Abandoned(_) => (),
    }
}
