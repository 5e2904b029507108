//! The lines of plans, read from the journal: pages of them, what a revision changed, and whether
//! rows of a sheet could become some.

use std::collections::BTreeMap;

use kernel::{Code, Currency, Fact, Total, Units};
use proto::programmes::v1 as pb;
use runtime::view::sum;

use super::exercises::{Revision, Row};
use crate::{
    exercise::{Event, line::Line, plan},
    key::{ActivityKey, SourceKey, StagingKey},
    lines::{WrongRow, hash_of},
};

/// The lines that were staged under a name, as they are seen.
pub(super) fn staged(facts: &[Fact<Event>], staging: &StagingKey) -> Vec<Line> {
    let mut chunks = BTreeMap::<u32, &Vec<Line>>::new();
    for fact in facts {
        if let Event::Plan(plan::Event::LinesStaged(it)) = &fact.event
            && it.staging == *staging
        {
            chunks.insert(it.chunk, &it.lines);
        }
    }
    chunks.into_values().flatten().cloned().collect()
}

impl Row {
    pub(super) fn version(&self, revision: Option<u32>) -> Option<&Revision> {
        match revision {
            None => self.revisions.last(),
            Some(wanted) => self.revisions.iter().find(|it| it.revision == wanted),
        }
    }
}

pub(super) fn line(line: &Line, currency: Currency) -> pb::WorkplanLine {
    let amount = |units: &Units| {
        if *units == Units::ZERO { String::new() } else { units.of(currency).amount() }
    };
    let [quarter_1, quarter_2, quarter_3, quarter_4, unscheduled] =
        line.amounts.each_ref().map(amount);
    pb::WorkplanLine {
        row: line.row,
        activity: line.activity.to_string(),
        label: line.label.clone(),
        component: super::text(line.component.as_ref()),
        area: super::text(line.area.as_ref()),
        source: line.source.to_string(),
        quarter_1,
        quarter_2,
        quarter_3,
        quarter_4,
        unscheduled,
        target: super::text(line.target),
        unit: super::text(line.unit.as_ref()),
    }
}

type Identity<'l> = (&'l ActivityKey, Option<&'l Code>, &'l SourceKey);

/// Line by line: what is new, what is gone, what is another.
pub(super) fn diff(
    [before, after]: [&[Line]; 2],
    [from, to]: [&Revision; 2],
    currency: Currency,
) -> pb::PlanDiff {
    let of = |lines: &'_ [Line]| -> BTreeMap<String, Line> {
        let key = |(activity, area, source): Identity<'_>| {
            format!("{activity}\u{1f}{}\u{1f}{source}", area.map_or("", Code::as_str))
        };
        lines.iter().map(|line| (key(line.identity()), line.clone())).collect()
    };
    let (old, new) = (of(before), of(after));
    let mut unchanged = 0_u32;
    let mut changes = Vec::new();
    let mut keys: Vec<_> = old.keys().chain(new.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let (was, is) = (old.get(key), new.get(key));
        // A line that only moved to another row is the same line.
        let same = |was: &Line, is: &Line| Line { row: is.row, ..was.clone() } == *is;
        let what = match (was, is) {
            (Some(was), Some(is)) if same(was, is) => {
                unchanged = unchanged.saturating_add(1);
                continue;
            }
            (Some(_), Some(_)) => "changed",
            (None, _) => "added",
            (_, None) => "removed",
        };
        let total = |line: Option<&Line>| line.map_or(Total::ZERO, Line::total);
        changes.push(pb::plan_diff::Change {
            activity: is.or(was).map(|line| line.activity.to_string()).unwrap_or_default(),
            what: what.to_owned(),
            before: was.map(|it| line(it, currency)),
            after: is.map(|it| line(it, currency)),
            difference: Some(sum(total(is) - total(was), currency)),
        });
    }
    let (before, after) = (Some(from.line(currency)), Some(to.line(currency)));
    pb::PlanDiff { before, after, changes, unchanged }
}

/// What would be said of rows that nobody has staged.
pub(super) fn checked<L: serde::Serialize>(
    read: Result<Vec<L>, Vec<WrongRow>>,
    rows: usize,
    total: impl Fn(&[L]) -> Total,
    currency: Currency,
) -> pb::CheckLinesResponse {
    let lines = u32::try_from(rows).unwrap_or(u32::MAX);
    match read {
        Ok(all) => pb::CheckLinesResponse {
            wrong: Vec::new(),
            lines,
            total: Some(sum(total(&all), currency)),
            hash: hash_of(&all).to_string(),
        },
        Err(wrong) => {
            let row = |row: &WrongRow| pb::WrongRow {
                row: row.row,
                code: row.code().to_owned(),
                value: row.value.clone(),
            };
            let wrong = wrong.iter().map(row).collect();
            pb::CheckLinesResponse { wrong, lines, total: None, hash: String::new() }
        }
    }
}
