use ed25519_dalek::VerifyingKey;
use runtime::{Entry, Expected, Format, Host, Journal, MemoryJournal, Role, Started};
use tempfile::TempDir;

use super::*;
use crate::views::Views;

/// Everything the service has recorded, and somebody who reads it.
pub(super) struct Desk {
    pub(super) journal: Arc<MemoryJournal>,
    pub(super) views: Arc<Views>,
    started: Started,
    _folder: TempDir,
}

impl Desk {
    pub(super) async fn of(stories: &[Story]) -> Self {
        let desk = Self::empty();
        for story in stories {
            desk.hear(story, 0).await;
        }
        desk
    }

    pub(super) fn empty() -> Self {
        Self::beside(None)
    }

    /// In one process with another role.
    pub(super) fn beside(role: Option<&Role>) -> Self {
        let journal = Arc::new(MemoryJournal::new(Uuid::from_u128(9)));
        let folder = tempfile::tempdir().unwrap();
        let shared = Arc::clone(&journal) as Arc<dyn Journal>;
        let mut host = Host::new(shared, folder.path(), VerifyingKey::default()).unwrap();
        if let Some(role) = role {
            host.declare(role).unwrap();
        }
        let financings = host.handler().unwrap();
        let views = Arc::new(crate::views::views(&mut host, financings).unwrap());
        Self { journal, views, started: host.start().unwrap(), _folder: folder }
    }

    /// Records what is new since `from` in the story, and waits until the tables know.
    pub(super) async fn hear(&self, story: &Story, from: usize) {
        for fact in &story.facts[from..] {
            let entry = Entry {
                id: fact.event_id,
                name: fact.event.name().to_owned(),
                data: fact.event.data().unwrap(),
                meta: serde_json::to_vec(&*fact.meta).unwrap(),
                format: Format::Json,
            };
            self.journal.append(&fact.stream, Expected::Any, vec![entry]).await.unwrap();
        }
        self.started.followers().settle(&*self.journal).await.unwrap();
    }

    pub(super) async fn agreement(&self, financing: &str, as_of: act::AsOf) -> pb::Agreement {
        let request = one(financing, as_of);
        self.views.get_agreement(request).await.unwrap().into_inner()
    }

    /// `disbursing`, or `disbursing?` while no notice shows it; nothing where there is none.
    pub(super) async fn state(&self, financing: &str, as_of: act::AsOf) -> String {
        match self.views.get_agreement(one(financing, as_of)).await {
            Ok(agreement) => {
                let state = agreement.into_inner().line.unwrap().state.unwrap();
                format!("{}{}", state.state, if state.unconfirmed { "?" } else { "" })
            }
            Err(status) => {
                assert_eq!(status.code(), tonic::Code::NotFound, "{status}");
                String::new()
            }
        }
    }

    pub(super) async fn balances(&self, financing: &str, as_of: act::AsOf) -> pb::Balances {
        self.views.get_balances(one(financing, as_of)).await.unwrap().into_inner()
    }

    pub(super) async fn account(&self, financing: &str, as_of: act::AsOf) -> pb::Account {
        self.views.get_account(one(financing, as_of)).await.unwrap().into_inner()
    }

    pub(super) async fn history(
        &self,
        financing: &str,
        figure: &str,
    ) -> Vec<proto::jalon::v1::Entry> {
        let (financing, figure) = (financing.to_owned(), figure.to_owned());
        let request = pb::HistoryRequest { financing, figure, as_of: None };
        self.views.get_history(Request::new(request)).await.unwrap().into_inner().entries
    }

    pub(super) async fn deadlines(
        &self,
        financing: &str,
        on: Date,
    ) -> Vec<(String, String, String, i32)> {
        let request = ledger(financing, effective(on));
        let deadlines = self.views.list_deadlines(request).await.unwrap().into_inner().deadlines;
        deadlines.into_iter().map(|it| (it.kind, it.subject, it.state, it.days)).collect()
    }
}
