//! What a command about a session or its body needs to know that its request cannot say: which
//! number it gets, who has a seat, how the minutes of another session stand.

use kernel::{Ask, Code, Confidentiality, Id};
use runtime::{Context, Failure, Viewer};
use uuid::Uuid;

use super::Api;
use crate::{
    body::{self, Body, numbering::Number},
    session::{Command, Session, agenda::ItemKind, stage::Frozen},
};

type Asking<A> = Result<(Ask<A>, Context), Failure>;

impl Api {
    /// The session gets its number from its body first, which gives none twice. Planned again, it
    /// has the same one.
    pub(super) async fn number_it(
        &self,
        to: Id<Session>,
        command: Command,
        mut context: Context,
    ) -> Asking<Session> {
        let Command::Plan(mut plan) = command else {
            return Ok((context.ask(to, command), context));
        };
        let of = Body::id(&plan.body);
        let body = self.bodies.state(of).await?;
        context = filed(context, body.programme.as_ref(), body.country.as_ref());
        if let Some(constituted) = body.constituted {
            plan.body_kind = constituted.kind;
        }
        // What makes no sense takes no number.
        if plan.consistent().is_ok() {
            let number = Number {
                session: plan.reference.clone(),
                kind: plan.kind,
                ordinal: plan.ordinal,
                first_day: plan.dates.first(),
            };
            let command_id = Uuid::new_v5(&context.command_id, b"number");
            let context = Context { command_id, expected: None, ..context.clone() };
            let ask = context.ask(of, body::Command::Number(number));
            self.bodies.handler.handle(ask, &context).await?;
        }
        Ok((context.ask(to, Command::Plan(plan)), context))
    }

    /// What members are sent is what is known now, and its hash is recorded.
    pub(super) async fn make_the_dossier(
        &self,
        to: Id<Session>,
        command: Command,
        context: Context,
    ) -> Asking<Session> {
        let session = self.sessions.state(to).await?;
        let (Command::Freeze(_), Some(plan)) = (&command, &session.plan) else {
            return Ok((context.ask(to, command), context));
        };
        let position = self.sessions.known().await?;
        let on = context.effective.on;
        let presented = session.agenda.has(ItemKind::Collaborations);
        let all = Viewer::Itself;
        // What partners tell is recorded no more openly than they do.
        let told = match context.confidentiality {
            Confidentiality::Public | Confidentiality::Internal => Viewer::Anybody,
            Confidentiality::Restricted => all,
        };
        let collaborations = if presented {
            self.together(&plan.body, on, position, told).await?
        } else {
            Vec::new()
        };
        let of = &plan.reference;
        let dossier = self.views.dossier(of, position, on, &collaborations, all).await;
        let (_, sha256) = dossier.map_err(Failure::Journal)?;
        let frozen = Frozen { position, on, sha256, collaborations };
        Ok((context.ask(to, Command::Freeze(frozen)), context))
    }

    /// Who has a seat that day is for the body to say.
    pub(super) async fn ask_for_seats(
        &self,
        to: Id<Session>,
        mut command: Command,
        context: Context,
    ) -> Asking<Session> {
        let session = self.sessions.state(to).await?;
        if let (Command::Attend(attend), Some(plan)) = (&mut command, &session.plan) {
            let body = self.bodies.state(Body::id(&plan.body)).await?;
            let day = attend.day.or_else(|| plan.dates.first_day()).unwrap_or(context.effective.on);
            attend.seats = body.seats_on(day).cloned().collect();
        }
        Ok((context.ask(to, command), context))
    }

    pub(super) async fn ask_for_the_rule(
        &self,
        to: Id<Session>,
        mut command: Command,
        context: Context,
    ) -> Asking<Session> {
        let session = self.sessions.state(to).await?;
        if let (Command::ConfirmQuorum(count), Some(plan)) = (&mut command, &session.plan) {
            let body = self.bodies.state(Body::id(&plan.body)).await?;
            let on = context.effective.on;
            count.rule = body.rules_on(on).quorum;
            count.seats = u32::try_from(body.seats_on(on).count()).unwrap_or(u32::MAX);
        }
        Ok((context.ask(to, command), context))
    }

    /// From here on the session looks at earlier recommendations as they are known now.
    pub(super) async fn look_at_the_journal(
        &self,
        to: Id<Session>,
        mut command: Command,
        context: Context,
    ) -> Asking<Session> {
        if let Command::Open { known } = &mut command {
            *known = self.sessions.known().await?;
        }
        Ok((context.ask(to, command), context))
    }

    pub(super) async fn ask_the_earlier_session(
        &self,
        to: Id<Session>,
        mut command: Command,
        context: Context,
    ) -> Asking<Session> {
        if let Command::Judge(judge) = &mut command {
            let earlier = self.sessions.state(Session::id(&judge.minutes_of)).await?;
            judge.earlier = earlier.plan.as_ref().map(|plan| earlier.minutes.earlier(plan));
        }
        Ok((context.ask(to, command), context))
    }

    pub(super) async fn ask_its_sessions(
        &self,
        to: Id<Body>,
        mut command: body::Command,
        context: Context,
    ) -> Asking<Body> {
        if let body::Command::Dissolve { running, .. } = &mut command {
            for code in self.bodies.state(to).await?.numbers.sessions() {
                if self.sessions.state(Session::id(code)).await?.is_under_way() {
                    running.push(code.clone());
                }
            }
        }
        Ok((context.ask(to, command), context))
    }
}

/// Something of a programme belongs to it, whatever its request says.
pub(super) fn filed(context: Context, programme: Option<&Code>, country: Option<&Code>) -> Context {
    Context {
        programme: programme.cloned().or(context.programme),
        country: country.cloned().or(context.country),
        ..context
    }
}
