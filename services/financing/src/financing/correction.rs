//! What this service adds to corrections: two persons amend what took two, and the codes that its
//! refusals have always had.

use kernel::{Amendable, Amending, Asked, Explain, Origin, OutOfOrder, correction::Refused};

use super::{
    Command, Event, Financing, Outcome, Rejection, agreement, guards::Guards, transition::Change,
};

impl Event {
    pub(super) fn amended_by(&self) -> Amendable {
        match self {
            // Everything else stands on what the agreement is.
            Self::Agreement(agreement::Event::Registered(_)) => Amendable::ByTwo,
            // A day that is moved moves the state that it makes.
            Self::Agreement(event) if event.step().is_some() || event.moves_dates() => {
                Amendable::ByTwo
            }
            Self::Transition(_) => Amendable::Proposal,
            Self::Agreement(_)
            | Self::Correction(_)
            | Self::Condition(_)
            | Self::Category(_)
            | Self::Tranche(_)
            | Self::Withdrawal(_)
            | Self::Account(_)
            | Self::Restructuring(_)
            | Self::Contract(_)
            | Self::NoObjection(_)
            | Self::Closure(_)
            | Self::Audit(_)
            | Self::Statement(_)
            | Self::Report(_) => Amendable::ByOne,
        }
    }
}

kernel::amending!(Command { Amend, ExplainAnomaly });

impl From<Refused> for Rejection {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::ReasonMissing => Self::ReasonMissing,
            Refused::NothingToChange => Self::NothingToChange,
            Refused::TargetUnknown => Self::TargetUnknown,
            Refused::AnomalyUnknown => Self::UnknownAnomaly,
            Refused::TargetVoided | Refused::AnomalyExplained => Self::AlreadyRecorded,
            Refused::ValueDiffers => Self::ValueDiffers,
            Refused::DoesNotApply => Self::CorrectionDoesNotApply,
            Refused::BelowZero => Self::AmountBelowZero,
            Refused::TargetIsCorrection | Refused::TargetIsFinal | Refused::TargetTakesTwo => {
                Self::TargetIsCorrection
            }
            Refused::TargetIsProposal => Self::TargetIsProposal,
        }
    }
}

impl From<OutOfOrder> for Rejection {
    fn from(OutOfOrder { latest }: OutOfOrder) -> Self {
        Self::OutOfOrder { latest }
    }
}

impl Financing {
    /// What two persons brought about takes two to amend. The source of an import is believed.
    pub(super) fn amend(&self, amending: &Amending, asked: &Asked<Command>) -> Outcome {
        let amend = self.corrections.amend(amending)?;
        let two = amending.target.as_ref().is_some_and(|it| it.amendable == Amendable::ByTwo);
        if two && asked.origin != Origin::Import {
            return self.propose(Change::Amend(amend), Guards::ours(asked));
        }
        Ok(Guards::ours(asked).decided(self.amended(amend)))
    }

    pub(super) fn explain(&self, explain: &Explain, guards: Guards) -> Outcome {
        Ok(guards.decided([self.corrections.explain(explain)?]))
    }
}
