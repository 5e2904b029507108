//! Data sharing, extracts and enrolment transfers.

use kernel::Hash;
use proto::partners::v1 as pb;
use runtime::{
    Malformed,
    wire::{
        Parsed, date, key, number, optional_date, optional_reference, reference, said, some, text,
        texts,
    },
};

use super::codes;
use crate::sharing::{
    Command,
    agreement::{Purpose, Terms},
    extract::Extract,
    transfer::{Matched, Prepared},
};

pub(crate) fn authorise(request: &pb::AuthoriseDataSharingRequest) -> Parsed<Command> {
    let purpose = |it: &pb::SharingPurpose| {
        let purpose = reference(&it.purpose, "purposes.purpose")?;
        Ok(Purpose { purpose, label: text(&it.label, "purposes.label")? })
    };
    let terms = Terms {
        agreement: reference(&request.agreement, "agreement")?,
        title: text(&request.title, "title")?,
        holder: reference(&request.holder, "holder")?,
        recipient: reference(&request.recipient, "recipient")?,
        purposes: request.purposes.iter().map(purpose).collect::<Parsed<_>>()?,
        fields: texts(&request.fields),
        starts_on: optional_date(&request.starts_on, "starts_on")?,
        ends_on: optional_date(&request.ends_on, "ends_on")?,
        collaboration: optional_reference(&request.collaboration, "collaboration")?,
    };
    Ok(Command::Authorise(terms, Vec::new()))
}

pub(crate) fn suspend(request: &pb::SuspendDataSharingRequest) -> Parsed<Command> {
    Ok(Command::Suspend { reason: said(&request.reason) })
}

pub(crate) fn resume(_: &pb::ResumeDataSharingRequest) -> Parsed<Command> {
    Ok(Command::Resume)
}

pub(crate) fn revoke(request: &pb::RevokeDataSharingRequest) -> Parsed<Command> {
    Ok(Command::Revoke { reason: said(&request.reason) })
}

pub(crate) fn prolong(request: &pb::ProlongDataSharingRequest) -> Parsed<Command> {
    Ok(Command::Prolong { ends_on: date(&request.ends_on, "ends_on")? })
}

pub(crate) fn record_extract(request: &pb::RecordExtractRequest) -> Parsed<Command> {
    Ok(Command::RecordExtract(Extract {
        extract: reference(&request.extract, "extract")?,
        purpose: reference(&request.purpose, "purpose")?,
        fields: texts(&request.fields),
        households: request.households,
        sha256: key(&request.sha256, "sha256")?,
        recipient: reference(&request.recipient, "recipient")?,
    }))
}

pub(crate) fn prepare_transfer(request: &pb::PrepareTransferRequest) -> Parsed<Command> {
    Ok(Command::PrepareTransfer(Prepared {
        transfer: reference(&request.transfer, "transfer")?,
        purpose: reference(&request.purpose, "purpose")?,
        prepared: number(request.prepared, "prepared")?,
        areas: codes(&request.areas, "areas")?,
    }))
}

pub(crate) fn share_transfer(request: &pb::ShareTransferRequest) -> Parsed<Command> {
    let sha256 = some(&request.sha256).map(str::parse::<Hash>);
    Ok(Command::ShareTransfer {
        transfer: reference(&request.transfer, "transfer")?,
        shared: number(request.shared, "shared")?,
        sha256: sha256.transpose().map_err(|_| Malformed::Id("sha256"))?,
    })
}

pub(crate) fn record_received(request: &pb::RecordTransferReceivedRequest) -> Parsed<Command> {
    let transfer = reference(&request.transfer, "transfer")?;
    Ok(Command::RecordReceived { transfer, received: number(request.received, "received")? })
}

/// None of them may be what nobody entered: 0 unmatched is a good answer.
pub(crate) fn record_matched(request: &pb::RecordTransferMatchedRequest) -> Parsed<Command> {
    Ok(Command::RecordMatched(Matched {
        transfer: reference(&request.transfer, "transfer")?,
        matched: request.matched,
        unmatched: request.unmatched,
        rejected: request.rejected,
    }))
}

pub(crate) fn record_registered(request: &pb::RecordTransferRegisteredRequest) -> Parsed<Command> {
    let transfer = reference(&request.transfer, "transfer")?;
    Ok(Command::RecordRegistered { transfer, registered: request.registered })
}

pub(crate) fn reconcile(request: &pb::ReconcileTransferRequest) -> Parsed<Command> {
    let transfer = reference(&request.transfer, "transfer")?;
    Ok(Command::Reconcile { transfer, difference: said(&request.difference) })
}
