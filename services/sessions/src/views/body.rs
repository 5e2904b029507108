//! A body: its line on the map, and its whole page.

use jiff::civil::Date;
use kernel::Code;
use proto::sessions::v1 as pb;

use super::{
    bodies::{Body, Notice, What},
    desk::Desk,
    lines::{code, count, date, proof, said, stated},
    possible,
    session::short,
};
use crate::{
    body::rules::{Quorum, Rules},
    session::stage::Stage,
};

impl Desk {
    pub(super) fn body_line(&self, reference: &Code, body: &Body) -> Option<pb::BodyLine> {
        let (constituted, established) = body.constituted.as_ref()?;
        let sessions = self.sessions_of(reference);
        let (last_day, last) = self.met(reference).max_by_key(|(day, _)| *day).unzip();
        let coming = [Stage::Planned, Stage::Convened, Stage::Postponed];
        let next = sessions.iter().find(|(_, session)| coming.contains(&session.stage));
        let last = last.and_then(|session| Some((session.plan.as_ref()?, session)));
        let slept = body.slept().filter(|_| !body.dissolved);
        let dormant = slept.filter(|notice| notice.what == What::Dormant);
        let open = self
            .recommendations
            .values()
            .filter(|it| it.body.as_ref() == Some(reference) && it.status.is_open());
        let overdue = open.clone().filter(|it| self.days_after(it.due_on) > 0);
        let name = body.name();
        Some(pb::BodyLine {
            body: reference.to_string(),
            acronym: short(reference),
            country: code(constituted.country().as_ref()),
            programme: code(body.programme.as_ref()),
            name: name.map_or_else(String::new, |name| name.name.clone()),
            kind: pb::BodyKind::from(constituted.kind).into(),
            level: pb::Level::from(constituted.level).into(),
            parent: code(constituted.parent.as_ref()),
            cadence: cadence(&body.rules),
            area: name.map_or_else(String::new, |name| said(name.area.as_ref())),
            members: count(body.seats_on(self.today).count()),
            sessions: count(sessions.len()),
            last: last.map(|(plan, session)| self.session_line(plan, session)),
            next: next.map(|(plan, session)| self.session_line(plan, session)),
            days_since: last_day.map_or(-1, |day| self.days_since(day)),
            dormant: dormant.is_some(),
            dormant_since: date(dormant.map(|notice| notice.on)),
            reactivated: slept.is_some_and(|notice| notice.what == What::Reactivated),
            missed_on: date(missed(body, last_day)),
            open_recommendations: count(open.count()),
            overdue_recommendations: count(overdue.count()),
            dissolved: body.dissolved,
            proof: proof(Some(*established)),
        })
    }

    pub(super) fn body_page(&self, reference: &Code, body: &Body) -> Option<pb::Body> {
        let organs = self.bodies.iter().filter(|(_, other)| {
            let parent = other.constituted.as_ref().and_then(|(it, _)| it.parent.as_ref());
            parent == Some(reference)
        });
        let mandate = body.mandates.last().map(|(mandate, _)| mandate);
        let seats = count(body.seats_on(self.today).count());
        let sessions = self.sessions_of(reference);
        Some(pb::Body {
            line: Some(self.body_line(reference, body)?),
            mandate: mandate.map_or_else(String::new, |it| it.mandate.clone()),
            legal_basis: mandate.map_or_else(String::new, |it| said(it.legal_basis.as_ref())),
            quorum: body.rules.quorum.map(quorum),
            required: body.rules.quorum.map_or(0, |quorum| quorum.required(seats)),
            escalates_after: body.rules.escalates_after(),
            dormant_after: body.rules.dormant_after.unwrap_or(0),
            members: self.members(body),
            names: names(body),
            mandates: body
                .mandates
                .iter()
                .map(|(mandate, established)| pb::body::Mandate {
                    mandate: mandate.mandate.clone(),
                    legal_basis: said(mandate.legal_basis.as_ref()),
                    from: stated(*established),
                    proof: proof(Some(*established)),
                })
                .collect(),
            organs: organs.filter_map(|(code, body)| self.body_line(code, body)).collect(),
            sessions: sessions
                .into_iter()
                .map(|(plan, session)| self.session_line(plan, session))
                .collect(),
            notices: body.notices.iter().map(notice).collect(),
            possible: possible::body(body.dissolved),
        })
    }

    pub(super) fn members(&self, body: &Body) -> Vec<pb::body::Member> {
        let held: Vec<_> = body.seats_on(self.today).map(|(key, _)| key).collect();
        let member = |(key, seat): (&_, &super::bodies::Seat)| pb::body::Member {
            seat: seat.appointed.seat.to_string(),
            office: seat.appointed.office.clone(),
            institution: code(seat.appointed.institution.as_ref()),
            person: seat.appointed.person.map_or_else(String::new, |person| person.to_string()),
            from: seat.proof.on.to_string(),
            until: date(seat.ended_on.or(seat.appointed.until)),
            ended: !held.contains(&key),
            proof: proof(Some(seat.proof)),
        };
        body.seats.iter().map(member).collect()
    }
}

pub(super) fn cadence(rules: &Rules) -> i32 {
    rules.cadence.map_or(0, |cadence| pb::Cadence::from(cadence).into())
}

fn quorum(quorum: Quorum) -> pb::Quorum {
    use pb::quorum::Basis;
    let (basis, count, of) = match quorum {
        Quorum::Majority => (Basis::Majority, 0, 0),
        Quorum::Fraction { count, of } => (Basis::Fraction, count, of),
        Quorum::Number { count } => (Basis::Number, count, 0),
    };
    pb::Quorum { basis: basis.into(), count, of }
}

/// The last day by which it should have met, and has not since.
fn missed(body: &Body, last: Option<Date>) -> Option<Date> {
    let missed = body.notices.iter().rev().find(|notice| notice.what == What::CadenceMissed)?;
    last.is_none_or(|last| last < missed.on).then_some(missed.on)
}

fn names(body: &Body) -> Vec<pb::body::Name> {
    let used = body.name().map(|name| name.proof.event_id);
    let name = |name: &super::bodies::Called| {
        let state = match (name.suspended, used == Some(name.proof.event_id)) {
            (true, _) => "suspended",
            (false, true) => "in_use",
            (false, false) => "former",
        };
        pb::body::Name {
            name: name.name.clone(),
            area: said(name.area.as_ref()),
            from: stated(name.proof),
            state: state.to_owned(),
            reason: name.reason.clone(),
            proof: proof(Some(name.proof)),
        }
    };
    body.names.iter().map(name).collect()
}

pub(super) fn notice(notice: &Notice) -> pb::body::Notice {
    pb::body::Notice {
        what: <&str>::from(notice.what).to_owned(),
        on: notice.on.to_string(),
        session: code(notice.session.as_ref()),
        proof: proof(Some(notice.proof)),
    }
}
