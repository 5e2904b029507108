//! A workbook read back, cell by cell, with bounds on whatever may come.

use std::{
    collections::BTreeMap,
    io::{self, Cursor, Read as _},
};

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};
use jiff::civil::Date;

use crate::{
    value::Value,
    write::{LISTS, TOLD},
};

/// A form is a few dozen kilobytes, a plan of a year a few hundred.
pub(crate) const MOST_BYTES: usize = 8 * 1024 * 1024;
/// What it may unfold to.
const MOST_UNFOLDED: u64 = 64 * 1024 * 1024;
const MOST_SHEETS: usize = 64;
pub(crate) const MOST_CELLS: usize = 1_000_000;

/// Why a file cannot be taken as a workbook.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("it is larger than {most} bytes, folded or unfolded")]
    TooLarge { most: u64 },
    #[error("it is no XLSX workbook: {0}")]
    NotAWorkbook(String),
}

/// Sheets that can be seen, in order, and what the book tells of itself.
#[derive(Clone, Debug, Default)]
pub struct Workbook {
    pub pages: Vec<Page>,
    pub told: BTreeMap<String, String>,
}

/// One sheet: what is in it, by row and column from 0.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub name: String,
    pub cells: BTreeMap<(u32, u32), Value>,
    /// Of a book that tells of itself: there may be a row of keys above the head that people read.
    pub ours: bool,
}

impl Workbook {
    /// Reads the bytes of an `.xlsx`.
    pub fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        if bytes.len() > MOST_BYTES {
            return Err(Unreadable::TooLarge { most: 8 * 1024 * 1024 });
        }
        unfolds(bytes)?;
        let no = |error: XlsxError| Unreadable::NotAWorkbook(error.to_string());
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(no)?;
        let mut read = Self::default();
        let mut left = MOST_CELLS;
        for name in book.sheet_names().into_iter().take(MOST_SHEETS) {
            let mut cells = BTreeMap::new();
            let mut reader = book.worksheet_cells_reader(&name).map_err(no)?;
            // Cell by cell: a sheet may claim to be as large as a spreadsheet can be.
            while let Some(cell) = reader.next_cell().map_err(no)? {
                left = left.checked_sub(1).ok_or(Unreadable::TooLarge { most: MOST_UNFOLDED })?;
                let value = value(cell.get_value());
                if !value.is_empty() {
                    cells.insert(cell.get_position(), value);
                }
            }
            if name == TOLD {
                read.told = told(&cells);
            } else if name != LISTS {
                read.pages.push(Page { name, cells, ours: false });
            }
        }
        let ours = !read.told.is_empty();
        read.pages.iter_mut().for_each(|page| page.ours = ours);
        Ok(read)
    }
}

/// Refuses what unfolds without end, before anybody holds it in memory.
fn unfolds(bytes: &[u8]) -> Result<(), Unreadable> {
    let no = |error: &dyn std::fmt::Display| Unreadable::NotAWorkbook(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| no(&error))?;
    let mut left = MOST_UNFOLDED;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|error| no(&error))?;
        let mut bounded = file.take(left.saturating_add(1));
        let size = io::copy(&mut bounded, &mut io::sink()).map_err(|error| no(&error))?;
        left = left.checked_sub(size).ok_or(Unreadable::TooLarge { most: MOST_UNFOLDED })?;
    }
    Ok(())
}

fn told(cells: &BTreeMap<(u32, u32), Value>) -> BTreeMap<String, String> {
    let names = cells.iter().filter(|((_, column), _)| *column == 0);
    let value = |row: u32| cells.get(&(row, 1)).map(Value::said).unwrap_or_default();
    names.map(|((row, _), name)| (name.said(), value(*row))).collect()
}

fn value(data: &DataRef<'_>) -> Value {
    match data {
        DataRef::Empty | DataRef::Error(_) => Value::Empty,
        DataRef::Int(number) => Value::Number(number.to_string()),
        // The shortest decimal that is that number, which is what was typed.
        DataRef::Float(number) => Value::Number(number.to_string()),
        DataRef::String(text) | DataRef::DurationIso(text) => Value::text(text.clone()),
        DataRef::SharedString(text) => Value::text(*text),
        DataRef::Bool(yes) => Value::Flag(*yes),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            let on = i16::try_from(year).ok().and_then(|year| {
                Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
            });
            on.map_or(Value::Empty, Value::Date)
        }
        DataRef::DateTime(at) => Value::Number(at.as_f64().to_string()),
        DataRef::DateTimeIso(text) => {
            let day = text.get(..10).and_then(|day| day.parse().ok());
            day.map_or_else(|| Value::text(text.clone()), Value::Date)
        }
    }
}
