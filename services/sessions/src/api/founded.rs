//! Decisions that commands of this service itself stand on: what others ask of it, it asks too.

use kernel::{Ask, Authority, Id};
use runtime::{Context, Failure, Viewer};

use super::Api;
use crate::{
    recommendation::{self, Recommendation},
    rejection::Rejection,
    session::{Command, Session},
    value::{Subject, SubjectKind},
};

impl Api {
    pub(super) async fn ask_for_the_decision(
        &self,
        to: Id<Recommendation>,
        mut command: recommendation::Command,
        context: Context,
    ) -> Result<(Ask<Recommendation>, Context), Failure> {
        let formulated = self.recommendations.state(to).await?.formulated;
        if let (recommendation::Command::Abandon { abandoned, unfounded }, Some(text)) =
            (&mut command, formulated)
        {
            let cited = format!("{}/{}", abandoned.session, abandoned.item);
            let (kind, reference) = (SubjectKind::Recommendation, text.reference.to_string());
            let about = Subject { kind, reference };
            *unfounded = self.unfounded(&cited, &about, "AbandonRecommendation", &context).await?;
        }
        Ok((context.ask(to, command), context))
    }

    /// A letter waives it as well as a decision; only what a body decided can be looked up.
    pub(super) async fn ask_for_the_waiver(
        &self,
        to: Id<Session>,
        mut command: Command,
        context: Context,
    ) -> Result<(Ask<Session>, Context), Failure> {
        let plan = self.sessions.state(to).await?.plan;
        if let (
            Command::WaiveQuorum { unfounded, .. },
            Some(Authority::Decision(decision)),
            Some(plan),
        ) = (&mut command, &context.authority, plan)
        {
            let (kind, reference) = (SubjectKind::Session, plan.reference.to_string());
            let (cited, about) = (decision.to_string(), Subject { kind, reference });
            *unfounded = self.unfounded(&cited, &about, "WaiveQuorum", &context).await?;
        }
        Ok((context.ask(to, command), context))
    }

    /// Why nothing stands on that decision: no body had adopted it by that day, or not about that.
    async fn unfounded(
        &self,
        cited: &str,
        about: &Subject,
        transition: &str,
        context: &Context,
    ) -> Result<Option<Rejection>, Failure> {
        let position = self.sessions.known().await?;
        self.views.fresh.reach(position).await.map_err(Failure::Peer)?;
        let on = Some(context.effective.on);
        let found = self.views.decision(cited, on, Viewer::Itself).await;
        let Some(taken) = found.map_err(Failure::Journal)? else {
            return Ok(Some(Rejection::DecisionUnknown));
        };
        let checked = taken.checked(about, transition, position);
        Ok(match (checked.adopted, checked.covers) {
            (true, true) => None,
            (true, false) => Some(Rejection::DecisionElsewhere),
            (false, _) => Some(Rejection::DecisionUnknown),
        })
    }
}
