//! The platform from outside: the real binary on real sockets.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "in a test, the panic is the report"
)]

mod apart;
mod at_rest;
mod contract;
mod crash;
mod elsewhere;
mod fixtures;
mod help;
mod hostile;
mod interrupted;
mod journal;
mod pages;
mod partners;
mod platform;
mod programmes;
mod register;
mod restricted;
mod sessions;
mod tidy;
