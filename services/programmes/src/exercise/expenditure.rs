//! What was spent: lines of the accounts, imported as statements, checked by somebody else, locked.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Code, Currency, Fact, Hash, Id, Money, Origin, Person, Total, Units};
use serde::{Deserialize, Serialize};

use super::{
    Exercise, Opening, Outcome,
    command::{Chunk, Import},
    line::Names,
};
use crate::{
    guards::{Guards, require},
    key::{ActivityKey, ComponentKey, EntryKey, MappingKey, SourceKey, StagingKey, StatementKey},
    lines::{Why, WrongRow},
    rejection::Rejection,
    stagings::Stagings,
};

/// What has happened to it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    LinesStaged(LinesStaged),
    Imported(Imported),
    Checked(Named),
    Locked(Named),
    Discarded(Discarded),
}

/// A line of the accounts, as the journal holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) row: u32,
    pub(crate) reference: EntryKey,
    pub(crate) label: Option<String>,
    pub(crate) activity: Option<ActivityKey>,
    pub(crate) component: Option<ComponentKey>,
    /// Who pays, as the plan names it. None where the accounts do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<SourceKey>,
    /// Of the financing.
    pub(crate) category: Option<String>,
    pub(crate) area: Option<Code>,
    pub(crate) contract: Option<String>,
    pub(crate) incurred_on: Option<Date>,
    /// Negative where it takes an earlier one back.
    pub(crate) amount: Units,
}

/// As a sheet has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) row: u32,
    pub(crate) reference: String,
    pub(crate) label: String,
    pub(crate) activity: String,
    pub(crate) component: String,
    pub(crate) source: String,
    pub(crate) category: String,
    pub(crate) area: String,
    pub(crate) contract: String,
    pub(crate) incurred_on: String,
    pub(crate) amount: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LinesStaged {
    pub(crate) staging: StagingKey,
    pub(crate) chunk: u32,
    pub(crate) lines: Vec<Line>,
    /// Stagings that made room for it: nobody can take them any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) given_up: Vec<StagingKey>,
}

/// The staged lines of that name are a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Imported {
    pub(crate) statement: StatementKey,
    pub(crate) staging: StagingKey,
    pub(crate) lines: u32,
    pub(crate) hash: Hash,
    pub(crate) period: Period,
    pub(crate) source: String,
    pub(crate) total: Money,
    pub(crate) mapping: Option<MappingKey>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Period {
    pub(crate) starts_on: Date,
    pub(crate) ends_on: Date,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Named {
    pub(crate) statement: StatementKey,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Discarded {
    pub(crate) statement: StatementKey,
    pub(crate) reason: String,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum State {
    Imported,
    Checked,
    Locked,
    Discarded,
}

impl State {
    /// Whether its lines are counted as spent: once somebody else has checked them. What was read
    /// from a source nobody here checks; it counts as the source states it.
    pub(crate) fn counts(self, sourced: bool) -> bool {
        match self {
            Self::Imported => sourced,
            Self::Checked | Self::Locked => true,
            Self::Discarded => false,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Statement {
    pub(crate) state: State,
    pub(crate) total: Units,
    pub(crate) period: Period,
    since: Date,
    /// None where it was entered from a source.
    imported_by: Option<Id<Person>>,
    references: BTreeSet<EntryKey>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Statements {
    staged: Stagings<Line>,
    pub(crate) all: BTreeMap<StatementKey, Statement>,
}

impl Statements {
    /// Those that somebody may still take back.
    pub(crate) fn unlocked(&self) -> Vec<StatementKey> {
        let open =
            |statement: &Statement| matches!(statement.state, State::Imported | State::Checked);
        self.all.iter().filter(|(_, one)| open(one)).map(|(key, _)| key.clone()).collect()
    }

    /// What was spent, as far as statements that cover no later day say.
    #[cfg(test)]
    pub(crate) fn executed(&self, until: Date) -> Total {
        let counts = |one: &&Statement| {
            one.state.counts(one.imported_by.is_none()) && one.period.ends_on <= until
        };
        self.all.values().filter(counts).map(|one| one.total).sum()
    }

    /// Entries that a statement which still stands has counted.
    fn counted(&self, reference: &EntryKey) -> bool {
        let mut standing = self.all.values().filter(|one| one.state != State::Discarded);
        standing.any(|one| one.references.contains(reference))
    }

    pub(super) fn evolve(&mut self, event: &Event, fact: &Fact<super::Event>) {
        let mut set = |statement: &StatementKey, state| {
            if let Some(one) = self.all.get_mut(statement) {
                one.state = state;
            }
        };
        match event {
            Event::LinesStaged(it) => {
                self.staged.stage(&it.staging, it.chunk, &it.lines, &it.given_up, fact);
            }
            Event::Imported(imported) => {
                let lines = self.staged.take(&imported.staging);
                let by = (fact.meta.origin == Origin::Person).then_some(fact.meta.who.person);
                let statement = Statement {
                    state: State::Imported,
                    total: imported.total.units,
                    period: imported.period,
                    since: fact.effective_on(),
                    imported_by: by,
                    references: lines.into_iter().map(|line| line.reference).collect(),
                };
                self.all.insert(imported.statement.clone(), statement);
            }
            Event::Checked(Named { statement }) => set(statement, State::Checked),
            Event::Locked(Named { statement }) => set(statement, State::Locked),
            Event::Discarded(Discarded { statement, .. }) => set(statement, State::Discarded),
        }
    }
}

/// Every row as a line, or every reason why not.
pub(crate) fn read(
    rows: &[Row],
    currency: Currency,
    activities: &BTreeSet<&ActivityKey>,
    names: &Names,
) -> Result<Vec<Line>, Vec<WrongRow>> {
    let (mut lines, mut wrong) = (Vec::<Line>::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for row in rows {
        let before = wrong.len();
        let line = one(row, currency, activities, names, &mut wrong);
        if let Some(line) = line.filter(|_| wrong.len() == before) {
            if seen.insert(line.reference.clone()) {
                lines.push(line);
            } else {
                wrong.push(WrongRow::new(row.row, Why::LineTwice, &row.reference));
            }
        }
    }
    if wrong.is_empty() { Ok(lines) } else { Err(wrong) }
}

fn one(
    row: &Row,
    currency: Currency,
    activities: &BTreeSet<&ActivityKey>,
    names: &Names,
    wrong: &mut Vec<WrongRow>,
) -> Option<Line> {
    let mut bad = |why, value: &str| wrong.push(WrongRow::new(row.row, why, value));
    let text = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
    let reference = row.reference.parse::<EntryKey>();
    if reference.is_err() {
        bad(Why::ReferenceMissing, &row.reference);
    }
    let activity = text(&row.activity).and_then(|text| {
        let known = text.parse().ok().filter(|key| activities.contains(key));
        if known.is_none() {
            bad(Why::ActivityUnknown, &text);
        }
        known
    });
    let component = text(&row.component).and_then(|text| {
        let known = text.parse().ok().filter(|key| names.components.contains(key));
        if known.is_none() {
            bad(Why::ComponentUnknown, &text);
        }
        known
    });
    let source = text(&row.source).and_then(|text| {
        let source = text.parse::<SourceKey>().ok();
        if source.is_none() {
            bad(Why::SourceMissing, &text);
        }
        source
    });
    let area = text(&row.area).and_then(|text| {
        let area: Option<Code> = text.to_uppercase().parse().ok();
        let known = area.filter(|area| !names.unknown_areas.contains(area));
        if known.is_none() {
            bad(Why::AreaUnknown, &text);
        }
        known
    });
    let incurred_on = text(&row.incurred_on).and_then(|text| {
        let day = text.parse::<Date>().ok();
        if day.is_none() {
            bad(Why::DateUnreadable, &text);
        }
        day
    });
    let amount = match row.amount.trim() {
        "" => {
            bad(Why::AmountMissing, "");
            None
        }
        text => {
            let money = Money::parse(text, currency).ok();
            if money.is_none() {
                bad(Why::AmountUnreadable, text);
            }
            money
        }
    };
    Some(Line {
        row: row.row,
        reference: reference.ok()?,
        label: text(&row.label),
        activity,
        component,
        source,
        category: text(&row.category),
        area,
        contract: text(&row.contract),
        incurred_on,
        amount: amount?.units,
    })
}

impl Exercise {
    pub(super) fn stage_expenditure(
        &self,
        chunk: &Chunk<Row>,
        opening: &Opening,
        guards: Guards,
    ) -> Outcome {
        let activities = self.plan.lines.iter().map(|line| &line.activity).collect();
        let read = read(&chunk.rows, opening.currency, &activities, &chunk.names);
        let lines = read.map_err(|rows| Rejection::RowsWrong { rows })?;
        let Chunk { staging, chunk, .. } = chunk;
        let given_up = self.statements.staged.stages(staging, *chunk, &lines, &guards)?;
        let staged = LinesStaged { staging: staging.clone(), chunk: *chunk, lines, given_up };
        Ok(guards.decided([Event::LinesStaged(staged).into()]))
    }

    pub(super) fn import(&self, import: &Import, opening: &Opening, guards: Guards) -> Outcome {
        let name = || import.statement.to_string();
        let free = !self.statements.all.contains_key(&import.statement);
        require(free, || Rejection::NameTaken { name: name() })?;
        let Period { starts_on, ends_on } = import.period;
        require(starts_on <= ends_on, || Rejection::EndsBeforeItStarts)?;
        let within = starts_on >= opening.starts_on && ends_on <= opening.ends_on;
        require(within, || Rejection::OutsideYear)?;
        require(ends_on <= guards.on, || Rejection::PeriodNotOver { ends_on })?;
        let taken = self.statements.staged.takes(&import.staging, import.lines, import.hash);
        let (lines, hash) = taken?;
        let rows = self.wrong_entries(&lines, import.period);
        require(rows.is_empty(), || Rejection::RowsWrong { rows })?;
        let sum: Total = lines.iter().map(|line| line.amount).sum();
        let units = i64::try_from(i128::from(sum)).ok().and_then(|sum| Units::try_from(sum).ok());
        let total = units.ok_or(Rejection::AmountTooLarge)?.of(opening.currency);
        let printed = import.total.is_none_or(|printed| printed == total);
        require(printed, || Rejection::TotalDiffers { sum: total })?;
        let imported = Imported {
            statement: import.statement.clone(),
            staging: import.staging.clone(),
            lines: import.lines,
            hash,
            period: import.period,
            source: import.source.clone(),
            total,
            mapping: import.mapping.clone(),
        };
        Ok(guards.decided([Event::Imported(imported).into()]))
    }

    /// Entries of other days, entries that are there twice, and entries counted before.
    fn wrong_entries(&self, lines: &[Line], period: Period) -> Vec<WrongRow> {
        let mut seen = BTreeSet::new();
        let mut wrong = Vec::new();
        for line in lines {
            let mut bad = |why, value: &str| wrong.push(WrongRow::new(line.row, why, value));
            if !seen.insert(&line.reference) {
                bad(Why::LineTwice, line.reference.as_str());
            } else if self.statements.counted(&line.reference) {
                bad(Why::ReferenceTaken, line.reference.as_str());
            }
            let outside = |day: &Date| *day < period.starts_on || *day > period.ends_on;
            if let Some(day) = line.incurred_on.filter(outside) {
                bad(Why::OutsidePeriod, &day.to_string());
            }
        }
        wrong
    }

    pub(super) fn check(&self, key: &StatementKey, mut guards: Guards) -> Outcome {
        let statement = self.statement(key, State::Imported, &guards)?;
        guards.other_than(statement.imported_by)?;
        Ok(guards.decided([Event::Checked(Named { statement: key.clone() }).into()]))
    }

    pub(super) fn lock(&self, key: &StatementKey, guards: Guards) -> Outcome {
        self.statement(key, State::Checked, &guards)?;
        Ok(guards.decided([Event::Locked(Named { statement: key.clone() }).into()]))
    }

    pub(super) fn discard(&self, key: &StatementKey, reason: &str, mut guards: Guards) -> Outcome {
        let statement = self.statements.all.get(key);
        let checked = statement.is_some_and(|one| one.state == State::Checked);
        self.statement(key, if checked { State::Checked } else { State::Imported }, &guards)?;
        guards.reason(reason)?;
        let discarded = Discarded { statement: key.clone(), reason: reason.to_owned() };
        Ok(guards.decided([Event::Discarded(discarded).into()]))
    }

    fn statement(
        &self,
        key: &StatementKey,
        state: State,
        guards: &Guards,
    ) -> Result<&Statement, Rejection> {
        let unknown = || Rejection::UnknownName { name: key.to_string() };
        let statement = self.statements.all.get(key).ok_or_else(unknown)?;
        guards.not_before(Some(statement.since))?;
        let is = statement.state;
        require(is == state, || Rejection::StatementForbids { state: is })?;
        Ok(statement)
    }
}

impl From<Event> for super::Event {
    fn from(event: Event) -> Self {
        Self::Expenditure(event)
    }
}
