//! What every journal has to pass, wherever it is kept: in memory, in a directory, over a wire.
//!
//! The journal may hold events already, and others may be appending to it: streams are named by a
//! tag of the caller's, and positions are only compared.

use std::sync::Arc;

use anyhow::{Context as _, Result, bail, ensure};
use futures::TryStreamExt as _;
use runtime::{
    Append, AppendError, Appended, Budget, Direction, Entry, Expected, Filter, Format, Journal,
    MOST_NAME, Matching, NotTogether, Place, Recorded, subscribe,
};
use uuid::Uuid;

use Direction::{Backwards, Forwards};

/// Everything below; `tag` is one that was never used with this journal.
pub async fn all(journal: Arc<dyn Journal>, tag: &str) -> Result<()> {
    let asking = Asking { journal: Arc::clone(&journal), tag };
    asking.several().await.context("appending together")?;
    one_at_a_time(journal, tag).await
}

/// The same of a journal that appends to one stream at a time.
pub async fn one_at_a_time(journal: Arc<dyn Journal>, tag: &str) -> Result<()> {
    let asking = Asking { journal, tag };
    asking.expectations().await.context("expectations")?;
    asking.again().await.context("the same append again")?;
    asking.of_a_stream().await.context("reading a stream")?;
    asking.of_all().await.context("reading all streams")?;
    asking.within().await.context("reading within a window")?;
    asking.by_bytes().await.context("reading by bytes")?;
    asking.names().await.context("long names")?;
    asking.waiting().await.context("waiting for more")
}

struct Asking<'t> {
    journal: Arc<dyn Journal>,
    tag: &'t str,
}

impl Asking<'_> {
    fn stream(&self, name: &str) -> String {
        format!("{}-{name}", self.tag)
    }

    /// The same words are the same event, so that an append can be repeated.
    fn entries<const N: usize>(&self, words: [&str; N]) -> Vec<Entry> {
        let entry = |word: &str| Entry {
            id: Uuid::new_v5(&Uuid::NAMESPACE_URL, self.stream(word).as_bytes()),
            name: format!("contract.{word}.v1"),
            data: word.as_bytes().to_vec(),
            meta: Vec::new(),
            format: Format::Bytes,
        };
        words.map(entry).into()
    }

    async fn append<const N: usize>(
        &self,
        stream: &str,
        expected: Expected,
        words: [&str; N],
    ) -> Result<Appended, AppendError> {
        self.journal.append(&self.stream(stream), expected, self.entries(words)).await
    }

    async fn read(&self, stream: &str, from: Place, direction: Direction) -> Result<Vec<String>> {
        let found = self.journal.read_stream(&self.stream(stream), from, direction, 3).await?;
        Ok(words(&found))
    }

    async fn expectations(&self) -> Result<()> {
        let conflict = |told, expected| match told {
            Err(AppendError::Conflict { last }) if last == expected => Ok(()),
            told => bail!("told {told:?} instead of a conflict with {expected:?}"),
        };
        let stream = "expected";
        conflict(self.append(stream, Expected::Exists, ["a"]).await, None)?;
        conflict(self.append(stream, Expected::At(0), ["a"]).await, None)?;
        let first = self.append(stream, Expected::Empty, ["a", "b"]).await?;
        ensure!(first.revision == 1, "the proof is of the last event");
        conflict(self.append(stream, Expected::Empty, ["c"]).await, Some(1))?;
        conflict(self.append(stream, Expected::At(0), ["c"]).await, Some(1))?;
        conflict(self.append(stream, Expected::At(2), ["c"]).await, Some(1))?;
        let second = self.append(stream, Expected::At(1), ["c"]).await?;
        ensure!(second.revision == 2 && second.position > first.position);
        ensure!(self.append(stream, Expected::Exists, ["d"]).await?.revision == 3);
        ensure!(self.append(stream, Expected::Any, ["e"]).await?.revision == 4);
        let nothing = self.journal.append(&self.stream(stream), Expected::Any, Vec::new()).await;
        ensure!(nothing.is_err(), "an append of nothing would be no proof");
        Ok(())
    }

    async fn again(&self) -> Result<()> {
        let stream = "again";
        let first = self.append(stream, Expected::Empty, ["f", "g", "h"]).await?;
        let whole = ["f", "g", "h"];
        for expected in [Expected::Empty, Expected::Any, Expected::Exists] {
            let told = self.append(stream, expected, whole).await?;
            ensure!(told == first, "expecting {expected:?}, told {told:?}");
        }
        let conflict = |told: &Result<Appended, AppendError>| {
            matches!(told, Err(AppendError::Conflict { last: Some(2) }))
        };
        for revision in [0, 1, 7] {
            let told = self.append(stream, Expected::At(revision), whole).await;
            ensure!(conflict(&told), "expecting {revision}, told {told:?}");
        }
        let part = self.append(stream, Expected::Empty, ["f", "g"]).await?;
        ensure!(part.revision == 1, "the beginning of an append is known too");
        for other in [["f", "h", "g"], ["f", "g", "i"], ["g", "h", "i"], ["i", "f", "g"]] {
            let told = self.append(stream, Expected::Empty, other).await;
            ensure!(conflict(&told), "{other:?} was told {told:?}");
        }
        let elsewhere = self.append("elsewhere", Expected::Empty, whole).await?;
        ensure!(elsewhere.position > first.position, "an id is known in its stream only");
        Ok(())
    }

    async fn of_a_stream(&self) -> Result<()> {
        let stream = "lu d’un trait, naïvement";
        self.append(stream, Expected::Empty, ["k", "l"]).await?;
        self.append("between", Expected::Any, ["m"]).await?;
        self.append(stream, Expected::At(1), ["n", "o"]).await?;
        for (from, direction, expected) in [
            (Place::Start, Forwards, vec!["k", "l", "n"]),
            (Place::At(2), Forwards, vec!["n", "o"]),
            (Place::At(4), Forwards, vec![]),
            (Place::End, Forwards, vec![]),
            (Place::End, Backwards, vec!["o", "n", "l"]),
            (Place::At(2), Backwards, vec!["l", "k"]),
            (Place::At(9), Backwards, vec!["o", "n", "l"]),
            (Place::Start, Backwards, vec![]),
        ] {
            let found = self.read(stream, from, direction).await?;
            ensure!(found == expected, "{from:?} {direction:?} found {found:?}");
        }
        ensure!(self.read("unknown", Place::Start, Forwards).await?.is_empty());
        Ok(())
    }

    async fn of_all(&self) -> Result<()> {
        let start = Place::At(self.journal.head().await?);
        self.append("all-1", Expected::Any, ["p", "q"]).await?;
        self.append("all-2", Expected::Any, ["r"]).await?;
        self.append("all-1", Expected::Any, ["s"]).await?;
        let ours = Filter::streams([self.stream("all-")]);
        let page = self.journal.read_all(start, Forwards, &ours, 9).await?;
        ensure!(words(&page.events) == ["p", "q", "r", "s"]);
        ensure!(page.events.is_sorted_by_key(|event| (event.position, event.at)));
        let one = Filter::streams([self.stream("all-2")]);
        ensure!(words(&self.journal.read_all(start, Forwards, &one, 9).await?.events) == ["r"]);
        let types = Filter::Types(vec!["contract.q".into(), "contract.s".into()]);
        let both = self.journal.read_all(start, Forwards, &types, 9).await?.events;
        ensure!(words(&both) == ["q", "s"]);
        let last = self.journal.read_all(Place::End, Backwards, &ours, 3).await?;
        ensure!(words(&last.events) == ["s", "r", "q"]);
        let rest = self.journal.read_all(Place::At(last.next), Backwards, &ours, 1).await?;
        ensure!(words(&rest.events) == ["p"], "a page says where to go on");
        Ok(())
    }

    async fn within(&self) -> Result<()> {
        let start = self.journal.head().await?;
        self.append("within", Expected::Any, ["x1", "x2", "y1", "y2", "x3"]).await?;
        let ours = self.stream("within");
        let is_x = Matching::new(move |stream, name| stream == ours && name.contains(".x"));
        let is_x = Filter::Matching(is_x);
        let read = async |place, direction, events, looked| {
            let budget = Budget::events(events).looking_at(looked);
            self.journal.read_within(place, direction, &is_x, budget).await
        };
        let page = read(Place::At(start), Forwards, 9, 3).await?;
        ensure!(words(&page.events) == ["x1", "x2"]);
        let rest = read(Place::At(page.next), Forwards, 9, 99).await?;
        ensure!(words(&rest.events) == ["x3"], "what was not admitted is not looked at twice");
        let one = read(Place::At(start), Forwards, 1, 99).await?;
        let two = read(Place::At(one.next), Forwards, 1, 99).await?;
        ensure!(words(&one.events) == ["x1"] && words(&two.events) == ["x2"]);
        let back = read(Place::At(rest.next), Backwards, 2, 99).await?;
        ensure!(words(&back.events) == ["x3", "x2"]);
        let last = read(Place::At(back.next), Backwards, 2, 99).await?;
        ensure!(words(&last.events) == ["x1"], "backwards, a page says where to go on too");
        Ok(())
    }

    /// What is handed over at once is bounded by its bytes too, and nothing is left out by it.
    async fn by_bytes(&self) -> Result<()> {
        let start = self.journal.head().await?;
        let stream = self.stream("by bytes");
        let entries = self.entries(["h1", "h2", "h3", "h4", "h5"]).into_iter();
        let entries = entries.map(|entry| Entry { meta: vec![7; 10_000], ..entry }).collect();
        self.journal.append(&stream, Expected::Empty, entries).await?;
        let budget = Budget { bytes: 15_000, ..Budget::events(9) };
        let everything = Filter::Everything;
        for direction in [Forwards, Backwards] {
            let (mut place, mut of_all) = (Place::At(start), Vec::new());
            if direction == Backwards {
                place = Place::End;
            }
            while of_all.len() < 5 {
                let page = self.journal.read_within(place, direction, &everything, budget).await?;
                let ours = page.events.iter().filter(|event| *event.stream == *stream);
                let ours: Vec<_> = ours.map(|event| event.revision).collect();
                ensure!(ours.len() <= 2, "{} at once", ours.len());
                of_all.extend(ours);
                place = Place::At(page.next);
            }
            let (mut place, mut of_one) = (Place::Start, Vec::new());
            if direction == Backwards {
                place = Place::End;
            }
            loop {
                let part = self.journal.read_part(&stream, place, direction, 9, 15_000).await?;
                let revisions = part.events.iter().map(|event| event.revision);
                of_one.extend(revisions);
                if !part.cut {
                    break;
                }
                ensure!(part.events.len() == 2, "{} at once", part.events.len());
                place = match (direction, of_one.last()) {
                    (Forwards, Some(last)) => Place::At(last + 1),
                    (Backwards, Some(last)) => Place::At(*last),
                    (_, None) => bail!("cut before it began"),
                };
            }
            let mut expected = vec![0, 1, 2, 3, 4];
            if direction == Backwards {
                expected.reverse();
            }
            ensure!(of_all == expected && of_one == expected, "{of_all:?}, {of_one:?}");
        }
        Ok(())
    }

    /// What is stored with every event counts with every event.
    async fn names(&self) -> Result<()> {
        let tag = self.stream("names");
        let named = |bytes: usize| format!("{tag}{}", "x".repeat(bytes - tag.len()));
        let (fits, long) = (named(MOST_NAME), named(MOST_NAME + 1));
        let append =
            async |stream: &str, entries| self.journal.append(stream, Expected::Any, entries).await;
        append(&fits, self.entries(["w1"])).await?;
        let refused = append(&long, self.entries(["w1"])).await;
        ensure!(matches!(refused, Err(AppendError::TooLarge(_))), "told {refused:?}");
        let many = (0..4_000).flat_map(|_| self.entries(["w2"])).collect::<Vec<_>>();
        let refused = append(&fits, many).await;
        ensure!(matches!(refused, Err(AppendError::TooLarge(_))), "told {refused:?}");
        let found = self.journal.read_stream(&fits, Place::Start, Forwards, 9).await?;
        ensure!(words(&found) == ["w1"], "what was refused is not there");
        Ok(())
    }

    fn together<const N: usize>(
        &self,
        stream: &str,
        expected: Expected,
        words: [&str; N],
    ) -> Append {
        Append { stream: self.stream(stream), expected, entries: self.entries(words) }
    }

    async fn several(&self) -> Result<()> {
        let (one, two) = ("together-1", "together-2");
        let both = vec![
            self.together(one, Expected::Empty, ["1a", "1b"]),
            self.together(two, Expected::Empty, ["2a"]),
            self.together(one, Expected::At(1), ["1c"]),
        ];
        let told = self.journal.append_together(both.clone()).await?;
        ensure!(told.iter().map(|it| it.revision).eq([1, 0, 2]), "told {told:?}");
        ensure!(told.is_sorted_by_key(|it| it.position));
        let again = self.journal.append_together(both).await?;
        ensure!(again == told, "again, told {again:?} instead of {told:?}");
        let refused = vec![
            self.together(two, Expected::At(0), ["2b"]),
            self.together("together-3", Expected::Any, ["3a"]),
            self.together(one, Expected::Empty, ["1d"]),
        ];
        let refused = self.journal.append_together(refused).await;
        let expected = |refused: &NotTogether| {
            let last = matches!(refused.error, AppendError::Conflict { last: Some(2) });
            refused.which == 2 && last
        };
        ensure!(refused.as_ref().is_err_and(expected), "told {refused:?}");
        ensure!(self.read(two, Place::Start, Forwards).await? == ["2a"], "half of it is there");
        ensure!(self.read("together-3", Place::Start, Forwards).await?.is_empty());
        ensure!(self.append("together-3", Expected::Empty, ["3a"]).await?.revision == 0);
        Ok(())
    }

    async fn waiting(&self) -> Result<()> {
        let head = self.journal.head().await?;
        let filter = Filter::streams([self.stream("waiting")]);
        let mut pages = subscribe(Arc::clone(&self.journal), head, filter, 2);
        let read = async {
            let mut seen = Vec::new();
            while seen.len() < 3 {
                let page = pages.try_next().await?.context("a subscription does not end")?;
                seen.extend(words(&page.events));
            }
            Ok(seen)
        };
        let write = async {
            for word in ["t", "u", "v"] {
                self.append("waiting", Expected::Any, [word]).await?;
                self.append("meanwhile", Expected::Any, [word]).await?;
            }
            Ok::<_, anyhow::Error>(())
        };
        let (seen, ()) = futures::try_join!(read, write)?;
        ensure!(seen == ["t", "u", "v"]);
        ensure!(self.journal.head().await? > head);
        Ok(())
    }
}

fn words(events: &[Recorded]) -> Vec<String> {
    events.iter().map(|event| String::from_utf8_lossy(&event.entry.data).into_owned()).collect()
}
