//! Rows side by side, as they are seen from somewhere, by the references people know them by.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{AsOf, Code};
use runtime::{
    Viewer,
    view::{Viewpoint, rows},
};

use super::{
    Views, blockages::Blockage, bodies::Body, missions::Mission, recommendations::Recommendation,
    sessions::Session,
};
use crate::{session::plan::Plan, value::Subject};

pub(super) struct Desk {
    pub(super) today: Date,
    pub(super) viewer: Viewer,
    pub(super) bodies: BTreeMap<Code, Body>,
    pub(super) sessions: BTreeMap<Code, Session>,
    pub(super) recommendations: BTreeMap<Code, Recommendation>,
    pub(super) blockages: BTreeMap<Code, Blockage>,
    pub(super) missions: BTreeMap<Code, Mission>,
}

/// By reference; what has none yet was not there, as far as is seen.
fn by_reference<R>(
    rows: BTreeMap<String, R>,
    reference: impl Fn(&R) -> Option<&Code>,
) -> BTreeMap<Code, R> {
    rows.into_values().filter_map(|row| Some((reference(&row)?.clone(), row))).collect()
}

impl Views {
    pub(super) async fn desk(&self, from: Viewpoint) -> anyhow::Result<Desk> {
        let journal = &*self.journal;
        Ok(Desk {
            today: from.today,
            viewer: from.viewer,
            bodies: by_reference(rows(journal, &self.bodies, from).await?, |body| {
                body.constituted.as_ref().map(|(body, _)| &body.reference)
            }),
            sessions: by_reference(rows(journal, &self.sessions, from).await?, |session| {
                session.plan.as_ref().map(|plan| &plan.reference)
            }),
            recommendations: by_reference(
                rows(journal, &self.recommendations, from).await?,
                |it| it.text.as_ref().map(|text| &text.reference),
            ),
            blockages: by_reference(rows(journal, &self.blockages, from).await?, |blockage| {
                blockage.raised.as_ref().map(|raised| &raised.reference)
            }),
            missions: by_reference(rows(journal, &self.missions, from).await?, |mission| {
                mission.announced.as_ref().map(|(mission, _)| &mission.reference)
            }),
        })
    }

    /// As everything was known at that position, and had come to pass by that day.
    pub(super) async fn desk_on(
        &self,
        position: u64,
        on: Date,
        viewer: Viewer,
    ) -> anyhow::Result<Desk> {
        let as_of = AsOf { effective: Some(on), known: None, position: Some(position) };
        self.desk(Viewpoint { as_of, today: on, viewer }).await
    }
}

impl Desk {
    /// Sessions of a body with their plans, in the order in which they meet.
    pub(super) fn sessions_of(&self, body: &Code) -> Vec<(&Plan, &Session)> {
        let planned = self.sessions.values().filter_map(|it| Some((it.plan.as_ref()?, it)));
        let mut of: Vec<_> = planned.filter(|(plan, _)| plan.body == *body).collect();
        of.sort_by_key(|(plan, _)| (plan.dates.first(), plan.ordinal, plan.reference.clone()));
        of
    }

    /// Days on which the body met, as far as they are known.
    pub(super) fn met(&self, body: &Code) -> impl Iterator<Item = (Date, &Session)> {
        self.sessions.values().filter_map(move |session| {
            let plan = session.plan.as_ref().filter(|plan| plan.body == *body)?;
            let (_, opened) = session.opened.as_ref()?;
            Some((plan.dates.first_day().unwrap_or(*opened.on), session))
        })
    }

    /// What is asked for may be of a programme, a body, an institution, or about a thing.
    pub(super) fn is_of(wanted: &str, code: Option<&Code>) -> bool {
        let wanted = wanted.trim();
        wanted.is_empty() || code.is_some_and(|code| code.as_str().eq_ignore_ascii_case(wanted))
    }

    pub(super) fn is_about(wanted: Option<&Subject>, subjects: &[Subject]) -> bool {
        wanted.is_none_or(|wanted| subjects.contains(wanted))
    }

    pub(super) fn days_since(&self, day: Date) -> i32 {
        runtime::view::days(day, self.today)
    }

    /// Days after that day; 0 where it is not past.
    pub(super) fn days_after(&self, day: Option<Date>) -> u32 {
        day.and_then(|day| u32::try_from(self.days_since(day)).ok()).unwrap_or(0)
    }
}
