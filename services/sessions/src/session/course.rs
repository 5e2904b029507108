//! What becomes of a session, stage by stage.

use jiff::civil::Date;
use kernel::{Fact, Guards, require};

use super::{
    Event, Kind, Outcome, Session,
    agenda::Agenda,
    deliberation::Outcomes,
    plan::Plan,
    stage::{self, Stage},
};
use crate::{
    rejection::{Rejection, reason},
    value::Dates,
};

impl Session {
    pub(super) fn convene(
        &self,
        plan: &Plan,
        none: Option<&String>,
        mut guards: Guards,
    ) -> Outcome {
        self.stage(&[Stage::Planned, Stage::Postponed])?;
        let missing = self.missing(plan, none.is_some()).into_iter();
        let missing: Vec<_> =
            missing.filter_map(|missing| guards.shown(Err(missing)).err()).collect();
        require(missing.is_empty(), || Rejection::ConveningIncomplete { missing })?;
        let convened = stage::Convened { no_minutes_reason: none.cloned() };
        Ok(guards.decided([stage::Event::Convened(convened)]))
    }

    /// All that members would still have to be told, at once. `none`: somebody says why there are no
    /// minutes to validate.
    fn missing(&self, plan: &Plan, none: bool) -> Vec<Rejection> {
        let placed = plan.venue.is_some() || plan.city.is_some() || !plan.kind.sits();
        let named = plan.kind != Kind::Ordinary || self.agenda.validates_minutes() || none;
        let rules = [
            (!self.agenda.is_empty(), Rejection::AgendaMissing),
            (placed, Rejection::PlaceMissing),
            (plan.dates.last_day().is_some(), Rejection::DatesMissing),
            (self.president, Rejection::PresidentMissing),
            (named, Rejection::MinutesToValidateMissing),
        ];
        rules.into_iter().filter_map(|(told, missing)| (!told).then_some(missing)).collect()
    }

    pub(super) fn postpone(&self, dates: Option<&Dates>, why: &str, guards: Guards) -> Outcome {
        self.stage(&[Stage::Planned, Stage::Convened])?;
        reason(why)?;
        require(dates.is_none_or(Dates::in_order), || Rejection::DatesReversed)?;
        let postponed = stage::Postponed { dates: dates.cloned(), reason: why.to_owned() };
        Ok(guards.decided([stage::Event::Postponed(postponed)]))
    }

    pub(super) fn cancel(&self, why: &str, guards: Guards) -> Outcome {
        self.stage(&[Stage::Planned, Stage::Convened, Stage::Postponed])?;
        reason(why)?;
        Ok(guards.decided([stage::Event::Cancelled(stage::Cancelled { reason: why.to_owned() })]))
    }

    pub(super) fn open(&self, plan: &Plan, known: u64, mut guards: Guards) -> Outcome {
        self.stage(&[Stage::Convened])?;
        let first = plan.dates.first().filter(|first| guards.on < *first);
        require(first.is_none(), || Rejection::OpensTooEarly {
            first_day: first.unwrap_or(guards.on),
        })?;
        let quorate = self.quorate(plan, guards.on);
        guards.shown(require(quorate, || Rejection::QuorumNotConfirmed))?;
        Ok(guards.decided([stage::Event::Opened(stage::Opened { known })]))
    }

    pub(super) fn close(&self, mut guards: Guards) -> Outcome {
        self.stage(&[Stage::Open])?;
        let items = self.agenda.undecided();
        require(items.is_empty(), || Rejection::ItemsUndecided { items })?;
        let outcomes = self.outcomes.not_assessed();
        guards
            .shown(require(outcomes.is_empty(), || Rejection::OutcomesNotAssessed { outcomes }))?;
        Ok(guards.decided([stage::Event::Closed(stage::Closed {})]))
    }

    pub(super) fn step(&self, from: Stage, step: stage::Event, guards: Guards) -> Outcome {
        self.stage(&[from])?;
        Ok(guards.decided([step]))
    }

    pub(super) fn freeze(&self, frozen: &stage::Frozen, guards: Guards) -> Outcome {
        self.stage(&[Stage::Convened])?;
        Ok(guards.decided([stage::Event::DossierFrozen(frozen.clone())]))
    }

    pub(super) fn came_to(&mut self, event: &stage::Event, on: Date, fact: &Fact<Event>) {
        if let Some(stage) = event.stage() {
            (self.stage, self.since) = (stage, on);
        }
        match event {
            stage::Event::Planned(plan) => {
                self.programme.clone_from(&fact.meta.programme);
                self.country.clone_from(&fact.meta.country);
                self.president = plan.officers.iter().any(|officer| officer.role.presides());
                self.agenda = Agenda::of(&plan.agenda);
                self.outcomes = Outcomes::of(plan.outcomes.iter().map(|it| &it.outcome));
                self.plan = Some(Plan::clone(plan));
            }
            stage::Event::Postponed(stage::Postponed { dates: Some(dates), .. }) => {
                if let Some(plan) = &mut self.plan {
                    plan.dates = dates.clone();
                }
            }
            stage::Event::DossierFrozen(frozen) => self.frozen = Some(frozen.position),
            stage::Event::Convened(_)
            | stage::Event::Postponed(_)
            | stage::Event::Cancelled(_)
            | stage::Event::Opened(_)
            | stage::Event::Suspended(_)
            | stage::Event::Resumed(_)
            | stage::Event::Closed(_) => (),
        }
    }
}
