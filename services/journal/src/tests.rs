//! The journal from inside: on a disk that fails when told to, and on files harmed by hand.

mod ahead;
mod damage;
mod desk;
mod faults;
mod golden;
mod keeping;
mod life;
mod model;
mod moving;
mod sealed;
pub(crate) mod support;
mod tails;
