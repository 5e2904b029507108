//! A table found in a sheet, and read by the keys or the names of its columns.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{read::Page, value::Value, write::letters};

/// Something that cannot be read, and where: « ligne 12, colonne Montant ».
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub sheet: String,
    /// As a spreadsheet numbers it, from 1.
    pub row: u32,
    /// As a spreadsheet names it: `D`.
    pub column: String,
    /// What the head calls it.
    pub label: String,
    pub wrong: Wrong,
    /// What is there.
    pub found: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    Missing,
    NotANumber,
    NotAWholeNumber,
    NotADate,
    NotAChoice,
    /// No row of the sheet has such a column in its head.
    NoSuchColumn,
}

/// The rows under a head.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    page: &'a Page,
    /// Key, or name, to the column and what the head calls it.
    columns: BTreeMap<String, (u32, String)>,
    /// Row of the head.
    head: u32,
}

/// One row of it that has something in it.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    lines: &'a Lines<'a>,
    /// From 0.
    row: u32,
}

impl Page {
    /// The table whose head has all these columns, by key or by name in any case.
    pub fn lines(&self, wanted: &[&str]) -> Result<Lines<'_>, Problem> {
        let mut rows: BTreeMap<u32, BTreeMap<String, (u32, String)>> = BTreeMap::new();
        for ((row, column), value) in &self.cells {
            if let Value::Text(text) = value {
                let named = rows.entry(*row).or_default();
                named.entry(plain(text)).or_insert((*column, text.trim().to_owned()));
            }
        }
        let has = |columns: &&BTreeMap<_, _>, name: &&&str| columns.contains_key(&plain(name));
        let best = rows.iter().max_by_key(|(row, columns)| {
            let found = wanted.iter().filter(|name| has(columns, name)).count();
            (found, std::cmp::Reverse(**row))
        });
        let nothing = BTreeMap::new();
        let (row, columns) = best.map_or((0, &nothing), |(row, columns)| (*row, columns));
        if let Some(missing) = wanted.iter().find(|name| !has(&columns, name)) {
            return Err(Problem {
                sheet: self.name.clone(),
                row: row + 1,
                column: String::new(),
                label: (*missing).to_owned(),
                wrong: Wrong::NoSuchColumn,
                found: String::new(),
            });
        }
        let mut columns = columns.clone();
        // Under a row of keys is the head that people read.
        let mut head = row;
        let below = rows.get(&(row + 1));
        let all_named = |below: &BTreeMap<String, (u32, String)>| {
            columns.values().all(|(at, _)| below.values().any(|(column, _)| column == at))
        };
        if let Some(below) = below.filter(|below| self.ours && keyed(&columns) && all_named(below))
        {
            head = row + 1;
            for (at, label) in columns.values_mut() {
                if let Some((_, read)) = below.values().find(|(column, _)| column == at) {
                    read.clone_into(label);
                }
            }
        }
        Ok(Lines { page: self, columns, head })
    }
}

/// Keys are short words of machines; a head that people read has a capital or a space somewhere.
fn keyed(columns: &BTreeMap<String, (u32, String)>) -> bool {
    let key = |text: &String| {
        text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    columns.values().all(|(_, text)| key(text))
}

/// As two people may have typed the same head.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl<'a> Lines<'a> {
    /// Rows that have something in one of the columns, in order.
    pub fn iter(&'a self) -> impl Iterator<Item = Line<'a>> {
        let mut rows: Vec<u32> =
            self.page.cells.keys().map(|(row, _)| *row).filter(|row| *row > self.head).collect();
        rows.dedup();
        let used = move |line: &Line<'a>| {
            self.columns.values().any(|(at, _)| self.page.cells.contains_key(&(line.row, *at)))
        };
        rows.into_iter().map(|row| Line { lines: self, row }).filter(used)
    }

    /// Whether the head has such a column.
    pub fn has(&self, name: &str) -> bool {
        self.columns.contains_key(&plain(name))
    }

    /// What the head calls its columns, from left to right.
    pub fn labels(&self) -> Vec<&str> {
        let mut all: Vec<_> = self.columns.values().collect();
        all.sort_unstable();
        all.into_iter().map(|(_, label)| label.as_str()).collect()
    }
}

impl Line<'_> {
    /// As a spreadsheet numbers it, from 1.
    pub fn number(&self) -> u32 {
        self.row.saturating_add(1)
    }

    /// What is there, whatever it is.
    pub fn value(&self, name: &str) -> Value {
        let at = self.lines.columns.get(&plain(name));
        let cell = at.and_then(|(column, _)| self.lines.page.cells.get(&(self.row, *column)));
        cell.cloned().unwrap_or_default()
    }

    /// Something wrong with a cell of this line.
    pub fn problem(&self, name: &str, wrong: Wrong) -> Problem {
        let known = self.lines.columns.get(&plain(name));
        Problem {
            sheet: self.lines.page.name.clone(),
            row: self.number(),
            column: known.map(|(column, _)| letters(*column)).unwrap_or_default(),
            label: known.map_or_else(|| name.to_owned(), |(_, label)| label.clone()),
            wrong,
            found: self.value(name).said(),
        }
    }

    /// A text, empty where there is none.
    pub fn text(&self, name: &str) -> String {
        self.value(name).said()
    }

    /// A text that must be there.
    pub fn needed(&self, name: &str) -> Result<String, Problem> {
        let text = self.text(name);
        if text.is_empty() { Err(self.problem(name, Wrong::Missing)) } else { Ok(text) }
    }

    /// An exact decimal, as the contracts write it.
    pub fn decimal(&self, name: &str) -> Result<Option<String>, Problem> {
        let text = match self.value(name) {
            Value::Empty => return Ok(None),
            Value::Number(number) => number,
            Value::Text(text) => typed(&text),
            Value::Date(_) | Value::Flag(_) => String::new(),
        };
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
        let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if all(whole) && all(rest) {
            Ok(Some(text))
        } else {
            Err(self.problem(name, Wrong::NotANumber))
        }
    }

    /// A whole number that is not negative.
    pub fn whole(&self, name: &str) -> Result<Option<u32>, Problem> {
        let Some(decimal) = self.decimal(name)? else { return Ok(None) };
        let whole = decimal.strip_suffix(".0").unwrap_or(&decimal);
        let read = whole.parse().map(Some);
        read.map_err(|_| self.problem(name, Wrong::NotAWholeNumber))
    }

    /// A day, typed as a date, as `2019-09-26` or as `26/09/2019`.
    pub fn date(&self, name: &str) -> Result<Option<Date>, Problem> {
        match self.value(name) {
            Value::Empty => Ok(None),
            Value::Date(date) => Ok(Some(date)),
            Value::Text(text) => {
                day(&text).map(Some).ok_or_else(|| self.problem(name, Wrong::NotADate))
            }
            Value::Number(_) | Value::Flag(_) => Err(self.problem(name, Wrong::NotADate)),
        }
    }

    /// Which of the choices it is, in any case.
    pub fn choice(&self, name: &str, choices: &[String]) -> Result<Option<usize>, Problem> {
        let text = plain(&self.text(name));
        if text.is_empty() {
            return Ok(None);
        }
        let found = choices.iter().position(|choice| plain(choice) == text);
        found.map(Some).ok_or_else(|| self.problem(name, Wrong::NotAChoice))
    }
}

/// A number as people type it: `1 240 000,50`.
fn typed(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace());
    kept.map(|c| if c == ',' { '.' } else { c }).collect()
}

fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() == 10
        && let Ok(date) = text.parse()
    {
        return Some(date);
    }
    let mut parts = text.split(['/', '.']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
