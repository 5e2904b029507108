//! The agreement itself: what was signed, until when, and where it is on its way.

pub(crate) mod acts;
pub(crate) mod closings;
pub(crate) mod course;
mod steps;
mod table;
pub(crate) mod told;
pub(crate) mod trail;

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::{Code, Id, Institution, Money, Person};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    category::Charge,
    key::{CategoryKey, ContractKey, RestructuringKey},
    standing::State,
    transition::{Approval, Blockages, Completion, Step, Validation},
};

/// What has happened to it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Registered(Registration),
    Approved(Approved),
    Signed(Signed),
    Ratified(Ratified),
    EffectivenessDeadlineExtended(EffectivenessDeadlineExtended),
    BecameEffective(BecameEffective),
    Lapsed(Lapsed),
    DisbursementLetterRecorded(Letter),
    SignatoryRegistered(SignatoryRegistered),
    SignatoryRevoked(SignatoryRevoked),
    DisbursementOpened(DisbursementOpened),
    Suspended(Suspended),
    SuspensionLifted(SuspensionLifted),
    CategorySuspended(CategorySuspended),
    CategorySuspensionLifted(CategorySuspensionLifted),
    ClosingDateExtended(ClosingDateExtended),
    Reopened(Reopened),
    ClosingDateReached(ClosingDateReached),
    DisbursementDeadlineExtended(DisbursementDeadlineExtended),
    DisbursementDeadlineReached(DisbursementDeadlineReached),
    FinancierAccountClosed(FinancierAccountClosed),
    FinanciallyClosed(FinanciallyClosed),
    Completed(Completed),
    Dropped(Dropped),
    Cancelled(Cancelled),
    Terminated(Terminated),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Registration {
    /// Such as `H8350`: what people call it, and what its id derives from.
    pub(crate) reference: Code,
    pub(crate) title: String,
    /// 0: initial; n: n-th additional financing.
    pub(crate) rank: u32,
    pub(crate) instrument: Instrument,
    pub(crate) financier: Id<Institution>,
    /// Of the programme.
    pub(crate) phase: u32,
    /// The financing that an additional one adds to.
    pub(crate) parent: Option<Code>,
    pub(crate) purpose: Option<Purpose>,
    pub(crate) also_written: Vec<String>,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Instrument {
    IdaCredit,
    IdaGrant,
    TrustFundGrant,
    BilateralConvention,
    StateCounterpart,
}

/// Why an additional financing is asked for.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Purpose {
    CostOverrun,
    ScaleUp,
    ModifiedActivities,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Approved {
    pub(crate) step: Step,
    pub(crate) approval: Approval,
}

/// What the two parties sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Terms {
    pub(crate) money: Money,
    pub(crate) categories: Vec<CategoryLine>,
    pub(crate) signatories: Vec<Signatory>,
    pub(crate) closing_on: Option<Date>,
    pub(crate) effectiveness_deadline: Option<Date>,
    /// 0: as many as the rules say.
    pub(crate) grace_months: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CategoryLine {
    pub(crate) category: CategoryKey,
    pub(crate) label: String,
    pub(crate) money: Money,
}

/// An office that signed; who held it is nobody's business here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signatory {
    pub(crate) institution: Id<Institution>,
    pub(crate) capacity: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signed {
    pub(crate) step: Step,
    pub(crate) terms: Terms,
    pub(crate) disbursement_deadline: Option<Date>,
    /// From which day the closure plan may be opened.
    pub(crate) closure_plan_opens: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ratified {
    /// Law or ordinance, and decree.
    pub(crate) text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EffectivenessDeadlineExtended {
    pub(crate) from: Option<Date>,
    pub(crate) until: Date,
    /// It had lapsed meanwhile, because nobody here knew of the notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) undoes: Option<Undone>,
    /// Where it undoes what a day had made: how many saw to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) validation: Option<Validation>,
    /// Of the last days that it sets, by the state that each makes, those that a later notice had moved
    /// before this one was recorded: they stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) outdone: Vec<State>,
}

/// A state that a day had made, and that a notice of an earlier day shows it never came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Undone {
    /// Event id of what the day had made.
    pub(crate) event: Uuid,
    pub(crate) from: State,
    pub(crate) to: State,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BecameEffective {
    pub(crate) step: Step,
    /// It had lapsed meanwhile, because nobody here knew of the notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) undoes: Option<Undone>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lapsed {
    pub(crate) step: Step,
    pub(crate) deadline: Option<Date>,
}

/// The disbursement and financial information letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Letter {
    pub(crate) reference: String,
    pub(crate) methods: BTreeSet<Method>,
    /// Least value of an application. Compared in its own currency only.
    pub(crate) minimum: Option<Money>,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Method {
    Advance,
    Reimbursement,
    DirectPayment,
    SpecialCommitment,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SignatoryRegistered {
    pub(crate) person: Id<Person>,
    pub(crate) capacity: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SignatoryRevoked {
    pub(crate) person: Id<Person>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DisbursementOpened {
    pub(crate) step: Step,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Suspended {
    /// The state may stay what it is: after the closing date only the withdrawals stop.
    pub(crate) step: Step,
    pub(crate) reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) undoes: Option<Undone>,
    /// Later days had made that state of it before anybody here knew of the notice, and it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) stays: Option<State>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SuspensionLifted {
    pub(crate) step: Step,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) undoes: Option<Undone>,
    /// Later days had made that state of it before anybody here knew of the notice, and it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) stays: Option<State>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CategorySuspended {
    pub(crate) category: CategoryKey,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CategorySuspensionLifted {
    pub(crate) category: CategoryKey,
}

/// A later closing date, and what follows from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClosingDateExtended {
    pub(crate) from: Option<Date>,
    pub(crate) to: Date,
    pub(crate) requested_on: Option<Date>,
    pub(crate) disbursement_deadline: Option<Date>,
    /// None where the closure plan is open: it may not be opened again.
    pub(crate) closure_plan_opens: Option<Date>,
    pub(crate) restructuring: Option<RestructuringKey>,
    /// The former date had been reached meanwhile, because nobody here knew of the notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) undoes: Option<Undone>,
    /// Where it undoes what a day had made: how many saw to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) validation: Option<Validation>,
    /// Contracts that end after this one as well. Events recorded before anybody asked do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) outlived_by: Option<Vec<ContractKey>>,
    /// Of the last days that it sets, by the state that each makes, those that a later notice had moved
    /// before this one was recorded: they stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) outdone: Vec<State>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reopened {
    pub(crate) step: Step,
    pub(crate) extension: ClosingDateExtended,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClosingDateReached {
    pub(crate) step: Step,
    pub(crate) closing_on: Option<Date>,
    pub(crate) disbursement_deadline: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DisbursementDeadlineExtended {
    pub(crate) from: Option<Date>,
    pub(crate) until: Date,
    /// Disbursement was closed, and is open again from that day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) step: Option<Step>,
    /// The former date had been reached meanwhile, because nobody here knew of the notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) undoes: Option<Undone>,
    /// Where it undoes what a day had made: how many saw to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) validation: Option<Validation>,
    /// Of the last days that it sets, by the state that each makes, those that a later notice had moved
    /// before this one was recorded: they stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) outdone: Vec<State>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DisbursementDeadlineReached {
    pub(crate) step: Step,
    pub(crate) disbursement_deadline: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FinancierAccountClosed {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FinanciallyClosed {
    pub(crate) step: Step,
    pub(crate) blockages: Blockages,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Completed {
    pub(crate) step: Step,
    pub(crate) completion: Completion,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dropped {
    pub(crate) step: Step,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cancelled {
    pub(crate) step: Step,
    pub(crate) reason: String,
    /// What was undisbursed, by category, in the commitment currency.
    pub(crate) amounts: Vec<Charge>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) undoes: Option<Undone>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Terminated {
    pub(crate) step: Step,
    pub(crate) reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) undoes: Option<Undone>,
}

impl ClosingDateExtended {
    /// The first budget year whose audit becomes due with it, said on that day: that of the former
    /// closing date is due already, or in.
    pub(crate) fn first_year(&self, on: Date) -> i16 {
        self.from.map_or(on.year(), |from| from.year().saturating_add(1))
    }
}

impl Event {
    /// From which state to which, if it changes the state.
    pub(crate) fn step(&self) -> Option<&Step> {
        match self {
            Self::Approved(Approved { step, .. })
            | Self::Signed(Signed { step, .. })
            | Self::BecameEffective(BecameEffective { step, .. })
            | Self::Lapsed(Lapsed { step, .. })
            | Self::DisbursementOpened(DisbursementOpened { step })
            | Self::Suspended(Suspended { step, .. })
            | Self::SuspensionLifted(SuspensionLifted { step, .. })
            | Self::Reopened(Reopened { step, .. })
            | Self::ClosingDateReached(ClosingDateReached { step, .. })
            | Self::DisbursementDeadlineReached(DisbursementDeadlineReached { step, .. })
            | Self::FinanciallyClosed(FinanciallyClosed { step, .. })
            | Self::Completed(Completed { step, .. })
            | Self::Dropped(Dropped { step, .. })
            | Self::Cancelled(Cancelled { step, .. })
            | Self::Terminated(Terminated { step, .. }) => Some(step),
            Self::DisbursementDeadlineExtended(extended) => extended.step.as_ref(),
            Self::Registered(_)
            | Self::Ratified(_)
            | Self::EffectivenessDeadlineExtended(_)
            | Self::DisbursementLetterRecorded(_)
            | Self::SignatoryRegistered(_)
            | Self::SignatoryRevoked(_)
            | Self::CategorySuspended(_)
            | Self::CategorySuspensionLifted(_)
            | Self::ClosingDateExtended(_)
            | Self::FinancierAccountClosed(_) => None,
        }
    }

    /// How many saw to it, if it changes the state or undoes what a day made of it.
    pub(crate) fn validation(&self) -> Option<&Validation> {
        if let Self::EffectivenessDeadlineExtended(EffectivenessDeadlineExtended {
            validation: Some(validation),
            ..
        })
        | Self::ClosingDateExtended(ClosingDateExtended {
            validation: Some(validation), ..
        })
        | Self::DisbursementDeadlineExtended(DisbursementDeadlineExtended {
            validation: Some(validation),
            ..
        }) = self
        {
            return Some(validation);
        }
        self.step().map(|step| &step.validation)
    }

    /// What a day had made, and this shows it did not.
    pub(crate) fn undoes(&self) -> Option<&Undone> {
        if let Self::EffectivenessDeadlineExtended(EffectivenessDeadlineExtended {
            undoes, ..
        })
        | Self::BecameEffective(BecameEffective { undoes, .. })
        | Self::Suspended(Suspended { undoes, .. })
        | Self::SuspensionLifted(SuspensionLifted { undoes, .. })
        | Self::Cancelled(Cancelled { undoes, .. })
        | Self::Terminated(Terminated { undoes, .. })
        | Self::ClosingDateExtended(ClosingDateExtended { undoes, .. })
        | Self::Reopened(Reopened { extension: ClosingDateExtended { undoes, .. }, .. })
        | Self::DisbursementDeadlineExtended(DisbursementDeadlineExtended { undoes, .. }) = self
        {
            undoes.as_ref()
        } else {
            None
        }
    }

    /// A day that was reached made it.
    pub(crate) fn is_of_a_day(&self) -> bool {
        matches!(
            self,
            Self::Lapsed(_) | Self::ClosingDateReached(_) | Self::DisbursementDeadlineReached(_)
        )
    }

    /// Whether it sets one of the days that the agreement lives by.
    pub(crate) fn moves_dates(&self) -> bool {
        matches!(
            self,
            Self::Signed(_)
                | Self::EffectivenessDeadlineExtended(_)
                | Self::ClosingDateExtended(_)
                | Self::Reopened(_)
                | Self::DisbursementDeadlineExtended(_)
        )
    }
}
