//! The short names that documents give to what they number: category `2A`, a contract, an invoice.

use jiff::civil::Date;

kernel::keys! {
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

impl ExerciseKey {
    /// The day on which the budget year ends.
    pub(crate) fn last_day(&self) -> Option<Date> {
        Date::new(self.year()?, 12, 31).ok()
    }

    /// Of one budget year; none of an audited period of several.
    pub(crate) fn year(&self) -> Option<i16> {
        let digits = |text: &str| text.len() == 4 && text.bytes().all(|it| it.is_ascii_digit());
        self.as_str().parse().ok().filter(|_| digits(self.as_str()))
    }
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
