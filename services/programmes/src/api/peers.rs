//! What other services own is asked of them, and travels in the command. Where they are absent, whoever
//! acts answers for it.

use kernel::{Ask, Code, Decision, Id, Origin};
use proto::{
    financing::v1::{ListAgreementsRequest, financing_views_client::FinancingViewsClient},
    jalon::v1::AsOf,
    sessions::v1::{RegisterRequest, sessions_views_client::SessionsViewsClient},
};
use runtime::{Context, Failure, question, verified};

use super::Api;
use crate::{
    exercise::{self, Exercise},
    programme::{self, Programme, command::Asked, prerequisite::Financing},
};

impl Api {
    /// How the financings of a programme stand that day. The source of an import is believed.
    pub(super) async fn ask_financing(
        &self,
        to: Id<Programme>,
        command: programme::Command,
        context: Context,
    ) -> Result<(Ask<Programme>, Context), Failure> {
        use programme::Command as C;
        let code = self.programmes.state(to).await?.register.programme;
        let channel = self.peers.channel("financing");
        let (Some(channel), Some(code)) = (channel, code) else {
            return Ok((context.ask(to, command), context));
        };
        if context.origin == Origin::Import {
            return Ok((context.ask(to, command), context));
        }
        let effective = context.effective.on.to_string();
        let as_of = Some(AsOf { effective, ..AsOf::default() });
        let asked = ListAgreementsRequest { programme: code.to_string(), as_of };
        let asked = question(&*self.programmes.journal, asked).await?;
        let answer = FinancingViewsClient::new(channel).list_agreements(asked).await;
        let answer = answer.map_err(Failure::Peer)?;
        let basis = verified("financing", None, &answer)?;
        let lines = answer.into_inner().agreements.into_iter();
        let fresh: Vec<_> = lines
            .filter_map(|line| {
                let financing: Code = line.financing.parse().ok()?;
                let (phase, state) = (line.phase, line.state?.state);
                Some(Financing { financing, phase, state, document: None })
            })
            .collect();
        let command = if let C::AssessReadiness(about) = command {
            C::AssessReadiness(Asked { fresh, ..about })
        } else if let C::RequestPhaseStart(about) = command {
            C::RequestPhaseStart(Asked { fresh, ..about })
        } else {
            command
        };
        Ok((Ask { basis, ..context.ask(to, command) }, context))
    }

    /// A decision that is cited by its id is one that a body adopted. A reference on paper is the
    /// asker's to answer for.
    pub(super) async fn confirm_decision(
        &self,
        to: Id<Exercise>,
        command: exercise::Command,
        context: Context,
    ) -> Result<(Ask<Exercise>, Context), Failure> {
        let cited = if let exercise::Command::Adopt(adoption) = &command {
            adoption.decision.clone()
        } else {
            None
        };
        let id = cited.as_ref().and_then(|cited| cited.parse::<Id<Decision>>().ok());
        let (Some(channel), Some(id)) = (self.peers.channel("sessions"), id) else {
            return Ok((context.ask(to, command), context));
        };
        let asked = question(&*self.exercises.journal, RegisterRequest::default()).await?;
        let answer = SessionsViewsClient::new(channel).list_decisions(asked).await;
        let answer = answer.map_err(Failure::Peer)?;
        let basis = verified("sessions", Some(id), &answer)?;
        let known = answer.into_inner().decisions;
        let adopted = known.iter().any(|line| line.adopted && line.decision == id.to_string());
        if !adopted {
            let decision = id.to_string();
            let command = exercise::Command::NameUnknownDecision { decision };
            return Ok((context.ask(to, command), context));
        }
        Ok((Ask { basis, ..context.ask(to, command) }, context))
    }
}
