//! Bodies.

use proto::sessions::v1 as pb;
use runtime::{
    choices,
    wire::{
        Parsed, chosen, key, optional_choice, optional_date, optional_reference, optional_text,
        person, reference, said, some, text,
    },
};

use crate::body::{
    Command,
    register::{Constituted, Kind, Level, MandateChanged, Renamed},
    rules::{Cadence, Quorum, Rules},
    seat::Appointed,
};

choices! {
    pb::BodyKind => Kind {
        TechnicalCommittee, SteeringCommittee, Cell, Commission, Organ, Secretariat, Unknown,
    }
    pb::Level => Level { National, Regional, Provincial, Communal, }
    pb::Cadence => Cadence { Monthly, Quarterly, Semestrial, Annual, }
}

fn rules(
    cadence: i32,
    quorum: Option<&pb::Quorum>,
    [escalates_after, dormant_after]: [u32; 2],
) -> Parsed<Rules> {
    let number = |number: u32| (number > 0).then_some(number);
    let counted = |it: &pb::Quorum| match it.basis() {
        pb::quorum::Basis::Unspecified => None,
        pb::quorum::Basis::Majority => Some(Quorum::Majority),
        pb::quorum::Basis::Fraction => Some(Quorum::Fraction { count: it.count, of: it.of }),
        pb::quorum::Basis::Number => Some(Quorum::Number { count: it.count }),
    };
    Ok(Rules {
        cadence: optional_choice(cadence, "cadence")?,
        quorum: quorum.and_then(counted),
        escalates_after: number(escalates_after),
        dormant_after: number(dormant_after),
    })
}

pub(crate) fn constitute(request: &pb::ConstituteBodyRequest) -> Parsed<Command> {
    let often = [request.escalates_after, request.dormant_after];
    Ok(Command::Constitute(Box::new(Constituted {
        reference: reference(&request.body, "body")?,
        name: text(&request.name, "name")?,
        kind: chosen(request.kind, "kind")?,
        level: chosen(request.level, "level")?,
        parent: optional_reference(&request.parent, "parent")?,
        mandate: said(&request.mandate),
        legal_basis: optional_text(&request.legal_basis),
        rules: rules(request.cadence, request.quorum.as_ref(), often)?,
        area: optional_text(&request.area),
    })))
}

pub(crate) fn change_mandate(request: &pb::ChangeMandateRequest) -> Parsed<Command> {
    Ok(Command::ChangeMandate(MandateChanged {
        mandate: text(&request.mandate, "mandate")?,
        legal_basis: optional_text(&request.legal_basis),
    }))
}

pub(crate) fn set_rules(request: &pb::SetBodyRulesRequest) -> Parsed<Command> {
    let often = [request.escalates_after, request.dormant_after];
    Ok(Command::SetRules(rules(request.cadence, request.quorum.as_ref(), often)?))
}

pub(crate) fn rename(request: &pb::RenameBodyRequest) -> Parsed<Command> {
    Ok(Command::Rename(Renamed {
        name: text(&request.name, "name")?,
        area: optional_text(&request.area),
        reason: said(&request.reason),
    }))
}

pub(crate) fn suspend_name(request: &pb::SuspendBodyNameRequest) -> Parsed<Command> {
    Ok(Command::SuspendName { reason: said(&request.reason) })
}

pub(crate) fn resume_name(request: &pb::ResumeBodyNameRequest) -> Parsed<Command> {
    Ok(Command::ResumeName { reason: said(&request.reason) })
}

pub(crate) fn appoint(request: &pb::AppointMemberRequest) -> Parsed<Command> {
    let by = some(&request.person).map(|by| person(by, "person")).transpose()?;
    Ok(Command::Appoint(Appointed {
        seat: key(&request.seat, "seat")?,
        office: text(&request.office, "office")?,
        institution: optional_reference(&request.institution, "institution")?,
        person: by,
        until: optional_date(&request.until, "until")?,
    }))
}

pub(crate) fn end_mandate(request: &pb::EndMandateRequest) -> Parsed<Command> {
    Ok(Command::EndMandate { seat: key(&request.seat, "seat")?, reason: said(&request.reason) })
}

pub(crate) fn dissolve(request: &pb::DissolveBodyRequest) -> Parsed<Command> {
    Ok(Command::Dissolve { reason: said(&request.reason), running: Vec::new() })
}
