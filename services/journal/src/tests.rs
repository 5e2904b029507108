//! The journal from inside: on a disk that fails when told to, and on files harmed by hand.

mod ahead;
mod damage;
mod faults;
mod keeping;
mod life;
mod model;
mod sealed;
pub(crate) mod support;
