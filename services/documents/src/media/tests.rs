use super::*;

/// An archive with the given first entry, whose directory names `names`.
fn zip(first: &[u8], names: &[&str]) -> Vec<u8> {
    let mut bytes = [b"PK\x03\x04".as_slice(), &[0; 26], first].concat();
    let begin = bytes.len();
    for name in names {
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        bytes.extend([b"PK\x01\x02".as_slice(), &[0; 24], &length, &[0; 16]].concat());
        bytes.extend(name.as_bytes());
    }
    let size = u32::try_from(bytes.len() - begin).unwrap().to_le_bytes();
    bytes.extend([b"PK\x05\x06".as_slice(), &[0; 8], &size, &[0; 6]].concat());
    bytes
}

fn content(bytes: &[u8]) -> Content {
    let edge = usize::try_from(EDGE).unwrap().min(bytes.len());
    Content::of(&bytes[..edge], &bytes[bytes.len() - edge..])
}

const TYPES: &str = "[Content_Types].xml";

#[test]
fn a_file_is_what_its_bytes_say() {
    for (bytes, expected) in [
        (b"%PDF-1.7\n".to_vec(), Content::Pdf),
        (b"\x89PNG\r\n\x1a\n....".to_vec(), Content::Png),
        (b"\xff\xd8\xff\xe0..JFIF".to_vec(), Content::Jpeg),
        ("Procès-verbal du 26 septembre".into(), Content::Text),
        ("\u{feff}préfecture;montant\nKita;100\n".into(), Content::Text),
        (" {\"a\": 1}".into(), Content::Json),
        (zip(b"", &[TYPES, "word/document.xml"]), Content::Docx),
        (zip(b"", &[TYPES, "xl/workbook.xml", "docProps/word/"]), Content::Xlsx),
        (zip(b"mimetypeapplication/vnd.oasis.opendocument.textPK", &[]), Content::Odt),
    ] {
        assert_eq!(content(&bytes), expected);
    }
}

#[test]
fn what_is_not_on_the_list_is_nothing_we_know() {
    for bytes in [
        b"".to_vec(),
        b"\x7fELF\x02\x01\x01\0".to_vec(),
        b"text\0with a zero".to_vec(),
        // Written in Latin-1: every reader would guess another text.
        b"Proc\xe8s-verbal".to_vec(),
        zip(b"", &["photos/1.jpg", "word/document.xml"]),
        zip(b"", &[TYPES, "word/document.xml", "xl/workbook.xml"]),
        // It runs when it is opened.
        zip(b"", &[TYPES, "word/document.xml", "word/vbaProject.bin"]),
        zip(b"mimetypeapplication/vnd.oasis.opendocument.text-template", &[]),
        b"PK\x03\x04PK\x05\x06".to_vec(),
    ] {
        assert_eq!(content(&bytes), Content::Other);
    }
}

#[test]
fn a_character_cut_in_two_where_the_glance_ends_is_still_text() {
    let whole = "é".repeat(usize::try_from(EDGE).unwrap());
    assert_eq!(content(format!("a{whole}").as_bytes()), Content::Text);
}

#[test]
fn a_media_type_admits_its_own_content_and_text_may_be_any_text() {
    let read = |text: &str| text.parse::<MediaType>().unwrap();
    assert!(read("application/pdf").admits(Content::Pdf));
    assert!(!read("application/pdf").admits(Content::Text));
    assert!(read("text/csv").admits(Content::Text));
    assert!(read("text/plain").admits(Content::Json));
    assert!(!read("application/json").admits(Content::Text));
    for refused in ["application/zip", "text/html", "image/svg+xml", "Application/PDF", ""] {
        assert!(refused.parse::<MediaType>().is_err(), "{refused}");
    }
}
