//! Whoever reads the journal as it grows: how far each one is, and why one has stopped.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use crate::{Direction, Filter, Journal, Page, Place};

/// Events taken in at once.
pub(crate) const PAGE: usize = 4096;
/// How long a follower that has caught up lets events gather before it looks again.
const COMPANY: Duration = Duration::from_millis(2);
/// Longest wait before what failed is tried again.
const LONGEST: Duration = Duration::from_secs(30);

/// What a follower makes of what it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    Table,
    Policy,
    Announcement,
    /// Tells the world outside. Nobody here waits for it.
    Relay,
}

/// How far one follower is.
#[derive(Clone, Debug)]
pub struct Follower {
    pub name: String,
    pub kind: Kind,
    place: Arc<watch::Sender<Progress>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The first position it has not dealt with.
    pub next: u64,
    /// Why it does not go on, while it does not.
    pub stopped: Option<String>,
}

/// All followers of a process.
#[derive(Clone, Debug, Default)]
pub struct Followers {
    all: Arc<Mutex<Vec<Follower>>>,
}

/// What a follower does with what it reads.
#[async_trait::async_trait]
pub(crate) trait Reader: Send {
    /// Takes a page in, or fails and is given it again.
    async fn take(&mut self, page: Page) -> anyhow::Result<()>;
}

impl Followers {
    pub fn add(&self, name: &str, kind: Kind, next: u64) -> Follower {
        let place = Arc::new(watch::Sender::new(Progress { next, stopped: None }));
        let follower = Follower { name: name.to_owned(), kind, place };
        self.all.lock().unwrap_or_else(PoisonError::into_inner).push(follower.clone());
        follower
    }

    pub fn all(&self) -> Vec<Follower> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Resolves when everybody but the relays has dealt with all there is, and nothing has
    /// followed from it.
    pub async fn settle(&self, journal: &dyn Journal) -> anyhow::Result<u64> {
        loop {
            let head = journal.head().await?;
            for follower in self.all() {
                if follower.kind != Kind::Relay {
                    follower.beyond(head).await?;
                }
            }
            if journal.head().await? == head {
                return Ok(head);
            }
        }
    }
}

impl Follower {
    pub fn progress(&self) -> Progress {
        self.place.borrow().clone()
    }

    pub fn advance(&self, next: u64) {
        self.place.send_if_modified(|progress| {
            let moved = progress.next < next || progress.stopped.is_some();
            *progress = Progress { next: progress.next.max(next), stopped: None };
            moved
        });
    }

    /// How far it is, and whether it goes on, at once.
    pub fn set(&self, progress: Progress) {
        self.place.send_replace(progress);
    }

    pub fn stopped(&self, why: String) {
        self.place.send_modify(|progress| progress.stopped = Some(why));
    }

    /// Resolves once everything before `head` is dealt with.
    pub async fn beyond(&self, head: u64) -> anyhow::Result<()> {
        self.place.subscribe().wait_for(|progress| progress.next >= head).await?;
        Ok(())
    }

    /// Hands every page from `from` on to `reader`, in order, for ever. What fails is tried again,
    /// ever less often, and the failure shows until it passes.
    pub(crate) async fn pages(
        &self,
        journal: &Arc<dyn Journal>,
        filter: Filter,
        from: u64,
        reader: &mut impl Reader,
    ) -> anyhow::Result<()> {
        let mut next = from;
        let mut wait = Duration::from_millis(50);
        loop {
            if journal.head().await? <= next {
                journal.beyond(next).await?;
                // What comes alone soon has company, and is cheaper taken in together.
                tokio::time::sleep(COMPANY).await;
            }
            let place = Place::At(next);
            let page = journal.read_all(place, Direction::Forwards, &filter, PAGE).await;
            let taken = match page {
                Ok(page) => {
                    let after = page.next;
                    reader.take(page).await.map(|()| after)
                }
                Err(error) => Err(error),
            };
            match taken {
                Ok(after) => {
                    next = after;
                    wait = Duration::from_millis(50);
                    self.advance(next);
                }
                Err(error) => {
                    tracing::error!(follower = self.name, error = format!("{error:#}"), "stopped");
                    self.stopped(format!("{error:#}"));
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(LONGEST);
                }
            }
        }
    }
}
