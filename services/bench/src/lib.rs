//! Benchmarks of what lies below every service, and the words in which any benchmark is told. A crate
//! of its own, so that the journal is measured without compiling what stands on it:
//!
//! ```sh
//! cargo run --release -p bench --example journal
//! ```

pub mod journal;
pub mod memory;
pub mod table;
