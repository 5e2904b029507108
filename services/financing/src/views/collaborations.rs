//! What partners still do under an agreement, asked of the service that knows.

use proto::{
    financing::v1 as pb,
    jalon::v1 as pb_act,
    partners::v1::{
        CollaborationLine, ListCollaborationsRequest, partners_views_client::PartnersViewsClient,
    },
};
use runtime::question;

use super::reader::Seen;

/// The role that is asked.
const PARTNERS: &str = "partners";

impl Seen<'_> {
    /// Those that are open, seen from where the asker stands and as the asker may. None where nobody
    /// could be asked: a board is shown all the same, and says so.
    pub(super) async fn open_collaborations(&self) -> Option<Vec<pb::OpenCollaboration>> {
        let channel = self.views.peers.channel(PARTNERS, self.stream.from.viewer)?;
        let asked = ListCollaborationsRequest {
            financing: self.reference().to_owned(),
            open: true,
            as_of: Some(self.as_of()),
            ..ListCollaborationsRequest::default()
        };
        let asked = question(&*self.views.journal, asked).await.ok()?;
        let answer = PartnersViewsClient::new(channel).list_collaborations(asked).await;
        let lines = match answer {
            Ok(answer) => answer.into_inner().collaborations,
            Err(status) => {
                tracing::info!(code = ?status.code(), "partners did not answer");
                return None;
            }
        };
        Some(lines.into_iter().map(line).collect())
    }

    fn as_of(&self) -> pb_act::AsOf {
        let kernel::AsOf { effective, known, position } = self.stream.from.as_of;
        pb_act::AsOf {
            effective: effective.map(|on| on.to_string()).unwrap_or_default(),
            known: known.map(|at| at.to_string()).unwrap_or_default(),
            position,
        }
    }
}

fn line(line: CollaborationLine) -> pb::OpenCollaboration {
    let CollaborationLine { collaboration, title, partner, state, ends_on, proof, .. } = line;
    pb::OpenCollaboration { collaboration, title, partner, state, ends_on, proof }
}
