//! What is counted, and where it is spoken of: quarterly referrals, interventions, forums.

use kernel::{Announcement, Fact, Public};
use proto::partners::v1 as pb;

use super::{Memory, amended, public};
use crate::{
    collection::{self, form},
    counts::{self, report},
    forum::{
        self,
        life::{self, Established},
    },
};

#[derive(Debug)]
pub(crate) enum ReferralCounts {}

impl Announcement for ReferralCounts {
    const SERVICE: &'static str = "referral-counts";
    const CATEGORY: &'static str = "counts";
    type Event = counts::Event;
    type Memory = Memory<counts::Event>;

    fn remember(memory: &mut Self::Memory, fact: &Fact<counts::Event>) {
        memory.take(fact, matches!(fact.event, counts::Event::Report(_)));
    }

    fn announce(memory: &Self::Memory, fact: &Fact<counts::Event>) -> Vec<Public> {
        match &fact.event {
            counts::Event::Report(report::Event::Reported(report)) => {
                let sum = |count: fn(&report::Line) -> u32| {
                    report.lines.iter().map(|line| u64::from(count(line))).sum()
                };
                let message = pb::ReferralsAnnounced {
                    area: report.area.to_string(),
                    quarter: report.quarter.to_string(),
                    identified: sum(|line| line.identified),
                    referred: sum(|line| line.referred),
                    delivered: sum(|line| line.delivered),
                };
                vec![public("partners.referrals.reported.v1", &message)]
            }
            counts::Event::Correction(event) => {
                let reference = memory.events().find_map(|event| {
                    let counts::Event::Report(report::Event::Reported(it)) = event else {
                        return None;
                    };
                    Some(format!("{}/{}", it.area, it.quarter))
                });
                amended(event, "referral_counts", reference.unwrap_or_default())
            }
        }
    }
}

#[derive(Debug)]
pub(crate) enum Interventions {}

impl Announcement for Interventions {
    const SERVICE: &'static str = "interventions";
    const CATEGORY: &'static str = "collection";
    type Event = collection::Event;
    type Memory = Memory<collection::Event>;

    fn remember(memory: &mut Self::Memory, fact: &Fact<collection::Event>) {
        memory.take(fact, matches!(fact.event, collection::Event::Form(_)));
    }

    fn announce(memory: &Self::Memory, fact: &Fact<collection::Event>) -> Vec<Public> {
        match &fact.event {
            collection::Event::Form(form::Event::Reported(form)) => {
                let message = pb::InterventionsAnnounced {
                    reporter: form.reporter.to_string(),
                    period: form.period.to_string(),
                    lines: u32::try_from(form.lines.len()).unwrap_or(u32::MAX),
                };
                vec![public("partners.interventions.reported.v1", &message)]
            }
            collection::Event::Correction(event) => {
                let reference = memory.events().find_map(|event| {
                    let collection::Event::Form(form::Event::Reported(it)) = event else {
                        return None;
                    };
                    Some(format!("{}/{}", it.reporter, it.period))
                });
                amended(event, "interventions", reference.unwrap_or_default())
            }
        }
    }
}

#[derive(Debug)]
pub(crate) enum Forums {}

impl Announcement for Forums {
    const SERVICE: &'static str = "forums";
    const CATEGORY: &'static str = "forum";
    type Event = forum::Event;
    type Memory = Memory<forum::Event>;

    fn remember(memory: &mut Self::Memory, fact: &Fact<forum::Event>) {
        memory.take(fact, matches!(fact.event, forum::Event::Life(life::Event::Established(_))));
    }

    fn announce(memory: &Self::Memory, fact: &Fact<forum::Event>) -> Vec<Public> {
        let Some(established) = established(memory) else { return Vec::new() };
        let told = |meeting: String| pb::ForumAnnounced {
            forum: established.forum.to_string(),
            name: established.name.clone(),
            lead: established.lead.to_string(),
            meeting,
        };
        match &fact.event {
            forum::Event::Life(event) => match event {
                life::Event::Established(_) => {
                    vec![public("partners.forum.established.v1", &told(String::new()))]
                }
                life::Event::Met(met) => {
                    vec![public("partners.forum.met.v1", &told(met.meeting.to_string()))]
                }
                life::Event::Dissolved(_) => {
                    vec![public("partners.forum.dissolved.v1", &told(String::new()))]
                }
                life::Event::Joined(_) | life::Event::Left(_) => Vec::new(),
            },
            forum::Event::Correction(event) => {
                amended(event, "forum", established.forum.to_string())
            }
        }
    }
}

fn established(memory: &Memory<forum::Event>) -> Option<&Established> {
    memory.events().find_map(|event| {
        let forum::Event::Life(life::Event::Established(established)) = event else { return None };
        Some(established)
    })
}
