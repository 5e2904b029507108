//! The gRPC face of what is read: wait for what the asker knows, look, answer.

use proto::financing::v1::{self as pb, financing_views_server::FinancingViews};
use runtime::{answer, view::failed};
use tonic::{Request, Response, Status};

use super::{Views, account::ledger, figures::Figure, history::history, reader::Which};

type Answer<M> = Result<Response<M>, Status>;

/// One agreement's ledger, or those of a programme.
macro_rules! ledgers {
    ($self:ident, $request:ident => $read:ident) => {{
        let (request, from, position) = $self.fresh.open($request, |it| it.as_of.as_ref()).await?;
        let pb::LedgerRequest { programme, financing, .. } = &request;
        let reading = $self.reading(Which { programme, financing }, from).await?;
        Ok(answer(reading.$read().await.map_err(failed)?, position))
    }};
}

/// Something of every agreement of a programme.
macro_rules! programme {
    ($self:ident, $request:ident => $read:ident($($of:ident)?)) => {{
        let (request, from, position) = $self.fresh.open($request, |it| it.as_of.as_ref()).await?;
        let which = Which { programme: &request.programme, financing: "" };
        let reading = $self.reading(which, from).await?;
        Ok(answer(reading.$read($(request.$of)?).await.map_err(failed)?, position))
    }};
}

#[tonic::async_trait]
impl FinancingViews for Views {
    async fn list_agreements(
        &self,
        request: Request<pb::ListAgreementsRequest>,
    ) -> Answer<pb::ListAgreementsResponse> {
        programme!(self, request => register())
    }

    async fn get_agreement(&self, request: Request<pb::AgreementRequest>) -> Answer<pb::Agreement> {
        let (request, from, position) = self.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let seen = self.one(&request.financing, from).await?;
        Ok(answer(seen.in_full().await.map_err(failed)?, position))
    }

    async fn get_phase_timeline(
        &self,
        request: Request<pb::ProgrammeRequest>,
    ) -> Answer<pb::PhaseTimeline> {
        programme!(self, request => timeline())
    }

    async fn get_closure_board(
        &self,
        request: Request<pb::ProgrammeRequest>,
    ) -> Answer<pb::ClosureBoard> {
        programme!(self, request => board())
    }

    async fn get_readiness(&self, request: Request<pb::ReadinessRequest>) -> Answer<pb::Readiness> {
        programme!(self, request => readiness(phase))
    }

    async fn list_tranches(
        &self,
        request: Request<pb::LedgerRequest>,
    ) -> Answer<pb::ListTranchesResponse> {
        ledgers!(self, request => tranches)
    }

    async fn list_withdrawals(
        &self,
        request: Request<pb::LedgerRequest>,
    ) -> Answer<pb::ListWithdrawalsResponse> {
        ledgers!(self, request => withdrawals)
    }

    async fn get_account(&self, request: Request<pb::AgreementRequest>) -> Answer<pb::Account> {
        let (request, from, position) = self.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let seen = self.one(&request.financing, from).await?;
        let facts = seen.stream.facts().await.map_err(failed)?;
        Ok(answer(ledger(seen.reference(), &facts), position))
    }

    async fn get_balances(&self, request: Request<pb::AgreementRequest>) -> Answer<pb::Balances> {
        let (request, from, position) = self.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let seen = self.one(&request.financing, from).await?;
        Ok(answer(seen.amounts().await.map_err(failed)?.balances(&seen), position))
    }

    async fn list_contracts(
        &self,
        request: Request<pb::LedgerRequest>,
    ) -> Answer<pb::ListContractsResponse> {
        ledgers!(self, request => contracts)
    }

    async fn list_no_objections(
        &self,
        request: Request<pb::LedgerRequest>,
    ) -> Answer<pb::ListNoObjectionsResponse> {
        ledgers!(self, request => no_objections)
    }

    async fn list_deadlines(
        &self,
        request: Request<pb::LedgerRequest>,
    ) -> Answer<pb::ListDeadlinesResponse> {
        ledgers!(self, request => deadlines)
    }

    async fn get_history(&self, request: Request<pb::HistoryRequest>) -> Answer<pb::History> {
        let (request, from, position) = self.fresh.open(request, |it| it.as_of.as_ref()).await?;
        let figure = Figure::read(&request.figure)?;
        let seen = self.one(&request.financing, from).await?;
        let facts = match &figure {
            Some(_) => seen.stream.facts().await,
            None => seen.stream.recorded().await,
        };
        let entries = history(figure.as_ref(), &facts.map_err(failed)?);
        let financing = seen.reference().to_owned();
        Ok(answer(pb::History { financing, figure: request.figure, entries }, position))
    }
}
