//! The particulars of an agreement as the contracts write them.

use kernel::Total;
use proto::financing::v1 as pb;
use runtime::view::{day, money};

use super::particulars::{Milestone, Particular, Reports, Stated, Workplans};
use crate::financing::statement::difference;

impl Particular {
    pub(super) fn milestones(&self) -> Vec<pb::Milestone> {
        self.milestones.iter().map(Into::into).collect()
    }

    pub(super) fn restructurings(&self) -> Vec<pb::RestructuringLine> {
        let line = |(name, row): (&String, &super::particulars::Restructuring)| {
            Some(pb::RestructuringLine {
                restructuring: name.clone(),
                state: <&str>::from(row.status?).to_owned(),
                closing_on: day(row.closing_on),
                other_changes: row.other.clone(),
                proof: row.proof.map(Into::into),
            })
        };
        self.restructurings.iter().filter_map(line).collect()
    }

    pub(super) fn ratings(&self) -> Vec<pb::RatingLine> {
        let line = |(&(subject, sequence), &(rating, proof)): (&(i32, u32), &(i32, _))| {
            let proof: runtime::view::Proof = proof;
            pb::RatingLine { subject, rating, sequence, proof: Some(proof.into()) }
        };
        self.ratings.iter().map(line).collect()
    }

    pub(super) fn statements(&self) -> Vec<pb::Statement> {
        self.statements.iter().map(Into::into).collect()
    }

    pub(super) fn counterparts(&self) -> Vec<pb::CounterpartLine> {
        let rows = self.counterparts.iter();
        rows.map(|((exercise, stage), (amount, proof))| pb::CounterpartLine {
            exercise: exercise.clone(),
            stage: stage.to_string(),
            money: Some(money(*amount)),
            proof: Some((*proof).into()),
        })
        .collect()
    }

    pub(super) fn signatories(&self) -> Vec<pb::SignatoryLine> {
        let rows = self.signatories.iter();
        rows.map(|(person, row)| pb::SignatoryLine {
            person: person.to_string(),
            capacity: row.capacity.clone(),
            revoked: row.revoked,
            proof: Some(row.proof.into()),
        })
        .collect()
    }

    pub(super) fn letter(&self) -> Option<pb::Letter> {
        self.letter.as_ref().map(|letter| pb::Letter {
            reference: letter.reference.clone(),
            methods: letter.methods.clone(),
            minimum: letter.minimum.map(money),
            proof: Some(letter.proof.into()),
        })
    }
}

impl From<&Reports> for pb::FinancialReports {
    fn from(terms: &Reports) -> Self {
        Self {
            first_ends_on: day(Some(terms.first_ends_on)),
            months: terms.months,
            days: terms.days,
            proof: Some(terms.proof.into()),
        }
    }
}

impl From<&Workplans> for pb::Workplans {
    fn from(terms: &Workplans) -> Self {
        Self {
            exercise: terms.exercise.to_string(),
            due_on: day(Some(terms.due_on)),
            proof: Some(terms.proof.into()),
        }
    }
}

impl From<&Milestone> for pb::Milestone {
    fn from(milestone: &Milestone) -> Self {
        Self {
            r#type: milestone.name.clone(),
            text: milestone.text.clone(),
            proof: Some(milestone.proof.into()),
        }
    }
}

impl From<&Stated> for pb::Statement {
    fn from(stated: &Stated) -> Self {
        let difference = difference(stated.committed, stated.disbursed, stated.undisbursed);
        Self {
            reference: stated.reference.clone(),
            committed: stated.committed.map(money),
            disbursed: stated.disbursed.map(money),
            undisbursed: stated.undisbursed.map(money),
            adds_up: difference.map(Total::is_zero),
            proof: Some(stated.proof.into()),
        }
    }
}
