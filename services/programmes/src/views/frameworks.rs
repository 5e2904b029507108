//! Results: indicators, what they should reach, what they reached.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Fact, Origin, Projection};
use proto::programmes::v1 as pb;
use runtime::view::{Day, Proof};
use serde::{Deserialize, Serialize};

use super::text;
use crate::{
    decimal::Decimal,
    key::{IndicatorKey, PeriodKey},
    rate,
    results::{
        Event,
        achievement::{self, Reported, State},
        indicator::{self, Definition, Target},
    },
};

/// `<stream>`: the framework of one programme.
#[derive(Debug)]
pub(crate) struct Frameworks;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    indicators: BTreeMap<IndicatorKey, Indicator>,
    locked: BTreeSet<PeriodKey>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Indicator {
    definition: Definition,
    targets: BTreeMap<Day, (Decimal, Proof)>,
    achievements: BTreeMap<PeriodKey, Achievement>,
    proof: Proof,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Achievement {
    reported: Reported,
    state: State,
    /// The day it is said of.
    on: Day,
    reason: String,
    undocumented: bool,
    proof: Proof,
}

impl Projection for Frameworks {
    const NAME: &'static str = "frameworks-v2";

    type Event = Event;
    type Row = Row;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        vec![fact.stream.to_string()]
    }

    fn fold(_: &str, row: &mut Row, fact: &Fact<Event>) {
        let proof = Proof::from(fact);
        match &fact.event {
            Event::Indicator(indicator::Event::Defined(definition)) => {
                let (targets, achievements) = (BTreeMap::new(), BTreeMap::new());
                let definition = definition.clone();
                let key = definition.indicator.clone();
                let indicator = Indicator { definition, targets, achievements, proof };
                row.indicators.insert(key, indicator);
            }
            Event::Indicator(indicator::Event::TargetSet(Target { indicator, by, value })) => {
                if let Some(indicator) = row.indicators.get_mut(indicator) {
                    indicator.targets.insert(Day(*by), (*value, proof));
                }
            }
            Event::Achievement(event) => row.achieve(event, fact),
            Event::Correction(_) => (),
        }
    }
}

impl Row {
    fn achieve(&mut self, event: &achievement::Event, fact: &Fact<Event>) {
        let proof = Proof::from(fact);
        let import = fact.meta.origin == Origin::Import;
        match event {
            achievement::Event::Reported(reported) => {
                let Some(indicator) = self.indicators.get_mut(&reported.indicator) else { return };
                let achievement = Achievement {
                    reported: reported.clone(),
                    state: State::Reported,
                    on: Day(fact.effective_on()),
                    reason: String::new(),
                    // Whoever judged it does not wait for us: the source only does not show them.
                    undocumented: import,
                    proof,
                };
                indicator.achievements.insert(reported.period.clone(), achievement);
            }
            achievement::Event::Returned(it) => {
                self.judge(&it.indicator, &it.period, |one| {
                    (one.state, one.reason, one.proof) =
                        (State::Returned, it.reason.clone(), proof);
                });
            }
            achievement::Event::Validated(it) => {
                self.judge(&it.indicator, &it.period, |one| {
                    (one.state, one.undocumented, one.proof) = (State::Validated, import, proof);
                });
            }
            achievement::Event::PeriodLocked(it) => {
                self.locked.insert(it.period.clone());
            }
            achievement::Event::PeriodReopened(it) => {
                self.locked.remove(&it.period);
            }
        }
    }

    fn judge(
        &mut self,
        of: &IndicatorKey,
        period: &PeriodKey,
        judge: impl FnOnce(&mut Achievement),
    ) {
        let indicator = self.indicators.get_mut(of);
        if let Some(one) = indicator.and_then(|it| it.achievements.get_mut(period)) {
            judge(one);
        }
    }

    /// What it reached, period by period: what a history follows.
    pub(super) fn values(&self, indicator: &str) -> String {
        let indicator = indicator.parse().ok().and_then(|key| self.indicators.get(&key));
        let all = indicator.map(|it| &it.achievements).into_iter().flatten();
        let one = |(period, one): (&PeriodKey, &Achievement)| {
            format!("{period} : {} ({})", one.reported.value, one.state)
        };
        all.map(one).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn results(&self, programme: &str) -> pb::Results {
        pb::Results {
            programme: programme.to_owned(),
            indicators: self.indicators.values().map(|it| it.line(&self.locked)).collect(),
            locked_periods: self.locked.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Indicator {
    fn line(&self, locked: &BTreeSet<PeriodKey>) -> pb::Indicator {
        let definition = &self.definition;
        let baseline = definition.baseline.as_ref();
        let target = |(by, (value, proof)): (&Day, &(Decimal, Proof))| pb::Target {
            by: by.to_string(),
            value: value.to_string(),
            proof: Some((*proof).into()),
        };
        let mut achievements: Vec<_> = self.achievements.iter().collect();
        achievements.sort_by_key(|(_, one)| one.on);
        let achievements = achievements.into_iter();
        pb::Indicator {
            indicator: definition.indicator.to_string(),
            label: definition.label.clone(),
            definition: text(definition.definition.as_ref()),
            unit: definition.unit.clone(),
            baseline: text(baseline.map(|baseline| baseline.value)),
            baseline_on: text(baseline.and_then(|baseline| baseline.on)),
            disaggregations: definition.disaggregations.clone(),
            component: text(definition.component.as_ref()),
            targets: self.targets.iter().map(target).collect(),
            achievements: achievements
                .map(|(period, one)| self.achievement(period, one, locked.contains(period)))
                .collect(),
            proof: Some(self.proof.into()),
        }
    }

    fn achievement(&self, period: &PeriodKey, one: &Achievement, locked: bool) -> pb::Achievement {
        // The target that comes next, on the day it is said of.
        let next = self.targets.range(one.on..).next();
        let of_target = next.and_then(|(_, (target, _))| {
            rate::of(one.reported.value.millionths(), target.millionths())
        });
        let share = |share: &achievement::Share| pb::Share {
            disaggregation: share.disaggregation.clone(),
            group: share.group.clone(),
            value: share.value.to_string(),
        };
        pb::Achievement {
            period: period.to_string(),
            value: one.reported.value.to_string(),
            approximate: one.reported.approximate,
            state: one.state.to_string(),
            locked,
            reason: one.reason.clone(),
            shares: one.reported.shares.iter().map(share).collect(),
            of_target: text(of_target),
            validation_undocumented: one.undocumented,
            proof: Some(one.proof.into()),
        }
    }
}
