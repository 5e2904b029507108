//! What a command about a recommendation or a blockage needs to know of the session or the mission
//! it comes from.

use kernel::{Ask, Code, Id};
use runtime::{Context, Failure};

use super::{Api, edge::filed};
use crate::{
    blockage::{self, Blockage},
    body::{Body, rules::Cadence},
    mission::Mission,
    recommendation::{self, Recommendation},
    session::{Session, Sitting},
    wire,
};

type Asking<A> = Result<(Ask<A>, Context), Failure>;

impl Api {
    pub(super) async fn ask_its_origin(
        &self,
        to: Id<Recommendation>,
        mut command: recommendation::Command,
        mut context: Context,
    ) -> Asking<Recommendation> {
        if let recommendation::Command::Formulate { text, known } = &mut command {
            if let Some(session) = &text.origin.session {
                let session = self.sessions.state(Session::id(session)).await?;
                if let Some(plan) = &session.plan {
                    (text.origin.kind, text.origin.body) =
                        (plan.kind.into(), Some(plan.body.clone()));
                    (*known, context) = (true, filed_as(&session, context));
                }
            } else if let Some(mission) = &text.origin.mission {
                let mission = self.missions.state(Mission::id(mission)).await?;
                if let Some(announced) = mission.announced() {
                    text.origin.kind = announced.kind.into();
                    *known = true;
                }
                context = filed(context, mission.programme(), None);
            } else {
                // Neither: the rule that it has an origin says so.
                *known = true;
            }
        }
        Ok((context.ask(to, command), context))
    }

    /// The session that adopts it; the one it was formulated in, unless another is named.
    pub(super) async fn ask_the_sitting(
        &self,
        to: Id<Recommendation>,
        adopting: wire::recommendation::Adopting,
        context: Context,
    ) -> Asking<Recommendation> {
        let recommendation = self.recommendations.state(to).await?;
        let own = recommendation.formulated.and_then(|text| text.origin.session);
        let sitting = match adopting.session.or(own) {
            Some(session) => self.sitting(&session, &context).await?,
            None => None,
        };
        let cadence = match &sitting {
            Some(sitting) => self.cadence(&sitting.body, &context).await?,
            None => None,
        };
        let command = recommendation::Command::Adopt { sitting, cadence };
        Ok((context.ask(to, command), context))
    }

    pub(super) async fn ask_for_the_cadence(
        &self,
        to: Id<Recommendation>,
        mut command: recommendation::Command,
        context: Context,
    ) -> Asking<Recommendation> {
        if let recommendation::Command::Assign { cadence, .. } = &mut command {
            let recommendation = self.recommendations.state(to).await?;
            let body = recommendation.formulated.and_then(|text| text.origin.body);
            if let Some(body) = body {
                *cadence = self.cadence(&body, &context).await?;
            }
        }
        Ok((context.ask(to, command), context))
    }

    pub(super) async fn ask_where_it_was(
        &self,
        to: Id<Blockage>,
        mut command: blockage::Command,
        mut context: Context,
    ) -> Asking<Blockage> {
        if let blockage::Command::Raise { raised, known } = &mut command
            && let Some(session) = &raised.session
        {
            let session = self.sessions.state(Session::id(session)).await?;
            if let Some(plan) = &session.plan {
                raised.body = Some(plan.body.clone());
                (*known, context) = (true, filed_as(&session, context));
            }
        }
        Ok((context.ask(to, command), context))
    }

    pub(super) async fn ask_the_adopting_session(
        &self,
        to: Id<Blockage>,
        adopting: wire::blockage::Adopting,
        context: Context,
    ) -> Asking<Blockage> {
        let sitting = self.sitting(&adopting.session, &context).await?;
        let command = blockage::Command::Adopt { solution: adopting.solution, sitting };
        Ok((context.ask(to, command), context))
    }

    /// How a session stands on the day of the act; None where there is no such session.
    async fn sitting(&self, session: &Code, context: &Context) -> Result<Option<Sitting>, Failure> {
        let position = self.sessions.known().await?;
        let session = self.sessions.state(Session::id(session)).await?;
        Ok(session.sitting(context.effective.on, position))
    }

    async fn cadence(&self, body: &Code, context: &Context) -> Result<Option<Cadence>, Failure> {
        let body = self.bodies.state(Body::id(body)).await?;
        Ok(body.rules_on(context.effective.on).cadence)
    }
}

fn filed_as(session: &Session, context: Context) -> Context {
    let (programme, country) = kernel::Aggregate::filed_under(session);
    filed(context, programme, country)
}
