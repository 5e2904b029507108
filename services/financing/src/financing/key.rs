//! The short names that documents give to what they number: category `2A`, a contract, an invoice.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Longer than any number an agreement, a contract or an invoice carries.
const LONGEST: usize = 80;

/// Why a text is not a short name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a short name: one line, 1 to {LONGEST} characters")]
pub(crate) struct NotAKey;

fn short(text: &str) -> Result<String, NotAKey> {
    let text = text.trim();
    let fits = (1..=LONGEST).contains(&text.chars().count());
    let one_line = !text.chars().any(char::is_control);
    (fits && one_line).then(|| text.to_owned()).ok_or(NotAKey)
}

/// Names of two kinds of thing cannot be confused.
macro_rules! keys {
    ($($(#[doc = $doc:literal])* $name:ident,)+) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub(crate) struct $name(String);

        impl $name {
            pub(crate) fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAKey;

            fn from_str(text: &str) -> Result<Self, NotAKey> {
                short(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}

keys! {
    /// A category of the agreement's Schedule 2: `1`, `2A`.
    CategoryKey,
    /// A condition: `avis-juridique`.
    ConditionKey,
    TrancheKey,
    /// An expenditure, by its invoice or its line in a statement of expenditures.
    LineKey,
    ContractKey,
    /// A restructuring paper: `RES40479`.
    RestructuringKey,
    /// The letter that asked for a no-objection.
    NoObjectionKey,
    /// A task of the closure plan: `archives`.
    TaskKey,
    /// A finding of an audit.
    FindingKey,
    /// An entry of the designated account, a declaration, a refund.
    EntryKey,
    /// A budget year or an audited period: `2017`, `2017-2018`.
    ExerciseKey,
}

impl CategoryKey {
    /// Stands for the whole amount where the source of an import shows no table of categories.
    pub(crate) fn whole() -> Self {
        Self("0".to_owned())
    }
}

impl TaskKey {
    /// The key of a task that every closure plan starts with.
    pub(super) fn standing(name: &str) -> Self {
        Self(name.to_owned())
    }
}
