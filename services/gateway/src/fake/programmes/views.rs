//! The views of the fake.

use proto::{
    jalon::v1 as jalon,
    programmes::v1::{self as pb, programmes_views_server::ProgrammesViews},
};
use tonic::{Request, Response, Status, async_trait};

use super::data;
use crate::fake::{Fake, proof};

type Answer<T> = Result<Response<T>, Status>;

impl Fake {
    /// That one thing, if it is the one that the fake knows.
    fn known<T>(&self, known: bool, make: impl FnOnce(bool) -> T) -> Answer<T> {
        if known && !self.empty {
            Ok(Response::new(make(self.hostile)))
        } else {
            Err(Status::not_found("nothing by that name"))
        }
    }

    /// What there is, or nothing.
    #[expect(clippy::unnecessary_wraps, reason = "as the contracts answer")]
    fn all<T: Default>(&self, make: impl FnOnce(bool) -> T) -> Answer<T> {
        Ok(Response::new(if self.empty { T::default() } else { make(self.hostile) }))
    }
}

#[async_trait]
impl ProgrammesViews for Fake {
    async fn list_programmes(
        &self,
        _: Request<pb::ListProgrammesRequest>,
    ) -> Answer<pb::ListProgrammesResponse> {
        self.all(|hostile| pb::ListProgrammesResponse {
            programmes: vec![data::programme_line(hostile)],
        })
    }

    async fn get_programme(
        &self,
        request: Request<pb::ProgrammeViewRequest>,
    ) -> Answer<pb::Programme> {
        self.seen(&request);
        self.known(request.get_ref().programme == "P127328", data::programme)
    }

    async fn get_phase_readiness(
        &self,
        request: Request<pb::PhaseViewRequest>,
    ) -> Answer<pb::PhaseReadiness> {
        let number = request.get_ref().phase;
        self.known(number < 3, |hostile| data::readiness(hostile, number))
    }

    async fn list_exercises(
        &self,
        _: Request<pb::ProgrammeViewRequest>,
    ) -> Answer<pb::ListExercisesResponse> {
        self.all(|hostile| pb::ListExercisesResponse {
            exercises: vec![data::exercise_line(hostile)],
        })
    }

    async fn get_execution(
        &self,
        request: Request<pb::ExerciseViewRequest>,
    ) -> Answer<pb::Execution> {
        let known = request.get_ref();
        self.known(known.programme == "P127328" && known.exercise == "2021", data::execution)
    }

    async fn list_plan_lines(
        &self,
        request: Request<pb::ListPlanLinesRequest>,
    ) -> Answer<pb::ListPlanLinesResponse> {
        let skip = request.get_ref().skip;
        self.known(true, |hostile| pb::ListPlanLinesResponse {
            revision: 1,
            total: 1,
            lines: if skip == 0 { vec![data::line(hostile)] } else { Vec::new() },
            currency: "XOF".into(),
        })
    }

    async fn get_plan_diff(&self, _: Request<pb::PlanDiffRequest>) -> Answer<pb::PlanDiff> {
        self.known(true, data::diff)
    }

    async fn check_workplan_lines(
        &self,
        request: Request<pb::CheckWorkplanLinesRequest>,
    ) -> Answer<pb::CheckLinesResponse> {
        let lines = &request.get_ref().lines;
        let bad = lines.iter().filter(|line| line.component != "1A");
        let bad = bad.map(|line| (line.row, "component-unknown", line.component.clone()));
        Ok(Response::new(checked(bad.collect(), lines.len())))
    }

    async fn check_expenditure_lines(
        &self,
        request: Request<pb::CheckExpenditureLinesRequest>,
    ) -> Answer<pb::CheckLinesResponse> {
        let lines = &request.get_ref().lines;
        let bad = lines.iter().filter(|line| line.amount.parse::<i64>().is_err());
        let bad = bad.map(|line| (line.row, "amount-unreadable", line.amount.clone()));
        Ok(Response::new(checked(bad.collect(), lines.len())))
    }

    async fn get_results(&self, _: Request<pb::ProgrammeViewRequest>) -> Answer<pb::Results> {
        self.known(true, data::results)
    }

    async fn get_coverage(&self, request: Request<pb::CoverageRequest>) -> Answer<pb::Coverage> {
        let as_of = request.get_ref().as_of.clone().unwrap_or_default();
        self.known(true, |hostile| data::coverage(hostile, !as_of.known.is_empty()))
    }

    async fn search_areas(
        &self,
        _: Request<pb::SearchAreasRequest>,
    ) -> Answer<pb::SearchAreasResponse> {
        self.all(|hostile| pb::SearchAreasResponse {
            areas: vec![data::summary(hostile)],
            total: 1,
        })
    }

    async fn get_area(&self, request: Request<pb::AreaViewRequest>) -> Answer<pb::Area> {
        self.known(request.get_ref().area == "ML2-BLA", data::one_area)
    }

    async fn list_strategies(
        &self,
        _: Request<pb::ListStrategiesRequest>,
    ) -> Answer<pb::ListStrategiesResponse> {
        self.all(|hostile| pb::ListStrategiesResponse {
            strategies: vec![data::strategy_line(hostile)],
        })
    }

    async fn get_strategy(
        &self,
        request: Request<pb::StrategyViewRequest>,
    ) -> Answer<pb::Strategy> {
        self.known(request.get_ref().strategy == "ML-PNPS", data::strategy)
    }

    async fn get_reach(&self, _: Request<pb::ReachRequest>) -> Answer<pb::ReachResponse> {
        self.all(data::reach)
    }

    async fn list_reviews(
        &self,
        _: Request<pb::ListReviewsRequest>,
    ) -> Answer<pb::ListReviewsResponse> {
        self.all(|hostile| pb::ListReviewsResponse { reviews: vec![data::review(hostile)] })
    }

    async fn get_history(
        &self,
        request: Request<pb::HistoryRequest>,
    ) -> Answer<pb::HistoryResponse> {
        let pb::HistoryRequest { subject, reference, figure, .. } = request.into_inner();
        let entry = jalon::Entry {
            proof: proof(8101, "2021-12-01", false),
            r#type: "programmes.workplan.adopted.v1".into(),
            value: "23.47".into(),
            origin: "import".into(),
            ..Default::default()
        };
        Ok(Response::new(pb::HistoryResponse { subject, reference, figure, entries: vec![entry] }))
    }
}

fn checked(wrong: Vec<(u32, &str, String)>, lines: usize) -> pb::CheckLinesResponse {
    let wrong =
        wrong.into_iter().map(|(row, code, value)| pb::WrongRow { row, code: code.into(), value });
    let wrong: Vec<_> = wrong.collect();
    pb::CheckLinesResponse {
        hash: if wrong.is_empty() { "cd".repeat(32) } else { String::new() },
        wrong,
        lines: u32::try_from(lines).unwrap(),
        total: crate::fake::money("4239000000", "XOF"),
    }
}
