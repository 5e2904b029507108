//! Who may write to the NATS that the platform starts: nobody else.
//!
//! Everybody on this machine may listen, without a name: to the stream, and to nothing else. The
//! platform has a name and a password, made once and kept where only its own account reads them:
//!
//! ```text
//! password             64 hexadecimal digits
//! nats.conf            what the server is started with: it has the password, too
//! ```

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use crate::client::STREAM;

const USER: &str = "jalon";
const PASSWORD: &str = "password";
const CONFIGURATION: &str = "nats.conf";

/// What a listener asks of the server: what the stream is, and its messages by a consumer of its own.
const ASKED: [&str; 7] = [
    "INFO",
    "STREAM.INFO",
    "STREAM.MSG.GET",
    "DIRECT.GET",
    "CONSUMER.CREATE",
    "CONSUMER.INFO",
    "CONSUMER.MSG.NEXT",
];

/// Writes what the server in `dir` is to be started with, and says where it is.
pub(crate) fn configuration(dir: &Path) -> anyhow::Result<PathBuf> {
    let password = match read(dir) {
        Some(password) => password,
        None => make(dir).with_context(|| format!("cannot write in {}", dir.display()))?,
    };
    let file = dir.join(CONFIGURATION);
    private(&file, configured(&password).as_bytes())
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok(file)
}

/// The address of the server in `dir`, for whoever may write. One that was started by a platform that
/// knew no password takes everybody.
pub(crate) fn named(dir: &Path, url: &str) -> String {
    match (read(dir), url.split_once("://")) {
        (Some(password), Some((scheme, host))) => format!("{scheme}://{USER}:{password}@{host}"),
        (None, _) | (_, None) => url.to_owned(),
    }
}

fn read(dir: &Path) -> Option<String> {
    let text = fs::read_to_string(dir.join(PASSWORD)).ok()?;
    let sound = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    sound.then_some(text)
}

fn make(dir: &Path) -> io::Result<String> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(io::Error::other)?;
    let password = hex::encode(secret);
    private(&dir.join(PASSWORD), password.as_bytes())?;
    Ok(password)
}

/// Writes a file that only the platform's own account reads.
fn private(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = file.with_extension("draft");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600).open(&draft)?.write_all(bytes)?;
    fs::rename(draft, file)
}

fn configured(password: &str) -> String {
    let asked = ASKED.map(|it| {
        format!("\"$JS.API.{it}\", \"$JS.API.{it}.{STREAM}\", \"$JS.API.{it}.{STREAM}.>\"")
    });
    let asked = asked.join(", ");
    format!(
        r#"authorization {{
  users = [
    {{ user: "{USER}", password: "{password}" }}
    {{ user: "listener", password: "", permissions: {{
      publish: {{ allow: [{asked}, "$JS.ACK.{STREAM}.>", "$JS.FC.{STREAM}.>"] }}
      subscribe: {{ allow: ["jalon.>", "_INBOX.>"] }}
    }} }}
  ]
}}
no_auth_user: "listener"
"#
    )
}
