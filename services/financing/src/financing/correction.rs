//! What this service adds to corrections: two persons amend what took two, and the codes that its
//! refusals have always had.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{
    Amend, Amendable, Amending, Asked, Effective, Explain, Origin, OutOfOrder, Rejection as _,
    Stored as _, Target,
    correction::{self, AnomalyNoted, FactCorrected, Refused},
};
use serde_json::Value;

use super::{
    Command, Event, Financing, Outcome, Rejection,
    agreement::{self, told::Broken},
    guards::{Guards, Whose, require},
    transition::Change,
};

const SIGNED: &str = "financing.agreement.signed.v1";

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

/// What is odd about what that event says, or what was recorded before it.
pub(super) fn noted(about: &str, args: Vec<(&'static str, String)>, beside: &str) -> AnomalyNoted {
    let args: BTreeMap<_, _> =
        args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    AnomalyNoted { about: about.to_owned(), args, beside: beside.to_owned() }
}

impl Broken {
    /// The amount and the table of categories are corrected one after the other: until both are, that is
    /// noted once balances are looked at.
    pub(super) fn is_looked_at(&self) -> bool {
        matches!(self, Self::Refused(Rejection::PartsDoNotSum { .. }))
    }

    pub(super) fn noted(self, beside: &str) -> AnomalyNoted {
        match self {
            Self::Refused(why) => noted(why.code(), why.args(), beside),
            Self::Noted(noted) => AnomalyNoted { beside: beside.to_owned(), ..noted },
        }
    }
}

impl Financing {
    /// What two persons brought about takes two to amend. The source of an import is believed.
    pub(super) fn amend(&self, amending: &Amending, asked: &Asked<Command>) -> Outcome {
        let amend = self.corrections.amend(amending)?;
        let two = amending.target.as_ref().is_some_and(|it| it.amendable == Amendable::ByTwo);
        if two && asked.origin != Origin::Import {
            return self.propose(Change::Amend(amend), asked, Guards::ours(asked));
        }
        let odd = self.odd(amending, &amend)?;
        let mut events = self.amended(amend, asked)?;
        let beside = events.first().map_or("", |event| event.name());
        events.extend(self.unsaid(odd.map(|odd| odd.noted(beside))));
        Ok(Guards::ours(asked).decided(events))
    }

    /// What rules say between the agreement's own facts once they are corrected: an act of ours is
    /// corrected to nothing that would have been refused, and what is odd about one of somebody else is
    /// noted. So is what is odd since about theirs.
    pub(super) fn contradicted(
        &self,
        corrected: &[FactCorrected],
        asked: &Asked<Command>,
    ) -> Result<Vec<Broken>, Rejection> {
        let whose = corrected.first().and_then(|it| self.told.whose(it.target));
        let Some(whose) = whose else { return Ok(Vec::new()) };
        let broken = self.breaks(corrected, asked).into_iter().filter(|it| !it.is_looked_at());
        let begun = corrected.first().and_then(|it| self.begun_before(it));
        let judged = broken.chain(begun).map(|broken| match broken {
            Broken::Refused(why) if whose == Whose::Ours => Err(why),
            broken @ (Broken::Refused(_) | Broken::Noted(_)) => Ok(broken),
        });
        judged.collect()
    }

    /// The same of a fact that is none of the agreement's own, as far as rules say in which currency it
    /// is, and that it follows the signature: those of the agreement's own are asked of all of them.
    fn odd(&self, amending: &Amending, amend: &Amend) -> Result<Option<Broken>, Rejection> {
        let (Amend::Correct(corrected), Some(target)) = (amend, &amending.target) else {
            return Ok(None);
        };
        let Some((was, is)) = both(target, corrected) else { return Ok(None) };
        if let Event::Agreement(_) = is {
            return Ok(None);
        }
        let kept = self.in_its_currency(&was).is_err();
        let currency = if kept { Ok(()) } else { self.in_its_currency(&is) };
        match (currency.and_then(|()| self.still_after_signature(&is, corrected)), is.whose()) {
            (Ok(()), _) => Ok(None),
            (Err(why), Whose::Ours) => Err(why),
            (Err(why), Whose::Theirs) => Ok(Some(Broken::Refused(why))),
        }
    }

    /// What is done under the agreement is not moved to a day before it was signed.
    fn still_after_signature(
        &self,
        event: &Event,
        corrected: &FactCorrected,
    ) -> Result<(), Rejection> {
        let Some(signed_on) = self.agreement.signed_on else { return Ok(()) };
        let moved = corrected.field == "effective" && event.is_under_the_agreement();
        let days = day(&corrected.from).zip(day(&corrected.to)).filter(|_| moved);
        let early = days.is_some_and(|(from, to)| from >= signed_on && to < signed_on);
        require(!early, || Rejection::BeforeSignature { signed_on })
    }

    /// Nor is the signature moved to a day after that.
    fn begun_before(&self, corrected: &FactCorrected) -> Option<Broken> {
        let moved = corrected.name == SIGNED && corrected.field == "effective";
        let signed_on = day(&corrected.to).filter(|_| moved)?;
        let early = self.begun_on.is_some_and(|begun_on| begun_on < signed_on);
        early.then_some(Broken::Refused(Rejection::BeforeSignature { signed_on }))
    }

    pub(super) fn explain(&self, explain: &Explain, guards: Guards) -> Outcome {
        Ok(guards.decided([self.corrections.explain(explain)?]))
    }

    /// Each anomaly is said once, until somebody explains it.
    pub(super) fn unsaid(&self, noted: impl IntoIterator<Item = AnomalyNoted>) -> Vec<Event> {
        let open = self.corrections.unexplained().map(|(_, anomaly)| anomaly);
        let mut said: BTreeSet<_> = open.map(|it| (it.about.clone(), it.args.clone())).collect();
        let new = noted.into_iter().filter(|it| said.insert((it.about.clone(), it.args.clone())));
        new.map(|one| correction::Event::AnomalyNoted(one).into()).collect()
    }
}

fn day(effective: &Value) -> Option<Date> {
    Some(effective.as_str()?.parse::<Effective>().ok()?.on)
}

/// The fact as it is, and as it would be.
fn both(target: &Target, corrected: &FactCorrected) -> Option<(Event, Event)> {
    let becomes = target.becomes.as_ref()?;
    let read = |data: &[u8]| Event::read(&target.name, data).ok();
    let mut before: Value = serde_json::from_slice(becomes).ok()?;
    if let Some(place) = before.pointer_mut(&corrected.field) {
        place.clone_from(&corrected.from);
    }
    Some((read(&serde_json::to_vec(&before).ok()?)?, read(becomes)?))
}

impl Event {
    /// It is done under an agreement that is signed.
    pub(super) fn is_under_the_agreement(&self) -> bool {
        match self {
            Self::Category(_)
            | Self::Withdrawal(_)
            | Self::Account(_)
            | Self::Restructuring(_)
            | Self::Contract(_)
            | Self::Closure(_)
            | Self::Report(_) => true,
            Self::Agreement(_)
            | Self::Transition(_)
            | Self::Condition(_)
            | Self::Tranche(_)
            | Self::NoObjection(_)
            | Self::Audit(_)
            | Self::Statement(_)
            | Self::Correction(_) => false,
        }
    }
}
