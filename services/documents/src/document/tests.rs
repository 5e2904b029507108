use jiff::civil::{Date, date};
use kernel::{
    Asked, Fact, Stored as _,
    testing::{asked, fact, given, who},
};

use super::{description::Kind, *};
use crate::media::MediaType;

const MARCH: Date = date(2019, 3, 4);
const MAY: Date = date(2019, 5, 6);
const FOUND: Found = Found { size: 11, content: Content::Pdf };

fn letter(title: &str) -> Description {
    Description {
        sha256: Hash([3; 32]),
        size: 11,
        title: title.to_owned(),
        reference: Some("DFIL 2014-03".into()),
        kind: Kind::Letter,
        dated: "2014-03".parse().ok(),
        language: Some("fr".into()),
        version: None,
        media_type: MediaType::Pdf,
    }
}

fn registered(title: &str, on: Date) -> Fact<Event> {
    fact(&who("awa"), on, event(title))
}

fn event(title: &str) -> Event {
    Event::Document(description::Event::Registered(letter(title)))
}

fn register(title: &str, on: Date) -> Asked<Command> {
    found(title, on, FOUND)
}

fn found(title: &str, on: Date, found: Found) -> Asked<Command> {
    let confidentiality = Confidentiality::Internal;
    let command = Command::Register { description: letter(title), found, confidentiality };
    asked(&who("awa"), on, command)
}

fn restrict(title: &str, on: Date) -> Asked<Command> {
    let confidentiality = Confidentiality::Restricted;
    let command = Command::Register { description: letter(title), found: FOUND, confidentiality };
    asked(&who("awa"), on, command)
}

#[test]
fn a_document_is_registered_once() {
    given::<Document>([]).when(&register("Lettre", MARCH)).then([event("Lettre")]);
    let known = [registered("Lettre", MARCH)];
    given::<Document>(known.clone()).when(&register("Lettre", MARCH)).then([]);
    given::<Document>(known).when(&register("Lettre", MAY)).then([]);
}

#[test]
fn another_description_is_a_new_fact_and_the_earlier_one_stays() {
    let history = [registered("Lettre", MARCH)];
    given::<Document>(history.clone())
        .when(&register("Lettre de décaissement", MAY))
        .then([event("Lettre de décaissement")]);
    let [first] = history;
    let history = [first, registered("Lettre de décaissement", MAY)];
    given::<Document>(history.clone()).when(&register("Lettre de décaissement", MAY)).then([]);
    given::<Document>(history).when(&register("Lettre", MARCH)).then([]);
}

#[test]
fn said_of_an_earlier_day_it_is_news() {
    let history = [registered("Lettre", MAY)];
    given::<Document>(history).when(&register("Lettre", MARCH)).then([event("Lettre")]);
}

#[test]
fn making_a_document_less_public_is_news_even_when_nothing_else_changes() {
    let history = [registered("Lettre", MARCH)];
    given::<Document>(history).when(&restrict("Lettre", MARCH)).then([event("Lettre")]);
}

#[test]
fn sending_a_restricted_document_again_opens_it_to_nobody() {
    let mut restricted = registered("Lettre", MARCH);
    std::sync::Arc::make_mut(&mut restricted.meta).confidentiality = Confidentiality::Restricted;
    given::<Document>([restricted.clone()])
        .when(&register("Lettre", MAY))
        .refused(Rejection::MorePublic);
    // Somebody's letter says that more people may see it.
    let authority = Some(kernel::Authority::Notice("Lettre 12".to_owned()));
    let basis = kernel::Basis::Asserted { authority, document: None };
    given::<Document>([restricted])
        .when(&Asked { basis, ..register("Lettre", MAY) })
        .then([event("Lettre")]);
}

#[test]
fn the_bytes_are_as_many_as_was_said() {
    let shorter = Found { size: 10, ..FOUND };
    given::<Document>([])
        .when(&found("Lettre", MARCH, shorter))
        .refused(Rejection::SizeDiffers { stated: 11, found: 10 });
}

#[test]
fn the_bytes_are_what_was_said() {
    let program = Found { content: Content::Other, ..FOUND };
    let media_type = MediaType::Pdf;
    given::<Document>([])
        .when(&found("Lettre", MARCH, program))
        .refused(Rejection::ContentDiffers { media_type, found: Content::Other });
}

/// These names are in production journals. If this fails, the code is wrong.
#[test]
fn the_same_bytes_are_the_same_stream_for_ever() {
    assert_eq!(
        Document::stream(Document::id(Hash([3; 32]))),
        "document-80d2a60c-a111-5ace-bee1-b80b4a761e47"
    );
}

/// These bytes are in production journals. If this fails, the code is wrong.
#[test]
fn version_1_is_still_written_and_understood() {
    let stored = include_str!("registered-v1.json").trim_end();
    let event = event("Lettre de décaissement");
    assert_eq!(event.name(), "documents.document.registered.v1");
    assert_eq!(String::from_utf8(event.data().unwrap()).unwrap(), stored);
    assert_eq!(Event::read(event.name(), stored.as_bytes()).unwrap(), event);
}

#[test]
fn every_refusal_has_a_code_of_its_own() {
    use std::collections::BTreeSet;
    let codes: BTreeSet<_> = crate::REJECTIONS.iter().collect();
    assert_eq!(codes.len(), crate::REJECTIONS.len());
    assert!(codes.iter().all(|code| code.starts_with("documents-")));
    assert_eq!(kernel::Rejection::code(&Rejection::HashDiffers), "documents-hash-differs");
}
