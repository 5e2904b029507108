use kernel::{
    Effective,
    correction::{EntryVoided, Event as Correction, FactCorrected},
};

use super::*;
use crate::financing::Rejection;

/// What has happened to one agreement, each fact under an id of its own.
#[derive(Clone)]
pub(super) struct Story {
    reference: String,
    pub(super) facts: Vec<Fact<Event>>,
    /// Of the facts to come.
    known: Option<Date>,
    illustrative: bool,
}

impl Story {
    pub(super) fn registered(reference: &str, rank: u32) -> Self {
        let (reference, facts) = (reference.to_owned(), Vec::new());
        let story = Self { facts, known: None, illustrative: false, reference };
        let register = Command::Register(registration(&story.reference, rank));
        story.import(REGISTERED, register)
    }

    pub(super) fn signed(reference: &str) -> Self {
        let approval = Approval { money: xdr(50_000), approved_by: "Conseil".into(), parent: None };
        Self::registered(reference, 0)
            .import(APPROVED, Command::RecordApproval(approval))
            .import(SIGNED, Command::Sign(terms()))
    }

    /// Awa and Oumar sign; an account takes up to 100 000 francs of advances.
    pub(super) fn disbursing(reference: &str) -> Self {
        use Method as M;
        let signatory = |name| Command::RegisterSignatory {
            person: person(name),
            capacity: "Signataire".into(),
        };
        let methods = [M::Advance, M::Reimbursement, M::DirectPayment, M::SpecialCommitment].into();
        let letter = Letter { reference: "DFIL 2013-06".into(), methods, minimum: None };
        let opening = Opening { bank: "BDM".into(), ceiling: francs(100_000) };
        Self::signed(reference)
            .import(EFFECTIVE, Command::RecordEffectiveness)
            .import(EFFECTIVE, Command::RecordDisbursementLetter(letter))
            .import(EFFECTIVE, signatory("awa"))
            .import(EFFECTIVE, signatory("oumar"))
            .import(EFFECTIVE, Command::OpenDesignatedAccount(opening))
            .import(OPENED, Command::OpenDisbursement)
    }

    /// From a source published that day.
    pub(super) fn known(self, on: Date) -> Self {
        Self { known: Some(on), ..self }
    }

    pub(super) fn illustrative(self) -> Self {
        Self { illustrative: true, ..self }
    }

    pub(super) fn import(self, on: Date, command: Command) -> Self {
        self.asks(&Asked { origin: Origin::Import, ..asked(&who("loader"), on, command) })
    }

    pub(super) fn does(self, on: Date, command: Command) -> Self {
        self.asks(&asked(&who("awa"), on, command))
    }

    #[track_caller]
    pub(super) fn asks(mut self, asked: &Asked<Command>) -> Self {
        self.try_asks(asked).unwrap_or_else(|refused| panic!("{refused}: {:?}", asked.command));
        self
    }

    pub(super) fn try_asks(&mut self, asked: &Asked<Command>) -> Result<(), Rejection> {
        for event in self.state().decide(asked)?.events {
            self.record(asked.effective, event);
        }
        Ok(())
    }

    pub(super) fn record(&mut self, effective: impl Into<Effective>, event: Event) {
        let effective = effective.into();
        let nth = self.facts.len() as u64;
        let stream = Financing::stream(Financing::id(&key(&self.reference)));
        let event_id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{stream}/{nth}").as_bytes());
        let kind =
            if self.illustrative { ProvenanceKind::Illustrative } else { ProvenanceKind::Source };
        let known = self.known.map(|on| on.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp());
        let meta = Meta {
            known,
            provenance: Provenance { kind, sources: Vec::new(), method: None },
            effective,
            ..meta(&who("awa"), effective.on)
        };
        let (stream, meta) = (stream.into(), Arc::new(meta));
        self.facts.push(Fact { stream, revision: nth, position: nth, event_id, meta, event });
    }

    /// Event id of the latest fact that `which` describes.
    pub(super) fn find(&self, which: &str) -> Uuid {
        let found = self.facts.iter().rev().find(|fact| fact.event.name() == which);
        found.unwrap().event_id
    }

    pub(super) fn void(mut self, on: Date, which: &str) -> Self {
        let (target, name) = (self.find(which), which.to_owned());
        let voided = EntryVoided { target, name, reason: "Double saisie".into() };
        self.record(on, Correction::EntryVoided(voided).into());
        self
    }

    pub(super) fn correct(
        mut self,
        on: Date,
        which: &str,
        field: &str,
        to: serde_json::Value,
    ) -> Self {
        let corrected = FactCorrected {
            target: self.find(which),
            name: which.to_owned(),
            field: field.to_owned(),
            from: serde_json::Value::Null,
            to,
            reason: "Erreur de saisie".into(),
        };
        self.record(on, Correction::FactCorrected(corrected).into());
        self
    }

    pub(super) fn state(&self) -> Financing {
        replay(&amended(self.facts.clone()))
    }
}
