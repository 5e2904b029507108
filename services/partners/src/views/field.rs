//! Interventions, where they overlap, and coordination forums.

use std::collections::BTreeMap;

use proto::partners::v1 as pb;
use runtime::view::Viewpoint;
use tonic::Status;

use super::{
    Views,
    reader::{asked, code, codes, is, money, rate},
    whole::Row,
};
use crate::{collection::Collection, forum::Forum};

impl Views {
    /// One line an intervention, in order of place, service and institution.
    pub(super) async fn interventions(
        &self,
        from: Viewpoint,
    ) -> Result<Vec<pb::InterventionRow>, Status> {
        let rows = self.all(&self.tables.collections, from).await?;
        let mut lines: Vec<_> = rows.iter().flat_map(Row::interventions).collect();
        lines.sort_by(|a, b| {
            let key = |it: &pb::InterventionRow| {
                (it.area.clone(), it.service, it.period.clone(), it.institution.clone())
            };
            key(a).cmp(&key(b))
        });
        Ok(lines)
    }

    pub(super) async fn list_interventions(
        &self,
        request: &pb::OverlapRequest,
        from: Viewpoint,
    ) -> Result<pb::ListInterventionsResponse, Status> {
        let programme = asked(&request.programme, "programme")?;
        let area = request.area.trim().to_uppercase();
        let mut interventions = self.interventions(from).await?;
        interventions.retain(|it| {
            programme.as_ref().is_none_or(|programme| programme.as_str() == it.programme)
                && (request.service == 0 || request.service == it.service)
                && it.area.starts_with(&area)
        });
        Ok(pb::ListInterventionsResponse { interventions })
    }

    /// Who does the same in the same place in the same period, whatever the programme it is
    /// reported for.
    pub(super) async fn overlap(
        &self,
        request: &pb::OverlapRequest,
        from: Viewpoint,
    ) -> Result<pb::Overlap, Status> {
        let mut areas = BTreeMap::<(String, i32, String), Vec<pb::InterventionRow>>::new();
        for row in self.list_interventions(request, from).await?.interventions {
            let key = (row.area.clone(), row.service, row.period.clone());
            areas.entry(key).or_default().push(row);
        }
        let area = |((area, service, period), interventions): (_, Vec<pb::InterventionRow>)| {
            let first = interventions.first().map(|it| it.institution.clone());
            let overlaps = interventions.iter().any(|it| Some(&it.institution) != first.as_ref());
            pb::AreaOverlap { area, service, overlaps, interventions, period }
        };
        Ok(pb::Overlap { areas: areas.into_iter().map(area).collect() })
    }

    pub(super) async fn forums(
        &self,
        request: &pb::ListForumsRequest,
        from: Viewpoint,
    ) -> Result<pb::ListForumsResponse, Status> {
        let programme = asked(&request.programme, "programme")?;
        let rows = self.all(&self.tables.forums, from).await?;
        let of = |row: &&Row<Forum>| is(programme.as_ref(), row.state.programme.as_ref());
        let mut forums: Vec<_> = rows.iter().filter(of).filter_map(Row::forum_line).collect();
        forums.sort_by(|a, b| a.forum.cmp(&b.forum));
        Ok(pb::ListForumsResponse { forums })
    }
}

impl Row<Collection> {
    fn interventions(&self) -> Vec<pb::InterventionRow> {
        let state = &self.state;
        let line = |(key, it): (&String, &crate::collection::form::Line)| pb::InterventionRow {
            institution: it.institution.to_string(),
            service: it.service.into(),
            area: it.area.to_string(),
            period: state.period.clone(),
            reporter: code(state.reporter.as_ref()),
            planned: it.planned,
            reached: it.reached,
            rate: rate(it.reached.into(), it.planned.into()),
            amount: money(it.amount),
            proof: self.proof(key),
            programme: code(state.programme.as_ref()),
        };
        state.lines.iter().map(line).collect()
    }
}

impl Row<Forum> {
    /// None before it was established.
    pub(super) fn forum_line(&self) -> Option<pb::ForumLine> {
        let state = &self.state;
        let established = state.established.as_ref()?;
        let meeting = |(key, met): (&kernel::Code, &crate::forum::life::Met)| pb::MeetingLine {
            meeting: key.to_string(),
            place: met.place.clone().unwrap_or_default(),
            conclusion: met.conclusion.clone().unwrap_or_default(),
            present: codes(&met.present),
            proof: self.proof(&format!("meeting/{key}")),
        };
        Some(pb::ForumLine {
            forum: established.forum.to_string(),
            name: established.name.clone(),
            lead: code(state.lead.as_ref()),
            mandate: established.mandate.clone().unwrap_or_default(),
            areas: codes(&established.areas),
            members: state.members.keys().map(ToString::to_string).collect(),
            meetings: state.meetings.iter().map(meeting).collect(),
            dissolved: state.dissolved.is_some(),
            programme: code(state.programme.as_ref()),
            proof: self.proof("state"),
        })
    }
}
