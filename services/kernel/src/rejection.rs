use serde::{Deserialize, Serialize};

/// Why a decision was refused, in terms a caller can act on.
pub trait Rejection: std::error::Error + Clone + Send + Sync + 'static {
    fn kind(&self) -> Kind;

    /// Stable name such as `financing-exceeds-available`. Clients match on it, translations key on
    /// it, so it outlives any wording.
    fn code(&self) -> &'static str;

    /// What the sentence for `code` needs to be said, by name.
    fn args(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

/// The few ways a caller can be at fault. Kept small on purpose: transports map it exhaustively.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The request makes no sense, whatever the state.
    Invalid,
    /// There is nothing by that name.
    NotFound,
    /// It was already done, or done differently.
    Conflict,
    /// It makes sense, but not yet or no longer.
    Precondition,
    /// Not by this caller.
    Forbidden,
    /// There is too much of it already; there will be room again.
    Exhausted,
}
