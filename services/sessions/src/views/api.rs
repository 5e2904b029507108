//! The gRPC face of what is read: wait for what the asker knows, look, answer.

use kernel::Code;
use proto::{
    jalon::v1::AsOf,
    sessions::v1::{self as pb, sessions_views_server::SessionsViews},
};
use runtime::{
    Malformed, answer,
    view::{Anomaly, Viewpoint, failed},
    wire::{optional_date, reference},
};
use tonic::{Request, Response, Status};

use super::{
    Views,
    decisions::covered,
    desk::Desk,
    follow_up::turn,
    lines::{code, count, date, proof, said, subjects},
    minutes::{compare, written},
    missions::{Finding, Mission},
    possible,
    recommendations::Recommendation,
    sessions::Session,
};
use crate::{rejection::Rejection, session::plan::Plan, value::Subject, wire};

type Answer<M> = Result<Response<M>, Status>;

/// What is on the desk under that reference, or the refusal that there is no such thing.
fn there<'d, R>(
    rows: &'d std::collections::BTreeMap<Code, R>,
    code: &Code,
    otherwise: &Rejection,
) -> Result<&'d R, Status> {
    rows.get(code).ok_or_else(|| runtime::Refusal::from(otherwise).into())
}

fn planned<'d>(desk: &'d Desk, code: &Code) -> Result<(&'d Plan, &'d Session), Status> {
    let session = there(&desk.sessions, code, &Rejection::SessionUnknown)?;
    let plan = session.plan.as_ref();
    plan.map(|plan| (plan, session))
        .ok_or_else(|| runtime::Refusal::from(&Rejection::SessionUnknown).into())
}

/// The thing that a register is asked about.
fn about(request: &pb::RegisterRequest) -> Result<Option<Subject>, Malformed> {
    let named = request.subject.as_ref().filter(|subject| !subject.reference.trim().is_empty());
    named.map(|subject| wire::subject(subject, "subject")).transpose()
}

fn wanted(it: &Recommendation, request: &pb::RegisterRequest, about: Option<&Subject>) -> bool {
    let Some(text) = &it.text else { return false };
    Desk::is_of(&request.programme, it.programme.as_ref())
        && Desk::is_of(&request.body, it.body.as_ref())
        && Desk::is_of(&request.session, text.origin.session.as_ref())
        && Desk::is_of(&request.institution, it.addressee.as_ref())
        && Desk::is_about(about, &text.subjects)
        && (!request.open || it.status.is_open())
}

#[tonic::async_trait]
impl SessionsViews for Views {
    async fn list_bodies(
        &self,
        request: Request<pb::ListBodiesRequest>,
    ) -> Answer<pb::ListBodiesResponse> {
        let (request, desk, position) = self.open(request, |it| it.as_of.as_ref()).await?;
        let of = desk.bodies.iter().filter(|(_, body)| {
            let country = body.constituted.as_ref().and_then(|(body, _)| body.country());
            Desk::is_of(&request.programme, body.programme.as_ref())
                && Desk::is_of(&request.country, country.as_ref())
        });
        let bodies = of.filter_map(|(code, body)| desk.body_line(code, body)).collect();
        Ok(answer(pb::ListBodiesResponse { bodies }, position))
    }

    async fn get_body(&self, request: Request<pb::BodyRequest>) -> Answer<pb::Body> {
        let (request, desk, position) = self.open(request, |it| it.as_of.as_ref()).await?;
        let code = reference(&request.body, "body")?;
        let body = there(&desk.bodies, &code, &Rejection::BodyUnknown)?;
        Ok(answer(desk.body_page(&code, body).unwrap_or_default(), position))
    }

    async fn list_sessions(
        &self,
        request: Request<pb::ListSessionsRequest>,
    ) -> Answer<pb::ListSessionsResponse> {
        let (request, desk, position) = self.open(request, |it| it.as_of.as_ref()).await?;
        let from = optional_date(&request.from, "from")?;
        let until = optional_date(&request.until, "until")?;
        let planned = desk.sessions.values().filter_map(|it| Some((it.plan.as_ref()?, it)));
        let mut of: Vec<_> = planned
            .filter(|(plan, session)| {
                let (first, last) = (plan.dates.first(), plan.dates.until.or(plan.dates.first()));
                Desk::is_of(&request.programme, session.programme.as_ref())
                    && Desk::is_of(&request.body, Some(&plan.body))
                    && from.is_none_or(|from| last.is_some_and(|last| last >= from))
                    && until.is_none_or(|until| first.is_some_and(|first| first <= until))
            })
            .collect();
        // Newest first; those that nobody dates at the end.
        of.sort_by_key(|(plan, _)| {
            (std::cmp::Reverse(plan.dates.first()), plan.body.clone(), plan.ordinal)
        });
        let sessions =
            of.into_iter().map(|(plan, session)| desk.session_line(plan, session)).collect();
        Ok(answer(pb::ListSessionsResponse { sessions }, position))
    }

    async fn get_session(&self, request: Request<pb::SessionRequest>) -> Answer<pb::Session> {
        let (request, desk, position) = self.open(request, |it| it.as_of.as_ref()).await?;
        let code = reference(&request.session, "session")?;
        let (plan, session) = planned(&desk, &code)?;
        Ok(answer(desk.session_file(plan, session), position))
    }

    async fn get_dossier(&self, request: Request<pb::DossierRequest>) -> Answer<pb::Dossier> {
        let (request, desk, position) = self.open(request, |_| None).await?;
        let code = reference(&request.session, "session")?;
        let (plan, session) = planned(&desk, &code)?;
        Ok(answer(self.frozen(plan, session, desk.viewer).await.map_err(failed)?, position))
    }

    async fn get_follow_up(&self, request: Request<pb::SessionRequest>) -> Answer<pb::FollowUp> {
        let (request, desk, position) = self.open(request, |it| it.as_of.as_ref()).await?;
        let code = reference(&request.session, "session")?;
        let (plan, session) = planned(&desk, &code)?;
        let (plan, session) = (plan.clone(), session.clone());
        let table = self.follow_up(desk, &plan, &session).await.map_err(failed)?;
        Ok(answer(table, position))
    }

    async fn get_ageing(&self, request: Request<pb::RegisterRequest>) -> Answer<pb::Ageing> {
        let (request, desk, position) = self.open(request, |it| it.as_of.as_ref()).await?;
        let about = about(&request)?;
        Ok(answer(desk.ageing(|it| wanted(it, &request, about.as_ref())), position))
    }

    async fn get_attendance(
        &self,
        request: Request<pb::BodyRequest>,
    ) -> Answer<pb::AttendanceHistory> {
        let (request, desk, position) = self.open(request, |it| it.as_of.as_ref()).await?;
        let code = reference(&request.body, "body")?;
        let body = there(&desk.bodies, &code, &Rejection::BodyUnknown)?;
        Ok(answer(desk.attendance(&code, body), position))
    }

    async fn list_blockages(
        &self,
        request: Request<pb::RegisterRequest>,
    ) -> Answer<pb::ListBlockagesResponse> {
        let (request, desk, position) = self.open(request, |it| it.as_of.as_ref()).await?;
        let about = about(&request)?;
        let of = desk.blockages.iter().filter(|(_, it)| {
            let owner = it.solution().and_then(|solution| solution.proposed.owner.as_ref());
            it.raised.as_ref().is_some_and(|raised| {
                Desk::is_of(&request.programme, it.programme.as_ref())
                    && Desk::is_of(&request.body, raised.body.as_ref())
                    && Desk::is_of(&request.session, raised.session.as_ref())
                    && Desk::is_of(&request.institution, owner)
                    && Desk::is_about(about.as_ref(), &raised.subjects)
                    && (!request.open || it.status.is_open())
            })
        });
        let blockages = of.map(|(code, it)| desk.blockage_line(code, it)).collect();
        Ok(answer(pb::ListBlockagesResponse { blockages }, position))
    }

    async fn list_recommendations(
        &self,
        request: Request<pb::RegisterRequest>,
    ) -> Answer<pb::ListRecommendationsResponse> {
        let (request, desk, position) = self.open(request, |it| it.as_of.as_ref()).await?;
        let about = about(&request)?;
        let of = desk.recommendations.iter().filter(|(_, it)| wanted(it, &request, about.as_ref()));
        let recommendations = of.map(|(code, it)| desk.recommendation_line(code, it)).collect();
        Ok(answer(pb::ListRecommendationsResponse { recommendations }, position))
    }

    async fn get_recommendation(
        &self,
        request: Request<pb::RecommendationRequest>,
    ) -> Answer<pb::Recommendation> {
        let (request, desk, position) = self.open(request, |it| it.as_of.as_ref()).await?;
        let code = reference(&request.recommendation, "recommendation")?;
        let it = there(&desk.recommendations, &code, &Rejection::RecommendationUnknown)?;
        let whole = pb::Recommendation {
            line: Some(desk.recommendation_line(&code, it)),
            turns: it.turns.iter().map(turn).collect(),
            possible: possible::recommendation(it.status),
        };
        Ok(answer(whole, position))
    }

    async fn get_blockage(&self, request: Request<pb::BlockageRequest>) -> Answer<pb::Blockage> {
        let (request, desk, position) = self.open(request, |it| it.as_of.as_ref()).await?;
        let blockage = reference(&request.blockage, "blockage")?;
        let it = there(&desk.blockages, &blockage, &Rejection::BlockageUnknown)?;
        let solutions = it.solutions.iter().map(|solution| pb::blockage::Solution {
            solution: solution.proposed.solution.to_string(),
            text: solution.proposed.text.clone(),
            owner: code(solution.proposed.owner.as_ref()),
            due_on: date(solution.proposed.due_on),
            adopted_by: code(solution.adopted_by.as_ref()),
            proof: proof(Some(solution.proof)),
        });
        let whole = pb::Blockage {
            line: Some(desk.blockage_line(&blockage, it)),
            solutions: solutions.collect(),
            turns: it.turns.iter().map(turn).collect(),
            possible: possible::blockage(it.status),
        };
        Ok(answer(whole, position))
    }

    async fn get_minutes(&self, request: Request<pb::SessionRequest>) -> Answer<pb::Minutes> {
        let (request, from, position) = self.fresh.open(request, |it| it.as_of.as_ref()).await?;
        Ok(answer(self.minutes(&request.session, from).await?, position))
    }

    async fn compare_minutes(
        &self,
        request: Request<pb::CompareMinutesRequest>,
    ) -> Answer<pb::Comparison> {
        let (request, from, position) = self.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let minutes = self.minutes(&request.session, from).await?;
        let last = count(minutes.versions.len());
        let (from, to) = match (request.from, request.to) {
            (0, 0) => (last.saturating_sub(1), last),
            asked => asked,
        };
        // Before the first version there was nothing.
        let text = |version: u32| {
            let found = minutes.versions.iter().find(|it| it.version == version);
            match found {
                Some(version) => Ok(version.text.as_str()),
                None if version == 0 => Ok(""),
                None => Err(Malformed::Number("version")),
            }
        };
        let paragraphs = compare(text(from)?, text(to)?);
        let session = minutes.session.clone();
        Ok(answer(pb::Comparison { session, from, to, paragraphs }, position))
    }

    async fn list_missions(
        &self,
        request: Request<pb::RegisterRequest>,
    ) -> Answer<pb::ListMissionsResponse> {
        let (request, desk, position) = self.open(request, |it| it.as_of.as_ref()).await?;
        let about = about(&request)?;
        let of = desk.missions.values().filter(|it| {
            it.announced.as_ref().is_some_and(|(announced, _)| {
                Desk::is_of(&request.programme, it.programme.as_ref())
                    && Desk::is_of(&request.institution, Some(&announced.by))
                    && Desk::is_about(about.as_ref(), &announced.subjects)
                    && (!request.open || !it.closed)
            })
        });
        let missions = of.filter_map(line).collect();
        Ok(answer(pb::ListMissionsResponse { missions }, position))
    }

    async fn get_mission(&self, request: Request<pb::MissionRequest>) -> Answer<pb::Mission> {
        let (request, desk, position) = self.open(request, |it| it.as_of.as_ref()).await?;
        let mission = reference(&request.mission, "mission")?;
        let it = there(&desk.missions, &mission, &Rejection::MissionUnknown)?;
        let open = it.findings.iter().filter(|finding| !finding.resolved);
        let whole = pb::Mission {
            line: line(it),
            reports: it
                .reports
                .iter()
                .map(|(report, established)| pb::mission::Report {
                    reference: report.reference.clone(),
                    title: report.title.clone(),
                    document: report.document.map_or_else(String::new, |hash| hash.to_string()),
                    proof: proof(Some(*established)),
                })
                .collect(),
            findings: it.findings.iter().map(|it| finding(&desk, it)).collect(),
            possible: possible::mission(
                open.count(),
                it.closed,
                it.anomalies().any(Anomaly::is_open),
            ),
            anomalies: it.anomalies().filter_map(Anomaly::line).collect(),
        };
        Ok(answer(whole, position))
    }

    async fn list_decisions(
        &self,
        request: Request<pb::RegisterRequest>,
    ) -> Answer<pb::ListDecisionsResponse> {
        let (request, desk, position) = self.open(request, |it| it.as_of.as_ref()).await?;
        let about = about(&request)?;
        let decisions = desk.decisions(|plan, session, concluded| {
            Desk::is_of(&request.programme, session.programme.as_ref())
                && Desk::is_of(&request.body, Some(&plan.body))
                && Desk::is_of(&request.session, Some(&plan.reference))
                && Desk::is_about(about.as_ref(), &covered(concluded))
        });
        Ok(answer(pb::ListDecisionsResponse { decisions }, position))
    }

    async fn get_history(&self, request: Request<pb::HistoryRequest>) -> Answer<pb::History> {
        let (request, from, position) = self.fresh.open(request, |it| it.as_of.as_ref()).await?;
        Ok(answer(self.history(&request, from).await?, position))
    }
}

impl Views {
    /// What is asked, everything as it is seen from there, and the first position not known yet.
    async fn open<T>(
        &self,
        request: Request<T>,
        as_of: impl FnOnce(&T) -> Option<&AsOf>,
    ) -> Result<(T, Desk, u64), Status> {
        let (request, from, position) = self.fresh.open(request, as_of).await?;
        Ok((request, self.desk(from).await.map_err(failed)?, position))
    }

    async fn minutes(&self, session: &str, from: Viewpoint) -> Result<pb::Minutes, Status> {
        let code = reference(session, "session")?;
        let facts = self.facts_of(&code, from).await.map_err(failed)?;
        if facts.is_empty() {
            return Err(runtime::Refusal::from(&Rejection::SessionUnknown).into());
        }
        Ok(written(&code, &facts))
    }
}

fn line(it: &Mission) -> Option<pb::MissionLine> {
    let (announced, _) = it.announced.as_ref()?;
    let state = match (it.closed, it.reports.is_empty()) {
        (true, _) => "closed",
        (false, false) => "reported",
        (false, true) => "announced",
    };
    let open = it.findings.iter().filter(|finding| !finding.resolved);
    Some(pb::MissionLine {
        mission: announced.reference.to_string(),
        kind: pb::MissionKind::from(announced.kind).into(),
        title: announced.title.clone(),
        by: announced.by.to_string(),
        from: announced.from.map_or_else(String::new, |from| from.to_string()),
        until: date(announced.until),
        period: said(announced.period.as_ref()),
        subjects: subjects(&announced.subjects),
        state: state.to_owned(),
        findings: count(it.findings.len()),
        open_findings: count(open.count()),
        illustrative: it.illustrative,
        proof: proof(it.proof),
        programme: code(it.programme.as_ref()),
    })
}

fn finding(desk: &Desk, it: &Finding) -> pb::mission::Finding {
    let found = &it.found;
    let becomes = found.becomes.as_ref().map(|becomes| &becomes.reference);
    let recommendation = becomes.and_then(|code| Some((code, desk.recommendations.get(code)?)));
    let state = match (it.resolved, &it.responded) {
        (true, _) => "resolved",
        (false, Some(_)) => "responded",
        (false, None) => "open",
    };
    let responded = it.responded.as_ref();
    pb::mission::Finding {
        finding: found.finding.to_string(),
        severity: pb::record_finding_request::Severity::from(found.severity).into(),
        statement: found.statement.clone(),
        criterion: said(found.criterion.as_ref()),
        cause: said(found.cause.as_ref()),
        consequence: said(found.consequence.as_ref()),
        response: responded.map_or_else(String::new, |it| it.response.clone()),
        accepted: responded.is_some_and(|it| it.accepted),
        state: state.to_owned(),
        follow_up: it.follow_up.clone(),
        recommendation: recommendation.map(|(code, it)| desk.recommendation_line(code, it)),
        subjects: subjects(&found.subjects),
        proof: proof(Some(it.proof)),
    }
}
