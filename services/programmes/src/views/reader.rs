//! Rows and facts, as somebody sees them from some point in time: what answers are made of.

use kernel::{Aggregate as _, AsOf, Currency, Fact, Projection, Stored};
use proto::{jalon::v1::Entry, programmes::v1 as pb};
use runtime::{
    Malformed, Refusal,
    view::{Seen, Viewpoint, amended, failed},
};
use tonic::Status;

use super::{
    Views,
    areas::{Places, Registry},
    exercises::{self, Exercises},
    frameworks::Frameworks,
    history,
    meetings::{Disseminations, Reviews},
    programmes::{self, Programmes},
    strategies::Strategies,
};
use crate::{
    areas::Areas, dissemination::Dissemination, exercise, exercise::Exercise, programme::Programme,
    rejection::Rejection, results::Results, review::Review, strategy::Strategy, wire,
};

pub(super) fn unknown() -> Status {
    Refusal::from(&Rejection::NotRegistered).into()
}

pub(super) fn currency(row: &exercises::Row) -> Result<Currency, Status> {
    row.opening.as_ref().map(|opening| opening.currency).ok_or_else(unknown)
}

impl Views {
    /// The registries, as they are seen from there: of one country, or all of them.
    pub(super) async fn registry(
        &self,
        country: &str,
        from: Viewpoint,
    ) -> Result<Registry, Status> {
        if country.is_empty() {
            return Ok(Registry::of(self.all(&self.places, from).await?));
        }
        let stream = Areas::stream(wire::of_areas(country)?);
        let seen = Seen::look(&*self.journal, stream, from).await.map_err(failed)?;
        let row = seen.row(&self.places).await.map_err(failed)?;
        Ok(Registry::of(row.map(|row| (String::new(), row)).into_iter().collect()))
    }

    /// What names the places of that day. A list of areas came later than much of what it names: what
    /// none had listed by then has the first name there was.
    pub(super) async fn gazetteer(
        &self,
        country: &str,
        from: Viewpoint,
    ) -> Result<Registry, Status> {
        let registry = self.registry(country, from).await?;
        if from.as_of.effective.is_none() {
            return Ok(registry);
        }
        let as_of = AsOf { effective: None, ..from.as_of };
        Ok(registry.or(self.registry(country, Viewpoint { as_of, ..from }).await?))
    }

    pub(super) async fn programme(
        &self,
        code: &str,
        from: Viewpoint,
    ) -> Result<programmes::Row, Status> {
        let stream = Programme::stream(wire::of_programme(code)?);
        self.one(&self.programmes, stream, from).await
    }

    pub(super) async fn exercise(
        &self,
        programme: &str,
        exercise: &str,
        from: Viewpoint,
    ) -> Result<(exercises::Row, Vec<Fact<exercise::Event>>), Status> {
        let stream = Exercise::stream(wire::of_exercise(programme, exercise)?);
        let seen = Seen::look(&*self.journal, stream, from).await.map_err(failed)?;
        let row = seen.row(&self.exercises).await.map_err(failed)?.ok_or_else(unknown)?;
        Ok((row, seen.facts().await.map_err(failed)?))
    }
}

impl Views {
    pub(super) async fn history(
        &self,
        request: &pb::HistoryRequest,
        from: Viewpoint,
    ) -> Result<Vec<Entry>, Status> {
        let pb::HistoryRequest { subject, reference, figure, .. } = request;
        let (reference, figure) = (reference.as_str(), Some(figure.as_str()));
        let figure = figure.filter(|figure| !figure.is_empty());
        match subject.as_str() {
            "programme" => {
                let figure = figure.map(history::of_programme).transpose()?;
                let stream = Programme::stream(wire::of_programme(reference)?);
                self.follow::<Programmes>(stream, figure, from).await
            }
            "exercise" => {
                let figure = figure.map(history::of_exercise).transpose()?;
                let (programme, exercise) = reference.split_once('/').unwrap_or((reference, ""));
                let stream = Exercise::stream(wire::of_exercise(programme, exercise)?);
                self.follow::<Exercises>(stream, figure, from).await
            }
            "results" => {
                let figure = figure.map(history::of_results).transpose()?;
                let stream = Results::stream(wire::of_results(reference)?);
                self.follow::<Frameworks>(stream, figure, from).await
            }
            "areas" => {
                let figure = figure.map(history::of_areas).transpose()?;
                let stream = Areas::stream(wire::of_areas(reference)?);
                self.follow::<Places>(stream, figure, from).await
            }
            "strategy" => {
                let figure = figure.map(history::of_strategy).transpose()?;
                let stream = Strategy::stream(wire::of_strategy(reference)?);
                self.follow::<Strategies>(stream, figure, from).await
            }
            "dissemination" => {
                let stream = Dissemination::stream(wire::of_dissemination(reference)?);
                self.follow::<Disseminations>(stream, None, from).await
            }
            "review" => {
                let stream = Review::stream(wire::of_review(reference)?);
                self.follow::<Reviews>(stream, None, from).await
            }
            _ => Err(Malformed::Enum("subject").into()),
        }
    }

    async fn follow<P>(
        &self,
        stream: String,
        figure: Option<history::Figure<P::Row>>,
        from: Viewpoint,
    ) -> Result<Vec<Entry>, Status>
    where
        P: Projection,
        P::Event: Stored + Clone,
        P::Row: Send,
    {
        let seen = Seen::<P::Event>::look(&*self.journal, stream, from).await.map_err(failed)?;
        // What was voided or corrected is part of a history, and nothing to reckon with.
        let facts = match figure {
            None => seen.recorded().await,
            Some(_) => seen.facts().await,
        };
        let facts = facts.map_err(failed)?;
        Ok(amended(history::follow::<P>(&facts, figure.as_ref()), &facts))
    }
}
