//! An oversight mission: a supervision, an audit, an inspection, and what it finds.
//!
//! Invariants:
//! - what a mission hands over and finds is its own act: it is recorded, whatever we think of it;
//! - a finding with a recommendation becomes one on the register;
//! - whoever responded to a finding does not settle it;
//! - a mission that handed over nothing and found nothing is not closed.

pub(crate) mod finding;
pub(crate) mod report;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{
    Aggregate, Amendable, Amending, Asked, Code, Corrections, Decided, Explain, Fact, Guards, Id,
    Who, correction, require,
};
use serde::{Deserialize, Serialize};

use self::{
    finding::{Finding, FollowedUp, Found, Resolved, Responded},
    report::{Announced, Closed, Reported},
};
use crate::{
    key::FindingKey,
    rejection::{Rejection, reason},
};

pub(crate) use self::report::Kind;

pub(crate) type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Mission {
    announced: Option<Announced>,
    since: Date,
    programme: Option<Code>,
    country: Option<Code>,
    findings: BTreeMap<FindingKey, Finding>,
    reported: bool,
    closed: bool,
    corrections: Corrections,
}

#[derive(Clone, Debug)]
pub(crate) enum Command {
    Announce(Announced),
    Report(Reported),
    Find(Box<Found>),
    Respond(Responded),
    FollowUp(FollowedUp),
    Resolve(Resolved),
    Close,
    Amend(Amending),
    Explain(Explain),
}

/// What has happened, entity by entity: a reader may ignore a whole entity by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Mission(report::Event),
    Finding(finding::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "sessions.mission.announced.v1" => Mission(report::Event::Announced),
    "sessions.mission.reported.v1" => Mission(report::Event::Reported),
    "sessions.mission.closed.v1" => Mission(report::Event::Closed),
    "sessions.finding.recorded.v1" => Finding(finding::Event::Recorded),
    "sessions.finding.responded.v1" => Finding(finding::Event::Responded),
    "sessions.finding.followed-up.v1" => Finding(finding::Event::FollowedUp),
    "sessions.finding.resolved.v1" => Finding(finding::Event::Resolved),
} corrected: "sessions", amendable: Event::amended_by);

kernel::entities!(Event {
    Mission(report),
    Finding(finding),
});

kernel::amending!(Command { Amend, Explain });

impl Event {
    /// Whoever responded does not settle a finding, nor does one person unsettle it.
    fn amended_by(&self) -> Amendable {
        match self {
            Self::Mission(report::Event::Closed(_))
            | Self::Finding(finding::Event::Resolved(_)) => Amendable::ByTwo,
            Self::Mission(report::Event::Announced(_) | report::Event::Reported(_))
            | Self::Finding(
                finding::Event::Recorded(_)
                | finding::Event::Responded(_)
                | finding::Event::FollowedUp(_),
            )
            | Self::Correction(_) => Amendable::ByOne,
        }
    }
}

impl Mission {
    /// The mission that people call by this reference.
    pub(crate) fn id(reference: &Code) -> Id<Self> {
        Id::derived(&["mission", reference.as_str()])
    }

    pub(crate) fn announced(&self) -> Option<&Announced> {
        self.announced.as_ref()
    }

    pub(crate) fn programme(&self) -> Option<&Code> {
        self.programme.as_ref()
    }

    fn finding(&self, finding: &FindingKey) -> Result<&Finding, Rejection> {
        let found = self.findings.get(finding);
        found.ok_or_else(|| Rejection::FindingUnknown { finding: finding.clone() })
    }

    fn open(&self, finding: &FindingKey) -> Result<&Finding, Rejection> {
        let found = self.finding(finding)?;
        require(!found.resolved, || Rejection::FindingSettled { finding: finding.clone() })?;
        Ok(found)
    }

    fn announce(&self, announced: &Announced, guards: Guards) -> Outcome {
        require(self.announced.is_none(), || Rejection::AlreadyRegistered)?;
        let in_order =
            announced.until.is_none_or(|until| announced.from.is_some_and(|from| from.on <= until));
        require(in_order, || Rejection::DatesReversed)?;
        Ok(guards.decided([report::Event::Announced(announced.clone())]))
    }

    /// It is theirs: that we thought the mission was over is noted beside it.
    fn find(&self, mission: &Announced, found: &Found, mut guards: Guards) -> Outcome {
        let new = !self.findings.contains_key(&found.finding);
        require(new, || Rejection::NameTaken { name: found.finding.to_string() })?;
        guards.consistent(require(!self.closed, || Rejection::MissionClosed))?;
        let addressed = found.recommendation.is_none() || found.addressee.is_some();
        guards.shown(require(addressed, || Rejection::AddresseeMissing))?;
        Ok(guards.decided([finding::Event::Recorded(found.clone().of(mission))]))
    }

    fn resolve(&self, resolved: &Resolved, who: &Who, guards: Guards) -> Outcome {
        let found = self.open(&resolved.finding)?;
        reason(&resolved.text)?;
        let other = found.responded_by != Some(who.person) || guards.import;
        require(other, || Rejection::SettledByResponder)?;
        Ok(guards.decided([finding::Event::Resolved(resolved.clone())]))
    }

    fn close(&self, mut guards: Guards) -> Outcome {
        require(!self.closed, || Rejection::AlreadyRecorded)?;
        let something = self.reported || !self.findings.is_empty();
        guards.shown(require(something, || Rejection::NothingReported))?;
        let open = self.findings.iter().filter(|(_, finding)| !finding.resolved);
        let findings: Vec<_> = open.map(|(key, _)| key.clone()).collect();
        require(findings.is_empty(), || Rejection::FindingsOpen { findings })?;
        Ok(guards.decided([report::Event::Closed(Closed {})]))
    }
}

impl Aggregate for Mission {
    const CATEGORY: &'static str = "mission";
    const SNAPSHOT: u32 = 2;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let (ours, theirs) = (|| Guards::ours(asked), || Guards::theirs(asked));
        if let C::Announce(announced) = &asked.command {
            return self.announce(announced, ours());
        }
        let mission = self.announced.as_ref().ok_or(Rejection::MissionUnknown)?;
        ours().not_before(self.since)?;
        match &asked.command {
            C::Report(reported) => {
                Ok(theirs().decided([report::Event::Reported(reported.clone())]))
            }
            C::Find(found) => self.find(mission, found, theirs()),
            C::Respond(responded) => {
                self.open(&responded.finding)?;
                reason(&responded.response)?;
                Ok(ours().decided([finding::Event::Responded(responded.clone())]))
            }
            C::FollowUp(followed) => {
                self.finding(&followed.finding)?;
                reason(&followed.text)?;
                Ok(ours().decided([finding::Event::FollowedUp(followed.clone())]))
            }
            C::Resolve(resolved) => self.resolve(resolved, &asked.who, ours()),
            C::Close => self.close(ours()),
            C::Amend(amending) => {
                let guards = ours();
                let amend = self.corrections.amend_alone(amending, guards.import)?;
                Ok(guards.decided([amend]))
            }
            C::Explain(explain) => Ok(ours().decided([self.corrections.explain(explain)?])),
            C::Announce(_) => Err(Rejection::AlreadyRegistered),
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        match &fact.event {
            Event::Mission(report::Event::Announced(announced)) => {
                self.since = fact.effective_on();
                self.programme.clone_from(&fact.meta.programme);
                self.country.clone_from(&fact.meta.country);
                self.announced = Some(announced.clone());
            }
            Event::Mission(report::Event::Reported(_)) => self.reported = true,
            Event::Mission(report::Event::Closed(_)) => self.closed = true,
            Event::Finding(event) => {
                finding::evolve(&mut self.findings, event, fact.meta.who.person);
            }
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}
