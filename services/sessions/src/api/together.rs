//! What is done with partners and reported to a body, as their service tells it. Where it is absent,
//! the dossier says nothing of it.

use jiff::civil::Date;
use kernel::Code;
use proto::{
    jalon::v1::AsOf,
    partners::v1::{
        CollaborationLine, ListCollaborationsRequest, partners_views_client::PartnersViewsClient,
    },
};
use runtime::{Failure, Viewer, money, question};

use super::Api;
use crate::session::presented::{Presented, fitting};

impl Api {
    pub(super) async fn together(
        &self,
        body: &Code,
        on: Date,
        position: u64,
        viewer: Viewer,
    ) -> Result<Vec<Presented>, Failure> {
        let partners = self.peers.channel("partners", viewer);
        let Some(channel) = partners else { return Ok(Vec::new()) };
        let (effective, known) = (on.to_string(), String::new());
        let as_of = Some(AsOf { effective, known, position: Some(position) });
        let asked =
            ListCollaborationsRequest { body: body.to_string(), as_of, ..Default::default() };
        let asked = question(&*self.sessions.journal, asked).await?;
        let answer = PartnersViewsClient::new(channel).list_collaborations(asked).await;
        let lines = answer.map_err(Failure::Peer)?.into_inner().collaborations;
        Ok(fitting(lines.into_iter().filter_map(presented).collect()))
    }
}

fn presented(line: CollaborationLine) -> Option<Presented> {
    Some(Presented {
        collaboration: line.collaboration.parse().ok()?,
        title: line.title,
        partner: line.partner,
        state: line.state,
        ends_on: line.ends_on.parse().ok(),
        amount: money(line.amount.as_ref(), "amount").ok(),
        outstanding: money(line.outstanding.as_ref(), "outstanding").ok(),
        deliverables: line.deliverables,
        delivered: line.delivered,
        overdue: line.overdue,
    })
}
