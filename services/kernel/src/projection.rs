use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use crate::{Fact, Stored, amended};

/// A table derived from facts, rebuilt at any time by replaying them.
///
/// The runtime stores each row and the position it was folded at in one transaction, so a fact
/// delivered twice changes nothing. All facts of one row come from one stream, so that a fact
/// effective before the row's latest can be put in its place by reading that stream again.
pub trait Projection: Send + Sync + 'static {
    /// Names the table and its checkpoint. Changing the shape of `Row` means a new name, `…-v2`.
    const NAME: &'static str;

    /// The event enum of the service, whole.
    type Event: Stored;
    type Row: Default + Send + Sync + 'static;

    /// The rows this fact touches: none, one or several. Where facts can be amended, every key
    /// begins with the name of the fact's stream.
    fn keys(fact: &Fact<Self::Event>) -> Vec<String>;

    /// Takes the fact into one of those rows. Looks at nothing else and cannot fail.
    fn fold(key: &str, row: &mut Self::Row, fact: &Fact<Self::Event>);
}

/// From where in time a reader looks: what had taken effect, as far as it was known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AsOf {
    /// Nothing that took effect later.
    pub effective: Option<Date>,
    /// Nothing that could be known only later.
    pub known: Option<Timestamp>,
    /// Nothing recorded beyond this position: how a frozen dossier and a proof look.
    pub position: Option<u64>,
}

impl AsOf {
    /// Today as known now: what the tables hold.
    pub fn is_now(&self) -> bool {
        *self == Self::default()
    }

    /// It was there to be known. Whether it had taken effect is asked once corrections of its date
    /// are heeded.
    fn could_know<E>(&self, fact: &Fact<E>) -> bool {
        self.known.is_none_or(|at| fact.meta.known() <= at)
            && self.position.is_none_or(|last| fact.position <= last)
    }
}

/// The facts of one stream as somebody at `as_of` sees them: what could be known, corrected as far
/// as it was, of what had taken effect, in the order in which it did. Facts of one day come in the
/// order they were recorded in; what is staged comes first, whatever day it was staged on.
pub fn as_seen<E: Stored>(facts: Vec<Fact<E>>, as_of: AsOf) -> Vec<Fact<E>> {
    let mut facts: Vec<_> = facts.into_iter().filter(|fact| as_of.could_know(fact)).collect();
    facts.sort_by_key(|fact| fact.position);
    let mut facts = amended(facts);
    facts.retain(|fact| as_of.effective.is_none_or(|on| fact.dated_on() <= Some(on)));
    facts.sort_by_key(|fact| (fact.dated_on(), fact.position));
    facts
}

/// The rows that facts lead to, in the order given.
pub fn fold_all<'f, P: Projection>(
    facts: impl IntoIterator<Item = &'f Fact<P::Event>>,
) -> BTreeMap<String, P::Row>
where
    P::Event: 'f,
{
    let mut rows = BTreeMap::<String, P::Row>::new();
    for fact in facts {
        for key in P::keys(fact) {
            P::fold(&key, rows.entry(key.clone()).or_default(), fact);
        }
    }
    rows
}
