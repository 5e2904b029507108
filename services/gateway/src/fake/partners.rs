//! Partners of a plausible programme.

mod data;

use proto::partners::v1::{
    self as pb,
    partners_views_server::{PartnersViews, PartnersViewsServer},
};
use tonic::{Request, Response, Status, service::RoutesBuilder};

use self::data::{
    agreement, collaboration, contact, entry, forum, funnel, institution, intervention, other,
    referral, sponsorship, total, totals, transfer, whole,
};
use super::Fake;

/// One of each subject: its segment, and a reference that the fake knows.
pub(super) const SAMPLES: [(&str, &str); 9] = [
    ("partenaire", "UNICEF"),
    ("collaboration", "PAM-2019"),
    ("appui", "ATELIER-2017"),
    ("accord-de-partage", "ANAM-FICHIER"),
    ("referencement", "R-7F3C"),
    ("trimestre", "P127328:ML040302:2019-Q4"),
    ("collecte", "P127328:UTGFS:2016"),
    ("concertation", "CADRE-PTF"),
    ("rectification", "collaboration:PAM-2019"),
];

pub(super) const PAGES: [&str; 24] = [
    "/p/P127328/collaborations",
    "/p/P127328/collaborations?ouvertes=1",
    "/p/P127328/appuis",
    "/p/P127328/partage",
    "/p/P127328/transferts",
    "/p/P127328/referencements",
    "/p/P127328/chevauchements",
    "/p/P127328/chevauchements?plusieurs=1",
    "/p/P127328/concertations",
    "/institutions",
    "/partenaire/UNICEF",
    "/collaboration/PAM-2019",
    "/appui/ATELIER-2017",
    "/accord-de-partage/ANAM-FICHIER",
    "/referencement/R-7F3C",
    "/trimestre/P127328:ML040302:2019-Q4",
    "/collecte/P127328:UTGFS:2016",
    "/concertation/CADRE-PTF",
    "/collaboration/PAM-2019/historique?figure=outstanding/V1",
    "/trimestre/P127328:ML040302:2019-Q4/historique",
    "/collaboration/PAM-2019/saisir",
    "/rectification/collaboration:PAM-2019/saisir/CorrectFact",
    "/collaborations/nouvelle",
    "/referencements/trimestre?area=ML040302&quarter=2019-Q4",
];

pub(super) fn serve(fake: &Fake, routes: &mut RoutesBuilder) {
    routes.add_service(PartnersViewsServer::new(fake.clone()));
}

/// Each method, what it is asked, and what it answers.
macro_rules! answers {
    ($($method:ident($request:ident) -> $response:ident = |$fake:ident, $asked:ident| $answer:expr;)+) => {
        #[tonic::async_trait]
        impl PartnersViews for Fake {$(
            async fn $method(
                &self,
                request: Request<pb::$request>,
            ) -> Result<Response<pb::$response>, Status> {
                self.seen(&request);
                let ($fake, $asked) = (self, request.into_inner());
                $answer
            }
        )+}
    };
}

#[expect(clippy::unnecessary_wraps, reason = "as the contract asks for it")]
fn ok<T>(answer: T) -> Result<Response<T>, Status> {
    Ok(Response::new(answer))
}

answers! {
    list_institutions(ListInstitutionsRequest) -> ListInstitutionsResponse = |fake, _asked| {
        ok(pb::ListInstitutionsResponse { institutions: fake.some(vec![institution(), other()]) })
    };
    get_partner(PartnerRequest) -> Partner = |fake, asked| {
        fake.one(asked.institution == "UNICEF", |hostile| pb::Partner {
            institution: Some(institution()),
            collaborations: vec![collaboration(hostile)],
            sponsorships: vec![sponsorship()],
            interventions: vec![intervention()],
            forums: vec![forum()],
            contacts: vec![contact(false)],
            ..Default::default()
        })
    };
    list_contacts(PartnerRequest) -> ListContactsResponse = |fake, _asked| {
        ok(pb::ListContactsResponse { contacts: fake.some(vec![contact(true)]) })
    };
    list_collaborations(ListCollaborationsRequest) -> ListCollaborationsResponse = |fake, asked| {
        let mut collaborations = fake.some(vec![collaboration(fake.hostile)]);
        collaborations.retain(|_| !(asked.open && fake.settled));
        ok(pb::ListCollaborationsResponse { collaborations })
    };
    get_collaboration(CollaborationRequest) -> Collaboration = |fake, asked| {
        fake.one(asked.collaboration == "PAM-2019", whole)
    };
    get_overlap(OverlapRequest) -> Overlap = |fake, _asked| {
        let interventions = vec![intervention()];
        let area = pb::AreaOverlap { overlaps: !fake.settled, interventions, ..Default::default() };
        ok(pb::Overlap { areas: fake.some(vec![area]) })
    };
    list_interventions(OverlapRequest) -> ListInterventionsResponse = |fake, _asked| {
        ok(pb::ListInterventionsResponse { interventions: fake.some(vec![intervention()]) })
    };
    get_sponsorship_ledger(SponsorshipLedgerRequest) -> SponsorshipLedger = |fake, _asked| {
        ok(pb::SponsorshipLedger {
            sponsorships: fake.some(vec![sponsorship()]),
            totals: fake.some(vec![totals()]),
        })
    };
    list_data_sharing(DataSharingRequest) -> ListDataSharingResponse = |fake, _asked| {
        ok(pb::ListDataSharingResponse { agreements: fake.some(vec![agreement()]) })
    };
    get_transfers(DataSharingRequest) -> Transfers = |fake, _asked| {
        ok(pb::Transfers { transfers: fake.some(vec![transfer()]), total: fake.some(vec![total()]).pop() })
    };
    get_referral_funnel(ReferralFunnelRequest) -> ReferralFunnel = |fake, _asked| {
        ok(pb::ReferralFunnel {
            services: fake.some(vec![funnel()]),
            total: fake.some(vec![funnel()]).pop(),
            reports: fake.some(vec![funnel()]),
        })
    };
    list_referrals(ReferralFunnelRequest) -> ListReferralsResponse = |fake, _asked| {
        ok(pb::ListReferralsResponse { referrals: fake.some(vec![referral()]) })
    };
    match_referral(MatchReferralRequest) -> MatchReferralResponse = |fake, _asked| {
        fake.one(true, |_| pb::MatchReferralResponse::default())
    };
    list_forums(ListForumsRequest) -> ListForumsResponse = |fake, _asked| {
        ok(pb::ListForumsResponse { forums: fake.some(vec![forum()]) })
    };
    get_history(HistoryRequest) -> History = |fake, asked| {
        let known = ["PAM-2019", "ML040302/2019-Q4", "UNICEF"].contains(&asked.reference.as_str());
        let entries = if asked.reference == "UNICEF" { Vec::new() } else { vec![entry()] };
        fake.one(known, |_| pb::History { entries, ..Default::default() })
    };
}
