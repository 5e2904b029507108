//! The views of the fake.

use proto::sessions::v1::{self as pb, sessions_views_server::SessionsViews};
use tonic::{Request, Response, Status, async_trait};

use super::data;
use crate::fake::Fake;

type Answer<T> = Result<Response<T>, Status>;

fn ordinal(session: &str) -> Option<u32> {
    ["ML-CTN-17", "ML-CTN-18"]
        .iter()
        .position(|known| *known == session)
        .and_then(|at| u32::try_from(at).ok().map(|at| at + 17))
}

#[async_trait]
impl SessionsViews for Fake {
    async fn list_bodies(
        &self,
        _: Request<pb::ListBodiesRequest>,
    ) -> Answer<pb::ListBodiesResponse> {
        let bodies =
            vec![data::body_line(self.hostile, false), data::body_line(self.hostile, true)];
        Ok(Response::new(pb::ListBodiesResponse { bodies: self.some(bodies) }))
    }

    async fn get_body(&self, request: Request<pb::BodyRequest>) -> Answer<pb::Body> {
        self.one(request.get_ref().body == "ML-CTN", data::body)
    }

    async fn list_sessions(
        &self,
        _: Request<pb::ListSessionsRequest>,
    ) -> Answer<pb::ListSessionsResponse> {
        let lines =
            vec![data::line(self.hostile, 17), data::line(self.hostile, 18), data::planned()];
        Ok(Response::new(pb::ListSessionsResponse { sessions: self.some(lines) }))
    }

    async fn get_session(&self, request: Request<pb::SessionRequest>) -> Answer<pb::Session> {
        self.seen(&request);
        let ordinal = ordinal(&request.get_ref().session);
        self.one(ordinal.is_some(), |hostile| data::session(hostile, ordinal.unwrap_or(18)))
    }

    async fn get_dossier(&self, request: Request<pb::DossierRequest>) -> Answer<pb::Dossier> {
        self.one(request.get_ref().session == "ML-CTN-18", |_| data::dossier())
    }

    async fn get_follow_up(&self, request: Request<pb::SessionRequest>) -> Answer<pb::FollowUp> {
        let known = ordinal(&request.get_ref().session);
        self.one(known.is_some(), |hostile| {
            if known == Some(18) { data::followed(hostile) } else { pb::FollowUp::default() }
        })
    }

    async fn get_ageing(&self, _: Request<pb::RegisterRequest>) -> Answer<pb::Ageing> {
        let row = pb::ageing::Row {
            institution: "UTGFS".into(),
            total: 13,
            open: 4,
            implemented: 9,
            overdue: 1,
            up_to_90: 2,
            up_to_180: 1,
            up_to_365: 1,
            beyond: 0,
            oldest: "ML-CTN-16-R7".into(),
            oldest_age: 300,
            execution_rate: 69,
            illustrative: true,
        };
        Ok(Response::new(pb::Ageing { rows: self.some(vec![row]) }))
    }

    async fn get_attendance(
        &self,
        request: Request<pb::BodyRequest>,
    ) -> Answer<pb::AttendanceHistory> {
        let line = |ordinal, unknown| pb::attendance_history::Line {
            session: Some(data::line(false, ordinal)),
            seats: 14,
            required: 10,
            observers: 3,
            guests: 4,
            persons: 21,
            approximate: false,
            unknown,
            days_since: if unknown { 0 } else { 110 },
            late: !unknown,
        };
        self.one(request.get_ref().body == "ML-CTN", |_| pb::AttendanceHistory {
            body: "ML-CTN".into(),
            cadence: pb::Cadence::Quarterly.into(),
            sessions: vec![line(17, true), line(18, false)],
            institutions: vec![pb::attendance_history::Institution {
                institution: "UTGFS".into(),
                present: 1,
                of: 1,
            }],
            notices: Vec::new(),
        })
    }

    async fn list_blockages(
        &self,
        request: Request<pb::RegisterRequest>,
    ) -> Answer<pb::ListBlockagesResponse> {
        let mut blockages = self.some(vec![data::blockage(self.hostile)]);
        blockages.retain(|_| !(request.get_ref().open && self.settled));
        Ok(Response::new(pb::ListBlockagesResponse { blockages }))
    }

    async fn list_recommendations(
        &self,
        request: Request<pb::RegisterRequest>,
    ) -> Answer<pb::ListRecommendationsResponse> {
        let asked = request.into_inner();
        let mut recommendations = self.some(data::followed(self.hostile).lines);
        let here = ["", "UTGFS"].contains(&asked.institution.as_str());
        recommendations.retain(|_| here && !(asked.open && self.settled));
        Ok(Response::new(pb::ListRecommendationsResponse { recommendations }))
    }

    async fn get_recommendation(
        &self,
        request: Request<pb::RecommendationRequest>,
    ) -> Answer<pb::Recommendation> {
        let name = "ML-CTN-17-R2";
        self.one(request.get_ref().recommendation == name, |hostile| pb::Recommendation {
            line: Some(data::recommendation(hostile, name, 0)),
            turns: vec![data::turn("adopted"), data::turn("assigned")],
            possible: ["ReportProgress", "ClaimImplemented"].map(str::to_owned).into(),
        })
    }

    async fn get_blockage(&self, request: Request<pb::BlockageRequest>) -> Answer<pb::Blockage> {
        self.one(request.get_ref().blockage == "ML-CTN-18-B1", |hostile| pb::Blockage {
            line: Some(data::blockage(hostile)),
            solutions: vec![pb::blockage::Solution {
                solution: "s1".into(),
                text: "Mission de collecte".into(),
                owner: "UTGFS".into(),
                due_on: "2019-10-15".into(),
                adopted_by: "ML-CTN-18".into(),
                proof: None,
            }],
            turns: vec![data::turn("raised"), data::turn("solution_adopted")],
            possible: vec!["ResolveBlockage".into()],
        })
    }

    async fn get_minutes(&self, request: Request<pb::SessionRequest>) -> Answer<pb::Minutes> {
        self.one(request.get_ref().session == "ML-CTN-17", data::minutes)
    }

    async fn compare_minutes(
        &self,
        request: Request<pb::CompareMinutesRequest>,
    ) -> Answer<pb::Comparison> {
        let paragraph = |change: &str, text: &str| pb::comparison::Paragraph {
            change: change.into(),
            text: text.into(),
        };
        self.one(request.get_ref().session == "ML-CTN-17", |hostile| pb::Comparison {
            session: "ML-CTN-17".into(),
            from: 1,
            to: 2,
            paragraphs: vec![
                paragraph("same", if hostile { "<script>" } else { "Premier texte." }),
                paragraph("removed", "Une phrase."),
                paragraph("added", "Et la suite."),
            ],
        })
    }

    async fn list_missions(
        &self,
        _: Request<pb::RegisterRequest>,
    ) -> Answer<pb::ListMissionsResponse> {
        let missions = self.some(data::mission(self.hostile).line.into_iter().collect());
        Ok(Response::new(pb::ListMissionsResponse { missions }))
    }

    async fn get_mission(&self, request: Request<pb::MissionRequest>) -> Answer<pb::Mission> {
        self.one(request.get_ref().mission == "ML-BM-2014-04", data::mission)
    }

    async fn list_decisions(
        &self,
        _: Request<pb::RegisterRequest>,
    ) -> Answer<pb::ListDecisionsResponse> {
        Ok(Response::new(pb::ListDecisionsResponse { decisions: Vec::new() }))
    }

    async fn get_history(&self, request: Request<pb::HistoryRequest>) -> Answer<pb::History> {
        let entry = |kind: &str, value: &str, position| proto::jalon::v1::Entry {
            proof: crate::fake::proof(position, "2019-09-26", false),
            r#type: format!("sessions.{kind}.v1"),
            recorded: "2019-10-01T10:04:31Z".into(),
            value: value.into(),
            origin: "import".into(),
            weekday_contradicts: true,
            ..Default::default()
        };
        let asked = request.into_inner();
        Ok(Response::new(pb::History {
            kind: asked.kind,
            reference: asked.reference,
            figure: asked.figure,
            entries: self.some(vec![
                entry("session.planned", "planned", 8399),
                entry("session.opened", "open", 8403),
                entry("session.convened", r#"{"venue":"Motel Savane","city":"Ségou"}"#, 8402),
            ]),
        }))
    }
}
