//! Minutes.

use kernel::Hash;
use proto::sessions::v1 as pb;
use runtime::{
    Malformed, choices,
    wire::{
        Parsed, chosen, key, optional_date, optional_reference, optional_text, reference, said,
        text,
    },
};
use sha2::{Digest as _, Sha256};

use super::hash;
use crate::session::{
    Command,
    minutes::{CorrectionRequested, Drafted, Erratum, Form, Judge, ScanAttached},
};

/// Longer minutes are a document of the document store.
const LONGEST: usize = 40_000;

choices! {
    pb::MinutesForm => Form { Account, Record, Conclusions, }
}

pub(crate) fn draft(request: &pb::DraftMinutesRequest) -> Parsed<Command> {
    let text = optional_text(&request.text);
    if text.as_ref().is_some_and(|text| text.chars().count() > LONGEST) {
        return Err(Malformed::TooLarge("text"));
    }
    let document = hash(&request.document, "document")?;
    let sha256 = content(text.as_deref(), document);
    Ok(Command::Draft(Drafted { form: chosen(request.form, "form")?, text, document, sha256 }))
}

/// What two versions differ in.
fn content(text: Option<&str>, document: Option<Hash>) -> Option<Hash> {
    if text.is_none() && document.is_none() {
        return None;
    }
    let document = document.map_or_else(String::new, |document| document.to_string());
    let hash = Sha256::new().chain_update(document).chain_update("\n");
    Some(Hash(hash.chain_update(text.unwrap_or_default()).finalize().into()))
}

pub(crate) fn circulate(request: &pb::CirculateMinutesRequest) -> Parsed<Command> {
    Ok(Command::Circulate { answers_by: optional_date(&request.answers_by, "answers_by")? })
}

pub(crate) fn request_correction(request: &pb::RequestCorrectionRequest) -> Parsed<Command> {
    Ok(Command::RequestCorrection(CorrectionRequested {
        passage: said(&request.passage),
        correction: said(&request.correction),
    }))
}

pub(crate) fn submit(_: &pb::SubmitMinutesRequest) -> Parsed<Command> {
    Ok(Command::Submit)
}

/// How those minutes stand is asked of the session whose they are.
pub(crate) fn validate(request: &pb::ValidateMinutesRequest) -> Parsed<Command> {
    Ok(Command::Judge(Box::new(Judge {
        item: key(&request.item, "item")?,
        minutes_of: reference(&request.minutes_of, "minutes_of")?,
        earlier: None,
        accepted: true,
        remarks: optional_text(&request.remarks),
    })))
}

pub(crate) fn reject(request: &pb::RejectMinutesRequest) -> Parsed<Command> {
    Ok(Command::Judge(Box::new(Judge {
        item: key(&request.item, "item")?,
        minutes_of: reference(&request.minutes_of, "minutes_of")?,
        earlier: None,
        accepted: false,
        remarks: optional_text(&request.reason),
    })))
}

pub(crate) fn sign(request: &pb::SignMinutesRequest) -> Parsed<Command> {
    Ok(Command::Sign {
        capacity: text(&request.capacity, "capacity")?,
        institution: optional_reference(&request.institution, "institution")?,
    })
}

pub(crate) fn attach_scan(request: &pb::AttachSignedScanRequest) -> Parsed<Command> {
    let document = hash(&request.document, "document")?;
    let document = document.ok_or(Malformed::Missing("document"))?;
    Ok(Command::AttachScan(ScanAttached { document }))
}

pub(crate) fn publish(_: &pb::PublishMinutesRequest) -> Parsed<Command> {
    Ok(Command::Publish)
}

pub(crate) fn issue_erratum(request: &pb::IssueErratumRequest) -> Parsed<Command> {
    Ok(Command::IssueErratum(Erratum {
        passage: said(&request.passage),
        correction: said(&request.correction),
        reason: said(&request.reason),
    }))
}
