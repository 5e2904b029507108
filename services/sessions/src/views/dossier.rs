//! What members are sent before a session: everything as it was known at one position of the journal,
//! the same bytes for ever.

use jiff::civil::Date;
use kernel::{AsOf, Code, Fact, Hash};
use proto::sessions::v1::{self as pb, dossier::Content};
use runtime::{
    Viewer,
    view::{Day, Viewpoint, day, facts, money},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    Views,
    desk::Desk,
    lines::{outcome, proof},
    minutes::written,
    session::{agenda_item, chairs},
    sessions::{FrozenAt, Session},
};
use crate::session::{self, plan::Plan, presented::Presented, stage};

impl Views {
    /// The dossier's bytes and their hash, as everything was known at `position` on that day. What is
    /// frozen is all of it: the hash is of that.
    pub(crate) async fn dossier(
        &self,
        session: &Code,
        position: u64,
        on: Date,
        presented: &[Presented],
        viewer: Viewer,
    ) -> anyhow::Result<(String, Hash)> {
        // Which streams there were is the tables' to say: they know all of them first.
        self.fresh.reach(position).await?;
        let as_of = AsOf { position: Some(position), ..AsOf::default() };
        let from = Viewpoint { as_of, today: on, viewer };
        let desk = self.desk(from).await?;
        let content = match desk.sessions.get(session).and_then(|it| Some((it.plan.as_ref()?, it)))
        {
            Some((plan, session)) => {
                let minutes = self.to_validate(session, from).await?;
                desk.content(plan, session, minutes, presented)
            }
            None => Content::default(),
        };
        let json = proto::json(&content)?;
        let hash = Hash(Sha256::digest(&json).into());
        Ok((String::from_utf8(json)?, hash))
    }

    /// Minutes that its agenda has it validate, as they were then.
    async fn to_validate(
        &self,
        session: &Session,
        from: Viewpoint,
    ) -> anyhow::Result<Vec<pb::Minutes>> {
        let mut minutes = Vec::new();
        for of in session.items.iter().filter_map(|row| row.item.minutes_of.as_ref()) {
            minutes.push(written(of, &self.facts_of(of, from).await?));
        }
        Ok(minutes)
    }

    /// What partners told, as it was kept with that event.
    async fn presented(
        &self,
        session: &Code,
        frozen: Uuid,
        viewer: Viewer,
    ) -> anyhow::Result<Vec<Presented>> {
        let now = Viewpoint { as_of: AsOf::default(), today: Date::MAX, viewer };
        let facts = self.facts_of(session, now).await?;
        let event = facts.into_iter().find(|fact| fact.event_id == frozen).map(|fact| fact.event);
        Ok(match event {
            Some(session::Event::Session(stage::Event::DossierFrozen(frozen))) => {
                frozen.collaborations
            }
            Some(_) | None => Vec::new(),
        })
    }

    pub(super) async fn facts_of(
        &self,
        session: &Code,
        from: Viewpoint,
    ) -> anyhow::Result<Vec<Fact<session::Event>>> {
        let stream = <session::Session as kernel::Aggregate>::stream(session::Session::id(session));
        facts(&*self.journal, &stream, from).await
    }

    async fn made_again(
        &self,
        session: &Code,
        FrozenAt { position, on, .. }: FrozenAt,
        event: Uuid,
        viewer: Viewer,
    ) -> anyhow::Result<(String, Hash)> {
        let presented = self.presented(session, event, viewer).await?;
        self.dossier(session, position, on, &presented, viewer).await
    }

    /// What was frozen last, made again. Whoever may not read all of it is still told whether all of it
    /// is what it was.
    pub(super) async fn frozen(
        &self,
        plan: &Plan,
        row: &Session,
        viewer: Viewer,
    ) -> anyhow::Result<pb::Dossier> {
        let session = plan.reference.to_string();
        let Some((frozen, established)) = &row.frozen else {
            return Ok(pb::Dossier { session, ..pb::Dossier::default() });
        };
        let made = |viewer| self.made_again(&plan.reference, *frozen, established.event_id, viewer);
        let (json, shown) = made(viewer).await?;
        let hash = if viewer.sees_all() { shown } else { made(Viewer::Itself).await?.1 };
        Ok(pb::Dossier {
            session,
            position: frozen.position,
            sha256: frozen.sha256.to_string(),
            matches: hash == frozen.sha256,
            json,
            proof: proof(Some(*established)),
        })
    }
}

impl Desk {
    fn content(
        &self,
        plan: &Plan,
        session: &Session,
        minutes: Vec<pb::Minutes>,
        presented: &[Presented],
    ) -> Content {
        let body = self.bodies.get(&plan.body);
        let open = self
            .recommendations
            .iter()
            .filter(|(_, it)| it.body.as_ref() == Some(&plan.body) && it.status.is_open());
        let blockages = self.blockages.iter().filter(|(_, it)| {
            let of = it.raised.as_ref().and_then(|raised| raised.body.as_ref());
            of == Some(&plan.body) && it.status.is_open()
        });
        Content {
            session: Some(self.session_line(plan, session)),
            officers: chairs(session),
            agenda: session.items.iter().map(agenda_item).collect(),
            members: body.map_or_else(Vec::new, |body| self.members(body)),
            minutes,
            recommendations: open.map(|(code, it)| self.recommendation_line(code, it)).collect(),
            blockages: blockages.map(|(code, it)| self.blockage_line(code, it)).collect(),
            outcomes: plan.outcomes.iter().map(outcome).collect(),
            collaborations: presented.iter().map(line).collect(),
        }
    }
}

fn line(presented: &Presented) -> pb::dossier::Presented {
    pb::dossier::Presented {
        collaboration: presented.collaboration.to_string(),
        title: presented.title.clone(),
        partner: presented.partner.clone(),
        state: presented.state.clone(),
        ends_on: day(presented.ends_on.map(Day)),
        amount: presented.amount.map(money),
        outstanding: presented.outstanding.map(money),
        deliverables: presented.deliverables,
        delivered: presented.delivered,
        overdue: presented.overdue,
    }
}
