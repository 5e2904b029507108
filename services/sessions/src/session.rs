//! A session: its plan and agenda, who was there, what was concluded, and its minutes.
//!
//! Invariants:
//! - it opens with a quorum or its waiver, and closes with nothing undecided;
//! - what it decides, it decides open and quorate;
//! - its minutes are validated by a later session of the same body, never by itself, and then
//!   nothing but an erratum is added to them;
//! - a date is kept as its source asserts it, and flagged where it is doubtful.

pub(crate) mod agenda;
mod course;
pub(crate) mod deliberation;
pub(crate) mod minutes;
pub(crate) mod plan;
pub(crate) mod presence;
pub(crate) mod presented;
pub(crate) mod stage;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::{
    Aggregate, Amendable, Amending, Asked, Code, Corrections, Decided, Decision, Fact, Guards, Id,
    correction, require,
};
use serde::{Deserialize, Serialize};

use self::{
    agenda::{Agenda, Changes},
    deliberation::{Assessed, Conclude, Outcomes, Proceeding},
    minutes::{Judge, Judgement, Minutes},
    plan::{DateFlagged, Officer, Plan},
    presence::{Attend, Count, Presences},
    stage::Stage,
};
use crate::{
    rejection::{Rejection, reason},
    value::Dates,
};

pub(crate) use self::plan::Kind;

pub(crate) type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) plan: Option<Plan>,
    pub(crate) stage: Stage,
    /// When it came to that.
    pub(crate) since: Date,
    programme: Option<Code>,
    country: Option<Code>,
    president: bool,
    pub(crate) agenda: Agenda,
    outcomes: Outcomes,
    /// Passages that are recorded.
    said: BTreeSet<Id<Proceeding>>,
    presences: Presences,
    pub(crate) minutes: Minutes,
    /// The last moment at which its dossier was frozen.
    pub(crate) frozen: Option<u64>,
    corrections: Corrections,
}

#[derive(Clone, Debug)]
pub(crate) enum Command {
    Plan(Box<Plan>),
    AmendAgenda(Changes),
    /// Time puts the closure of a financing on the agenda.
    AddStanding(agenda::Point),
    RecordOfficer(Officer),
    Convene {
        no_minutes_reason: Option<String>,
    },
    Freeze(stage::Frozen),
    Postpone {
        dates: Option<Dates>,
        reason: String,
    },
    Cancel {
        reason: String,
    },
    Attend(Attend),
    ConfirmQuorum(Count),
    /// `unfounded`: why it does not stand on the decision that is cited for it.
    WaiveQuorum {
        reason: String,
        unfounded: Option<Rejection>,
    },
    /// `known`: the journal as far as it was known.
    Open {
        known: u64,
    },
    Suspend {
        reason: String,
    },
    Resume,
    Record(Proceeding),
    Conclude(Conclude),
    Assess(Assessed),
    Close,
    FlagDate(DateFlagged),

    Draft(minutes::Drafted),
    Circulate {
        answers_by: Option<Date>,
    },
    RequestCorrection(minutes::CorrectionRequested),
    Submit,
    /// This session judges the minutes of an earlier one.
    Judge(Box<Judge>),
    /// A later session has judged these.
    HearJudgement(Box<Judgement>),
    /// Whoever asks signs.
    Sign {
        capacity: String,
        institution: Option<Code>,
    },
    AttachScan(minutes::ScanAttached),
    Publish,
    IssueErratum(minutes::Erratum),

    Amend(Amending),
}

/// What has happened, entity by entity: a reader may ignore a whole entity by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Session(stage::Event),
    Plan(plan::Event),
    Agenda(agenda::Event),
    Presence(presence::Event),
    Deliberation(deliberation::Event),
    Minutes(minutes::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "sessions.session.planned.v1" => Session(stage::Event::Planned),
    "sessions.session.convened.v1" => Session(stage::Event::Convened),
    "sessions.session.dossier-frozen.v1" => Session(stage::Event::DossierFrozen),
    "sessions.session.postponed.v1" => Session(stage::Event::Postponed),
    "sessions.session.cancelled.v1" => Session(stage::Event::Cancelled),
    "sessions.session.opened.v1" => Session(stage::Event::Opened),
    "sessions.session.suspended.v1" => Session(stage::Event::Suspended),
    "sessions.session.resumed.v1" => Session(stage::Event::Resumed),
    "sessions.session.closed.v1" => Session(stage::Event::Closed),
    "sessions.plan.officer-recorded.v1" => Plan(plan::Event::OfficerRecorded),
    "sessions.plan.date-flagged.v1" => Plan(plan::Event::DateFlagged),
    "sessions.agenda.item-added.v1" => Agenda(agenda::Event::Added),
    "sessions.agenda.item-withdrawn.v1" => Agenda(agenda::Event::Withdrawn),
    "sessions.agenda.item-concluded.v1" => Agenda(agenda::Event::Concluded),
    "sessions.presence.recorded.v1" => Presence(presence::Event::Recorded),
    "sessions.presence.quorum-confirmed.v1" => Presence(presence::Event::QuorumConfirmed),
    "sessions.presence.quorum-waived.v1" => Presence(presence::Event::QuorumWaived),
    "sessions.deliberation.proceeding-recorded.v1" => Deliberation(deliberation::Event::Recorded),
    "sessions.deliberation.outcome-assessed.v1" => Deliberation(deliberation::Event::Assessed),
    "sessions.minutes.drafted.v1" => Minutes(minutes::Event::Drafted),
    "sessions.minutes.circulated.v1" => Minutes(minutes::Event::Circulated),
    "sessions.minutes.correction-requested.v1" => Minutes(minutes::Event::CorrectionRequested),
    "sessions.minutes.submitted.v1" => Minutes(minutes::Event::Submitted),
    "sessions.minutes.judged.v1" => Minutes(minutes::Event::Judged),
    "sessions.minutes.validated.v1" => Minutes(minutes::Event::Validated),
    "sessions.minutes.rejected.v1" => Minutes(minutes::Event::Rejected),
    "sessions.minutes.signed.v1" => Minutes(minutes::Event::Signed),
    "sessions.minutes.scan-attached.v1" => Minutes(minutes::Event::ScanAttached),
    "sessions.minutes.published.v1" => Minutes(minutes::Event::Published),
    "sessions.minutes.erratum-issued.v1" => Minutes(minutes::Event::ErratumIssued),
} corrected: "sessions", amendable: Event::amended_by);

kernel::entities!(Event {
    Session(stage),
    Plan(plan),
    Agenda(agenda),
    Presence(presence),
    Deliberation(deliberation),
    Minutes(minutes),
});

kernel::amending!(Command { Amend });

impl Event {
    /// What a body concluded, and that it could, one person does not undo; what it said of minutes
    /// stays, and an erratum follows it.
    fn amended_by(&self) -> Amendable {
        match self {
            Self::Minutes(
                minutes::Event::Judged(_)
                | minutes::Event::Validated(_)
                | minutes::Event::Rejected(_)
                | minutes::Event::Signed(_)
                | minutes::Event::Published(_)
                | minutes::Event::ErratumIssued(_),
            ) => Amendable::Never,
            Self::Agenda(agenda::Event::Concluded(_))
            | Self::Presence(
                presence::Event::QuorumConfirmed(_) | presence::Event::QuorumWaived(_),
            ) => Amendable::ByTwo,
            Self::Minutes(
                minutes::Event::Drafted(_)
                | minutes::Event::Circulated(_)
                | minutes::Event::CorrectionRequested(_)
                | minutes::Event::Submitted(_)
                | minutes::Event::ScanAttached(_),
            )
            | Self::Agenda(agenda::Event::Added(_) | agenda::Event::Withdrawn(_))
            | Self::Presence(presence::Event::Recorded(_))
            | Self::Session(_)
            | Self::Plan(_)
            | Self::Deliberation(_)
            | Self::Correction(_) => Amendable::ByOne,
        }
    }
}

/// A session, as far as others need to know before they rely on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sitting {
    pub(crate) session: Code,
    pub(crate) body: Code,
    pub(crate) kind: Kind,
    pub(crate) open: bool,
    pub(crate) quorate: bool,
    /// The journal as far as this is known.
    pub(crate) position: u64,
}

impl Session {
    /// The session that people call by this reference.
    pub(crate) fn id(reference: &Code) -> Id<Self> {
        Id::derived(&["session", reference.as_str()])
    }

    /// What an item of it decides, once it does.
    pub(crate) fn decision(session: &Code, item: &crate::key::ItemKey) -> Id<Decision> {
        Id::derived(&["decision", session.as_str(), item.as_str()])
    }

    pub(crate) fn sitting(&self, on: Date, position: u64) -> Option<Sitting> {
        let plan = self.plan.as_ref()?;
        Some(Sitting {
            session: plan.reference.clone(),
            body: plan.body.clone(),
            kind: plan.kind,
            open: self.stage == Stage::Open && self.since <= on,
            quorate: self.quorate(plan, on),
            position,
        })
    }

    /// It has neither ended nor been called off.
    pub(crate) fn is_under_way(&self) -> bool {
        self.plan.is_some() && !matches!(self.stage, Stage::Closed | Stage::Cancelled)
    }

    fn quorate(&self, plan: &Plan, on: Date) -> bool {
        !plan.kind.needs_quorum() || self.presences.quorate(on)
    }

    fn stage(&self, allowed: &[Stage]) -> Result<(), Rejection> {
        require(allowed.contains(&self.stage), || Rejection::StageForbids { stage: self.stage })
    }

    fn plan_it(&self, plan: &Plan, guards: Guards) -> Outcome {
        require(self.plan.is_none(), || Rejection::AlreadyRegistered)?;
        plan.consistent()?;
        let doubts = plan.dates.doubts().into_iter();
        let flags = doubts.map(|doubt| DateFlagged { doubt, proposed: None, reason: None });
        let planned = Event::from(stage::Event::Planned(Box::new(plan.clone())));
        let flags = flags.map(plan::Event::DateFlagged).map(Event::from);
        Ok(guards.decided::<Event>([planned].into_iter().chain(flags)))
    }

    fn record_officer(&self, officer: &Officer, guards: Guards) -> Outcome {
        require(self.stage != Stage::Cancelled, || Rejection::StageForbids { stage: self.stage })?;
        Ok(guards.decided([plan::Event::OfficerRecorded(officer.clone())]))
    }

    /// Once its minutes are validated, nothing that they tell is changed but by an erratum.
    fn amend(&self, amending: &Amending, guards: Guards) -> Outcome {
        const TOLD: [&str; 3] = ["sessions.agenda.", "sessions.deliberation.", "sessions.minutes."];
        let tells = |name: &str| TOLD.iter().any(|entity| name.starts_with(entity));
        let told = amending.target.as_ref().is_some_and(|target| tells(&target.name));
        let open = !told || !self.minutes.status.is_final();
        require(open, || Rejection::from(correction::Refused::TargetIsFinal))?;
        let amend = self.corrections.amend_alone(amending, guards.import)?;
        Ok(guards.decided([amend]))
    }

    /// Whose minutes they are is said once more by whoever judges: a slip would be grave.
    fn judge(&self, plan: &Plan, judge: &Judge, mut guards: Guards) -> Outcome {
        self.stage(&[Stage::Open])?;
        let quorate = self.quorate(plan, guards.on);
        guards.shown(require(quorate, || Rejection::QuorumNotConfirmed))?;
        let title = self.agenda.to_judge(&judge.item, &judge.minutes_of)?;
        minutes::judge(plan, title, judge, guards)
    }
}

impl Aggregate for Session {
    const CATEGORY: &'static str = "session";
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let guards = Guards::ours(asked);
        if let C::Plan(plan) = &asked.command {
            return self.plan_it(plan, guards);
        }
        let plan = self.plan.as_ref().ok_or(Rejection::SessionUnknown)?;
        // Time adds to an agenda whenever it is due.
        if !matches!(asked.command, C::AddStanding(_)) {
            guards.not_before(self.since)?;
        }
        let sitting = [Stage::Open, Stage::Suspended, Stage::Closed];
        match &asked.command {
            C::AmendAgenda(changes) => {
                self.stage(&[Stage::Planned, Stage::Convened, Stage::Postponed, Stage::Open])?;
                self.agenda.amend(plan, changes, guards)
            }
            C::AddStanding(item) => {
                // Too late for this one: it is for the next.
                let before = [Stage::Planned, Stage::Convened, Stage::Postponed];
                if !before.contains(&self.stage) || self.agenda.covers(item) {
                    return Ok(Vec::new().into());
                }
                let changes = Changes { add: vec![item.clone()], ..Changes::default() };
                self.agenda.amend(plan, &changes, guards)
            }
            C::RecordOfficer(officer) => self.record_officer(officer, guards),
            C::Convene { no_minutes_reason } => {
                self.convene(plan, no_minutes_reason.as_ref(), guards)
            }
            C::Freeze(frozen) => self.freeze(frozen, guards),
            C::Postpone { dates, reason } => self.postpone(dates.as_ref(), reason, guards),
            C::Cancel { reason } => self.cancel(reason, guards),
            C::Attend(attend) => {
                self.stage(&[Stage::Convened, Stage::Open, Stage::Suspended, Stage::Closed])?;
                presence::attend(plan, attend, guards)
            }
            C::ConfirmQuorum(count) => {
                self.stage(&[Stage::Convened, Stage::Open])?;
                self.presences.confirm(count, guards)
            }
            C::WaiveQuorum { reason, unfounded } => {
                self.stage(&[Stage::Convened, Stage::Open])?;
                presence::waive(reason, unfounded.as_ref(), guards)
            }
            C::Open { known } => self.open(plan, *known, guards),
            C::Suspend { reason: why } => {
                reason(why)?;
                let suspended = stage::Suspended { reason: why.clone() };
                self.step(Stage::Open, stage::Event::Suspended(suspended), guards)
            }
            C::Resume => {
                self.step(Stage::Suspended, stage::Event::Resumed(stage::Resumed {}), guards)
            }
            C::Record(proceeding) => {
                self.stage(&sitting)?;
                self.agenda.knows(proceeding.item.as_ref())?;
                // A text that repeats itself says it once.
                if self.said.contains(&proceeding.passage()) {
                    return Ok(Vec::new().into());
                }
                Ok(guards.decided([deliberation::Event::Recorded(proceeding.clone())]))
            }
            C::Conclude(conclude) => {
                self.stage(&[Stage::Open])?;
                let quorate = self.quorate(plan, guards.on);
                self.agenda.conclude(plan, conclude, quorate, guards)
            }
            C::Assess(assessed) => {
                self.stage(&[Stage::Open, Stage::Suspended])?;
                self.outcomes.assess(assessed, guards)
            }
            C::Close => self.close(guards),
            C::FlagDate(flag) => Ok(guards.decided([plan::Event::DateFlagged(flag.clone())])),

            C::Draft(drafted) => {
                self.stage(&sitting)?;
                self.minutes.draft(drafted, guards)
            }
            C::Circulate { answers_by } => self.minutes.circulate(*answers_by, guards),
            C::RequestCorrection(requested) => self.minutes.request(requested, guards),
            C::Submit => {
                self.stage(&[Stage::Closed])?;
                self.minutes.submit(guards)
            }
            C::Judge(judge) => self.judge(plan, judge, guards),
            C::HearJudgement(judgement) => self.minutes.hear(plan, judgement, &asked.basis, guards),
            C::Sign { capacity, institution } => {
                let (capacity, institution) = (capacity.clone(), institution.clone());
                let person = asked.who.person;
                self.minutes.sign(minutes::Signed { person, capacity, institution }, guards)
            }
            C::AttachScan(scan) => self.minutes.attach(scan, guards),
            C::Publish => self.minutes.publish(guards),
            C::IssueErratum(erratum) => self.minutes.correct(erratum, guards),

            C::Amend(amending) => self.amend(amending, guards),
            C::Plan(_) => Err(Rejection::AlreadyRegistered),
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let on = fact.effective_on();
        match &fact.event {
            Event::Session(event) => self.came_to(event, on, fact),
            Event::Plan(plan::Event::OfficerRecorded(officer)) => {
                self.president |= officer.role.presides();
            }
            Event::Plan(plan::Event::DateFlagged(_)) => (),
            Event::Agenda(event) => self.agenda.evolve(event),
            Event::Presence(event) => self.presences.evolve(event),
            Event::Deliberation(event) => {
                self.outcomes.evolve(event);
                if let deliberation::Event::Recorded(proceeding) = event {
                    self.said.insert(proceeding.passage());
                }
            }
            Event::Minutes(event) => self.minutes.evolve(event, on),
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}
