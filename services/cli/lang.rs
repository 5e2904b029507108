//! The language of whoever types: French where the environment says so, English otherwise.

use std::{env, fmt, io::Write as _};

/// One sentence, in the two languages.
#[derive(Debug)]
pub(super) struct Said {
    fr: String,
    en: String,
}

impl Said {
    pub(super) fn new(fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self { fr: fr.into(), en: en.into() }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if french() { &self.fr } else { &self.en })
    }
}

impl std::error::Error for Said {}

pub(super) fn french() -> bool {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()));
    set.is_some_and(|value| value.starts_with("fr"))
}

/// Prints a line for people.
pub(super) fn say(fr: impl Into<String>, en: impl Into<String>) {
    print(&Said::new(fr, en).to_string());
}

/// Prints a line as it is.
pub(super) fn print(line: &str) {
    // Whoever read us may be gone.
    _ = writeln!(std::io::stdout(), "{line}");
}

/// Says something beside what is printed.
pub(super) fn warn(said: &impl fmt::Display) {
    _ = writeln!(std::io::stderr(), "{said}");
}

pub(super) fn complain(error: &anyhow::Error) {
    let start = Said::new("erreur :", "error:");
    _ = writeln!(std::io::stderr(), "{start} {error:#}");
}
