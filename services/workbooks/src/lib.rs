//! Workbooks and letters: XLSX read and written, texts with separators read, DOCX written.
//!
//! Knows no service and no language but the spaces of French. Whoever writes a form to be filled in
//! offline describes its columns once, and reads it back by the same keys; what cannot be read is
//! told as data, by sheet, row and column, and worded elsewhere.

mod document;
mod read;
mod sheet;
mod table;
mod text;
mod typography;
mod value;
mod write;

#[cfg(test)]
mod tests;

pub use document::{Align, Block, Document, Signature, Tongue};
pub use read::{Page, Unreadable, Workbook};
pub use sheet::{Book, Column, Kind, Sheet};
pub use table::{Line, Lines, Problem, Wrong};
pub use typography::{FIXED, NARROW, french};
pub use value::Value;
pub use write::Unwritable;
