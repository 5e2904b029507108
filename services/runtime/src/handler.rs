//! What is asked of an aggregate, decided and recorded, once.

mod known;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use kernel::{
    Aggregate, Ask, Basis, Code, Confidentiality, Decided, Fact, Hash, Id, Institution, Meta,
    Origin, Stored, class_of,
};
use sled::Tree;
use uuid::Uuid;

use self::known::Known;
use crate::{
    AppendError, Appended, Context, Entry, Expected, Format, Journal, MOST_EVENT_BYTES, Malformed,
    Refusal,
    answers::{ALREADY, AlreadySo, Answer, Answers, REFUSALS, Refused, Told},
    calendar::Calendar,
    characters::unseen,
    store::Store,
    tables::read_from,
    weighed::Weighed,
};

/// How often a command is decided again because another writer got there first.
const ATTEMPTS: usize = 8;
/// Bytes of what is remembered of one kind of aggregate, by what its events say.
const REMEMBERED: usize = 32 << 20;
/// Carries commands to one kind of aggregate: catch up, decide, append.
///
/// What it remembers of a stream may be forgotten at any time: it is read again from the journal.
pub struct CommandHandler<A: Aggregate> {
    journal: Arc<dyn Journal>,
    answers: Arc<Answers>,
    store: Store,
    snapshots: Tree,
    calendar: Arc<Calendar>,
    homes: Homes,
    known: Mutex<Weighed<Arc<tokio::sync::Mutex<Known<A>>>>>,
}

/// The country of each institution that is of one. Whoever is of none, such as a financier, or is
/// not known here, writes wherever the rules let them.
pub(crate) type Homes = Arc<BTreeMap<Id<Institution>, Code>>;

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{}", .0.text)]
    Rejected(Refusal),
    #[error("gave up after {ATTEMPTS} concurrent writes")]
    Contended,
    #[error("no space left to record anything")]
    Full,
    #[error("journal failed")]
    Journal(#[source] anyhow::Error),
    /// A service that a rule relies on did not answer.
    #[error("another service did not answer")]
    Peer(#[source] tonic::Status),
}

impl From<Malformed> for Failure {
    fn from(malformed: Malformed) -> Self {
        Self::Rejected(Refusal::from(&malformed))
    }
}

impl<A: Aggregate> CommandHandler<A> {
    /// What commands were told, whichever handler told them.
    pub(crate) fn answers(&self) -> Arc<Answers> {
        Arc::clone(&self.answers)
    }

    pub(crate) fn new(
        journal: Arc<dyn Journal>,
        answers: Arc<Answers>,
        store: &Store,
        calendar: Arc<Calendar>,
        homes: Homes,
    ) -> anyhow::Result<Self> {
        let snapshots = store.tree(format!("snapshots-{}", A::CATEGORY))?;
        let (store, known) = (store.clone(), Mutex::new(Weighed::within(REMEMBERED)));
        Ok(Self { journal, answers, store, snapshots, calendar, homes, known })
    }

    /// What follows from `ask`. The same command again is told the same; the same id with
    /// something else in it is refused.
    pub async fn handle(&self, ask: Ask<A>, context: &Context) -> Result<Answer, Failure> {
        self.answers.ready().await.map_err(Failure::Journal)?;
        let _alone = self.answers.deciding(context.command_id).await;
        let stream = A::stream(ask.to);
        let asked = context.asked(ask);
        let named = A::country(&asked.command).cloned();
        let named = named.map(|named| Context { country: Some(named), ..context.clone() });
        let context = named.as_ref().unwrap_or(context);
        let known = self.known(&stream);
        let mut known = known.lock().await;
        let before = self.answers.get(context.command_id).await.map_err(Failure::Journal)?;
        if let Some(told) = before {
            return told_again(told, context);
        }
        for _ in 0..ATTEMPTS {
            let enough = context.after.is_some_and(|fact| known.knows(fact));
            if !enough && self.catch_up(&stream, &mut known).await.map_err(Failure::Journal)? {
                // Another process may have recorded it meanwhile.
                let told = self.answers.get(context.command_id).await;
                if let Some(told) = told.map_err(Failure::Journal)? {
                    return told_again(told, context);
                }
            }
            let seen = context.expected.map(|revision| revision.saturating_add(1));
            if seen.is_some_and(|seen| seen < known.next) {
                let stale = Malformed::Stale("act.expected_revision");
                return Err(self.unread(stale, Some(&stream), context).await);
            }
            if self.foreign(&known.state, context) {
                return Err(self.unread(Malformed::Foreign("act"), Some(&stream), context).await);
            }
            let decided = match known.state.decide(&asked) {
                Ok(decided) => decided,
                Err(rejection) => {
                    let refusal = Refusal::from(&rejection);
                    self.refuse(&refusal, Some(&stream), context).await?;
                    return Err(Failure::Rejected(refusal));
                }
            };
            if decided.events.is_empty() {
                return self.already_so(&stream, &known, context).await;
            }
            let mut filed = context.clone();
            filed.confidentiality = self.class(&stream, &decided, context).await?;
            let (programme, country) = known.state.filed_under();
            // What it belongs to is said once.
            filed.programme = programme.cloned().or(filed.programme);
            filed.country = country.cloned().or(filed.country);
            let encoded = encode(&stream, &decided, &filed, asked.effective, &asked.basis);
            let (entries, metas) = match encoded.map_err(Failure::Journal)? {
                Ok(encoded) => encoded,
                Err(malformed) => {
                    return Err(self.unread(malformed, Some(&stream), context).await);
                }
            };
            let events: Vec<Uuid> = entries.iter().map(|entry| entry.id).collect();
            let bytes: usize = entries.iter().map(|entry| entry.data.len()).sum();
            let mut facts = facts(&stream, known.next, decided.events, metas, &events);
            if known.next == 0 {
                // Whose it is, it may say only now.
                let mut born = known.state.clone();
                for fact in &facts {
                    born.evolve(fact);
                }
                if self.foreign(&born, context) {
                    return Err(self
                        .unread(Malformed::Foreign("act"), Some(&stream), context)
                        .await);
                }
            }
            let expected = known.next.checked_sub(1).map_or(Expected::Empty, Expected::At);
            match self.journal.append(&stream, expected, entries).await {
                Ok(Appended { revision, position }) => {
                    if let [fact] = &mut *facts
                        && revision == known.next
                    {
                        // It need not be read back to be taken in.
                        (fact.revision, fact.position) = (revision, position);
                        known.take(fact);
                        known.bytes += bytes;
                    } else {
                        known.doubt();
                    }
                    let answer = Answer { revision, position, events };
                    let told = Told::Recorded(answer.clone());
                    self.answers.put(context.command_id, context.command_hash, told);
                    self.calendar.begin(&filed);
                    return Ok(answer);
                }
                // Less is there than was known: the journal was restored, and memory is not.
                Err(AppendError::Conflict { last }) if last.map_or(0, |it| it + 1) < known.next => {
                    *known = Known::from_scratch();
                }
                Err(AppendError::Conflict { .. }) => known.doubt(),
                Err(AppendError::Full) => return Err(Failure::Full),
                Err(AppendError::TooLarge(_)) => {
                    return Err(self
                        .unread(Malformed::TooLarge("request"), Some(&stream), context)
                        .await);
                }
                Err(AppendError::Unavailable(cause)) => return Err(Failure::Journal(cause)),
            }
        }
        Err(Failure::Contended)
    }

    /// Whether nothing can follow from `ask` any more: it has had its answer, or the rules say no as
    /// things stand. For whoever makes something that must not outlive a refusal.
    pub async fn settled(&self, ask: Ask<A>, context: &Context) -> anyhow::Result<bool> {
        self.answers.ready().await?;
        if self.answers.get(context.command_id).await?.is_some() {
            return Ok(true);
        }
        let state = self.state(ask.to).await?;
        Ok(state.decide(&context.asked(ask)).is_err())
    }

    /// Whether a person of one country would write in the records of another. What an import tells
    /// is the word of its source, whoever loads it.
    fn foreign(&self, state: &A, context: &Context) -> bool {
        let (_, filed) = state.filed_under();
        let of = filed.or(context.country.as_ref());
        match (self.homes.get(&context.who.institution), of, context.origin) {
            (Some(home), Some(of), Origin::Person) => home != of,
            (None, _, _) | (_, None, _) | (_, _, Origin::Import | Origin::Policy) => false,
        }
    }

    /// Records that a request could not even be read, and says so. Whom it was for may be readable.
    pub async fn unreadable(
        &self,
        malformed: Malformed,
        to: Option<Id<A>>,
        context: &Context,
    ) -> Failure {
        if let Err(error) = self.answers.ready().await {
            return Failure::Journal(error);
        }
        let _alone = self.answers.deciding(context.command_id).await;
        self.unread(malformed, to.map(A::stream).as_deref(), context).await
    }

    /// The same, while nobody else answers the command.
    async fn unread(
        &self,
        malformed: Malformed,
        stream: Option<&str>,
        context: &Context,
    ) -> Failure {
        match self.answers.get(context.command_id).await {
            Ok(Some(told)) => {
                // What was done stays done.
                return told_again(told, context).map_or_else(|told| told, |_| malformed.into());
            }
            Ok(None) => (),
            Err(error) => return Failure::Journal(error),
        }
        let refusal = Refusal::from(&malformed);
        match self.refuse(&refusal, stream, context).await {
            Ok(()) => Failure::Rejected(refusal),
            Err(failure) => failure,
        }
    }

    /// What is already so is recorded beside the stream where somebody asked for it, because they may
    /// never have heard: later, when it is so no longer, the same command must not make it so. What a
    /// policy asked is remembered until the policy says that it has come further.
    async fn already_so(
        &self,
        stream: &str,
        known: &Known<A>,
        context: &Context,
    ) -> Result<Answer, Failure> {
        match context.origin {
            Origin::Person | Origin::Import => {
                let beside = format!("{ALREADY}{}", A::CATEGORY);
                let revision = known.next.checked_sub(1);
                let data = AlreadySo { stream: stream.to_owned(), revision };
                let name = format!("{}.command.answered.v1", A::CATEGORY);
                self.beside(&beside, name, serde_json::to_vec(&data), context).await?;
            }
            Origin::Policy => (),
        }
        let (revision, position) = (known.next.saturating_sub(1), known.position);
        let answer = Answer { revision, position, events: Vec::new() };
        let told = Told::Recorded(answer.clone());
        self.answers.put(context.command_id, context.command_hash, told);
        Ok(answer)
    }

    /// What is said of an earlier fact is as confidential as the fact, and as what was said of it before.
    async fn class(
        &self,
        stream: &str,
        decided: &Decided<A::Event>,
        context: &Context,
    ) -> Result<Confidentiality, Failure> {
        let said = decided.events.iter().filter_map(Stored::amendment);
        let targets: Vec<Uuid> = said.map(|amendment| amendment.target).collect();
        if targets.is_empty() {
            return Ok(context.confidentiality);
        }
        let facts = read_from::<A::Event>(&*self.journal, stream, 0).await;
        let facts = facts.map_err(Failure::Journal)?;
        let classes = targets.into_iter().filter_map(|target| class_of(&facts, target));
        Ok(classes.fold(context.confidentiality, Ord::max))
    }

    /// The state of one aggregate as of now, for a question that must not be answered late.
    pub async fn state(&self, id: Id<A>) -> anyhow::Result<A> {
        let stream = A::stream(id);
        let known = self.known(&stream);
        let mut known = known.lock().await;
        self.catch_up(&stream, &mut known).await?;
        Ok(known.state.clone())
    }

    /// A refusal is worth knowing too: who was told no, to what, and why.
    async fn refuse(
        &self,
        refusal: &Refusal,
        stream: Option<&str>,
        context: &Context,
    ) -> Result<(), Failure> {
        let beside = format!("{REFUSALS}{}", A::CATEGORY);
        let Refusal { kind, code, text, args } = refusal.clone();
        let (act, stream) = (context.called.to_owned(), stream.unwrap_or_default().to_owned());
        let data = serde_json::to_vec(&Refused { code, kind, text, args, act, stream });
        let name = format!("{}.command.refused.v1", A::CATEGORY);
        self.beside(&beside, name, data, context).await?;
        let told = Told::Refused(refusal.clone());
        self.answers.put(context.command_id, context.command_hash, told);
        Ok(())
    }

    /// Records what a command was told that led to no fact.
    async fn beside(
        &self,
        stream: &str,
        name: String,
        data: serde_json::Result<Vec<u8>>,
        context: &Context,
    ) -> Result<(), Failure> {
        let meta = context.meta(context.effective, &Basis::default(), &[]);
        let meta = meta.and_then(|mut meta| {
            // It needs no proof, and may have been refused for being too large.
            meta.evidence.clear();
            meta.provenance.sources.clear();
            Ok(serde_json::to_vec(&meta)?)
        });
        let entry = Entry {
            id: event_id(context, stream, 0),
            name,
            data: data.map_err(|error| Failure::Journal(error.into()))?,
            meta: meta.map_err(Failure::Journal)?,
            format: Format::Json,
        };
        match self.journal.append(stream, Expected::Any, vec![entry]).await {
            Ok(_) => Ok(()),
            Err(AppendError::Full) => Err(Failure::Full),
            Err(AppendError::TooLarge(_)) => Err(Malformed::TooLarge("request").into()),
            Err(error) => Err(Failure::Journal(error.into())),
        }
    }
}

/// The same command is told the same; another under its id is not that command.
fn told_again((hash, told): (Hash, Told), context: &Context) -> Result<Answer, Failure> {
    match told {
        _ if hash != context.command_hash => Err(Malformed::CommandReused("act.command_id").into()),
        Told::Recorded(answer) => Ok(answer),
        Told::Refused(refusal) => Err(Failure::Rejected(refusal)),
    }
}

/// Derived from the command's identifier, so that a repeated append is recognised as one.
fn event_id(context: &Context, stream: &str, index: usize) -> Uuid {
    Uuid::new_v5(&context.command_id, format!("{stream}/{index}").as_bytes())
}

/// Events on their way to the journal, and what stands beside each.
type Encoded = (Vec<Entry>, Vec<Meta>);

/// What is to be appended, unless it is too large or cannot be shown as it is.
fn encode<E: Stored>(
    stream: &str,
    decided: &Decided<E>,
    context: &Context,
    effective: kernel::Effective,
    basis: &Basis,
) -> anyhow::Result<Result<Encoded, Malformed>> {
    let (mut entries, mut metas) = (Vec::new(), Vec::new());
    for (index, event) in decided.events.iter().enumerate() {
        let meta = context.meta(effective, basis, &decided.unverified)?;
        let entry = Entry {
            id: event_id(context, stream, index),
            name: event.name().to_owned(),
            data: event.data()?,
            meta: serde_json::to_vec(&meta)?,
            format: Format::Json,
        };
        if entry.data.len() + entry.meta.len() > MOST_EVENT_BYTES {
            return Ok(Err(Malformed::TooLarge("request")));
        }
        if unseen(&entry.data) || unseen(&entry.meta) {
            return Ok(Err(Malformed::Characters("request")));
        }
        entries.push(entry);
        metas.push(meta);
    }
    Ok(Ok((entries, metas)))
}

/// What would be recorded from revision `first` on. Where in the journal, only the journal knows.
fn facts<E>(
    stream: &str,
    first: u64,
    events: Vec<E>,
    metas: Vec<Meta>,
    ids: &[Uuid],
) -> Vec<Fact<E>> {
    let stream: Arc<str> = stream.into();
    let of_each = events.into_iter().zip(metas).zip(ids).zip(first..);
    let fact = |(((event, meta), id), revision): (((E, Meta), &Uuid), u64)| Fact {
        stream: Arc::clone(&stream),
        revision,
        position: 0,
        event_id: *id,
        meta: Arc::new(meta),
        event,
    };
    of_each.map(fact).collect()
}
