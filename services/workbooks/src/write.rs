//! A workbook as bytes.
//!
//! A sheet is its lead, an empty row, the hidden row of keys where columns have some, the head, and
//! the rows. Lists too long to stand in a validation lie in a hidden sheet of their own.

use rust_xlsxwriter::{
    Color, DataValidation, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula,
    ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use crate::{
    sheet::{Book, Column, Kind, Sheet},
    value::Value,
};

/// Where the book tells of itself.
pub(crate) const TOLD: &str = "_jalon";
pub(crate) const LISTS: &str = "_listes";
/// A list of a validation may have so many characters, separators included.
const MOST_LISTED: usize = 255;
/// A sheet's name has so many UTF-16 units at most.
const MOST_NAME: usize = 31;
/// What spreadsheets hold in one cell.
const MOST_TEXT: usize = 32_767;

/// The book cannot be one.
#[derive(Debug, thiserror::Error)]
#[error("a workbook cannot be written: {0}")]
pub struct Unwritable(#[from] XlsxError);

struct Styles {
    lead: Format,
    head: Format,
    open_head: Format,
}

impl Styles {
    fn new() -> Self {
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(Color::RGB(0xF2_EDE2))
            .set_border_bottom(FormatBorder::Thin);
        Self {
            lead: Format::new().set_bold(),
            open_head: head.clone().set_background_color(Color::RGB(0xE4_EAF5)),
            head,
        }
    }
}

impl Book {
    /// The bytes of the file.
    pub fn xlsx(&self) -> Result<Vec<u8>, Unwritable> {
        let mut book = Workbook::new();
        let styles = Styles::new();
        let mut lists: Vec<&[String]> = Vec::new();
        let mut names = Vec::new();
        for sheet in &self.sheets {
            let name = name(&sheet.name, &names);
            written(book.add_worksheet(), &name, sheet, &styles, &mut lists)?;
            names.push(name);
        }
        if !lists.is_empty() {
            let hidden = book.add_worksheet().set_name(LISTS)?.set_hidden(true);
            for (column, list) in (0..).zip(lists) {
                for (row, choice) in (0..).zip(list) {
                    hidden.write_string(row, column, choice)?;
                }
            }
        }
        if !self.told.is_empty() {
            let hidden = book.add_worksheet().set_name(TOLD)?.set_hidden(true);
            for (row, (name, value)) in (0..).zip(&self.told) {
                hidden.write_string(row, 0, name)?.write_string(row, 1, value)?;
            }
        }
        Ok(book.save_to_buffer()?)
    }
}

/// A name that no other sheet has, without the characters that none may have.
fn name(wanted: &str, taken: &[String]) -> String {
    let kept = |c: &char| !"[]:*?/\\'".contains(*c) && !c.is_control();
    let plain: String = wanted.chars().filter(kept).collect();
    let plain = shortened(&plain, MOST_NAME);
    let plain = if plain.trim().is_empty() { "—".to_owned() } else { plain };
    let free =
        |name: &String| !taken.iter().any(|known| known.to_lowercase() == name.to_lowercase());
    let numbered = (2..).map(|n| {
        let end = format!(" {n}");
        shortened(&plain, MOST_NAME - end.len()) + &end
    });
    std::iter::once(plain.clone()).chain(numbered).find(free).unwrap_or_else(|| plain.clone())
}

fn shortened(text: &str, most: usize) -> String {
    let mut left = most;
    let fits = |c: &char| {
        let fits = left.checked_sub(c.len_utf16());
        left = fits.unwrap_or(0);
        fits.is_some()
    };
    text.chars().take_while(fits).collect()
}

fn written<'a>(
    page: &mut Worksheet,
    name: &str,
    sheet: &'a Sheet,
    styles: &Styles,
    lists: &mut Vec<&'a [String]>,
) -> Result<(), XlsxError> {
    page.set_name(name)?;
    let mut row = 0;
    for line in &sheet.lead {
        page.write_string_with_format(row, 0, cut(line), &styles.lead)?;
        row += 1;
    }
    row += u32::from(!sheet.lead.is_empty());
    if sheet.columns.iter().any(|column| !column.key.is_empty()) {
        for (at, column) in (0..).zip(&sheet.columns) {
            page.write_string(row, at, &column.key)?;
        }
        page.set_row_hidden(row)?;
        row += 1;
    }
    let head = row;
    for (at, column) in (0..).zip(&sheet.columns) {
        let style = if sheet.locked && column.open { &styles.open_head } else { &styles.head };
        page.write_string_with_format(head, at, cut(&column.label), style)?;
    }
    for values in &sheet.rows {
        row += 1;
        for (at, (column, value)) in (0..).zip(sheet.columns.iter().zip(values)) {
            cell(page, (row, at), value, &style(sheet, column, value))?;
        }
    }
    for _ in 0..sheet.spare {
        row += 1;
        for (at, column) in (0..).zip(&sheet.columns) {
            page.write_blank(row, at, &style(sheet, column, &Value::Empty))?;
        }
    }
    page.set_freeze_panes(head + 1, 0)?.set_landscape().set_print_fit_to_pages(1, 0);
    page.set_repeat_rows(head, head)?;
    page.set_autofit_max_width(400);
    page.autofit();
    for (at, column) in (0..).zip(&sheet.columns) {
        if let Some(width) = column.width {
            page.set_column_width(at, width)?;
        }
        if !column.choices.is_empty() && row > head {
            page.add_data_validation(head + 1, at, row, at, &chosen(&column.choices, lists)?)?;
        }
    }
    if sheet.locked {
        let options = ProtectionOptions {
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::default()
        };
        page.protect_with_options(&options);
    }
    Ok(())
}

fn style(sheet: &Sheet, column: &Column, value: &Value) -> Format {
    let format = Format::new().set_align(FormatAlign::Top);
    let format = if sheet.locked && column.open { format.set_unlocked() } else { format };
    match (value, column.kind) {
        (Value::Date(_), _) | (Value::Empty, Kind::Date) => format.set_num_format("yyyy-mm-dd"),
        (Value::Number(number), _) if number.contains('.') => format.set_num_format("#,##0.00"),
        (Value::Number(_), _) | (Value::Empty, Kind::Number) => format.set_num_format("#,##0"),
        _ if column.width.is_some() => format.set_text_wrap(),
        _ => format,
    }
}

fn cell(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    format: &Format,
) -> Result<(), XlsxError> {
    match value {
        Value::Empty => page.write_blank(row, column, format)?,
        Value::Text(text) => page.write_string_with_format(row, column, cut(text), format)?,
        Value::Number(number) => match number.parse::<f64>() {
            Ok(read) => page.write_number_with_format(row, column, read, format)?,
            Err(_) => page.write_string_with_format(row, column, cut(number), format)?,
        },
        Value::Date(date) => {
            let (year, month) = (date.year().unsigned_abs(), date.month().unsigned_abs());
            match ExcelDateTime::from_ymd(year, month, date.day().unsigned_abs()) {
                Ok(day) => page.write_datetime_with_format(row, column, &day, format)?,
                // Before 1900 there are no dates in a spreadsheet.
                Err(_) => page.write_string_with_format(row, column, date.to_string(), format)?,
            }
        }
        Value::Flag(yes) => page.write_boolean_with_format(row, column, *yes, format)?,
    };
    Ok(())
}

/// What a cell can hold of it.
fn cut(text: &str) -> String {
    text.chars().take(MOST_TEXT).collect()
}

fn chosen<'a>(
    choices: &'a [String],
    lists: &mut Vec<&'a [String]>,
) -> Result<DataValidation, XlsxError> {
    let length: usize = choices.iter().map(|choice| choice.encode_utf16().count() + 1).sum();
    let listed = length <= MOST_LISTED && !choices.iter().any(|choice| choice.contains(','));
    if listed {
        return DataValidation::new().allow_list_strings(choices);
    }
    let at = lists.iter().position(|list| *list == choices).unwrap_or_else(|| {
        lists.push(choices);
        lists.len() - 1
    });
    let column = letters(u32::try_from(at).unwrap_or(u32::MAX));
    let range = format!("='{LISTS}'!${column}$1:${column}${}", choices.len());
    Ok(DataValidation::new().allow_list_formula(Formula::new(range)))
}

/// The name of a column: 0 is `A`, 27 is `AB`.
pub(crate) fn letters(column: u32) -> String {
    let mut name = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        name.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    name.iter().rev().collect()
}
