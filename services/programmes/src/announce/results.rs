use kernel::{Announcement, Fact, Public};
use proto::programmes::v1 as pb;

use super::{of_correction, public};
use crate::{
    key::{IndicatorKey, PeriodKey},
    results::{
        Event, Results,
        achievement::{self, Reported},
    },
};

/// What programmes reach.
#[derive(Debug)]
pub(super) enum Frameworks {}

#[derive(Debug, Default)]
pub(super) struct Memory {
    programme: String,
    reported: std::collections::BTreeMap<(IndicatorKey, PeriodKey), Reported>,
}

impl Announcement for Frameworks {
    const SERVICE: &'static str = "programmes-results";
    const CATEGORY: &'static str = <Results as kernel::Aggregate>::CATEGORY;
    type Event = Event;
    type Memory = Memory;

    fn remember(memory: &mut Memory, fact: &Fact<Event>) {
        if let Some(programme) = &fact.meta.programme {
            memory.programme = programme.to_string();
        }
        if let Event::Achievement(achievement::Event::Reported(reported)) = &fact.event {
            let key = (reported.indicator.clone(), reported.period.clone());
            memory.reported.insert(key, reported.clone());
        }
    }

    fn announce(memory: &Memory, fact: &Fact<Event>) -> Vec<Public> {
        match &fact.event {
            Event::Achievement(achievement::Event::Reported(reported)) => {
                public("programmes.achievement.reported.v1", &memory.message(reported))
            }
            Event::Achievement(achievement::Event::Validated(named)) => {
                let key = (named.indicator.clone(), named.period.clone());
                let reported = memory.reported.get(&key);
                reported
                    .map(|it| public("programmes.achievement.validated.v1", &memory.message(it)))
                    .unwrap_or_default()
            }
            Event::Achievement(
                achievement::Event::Returned(_)
                | achievement::Event::PeriodLocked(_)
                | achievement::Event::PeriodReopened(_),
            )
            | Event::Indicator(_) => Vec::new(),
            Event::Correction(event) => of_correction(event, &memory.programme, fact),
        }
    }
}

impl Memory {
    fn message(&self, reported: &Reported) -> pb::AchievementAnnounced {
        pb::AchievementAnnounced {
            programme: self.programme.clone(),
            indicator: reported.indicator.to_string(),
            period: reported.period.to_string(),
            value: reported.value.to_string(),
            approximate: reported.approximate,
        }
    }
}
