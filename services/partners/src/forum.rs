//! A coordination forum (cadre de concertation): who sits in it, who leads it, what it concluded.
//!
//! Invariant: whoever leads is a member, and hands over before leaving.

pub(crate) mod life;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{
    Aggregate, Amendable, Amending, Asked, Code, Corrections, Decided, Explain, Fact, Guards, Id,
    correction, require,
};
use serde::{Deserialize, Serialize};

use self::life::{Dissolved, Established, Joined, Left, Met};
use crate::{
    rejection::Rejection,
    rules::{known, reason},
};

type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// With the institutions it names that are not on the register; likewise below.
    Establish(Established, Vec<Code>),
    Join(Joined, Vec<Code>),
    Leave {
        institution: Code,
    },
    RecordMeeting(Met, Vec<Code>),
    Dissolve {
        reason: String,
    },
    Amend(Amending),
    Explain(Explain),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Life(life::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "partners.forum.established.v1" => Life(life::Event::Established),
    "partners.forum.joined.v1" => Life(life::Event::Joined),
    "partners.forum.left.v1" => Life(life::Event::Left),
    "partners.forum.met.v1" => Life(life::Event::Met),
    "partners.forum.dissolved.v1" => Life(life::Event::Dissolved),
} corrected: "partners", amendable: Event::amended_by);

kernel::entities!(Event { Life(life), });

kernel::amending!(Command { Amend, Explain });

impl Event {
    fn amended_by(&self) -> Amendable {
        if let Self::Life(life::Event::Dissolved(_)) = self {
            Amendable::ByTwo
        } else {
            Amendable::ByOne
        }
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Forum {
    pub(crate) established: Option<Established>,
    since: Option<Date>,
    pub(crate) programme: Option<Code>,
    country: Option<Code>,
    pub(crate) lead: Option<Code>,
    /// Since when each sits in it.
    pub(crate) members: BTreeMap<Code, Date>,
    pub(crate) meetings: BTreeMap<Code, Met>,
    pub(crate) dissolved: Option<Date>,
    pub(crate) corrections: Corrections,
}

impl Aggregate for Forum {
    const CATEGORY: &'static str = "forum";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let ours = || Guards::ours(asked);
        let establishing = matches!(asked.command, C::Establish(..));
        require(establishing || self.established.is_some(), || Rejection::NotRegistered)?;
        match &asked.command {
            C::Establish(established, unknown) => {
                require(self.established.is_none(), || Rejection::AlreadyRegistered)?;
                known(unknown)?;
                Ok(ours().decided([life::Event::Established(established.clone())]))
            }
            C::Join(joined, unknown) => self.join(joined, unknown, ours()),
            C::Leave { institution } => self.leave(institution, ours()),
            C::RecordMeeting(met, unknown) => self.meet(met, unknown, ours()),
            C::Dissolve { reason } => self.dissolve(reason, ours()),
            C::Amend(amending) => {
                let guards = ours();
                let amend = self.corrections.amend_alone(amending, guards.import)?;
                Ok(guards.decided([amend]))
            }
            C::Explain(explain) => Ok(ours().decided([self.corrections.explain(explain)?])),
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let on = fact.effective_on();
        match &fact.event {
            Event::Life(life::Event::Established(established)) => {
                (self.programme, self.country) =
                    (fact.meta.programme.clone(), fact.meta.country.clone());
                self.since = Some(on);
                self.lead = Some(established.lead.clone());
                self.members.insert(established.lead.clone(), on);
                self.established = Some(established.clone());
            }
            Event::Life(life::Event::Joined(Joined { institution, lead })) => {
                self.members.entry(institution.clone()).or_insert(on);
                if *lead {
                    self.lead = Some(institution.clone());
                }
            }
            Event::Life(life::Event::Left(Left { institution })) => {
                self.members.remove(institution);
            }
            Event::Life(life::Event::Met(met)) => {
                self.meetings.insert(met.meeting.clone(), met.clone());
            }
            Event::Life(life::Event::Dissolved(Dissolved { .. })) => self.dissolved = Some(on),
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}

impl Forum {
    pub(crate) fn id(reference: &Code) -> Id<Self> {
        Id::derived(&["forum", reference.as_str()])
    }

    fn join(&self, joined: &Joined, unknown: &[Code], guards: Guards) -> Outcome {
        known(unknown)?;
        self.living(&guards)?;
        let member = self.members.contains_key(&joined.institution);
        let leads = self.lead.as_ref() == Some(&joined.institution);
        let institution = joined.institution.clone();
        let hands_over = joined.lead && !leads;
        require(!member || hands_over, || Rejection::MemberAlready { institution })?;
        Ok(guards.decided([life::Event::Joined(joined.clone())]))
    }

    fn leave(&self, name: &Code, guards: Guards) -> Outcome {
        self.living(&guards)?;
        let institution = name.clone();
        let since = self.members.get(name).ok_or(Rejection::NotAMember { institution })?;
        guards.not_before(*since)?;
        require(self.lead.as_ref() != Some(name), || Rejection::LeadCannotLeave)?;
        Ok(guards.decided([life::Event::Left(Left { institution: name.clone() })]))
    }

    fn meet(&self, met: &Met, unknown: &[Code], guards: Guards) -> Outcome {
        known(unknown)?;
        self.living(&guards)?;
        let name = &met.meeting;
        require(!self.meetings.contains_key(name), || Rejection::NameTaken { name: name.clone() })?;
        Ok(guards.decided([life::Event::Met(met.clone())]))
    }

    fn dissolve(&self, why: &str, mut guards: Guards) -> Outcome {
        self.living(&guards)?;
        guards.shown(reason(why))?;
        Ok(guards.decided([life::Event::Dissolved(Dissolved { reason: why.to_owned() })]))
    }

    /// It was there that day, and is not dissolved.
    fn living(&self, guards: &Guards) -> Result<(), Rejection> {
        if let Some(since) = self.dissolved {
            return Err(Rejection::Dissolved { since });
        }
        Ok(guards.not_before(self.since.ok_or(Rejection::NotRegistered)?)?)
    }
}
