//! The journal from inside: on a disk that fails when told to, and on files harmed by hand.

mod damage;
mod faults;
mod life;
mod model;
mod sealed;
mod support;
