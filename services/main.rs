//! Jalon: one binary, one role per process, or all of them on a laptop.

mod cli;

use std::process::ExitCode;

use runtime::Role;

/// The services that this binary can be, beside `journal` and `gateway`. `ARCHITECTURE.md` says how they talk.
const ROLES: &[Role] = &[
    financing::ROLE,
    programmes::ROLE,
    sessions::ROLE,
    partners::ROLE,
    documents::ROLE,
    feeds::ROLE,
];

fn main() -> ExitCode {
    cli::arenas::small();
    cli::open_files::many();
    cli::main()
}
