//! The protocol that KurrentDB's clients speak, as much of it as our journal answers.
//!
//! The names and numbers of the messages are taken from the clients, which are MIT and Apache-2.0:
//! they are what makes a message readable on the other side. The files and their words are ours.
//! They are no contract between services of ours, and are not among the descriptions that forms are
//! made from.

#![expect(
    clippy::large_enum_variant,
    reason = "an event is the usual answer, and not worth an allocation of its own"
)]

/// The protocol's own description, for reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/protocol.bin"));

pub mod event_store {
    pub mod client {
        tonic::include_proto!("event_store.client");

        pub mod gossip {
            tonic::include_proto!("event_store.client.gossip");
        }

        pub mod persistent_subscriptions {
            tonic::include_proto!("event_store.client.persistent_subscriptions");
        }

        pub mod server_features {
            tonic::include_proto!("event_store.client.server_features");
        }

        pub mod streams {
            tonic::include_proto!("event_store.client.streams");
        }
    }
}

pub mod google {
    pub mod rpc {
        tonic::include_proto!("google.rpc");
    }
}

pub mod kurrent {
    pub mod rpc {
        tonic::include_proto!("kurrent.rpc");
    }
}

pub mod kurrentdb {
    pub mod protocol {
        pub mod v2 {
            pub mod streams {
                tonic::include_proto!("kurrentdb.protocol.v2.streams");

                pub mod errors {
                    tonic::include_proto!("kurrentdb.protocol.v2.streams.errors");
                }
            }
        }
    }
}
