use crate::{Aggregate, Ask, Fact, Stored};

/// What an aggregate is asked to do because of a fact: time passed, a sibling decided, or another
/// service announced something.
///
/// The runtime derives each command's identifier from the fact's, so reacting twice asks once.
pub trait Policy: Send + Sync + 'static {
    /// Names the subscription; its position is kept under this name.
    const NAME: &'static str;
    /// Which streams it listens to, by prefix: `calendar-`, `public-sessions`.
    const STREAMS: &'static str;

    type Event: Stored;
    type Target: Aggregate;

    fn react(fact: &Fact<Self::Event>) -> Vec<Ask<Self::Target>>;
}
