//! Compiles the contracts without needing `protoc` on the machine.

use std::{env, fs, path::PathBuf};

use prost::Message as _;

fn main() -> anyhow::Result<()> {
    let contracts = [
        "documents/v1/documents.proto",
        "financing/v1/events.proto",
        "financing/v1/financing.proto",
        "financing/v1/views.proto",
        "jalon/v1/act.proto",
        "jalon/v1/journal.proto",
        "partners/v1/events.proto",
        "partners/v1/partners.proto",
        "partners/v1/views.proto",
        "programmes/v1/areas.proto",
        "programmes/v1/events.proto",
        "programmes/v1/programmes.proto",
        "programmes/v1/results.proto",
        "programmes/v1/reviews.proto",
        "programmes/v1/strategies.proto",
        "programmes/v1/views.proto",
        "programmes/v1/workplan.proto",
        "sessions/v1/events.proto",
        "sessions/v1/sessions.proto",
        "sessions/v1/views.proto",
    ];
    println!("cargo::rerun-if-changed=.");
    let descriptors = protox::compile(contracts, ["."])?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("contracts.bin"), descriptors.encode_to_vec())?;
    let mut config = tonic_prost_build::Config::new();
    config.enable_type_names();
    tonic_prost_build::configure().compile_fds_with_config(descriptors, config)?;
    Ok(())
}
