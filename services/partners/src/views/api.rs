//! The gRPC face of what is read: wait for what the asker knows, look, answer.

use proto::partners::v1::{self as pb, partners_views_server::PartnersViews};
use runtime::answer;
use tonic::{Request, Response, Status};

use super::Views;

type Answer<M> = Result<Response<M>, Status>;

/// The views as a table: which request each method takes, and who answers it.
macro_rules! views {
    (
        many { $($method:ident($request:ident) -> $response:ident => $read:ident;)+ }
        one { $($one:ident($asked:ident) -> $told:ident => $look:ident($field:ident);)+ }
    ) => {
        #[tonic::async_trait]
        impl PartnersViews for Views {
            $(async fn $method(
                &self,
                request: Request<pb::$request>,
            ) -> Answer<pb::$response> {
                let (request, from, position) =
                    self.fresh.open(request, |it| it.as_of.as_ref()).await?;
                Ok(answer(self.$read(&request, from).await?, position))
            })+

            $(async fn $one(&self, request: Request<pb::$asked>) -> Answer<pb::$told> {
                let (request, from, position) =
                    self.fresh.open(request, |it| it.as_of.as_ref()).await?;
                Ok(answer(self.$look(&request.$field, from).await?, position))
            })+

            /// Who somebody is, is told to those who show who they are.
            async fn list_contacts(
                &self,
                request: Request<pb::PartnerRequest>,
            ) -> Answer<pb::ListContactsResponse> {
                runtime::caller(&request, &self.key)?;
                let (request, from, position) =
                    self.fresh.open(request, |it| it.as_of.as_ref()).await?;
                Ok(answer(self.contacts(&request.institution, from).await?, position))
            }

            async fn match_referral(
                &self,
                request: Request<pb::MatchReferralRequest>,
            ) -> Answer<pb::MatchReferralResponse> {
                runtime::caller(&request, &self.key)?;
                let (request, from, position) = self.fresh.open(request, |_| None).await?;
                Ok(answer(self.matches(&request, from).await?, position))
            }

            async fn get_history(
                &self,
                request: Request<pb::HistoryRequest>,
            ) -> Answer<pb::History> {
                let (request, from, position) =
                    self.fresh.open(request, |it| it.as_of.as_ref()).await?;
                Ok(answer(self.history(request, from).await?, position))
            }
        }
    };
}

views! {
    many {
        list_institutions(ListInstitutionsRequest) -> ListInstitutionsResponse => institutions;
        list_collaborations(ListCollaborationsRequest) -> ListCollaborationsResponse => board;
        get_overlap(OverlapRequest) -> Overlap => overlap;
        list_interventions(OverlapRequest) -> ListInterventionsResponse => list_interventions;
        get_sponsorship_ledger(SponsorshipLedgerRequest) -> SponsorshipLedger => ledger;
        list_data_sharing(DataSharingRequest) -> ListDataSharingResponse => agreements;
        get_transfers(DataSharingRequest) -> Transfers => transfers;
        get_referral_funnel(ReferralFunnelRequest) -> ReferralFunnel => funnel;
        list_referrals(ReferralFunnelRequest) -> ListReferralsResponse => referrals;
        list_forums(ListForumsRequest) -> ListForumsResponse => forums;
    }
    one {
        get_partner(PartnerRequest) -> Partner => partner(institution);
        get_collaboration(CollaborationRequest) -> Collaboration => collaboration(collaboration);
    }
}
