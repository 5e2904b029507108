use kernel::{Aggregate as _, Announcement, Fact, Public};
use proto::sessions::v1 as pb;

use super::{amended, public};
use crate::{
    blockage::{
        self, Blockage, Status,
        course::{self, Raised},
    },
    mission::{
        self, Mission, finding,
        report::{self, Announced},
    },
    views::lines::subjects,
};

/// `public-blockages`: what stands in the way of what.
#[derive(Debug)]
pub(crate) enum Blockages {}

#[derive(Debug, Default)]
pub(crate) struct Blocked {
    raised: Option<Raised>,
    status: Status,
    solution: String,
}

impl Announcement for Blockages {
    const SERVICE: &'static str = "blockages";
    const CATEGORY: &'static str = Blockage::CATEGORY;
    type Event = blockage::Event;
    type Memory = Blocked;

    fn remember(memory: &mut Blocked, fact: &Fact<blockage::Event>) {
        let blockage::Event::Course(event) = &fact.event else { return };
        memory.status = event.status(memory.status);
        if let course::Event::Raised(raised) = event {
            memory.raised = Some(raised.clone());
        } else if let course::Event::SolutionProposed(proposed) = event {
            memory.solution.clone_from(&proposed.text);
        }
    }

    fn announce(memory: &Blocked, fact: &Fact<blockage::Event>) -> Vec<Public> {
        use course::Event as E;
        let Some(raised) = &memory.raised else { return Vec::new() };
        let event = match &fact.event {
            blockage::Event::Course(event) => event,
            blockage::Event::Correction(event) => {
                return amended("blockage", raised.reference.to_string(), event);
            }
        };
        let name = match event {
            E::Raised(_) => "sessions.blockage.raised.v1",
            E::Qualified(_) => "sessions.blockage.qualified.v1",
            E::SolutionAdopted(_) => "sessions.blockage.solution-adopted.v1",
            E::Escalated(_) => "sessions.blockage.escalated.v1",
            E::Resolved(_) => "sessions.blockage.resolved.v1",
            E::Reopened(_) => "sessions.blockage.reopened.v1",
            E::SolutionProposed(_) => return Vec::new(),
        };
        let message = pb::BlockageAnnounced {
            blockage: raised.reference.to_string(),
            text: raised.text.clone(),
            state: memory.status.to_string(),
            subjects: subjects(&raised.subjects),
            solution: memory.solution.clone(),
        };
        vec![public(name, proto::json(&message))]
    }
}

/// `public-missions`: who looks at what, and finds what.
#[derive(Debug)]
pub(crate) enum Missions {}

impl Announcement for Missions {
    const SERVICE: &'static str = "missions";
    const CATEGORY: &'static str = Mission::CATEGORY;
    type Event = mission::Event;
    type Memory = Option<Announced>;

    fn remember(memory: &mut Option<Announced>, fact: &Fact<mission::Event>) {
        if let mission::Event::Mission(report::Event::Announced(announced)) = &fact.event {
            *memory = Some(announced.clone());
        }
    }

    fn announce(memory: &Option<Announced>, fact: &Fact<mission::Event>) -> Vec<Public> {
        let Some(mission) = memory else { return Vec::new() };
        let said = pb::MissionAnnounced {
            mission: mission.reference.to_string(),
            kind: pb::MissionKind::from(mission.kind).into(),
            title: mission.title.clone(),
            by: mission.by.to_string(),
            subjects: subjects(&mission.subjects),
            ..pb::MissionAnnounced::default()
        };
        let (name, message) = match &fact.event {
            mission::Event::Mission(report::Event::Announced(_)) => {
                ("sessions.mission.announced.v1", said)
            }
            mission::Event::Mission(report::Event::Reported(_)) => {
                ("sessions.mission.reported.v1", said)
            }
            mission::Event::Mission(report::Event::Closed(_)) => {
                ("sessions.mission.closed.v1", said)
            }
            mission::Event::Finding(finding::Event::Recorded(found)) => {
                let (finding, statement) = (found.finding.to_string(), found.statement.clone());
                let about = subjects(&found.subjects);
                let said = pb::MissionAnnounced { finding, statement, subjects: about, ..said };
                ("sessions.mission.finding-recorded.v1", said)
            }
            mission::Event::Finding(finding::Event::Resolved(resolved)) => {
                let finding = resolved.finding.to_string();
                let said = pb::MissionAnnounced { finding, ..said };
                ("sessions.mission.finding-resolved.v1", said)
            }
            mission::Event::Finding(
                finding::Event::Responded(_) | finding::Event::FollowedUp(_),
            ) => return Vec::new(),
            mission::Event::Correction(event) => return amended("mission", said.mission, event),
        };
        vec![public(name, proto::json(&message))]
    }
}
