//! Decisions of sessions: what was adopted or rejected, and what it covers. Others rely on them.

use jiff::civil::Date;
use proto::sessions::v1 as pb;
use runtime::{
    Viewer,
    view::{Viewpoint, rows},
};

use super::{
    Views,
    desk::Desk,
    lines::{coverage, proof},
    sessions::{ItemRow, Session},
};
use crate::{
    session::{
        agenda::{Concluded, Conclusion},
        plan::Plan,
    },
    value::Subject,
};

/// A decision, as it was taken.
pub(crate) struct Taken {
    session: String,
    body: String,
    row: ItemRow,
    concluded: Concluded,
}

impl Taken {
    /// Whether it is one that a command about that may cite.
    pub(crate) fn checked(
        &self,
        subject: &Subject,
        transition: &str,
        position: u64,
    ) -> pb::CheckDecisionResponse {
        let Concluded { conclusion, covers, decision, text, .. } = &self.concluded;
        pb::CheckDecisionResponse {
            exists: true,
            adopted: *conclusion == Conclusion::Adopted,
            covers: covers.iter().any(|coverage| coverage.covers(subject, transition)),
            decision: decision.map_or_else(String::new, |decision| decision.to_string()),
            session: self.session.clone(),
            body: self.body.clone(),
            item: self.row.item.item.to_string(),
            decided_on: self.row.proof.on.to_string(),
            text: text.clone(),
            position,
            event_id: self.row.proof.event_id.to_string(),
        }
    }
}

fn decided(session: &Session) -> impl Iterator<Item = (&ItemRow, &Concluded)> {
    let concluded = session.items.iter().filter_map(|row| Some((row, row.concluded.as_ref()?)));
    concluded.filter(|(_, concluded)| concluded.conclusion.decides())
}

impl Views {
    /// The decision of that id, or of that session and item, taken by that day, as the asker may read
    /// it.
    pub(crate) async fn decision(
        &self,
        cited: &str,
        on: Option<Date>,
        viewer: Viewer,
    ) -> anyhow::Result<Option<Taken>> {
        let from = Viewpoint::read(None, viewer)?;
        let sessions = rows(&*self.journal, &self.sessions, from).await?;
        let by_name = cited.split_once('/');
        for session in sessions.into_values() {
            let Some(plan) = &session.plan else { continue };
            for (row, concluded) in decided(&session) {
                let named = by_name.is_some_and(|(session, item)| {
                    plan.reference.as_str().eq_ignore_ascii_case(session)
                        && row.item.item.as_str() == item
                });
                let id = concluded.decision.is_some_and(|id| id.to_string() == cited);
                if (named || id) && on.is_none_or(|on| *row.proof.on <= on) {
                    return Ok(Some(Taken {
                        session: plan.reference.to_string(),
                        body: plan.body.to_string(),
                        row: row.clone(),
                        concluded: concluded.clone(),
                    }));
                }
            }
        }
        Ok(None)
    }

    /// What still stands against a thing: blockages, and what audits recommended.
    pub(crate) async fn open_against(
        &self,
        about: &Subject,
        viewer: Viewer,
    ) -> anyhow::Result<Vec<pb::list_open_blockages_response::Open>> {
        let desk = self.desk(Viewpoint::read(None, viewer)?).await?;
        let mut open = Vec::new();
        for (reference, blockage) in &desk.blockages {
            let Some(raised) = &blockage.raised else { continue };
            if blockage.status.is_open() && raised.subjects.contains(about) {
                open.push(pb::list_open_blockages_response::Open {
                    reference: reference.to_string(),
                    text: raised.text.clone(),
                    audit: false,
                    proof: proof(blockage.proof),
                });
            }
        }
        for (reference, it) in &desk.recommendations {
            let Some(text) = &it.text else { continue };
            let audit = text.origin.kind.is_audit() && text.subjects.contains(about);
            if audit && it.status.is_open() {
                open.push(pb::list_open_blockages_response::Open {
                    reference: reference.to_string(),
                    text: text.text.clone(),
                    audit: true,
                    proof: proof(it.proof),
                });
            }
        }
        Ok(open)
    }
}

impl Desk {
    pub(super) fn decisions(
        &self,
        wanted: impl Fn(&Plan, &Session, &Concluded) -> bool,
    ) -> Vec<pb::DecisionLine> {
        let mut lines = Vec::new();
        for session in self.sessions.values() {
            let Some(plan) = &session.plan else { continue };
            for (row, concluded) in decided(session) {
                if wanted(plan, session, concluded) {
                    lines.push(line(plan, row, concluded));
                }
            }
        }
        lines.sort_by(|one, other| (&other.on, &one.session).cmp(&(&one.on, &other.session)));
        lines
    }
}

fn line(plan: &Plan, row: &ItemRow, concluded: &Concluded) -> pb::DecisionLine {
    pb::DecisionLine {
        decision: concluded.decision.map_or_else(String::new, |decision| decision.to_string()),
        session: plan.reference.to_string(),
        item: row.item.item.to_string(),
        title: row.item.title.clone(),
        text: concluded.text.clone(),
        adopted: concluded.conclusion == Conclusion::Adopted,
        covers: concluded.covers.iter().map(coverage).collect(),
        on: row.proof.on.to_string(),
        proof: proof(Some(row.proof)),
    }
}

/// The subjects that a decision covers.
pub(super) fn covered(concluded: &Concluded) -> Vec<Subject> {
    concluded.covers.iter().map(|coverage| coverage.subject.clone()).collect()
}
