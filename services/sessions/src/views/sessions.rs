//! Sessions: each with its agenda, who was there, what was concluded and how far its minutes are.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Code, Fact, Hash, Projection};
use runtime::view::Proof;
use serde::{Deserialize, Serialize};

use crate::{
    key::{ItemKey, OutcomeKey},
    session::{
        Event,
        agenda::{self, Concluded, Point},
        deliberation::{self, Assessed, Proceeding},
        minutes::{self, Status},
        plan::{self, DateFlagged, Officer, Plan},
        presence::{self, Presence, QuorumConfirmed},
        stage::{self, Frozen, Stage},
    },
};

/// `<stream>`.
#[derive(Debug)]
pub(crate) enum Sessions {}

/// When its dossier was frozen. What it also keeps is in the event.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct FrozenAt {
    pub(super) position: u64,
    pub(super) on: Date,
    pub(super) sha256: Hash,
}

impl From<&Frozen> for FrozenAt {
    fn from(frozen: &Frozen) -> Self {
        let Frozen { position, on, sha256, .. } = *frozen;
        Self { position, on, sha256 }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(super) plan: Option<Plan>,
    pub(super) programme: Option<Code>,
    pub(super) stage: Stage,
    pub(super) planned: Option<Proof>,
    pub(super) convened: Option<Proof>,
    pub(super) opened: Option<(u64, Proof)>,
    pub(super) closed: Option<Proof>,
    pub(super) frozen: Option<(FrozenAt, Proof)>,
    pub(super) last: Option<Proof>,
    pub(super) reason: Option<String>,
    pub(super) no_minutes_reason: Option<String>,
    pub(super) officers: Vec<(Officer, Proof)>,
    pub(super) items: Vec<ItemRow>,
    pub(super) days: BTreeMap<Date, (Vec<Presence>, Proof)>,
    pub(super) quorum: Option<(Quorum, Proof)>,
    pub(super) outcomes: BTreeMap<OutcomeKey, (Assessed, Proof)>,
    pub(super) proceedings: Vec<(Proceeding, Proof)>,
    pub(super) flags: Vec<(DateFlagged, Proof)>,
    pub(super) minutes: MinutesRow,
    pub(super) illustrative: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ItemRow {
    pub(super) item: Point,
    pub(super) concluded: Option<Concluded>,
    pub(super) withdrawn: bool,
    pub(super) proof: Proof,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Quorum {
    Confirmed(QuorumConfirmed),
    Waived(String),
}

/// But for their words, which are in the stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct MinutesRow {
    pub(super) status: Status,
    pub(super) versions: u32,
    pub(super) version: u32,
    pub(super) sha256: Option<Hash>,
    pub(super) validated: Option<(Code, Proof)>,
    pub(super) errata: u32,
    pub(super) proof: Option<Proof>,
}

impl Projection for Sessions {
    const NAME: &'static str = "sessions";

    type Event = Event;
    type Row = Session;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        vec![fact.stream.to_string()]
    }

    fn fold(_: &str, row: &mut Session, fact: &Fact<Event>) {
        let proof = Proof::from(fact);
        row.illustrative |= fact.meta.illustrative();
        match &fact.event {
            Event::Session(event) => row.came_to(event, proof, fact),
            Event::Plan(plan::Event::OfficerRecorded(officer)) => {
                row.officers.push((officer.clone(), proof));
            }
            Event::Plan(plan::Event::DateFlagged(flag)) => row.flags.push((flag.clone(), proof)),
            Event::Agenda(event) => row.treated(event, proof),
            Event::Presence(presence::Event::Recorded(recorded)) => {
                row.days.insert(recorded.day, (recorded.presences.clone(), proof));
            }
            Event::Presence(presence::Event::QuorumConfirmed(confirmed)) => {
                row.quorum = Some((Quorum::Confirmed(confirmed.clone()), proof));
            }
            Event::Presence(presence::Event::QuorumWaived(waived)) => {
                row.quorum = Some((Quorum::Waived(waived.reason.clone()), proof));
            }
            Event::Deliberation(deliberation::Event::Recorded(proceeding)) => {
                row.proceedings.push((proceeding.clone(), proof));
            }
            Event::Deliberation(deliberation::Event::Assessed(assessed)) => {
                row.outcomes.insert(assessed.outcome.clone(), (assessed.clone(), proof));
            }
            Event::Minutes(event) => row.minutes.came_to(event, proof),
            Event::Correction(_) => (),
        }
    }
}

impl Session {
    fn came_to(&mut self, event: &stage::Event, proof: Proof, fact: &Fact<Event>) {
        if let Some(stage) = event.stage() {
            (self.stage, self.last) = (stage, Some(proof));
        }
        match event {
            stage::Event::Planned(plan) => {
                self.programme.clone_from(&fact.meta.programme);
                self.planned = Some(proof);
                self.officers = plan.officers.iter().map(|it| (it.clone(), proof)).collect();
                let items = plan.agenda.iter().cloned();
                self.items = items.map(|item| ItemRow::new(item, proof)).collect();
                self.plan = Some(Plan::clone(plan));
            }
            stage::Event::Convened(convened) => {
                self.convened = Some(proof);
                self.no_minutes_reason.clone_from(&convened.no_minutes_reason);
            }
            stage::Event::DossierFrozen(frozen) => self.frozen = Some((frozen.into(), proof)),
            stage::Event::Postponed(postponed) => {
                self.reason = Some(postponed.reason.clone());
                if let (Some(plan), Some(dates)) = (&mut self.plan, &postponed.dates) {
                    plan.dates = dates.clone();
                }
            }
            stage::Event::Cancelled(cancelled) => self.reason = Some(cancelled.reason.clone()),
            stage::Event::Opened(opened) => self.opened = Some((opened.known, proof)),
            stage::Event::Suspended(suspended) => self.reason = Some(suspended.reason.clone()),
            stage::Event::Resumed(_) => self.reason = None,
            stage::Event::Closed(_) => self.closed = Some(proof),
        }
    }

    fn treated(&mut self, event: &agenda::Event, proof: Proof) {
        match event {
            agenda::Event::Added(item) => self.items.push(ItemRow::new(item.clone(), proof)),
            agenda::Event::Withdrawn(withdrawn) => {
                if let Some(row) = self.item(&withdrawn.item) {
                    (row.withdrawn, row.proof) = (true, proof);
                }
            }
            agenda::Event::Concluded(concluded) => {
                if let Some(row) = self.item(&concluded.item) {
                    (row.concluded, row.proof) = (Some(concluded.clone()), proof);
                }
            }
        }
    }

    fn item(&mut self, item: &ItemKey) -> Option<&mut ItemRow> {
        self.items.iter_mut().find(|row| row.item.item == *item)
    }
}

impl ItemRow {
    fn new(item: Point, proof: Proof) -> Self {
        Self { item, concluded: None, withdrawn: false, proof }
    }
}

impl MinutesRow {
    pub(super) fn came_to(&mut self, event: &minutes::Event, proof: Proof) {
        use minutes::Event as E;
        self.status = match event {
            E::Drafted(drafted) => {
                self.versions += 1;
                (self.version, self.sha256) = (self.versions, drafted.sha256);
                Status::Drafted
            }
            E::Circulated(_) => Status::Circulated,
            E::CorrectionRequested(_) => Status::CorrectionRequested,
            E::Submitted(_) => Status::Submitted,
            E::Validated(validated) => {
                self.validated = Some((validated.by.clone(), proof));
                Status::Validated
            }
            E::Rejected(_) => Status::Rejected,
            E::Published(_) => Status::Published,
            E::ErratumIssued(_) => {
                self.errata += 1;
                self.status
            }
            // What it says of others' minutes, and who signs its own, does not move them.
            E::Judged(_) | E::Signed(_) | E::ScanAttached(_) => return,
        };
        self.proof = Some(proof);
    }
}
