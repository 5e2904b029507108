//! A workbook as it is described before it is written.

use crate::value::Value;

/// Sheets, and what the book says of itself to whoever reads it back.
#[derive(Clone, Debug, Default)]
pub struct Book {
    pub sheets: Vec<Sheet>,
    /// Such as which form it is, for what, and as of when. Hidden, and found again by the reader.
    pub told: Vec<(String, String)>,
}

/// One table, under the lines that say what it is.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub name: String,
    /// Above the table.
    pub lead: Vec<String>,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Value>>,
    /// Nothing but open columns can be typed into. Without a password: it keeps from mistakes, and
    /// what comes back is checked anyway.
    pub locked: bool,
    /// Empty rows at the end that may be filled in.
    pub spare: u32,
}

#[derive(Clone, Debug, Default)]
pub struct Column {
    /// What a reader finds the column by, whatever it is called. Hidden; none where it is empty.
    pub key: String,
    pub label: String,
    pub kind: Kind,
    /// In characters; as wide as its content where there is none.
    pub width: Option<u16>,
    /// May be typed into while the sheet is locked.
    pub open: bool,
    /// What may be chosen; anything, where there is nothing here.
    pub choices: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Text,
    Number,
    Date,
}

impl Book {
    pub fn of(sheets: Vec<Sheet>) -> Self {
        Self { sheets, told: Vec::new() }
    }

    /// Says something of the book to whoever reads it back.
    #[must_use]
    pub fn tell(mut self, name: &str, value: impl Into<String>) -> Self {
        self.told.push((name.to_owned(), value.into()));
        self
    }
}

impl Column {
    pub fn new(label: impl Into<String>, kind: Kind) -> Self {
        Self { label: label.into(), kind, ..Self::default() }
    }

    #[must_use]
    pub fn key(mut self, key: &str) -> Self {
        key.clone_into(&mut self.key);
        self
    }

    #[must_use]
    pub fn wide(mut self, characters: u16) -> Self {
        self.width = Some(characters);
        self
    }

    /// To be filled in.
    #[must_use]
    pub fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// To be chosen from these.
    #[must_use]
    pub fn choices(mut self, choices: impl IntoIterator<Item = String>) -> Self {
        self.choices = choices.into_iter().collect();
        self
    }
}
