//! What other services own is asked of them, and travels in the command. Where they are absent, whoever
//! acts answers for it.

use kernel::{Ask, Basis, Code, Decision, Id, Origin};
use proto::{
    financing::v1::{ListAgreementsRequest, financing_views_client::FinancingViewsClient},
    jalon::v1::AsOf,
    sessions::v1::{
        CheckDecisionRequest, SessionRequest, Subject,
        session_questions_client::SessionQuestionsClient,
        sessions_views_client::SessionsViewsClient, subject::Kind,
    },
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

    /// A plan stands on the decision that is cited for it.
    pub(super) async fn confirm_decision(
        &self,
        to: Id<Exercise>,
        command: exercise::Command,
        context: Context,
    ) -> Result<(Ask<Exercise>, Context), Failure> {
        let (cited, transition) = if let exercise::Command::Adopt(adoption) = &command {
            (adoption.decision.clone(), "AdoptWorkplan")
        } else if let exercise::Command::Revise(revision) = &command {
            (revision.cause.decision.clone(), "ReviseWorkplan")
        } else {
            (None, "")
        };
        let opening = self.exercises.state(to).await?.opening;
        let year = opening.map(|it| format!("{}/{}", it.programme, it.exercise));
        let subject = year.map(|reference| Subject { kind: Kind::Workplan.into(), reference });
        let cited = cited.zip(subject);
        let Some((decision, subject)) = cited else {
            return Ok((context.ask(to, command), context));
        };
        let ask = match self.cited(&decision, subject, transition, &context).await? {
            Cited::Adopted(basis) => Ask { basis, ..context.ask(to, command) },
            Cited::OnPaper => context.ask(to, command),
            Cited::Unknown => context.ask(to, exercise::Command::NameUnknownDecision { decision }),
        };
        Ok((ask, context))
    }

    /// So does a change of scope.
    pub(super) async fn confirm_scope(
        &self,
        to: Id<Programme>,
        command: programme::Command,
        context: &Context,
    ) -> Result<Ask<Programme>, Failure> {
        use programme::Command as C;
        let (cited, transition) = if let C::ExtendScope(zones) = &command {
            (zones.decision.clone(), "ExtendScope")
        } else if let C::WithdrawFromArea(zones) = &command {
            (zones.decision.clone(), "WithdrawFromArea")
        } else {
            (None, "")
        };
        let Some(decision) = cited else { return Ok(context.ask(to, command)) };
        let code = self.programmes.state(to).await?.register.programme;
        let reference = code.map(|code| code.to_string()).unwrap_or_default();
        let subject = Subject { kind: Kind::Scope.into(), reference };
        Ok(match self.cited(&decision, subject, transition, context).await? {
            Cited::Adopted(basis) => Ask { basis, ..context.ask(to, command) },
            Cited::OnPaper => context.ask(to, command),
            Cited::Unknown => context.ask(to, C::NameUnknownDecision { decision }),
        })
    }

    /// What sessions know of a decision that is cited by its id, or by session and item. The source of
    /// an import is believed, and where sessions are absent, whoever acts answers for it.
    async fn cited(
        &self,
        decision: &str,
        subject: Subject,
        transition: &str,
        context: &Context,
    ) -> Result<Cited, Failure> {
        let channel = self.peers.channel("sessions");
        let Some(channel) = channel.filter(|_| context.origin != Origin::Import) else {
            return Ok(Cited::OnPaper);
        };
        let asked = CheckDecisionRequest {
            decision: decision.to_owned(),
            subject: Some(subject),
            transition: transition.to_owned(),
            on: context.effective.on.to_string(),
        };
        let asked = question(&*self.programmes.journal, asked).await?;
        let answer = SessionQuestionsClient::new(channel.clone()).check_decision(asked).await;
        let answer = answer.map_err(Failure::Peer)?;
        let id = answer.get_ref().decision.parse::<Id<Decision>>().ok();
        if answer.get_ref().exists {
            let adopted = answer.get_ref().adopted;
            let basis = verified("sessions", id, &answer)?;
            return Ok(if adopted { Cited::Adopted(basis) } else { Cited::Unknown });
        }
        // An id is one of ours, and so is an item of a session that is known. The rest is on paper.
        let session = match decision.split_once('/') {
            _ if decision.parse::<Id<Decision>>().is_ok() => return Ok(Cited::Unknown),
            Some((session, _)) if session.to_uppercase().parse::<Code>().is_ok() => session,
            Some(_) | None => return Ok(Cited::OnPaper),
        };
        let asked = SessionRequest { session: session.to_owned(), as_of: None };
        let asked = question(&*self.programmes.journal, asked).await?;
        match SessionsViewsClient::new(channel).get_session(asked).await {
            Ok(_) => Ok(Cited::Unknown),
            Err(status) if status.code() == tonic::Code::NotFound => Ok(Cited::OnPaper),
            Err(status) => Err(Failure::Peer(status)),
        }
    }
}

/// A decision as it is cited.
enum Cited {
    /// A body adopted it.
    Adopted(Basis),
    /// No body adopted what should be among their decisions.
    Unknown,
    /// On a paper that whoever acts answers for.
    OnPaper,
}
