//! A committee of a plausible programme, its eighteenth session and what came of it.

mod data;
mod views;

use proto::sessions::v1::sessions_views_server::SessionsViewsServer;
use tonic::service::RoutesBuilder;

use super::Fake;

/// One of each subject: its segment, and a reference that the fake knows.
pub(super) const SAMPLES: [(&str, &str); 5] = [
    ("session", "ML-CTN-18"),
    ("instance", "ML-CTN"),
    ("recommandation", "ML-CTN-17-R2"),
    ("blocage", "ML-CTN-18-B1"),
    ("mission", "ML-BM-2014-04"),
];

pub(super) const PAGES: [&str; 21] = [
    "/p/P127328/sessions",
    "/p/P127328/recommandations",
    "/p/P127328/recommandations?ouvertes=1&structure=UTGFS",
    "/p/P127328/blocages",
    "/p/P127328/instances",
    "/p/P127328/missions",
    "/session/ML-CTN-18",
    "/session/ML-CTN-17",
    "/session/ML-CTN-18/suivi",
    "/session/ML-CTN-17/compte-rendu",
    "/session/ML-CTN-17/compte-rendu/comparaison?de=1&a=2",
    "/instance/ML-CTN",
    "/recommandation/ML-CTN-17-R2",
    "/blocage/ML-CTN-18-B1",
    "/mission/ML-BM-2014-04",
    "/sessions/nouvelle?body=ML-CTN",
    "/session/ML-CTN-18/historique",
    "/instance/ML-CTN/historique?figure=members",
    "/session/ML-CTN-18/saisir",
    "/session/ML-CTN-18/saisir/RecordAttendance",
    "/session/ML-CTN-18/saisir/CorrectSessionFact",
];

pub(super) fn serve(fake: &Fake, routes: &mut RoutesBuilder) {
    routes.add_service(SessionsViewsServer::new(fake.clone()));
}
