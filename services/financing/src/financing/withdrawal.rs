//! A withdrawal application: money asked of the financier under the agreement.

mod acts;
pub(crate) mod register;
mod submission;

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::{Id, Money, Person, Total};
use serde::{Deserialize, Serialize};

use super::{
    agreement::Method,
    category::Charge,
    key::{CategoryKey, ContractKey, LineKey, TrancheKey},
    rate::Rate,
};

/// What has happened to it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Prepared(Application),
    Submitted(Submitted),
    ReviewBegun(ReviewBegun),
    Returned(Returned),
    Approved(Approved),
    Rejected(Rejected),
    Paid(Paid),
    Reconciled(Reconciled),
    Abandoned(Abandoned),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Application {
    /// Unique per agreement.
    pub(crate) number: u32,
    pub(crate) method: Method,
    /// All in one application currency, often XOF.
    pub(crate) lines: Vec<Line>,
    /// Indicative units of application currency per unit of commitment currency.
    pub(crate) indicative_rate: Option<Rate>,
    /// The last one: the minimum does not apply.
    pub(crate) last: bool,
    pub(crate) tranche: Option<TrancheKey>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// Unique among all applications of the agreement, such as an invoice number.
    pub(crate) reference: LineKey,
    pub(crate) category: CategoryKey,
    pub(crate) money: Money,
    /// When goods or services were delivered and accepted.
    pub(crate) incurred_on: Option<Date>,
    pub(crate) contract: Option<ContractKey>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Submitted {
    pub(crate) number: u32,
    pub(crate) method: Method,
    /// In the application currency.
    pub(crate) money: Money,
    pub(crate) signatories: BTreeSet<Id<Person>>,
    /// On a second submission: what was done about the reason of the return.
    pub(crate) comment: Option<String>,
    /// Categories that the indicative rate says would not suffice. Nothing is refused for it.
    pub(crate) warnings: Vec<Warning>,
}

/// In the commitment currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Warning {
    pub(crate) category: CategoryKey,
    pub(crate) estimated: Money,
    pub(crate) remaining: Total,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReviewBegun {
    pub(crate) number: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Returned {
    pub(crate) number: u32,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Approved {
    pub(crate) number: u32,
    pub(crate) method: Method,
    /// In the application currency.
    pub(crate) money: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rejected {
    pub(crate) number: u32,
    pub(crate) reason: String,
}

/// What the financier paid, and what it charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payment {
    /// In the currency of payment.
    pub(crate) paid: Money,
    /// By category, in the commitment currency.
    pub(crate) charges: Vec<Charge>,
    /// The financier's value date; the day the rate is of.
    pub(crate) value_on: Date,
    /// Units of payment currency per unit of commitment currency.
    pub(crate) rate: Option<Rate>,
    pub(crate) rate_source: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Paid {
    pub(crate) number: u32,
    pub(crate) method: Method,
    pub(crate) payment: Payment,
    /// Advances: the day by which this one should be documented.
    pub(crate) document_by: Option<Date>,
}

/// What the financier's statement and the bank's say of one payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reconciliation {
    /// In the commitment currency.
    pub(crate) financier_statement: Money,
    /// In the currency of payment.
    pub(crate) bank_statement: Money,
    pub(crate) unmatched: Vec<Unmatched>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Unmatched {
    pub(crate) item: String,
    /// Structure responsible for it.
    pub(crate) owner: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reconciled {
    pub(crate) number: u32,
    pub(crate) reconciliation: Reconciliation,
    /// Statement, application and bank say the same.
    pub(crate) agrees: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Abandoned {
    pub(crate) number: u32,
    pub(crate) reason: String,
}

/// Where an application is on its way.
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
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Status {
    Draft,
    Submitted,
    UnderReview,
    Returned,
    Approved,
    Rejected,
    Paid,
    Reconciled,
    Abandoned,
}
