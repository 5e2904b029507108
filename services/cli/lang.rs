//! The language of whoever types: French where the environment says so, English otherwise.

use std::{
    env,
    error::Error,
    fmt,
    io::{self, ErrorKind, Write as _},
};

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

impl Error for Said {}

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
    _ = writeln!(io::stdout(), "{line}");
}

/// Says something beside what is printed.
pub(super) fn warn(said: &impl fmt::Display) {
    _ = writeln!(io::stderr(), "{said}");
}

pub(super) fn complain(error: &anyhow::Error) {
    let start = Said::new("erreur :", "error:");
    let told: Vec<_> = error.chain().map(|cause| worded(cause, french())).collect();
    _ = writeln!(io::stderr(), "{start} {}", told.join(": "));
}

/// What the system says it says in English only.
fn worded(cause: &(dyn Error + 'static), french: bool) -> String {
    let system = cause.downcast_ref::<io::Error>().filter(|it| it.raw_os_error().is_some());
    let known = system.filter(|_| french).and_then(|error| in_french(error.kind()));
    known.map_or_else(|| cause.to_string(), str::to_owned)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, open enum")]
fn in_french(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::NotFound => "ce fichier ou ce dossier n'existe pas",
        ErrorKind::PermissionDenied => "le système ne le permet pas à cet utilisateur",
        ErrorKind::AddrInUse => "un autre programme y écoute déjà",
        ErrorKind::AddrNotAvailable => "cette machine n'a pas cette adresse",
        ErrorKind::ConnectionRefused => "personne n'y répond",
        ErrorKind::AlreadyExists => "cela existe déjà",
        ErrorKind::IsADirectory => "c'est un dossier",
        ErrorKind::NotADirectory => "ce n'est pas un dossier",
        ErrorKind::StorageFull => "plus d'espace sur le disque",
        ErrorKind::ReadOnlyFilesystem => "ce disque est en lecture seule",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_is_said_in_the_readers_language() {
        let error = io::Error::from_raw_os_error(2);
        assert_eq!(worded(&error, false), "No such file or directory (os error 2)");
        assert_eq!(worded(&error, true), "ce fichier ou ce dossier n'existe pas");
        // What was worded before is left as it is.
        let ours = io::Error::new(ErrorKind::NotFound, "aucune clé");
        assert_eq!(worded(&ours, true), "aucune clé");
    }
}
