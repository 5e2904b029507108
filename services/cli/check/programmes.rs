//! What the story says of programmes, asked as anybody would.

use anyhow::Context as _;
use proto::{
    jalon::v1::AsOf,
    programmes::v1::{
        CoverageRequest, CoveredArea, ListProgrammesRequest, ListStrategiesRequest,
        ProgrammeViewRequest, SearchAreasRequest, programmes_views_client::ProgrammesViewsClient,
    },
};
use serde_json::{Value, json};
use tonic::transport::Channel;

use super::{ON, PROGRAMME};
use crate::cli::serve::Platform;

/// Nine months of 2021, as the steering committee was told.
const YEAR: &str = "2021";
const NINE_MONTHS: &str = "2021-09-30";

pub(super) async fn check(platform: &Platform) -> anyhow::Result<Value> {
    let mut views = ProgrammesViewsClient::new(platform.channel.clone());
    let programmes = views.list_programmes(ListProgrammesRequest::default()).await?.into_inner();
    let phases: u32 = programmes.programmes.iter().map(|line| line.phases).sum();
    let strategies = views.list_strategies(ListStrategiesRequest::default()).await?.into_inner();
    let areas = views.search_areas(SearchAreasRequest::default()).await?.into_inner();
    Ok(json!({
        "execution_2021_9m_pct": nine_months(&mut views).await?,
        "scope_segou_2019_09_28": scope(&mut views).await?,
        "phases": phases,
        "strategies": strategies.strategies.len(),
        "areas": areas.total,
    }))
}

/// Reckoned from what is recorded up to that day.
async fn nine_months(views: &mut ProgrammesViewsClient<Channel>) -> anyhow::Result<String> {
    let request = ProgrammeViewRequest { programme: PROGRAMME.to_owned(), as_of: None };
    let years = views.list_exercises(request).await?.into_inner().exercises;
    let year = years.into_iter().find(|year| year.exercise == YEAR).context("no such year")?;
    let published = year.published.into_iter().find(|rate| rate.until == NINE_MONTHS);
    Ok(published.context("nothing is published of it")?.recomputed)
}

/// Cercles of Ségou, on the last day of the 18th session.
async fn scope(views: &mut ProgrammesViewsClient<Channel>) -> anyhow::Result<Value> {
    let request = CoverageRequest {
        programme: PROGRAMME.to_owned(),
        within: "ML1-SEGOU".to_owned(),
        as_of: Some(AsOf { effective: ON.to_owned(), ..AsOf::default() }),
    };
    let coverage = views.get_coverage(request).await?.into_inner();
    Ok(json!({ "covered": cercles(&coverage.covered), "announced": cercles(&coverage.announced) }))
}

fn cercles(areas: &[CoveredArea]) -> Vec<&str> {
    let cercles = areas.iter().filter(|area| area.kind == "cercle");
    let mut names: Vec<_> = cercles.map(|area| area.name.as_str()).collect();
    names.sort_unstable();
    names
}
