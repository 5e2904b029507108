//! Compiles the protocol without needing `protoc` on the machine.

use std::{env, fs, path::PathBuf};

use prost::Message as _;

fn main() -> anyhow::Result<()> {
    let files = [
        "gossip.proto",
        "persistent.proto",
        "rpc.proto",
        "serverfeatures.proto",
        "shared.proto",
        "status.proto",
        "streams.proto",
        "v2.proto",
        "v2_errors.proto",
    ];
    println!("cargo::rerun-if-changed=.");
    let descriptors = protox::compile(files, ["."])?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("protocol.bin"), descriptors.encode_to_vec())?;
    let mut config = tonic_prost_build::Config::new();
    config.enable_type_names();
    config.bytes(["."]);
    config.extern_path(".event_store.client.Empty", "()");
    tonic_prost_build::configure().compile_fds_with_config(descriptors, config)?;
    Ok(())
}
