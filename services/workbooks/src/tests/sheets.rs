use std::io::{Cursor, Write as _};

use jiff::civil::date;
use proptest::prelude::*;

use crate::{Book, Column, Kind, Page, Problem, Sheet, Unreadable, Value, Workbook, Wrong};

fn follow_up() -> Sheet {
    let states = ["exécutée", "en cours", "non entamée"].map(str::to_owned);
    Sheet {
        name: "Suivi : 18ᵉ session".into(),
        lead: vec!["Comité technique national".into(), "Données connues au 28 sept. 2019".into()],
        columns: vec![
            Column::new("Nº", Kind::Text).key("recommendation"),
            Column::new("Recommandation", Kind::Text).key("text").wide(50),
            Column::new("Échéance", Kind::Date).key("due_on"),
            Column::new("État", Kind::Text).key("state").open().choices(states),
            Column::new("Montant", Kind::Number).key("amount").open(),
        ],
        rows: vec![
            vec![
                Value::text("17.2"),
                Value::text("=Préparer & étendre"),
                Value::Date(date(2019, 12, 31)),
                Value::text("en cours"),
                Value::Number("1240000.50".into()),
            ],
            vec![
                Value::text("16.5"),
                Value::text("Transmettre l’inventaire"),
                Value::dated("2019-08"),
                Value::Empty,
                Value::whole(12),
            ],
        ],
        locked: true,
        spare: 3,
    }
}

fn read(sheet: Sheet) -> Workbook {
    let book = Book::of(vec![sheet]).tell("form", "follow-up").tell("session", "CTN-18");
    let bytes = book.xlsx().unwrap();
    assert!(bytes.len() < 60_000, "{} bytes", bytes.len());
    Workbook::read(&bytes).unwrap()
}

#[test]
fn a_form_comes_back_as_it_was_sent() {
    let book = read(follow_up());
    assert_eq!(book.told["form"], "follow-up");
    assert_eq!(book.told["session"], "CTN-18");
    assert_eq!(book.pages.len(), 1, "hidden sheets are not pages");
    let lines = book.pages[0].lines(&["recommendation", "state", "amount"]).unwrap();
    assert_eq!(lines.labels(), ["Nº", "Recommandation", "Échéance", "État", "Montant"]);
    let read: Vec<_> = lines.iter().collect();
    assert_eq!(read.len(), 2, "spare rows are empty");
    assert_eq!(read[0].number(), 6, "as the spreadsheet numbers it");
    assert_eq!(read[0].text("text"), "=Préparer & étendre", "a text, never a formula");
    assert_eq!(read[0].date("due_on"), Ok(Some(date(2019, 12, 31))));
    assert_eq!(read[0].decimal("amount"), Ok(Some("1240000.5".into())));
    assert_eq!(read[0].choice("state", &["en cours".into()]), Ok(Some(0)));
    assert_eq!(read[1].whole("amount"), Ok(Some(12)));
    assert_eq!(read[1].text("state"), "");
}

#[test]
fn what_cannot_be_read_is_told_by_row_and_column() {
    let mut sheet = follow_up();
    sheet.rows[1][4] = Value::text("beaucoup");
    sheet.rows[1][3] = Value::text("presque");
    let book = read(sheet);
    let lines = book.pages[0].lines(&["recommendation"]).unwrap();
    let line = lines.iter().nth(1).unwrap();
    let problem = |column: &str, label: &str, wrong, found: &str| Problem {
        sheet: "Suivi  18ᵉ session".into(),
        row: 7,
        column: column.into(),
        label: label.into(),
        wrong,
        found: found.into(),
    };
    let expected = problem("E", "Montant", Wrong::NotANumber, "beaucoup");
    assert_eq!(line.decimal("amount"), Err(expected));
    let expected = problem("D", "État", Wrong::NotAChoice, "presque");
    assert_eq!(line.choice("state", &["en cours".into()]), Err(expected));
    // Known to the month: that is no day.
    let expected = problem("C", "Échéance", Wrong::NotADate, "2019-08");
    assert_eq!(line.date("due_on"), Err(expected));
    assert_eq!(line.needed("nothing").unwrap_err().wrong, Wrong::Missing);
    let missing = book.pages[0].lines(&["recommendation", "Budget"]).unwrap_err();
    assert_eq!((missing.wrong, missing.label.as_str()), (Wrong::NoSuchColumn, "Budget"));
}

#[test]
fn a_table_of_somebody_else_is_found_by_its_head() {
    let mut page = Page { name: "PTBA".into(), ..Page::default() };
    let mut put = |row, column, value| page.cells.insert((row, column), value);
    put(0, 0, Value::text("Plan de travail 2021"));
    for (at, label) in (0..).zip(["Code", "  Activité ", "Montant  FCFA"]) {
        put(3, at, Value::text(label));
    }
    put(4, 0, Value::text("1.1"));
    put(4, 2, Value::text("18 064 000 000,5"));
    put(9, 1, Value::text("seule"));
    let lines = page.lines(&["code", "montant fcfa"]).unwrap();
    let rows: Vec<_> = lines.iter().collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].decimal("Montant FCFA"), Ok(Some("18064000000.5".into())));
    assert_eq!(rows[1].number(), 10);
    assert_eq!(rows[1].needed("code").unwrap_err().row, 10);
}

#[test]
fn long_lists_have_a_sheet_of_their_own() {
    let mut sheet = follow_up();
    let many = (0..80).map(|n| format!("Institution nº {n}, direction régionale"));
    sheet.columns[3] = Column::new("Structure", Kind::Text).key("state").open().choices(many);
    let bytes = Book::of(vec![sheet]).xlsx().unwrap();
    let part = |name| part(&bytes, name);
    assert!(part("xl/worksheets/sheet1.xml").contains("'_listes'!$A$1:$A$80"));
    assert!(part("xl/workbook.xml").contains("state=\"hidden\""));
    assert_eq!(Workbook::read(&bytes).unwrap().pages.len(), 1);
}

#[test]
fn only_open_cells_can_be_typed_into() {
    let bytes = Book::of(vec![follow_up()]).xlsx().unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<sheetProtection"));
    assert!(sheet.contains("<dataValidation type=\"list\""));
    assert!(part(&bytes, "xl/styles.xml").contains("<protection locked=\"0\"/>"));
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    std::io::read_to_string(zip.by_name(name).unwrap()).unwrap()
}

/// A workbook with one sheet of this XML.
fn forged(sheet: &str) -> Vec<u8> {
    let honest = Book::of(vec![Sheet { name: "a".into(), ..Sheet::default() }]).xlsx().unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(honest)).unwrap();
    let mut forged = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..zip.len() {
        let file = zip.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let text = std::io::read_to_string(file).unwrap();
        forged.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
        let ours = name == "xl/worksheets/sheet1.xml";
        forged.write_all(if ours { sheet.as_bytes() } else { text.as_bytes() }).unwrap();
    }
    forged.finish().unwrap().into_inner()
}

const SPACE: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

#[test]
fn a_hostile_file_is_refused_or_read_as_little() {
    for bytes in [b"".as_slice(), b"PK", b"<html>", &[0; 4096]] {
        assert!(matches!(Workbook::read(bytes), Err(Unreadable::NotAWorkbook(_))));
    }
    let large = vec![0; 9 * 1024 * 1024];
    assert!(matches!(Workbook::read(&large), Err(Unreadable::TooLarge { .. })));
    // As large as a spreadsheet may claim to be, with two cells in it.
    let sparse = format!(
        "<worksheet xmlns=\"{SPACE}\"><dimension ref=\"A1:XFD1048576\"/><sheetData>\
         <row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
         <row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row></sheetData></worksheet>"
    );
    let read = Workbook::read(&forged(&sparse)).unwrap();
    assert_eq!(read.pages[0].cells.len(), 2);
    // A few kilobytes that unfold to far more than a form ever is.
    let bomb = " ".repeat(65 * 1024 * 1024);
    let bomb = forged(&format!("<worksheet xmlns=\"{SPACE}\">{bomb}</worksheet>"));
    assert!(bomb.len() < 1024 * 1024);
    assert!(matches!(Workbook::read(&bomb), Err(Unreadable::TooLarge { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_text_and_number_comes_back(
        text in "[^\\p{C}]{1,40}",
        number in -999_999_999_i64..999_999_999,
        name in "\\PC{0,50}",
    ) {
        prop_assume!(!text.trim().is_empty());
        let sheet = Sheet {
            name,
            columns: vec![Column::new("Texte", Kind::Text), Column::new("Nombre", Kind::Number)],
            rows: vec![vec![Value::text(text.clone()), Value::whole(number)]],
            ..Sheet::default()
        };
        let book = Workbook::read(&Book::of(vec![sheet.clone(), sheet]).xlsx().unwrap()).unwrap();
        prop_assert_eq!(book.pages.len(), 2);
        let lines = book.pages[1].lines(&["texte", "nombre"]).unwrap();
        let line = lines.iter().next().unwrap();
        prop_assert_eq!(line.text("texte"), text.trim());
        prop_assert_eq!(line.decimal("nombre"), Ok(Some(number.to_string())));
    }

    #[test]
    fn whatever_is_no_workbook_is_told(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(Workbook::read(&bytes).is_err());
    }
}
