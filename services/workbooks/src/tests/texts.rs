use crate::{Unreadable, Value, Workbook, Wrong};

fn page(bytes: &[u8]) -> crate::Page {
    Workbook::open(bytes).unwrap().pages.remove(0)
}

#[test]
fn an_export_of_an_accounting_package_is_read_as_it_comes() {
    let text = "Journal;;\r\nN° pièce;Libellé;Débit\r\n\r\n12;\"Atelier ; Ségou\";1 240 000,50\r\n";
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    for bytes in [text.as_bytes(), &windows, &[b"\xef\xbb\xbf", text.as_bytes()].concat()] {
        let page = page(bytes);
        let lines = page.lines(&["n° pièce", "débit"]).unwrap();
        let all: Vec<_> = lines.iter().collect();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].number(), 4, "as a person counts lines");
        assert_eq!(all[0].text("Libellé"), "Atelier ; Ségou");
        assert_eq!(all[0].decimal("Débit").unwrap().as_deref(), Some("1240000.50"));
    }
}

#[test]
fn cells_are_parted_by_whatever_there_is_most_of() {
    for text in ["a;b;c\n1,5;2;3\n", "a\tb\tc\n1,5\t2\t3\n", "a,b,c\n\"1,5\",2,3\n"] {
        let page = page(text.as_bytes());
        assert_eq!(page.cells[&(1, 0)], Value::text("1,5"), "{text}");
        assert_eq!(page.cells[&(1, 2)], Value::text("3"), "{text}");
    }
}

/// Only a form of ours has keys above its head: elsewhere a line under small letters is a line.
#[test]
fn the_first_line_under_a_head_in_small_letters_is_a_line() {
    let page = page(b"activity;label\nA.1;Atelier\n");
    let lines = page.lines(&["activity"]).unwrap();
    assert_eq!(lines.iter().next().unwrap().text("label"), "Atelier");
}

#[test]
fn a_quoted_line_break_keeps_the_numbers_of_the_lines_after_it() {
    let page = page(b"reference;label\n1;\"two\nlines\"\n2;x\n");
    let lines = page.lines(&["reference", "label"]).unwrap();
    let numbers: Vec<_> = lines.iter().map(|line| line.number()).collect();
    assert_eq!(numbers, [2, 4]);
}

#[test]
fn what_is_neither_a_text_nor_a_workbook_is_refused() {
    let refused = Workbook::open(b"\x00\x01\x02");
    assert!(matches!(refused, Err(Unreadable::NotAWorkbook(_))));
    let broken = Workbook::open(b"PK\x03\x04 and then nothing");
    assert!(matches!(broken, Err(Unreadable::NotAWorkbook(_))));
    assert!(matches!(Workbook::open(&vec![b'a'; 9 << 20]), Err(Unreadable::TooLarge { .. })));
    let page = page(b"");
    assert_eq!(page.lines(&["amount"]).unwrap_err().wrong, Wrong::NoSuchColumn);
}
