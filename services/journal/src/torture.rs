//! What a journal has to survive, done to it on purpose: by a disk that fails, and by the death of
//! the process that holds it. The same seed does the same again.

mod disk;
mod faults;
mod kills;
mod random;
mod record;

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use disk::Simulated;
pub use faults::faults;
pub use kills::{kills, load};
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use random::Random;

/// What a campaign did, and what came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Processes killed under load.
    pub kills: u64,
    /// Faults that happened.
    pub faults: u64,
    /// Events that somebody was told are recorded.
    pub acknowledged: u64,
    /// Of these, how many were gone or changed afterwards, without a word.
    pub lost: u64,
    /// Damage that nobody was told of although something was lost with it.
    pub undetected: u64,
    /// Damage that was found and named.
    pub detected: u64,
}

#[cfg(test)]
mod tests {
    use super::{Outcome, faults};

    #[tokio::test]
    async fn nothing_is_lost_and_nothing_goes_unnoticed() {
        let outcome = faults(1, 64, &mut |_| ()).await.unwrap();
        let Outcome { faults, acknowledged, lost, undetected, detected, .. } = outcome;
        assert_eq!((faults, lost, undetected), (64, 0, 0));
        assert!(acknowledged > 1_000 && detected > 1, "{outcome:?}");
    }

    #[tokio::test]
    async fn the_same_seed_does_the_same_again() {
        let [one, two] = [faults(7, 16, &mut |_| ()).await, faults(7, 16, &mut |_| ()).await];
        assert_eq!(one.unwrap(), two.unwrap());
    }
}
