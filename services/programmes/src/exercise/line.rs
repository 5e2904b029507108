//! A line of a plan: an activity in one place, paid by one source; and how a row of a sheet becomes
//! one.

use std::collections::BTreeSet;

use kernel::{Code, Currency, Money, Total, Units};
use serde::{Deserialize, Serialize};

use crate::{
    decimal::Decimal,
    key::{ActivityKey, ComponentKey, SourceKey},
    lines::{Why, WrongRow},
};

/// As the journal holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// Of the sheet, from 1.
    pub(crate) row: u32,
    pub(crate) activity: ActivityKey,
    pub(crate) label: String,
    /// None where the source of an import shows none.
    pub(crate) component: Option<ComponentKey>,
    /// None: the whole programme.
    pub(crate) area: Option<Code>,
    pub(crate) source: SourceKey,
    /// Four quarters of the budget year, then what is not split over them.
    pub(crate) amounts: [Units; 5],
    pub(crate) target: Option<Decimal>,
    pub(crate) unit: Option<String>,
}

/// As a sheet has it: text, cell by cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) row: u32,
    pub(crate) activity: String,
    pub(crate) label: String,
    pub(crate) component: String,
    pub(crate) area: String,
    pub(crate) source: String,
    pub(crate) amounts: [String; 5],
    pub(crate) target: String,
    pub(crate) unit: String,
}

/// What a row may name, as others answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    pub(crate) components: BTreeSet<ComponentKey>,
    /// Areas that rows name and no registry has.
    pub(crate) unknown_areas: BTreeSet<Code>,
    /// An import's source may leave out what a plan of ours must say.
    pub(crate) import: bool,
}

impl Line {
    pub(crate) fn total(&self) -> Total {
        self.amounts.iter().copied().sum()
    }

    /// What makes two lines the same line.
    pub(crate) fn identity(&self) -> (&ActivityKey, Option<&Code>, &SourceKey) {
        (&self.activity, self.area.as_ref(), &self.source)
    }
}

/// Every row as a line, or every reason why not.
pub(crate) fn read(
    rows: &[Row],
    currency: Currency,
    names: &Names,
) -> Result<Vec<Line>, Vec<WrongRow>> {
    let (mut lines, mut wrong) = (Vec::<Line>::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for row in rows {
        let before = wrong.len();
        let line = one(row, currency, names, &mut wrong);
        if let Some(line) = line.filter(|_| wrong.len() == before) {
            let (activity, area, source) = line.identity();
            if seen.insert((activity.clone(), area.cloned(), source.clone())) {
                lines.push(line);
            } else {
                wrong.push(WrongRow::new(row.row, Why::LineTwice, &row.activity));
            }
        }
    }
    if wrong.is_empty() { Ok(lines) } else { Err(wrong) }
}

fn one(row: &Row, currency: Currency, names: &Names, wrong: &mut Vec<WrongRow>) -> Option<Line> {
    let mut bad = |why, value: &str| wrong.push(WrongRow::new(row.row, why, value));
    let activity = row.activity.parse::<ActivityKey>();
    if activity.is_err() {
        bad(Why::ActivityMissing, &row.activity);
    }
    let label = row.label.trim();
    if label.is_empty() {
        bad(Why::LabelMissing, "");
    }
    let component = match row.component.trim() {
        "" if names.import => None,
        "" => {
            bad(Why::ComponentMissing, "");
            None
        }
        text => {
            let known = text.parse().ok().filter(|key| names.components.contains(key));
            if known.is_none() {
                bad(Why::ComponentUnknown, text);
            }
            known
        }
    };
    let area = match row.area.trim() {
        "" => None,
        text => {
            let area: Option<Code> = text.to_uppercase().parse().ok();
            let known = area.filter(|area| !names.unknown_areas.contains(area));
            if known.is_none() {
                bad(Why::AreaUnknown, text);
            }
            known
        }
    };
    let source = row.source.parse::<SourceKey>();
    if source.is_err() {
        bad(Why::SourceMissing, &row.source);
    }
    let amounts = row.amounts.each_ref().map(|text| amount(text, currency, &mut bad));
    if row.amounts.iter().all(|text| text.trim().is_empty()) {
        bad(Why::AmountMissing, "");
    }
    let target = match row.target.trim() {
        "" => None,
        text => {
            let target = text.parse::<Decimal>().ok();
            if target.is_none() {
                bad(Why::NumberUnreadable, text);
            }
            target
        }
    };
    let unit = Some(row.unit.trim()).filter(|unit| !unit.is_empty()).map(str::to_owned);
    let (activity, source) = (activity.ok()?, source.ok()?);
    let (row, label) = (row.row, label.to_owned());
    Some(Line { row, activity, label, component, area, source, amounts, target, unit })
}

/// What nobody entered is zero; a plan takes nothing back.
fn amount(text: &str, currency: Currency, bad: &mut impl FnMut(Why, &str)) -> Units {
    let text = text.trim();
    if text.is_empty() {
        return Units::ZERO;
    }
    match Money::parse(text, currency) {
        Ok(money) if money.units >= Units::ZERO => money.units,
        Ok(_) => {
            bad(Why::AmountNegative, text);
            Units::ZERO
        }
        Err(_) => {
            bad(Why::AmountUnreadable, text);
            Units::ZERO
        }
    }
}
