//! The rows somebody asks for, now or as of another day, and the words that answers share.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Code, Currency, Id, Money, Total};
use proto::jalon::v1 as pb_act;
use runtime::{
    Malformed, Refusal, Table,
    view::{self, Seen, Viewpoint, failed},
};
use tonic::Status;

use super::{
    Views,
    shown::Shown,
    whole::{Row, Whole},
};
use crate::rejection::Rejection;

impl Views {
    /// One aggregate as it is seen from there. It has to be there.
    pub(super) async fn one<A>(
        &self,
        table: &Table<Whole<A>>,
        id: Id<A>,
        from: Viewpoint,
    ) -> Result<Row<A>, Status>
    where
        A: Shown,
        A::Event: Clone,
    {
        let seen = Seen::look(&*self.journal, A::stream(id), from).await.map_err(failed)?;
        let row = seen.row(table).await.map_err(failed)?;
        row.ok_or_else(|| Refusal::from(&Rejection::NotRegistered).into())
    }

    /// All of them, by stream.
    pub(super) async fn all<A: Shown>(
        &self,
        table: &Table<Whole<A>>,
        from: Viewpoint,
    ) -> Result<Vec<Row<A>>, Status> {
        let rows: BTreeMap<_, _> = view::rows(&*self.journal, table, from).await.map_err(failed)?;
        Ok(rows.into_values().collect())
    }
}

/// A code that narrows an answer; anything where it is empty.
pub(super) fn asked(text: &str, field: &'static str) -> Result<Option<Code>, Malformed> {
    runtime::wire::optional_reference(text, field)
}

/// What was asked for, if anything was.
pub(super) fn is<T: PartialEq>(asked: Option<&T>, found: Option<&T>) -> bool {
    asked.is_none_or(|asked| found == Some(asked))
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(super) fn code(code: Option<&Code>) -> String {
    code.map_or_else(String::new, ToString::to_string)
}

pub(super) fn codes(codes: &[Code]) -> Vec<String> {
    codes.iter().map(ToString::to_string).collect()
}

pub(super) fn day(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

pub(super) fn money(money: Option<Money>) -> Option<pb_act::Money> {
    money.map(view::money)
}

pub(super) fn sum(total: Total, currency: Option<Currency>) -> Option<pb_act::Money> {
    currency.map(|currency| view::sum(total, currency))
}

/// `93.33`: in per cent, rounded half up; nothing of nothing.
pub(super) fn rate(part: u64, whole: u64) -> String {
    if whole == 0 {
        return String::new();
    }
    let (part, whole) = (u128::from(part), u128::from(whole));
    let hundredths = (part * 20_000 + whole) / (2 * whole);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_exact_to_the_hundredth() {
        for (part, whole, said) in [
            (0, 0, ""),
            (0, 7, "0.00"),
            (1, 3, "33.33"),
            (2, 3, "66.67"),
            (7, 7, "100.00"),
            (4239, 18064, "23.47"),
            (u64::MAX, u64::MAX, "100.00"),
        ] {
            assert_eq!(rate(part, whole), said);
        }
    }
}
