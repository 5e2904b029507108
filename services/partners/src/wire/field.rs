//! Interventions and coordination forums: what is seen in the field.

use kernel::Id;
use proto::partners::v1 as pb;
use runtime::wire::{Parsed, chosen, optional_money, optional_text, reference, said, text};

use super::{codes, period, programme};
use crate::{
    collection::{
        self, Collection,
        form::{Form, Line},
    },
    forum::{
        self,
        life::{Established, Joined, Met},
    },
};

pub(crate) fn collection(request: &pb::ReportInterventionsRequest) -> Parsed<Id<Collection>> {
    let programme = programme(request.act.as_ref())?;
    let reporter = reference(&request.reporter, "reporter")?;
    let period = period(&request.period, "period")?;
    Ok(Collection::id(programme.as_str(), &reporter, &period.to_string()))
}

pub(crate) fn report(request: &pb::ReportInterventionsRequest) -> Parsed<collection::Command> {
    let line = |it: &pb::InterventionLine| {
        Ok(Line {
            institution: reference(&it.institution, "lines.institution")?,
            service: chosen(it.service, "lines.service")?,
            area: reference(&it.area, "lines.area")?,
            planned: it.planned,
            reached: it.reached,
            amount: optional_money(it.amount.as_ref(), "lines.amount")?,
        })
    };
    let form = Form {
        reporter: reference(&request.reporter, "reporter")?,
        period: period(&request.period, "period")?,
        lines: request.lines.iter().map(line).collect::<Parsed<_>>()?,
    };
    Ok(collection::Command::Report(form, Vec::new()))
}

pub(crate) fn establish(request: &pb::EstablishForumRequest) -> Parsed<forum::Command> {
    let established = Established {
        forum: reference(&request.forum, "forum")?,
        name: text(&request.name, "name")?,
        lead: reference(&request.lead, "lead")?,
        mandate: optional_text(&request.mandate),
        areas: codes(&request.areas, "areas")?,
    };
    Ok(forum::Command::Establish(established, Vec::new()))
}

pub(crate) fn join(request: &pb::JoinForumRequest) -> Parsed<forum::Command> {
    let institution = reference(&request.institution, "institution")?;
    Ok(forum::Command::Join(Joined { institution, lead: request.lead }, Vec::new()))
}

pub(crate) fn leave(request: &pb::LeaveForumRequest) -> Parsed<forum::Command> {
    Ok(forum::Command::Leave { institution: reference(&request.institution, "institution")? })
}

pub(crate) fn record_meeting(request: &pb::RecordForumMeetingRequest) -> Parsed<forum::Command> {
    let met = Met {
        meeting: reference(&request.meeting, "meeting")?,
        place: optional_text(&request.place),
        conclusion: optional_text(&request.conclusion),
        present: codes(&request.present, "present")?,
    };
    Ok(forum::Command::RecordMeeting(met, Vec::new()))
}

pub(crate) fn dissolve(request: &pb::DissolveForumRequest) -> Parsed<forum::Command> {
    Ok(forum::Command::Dissolve { reason: said(&request.reason) })
}
