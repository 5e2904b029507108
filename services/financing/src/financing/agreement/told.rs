//! The agreement's own facts, as they were told. Rules hold between them, so that whoever corrects one
//! of them asks the rules of all of them again. Whoever says that one never was asks none.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Asked, Change, Effective, Fact, Origin, Rejection as _, Stored as _, correction,
    correction::{AnomalyNoted, FactCorrected},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{ClosingDateExtended, Event, Reopened, Signed};
use crate::financing::{self, Command, Financing, Rejection, guards::Whose, transition::Proposals};

/// In the order in which they were told.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Told {
    all: Vec<One>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct One {
    event_id: Uuid,
    effective: Effective,
    /// Stored name of the event, and its data.
    name: String,
    data: String,
}

/// A rule that does not hold: what was asked for would be refused, or something would be noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::financing) enum Broken {
    Refused(Rejection),
    Noted(AnomalyNoted),
}

impl Broken {
    fn code(&self) -> &str {
        match self {
            Self::Refused(why) => why.code(),
            Self::Noted(noted) => &noted.about,
        }
    }

    /// Which rule, and by how much.
    fn said(&self) -> (String, BTreeMap<String, String>) {
        match self {
            Self::Refused(why) => {
                let args = why.args().into_iter().map(|(name, value)| (name.to_owned(), value));
                (why.code().to_owned(), args.collect())
            }
            Self::Noted(noted) => (noted.about.clone(), noted.args.clone()),
        }
    }
}

impl Told {
    pub(in crate::financing) fn evolve(&mut self, fact: &Fact<financing::Event>) {
        let data = fact.event.data().ok().and_then(|data| String::from_utf8(data).ok());
        let Some(data) = data else { return };
        let (name, effective) = (fact.event.name().to_owned(), fact.meta.effective);
        self.all.push(One { event_id: fact.event_id, effective, name, data });
    }

    /// Whose act it was that is told by that event, if it is one of the agreement's own.
    pub(in crate::financing) fn whose(&self, event_id: Uuid) -> Option<Whose> {
        let one = self.all.iter().find(|one| one.event_id == event_id)?;
        one.read(&[]).map(|(event, _)| event.whose())
    }
}

impl One {
    /// As it is with these corrections.
    fn read(&self, corrected: &[FactCorrected]) -> Option<(Event, Effective)> {
        let mut data: Value = serde_json::from_str(&self.data).ok()?;
        let mut effective = self.effective;
        for it in corrected.iter().filter(|it| it.target == self.event_id) {
            let change = Change::Field { field: it.field.clone(), to: it.to.clone() };
            change.make(&mut data, &mut effective).ok()?;
        }
        let data = serde_json::to_vec(&data).ok()?;
        let financing::Event::Agreement(event) = financing::Event::read(&self.name, &data).ok()?
        else {
            return None;
        };
        Some((event, effective))
    }
}

impl Financing {
    /// Rules between the agreement's own facts that hold now, and would not with these corrections. What
    /// is broken as it is, and would be otherwise, is noted: that is no reason to leave it so.
    pub(in crate::financing) fn breaks(
        &self,
        corrected: &[FactCorrected],
        asked: &Asked<Command>,
    ) -> Vec<Broken> {
        let now = self.broken(&[], asked);
        let by_code: BTreeSet<_> = now.iter().map(|(of, it)| (*of, it.code())).collect();
        let mut known: BTreeSet<_> = now.iter().map(|(of, it)| (*of, it.said())).collect();
        let broken = self.broken(corrected, asked).into_iter();
        let new = broken.filter(|(of, it)| known.insert((*of, it.said())));
        new.map(|(of, it)| {
            let before = by_code.contains(&(of, it.code())) && !it.is_looked_at();
            if before { Broken::Noted(it.noted("")) } else { it }
        })
        .collect()
    }

    /// Everything is asked for again in the order in which it was told, as from a source: what it does not
    /// show stays open.
    fn broken(&self, corrected: &[FactCorrected], asked: &Asked<Command>) -> Vec<(Uuid, Broken)> {
        let (agreement, proposals) = (self.agreement.anew(), Proposals::default());
        let mut so_far = Self { agreement, proposals, ..self.clone() };
        let mut broken = Vec::new();
        for one in &self.told.all {
            let Some((event, effective)) = one.read(corrected) else { continue };
            if let Some(command) = event.asked_as() {
                let (origin, who, today) = (Origin::Import, asked.who.clone(), effective.on);
                let basis = kernel::Basis::default();
                let again = Asked { command, who, origin, effective, today, basis };
                broken.extend(so_far.asked_again(&again).into_iter().map(|it| (one.event_id, it)));
            }
            let days = event
                .last_days()
                .and_then(|(closing, deadline)| super::steps::in_order(closing, deadline).err());
            let money = so_far.in_its_currency(&financing::Event::Agreement(event.clone())).err();
            let wrong = [days, money].into_iter().flatten().map(Broken::Refused);
            broken.extend(wrong.map(|it| (one.event_id, it)));
            so_far.agreement.evolve(&event, one.event_id, effective.on);
        }
        broken
    }

    fn asked_again(&self, asked: &Asked<Command>) -> Vec<Broken> {
        use kernel::Aggregate as _;
        let decided = match self.decide(asked) {
            Ok(decided) => decided,
            Err(why) => return vec![Broken::Refused(why)],
        };
        let noted = decided.events.into_iter().filter_map(|event| {
            let financing::Event::Correction(correction::Event::AnomalyNoted(noted)) = event else {
                return None;
            };
            Some(Broken::Noted(noted))
        });
        noted.collect()
    }
}

impl Event {
    /// What was asked for when it was told, where rules about days guard it. What a day made follows
    /// from the days.
    fn asked_as(&self) -> Option<Command> {
        Some(match self {
            Self::Approved(it) => Command::RecordApproval(it.approval.clone()),
            Self::Signed(it) => Command::Sign(it.terms.clone()),
            Self::Ratified(it) => Command::RecordRatification { text: it.text.clone() },
            Self::EffectivenessDeadlineExtended(it) => {
                Command::ExtendEffectivenessDeadline { until: it.until }
            }
            Self::BecameEffective(_) => Command::RecordEffectiveness,
            Self::DisbursementLetterRecorded(it) => Command::RecordDisbursementLetter(it.clone()),
            Self::DisbursementOpened(_) => Command::OpenDisbursement,
            Self::Suspended(it) => {
                Command::RecordSuspension { reason: it.reason.clone(), category: None }
            }
            Self::SuspensionLifted(_) => Command::RecordSuspensionLifted { category: None },
            Self::CategorySuspended(it) => Command::RecordSuspension {
                reason: it.reason.clone(),
                category: Some(it.category.clone()),
            },
            Self::CategorySuspensionLifted(it) => {
                Command::RecordSuspensionLifted { category: Some(it.category.clone()) }
            }
            Self::ClosingDateExtended(it) | Self::Reopened(Reopened { extension: it, .. }) => {
                let (closing_on, requested_on) = (it.to, it.requested_on);
                Command::ExtendClosingDate { closing_on, requested_on }
            }
            Self::DisbursementDeadlineExtended(it) => {
                Command::ExtendDisbursementDeadline { until: it.until }
            }
            Self::FinancierAccountClosed(_) => Command::RecordFinancierAccountClosed,
            Self::FinanciallyClosed(it) => {
                Command::CloseFinancially { blockages: it.blockages.clone() }
            }
            Self::Completed(it) => Command::RecordCompletion(it.completion.clone()),
            Self::Dropped(it) => Command::Drop { reason: it.reason.clone() },
            Self::Cancelled(it) => Command::RecordCancellation { reason: it.reason.clone() },
            Self::Terminated(it) => Command::RecordTermination { reason: it.reason.clone() },
            Self::Registered(_)
            | Self::Lapsed(_)
            | Self::SignatoryRegistered(_)
            | Self::SignatoryRevoked(_)
            | Self::ClosingDateReached(_)
            | Self::DisbursementDeadlineReached(_) => return None,
        })
    }

    /// The closing date that it sets, and the disbursement deadline date that follows.
    fn last_days(&self) -> Option<(Option<jiff::civil::Date>, Option<jiff::civil::Date>)> {
        if let Self::Signed(Signed { terms, disbursement_deadline, .. }) = self {
            return Some((terms.closing_on, *disbursement_deadline));
        }
        if let Self::ClosingDateExtended(ClosingDateExtended {
            to, disbursement_deadline, ..
        })
        | Self::Reopened(Reopened {
            extension: ClosingDateExtended { to, disbursement_deadline, .. },
            ..
        }) = self
        {
            return Some((Some(*to), *disbursement_deadline));
        }
        None
    }
}
