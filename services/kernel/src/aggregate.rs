use serde::{Serialize, de::DeserializeOwned};

use crate::{Asked, Code, Fact, Id, Rejection, Stored};

/// A consistency boundary: what may happen next, given everything that has happened.
///
/// Both functions are pure. Whatever a decision needs from outside (a date, a person, another
/// service's answer) arrives in [`Asked`], so a replay never asks the world.
pub trait Aggregate:
    Default + Clone + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// First half of the stream name, as in `financing-7f3c`. Renaming it orphans history.
    const CATEGORY: &'static str;
    /// Version of the state's shape; snapshots of another one are forgotten.
    const SNAPSHOT: u32;

    type Command: Send + Sync;
    type Event: Stored;
    type Rejection: Rejection;

    /// What follows, or the reason it may not. No events means it was already so: no fact is recorded,
    /// and the asker hears success.
    fn decide(&self, asked: &Asked<Self::Command>)
    -> Result<Decided<Self::Event>, Self::Rejection>;

    /// Takes a fact in. Total and infallible, because what is recorded cannot be refused.
    fn evolve(&mut self, fact: &Fact<Self::Event>);

    /// The programme it belongs to and the country, once it has said so: what later acts that do
    /// not repeat it are filed under.
    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (None, None)
    }

    /// The country that a command names by itself: what follows is filed under it, whatever the act says.
    fn country(_: &Self::Command) -> Option<&Code> {
        None
    }

    /// The stream that holds one aggregate's history.
    fn stream(id: Id<Self>) -> String {
        format!("{}-{id}", Self::CATEGORY)
    }
}

/// The facts that follow from a command, and the rules nobody could check on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided<E> {
    pub events: Vec<E>,
    /// Stable codes; only an import may leave any.
    pub unverified: Vec<String>,
}

impl<E> From<E> for Decided<E> {
    fn from(event: E) -> Self {
        vec![event].into()
    }
}

impl<E> From<Vec<E>> for Decided<E> {
    fn from(events: Vec<E>) -> Self {
        Self { events, unverified: Vec::new() }
    }
}

/// The state that `history` leads to.
pub fn replay<A: Aggregate>(history: &[Fact<A::Event>]) -> A {
    let mut state = A::default();
    for fact in history {
        state.evolve(fact);
    }
    state
}
