//! The way of a phase, step by step, and what each step asks for.

use jiff::civil::Date;
use kernel::Code;

use super::{
    Event, Outcome, Programme,
    command::Asked,
    phase::{
        self, By, Closed, ClosingBegun, Decided, FinalReport, FinancingTransferred, FirstActivity,
        Informed, Moved, Phase, Plan, Reasoned, State,
    },
    readiness::{Checked, Item, missing},
};
use crate::{
    guards::{Guards, require},
    rejection::Rejection,
};

/// States of a financing from the day on that it begins to close.
const CLOSING_OR_LATER: [&str; 4] =
    ["closing", "disbursement_closed", "financially_closed", "completed"];

/// Open blockages, as the service of sessions or a document counts them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Blockages {
    pub(crate) open: Option<u32>,
    pub(crate) document: Option<String>,
    pub(crate) carried_over_by: Option<String>,
}

impl Programme {
    pub(super) fn plan_phase(&self, plan: &Plan, guards: Guards) -> Outcome {
        let next = self.phases.last_key_value().map_or(1, |(last, _)| last + 1);
        require(!self.phases.contains_key(&plan.phase), || Rejection::AlreadyPlanned)?;
        require(plan.phase == next, || Rejection::PhaseGap { next })?;
        let ordered = plan.ends_on.is_none_or(|ends_on| ends_on > plan.starts_on);
        require(ordered, || Rejection::EndsBeforeItStarts)?;
        Ok(guards.decided([phase::Event::Planned(plan.clone()).into()]))
    }

    pub(super) fn prepare(&self, number: u32, guards: Guards) -> Outcome {
        self.stands(number, &[State::Planned], &guards)?;
        Ok(guards.decided([phase::Event::Prepared(Moved { phase: number }).into()]))
    }

    /// Refused with everything that is missing; recorded with what was found.
    pub(super) fn request_start(&self, about: &Asked, mut guards: Guards) -> Outcome {
        let number = about.phase;
        // Of a source that does not show who asked, a person may ask again.
        let unasked = self.phase(number)?.requested_by.is_none() && !guards.import;
        let from: &[_] =
            if unasked { &[State::Preparing, State::Ready] } else { &[State::Preparing] };
        self.stands(number, from, &guards)?;
        let (now, mut events) = self.refreshed(&about.fresh, guards.on);
        let list = now.to_be_ready(number, guards.on)?;
        lacks_nothing(&list, &mut guards)?;
        let assessed = phase::Assessed { phase: number, missing: missing(&list) };
        events.push(phase::Event::ReadinessAssessed(assessed).into());
        events.push(phase::Event::StartRequested(Moved { phase: number }).into());
        Ok(guards.decided(events))
    }

    pub(super) fn inform(&self, informed: &Informed, guards: Guards) -> Outcome {
        let phase = self.phase(informed.phase)?;
        require(phase.informed.is_none(), || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([phase::Event::BodyInformed(informed.clone()).into()]))
    }

    /// An earlier session than the one that is known is news; a later one is not.
    pub(super) fn hear_informed(&self, informed: &Informed, guards: Guards) -> Outcome {
        let known = self.phase(informed.phase)?.informed.as_ref();
        if known.is_some_and(|(since, _)| *since <= guards.on) {
            return Ok(Vec::new().into());
        }
        Ok(guards.decided([phase::Event::BodyInformed(informed.clone()).into()]))
    }

    pub(super) fn record_first_activity(&self, first: &FirstActivity, guards: Guards) -> Outcome {
        let phase = self.phase(first.phase)?;
        require(phase.first_activity.is_none(), || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([phase::Event::FirstActivityRecorded(first.clone()).into()]))
    }

    pub(super) fn start(&self, number: u32, mut guards: Guards) -> Outcome {
        let phase = self.stands(number, &[State::Ready], &guards)?;
        let requested_by = phase.requested_by;
        guards.second_to(requested_by)?;
        lacks_nothing(&self.to_be_active(number, guards.on)?, &mut guards)?;
        let started = Decided { phase: number, requested_by };
        let closes = self.closes_already(number, guards.on);
        Ok(guards.decided([phase::Event::Started(started).into()].into_iter().chain(closes)))
    }

    pub(super) fn suspend(&self, number: u32, reason: &str, mut guards: Guards) -> Outcome {
        self.stands(number, &[State::Active], &guards)?;
        guards.reason(reason)?;
        let suspended = Reasoned { phase: number, reason: reason.to_owned() };
        Ok(guards.decided([phase::Event::Suspended(suspended).into()]))
    }

    pub(super) fn resume(&self, number: u32, guards: Guards) -> Outcome {
        self.stands(number, &[State::Suspended], &guards)?;
        let resumed = phase::Event::Resumed(Moved { phase: number });
        let closes = self.closes_already(number, guards.on);
        Ok(guards.decided([resumed.into()].into_iter().chain(closes)))
    }

    /// What a phase that goes on would have done, had it gone on when the first of its financings
    /// began to close: that is heard once.
    fn closes_already(&self, number: u32, on: Date) -> Option<Event> {
        let heard = &self.prerequisites;
        let closes = |code: &Code| {
            heard.state_on(code, on).is_some_and(|state| CLOSING_OR_LATER.contains(&state))
        };
        let first = heard.of_phase(number, &[]).into_iter().find(closes)?;
        let (reason, by) = (first.to_string(), By::Financing);
        Some(phase::Event::ClosingBegun(ClosingBegun { phase: number, reason, by }).into())
    }

    pub(super) fn begin_closing(&self, number: u32, reason: &str, mut guards: Guards) -> Outcome {
        self.stands(number, &[State::Active, State::Suspended], &guards)?;
        guards.reason(reason)?;
        guards.decision(None)?;
        let begun = ClosingBegun { phase: number, reason: reason.to_owned(), by: By::Decision };
        Ok(guards.decided([phase::Event::ClosingBegun(begun).into()]))
    }

    /// To the next phase, which has to be there.
    pub(super) fn transfer(&self, transfer: &FinancingTransferred, guards: Guards) -> Outcome {
        let phase = self.phase(transfer.phase)?;
        self.phase(transfer.phase.saturating_add(1))?;
        let financings = self.prerequisites.of_phase(transfer.phase, &phase.plan.financings);
        let name = || transfer.financing.to_string();
        let ours = financings.contains(&transfer.financing);
        require(ours, || Rejection::UnknownName { name: name() })?;
        let again = phase.transferred.contains(&transfer.financing);
        require(!again, || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([phase::Event::FinancingTransferred(transfer.clone()).into()]))
    }

    pub(super) fn record_report(&self, report: &FinalReport, guards: Guards) -> Outcome {
        self.stands(report.phase, &[State::Active, State::Suspended, State::Closing], &guards)?;
        Ok(guards.decided([phase::Event::FinalReportRecorded(report.clone()).into()]))
    }

    pub(super) fn close(&self, number: u32, blockages: &Blockages, mut guards: Guards) -> Outcome {
        let phase = self.stands(number, &[State::Closing], &guards)?;
        let first = phase.closed_first_by();
        lacks_nothing(&self.to_be_closed(number, Some(blockages), guards.on)?, &mut guards)?;
        guards.second_to(first)?;
        let carried_over_by = blockages.carried_over_by.clone();
        let closed = Closed { phase: number, carried_over_by };
        Ok(guards.decided([phase::Event::Closed(closed).into()]))
    }

    pub(super) fn abandon(&self, number: u32, reason: &str, mut guards: Guards) -> Outcome {
        self.stands(number, &[State::Planned, State::Preparing], &guards)?;
        guards.reason(reason)?;
        let abandoned = Reasoned { phase: number, reason: reason.to_owned() };
        Ok(guards.decided([phase::Event::Abandoned(abandoned).into()]))
    }

    /// The phase, if it is in one of these states that day and nothing came after.
    fn stands(&self, number: u32, states: &[State], guards: &Guards) -> Result<&Phase, Rejection> {
        let phase = self.phase(number)?;
        guards.not_before(phase.latest())?;
        let state = phase.state_on(guards.on).unwrap_or(State::Planned);
        let on = guards.on;
        require(states.contains(&state), || Rejection::PhaseForbids { state, on })?;
        Ok(phase)
    }
}

/// Everything on the list is met, or this is what is missing.
fn lacks_nothing(list: &[Checked], guards: &mut Guards) -> Result<(), Rejection> {
    let missing: Vec<Item> = missing(list);
    guards.shown(require(missing.is_empty(), || Rejection::NotReady { missing }))
}

impl From<phase::Event> for Event {
    fn from(event: phase::Event) -> Self {
        Self::Phase(event)
    }
}
