//! Agreements of a plausible programme, partly made up.

mod agreement;
mod data;
mod ledgers;

use proto::financing::v1::financing_views_server::FinancingViewsServer;
use tonic::service::RoutesBuilder;

use super::Fake;

/// One of each subject: its segment, and a reference that the fake knows.
pub(super) const SAMPLES: [(&str, &str); 1] = [("accord", "D3480")];

pub(super) const PAGES: [&str; 19] = [
    "/p/P127328/financement",
    "/p/P127328/retraits",
    "/p/P127328/tranches",
    "/p/P127328/comptes",
    "/p/P127328/contrats",
    "/p/P127328/non-objections",
    "/p/P127328/echeances",
    "/p/P127328/cloture",
    "/p/P127328/preparation",
    "/accord/H8350",
    "/accord/TF0A2384",
    "/accord/D3480",
    "/accord/D3480/historique",
    "/accord/D3480/historique?figure=disbursed",
    "/accord/D3480/historique?figure=withdrawal/42",
    "/accords/nouveau",
    "/accord/D3480/saisir",
    "/accord/D3480/saisir/Sign",
    "/accord/D3480/saisir/CorrectFact",
];

pub(super) fn serve(fake: &Fake, routes: &mut RoutesBuilder) {
    routes.add_service(FinancingViewsServer::new(fake.clone()));
}
