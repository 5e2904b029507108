//! What a reader of all streams wants of them.

mod search;

use protocol::event_store::client::streams::read_req::options::{
    FilterOptions,
    filter_options::{Expression, Filter as On, Window},
};
use runtime::Filter;

pub(crate) use search::{Search, Sought};

use crate::refusal::Refusal;

/// Events looked at between two pages when few of them are wanted.
pub(crate) const WINDOW: usize = 4096;
/// Events in a window when the client does not say.
const USUAL: u32 = 32;
/// Beginnings that are compared with every event, and bytes of them all.
const MOST_PREFIXES: usize = 1000;
const MOST_BYTES: usize = 64 << 10;

/// A filter, and how often a subscriber hears how far it was looked.
pub(crate) struct Wanted {
    pub(crate) filter: Sought,
    /// A checkpoint after so many events that were looked at; after one, as soon as any were.
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
        None => Sought::default(),
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
) -> Result<Sought, Refusal> {
    let Expression { regex, prefix } = expression;
    match (regex.is_empty(), prefix.is_empty()) {
        (true, true) => Ok(Sought::default()),
        (true, false) => {
            let bytes: usize = prefix.iter().map(String::len).sum();
            if prefix.len() > MOST_PREFIXES || bytes > MOST_BYTES {
                let what =
                    format!("a filter has at most {MOST_PREFIXES} beginnings, {MOST_BYTES} bytes");
                return Err(Refusal::malformed(what));
            }
            Ok(beginning(prefix).into())
        }
        (false, true) => Sought::matching(&regex, of),
        (false, false) => Err(Refusal::malformed("a filter is an expression or beginnings")),
    }
}
