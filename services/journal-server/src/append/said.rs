//! What clients say of a stream, in the stream beside it.

use runtime::{Direction, Entry, Expected, Place};

use super::{Written, admit};
use crate::{
    accounts::Caller,
    refusal::Refusal,
    standing::{self, Access, META, Standing},
    store::Store,
};

impl Store {
    /// Appends to what is said of a stream.
    pub(super) async fn say(
        &self,
        caller: &Caller,
        subject: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Written, Refusal> {
        let failed = |error: anyhow::Error| Refusal::failed(&error);
        let _alone = self.lock(subject).write().await;
        let standing = self.standing(subject).await.map_err(failed)?;
        if !standing.closed {
            admit(&standing, subject, caller, Access::Say)?;
        }
        let mut last = None;
        for entry in &entries {
            let said = standing::saying(entry)?;
            let hides = !said.whole() && self.is_record(subject).await.map_err(failed)?;
            if hides || said.restricts() && self.is_ours(subject).await.map_err(failed)? {
                return Err(Refusal::Denied);
            }
            last = Some((entry, said));
        }
        let stream = format!("{META}{subject}");
        let told = match last {
            _ if standing.closed => self.say_of_closed(caller, &stream, expected, entries).await,
            Some((entry, said)) if standing.deleted() && !said.begins() => {
                let next = self.last_revision(subject).await.map_err(failed)?;
                let next = next.map_or(0, |last| last + 1);
                let behind = said.reviving_behind(entry, next).map_err(failed)?;
                self.say_before(&stream, expected, entries, behind).await
            }
            Some(_) | None => self.write(&stream, expected, entries).await,
        };
        self.forget(subject);
        told
    }

    /// Whatever is said of a deleted stream, what was deleted is not shown again: if nothing is said of where
    /// it begins, `behind` says it. The client hears where its own word lies. One that was said before the
    /// deletion lies there without a word of ours behind it, and is acknowledged so.
    async fn say_before(
        &self,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
        behind: Entry,
    ) -> Result<Written, Refusal> {
        let both = entries.iter().cloned().chain([behind]).collect();
        match self.write(stream, expected, both).await {
            Ok(written) => Ok(written.before()),
            // Nothing is recorded by it: where both were refused for what is expected, one is too.
            Err(Refusal::WrongExpectedVersion { .. }) => {
                self.write(stream, expected, entries).await
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// What is said of a stream that is closed for good is recorded, as the protocol's clients expect, and
    /// opens nothing: that it is closed is said again behind it, and stays the last word. Clients do not
    /// hear of that word, and count as if it were not there.
    async fn say_of_closed(
        &self,
        caller: &Caller,
        stream: &str,
        expected: Expected,
        entries: Vec<Entry>,
    ) -> Result<Written, Refusal> {
        let (end, back) = (Place::End, Direction::Backwards);
        let words = self.journal.read_stream(stream, end, back, 2).await;
        let words = words.map_err(|error| Refusal::failed(&error))?;
        // Whom it kept out before it was closed, it still does.
        let open = Standing::of(words.get(1).map(|word| &word.entry));
        if !open.admits(caller, Access::Say) {
            return Err(Refusal::Denied);
        }
        let behind = match expected {
            Expected::Empty => Expected::At(0),
            Expected::At(revision) => Expected::At(revision.saturating_add(1)),
            Expected::Any | Expected::Exists => expected,
        };
        let told = match entries.last().map(standing::closing_behind) {
            Some(closing) => self.say_before(stream, behind, entries, closing).await,
            None => self.write(stream, behind, entries).await.map(Written::before),
        };
        match told {
            Err(Refusal::WrongExpectedVersion { stream, expected: _, actual }) => {
                let actual = before(actual);
                Err(Refusal::WrongExpectedVersion { stream, expected, actual })
            }
            told => told,
        }
    }
}

impl Written {
    /// Where the word before the last one lies.
    fn before(self) -> Self {
        let Self { revision, position } = self;
        Self { revision: before(revision), position: before(position) }
    }
}

/// Of the word before the last one.
fn before(count: Option<u64>) -> Option<u64> {
    count.and_then(|count| count.checked_sub(1))
}
