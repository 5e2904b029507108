//! Interventions, where they overlap, and coordination forums.

use kernel::Effective;
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
        Ok(overlaps(&self.list_interventions(request, from).await?.interventions))
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

/// By place, service and period as they are reported, with whoever does the same in a place or in a
/// period that has part of these: a year holds its quarters, and a cercle its communes.
pub(super) fn overlaps(all: &[pb::InterventionRow]) -> pb::Overlap {
    let mut keys: Vec<_> = all.iter().map(|row| (&row.area, row.service, &row.period)).collect();
    keys.sort_unstable();
    keys.dedup();
    let area = |(area, service, period): (&String, i32, &String)| {
        let same = |row: &&pb::InterventionRow| {
            row.service == service && holds(area, &row.area) && meet(period, &row.period)
        };
        let interventions: Vec<_> = all.iter().filter(same).cloned().collect();
        let first = interventions.first().map(|it| it.institution.clone());
        let overlaps = interventions.iter().any(|it| Some(&it.institution) != first.as_ref());
        let (area, period) = (area.clone(), period.clone());
        pb::AreaOverlap { area, service, overlaps, interventions, period }
    };
    pb::Overlap { areas: keys.into_iter().map(area).collect() }
}

/// One of the two is the other, or holds it: the code of a place begins with that of what holds it.
fn holds(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// Two periods have a day in common.
fn meet(one: &str, other: &str) -> bool {
    let days = |period: &str| period.parse().ok().map(|it: Effective| (it.on, it.last_day()));
    match (days(one), days(other)) {
        (Some((from, until)), Some((since, to))) => from <= to && since <= until,
        _ => one == other,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(institution: &str, area: &str, period: &str) -> pb::InterventionRow {
        pb::InterventionRow {
            institution: institution.into(),
            area: area.into(),
            period: period.into(),
            service: pb::ServiceKind::Health.into(),
            ..pb::InterventionRow::default()
        }
    }

    /// What the first of two reports is told of the other.
    fn overlap(one: pb::InterventionRow, other: pb::InterventionRow) -> bool {
        let (area, period) = (one.area.clone(), one.period.clone());
        let found = overlaps(&[one, other]).areas;
        found.iter().any(|it| it.area == area && it.period == period && it.overlaps)
    }

    #[test]
    fn a_year_holds_its_quarters_and_a_cercle_its_communes() {
        let fao = || row("FAO", "ML040201", "2019");
        assert!(overlap(fao(), row("PAM", "ML040201", "2019-Q3")));
        assert!(overlap(row("PAM", "ML040201", "2019-Q3"), fao()));
        assert!(overlap(fao(), row("PAM", "ML0402", "2019-12")));
        assert!(!overlap(fao(), row("PAM", "ML040201", "2020-Q1")), "another year");
        assert!(!overlap(fao(), row("PAM", "ML040202", "2019")), "a neighbour");
        assert!(!overlap(fao(), row("FAO", "ML0402", "2019-Q1")), "the same institution");
        let other = pb::InterventionRow { service: 0, ..row("PAM", "ML040201", "2019") };
        assert!(!overlap(fao(), other), "another service");
    }
}
