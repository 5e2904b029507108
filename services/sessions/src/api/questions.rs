//! What other services ask before they decide. They say how much an answer has to know, and hear how
//! much it does.

use proto::sessions::v1::{
    self as pb, list_open_blockages_response::Open, session_questions_server::SessionQuestions,
};
use runtime::{Malformed, answer, view::failed};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{value::Subject, wire};

/// The thing that is asked about.
fn about(subject: Option<&pb::Subject>) -> Result<Subject, Malformed> {
    wire::subject(subject.ok_or(Malformed::Missing("subject"))?, "subject")
}

#[tonic::async_trait]
impl SessionQuestions for Api {
    async fn check_decision(
        &self,
        request: Request<pb::CheckDecisionRequest>,
    ) -> Result<Response<pb::CheckDecisionResponse>, Status> {
        let (request, from, known) = self.views.fresh.open(request, |_| None).await?;
        let subject = about(request.subject.as_ref())?;
        let on = wire::day(&request.on, "on")?;
        let position = known.saturating_sub(1);
        let found = self.views.decision(request.decision.trim(), on, from.viewer).await;
        let found = found.map_err(failed)?;
        let Some(decision) = found else {
            let unknown = pb::CheckDecisionResponse { position, ..Default::default() };
            return Ok(answer(unknown, known));
        };
        Ok(answer(decision.checked(&subject, &request.transition, position), known))
    }

    async fn list_open_blockages(
        &self,
        request: Request<pb::ListOpenBlockagesRequest>,
    ) -> Result<Response<pb::ListOpenBlockagesResponse>, Status> {
        let (request, from, known) = self.views.fresh.open(request, |_| None).await?;
        let subject = about(request.subject.as_ref())?;
        let open = self.views.open_against(&subject, from.viewer).await;
        let open: Vec<Open> = open.map_err(failed)?;
        let position = known.saturating_sub(1);
        Ok(answer(pb::ListOpenBlockagesResponse { open, position }, known))
    }
}
