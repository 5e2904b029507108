//! The decision that a committee's step of an amendment is cited with: sessions say whether it is one.
//!
//! The source of an import is believed, and where sessions are absent, whoever acts answers for it.

use decisions::{Cited, Founded, Unfounded, subject};
use kernel::{Ask, Authority, Id, Origin};
use proto::sessions::v1::subject::Kind;
use runtime::{Context, Failure};

use super::Api;
use crate::{
    collaboration::{Collaboration, Command},
    rejection::Rejection,
};

const TRANSITION: &str = "ApproveAmendment";

impl Api {
    pub(super) async fn confirm_the_step(
        &self,
        to: Id<Collaboration>,
        command: Command,
        context: Context,
    ) -> Result<(Ask<Collaboration>, Context), Failure> {
        let ask = context.ask(to, command);
        let Some(decision) = cited(&ask.command, &context) else { return Ok((ask, context)) };
        let proposal = self.collaborations.state(to).await?.proposal;
        let Some(about) = proposal.map(|proposal| proposal.collaboration.to_string()) else {
            return Ok((ask, context));
        };
        let cited = Cited {
            decision: &decision,
            subject: subject(Kind::Collaboration, &about),
            transition: TRANSITION,
            body: None,
            on: context.effective.on,
        };
        let found = decisions::founded(&self.peers, &*self.collaborations.journal, cited).await?;
        let why = match found {
            Founded::Verified(basis) => return Ok((Ask { basis, ..ask }, context)),
            Founded::OnPaper => return Ok((ask, context)),
            Founded::Not(Unfounded::Unknown | Unfounded::NotAdopted) => {
                Rejection::DecisionUnknown { decision }
            }
            Founded::Not(Unfounded::Elsewhere | Unfounded::OfAnother) => {
                Rejection::DecisionElsewhere { decision, transition: TRANSITION, about }
            }
        };
        Ok((Ask { command: Command::Unfounded(why), ..ask }, context))
    }
}

/// What a committee's step stands on: the decision that is named, or cited as the authority.
fn cited(command: &Command, context: &Context) -> Option<String> {
    let Command::ApproveAmendment(approved) = command else { return None };
    if context.origin == Origin::Import || !approved.step.is_decided() {
        return None;
    }
    approved.decision.clone().or_else(|| match &context.authority {
        Some(Authority::Decision(decision)) => Some(decision.to_string()),
        Some(Authority::Notice(_) | Authority::Delegation(_) | Authority::Import(_)) | None => None,
    })
}
