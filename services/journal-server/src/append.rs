//! What clients may change: they append, and they ask for streams to be deleted or closed.

mod said;

use std::sync::Arc;

use runtime::{Append, Appended, Entry, Expected};

use crate::{
    accounts::Caller,
    refusal::Refusal,
    standing::{self, Access, META, Standing},
    store::Store,
};

/// Where the last event of an append lies. An append of nothing has no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) revision: Option<u64>,
    pub(crate) position: Option<u64>,
}

impl From<Appended> for Written {
    fn from(Appended { revision, position }: Appended) -> Self {
        Self { revision: Some(revision), position: Some(position) }
    }
}

impl Store {
    pub(crate) async fn append(
        self: &Arc<Self>,
        caller: &Caller,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Written, Refusal> {
        self.may_write(stream, caller)?;
        if let Some(subject) = stream.strip_prefix(META) {
            let (store, by, subject) = (Arc::clone(self), caller.clone(), subject.to_owned());
            let saying = async move { store.say(&by, &subject, expected, entries).await };
            return to_its_end(saying).await?;
        }
        let together = self.lock(stream).read().await;
        let standing = self.standing(stream).await.map_err(|error| Refusal::failed(&error))?;
        admit(&standing, stream, caller, Access::Write)?;
        if !standing.deleted() {
            return self.write(stream, standing.expecting(expected), entries).await;
        }
        drop(together);
        let (store, by, stream) = (Arc::clone(self), caller.clone(), stream.to_owned());
        let reviving = async move { store.revive(&by, &stream, expected, entries).await };
        to_its_end(reviving).await?
    }

    /// Appends to a stream that was deleted when it was looked at.
    async fn revive(
        &self,
        caller: &Caller,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Written, Refusal> {
        let _alone = self.lock(stream).write().await;
        // It may have been closed meanwhile, or for others only.
        let standing = self.standing(stream).await.map_err(|error| Refusal::failed(&error))?;
        admit(&standing, stream, caller, Access::Write)?;
        let again = self.reviving(stream, expected, entries.clone()).await?;
        let Some((saying, append)) = again else {
            return self.write(stream, standing.expecting(expected), entries).await;
        };
        // With nothing it does not begin again.
        if append.entries.is_empty() {
            let last = self.last_revision(stream).await;
            let revision = last.map_err(|error| Refusal::failed(&error))?;
            return Ok(Written { revision, position: None });
        }
        let told = self.journal.append_together(vec![saying, append]).await;
        self.forget(stream);
        let told = told.map_err(|refused| Refusal::of(refused.error, stream, expected))?;
        told.last().map_or_else(
            || Err(Refusal::failed(&anyhow::anyhow!("an append without an answer"))),
            |appended| Ok((*appended).into()),
        )
    }

    /// Appends to one stream in this order, each answered for itself. All of them at once, which asks
    /// the disk only once, unless one of them would be refused.
    pub(crate) async fn append_each(
        self: &Arc<Self>,
        caller: &Caller,
        stream: &str,
        asked: Vec<(Expected, Vec<Entry>)>,
    ) -> Vec<Result<Written, Refusal>> {
        if asked.len() > 1
            && let Some(told) = self.append_all(caller, stream, &asked).await
        {
            return told.into_iter().map(|appended| Ok(appended.into())).collect();
        }
        let mut told = Vec::with_capacity(asked.len());
        for (expected, entries) in asked {
            told.push(self.append(caller, stream, expected, entries).await);
        }
        told
    }

    /// Appends all to a stream that is as it was appended, or nothing: what stands in the way is told
    /// to whoever appends one by one.
    async fn append_all(
        &self,
        caller: &Caller,
        stream: &str,
        asked: &[(Expected, Vec<Entry>)],
    ) -> Option<Vec<Appended>> {
        if stream.starts_with(META) || asked.iter().any(|(_, entries)| entries.is_empty()) {
            return None;
        }
        self.may_write(stream, caller).ok()?;
        let _together = self.lock(stream).read().await;
        let standing = self.standing(stream).await.ok()?;
        admit(&standing, stream, caller, Access::Write).ok()?;
        if standing.deleted() {
            return None;
        }
        let appends = asked.iter().map(|(expected, entries)| Append {
            stream: stream.to_owned(),
            expected: standing.expecting(*expected),
            entries: entries.clone(),
        });
        self.journal.append_together(appends.collect()).await.ok()
    }

    /// Appends that make a deleted stream begin again with `entries`; nothing if it is not deleted.
    /// The caller holds its lock alone.
    pub(crate) async fn reviving(
        &self,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Option<(Append, Append)>, Refusal> {
        let failed = |error: anyhow::Error| Refusal::failed(&error);
        let standing = self.standing(stream).await.map_err(failed)?;
        if !standing.deleted() {
            return Ok(None);
        }
        let last = self.last_revision(stream).await.map_err(failed)?;
        match expected {
            Expected::Exists => return Err(Refusal::Deleted { stream: stream.to_owned() }),
            Expected::At(revision) if last != Some(revision) => {
                return Err(wrong(stream, expected, last));
            }
            Expected::Any | Expected::Empty | Expected::At(_) => (),
        }
        let next = last.map_or(0, |last| last + 1);
        let saying = Self::saying(stream, standing.reviving(next).map_err(failed)?);
        let expected = last.map_or(Expected::Empty, Expected::At);
        Ok(Some((saying, Append { stream: stream.to_owned(), expected, entries })))
    }

    /// Appends what nothing stands in the way of.
    async fn write(
        &self,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Written, Refusal> {
        if !entries.is_empty() {
            let told = self.journal.append(stream, expected, entries).await;
            return told.map(Written::from).map_err(|error| Refusal::of(error, stream, expected));
        }
        let last = self.last_revision(stream).await.map_err(|error| Refusal::failed(&error))?;
        if !expected.met(last) {
            return Err(wrong(stream, expected, last));
        }
        Ok(Written { revision: last, position: None })
    }

    /// From now on the stream reads as one that has no event, until one is appended. Tells where
    /// that is recorded.
    pub(crate) async fn delete(
        self: &Arc<Self>,
        caller: &Caller,
        stream: &str,
        expected: Expected,
    ) -> Result<u64, Refusal> {
        self.may_write(stream, caller)?;
        let (store, by, stream) = (Arc::clone(self), caller.clone(), stream.to_owned());
        let changing = async move { store.say_deleted(&by, &stream, expected).await };
        to_its_end(changing).await?
    }

    async fn say_deleted(
        &self,
        caller: &Caller,
        stream: &str,
        expected: Expected,
    ) -> Result<u64, Refusal> {
        let failed = |error: anyhow::Error| Refusal::failed(&error);
        let _alone = self.lock(stream).write().await;
        let standing = self.standing(stream).await.map_err(failed)?;
        admit(&standing, stream, caller, Access::Delete)?;
        if self.is_record(stream).await.map_err(failed)? {
            return Err(Refusal::Denied);
        }
        let last = self.last_revision(stream).await.map_err(failed)?;
        let met = match (last, expected) {
            (_, Expected::Exists) if standing.deleted() => {
                return Err(Refusal::Deleted { stream: stream.to_owned() });
            }
            (Some(_), Expected::Empty) => standing.deleted(),
            // A stream that something was said of is there in a way.
            (None, Expected::Any | Expected::Empty) => standing.is_said(),
            (last, expected) => expected.met(last),
        };
        if !met {
            return Err(wrong(stream, expected, last));
        }
        if standing.deleted() {
            let said = self.last(&format!("{META}{stream}")).await.map_err(failed)?;
            let said = said.ok_or_else(|| anyhow::anyhow!("nobody said that it is deleted"));
            return said.map(|said| said.position).map_err(failed);
        }
        self.record(stream, standing.deleting().map_err(failed)?).await
    }

    /// From now on nothing is appended to the stream, and nothing shown of it as a stream.
    pub(crate) async fn close(
        self: &Arc<Self>,
        caller: &Caller,
        stream: &str,
        expected: Expected,
    ) -> Result<u64, Refusal> {
        self.may_write(stream, caller)?;
        let (store, by, stream) = (Arc::clone(self), caller.clone(), stream.to_owned());
        let changing = async move { store.say_closed(&by, &stream, expected).await };
        to_its_end(changing).await?
    }

    async fn say_closed(
        &self,
        caller: &Caller,
        stream: &str,
        expected: Expected,
    ) -> Result<u64, Refusal> {
        let failed = |error: anyhow::Error| Refusal::failed(&error);
        let _alone = self.lock(stream).write().await;
        let standing = self.standing(stream).await.map_err(failed)?;
        admit(&standing, stream, caller, Access::Delete)?;
        if self.is_record(stream).await.map_err(failed)? {
            return Err(Refusal::Denied);
        }
        let last = self.last_revision(stream).await.map_err(failed)?;
        let emptied = standing.deleted() && expected == Expected::Empty;
        if !emptied && !expected.met(last) {
            return Err(wrong(stream, expected, last));
        }
        self.record(stream, standing::closing().map_err(failed)?).await
    }

    async fn record(&self, stream: &str, entry: Entry) -> Result<u64, Refusal> {
        let Append { stream: said, expected, entries } = Self::saying(stream, entry);
        let told = self.journal.append(&said, expected, entries).await;
        self.forget(stream);
        let told = told.map_err(|error| Refusal::of(error, stream, expected))?;
        Ok(told.position)
    }
}

/// What `change` comes to, which goes on if nobody waits for it any more: once the journal was asked to
/// record how a stream stands, what is remembered of it has to be forgotten, and its lock held until then.
pub(crate) async fn to_its_end<T: Send + 'static>(
    change: impl Future<Output = T> + Send + 'static,
) -> Result<T, Refusal> {
    tokio::spawn(change).await.map_err(|error| Refusal::failed(&error.into()))
}

pub(crate) fn admit(
    standing: &Standing,
    stream: &str,
    caller: &Caller,
    access: Access,
) -> Result<(), Refusal> {
    if standing.closed {
        return Err(Refusal::Closed { stream: stream.to_owned() });
    }
    if standing.admits(caller, access) { Ok(()) } else { Err(Refusal::Denied) }
}

pub(crate) fn wrong(stream: &str, expected: Expected, actual: Option<u64>) -> Refusal {
    Refusal::WrongExpectedVersion { stream: stream.to_owned(), expected, actual }
}
