//! Sessions: what committees decide, and what becomes of it.
//!
//! One *body*, one *session* (with its agenda, attendance and minutes), one *recommendation*, one
//! *blockage* and one *mission* is one stream each. One *secretariat* per programme counts the days
//! and the sessions, and says what has to follow. Agreements, workplans and partners are other
//! services' words; here they are only references.

mod announce;
mod api;
mod blockage;
mod body;
#[cfg(test)]
mod golden;
mod key;
mod mission;
mod policies;
mod recommendation;
mod rejection;
mod role;
mod secretariat;
mod session;
mod value;
mod views;
mod wire;

use kernel::Stored as _;

pub use role::{REJECTIONS, ROLE};

/// Stored types of every event of this service, stream by stream.
pub const EVENTS: &[&[&str]] = &[
    body::Event::NAMES,
    session::Event::NAMES,
    recommendation::Event::NAMES,
    blockage::Event::NAMES,
    mission::Event::NAMES,
    secretariat::Event::NAMES,
];

/// What is the same for every aggregate whose facts may be corrected.
macro_rules! amending {
    ($event:ty) => {
        impl $event {
            /// What this event says of an earlier one.
            fn amends(&self) -> Option<kernel::Amendment> {
                if let Self::Correction(event) = self { event.amendment() } else { None }
            }

            /// A correction is not corrected: another one is made.
            fn may_be_amended(&self) -> kernel::Amendable {
                if matches!(self, Self::Correction(_)) {
                    kernel::Amendable::Correction
                } else {
                    kernel::Amendable::ByOne
                }
            }
        }

        impl From<kernel::Amending> for Command {
            fn from(amending: kernel::Amending) -> Self {
                Self::Amend(amending)
            }
        }

        impl From<kernel::Amend> for $event {
            fn from(amend: kernel::Amend) -> Self {
                Self::Correction(amend.into())
            }
        }
    };
}
use amending;
