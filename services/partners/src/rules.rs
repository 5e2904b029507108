//! Rules that several aggregates share, and what every one of them says of its events.

use kernel::{Code, Guards, Id, OutOfOrder, Person, Timeline, correction::Refused, require};

use crate::rejection::Rejection;

impl From<OutOfOrder> for Rejection {
    fn from(OutOfOrder { latest }: OutOfOrder) -> Self {
        Self::OutOfOrder { latest }
    }
}

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
            Refused::BelowZero => Self::AmountNotPositive,
            // Nothing is proposed here, so a proposal is as little amended as a correction.
            Refused::TargetIsCorrection | Refused::TargetIsProposal => Self::TargetIsCorrection,
            Refused::TargetIsFinal => Self::TargetIsFinal,
            Refused::TargetTakesTwo => Self::TargetTakesTwo,
        }
    }
}

/// Nothing changes a state before its latest change, whoever does it: one of the dates is wrong.
pub(crate) fn in_order<S>(guards: &Guards, states: &Timeline<S>) -> Result<(), Rejection> {
    let latest = states.latest().map(|(latest, _)| latest);
    latest.map_or(Ok(()), |latest| Ok(guards.not_before(latest)?))
}

/// Another person than the one who began it. The source of an import may not say who.
pub(crate) fn another(
    guards: &mut Guards,
    first: Id<Person>,
    second: Id<Person>,
) -> Result<(), Rejection> {
    guards.shown(require(first != second, || Rejection::SamePerson))
}

/// Somebody says why.
pub(crate) fn reason(text: &str) -> Result<(), Rejection> {
    require(!text.trim().is_empty(), || Rejection::ReasonMissing)
}

/// Everybody named is on the register of institutions.
pub(crate) fn known(unregistered: &[Code]) -> Result<(), Rejection> {
    let first = unregistered.first().cloned();
    first.map_or(Ok(()), |institution| Err(Rejection::InstitutionUnknown { institution }))
}

/// The parts of a count are the whole of it.
pub(crate) fn adds_up(parts: &[u32], expected: u32) -> Result<(), Rejection> {
    let (sum, expected) = (parts.iter().copied().map(u64::from).sum(), u64::from(expected));
    require(sum == expected, || Rejection::CountsDoNotAddUp { sum, expected })
}

/// A part of a count is no more than the whole.
pub(crate) fn at_most(part: u32, whole: u32) -> Result<(), Rejection> {
    let (part, whole) = (part.into(), whole.into());
    require(part <= whole, || Rejection::CountExceeds { part, whole })
}
