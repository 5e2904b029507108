//! Whoever reads the journal as it grows: how far each one is, and why one has stopped.

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sled::Tree;
use tokio::{sync::watch, time::Instant};

use crate::{
    Filter, Journal,
    seen::{Lot, Window},
    store::{self, Lost, Store},
};

/// How long a follower that has caught up lets events gather, unless somebody waits for it: longer
/// each time that they come before it has passed, so that whoever sends many commands is not kept
/// from it by what follows from them.
const COMPANY: (Duration, Duration) = (Duration::from_millis(2), Duration::from_millis(64));
/// Who has so many events still to read lets none gather.
const BEHIND: u64 = 512;
/// Events that may pass a follower by before it says so: it reads them once more after a restart.
pub(crate) const UNMARKED: u64 = 1024;
/// Shortest and longest wait before what failed is tried again.
const RETRY: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(30));

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
    /// How far somebody wants it to be.
    wanted: Arc<watch::Sender<u64>>,
    /// Whether it does not go on, for those who need not know how far it is.
    halted: Arc<watch::Sender<bool>>,
    /// What it writes to, which may be why it fails.
    store: Option<Store>,
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
    /// Takes some events in, or fails and is given them again.
    async fn take(&mut self, lot: Lot) -> anyhow::Result<()>;
}

impl Followers {
    pub fn add(&self, name: &str, kind: Kind, next: u64) -> Follower {
        let place = Arc::new(watch::Sender::new(Progress { next, stopped: None }));
        let wanted = Arc::new(watch::Sender::new(next));
        let halted = Arc::new(watch::Sender::new(false));
        let follower = Follower { name: name.to_owned(), kind, place, wanted, halted, store: None };
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
            let mut all = self.all();
            all.retain(|follower| follower.kind != Kind::Relay);
            beyond(&all, head).await?;
            if journal.head().await? == head {
                return Ok(head);
            }
        }
    }
}

/// Resolves once all of them have dealt with everything before `head`. Each is told before any is waited
/// for, so that none gathers events while another is at work.
pub(crate) async fn beyond(followers: &[Follower], head: u64) -> anyhow::Result<()> {
    for follower in followers {
        follower.want(head);
    }
    for follower in followers {
        follower.beyond(head).await?;
    }
    Ok(())
}

impl Follower {
    /// The same, which writes to that store.
    pub(crate) fn over(self, store: &Store) -> Self {
        Self { store: Some(store.clone()), ..self }
    }

    pub fn progress(&self) -> Progress {
        self.place.borrow().clone()
    }

    pub fn advance(&self, next: u64) {
        self.place.send_if_modified(|progress| {
            let moved = progress.next < next || progress.stopped.is_some();
            *progress = Progress { next: progress.next.max(next), stopped: None };
            moved
        });
        self.halt(false);
    }

    /// How far it is, and whether it goes on, at once.
    pub fn set(&self, progress: Progress) {
        self.halt(progress.stopped.is_some());
        self.place.send_replace(progress);
    }

    pub fn stopped(&self, why: String) {
        self.place.send_modify(|progress| progress.stopped = Some(why));
        self.halt(true);
    }

    fn halt(&self, now: bool) {
        self.halted.send_if_modified(|halted| std::mem::replace(halted, now) != now);
    }

    /// Resolves once everything before `head` is dealt with, which is then not put off. Nobody may
    /// ask for more than there is: events would never gather again.
    pub async fn beyond(&self, head: u64) -> anyhow::Result<()> {
        self.want(head);
        self.place.subscribe().wait_for(|progress| progress.next >= head).await?;
        Ok(())
    }

    fn want(&self, head: u64) {
        self.wanted.send_if_modified(|wanted| {
            let more = *wanted < head;
            *wanted = head.max(*wanted);
            more
        });
    }

    /// Lets events gather behind `next`, for as long as nobody waits for them.
    async fn gather(&self, next: u64, company: Duration) {
        let mut wanted = self.wanted.subscribe();
        _ = tokio::time::timeout(company, wanted.wait_for(|wanted| *wanted > next)).await;
    }

    /// Hands everything that `filter` admits from `from` on to `reader`, in order, for ever. What
    /// fails is tried again, ever less often, and the failure shows until it passes; only a store
    /// that is lost ends it.
    pub(crate) async fn follow(
        &self,
        window: &Window,
        filter: Filter,
        from: u64,
        reader: &mut impl Reader,
    ) -> anyhow::Result<()> {
        let (mut next, mut company, mut wait) = (from, COMPANY.0, RETRY.0);
        loop {
            let taken = match self.more(window, &filter, next, &mut company).await {
                Ok(lot) => {
                    let after = lot.next;
                    reader.take(lot).await.map(|()| after)
                }
                Err(error) => Err(error),
            };
            match taken {
                Ok(after) => {
                    (next, wait) = (after, RETRY.0);
                    self.advance(next);
                }
                Err(error) => {
                    if let Some(store) = self.store.as_ref().filter(|_| Lost::is_why(&error)) {
                        store.doubt(&error);
                        return Err(error.context(Lost));
                    }
                    self.pause(&error, &mut wait).await;
                }
            }
        }
    }

    /// What there is from `next` on, once there is something.
    async fn more(
        &self,
        window: &Window,
        filter: &Filter,
        next: u64,
        company: &mut Duration,
    ) -> anyhow::Result<Lot> {
        if window.journal.heard() < next.saturating_add(BEHIND) {
            let since = Instant::now();
            window.journal.beyond(next).await?;
            let went_on = since.elapsed() < *company;
            *company = if went_on { COMPANY.1.min(*company * 2) } else { COMPANY.0 };
            self.gather(next, *company).await;
        }
        window.read(next, filter).await
    }

    /// What a follower has to know before it begins, asked for until there is an answer: a journal
    /// may be away for a while, and nobody ends because of it.
    pub(crate) async fn patiently<T, F>(&self, mut ask: impl FnMut() -> F) -> T
    where
        F: Future<Output = anyhow::Result<T>>,
    {
        let mut wait = RETRY.0;
        loop {
            match ask().await {
                Ok(answer) => return answer,
                Err(error) => self.pause(&error, &mut wait).await,
            }
        }
    }

    /// Where to go on filling `tree` from. Empties it where the journal does not hold what it took in.
    pub(crate) async fn resume(&self, journal: &dyn Journal, tree: &Tree) -> anyhow::Result<u64> {
        let (place, id) = (tree.clone(), journal.id());
        let reached = store::blocking(move || store::reached(&place, id)).await?;
        if self.patiently(|| reached.lies_in(journal)).await {
            return Ok(reached.next);
        }
        let (place, why) = (tree.clone(), "reflects what the journal held before it was set back");
        store::blocking(move || store::distrust(&place, why)).await?;
        Ok(0)
    }

    /// Shows why it does not go on, for longer each time.
    async fn pause(&self, error: &anyhow::Error, wait: &mut Duration) {
        tracing::error!(follower = self.name, error = format!("{error:#}"), "stopped");
        self.stopped(format!("{error:#}"));
        tokio::time::sleep(*wait).await;
        *wait = (*wait * 2).min(RETRY.1);
    }

    /// Whether it does not go on, and changes whenever it stops or goes on again.
    pub(crate) fn watched(&self) -> watch::Receiver<bool> {
        self.halted.subscribe()
    }
}
