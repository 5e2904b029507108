//! Whether the services that own them know the agreements, bodies and places that a collaboration
//! names.
//!
//! What all of them confirm is verified, at the position up to which the last of them knew. Where one
//! is absent, or has never heard of a name, whoever proposes the collaboration answers for it.

use kernel::{Ask, Basis, Code, Id};
use proto::{
    financing::v1::{ListAgreementsRequest, financing_views_client::FinancingViewsClient},
    programmes::v1::{AreaViewRequest, programmes_views_client::ProgrammesViewsClient},
    sessions::v1::{ListBodiesRequest, sessions_views_client::SessionsViewsClient},
};
use runtime::{Context, Failure, Peer, Viewer, question, verified};
use tonic::Code as Answered;

use super::Api;
use crate::collaboration::{Collaboration, Command, course::Proposal};

const FINANCING: &str = "financing";
const SESSIONS: &str = "sessions";
const PROGRAMMES: &str = "programmes";

impl Api {
    pub(super) async fn look_around(
        &self,
        to: Id<Collaboration>,
        command: Command,
        context: Context,
    ) -> Result<(Ask<Collaboration>, Context), Failure> {
        let (mut ask, context) = self.look_them_up(to, command, context).await?;
        if let Command::Propose(proposal, _) = &ask.command
            && let Some(basis) = self.confirmed(proposal).await?
        {
            ask.basis = basis;
        }
        Ok((ask, context))
    }

    /// None where there is nothing to confirm, or somebody does not.
    async fn confirmed(&self, proposal: &Proposal) -> Result<Option<Basis>, Failure> {
        let mut answers = Vec::new();
        let asked = [
            (FINANCING, &proposal.financings),
            (SESSIONS, &proposal.bodies),
            (PROGRAMMES, &proposal.areas),
        ];
        for (role, codes) in asked.into_iter().filter(|(_, codes)| !codes.is_empty()) {
            let itself = self.peers.channel(role, Viewer::Itself);
            let Some(channel) = itself else { return Ok(None) };
            let answer = match role {
                FINANCING => self.agreements_known(channel, codes).await?,
                SESSIONS => self.bodies_known(channel, codes).await?,
                _ => self.places_known(channel, codes).await?,
            };
            let Some(basis) = answer else { return Ok(None) };
            answers.push(basis);
        }
        Ok(together(answers))
    }

    async fn agreements_known(
        &self,
        channel: Peer,
        codes: &[Code],
    ) -> Result<Option<Basis>, Failure> {
        let journal = &*self.collaborations.journal;
        let asked = question(journal, ListAgreementsRequest::default()).await?;
        let answer = FinancingViewsClient::new(channel).list_agreements(asked).await;
        let answer = answer.map_err(Failure::Peer)?;
        let known = |code: &Code| {
            answer.get_ref().agreements.iter().any(|line| line.financing == code.as_str())
        };
        let basis = verified(FINANCING, None, &answer)?;
        Ok(codes.iter().all(known).then_some(basis))
    }

    async fn bodies_known(&self, channel: Peer, codes: &[Code]) -> Result<Option<Basis>, Failure> {
        let journal = &*self.collaborations.journal;
        let asked = question(journal, ListBodiesRequest::default()).await?;
        let answer = SessionsViewsClient::new(channel).list_bodies(asked).await;
        let answer = answer.map_err(Failure::Peer)?;
        let known =
            |code: &Code| answer.get_ref().bodies.iter().any(|line| line.body == code.as_str());
        let basis = verified(SESSIONS, None, &answer)?;
        Ok(codes.iter().all(known).then_some(basis))
    }

    async fn places_known(&self, channel: Peer, codes: &[Code]) -> Result<Option<Basis>, Failure> {
        let mut client = ProgrammesViewsClient::new(channel);
        let mut answers = Vec::new();
        for code in codes {
            let asked = AreaViewRequest { area: code.to_string(), as_of: None };
            let asked = question(&*self.collaborations.journal, asked).await?;
            match client.get_area(asked).await {
                Ok(answer) => answers.push(verified(PROGRAMMES, None, &answer)?),
                Err(status) if status.code() == Answered::NotFound => return Ok(None),
                Err(status) => return Err(Failure::Peer(status)),
            }
        }
        Ok(together(answers))
    }
}

/// One basis of several answers: all who gave them, and what the last of them to know knew.
fn together(answers: Vec<Basis>) -> Option<Basis> {
    let (mut services, mut furthest) = (Vec::<String>::new(), None::<u64>);
    for answer in answers {
        if let Basis::Verified { service, position, .. } = answer {
            if !services.contains(&service) {
                services.push(service);
            }
            furthest = Some(furthest.map_or(position, |known| known.min(position)));
        }
    }
    let position = furthest?;
    Some(Basis::Verified { service: services.join(", "), decision: None, position })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(service: &str, position: u64) -> Basis {
        Basis::Verified { service: service.to_owned(), decision: None, position }
    }

    #[test]
    fn several_answers_are_as_old_as_the_oldest() {
        let all = vec![by(SESSIONS, 9), by(PROGRAMMES, 7), by(PROGRAMMES, 8)];
        assert_eq!(together(all), Some(by("sessions, programmes", 7)));
        assert_eq!(together(Vec::new()), None);
    }
}
