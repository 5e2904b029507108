//! The gRPC face of what is read: wait for what the asker knows, look, answer.

use std::collections::BTreeSet;

use kernel::{Aggregate as _, AsOf, Code, Total};
use proto::programmes::v1::{self as pb, programmes_views_server::ProgrammesViews};
use runtime::{
    Refusal, answer,
    view::{Seen, Viewpoint, failed},
    wire::{optional_reference, reference},
};
use tonic::{Request, Response, Status};

use super::{
    Views,
    areas::Wanted,
    coverage,
    execution::Of,
    lines,
    meetings::{self, Sitting},
    programmes,
    reader::{currency, unknown},
    readiness::Against,
};
use crate::{
    api::Api,
    exercise::{self, Exercise, expenditure, line::Line},
    key::ExerciseKey,
    programme::Programme,
    rejection::Rejection,
    results::Results,
    strategy::Strategy,
    wire,
};

type Answer<M> = Result<Response<M>, Status>;

/// Who answers, and whom it asks about names in a sheet that is only checked.
pub(crate) struct Desk {
    pub(crate) views: Views,
    pub(crate) api: Api,
}

impl Desk {
    /// What is open now against those phases. Sessions do not say what was on another day; and where
    /// they do not answer at all, the rest of the list does.
    async fn against(&self, row: &programmes::Row, phases: &[u32], from: Viewpoint) -> Against {
        let mut against = Against::new();
        let programme = &row.state.register.programme;
        let Some(programme) = programme.as_ref().filter(|_| from.as_of == AsOf::default()) else {
            return against;
        };
        for phase in phases {
            match self.api.open_against(programme, *phase).await {
                Ok(Some(standing)) => {
                    against.insert(*phase, standing);
                }
                Ok(None) => (),
                Err(failure) => tracing::warn!(error = %failure, "sessions did not answer"),
            }
        }
        against
    }
}

#[tonic::async_trait]
impl ProgrammesViews for Desk {
    async fn list_programmes(
        &self,
        request: Request<pb::ListProgrammesRequest>,
    ) -> Answer<pb::ListProgrammesResponse> {
        let (_, from, position) = self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let rows = self.views.all(&self.views.programmes, from).await?;
        let programmes = rows.values().filter_map(|row| row.line(from.today)).collect();
        Ok(answer(pb::ListProgrammesResponse { programmes }, position))
    }

    async fn get_programme(
        &self,
        request: Request<pb::ProgrammeViewRequest>,
    ) -> Answer<pb::Programme> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let row = self.views.programme(&request.programme, from).await?;
        let closing = row.closing(from.today);
        let against = self.against(&row, &closing, from).await;
        Ok(answer(row.in_full(from.today, &against).ok_or_else(unknown)?, position))
    }

    async fn get_phase_readiness(
        &self,
        request: Request<pb::PhaseViewRequest>,
    ) -> Answer<pb::PhaseReadiness> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let row = self.views.programme(&request.programme, from).await?;
        let against = self.against(&row, &[request.phase], from).await;
        let readiness = row.readiness(request.phase, from.today, &against);
        Ok(answer(readiness.map_err(|unknown| Refusal::from(&unknown))?, position))
    }

    async fn list_exercises(
        &self,
        request: Request<pb::ProgrammeViewRequest>,
    ) -> Answer<pb::ListExercisesResponse> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let programme = optional_reference(&request.programme, "programme")?;
        let rows = self.views.all(&self.views.exercises, from).await?;
        let ours = |row: &&super::exercises::Row| {
            let of = row.opening.as_ref().map(|opening| &opening.programme);
            programme.is_none() || of == programme.as_ref()
        };
        let lines = rows.values().filter(ours).filter_map(|row| row.line(from.today));
        let mut exercises: Vec<_> = lines.collect();
        exercises.sort_by(|one, other| {
            (&one.programme, &one.starts_on).cmp(&(&other.programme, &other.starts_on))
        });
        Ok(answer(pb::ListExercisesResponse { exercises }, position))
    }

    async fn get_execution(
        &self,
        request: Request<pb::ExerciseViewRequest>,
    ) -> Answer<pb::Execution> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let pb::ExerciseViewRequest { programme, exercise, .. } = &request;
        let (row, facts) = self.views.exercise(programme, exercise, from).await?;
        let latest = row.version(None);
        let plan = match latest {
            Some(latest) if !row.progress.is_empty() => lines::staged(&facts, &latest.staging),
            _ => Vec::new(),
        };
        let stream = Programme::stream(wire::of_programme(programme)?);
        let seen = Seen::look(&*self.views.journal, stream, from).await.map_err(failed)?;
        let owner = seen.row(&self.views.programmes).await.map_err(failed)?.unwrap_or_default();
        let registry = self.views.gazetteer(&owner.country(), from).await?;
        let labels = |of: Of, key: &str| match of {
            Of::Component => {
                let components = &owner.state.register.components;
                let found = key.parse().ok().and_then(|key| components.get(&key));
                found.map(|component| component.label.clone()).unwrap_or_default()
            }
            Of::Area => {
                let area = key.parse::<Code>().ok();
                area.map(|area| registry.named(&area, from.today).name).unwrap_or_default()
            }
            Of::Quarter | Of::Source => String::new(),
        };
        let execution = row.execution(from.today, &labels, &plan).ok_or_else(unknown)?;
        Ok(answer(execution, position))
    }

    async fn list_plan_lines(
        &self,
        request: Request<pb::ListPlanLinesRequest>,
    ) -> Answer<pb::ListPlanLinesResponse> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let pb::ListPlanLinesRequest { programme, exercise, revision, skip, max, .. } = &request;
        let (row, facts) = self.views.exercise(programme, exercise, from).await?;
        let currency = currency(&row)?;
        let version = row.version(*revision).ok_or_else(unknown)?;
        let all = lines::staged(&facts, &version.staging);
        let most = if *max == 0 { 100 } else { (*max).min(1_000) };
        let [skip, most] = [*skip, most].map(|it| usize::try_from(it).unwrap_or(usize::MAX));
        let page = all.iter().skip(skip).take(most);
        let response = pb::ListPlanLinesResponse {
            revision: version.revision,
            total: u32::try_from(all.len()).unwrap_or(u32::MAX),
            lines: page.map(|it| lines::line(it, currency)).collect(),
            currency: currency.to_string(),
        };
        Ok(answer(response, position))
    }

    async fn get_plan_diff(&self, request: Request<pb::PlanDiffRequest>) -> Answer<pb::PlanDiff> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let pb::PlanDiffRequest { programme, exercise, revision, .. } = &request;
        let (row, facts) = self.views.exercise(programme, exercise, from).await?;
        let currency = currency(&row)?;
        let earlier = revision.checked_sub(1).and_then(|earlier| row.version(Some(earlier)));
        let (before, after) = earlier.zip(row.version(Some(*revision))).ok_or_else(unknown)?;
        let [old, new] = [before, after].map(|it| lines::staged(&facts, &it.staging));
        Ok(answer(lines::diff([&old, &new], [before, after], currency), position))
    }

    async fn check_workplan_lines(
        &self,
        request: Request<pb::CheckWorkplanLinesRequest>,
    ) -> Answer<pb::CheckLinesResponse> {
        let (request, _, position) = self.views.fresh.open(request, |_| None).await?;
        let state = self.state(&request.programme, &request.exercise).await?;
        let opening = state.opening.ok_or_else(unknown)?;
        let areas = request.lines.iter().map(|line| line.area.as_str());
        let names = self.api.names(Some(&opening.programme), areas, false).await?;
        let rows: Vec<_> = request.lines.iter().map(wire::exercise::row).collect();
        let read = exercise::line::read(&rows, opening.currency, &names);
        let total = |all: &[Line]| all.iter().map(Line::total).sum();
        Ok(answer(lines::checked(read, rows.len(), total, opening.currency), position))
    }

    async fn check_expenditure_lines(
        &self,
        request: Request<pb::CheckExpenditureLinesRequest>,
    ) -> Answer<pb::CheckLinesResponse> {
        let (request, _, position) = self.views.fresh.open(request, |_| None).await?;
        let state = self.state(&request.programme, &request.exercise).await?;
        let opening = state.opening.ok_or_else(unknown)?;
        let areas = request.lines.iter().map(|line| line.area.as_str());
        let names = self.api.names(Some(&opening.programme), areas, false).await?;
        let rows: Vec<_> = request.lines.iter().map(wire::exercise::entry).collect();
        let activities: BTreeSet<_> = state.plan.lines.iter().map(|line| &line.activity).collect();
        let read = expenditure::read(&rows, opening.currency, &activities, &names);
        let total = |all: &[expenditure::Line]| -> Total { all.iter().map(|it| it.amount).sum() };
        Ok(answer(lines::checked(read, rows.len(), total, opening.currency), position))
    }

    async fn get_results(&self, request: Request<pb::ProgrammeViewRequest>) -> Answer<pb::Results> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let stream = Results::stream(wire::of_results(&request.programme)?);
        let row = self.views.one(&self.views.frameworks, stream, from).await?;
        Ok(answer(row.results(&request.programme), position))
    }

    async fn get_coverage(&self, request: Request<pb::CoverageRequest>) -> Answer<pb::Coverage> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let row = self.views.programme(&request.programme, from).await?;
        let registry = self.views.gazetteer(&row.country(), from).await?;
        let within = optional_reference(&request.within, "within")?;
        let (row, registry) = (&row, &registry);
        let reading = coverage::Reading { row, registry, on: from.today, within };
        Ok(answer(reading.coverage(), position))
    }

    async fn search_areas(
        &self,
        request: Request<pb::SearchAreasRequest>,
    ) -> Answer<pb::SearchAreasResponse> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let registry = self.views.gazetteer(&request.country, from).await?;
        let most = if request.max == 0 { 50 } else { request.max.min(2_000) };
        let wanted = Wanted {
            country: &request.country,
            text: &request.text,
            level: request.level,
            within: optional_reference(&request.within, "within")?,
            most: usize::try_from(most).unwrap_or(usize::MAX),
            there: from.as_of.effective.is_some(),
        };
        Ok(answer(registry.search(&wanted, from.today), position))
    }

    async fn get_area(&self, request: Request<pb::AreaViewRequest>) -> Answer<pb::Area> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let area = reference(&request.area, "area")?;
        let registry = self.views.gazetteer(area.as_str().get(..2).unwrap_or_default(), from);
        let found = registry.await?.in_full(&area, from.today);
        let missing =
            || Status::from(Refusal::from(&Rejection::UnknownArea { area: area.clone() }));
        Ok(answer(found.ok_or_else(missing)?, position))
    }

    async fn list_strategies(
        &self,
        request: Request<pb::ListStrategiesRequest>,
    ) -> Answer<pb::ListStrategiesResponse> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let rows = self.views.all(&self.views.strategies, from).await?;
        let lines = rows.values().filter_map(|row| row.line(&rows, from.today));
        let here = |it: &pb::StrategyLine| is_in(&it.country, &request.country);
        let mut strategies: Vec<_> = lines.filter(here).collect();
        strategies.sort_by(|one, other| {
            (&one.country, &one.strategy).cmp(&(&other.country, &other.strategy))
        });
        Ok(answer(pb::ListStrategiesResponse { strategies }, position))
    }

    async fn get_strategy(
        &self,
        request: Request<pb::StrategyViewRequest>,
    ) -> Answer<pb::Strategy> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let stream = Strategy::stream(wire::of_strategy(&request.strategy)?);
        let rows = self.views.all(&self.views.strategies, from).await?;
        let found = rows.get(&stream).and_then(|row| row.in_full(&rows, from.today));
        Ok(answer(found.ok_or_else(unknown)?, position))
    }

    async fn get_reach(&self, request: Request<pb::ReachRequest>) -> Answer<pb::ReachResponse> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let document = optional_reference(&request.document, "document")?;
        let rows = self.views.all(&self.views.disseminations, from).await?;
        let registry = self.views.gazetteer(&request.country, from).await?;
        let ours = rows
            .values()
            .filter(|row| is_in(&row.country, &request.country) && row.presents(document.as_ref()));
        let ours: Vec<_> = ours.collect();
        let lines = ours.iter().filter_map(|row| row.line(&registry, from.today));
        let mut disseminations: Vec<_> = lines.collect();
        disseminations.sort_by(|one, other| one.held_on.cmp(&other.held_on));
        let documents = meetings::reach(&ours, document.as_ref(), &registry, from.today);
        Ok(answer(pb::ReachResponse { disseminations, documents }, position))
    }

    async fn get_history(
        &self,
        request: Request<pb::HistoryRequest>,
    ) -> Answer<pb::HistoryResponse> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let entries = self.views.history(&request, from).await?;
        let pb::HistoryRequest { subject, reference, figure, .. } = request;
        Ok(answer(pb::HistoryResponse { subject, reference, figure, entries }, position))
    }

    async fn list_reviews(
        &self,
        request: Request<pb::ListReviewsRequest>,
    ) -> Answer<pb::ListReviewsResponse> {
        let (request, from, position) =
            self.views.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let rows = self.views.all(&self.views.reviews, from).await?;
        let ours = rows.values().filter(|row| is_in(&row.country, &request.country));
        let mut reviews: Vec<_> = ours.filter_map(Sitting::line).collect();
        reviews.sort_by(|one, other| one.held_on.cmp(&other.held_on));
        Ok(answer(pb::ListReviewsResponse { reviews }, position))
    }
}

impl Desk {
    /// A budget year as of now, whatever the tables know.
    async fn state(&self, programme: &str, exercise: &str) -> Result<Exercise, Status> {
        let programme = wire::code(programme)?;
        let exercise: ExerciseKey = runtime::wire::key(exercise, "exercise")?;
        Ok(self.api.exercises.state(Exercise::id(&programme, &exercise)).await?)
    }
}

/// Anywhere where nobody asked for one country.
fn is_in(country: &str, wanted: &str) -> bool {
    wanted.is_empty() || country.eq_ignore_ascii_case(wanted)
}
