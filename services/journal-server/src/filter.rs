//! What a reader of all streams wants of them.

use fancy_regex::Regex;
use protocol::event_store::client::streams::read_req::options::{
    FilterOptions,
    filter_options::{Expression, Filter as On, Window},
};
use runtime::{Filter, Matching};

use crate::refusal::Refusal;

/// Events in a window when the client does not say.
const USUAL: u32 = 32;

/// A filter, and how often a subscriber hears how far it was looked.
pub(crate) struct Wanted {
    pub(crate) filter: Filter,
    /// A checkpoint after so many events that were looked at.
    pub(crate) checkpoint: u64,
}

pub(crate) fn wanted(options: FilterOptions) -> Result<Wanted, Refusal> {
    let window = match options.window {
        Some(Window::Max(0)) => return Err(Refusal::malformed("a window has at least one event")),
        Some(Window::Max(max)) => max,
        Some(Window::Count(())) | None => USUAL,
    };
    let times = options.checkpoint_interval_multiplier.max(1);
    let filter = match options.filter {
        None => Filter::Everything,
        Some(On::StreamIdentifier(expression)) => {
            filter(expression, Filter::Streams, |stream, _| stream)?
        }
        Some(On::EventType(expression)) => filter(expression, Filter::Types, |_, name| name)?,
    };
    Ok(Wanted { filter, checkpoint: u64::from(window) * u64::from(times) })
}

fn filter(
    expression: Expression,
    beginning: fn(Vec<String>) -> Filter,
    of: for<'e> fn(&'e str, &'e str) -> &'e str,
) -> Result<Filter, Refusal> {
    let Expression { regex, prefix } = expression;
    match (regex.is_empty(), prefix.is_empty()) {
        (true, true) => Ok(Filter::Everything),
        (true, false) => Ok(beginning(prefix)),
        (false, true) => {
            let regex = Regex::new(&regex).map_err(|error| {
                Refusal::malformed(format!("`{regex}` is no regular expression: {error}"))
            })?;
            // One that gives up on a text has not matched it.
            let admits =
                move |stream: &str, name: &str| regex.is_match(of(stream, name)).unwrap_or(false);
            Ok(Filter::Matching(Matching::new(admits)))
        }
        (false, false) => Err(Refusal::malformed("a filter is an expression or beginnings")),
    }
}
