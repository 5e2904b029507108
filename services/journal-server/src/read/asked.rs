//! How a client wants to read.

use protocol::event_store::client::streams::read_req::{
    Options,
    options::{ControlOption, CountOption, ReadDirection, UuidOption, uuid_option},
};
use runtime::Direction;

use crate::{refusal::Refusal, wire::Spelling};

/// How to read, whatever it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) direction: Direction,
    pub(super) spelling: Spelling,
    /// Whether what a link names is wanted.
    pub(super) links: bool,
    /// Without it, for ever.
    pub(super) count: Option<u64>,
    /// The client knows what first and last positions are.
    pub(super) places: bool,
    /// And what it is to have fallen behind.
    pub(super) behind: bool,
}

impl Asked {
    pub(super) fn of(options: &Options) -> Result<Self, Refusal> {
        let direction = match ReadDirection::try_from(options.read_direction) {
            Ok(ReadDirection::Forwards) => Direction::Forwards,
            Ok(ReadDirection::Backwards) => Direction::Backwards,
            Err(_) => return Err(Refusal::malformed("one reads forwards or backwards")),
        };
        let count = match options.count_option {
            Some(CountOption::Count(count)) => Some(count),
            Some(CountOption::Subscription(_)) if direction == Direction::Backwards => {
                return Err(Refusal::malformed("a subscription goes forwards"));
            }
            Some(CountOption::Subscription(_)) => None,
            None => return Err(Refusal::malformed("it is not said how much to read")),
        };
        let spelling = match options.uuid_option {
            Some(UuidOption { content: Some(uuid_option::Content::String(())) }) => Spelling::Text,
            Some(_) | None => Spelling::Structured,
        };
        let knows =
            options.control_option.map_or(0, |ControlOption { compatibility }| compatibility);
        let (places, behind) = (knows >= 1, knows >= 2);
        Ok(Self { direction, spelling, links: options.resolve_links, count, places, behind })
    }
}
