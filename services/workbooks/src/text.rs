//! A sheet as accounting packages export it: text, with a separator, in one of two encodings.

use std::collections::BTreeMap;

use encoding_rs::WINDOWS_1252;

use crate::{
    read::{MOST_BYTES, MOST_CELLS, Page, Unreadable, Workbook},
    value::Value,
};

/// What separates the cells of a line, the most usual first.
const SEPARATORS: [u8; 3] = [b';', b'\t', b','];
/// Bytes looked at to tell which.
const LOOKED_AT: usize = 4096;
/// What a workbook begins with: it is a zip archive.
const ZIP: &[u8] = b"PK\x03\x04";

impl Workbook {
    /// Reads a file that may be a workbook or a text with separators.
    pub fn open(bytes: &[u8]) -> Result<Self, Unreadable> {
        if bytes.starts_with(ZIP) { Self::read(bytes) } else { Self::separated(bytes) }
    }

    /// Reads the bytes of a `.csv`, in UTF-8, or in the encoding of an older Windows.
    fn separated(bytes: &[u8]) -> Result<Self, Unreadable> {
        if bytes.len() > MOST_BYTES {
            return Err(Unreadable::TooLarge { most: 8 * 1024 * 1024 });
        }
        // A text has no zero bytes; whatever else is no workbook has.
        if bytes.contains(&0) {
            return Err(Unreadable::NotAWorkbook("it is neither a workbook nor a text".into()));
        }
        let text = decoded(bytes);
        let mut lines = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator(&text))
            .from_reader(text.as_bytes());
        let (mut cells, mut rows) = (BTreeMap::new(), Rows::of(&text));
        for line in lines.records() {
            let line = line.map_err(|error| Unreadable::NotAWorkbook(error.to_string()))?;
            let row = rows.at(line.position().map_or(0, csv::Position::byte));
            for (cell, column) in line.iter().zip(0_u32..) {
                let value = Value::text(cell.trim());
                if !value.is_empty() {
                    cells.insert((row, column), value);
                }
            }
            if cells.len() > MOST_CELLS {
                return Err(Unreadable::TooLarge { most: 8 * 1024 * 1024 });
            }
        }
        let page = Page { cells, ..Page::default() };
        Ok(Self { pages: vec![page], told: BTreeMap::new() })
    }
}

/// Rows of the text itself, so that one is where a person looks for it: a reader of records begins
/// the next where the last one ended, before the end of its line and before empty lines.
struct Rows<'t> {
    rest: &'t [u8],
    read: usize,
    row: u32,
}

impl<'t> Rows<'t> {
    fn of(text: &'t str) -> Self {
        Self { rest: text.as_bytes(), read: 0, row: 0 }
    }

    /// The row of the record that begins there, or after the ends of lines that lie there. Records are
    /// asked about in their order.
    fn at(&mut self, byte: u64) -> u32 {
        let ahead = usize::try_from(byte).unwrap_or(usize::MAX).saturating_sub(self.read);
        let ends = self.rest.iter().skip(ahead).take_while(|it| matches!(it, b'\r' | b'\n'));
        let ahead = (ahead + ends.count()).min(self.rest.len());
        let (passed, rest) = self.rest.split_at(ahead);
        let lines = passed.split(|it| *it == b'\n').count().saturating_sub(1);
        self.row = self.row.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        (self.read, self.rest) = (self.read + ahead, rest);
        self.row
    }
}

fn decoded(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The one that there is most of at the beginning. A comma may be in amounts, so it is last.
fn separator(text: &str) -> u8 {
    let looked_at = text.as_bytes().iter().take(LOOKED_AT);
    let count = |separator: u8| looked_at.clone().filter(|byte| **byte == separator).count();
    SEPARATORS.into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(b';')
}
