use std::sync::Arc;

use proto::programmes::v1::{
    areas_service_server::AreasServiceServer,
    disseminations_service_server::DisseminationsServiceServer,
    programmes_service_server::ProgrammesServiceServer,
    programmes_views_server::ProgrammesViewsServer, results_service_server::ResultsServiceServer,
    reviews_service_server::ReviewsServiceServer,
    strategies_service_server::StrategiesServiceServer,
    workplan_service_server::WorkplanServiceServer,
};
use runtime::{Host, Role};
use strum::VariantNames as _;

use crate::{
    announce,
    api::Api,
    areas::Areas,
    atlas::Atlas,
    dissemination::Dissemination,
    exercise::Exercise,
    horizons::Horizons,
    lines::Why,
    policies::{
        AmendmentsAreNoted, BodiesAreTold, DaysPass, FinancingIsHeard, HorizonsAreHeard,
        HorizonsEnd, MigrationsFollow, PlansAreHeard, ReformsAreHeard, RevisionsAreNoted,
        ScopesAreKept,
    },
    programme::{Programme, readiness::Item},
    rejection,
    results::Results,
    review::Review,
    strategy::Strategy,
    views::{Desk, Views},
};

pub const ROLE: Role = Role {
    name: "programmes",
    about: "runs programmes: phases, plans and budgets, results, places, strategies",
    declare,
};

/// Every code this service refuses with, or notes as an anomaly.
pub const REJECTIONS: &[&str] = rejection::CODES;

/// Every reason there may be against a row of a sheet.
pub const ROWS: &[&str] = Why::VARIANTS;

/// Everything a phase may lack.
pub const ITEMS: &[&str] = Item::VARIANTS;

fn declare(host: &mut Host) -> anyhow::Result<()> {
    let programmes = host.handler::<Programme>()?;
    let exercises = host.handler::<Exercise>()?;
    let reviews = host.handler::<Review>()?;
    let (atlases, horizons) = (host.handler::<Atlas>()?, host.handler::<Horizons>()?);
    let (results, areas) = (host.handler::<Results>()?, host.handler::<Areas>()?);
    let (strategies, disseminations) =
        (host.handler::<Strategy>()?, host.handler::<Dissemination>()?);

    host.react::<FinancingIsHeard>(&programmes)?;
    host.react::<PlansAreHeard>(&programmes)?;
    host.react::<ScopesAreKept>(&atlases)?;
    host.react::<ReformsAreHeard>(&atlases)?;
    host.react::<MigrationsFollow>(&programmes)?;
    host.react::<RevisionsAreNoted>(&reviews)?;
    host.react::<AmendmentsAreNoted>(&reviews)?;
    host.react::<BodiesAreTold>(&programmes)?;
    host.react::<HorizonsAreHeard>(&horizons)?;
    host.react::<DaysPass>(&horizons)?;
    host.react::<HorizonsEnd>(&strategies)?;

    let views = Views::declare(host)?;
    let api = Api {
        programmes: Arc::new(host.edge(&programmes)),
        exercises: Arc::new(host.edge(&exercises)),
        results: Arc::new(host.edge(&results)),
        areas: Arc::new(host.edge(&areas)),
        strategies: Arc::new(host.edge(&strategies)),
        disseminations: Arc::new(host.edge(&disseminations)),
        reviews: Arc::new(host.edge(&reviews)),
        peers: host.peers(),
        views: views.clone(),
    };
    announce::declare(host);
    host.serve(ProgrammesViewsServer::new(Desk { views, api: api.clone() }));
    host.serve(ProgrammesServiceServer::new(api.clone()));
    host.serve(WorkplanServiceServer::new(api.clone()));
    host.serve(ResultsServiceServer::new(api.clone()));
    host.serve(AreasServiceServer::new(api.clone()));
    host.serve(StrategiesServiceServer::new(api.clone()));
    host.serve(DisseminationsServiceServer::new(api.clone()));
    host.serve(ReviewsServiceServer::new(api));
    Ok(())
}
