//! A plausible programme: its second phase, a budget year, where it works and what it follows.

mod data;
mod views;

use proto::programmes::v1::programmes_views_server::ProgrammesViewsServer;
use tonic::service::RoutesBuilder;

use super::Fake;

/// One of each subject: its segment, and a reference that the fake knows.
pub(super) const SAMPLES: [(&str, &str); 7] = [
    ("programme", "P127328"),
    ("exercice", "P127328~2021"),
    ("cadre", "P127328"),
    ("registre", "ML"),
    ("strategie", "ML-PNPS"),
    ("diffusion", "ML-ATELIER-1"),
    ("revue", "ML-REVUE-1"),
];

pub(super) const PAGES: [&str; 26] = [
    "/p/P127328/fiche",
    "/p/P127328/phases",
    "/p/P127328/ptba",
    "/p/P127328/resultats",
    "/p/P127328/zones",
    "/p/P127328/zones?effet=2019-09-28&connu=2019-09-28",
    "/p/P127328/strategies",
    "/p/P127328/diffusions",
    "/p/P127328/revues",
    "/exercice/P127328~2021",
    "/exercice/P127328~2021/lignes",
    "/exercice/P127328~2021/comparaison?version=1",
    "/exercice/P127328~2021/historique?figure=rate",
    "/registre/ML",
    "/registre/ML?q=segou&niveau=2",
    "/zone/ML2-BLA",
    "/strategie/ML-PNPS",
    "/strategie/ML-PNPS/historique?figure=state",
    "/diffusion/ML-ATELIER-1",
    "/revue/ML-REVUE-1",
    "/programme/P127328/saisir",
    "/programme/P127328/saisir/StartPhase?phase=2",
    "/exercice/P127328~2021/saisir",
    "/exercice/P127328~2021/saisir/CorrectFact",
    "/cadre/P127328/saisir/ReportAchievement",
    "/exercices/nouveau?programme=P127328",
];

pub(super) fn serve(fake: &Fake, routes: &mut RoutesBuilder) {
    routes.add_service(ProgrammesViewsServer::new(fake.clone()));
}
