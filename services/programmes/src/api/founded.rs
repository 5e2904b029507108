//! What commands stand on that sessions know: decisions of bodies that they cite, and what is open
//! against a phase.
//!
//! A decision is named in the request, or is its authority. The source of an import is believed, and
//! where sessions are absent, whoever acts answers for it.

use decisions::{Cited, Founded, Standing, Unfounded, subject};
use kernel::{Aggregate, Ask, Authority, Code, Id, Origin};
use proto::sessions::v1::{Subject, subject::Kind};
use runtime::{Context, Failure};

use super::Api;
use crate::{
    exercise::{self, Exercise},
    programme::{self, Programme, steps::Blockages},
    rejection::Rejection,
    review::{self, Review, recommendation::Outcome},
    strategy::{self, Strategy},
};

type Asking<A> = Result<(Ask<A>, Context), Failure>;

/// A command that needs a decision.
struct Needs {
    /// As the request names it.
    named: Option<String>,
    subject: Subject,
    transition: &'static str,
    body: Option<Code>,
}

impl Needs {
    fn of(named: Option<&String>, about: Subject, transition: &'static str) -> Self {
        Self { named: named.cloned(), subject: about, transition, body: None }
    }
}

impl Api {
    pub(super) async fn confirm_for_the_year(
        &self,
        to: Id<Exercise>,
        command: exercise::Command,
        context: Context,
    ) -> Asking<Exercise> {
        use exercise::Command as C;
        let opening = self.exercises.state(to).await?.opening;
        let year = opening.map(|it| format!("{}/{}", it.programme, it.exercise));
        let about = || Some(subject(Kind::Workplan, &year?));
        let needs = if let C::Adopt(adoption) = &command {
            let needs = |about| Needs::of(adoption.decision.as_ref(), about, "AdoptWorkplan");
            about().map(|about| Needs { body: Some(adoption.body.clone()), ..needs(about) })
        } else if let C::Revise(revision) = &command {
            let decision = revision.cause.decision.as_ref();
            about().map(|about| Needs::of(decision, about, "ReviseWorkplan"))
        } else {
            None
        };
        let ask = context.ask(to, command);
        Ok((self.stand(ask, needs, C::Unfounded, &context).await?, context))
    }

    pub(super) async fn confirm_for_the_programme(
        &self,
        to: Id<Programme>,
        command: programme::Command,
        context: Context,
    ) -> Asking<Programme> {
        let ask = context.ask(to, command);
        Ok((self.on_its_decision(ask, &context).await?, context))
    }

    /// The same of a command that has been looked into already.
    pub(super) async fn on_its_decision(
        &self,
        ask: Ask<Programme>,
        context: &Context,
    ) -> Result<Ask<Programme>, Failure> {
        use programme::Command as C;
        let Some(code) = self.programmes.state(ask.to).await?.register.programme else {
            return Ok(ask);
        };
        let scope = || subject(Kind::Scope, &code);
        let of = |number: &u32| phase(&code, *number);
        let needs = if let C::ExtendScope(zones) = &ask.command {
            Some(Needs::of(zones.decision.as_ref(), scope(), "ExtendScope"))
        } else if let C::WithdrawFromArea(zones) = &ask.command {
            Some(Needs::of(zones.decision.as_ref(), scope(), "WithdrawFromArea"))
        } else if let C::DecideMigration(_) = &ask.command {
            Some(Needs::of(None, scope(), "DecideMigration"))
        } else if let C::BeginPhaseClosing { phase, .. } = &ask.command {
            Some(Needs::of(None, of(phase), "BeginPhaseClosing"))
        } else if let C::ClosePhase { phase, blockages } = &ask.command {
            let decision = blockages.carried_over_by.as_ref();
            decision.map(|decision| Needs::of(Some(decision), of(phase), "ClosePhase"))
        } else {
            None
        };
        self.stand(ask, needs, C::Unfounded, context).await
    }

    /// A strategy says in words which body it was; sessions cannot compare them.
    pub(super) async fn confirm_for_the_strategy(
        &self,
        to: Id<Strategy>,
        command: strategy::Command,
        context: Context,
    ) -> Asking<Strategy> {
        use strategy::Command as C;
        let draft = self.strategies.state(to).await?.draft;
        let about = || Some(subject(Kind::Strategy, &draft?.strategy));
        let needs = if let C::Validate(step) = &command {
            about().map(|about| Needs::of(step.decision.as_ref(), about, "ValidateStrategy"))
        } else if let C::Adopt(step) = &command {
            about().map(|about| Needs::of(step.decision.as_ref(), about, "AdoptStrategy"))
        } else if let C::Revise(amended) = &command {
            about().map(|about| Needs::of(amended.decision.as_ref(), about, "AmendStrategy"))
        } else {
            None
        };
        let ask = context.ask(to, command);
        Ok((self.stand(ask, needs, C::Unfounded, &context).await?, context))
    }

    /// What was decided on a recommendation, which sessions know as `BI-RS-2018-1/R2`.
    pub(super) async fn confirm_for_the_review(
        &self,
        to: Id<Review>,
        command: review::Command,
        context: Context,
    ) -> Asking<Review> {
        let announced = self.reviews.state(to).await?.announced;
        let needs = match (&command, announced) {
            (review::Command::FollowUp(followed), Some(announced))
                if followed.outcome == Outcome::Decided =>
            {
                let about = format!("{}/{}", announced.review, followed.recommendation);
                let about = subject(Kind::Other, &about);
                Some(Needs::of(followed.decision.as_ref(), about, "FollowUpReview"))
            }
            _ => None,
        };
        let ask = context.ask(to, command);
        Ok((self.stand(ask, needs, review::Command::Unfounded, &context).await?, context))
    }

    /// What is open against a phase holds back its closing, unless a decision carries it over.
    pub(super) async fn ask_what_is_open(
        &self,
        to: Id<Programme>,
        command: programme::Command,
        context: Context,
    ) -> Asking<Programme> {
        let programme::Command::ClosePhase { phase, blockages } = command else {
            return Ok((context.ask(to, command), context));
        };
        let close = |blockages| programme::Command::ClosePhase { phase, blockages };
        let code = self.programmes.state(to).await?.register.programme;
        let told = match code.filter(|_| context.origin != Origin::Import) {
            Some(code) => self.open_against(&code, phase).await?,
            None => None,
        };
        let ask = if let Some(told) = told {
            let open = Some(told.count());
            let blockages = Blockages { open, document: None, ..blockages };
            Ask { basis: told.basis, ..context.ask(to, close(blockages)) }
        } else {
            context.ask_on(blockages.document.clone(), to, close(blockages))
        };
        Ok((self.on_its_decision(ask, &context).await?, context))
    }

    /// What is open against a phase; None where nobody can be asked.
    pub(crate) async fn open_against(
        &self,
        programme: &Code,
        number: u32,
    ) -> Result<Option<Standing>, Failure> {
        let (peers, journal) = (&self.peers, &*self.programmes.journal);
        decisions::open_against(peers, journal, phase(programme, number)).await
    }

    /// The same command, on the decision that is cited for it; or what is wrong with that.
    async fn stand<A: Aggregate>(
        &self,
        ask: Ask<A>,
        needs: Option<Needs>,
        refused: fn(Rejection) -> A::Command,
        context: &Context,
    ) -> Result<Ask<A>, Failure> {
        let Some(Needs { named, subject, transition, body }) = needs else { return Ok(ask) };
        let authority = context.authority.as_ref();
        let authority = authority.and_then(|authority| match authority {
            Authority::Decision(decision) => Some(decision.to_string()),
            Authority::Notice(_) | Authority::Delegation(_) | Authority::Import(_) => None,
        });
        let cited = named.or(authority).filter(|_| context.origin != Origin::Import);
        let Some(decision) = cited else { return Ok(ask) };
        let (about, on) = (subject.reference.clone(), context.effective.on);
        let cited = Cited { decision: &decision, subject, transition, body: body.as_ref(), on };
        let found = decisions::founded(&self.peers, &*self.programmes.journal, cited).await?;
        let why = match found {
            Founded::Verified(basis) => return Ok(Ask { basis, ..ask }),
            Founded::OnPaper => return Ok(ask),
            Founded::Not(Unfounded::Unknown | Unfounded::NotAdopted) => {
                Rejection::DecisionUnknown { decision }
            }
            Founded::Not(Unfounded::Elsewhere) => {
                Rejection::DecisionElsewhere { decision, transition, about }
            }
            Founded::Not(Unfounded::OfAnother) => Rejection::DecisionOfAnother { decision },
        };
        Ok(Ask { command: refused(why), ..ask })
    }
}

/// A phase, as sessions know it: `P127328/1`.
fn phase(programme: &Code, number: u32) -> Subject {
    subject(Kind::Phase, &format!("{programme}/{number}"))
}
