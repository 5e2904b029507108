//! What an indicator reached: reported by one person, validated by another.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Fact, Id, Origin, Person};
use serde::{Deserialize, Serialize};

use super::{Outcome, Results};
use crate::{
    decimal::Decimal,
    guards::{Guards, require},
    key::{IndicatorKey, PeriodKey},
    rejection::Rejection,
};

/// What has happened to a value. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Reported(Reported),
    Returned(Returned),
    Validated(Named),
    PeriodLocked(Period),
    PeriodReopened(Reopened),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reported {
    pub(crate) indicator: IndicatorKey,
    pub(crate) period: PeriodKey,
    pub(crate) value: Decimal,
    pub(crate) shares: Vec<Share>,
    /// The source does not count exactly.
    pub(crate) approximate: bool,
}

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Share {
    pub(crate) disaggregation: String,
    pub(crate) group: String,
    pub(crate) value: Decimal,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Returned {
    pub(crate) indicator: IndicatorKey,
    pub(crate) period: PeriodKey,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Named {
    pub(crate) indicator: IndicatorKey,
    pub(crate) period: PeriodKey,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Period {
    pub(crate) period: PeriodKey,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reopened {
    pub(crate) period: PeriodKey,
    pub(crate) reason: String,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum State {
    Reported,
    Returned,
    Validated,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Achievement {
    state: State,
    since: Date,
    /// None where it was entered from a source.
    reported_by: Option<Id<Person>>,
}

impl Achievement {
    pub(super) fn is_validated(&self) -> bool {
        self.state == State::Validated
    }
}

impl Results {
    pub(super) fn report(&self, reported: &Reported, guards: Guards) -> Outcome {
        let definition = self.definition(&reported.indicator)?;
        self.open(&reported.period)?;
        let earlier = self.achievement(&reported.indicator, &reported.period);
        if let Some(earlier) = earlier {
            let state = earlier.state;
            let again = state == State::Returned;
            require(again, || Rejection::AchievementForbids { state })?;
            guards.not_before(Some(earlier.since))?;
        }
        let mut sums = BTreeMap::<&str, i128>::new();
        for share in &reported.shares {
            let by = &share.disaggregation;
            let known = definition.disaggregations.contains(by);
            require(known, || Rejection::UnknownName { name: by.clone() })?;
            *sums.entry(by).or_default() += share.value.millionths();
        }
        for (by, sum) in sums {
            let whole = sum == reported.value.millionths();
            require(whole, || Rejection::SharesDoNotSum { disaggregation: by.to_owned() })?;
        }
        Ok(guards.decided([Event::Reported(reported.clone()).into()]))
    }

    pub(super) fn give_back(&self, returned: &Returned, mut guards: Guards) -> Outcome {
        self.reported(&returned.indicator, &returned.period, &guards)?;
        guards.reason(&returned.reason)?;
        Ok(guards.decided([Event::Returned(returned.clone()).into()]))
    }

    pub(super) fn validate(&self, named: &Named, mut guards: Guards) -> Outcome {
        let achievement = self.reported(&named.indicator, &named.period, &guards)?;
        guards.other_than(achievement.reported_by)?;
        Ok(guards.decided([Event::Validated(named.clone()).into()]))
    }

    fn achievement(&self, indicator: &IndicatorKey, period: &PeriodKey) -> Option<&Achievement> {
        self.achievements.get(indicator)?.get(period)
    }

    fn open(&self, period: &PeriodKey) -> Result<(), Rejection> {
        let open = !self.locked.contains(period);
        require(open, || Rejection::PeriodLocked { period: period.clone() })
    }

    /// What waits for somebody's judgement.
    fn reported(
        &self,
        indicator: &IndicatorKey,
        period: &PeriodKey,
        guards: &Guards,
    ) -> Result<&Achievement, Rejection> {
        self.definition(indicator)?;
        self.open(period)?;
        let unknown = || Rejection::UnknownName { name: format!("{indicator} {period}") };
        let achievement = self.achievement(indicator, period).ok_or_else(unknown)?;
        guards.not_before(Some(achievement.since))?;
        let state = achievement.state;
        require(state == State::Reported, || Rejection::AchievementForbids { state })?;
        Ok(achievement)
    }

    pub(super) fn take(&mut self, event: &Event, fact: &Fact<super::Event>) {
        let since = fact.effective_on();
        let (indicator, period, state) = match event {
            Event::Reported(reported) => {
                let by = (fact.meta.origin == Origin::Person).then_some(fact.meta.who.person);
                let one = Achievement { state: State::Reported, since, reported_by: by };
                let periods = self.achievements.entry(reported.indicator.clone()).or_default();
                periods.insert(reported.period.clone(), one);
                return;
            }
            Event::PeriodLocked(Period { period }) => {
                self.locked.insert(period.clone());
                return;
            }
            Event::PeriodReopened(Reopened { period, .. }) => {
                self.locked.remove(period);
                return;
            }
            Event::Returned(it) => (&it.indicator, &it.period, State::Returned),
            Event::Validated(it) => (&it.indicator, &it.period, State::Validated),
        };
        let periods = self.achievements.get_mut(indicator);
        if let Some(achievement) = periods.and_then(|periods| periods.get_mut(period)) {
            (achievement.state, achievement.since) = (state, since);
        }
    }
}

impl From<Event> for super::Event {
    fn from(event: Event) -> Self {
        Self::Achievement(event)
    }
}
