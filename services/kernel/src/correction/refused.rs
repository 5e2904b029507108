use crate::{Kind, Rejection};

/// Why an earlier fact is not amended, or an anomaly not explained.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(prefix = "correction-", serialize_all = "kebab-case")]
pub enum Refused {
    #[error("a reason is missing")]
    ReasonMissing,
    #[error("nothing would change")]
    NothingToChange,
    #[error("there is no such event here")]
    TargetUnknown,
    #[error("no anomaly was noted by that id")]
    AnomalyUnknown,
    #[error("the event was voided already")]
    TargetVoided,
    #[error("the anomaly is explained already")]
    AnomalyExplained,
    #[error("the value is not what it was thought to be")]
    ValueDiffers,
    #[error("the change cannot be made to that event")]
    DoesNotApply,
    #[error("what was not below zero is not corrected to less than zero")]
    BelowZero,
    #[error("a correction is not corrected: make another one")]
    TargetIsCorrection,
    #[error("the event stays as it is")]
    TargetIsFinal,
    #[error("the event is not amended by one person alone")]
    TargetTakesTwo,
    #[error("a proposal is not amended: reject it")]
    TargetIsProposal,
}

impl Rejection for Refused {
    fn kind(&self) -> Kind {
        match self {
            Self::ReasonMissing | Self::NothingToChange => Kind::Invalid,
            Self::TargetUnknown | Self::AnomalyUnknown => Kind::NotFound,
            Self::TargetVoided | Self::AnomalyExplained | Self::ValueDiffers => Kind::Conflict,
            Self::DoesNotApply
            | Self::BelowZero
            | Self::TargetIsCorrection
            | Self::TargetIsFinal
            | Self::TargetTakesTwo
            | Self::TargetIsProposal => Kind::Precondition,
        }
    }

    fn code(&self) -> &'static str {
        self.into()
    }
}

/// Every code that an amendment is refused with, in services that have none of their own for it.
pub const REJECTIONS: &[&str] = <Refused as strum::VariantNames>::VARIANTS;
