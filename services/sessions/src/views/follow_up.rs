//! Recommendations and blockages line by line, and the follow-up table of a session: what has become
//! of what the sessions before it recommended.

use kernel::Code;
use proto::sessions::v1 as pb;

use super::{
    Views,
    blockages::Blockage,
    desk::Desk,
    lines::{code, count, date, percent, proof, said, stated, subjects},
    recommendations::{Recommendation, Turn},
    sessions::Session,
};
use crate::{recommendation::Status, session::plan::Plan};

impl Desk {
    pub(super) fn recommendation_line(
        &self,
        reference: &Code,
        it: &Recommendation,
    ) -> pb::RecommendationLine {
        let text = it.text.as_ref();
        let origin = text.map(|text| &text.origin);
        let from = origin.and_then(|origin| origin.session.as_ref().or(origin.mission.as_ref()));
        let open = it.status.is_open();
        let body = it.body.as_ref();
        let met = body.into_iter().flat_map(|body| self.met(body));
        let found_open = met.filter(|(day, _)| it.since.is_some_and(|since| *day > since));
        pb::RecommendationLine {
            recommendation: reference.to_string(),
            text: text.map_or_else(String::new, |text| text.text.clone()),
            origin: origin.map_or("", |origin| origin.kind.into()).to_owned(),
            from: code(from),
            finding: origin
                .and_then(|origin| origin.finding.as_ref())
                .map_or_else(String::new, ToString::to_string),
            body: code(body),
            addressee: code(it.addressee.as_ref()),
            focal_point: said(it.focal_point.as_ref()),
            due_on: date(it.due_on),
            due_by_cadence: it.due_by_cadence,
            state: it.status.to_string(),
            acceptance: match it.accepted {
                Some(true) => "accepted",
                Some(false) => "refused",
                None => "none",
            }
            .to_owned(),
            percent: it.progress.as_ref().map_or(0, |progress| progress.percent),
            progress: it.progress.as_ref().map_or_else(String::new, |it| it.text.clone()),
            overdue: if open { self.days_after(it.due_on) } else { 0 },
            age: self.days_after(it.since),
            sessions_open: if open { count(found_open.count()) } else { 0 },
            escalated_to: code(it.escalated_to.as_ref()),
            reopened: it.reopened,
            subjects: text.map_or_else(Vec::new, |text| subjects(&text.subjects)),
            illustrative: it.illustrative,
            proof: proof(it.proof),
            programme: code(it.programme.as_ref()),
        }
    }

    pub(super) fn blockage_line(&self, reference: &Code, it: &Blockage) -> pb::BlockageLine {
        let raised = it.raised.as_ref();
        let solution = it.solution().map(|solution| &solution.proposed);
        let due_on = solution.and_then(|solution| solution.due_on);
        let qualified = it.qualified.as_ref();
        pb::BlockageLine {
            blockage: reference.to_string(),
            text: raised.map_or_else(String::new, |raised| raised.text.clone()),
            session: code(raised.and_then(|raised| raised.session.as_ref())),
            state: it.status.to_string(),
            severity: qualified
                .map_or(0, |it| pb::qualify_blockage_request::Severity::from(it.severity).into()),
            blocks: qualified
                .map_or(0, |it| pb::qualify_blockage_request::Blocks::from(it.blocks).into()),
            detail: qualified.map_or_else(String::new, |it| said(it.detail.as_ref())),
            subjects: raised.map_or_else(Vec::new, |raised| subjects(&raised.subjects)),
            solution: solution.map_or_else(String::new, |solution| solution.text.clone()),
            owner: code(solution.and_then(|solution| solution.owner.as_ref())),
            due_on: date(due_on),
            overdue: if it.status.is_open() { self.days_after(due_on) } else { 0 },
            escalated_to: code(it.escalated_to.as_ref()),
            resolution: said(it.resolution.as_ref()),
            illustrative: it.illustrative,
            proof: proof(it.proof),
            programme: code(it.programme.as_ref()),
            age: self.days_after(it.since),
        }
    }

    /// What the sessions before this one recommended, and what has become of it.
    fn followed_up(&self, plan: &Plan) -> Vec<pb::RecommendationLine> {
        let own = |it: &Recommendation| {
            let session = it.text.as_ref().and_then(|text| text.origin.session.as_ref());
            session == Some(&plan.reference)
        };
        let earlier = self.recommendations.iter().filter(|(_, it)| {
            it.body.as_ref() == Some(&plan.body) && it.status != Status::Formulated && !own(it)
        });
        earlier.map(|(reference, it)| self.recommendation_line(reference, it)).collect()
    }
}

/// Steps, in order of effect.
pub(super) fn turn(turn: &Turn) -> pb::Turn {
    pb::Turn {
        state: turn.state.clone(),
        text: turn.text.clone(),
        on: stated(turn.proof),
        by: turn.by.to_string(),
        capacity: turn.capacity.clone(),
        proof: proof(Some(turn.proof)),
    }
}

impl Views {
    /// Once the session was opened, as known then; until that, as known to whoever asks.
    pub(super) async fn follow_up(
        &self,
        desk: Desk,
        plan: &Plan,
        session: &Session,
    ) -> anyhow::Result<pb::FollowUp> {
        let (on, desk) = match session.opened {
            Some((known, opened)) => {
                (*opened.on, self.desk_on(known, *opened.on, desk.viewer).await?)
            }
            None => (desk.today, desk),
        };
        let lines = desk.followed_up(plan);
        let of = |states: &[Status]| {
            let names: Vec<&str> = states.iter().map(|state| (*state).into()).collect();
            count(lines.iter().filter(|line| names.contains(&line.state.as_str())).count())
        };
        let total = count(lines.len());
        let implemented = of(&[Status::Verified, Status::Closed]);
        let dropped = of(Status::DROPPED);
        Ok(pb::FollowUp {
            session: plan.reference.to_string(),
            frozen: session.opened.is_some(),
            position: session.opened.map_or(0, |(known, _)| known),
            on: on.to_string(),
            total,
            implemented,
            in_progress: of(&[Status::InProgress, Status::Claimed]),
            overdue: count(lines.iter().filter(|line| line.overdue > 0).count()),
            dropped,
            execution_rate: percent(implemented, total.saturating_sub(dropped)),
            lines,
        })
    }
}
