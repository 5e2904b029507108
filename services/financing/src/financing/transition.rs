//! A change of state, proposed by one person and confirmed by another.

use std::{collections::BTreeMap, iter};

use jiff::civil::Date;
use kernel::{
    Amend, Asked, Basis, Code, Effective, Fact, Id, Money, Origin, Party, Person, Stored as _,
    correction,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Command, Financing, Outcome, Rejection,
    agreement::{self, Terms},
    guards::{Guards, reason, require},
    standing::{Standing, State},
    statement::Satisfactory,
};

/// What has happened to a proposal. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Proposed(Proposed),
    Rejected(Rejected),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proposed {
    pub(crate) change: Change,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rejected {
    /// Event id of the proposal.
    pub(crate) proposal: Uuid,
    pub(crate) reason: String,
}

/// A change of state as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Change {
    Approve(Approval),
    Sign(Terms),
    BecomeEffective,
    Lapse,
    OpenDisbursement,
    Suspend {
        reason: String,
    },
    LiftSuspension,
    ReachClosingDate,
    ReachDisbursementDeadline,
    /// The closing date was passed and is moved to a day still to come.
    Reopen {
        closing_on: Date,
        requested_on: Option<Date>,
    },
    /// A last day is moved by a notice that nobody here knew of when it was reached: what that day made
    /// is undone.
    ExtendEffectivenessDeadline {
        until: Date,
    },
    ExtendClosingDate {
        closing_on: Date,
        requested_on: Option<Date>,
    },
    /// Or disbursement was closed and is open again.
    ExtendDisbursementDeadline {
        until: Date,
    },
    CloseFinancially {
        blockages: Blockages,
    },
    Complete(Completion),
    Drop {
        reason: String,
    },
    Cancel {
        reason: String,
    },
    Terminate {
        reason: String,
    },
    /// An earlier change of state was not as it is recorded.
    Amend(Amend),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Approval {
    /// In the commitment currency.
    pub(crate) money: Money,
    /// The board, its management, a minister.
    pub(crate) approved_by: String,
    /// What was known of the financing that this one adds to.
    pub(crate) parent: Option<ParentState>,
}

/// Another stream's answer, asked for at the edge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ParentState {
    pub(crate) reference: Code,
    /// None if nothing is registered under that reference on that day.
    pub(crate) standing: Option<Standing>,
    pub(crate) basis: Basis,
    /// None where it was never rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rated: Option<Satisfactory>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Completion {
    /// Reference of the completion report.
    pub(crate) report: String,
    pub(crate) independent_review: Option<String>,
}

/// Open blockages, as the service of sessions or a document counts them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Blockages {
    pub(crate) open: Option<u32>,
    pub(crate) document: Option<String>,
}

/// From which state to which, and how many saw to it: part of every event that changes the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) from: State,
    pub(crate) to: State,
    pub(crate) validation: Validation,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Validation {
    /// Two persons: whoever is beside the event confirmed what this one proposed.
    Double { proposed_by: Id<Person>, proposal: Uuid },
    /// Time made it, by a rule.
    Automatic,
    /// It was done before the platform, and the source does not show by whom.
    Undocumented,
}

/// What one person proposed, and another has not yet confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proposal {
    pub(crate) change: Change,
    pub(crate) by: Id<Person>,
    /// As precise as it was said.
    pub(crate) effective: Effective,
    /// Whose act it is, where it is somebody else's.
    pub(crate) on_behalf_of: Option<Party>,
}

/// What waits for a second person, by the event id of the proposal.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Proposals {
    pending: BTreeMap<Uuid, Proposal>,
    /// What a second person confirmed, by the event that it became.
    confirmed: BTreeMap<Uuid, Uuid>,
}

impl Change {
    /// The method that proposes it, as a decision names what it covers. An amendment is corrected
    /// and not decided.
    pub(crate) fn method(&self) -> &'static str {
        match self {
            Self::Approve(_) => "RecordApproval",
            Self::Sign(_) => "Sign",
            Self::BecomeEffective => "RecordEffectiveness",
            Self::Lapse => "Lapse",
            Self::OpenDisbursement => "OpenDisbursement",
            Self::Suspend { .. } => "RecordSuspension",
            Self::LiftSuspension => "RecordSuspensionLifted",
            Self::ReachClosingDate => "ReachClosingDate",
            Self::ReachDisbursementDeadline => "ReachDisbursementDeadline",
            Self::Reopen { .. } | Self::ExtendClosingDate { .. } => "ExtendClosingDate",
            Self::ExtendEffectivenessDeadline { .. } => "ExtendEffectivenessDeadline",
            Self::ExtendDisbursementDeadline { .. } => "ExtendDisbursementDeadline",
            Self::CloseFinancially { .. } => "CloseFinancially",
            Self::Complete(_) => "RecordCompletion",
            Self::Drop { .. } => "Drop",
            Self::Cancel { .. } => "RecordCancellation",
            Self::Terminate { .. } => "RecordTermination",
            Self::Amend(_) => "CorrectFact",
        }
    }

    /// What people are told is proposed: the state it leads to or, where what was before decides
    /// which, the change.
    pub(crate) fn proposed_as(&self) -> &'static str {
        self.to().map_or_else(|| self.into(), <&str>::from)
    }
}

impl Proposals {
    /// What was proposed under that id, if it still waits.
    pub(crate) fn change(&self, proposal: Uuid) -> Option<&Change> {
        self.pending.get(&proposal).map(|proposal| &proposal.change)
    }

    /// Whose act it is that was proposed under that id, where it is somebody else's.
    pub(crate) fn on_behalf_of(&self, proposal: Uuid) -> Option<&Party> {
        self.pending.get(&proposal)?.on_behalf_of.as_ref()
    }

    #[cfg(test)]
    pub(crate) fn pending(&self) -> impl Iterator<Item = (&Uuid, &Proposal)> {
        self.pending.iter()
    }

    fn get(&self, proposal: Uuid) -> Result<&Proposal, Rejection> {
        self.pending.get(&proposal).ok_or(Rejection::UnknownProposal)
    }

    /// Two proposals of one kind would be two answers to one question. Amendments are of one kind
    /// where they are about the same event.
    fn of_kind(&self, change: &Change) -> Option<Uuid> {
        let kind = |change: &Change| (<&'static str>::from(change), change.amends());
        let mut same = self.pending.iter().filter(|(_, other)| kind(&other.change) == kind(change));
        same.next().map(|(proposal, _)| *proposal)
    }

    pub(super) fn evolve(&mut self, event: &Event, fact: &Fact<super::Event>) {
        match event {
            Event::Proposed(Proposed { change }) => {
                let (by, effective) = (fact.meta.who.person, fact.meta.effective);
                let (change, on_behalf_of) = (change.clone(), fact.meta.on_behalf_of.clone());
                let proposal = Proposal { change, by, effective, on_behalf_of };
                self.pending.insert(fact.event_id, proposal);
            }
            Event::Rejected(Rejected { proposal, .. }) => {
                self.pending.remove(proposal);
            }
        }
    }

    /// What was proposed has taken place, whoever made it.
    pub(super) fn settle(&mut self, event: &agreement::Event, event_id: Uuid) {
        if let Some(Validation::Double { proposal, .. }) = event.validation() {
            self.pending.remove(proposal);
            self.confirmed.insert(event_id, *proposal);
        }
        if let Some(step) = event.step() {
            self.pending.retain(|_, pending| pending.change.to() != Some(step.to));
        }
    }

    /// That event was amended: whatever else was proposed about it was proposed of what it said.
    pub(super) fn amended(&mut self, target: Uuid) {
        self.pending.retain(|_, pending| pending.change.amends() != Some(target));
    }
}

impl Change {
    /// Event id of the change of state that it amends.
    fn amends(&self) -> Option<Uuid> {
        if let Self::Amend(amend) = self { Some(amend.target()) } else { None }
    }
}

impl Financing {
    /// A person proposes it; time and the source of an import make it.
    pub(super) fn transition(&self, change: Change, asked: &Asked<Command>) -> Outcome {
        let mut guards = Guards::new(change.whose(), asked);
        let validation = match asked.origin {
            Origin::Policy if !self.is_due(&change, guards.on) => return Ok(Vec::new().into()),
            Origin::Policy => Validation::Automatic,
            Origin::Import => Validation::Undocumented,
            Origin::Person => return self.propose(change, asked, guards),
        };
        let events = self.takes_place(&change, validation, asked, &mut guards)?;
        Ok(guards.decided(events))
    }

    /// Refused early if it would be refused later. Anomalies are noted with the change itself.
    pub(super) fn propose(
        &self,
        change: Change,
        asked: &Asked<Command>,
        mut guards: Guards,
    ) -> Outcome {
        self.takes_place(&change, Validation::Undocumented, asked, &mut guards)?;
        match self.proposals.of_kind(&change) {
            Some(proposal) => Err(Rejection::AlreadyProposed { proposal }),
            None => Ok(super::Event::Transition(Event::Proposed(Proposed { change })).into()),
        }
    }

    fn takes_place(
        &self,
        change: &Change,
        validation: Validation,
        asked: &Asked<Command>,
        guards: &mut Guards,
    ) -> Result<Vec<super::Event>, Rejection> {
        let event = match change {
            Change::Amend(amend) => return self.amended(amend.clone(), asked),
            Change::ExtendEffectivenessDeadline { until } => {
                self.later_effectiveness_deadline(*until, Some(validation), guards)?
            }
            Change::ExtendClosingDate { closing_on, requested_on } => {
                self.later_closing_date(*closing_on, *requested_on, Some(validation), guards)?
            }
            Change::ExtendDisbursementDeadline { until } => {
                self.later_disbursement_deadline(*until, Some(validation), guards)?
            }
            Change::Approve(_)
            | Change::Sign(_)
            | Change::BecomeEffective
            | Change::Lapse
            | Change::OpenDisbursement
            | Change::Suspend { .. }
            | Change::LiftSuspension
            | Change::ReachClosingDate
            | Change::ReachDisbursementDeadline
            | Change::Reopen { .. }
            | Change::CloseFinancially { .. }
            | Change::Complete(_)
            | Change::Drop { .. }
            | Change::Cancel { .. }
            | Change::Terminate { .. } => self.step(change, validation, guards)?,
        };
        Ok(vec![event.into()])
    }

    /// A fact as it should have been, and what follows from it. Where it never was, what was proposed and
    /// became it is rejected: it does not wait again.
    pub(super) fn amended(
        &self,
        amend: Amend,
        asked: &Asked<Command>,
    ) -> Result<Vec<super::Event>, Rejection> {
        let corrected = match amend {
            Amend::Correct(corrected) => corrected,
            Amend::Void(void) => {
                let proposal = self.proposals.confirmed.get(&void.target).copied();
                let reason = || void.reason.clone();
                let rejected = proposal.map(|proposal| Rejected { proposal, reason: reason() });
                let void = iter::once(correction::Event::EntryVoided(void).into());
                return Ok(void.chain(rejected.map(|it| Event::Rejected(it).into())).collect());
            }
        };
        let mut all = self.closings.follow(&corrected, self.agreement.grace_months, &self.rules);
        all.insert(0, corrected);
        let odd = self.contradicted(&all, asked)?;
        let amended = all.into_iter().map(correction::Event::FactCorrected);
        let mut events: Vec<super::Event> = amended.map(Into::into).collect();
        let beside = events.first().map_or("", |event| event.name());
        events.extend(self.unsaid(odd.into_iter().map(|odd| odd.noted(beside))));
        Ok(events)
    }

    /// Four eyes are two persons, never two capacities of one.
    pub(super) fn confirm(
        &self,
        id: Uuid,
        blockages: Option<&Blockages>,
        asked: &Asked<Command>,
    ) -> Outcome {
        let proposal = self.proposals.get(id)?;
        require(proposal.by != asked.who.person, || Rejection::SamePerson)?;
        let expected = proposal.effective;
        let same = asked.effective == expected;
        require(same, || Rejection::ConfirmationDateDiffers { expected })?;
        let change = match (&proposal.change, blockages) {
            (Change::CloseFinancially { .. }, Some(fresh)) => {
                Change::CloseFinancially { blockages: fresh.clone() }
            }
            (change, _) => change.clone(),
        };
        let mut guards = Guards::new(change.whose(), asked);
        let validation = Validation::Double { proposed_by: proposal.by, proposal: id };
        let events = self.takes_place(&change, validation, asked, &mut guards)?;
        Ok(guards.decided(events))
    }

    pub(super) fn reject(&self, proposal: Uuid, why: &str, mut guards: Guards) -> Outcome {
        self.proposals.get(proposal)?;
        guards.shown(reason(why))?;
        let rejected = Rejected { proposal, reason: why.to_owned() };
        Ok(guards.decided([Event::Rejected(rejected)]))
    }
}
