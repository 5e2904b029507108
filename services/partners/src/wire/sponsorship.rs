//! Sponsorships.

use proto::partners::v1 as pb;
use runtime::wire::{
    Parsed, choices, chosen, optional_money, optional_reference, reference, said, text,
};

use super::{codes, money};
use crate::sponsorship::{
    Command,
    course::{Kind, OutputRecorded, Request},
};

choices! {
    pb::SponsoredKind => Kind { Session, Workshop, SectorReview, Study, Training, }
}

pub(crate) fn request(request: &pb::RequestSponsorshipRequest) -> Parsed<Command> {
    let asked = Request {
        sponsorship: reference(&request.sponsorship, "sponsorship")?,
        sponsor: reference(&request.sponsor, "sponsor")?,
        beneficiary: reference(&request.beneficiary, "beneficiary")?,
        kind: chosen(request.sponsored_kind, "sponsored_kind")?,
        subject: reference(&request.subject, "subject")?,
        title: text(&request.title, "title")?,
        money: optional_money(request.money.as_ref(), "money")?,
        collaboration: optional_reference(&request.collaboration, "collaboration")?,
    };
    Ok(Command::Request(asked, Vec::new()))
}

pub(crate) fn authorise(request: &pb::AuthoriseSponsorshipRequest) -> Parsed<Command> {
    Ok(Command::Authorise { ceiling: optional_money(request.ceiling.as_ref(), "ceiling")? })
}

pub(crate) fn record_cash(request: &pb::RecordSponsorshipCashRequest) -> Parsed<Command> {
    let reference = reference(&request.reference, "reference")?;
    Ok(Command::RecordCash { reference, money: money(request.money.as_ref(), "money")? })
}

pub(crate) fn justify(request: &pb::JustifySponsorshipRequest) -> Parsed<Command> {
    let reference = reference(&request.reference, "reference")?;
    Ok(Command::Justify { reference, money: money(request.money.as_ref(), "money")? })
}

pub(crate) fn repay(request: &pb::RepaySponsorshipRequest) -> Parsed<Command> {
    let reference = reference(&request.reference, "reference")?;
    Ok(Command::Repay { reference, money: money(request.money.as_ref(), "money")? })
}

pub(crate) fn record_output(request: &pb::RecordSponsoredOutputRequest) -> Parsed<Command> {
    Ok(Command::RecordOutput(OutputRecorded {
        output: reference(&request.output, "output")?,
        label: text(&request.label, "label")?,
        quantity: request.quantity,
        approximate: request.approximate,
        areas: codes(&request.areas, "areas")?,
    }))
}

pub(crate) fn close(_: &pb::CloseSponsorshipRequest) -> Parsed<Command> {
    Ok(Command::Close)
}

pub(crate) fn withdraw(request: &pb::WithdrawSponsorshipRequest) -> Parsed<Command> {
    Ok(Command::Withdraw { reason: said(&request.reason) })
}
