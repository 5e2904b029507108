use std::io::Cursor;

use crate::{Align, Block, Document, Signature, Tongue};

fn minutes(tongue: Tongue) -> Document {
    let signature = |role: &str, line: &str| Signature {
        role: role.into(),
        lines: vec![line.into(), "DNPSES".into()],
    };
    Document {
        tongue,
        title: "Compte rendu : 18ᵉ session".into(),
        running: "Comité technique national".into(),
        blocks: vec![
            Block::Title("Compte rendu : 18ᵉ session".into()),
            Block::Note("Situation arrêtée au 28 septembre 2019".into()),
            Block::Heading(1, "Ordre du jour".into()),
            Block::Bullets(vec!["Validation du compte rendu".into(), "Divers".into()]),
            Block::Facts(vec![("Lieu".into(), "Motel Savane, Ségou".into())]),
            Block::Text("Première ligne\nseconde ligne <b>&".into(), Align::Centre),
            Block::Heading(2, "Présences".into()),
            Block::Table {
                widths: vec![1, 4],
                head: vec!["Nº".into(), "Institution".into()],
                rows: vec![vec!["1".into(), "« DNPSES » ; présent ?".into()], vec!["2".into()]],
            },
            Block::NewPage,
            Block::Signatures(vec![
                signature("Le président", "Directeur national"),
                signature("Le rapporteur", "Chef de division"),
                signature("La coordination", "Coordonnateur"),
            ]),
        ],
    }
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    std::io::read_to_string(zip.by_name(name).unwrap()).unwrap()
}

/// Every element that is opened is closed, in order.
fn well_formed(xml: &str) {
    let mut open = Vec::new();
    for part in xml.split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("a tag ends");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{xml}");
        } else if !tag.ends_with('/') && !tag.starts_with('?') {
            open.push(tag.split(' ').next().unwrap());
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
}

#[test]
fn every_part_is_well_formed_and_found() {
    let bytes = minutes(Tongue::French).docx().unwrap();
    assert!(bytes.len() < 60_000);
    let types = part(&bytes, "[Content_Types].xml");
    for name in ["document", "styles", "numbering", "header1", "footer1"] {
        let path = format!("word/{name}.xml");
        assert!(types.contains(&format!("/{path}\"")));
        well_formed(&part(&bytes, &path));
    }
    for path in ["_rels/.rels", "word/_rels/document.xml.rels", "docProps/core.xml"] {
        well_formed(&part(&bytes, path));
    }
    well_formed(&types);
}

#[test]
fn the_text_is_all_there_set_in_its_language() {
    let body = part(&minutes(Tongue::French).docx().unwrap(), "word/document.xml");
    assert!(body.contains("Compte rendu\u{202f}: 18ᵉ session"));
    assert!(body.contains("«\u{202f}DNPSES\u{202f}»\u{202f}; présent\u{202f}?"));
    assert!(body.contains("Première ligne</w:t></w:r><w:r><w:br/>"));
    assert!(body.contains("seconde ligne &lt;b&gt;&amp;"));
    assert_eq!(body.matches("<w:tblHeader/>").count(), 1, "the head is repeated on every page");
    assert_eq!(body.matches("<w:numPr>").count(), 2);
    for signs in ["Le président", "Le rapporteur", "La coordination", "Chef de division"] {
        assert!(body.contains(signs), "{signs}");
    }
    let english = part(&minutes(Tongue::English).docx().unwrap(), "word/document.xml");
    assert!(english.contains("Compte rendu : 18ᵉ session"));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let bytes = minutes(Tongue::French).docx().unwrap();
    assert_eq!(bytes, minutes(Tongue::French).docx().unwrap());
}

#[test]
fn what_xml_cannot_hold_is_left_out() {
    let document = Document {
        blocks: vec![Block::Text("a\u{0}b\u{b}c\u{ffff}d\u{1b}e".into(), Align::Start)],
        ..Document::default()
    };
    let body = part(&document.docx().unwrap(), "word/document.xml");
    assert!(body.contains(">abcde<"));
    well_formed(&body);
}

#[test]
fn a_line_is_counted_once_however_often_it_holds_a_text() {
    let rows = vec![
        vec!["réservé".to_owned(), "réservé".to_owned()],
        vec!["ouvert".to_owned(), "une part réservée".to_owned()],
        vec!["ouvert".to_owned(), String::new()],
    ];
    let document = Document {
        blocks: vec![
            Block::Title("Ce qui est réservé".into()),
            Block::Table {
                widths: vec![1, 1], head: vec!["réservé".into(), String::new()], rows
            },
            Block::Bullets(vec!["réservé".into(), "ouvert".into()]),
            Block::Facts(vec![("réservé".into(), "ouvert".into())]),
        ],
        ..Document::default()
    };
    assert_eq!(document.lines_with("réservé"), 4);
    assert_eq!(document.lines_with("fermé"), 0);
}
