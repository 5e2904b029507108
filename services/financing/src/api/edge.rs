//! What a command needs to know that its request cannot say: how another agreement stands, what a
//! body has decided, and which blockages are open. Where the service of sessions is absent, whoever
//! acts answers for it.

use std::collections::BTreeSet;

use decisions::{Cited, Founded, Unfounded, subject};
use kernel::{Ask, Authority, Basis, Code, Id};
use proto::sessions::v1::subject::Kind;
use runtime::{Context, Failure};

use super::Api;
use crate::financing::{
    Command, Financing, Rejection,
    transition::{Approval, Blockages, Change, ParentState},
};

type Asking = Result<(Ask<Financing>, Context), Failure>;

impl Api {
    /// No agreement adds to one that adds to it, however far round.
    pub(super) async fn follow_the_parents(
        &self,
        to: Id<Financing>,
        command: Command,
        context: Context,
    ) -> Asking {
        let Command::Register(registration) = &command else {
            return Ok((context.ask(to, command), context));
        };
        let (mut seen, mut next) = (BTreeSet::new(), registration.parent.clone());
        while let Some(parent) = next.filter(|parent| seen.insert(parent.clone())) {
            if parent == registration.reference {
                let circular = Command::Unfounded(Rejection::ParentCircular { parent });
                return Ok((context.ask(to, circular), context));
            }
            let of = self.financings.state(Financing::id(&parent)).await?.agreement.registration;
            next = of.and_then(|registration| registration.parent);
        }
        Ok((context.ask(to, command), context))
    }

    /// How the agreement stands that an additional financing adds to.
    pub(super) async fn ask_the_parent(
        &self,
        to: Id<Financing>,
        approval: Approval,
        context: Context,
    ) -> Asking {
        let registration = self.financings.state(to).await?.agreement.registration;
        let Some(reference) = registration.and_then(|registration| registration.parent) else {
            return self.ask_the_body(to, Command::RecordApproval(approval), context).await;
        };
        // What is asked afterwards knows at least this much.
        let position = self.financings.known().await?;
        let parent = self.financings.state(Financing::id(&reference)).await?;
        let standing = parent.state_on(context.effective.on);
        let rated = parent.statements.satisfactory_on(context.effective.on);
        let service = crate::role::ROLE.name.to_owned();
        let basis = Basis::Verified { service, decision: None, position };
        let parent = Some(ParentState { reference, standing, basis, rated });
        let command = Command::RecordApproval(Approval { parent, ..approval });
        self.ask_the_body(to, command, context).await
    }

    /// A change of state that cites a decision stands on it, if the body that is said to have taken
    /// it has.
    pub(super) async fn ask_the_body(
        &self,
        to: Id<Financing>,
        command: Command,
        context: Context,
    ) -> Asking {
        let method = (&command).into();
        let ask = context.ask(to, command);
        let ask = self.founded(ask, method, &context).await?;
        Ok((ask, context))
    }

    /// What is open against the agreement holds back its closure.
    pub(super) async fn ask_what_is_open(
        &self,
        to: Id<Financing>,
        command: Command,
        context: Context,
    ) -> Asking {
        let Command::CloseFinancially { blockages } = command else {
            return self.ask_the_body(to, command, context).await;
        };
        let (blockages, basis) = if let Some((open, basis)) = self.open(to).await? {
            (Blockages { open: Some(open), document: None }, basis)
        } else {
            let (authority, document) = (context.authority.clone(), blockages.document.clone());
            (blockages, Basis::Asserted { authority, document })
        };
        let ask = Ask { basis, ..context.ask(to, Command::CloseFinancially { blockages }) };
        let ask = self.founded(ask, "CloseFinancially", &context).await?;
        Ok((ask, context))
    }

    /// Whoever confirms relies on what is so now, not on what was so when it was proposed.
    pub(super) async fn ask_again(
        &self,
        to: Id<Financing>,
        command: Command,
        context: Context,
    ) -> Asking {
        let Command::ConfirmTransition { proposal, .. } = command else {
            return Ok((context.ask(to, command), context));
        };
        let state = self.financings.state(to).await?;
        let Some(change) = state.proposals.change(proposal) else {
            return Ok((context.ask(to, command), context));
        };
        // Who proposed it, on what pièces, its cause says; whose act it is, the fact itself.
        let party = state.proposals.on_behalf_of(proposal).cloned();
        let on_behalf_of = context.on_behalf_of.or(party);
        let context = Context { causation: Some(proposal), on_behalf_of, ..context };
        let closes = matches!(change, Change::CloseFinancially { .. });
        let known = if closes { self.open(to).await? } else { None };
        let (open, basis) = known.unzip();
        let blockages = open.map(|open| Blockages { open: Some(open), document: None });
        let mut ask = context.ask(to, Command::ConfirmTransition { proposal, blockages });
        ask.basis = basis.unwrap_or(ask.basis);
        let ask = self.founded(ask, change.method(), &context).await?;
        Ok((ask, context))
    }

    /// The same, on the decision that is cited for it; or what is wrong with that.
    async fn founded(
        &self,
        ask: Ask<Financing>,
        method: &'static str,
        context: &Context,
    ) -> Result<Ask<Financing>, Failure> {
        let Some(Authority::Decision(decision)) = context.authority else { return Ok(ask) };
        let Some(reference) = self.reference(ask.to).await? else { return Ok(ask) };
        let cited = Cited {
            decision: &decision.to_string(),
            subject: subject(Kind::Financing, &reference),
            transition: method,
            body: None,
            on: context.effective.on,
        };
        let found = decisions::founded(&self.peers, &*self.financings.journal, cited).await?;
        let why = match found {
            Founded::Verified(basis) => return Ok(Ask { basis, ..ask }),
            Founded::OnPaper => return Ok(ask),
            Founded::Not(Unfounded::Unknown) => Rejection::DecisionUnknown { decision },
            Founded::Not(Unfounded::NotAdopted) => Rejection::DecisionNotAdopted { decision },
            Founded::Not(Unfounded::Elsewhere | Unfounded::OfAnother) => {
                Rejection::DecisionElsewhere { decision, transition: method }
            }
        };
        Ok(Ask { command: Command::Unfounded(why), ..ask })
    }

    /// How much is open against the agreement; None where nobody can be asked.
    async fn open(&self, of: Id<Financing>) -> Result<Option<(u32, Basis)>, Failure> {
        let Some(reference) = self.reference(of).await? else { return Ok(None) };
        let about = subject(Kind::Financing, &reference);
        let told = decisions::open_against(&self.peers, &*self.financings.journal, about).await?;
        Ok(told.map(|told| (told.count(), told.basis)))
    }

    /// What people call it, once it is registered.
    async fn reference(&self, of: Id<Financing>) -> Result<Option<Code>, Failure> {
        let registration = self.financings.state(of).await?.agreement.registration;
        Ok(registration.map(|registration| registration.reference))
    }
}
