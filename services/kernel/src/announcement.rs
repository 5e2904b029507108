use crate::{Fact, Stored};

/// What the rest of the platform hears of a service's private facts.
///
/// The runtime records each message in the stream `public-<service>`, once; other services, the
/// relay to NATS and every feed read only that. A public event inherits the metadata of the fact
/// it makes known.
pub trait Announcement: Send + Sync + 'static {
    /// Names the stream, as in `public-financing`. Nobody else announces there.
    const SERVICE: &'static str;
    /// Whose facts: the category of one aggregate.
    const CATEGORY: &'static str;

    type Event: Stored;
    /// What must be remembered of a stream to speak of it, such as the name people know it by.
    type Memory: Default + Send;

    /// Takes a fact in before it is announced. Sees every fact of the stream, in order. Where facts are
    /// amended, what is remembered is made anew of the facts as they should have been, so it need
    /// not heed an amendment itself.
    fn remember(memory: &mut Self::Memory, fact: &Fact<Self::Event>);

    /// What is said of it: nothing, one thing or several.
    fn announce(memory: &Self::Memory, fact: &Fact<Self::Event>) -> Vec<Public>;
}

/// A public event: its stored type, and its data as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Public {
    /// `service.aggregate.event.v1`. Kept for ever.
    pub name: &'static str,
    pub data: Vec<u8>,
}
