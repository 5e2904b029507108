//! The words every service decides with: aggregates, facts, rejections, ids, money.
//!
//! Nothing here reads a clock, draws a random number, awaits or opens a file. A rule written
//! against this crate gives the same answer in a test, in production and in a replay years later.

mod aggregate;
mod announcement;
mod asked;
pub mod calendar;
pub mod correction;
mod fact;
mod guards;
mod id;
mod key;
mod meta;
mod money;
mod policy;
mod projection;
mod rejection;
mod stored;
pub mod testing;
mod timeline;
mod withheld;

pub use aggregate::{Aggregate, Decided, replay};
pub use announcement::{Announcement, Public};
pub use asked::{Ask, Asked, Basis};
pub use calendar::Calendar;
pub use correction::{Amend, Amendable, Amending, Corrections, Explain, Target};
pub use fact::Fact;
pub use guards::{Guards, OutOfOrder, Whose, require};
pub use id::{Area, Decision, Id, Institution, Person, Session};
pub use key::{NotAKey, short_name};
pub use meta::{
    Authority, Code, Confidentiality, Effective, Evidence, Hash, Interim, Meta, Migrated, Nonce,
    NotA, Origin, Party, Precision, Provenance, ProvenanceKind, StatedWeekday, Who,
};
pub use money::{Currency, Money, NotMoney, Total, Units};
pub use policy::Policy;
pub use projection::{AsOf, Projection, as_seen, fold_all};
pub use rejection::{Kind, Rejection};
pub use stored::{Amendment, Change, Stored, Unreadable, amended, class_of};
pub use timeline::Timeline;
pub use withheld::{WITHHELD, named};

/// What [`stored!`] writes into its callers.
#[doc(hidden)]
pub use serde_json;
