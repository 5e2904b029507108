//! Referrals, one by one and as a quarter's counts.

use kernel::{Code, Id};
use prost::Message as _;
use proto::partners::v1 as pb;
use runtime::wire::{Parsed, chosen, reference, said, some, text};
use zeroize::Zeroizing;

use super::{programme, quarter};
use crate::{
    counts::{
        self, Counts,
        report::{Level, Line, Report, Service},
    },
    referral::{Command, course::Sent},
};

pub(crate) fn counts(request: &pb::ReportReferralsRequest) -> Parsed<Id<Counts>> {
    let programme = programme(request.act.as_ref())?;
    let (area, quarter) =
        (reference(&request.area, "area")?, quarter(&request.quarter, "quarter")?);
    Ok(Counts::id(programme.as_str(), &area, &quarter.to_string()))
}

pub(crate) fn report(request: &pb::ReportReferralsRequest) -> Parsed<counts::Command> {
    let line = |it: &pb::ReferralCounts| {
        Ok(Line {
            service: chosen(it.service, "lines.service")?,
            level: chosen(it.level, "lines.level")?,
            identified: it.identified,
            referred: it.referred,
            accepted: it.accepted,
            declined: it.declined,
            unanswered: it.unanswered,
            delivered: it.delivered,
            feedback: it.feedback,
        })
    };
    let report = Report {
        area: reference(&request.area, "area")?,
        quarter: quarter(&request.quarter, "quarter")?,
        reporter: reference(&request.reporter, "reporter")?,
        lines: request.lines.iter().map(line).collect::<Parsed<_>>()?,
    };
    Ok(counts::Command::Report(report, Vec::new()))
}

/// A referral as it is typed, with the number of its case file, which goes no further than here.
pub(crate) struct Typed {
    pub(crate) referral: Code,
    pub(crate) service: Service,
    pub(crate) level: Level,
    pub(crate) area: Code,
    pub(crate) referrer: Code,
    pub(crate) case_number: Option<Zeroizing<String>>,
}

/// What was typed, and the whole request as it came: neither is kept as it is.
pub(crate) struct Unsealed {
    pub(crate) said: Zeroizing<Vec<u8>>,
    pub(crate) typed: Parsed<Typed>,
}

pub(crate) fn open(request: &pb::OpenReferralRequest) -> Parsed<Unsealed> {
    Ok(Unsealed { said: Zeroizing::new(request.encode_to_vec()), typed: typed(request) })
}

fn typed(request: &pb::OpenReferralRequest) -> Parsed<Typed> {
    Ok(Typed {
        referral: reference(&request.referral, "referral")?,
        service: chosen(request.service, "service")?,
        level: chosen(request.level, "level")?,
        area: reference(&request.area, "area")?,
        referrer: reference(&request.referrer, "referrer")?,
        case_number: some(&request.case_number).map(|text| Zeroizing::new(text.to_owned())),
    })
}

pub(crate) fn send(request: &pb::SendReferralRequest) -> Parsed<Command> {
    let destination = reference(&request.destination, "destination")?;
    Ok(Command::Send(Sent { destination }, Vec::new()))
}

pub(crate) fn accept(_: &pb::AcceptReferralRequest) -> Parsed<Command> {
    Ok(Command::Accept)
}

pub(crate) fn decline(request: &pb::DeclineReferralRequest) -> Parsed<Command> {
    Ok(Command::Decline { reason: text(&request.reason, "reason")? })
}

pub(crate) fn delivered(_: &pb::RecordServiceDeliveredRequest) -> Parsed<Command> {
    Ok(Command::RecordDelivered)
}

pub(crate) fn feedback(request: &pb::RecordReferralFeedbackRequest) -> Parsed<Command> {
    Ok(Command::RecordFeedback { outcome: text(&request.outcome, "outcome")? })
}

pub(crate) fn close(_: &pb::CloseReferralRequest) -> Parsed<Command> {
    Ok(Command::Close)
}

pub(crate) fn expire(request: &pb::ExpireReferralRequest) -> Parsed<Command> {
    Ok(Command::Expire { reason: said(&request.reason) })
}

pub(crate) fn erase(request: &pb::EraseReferralRequest) -> Parsed<Command> {
    Ok(Command::Erase { reason: said(&request.reason) })
}
