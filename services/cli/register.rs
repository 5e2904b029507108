//! The register of programmes, institutions and offices: whose one this process goes by.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use gateway::{Flaw, Register};
use runtime::Office;

use super::{
    data, demo,
    lang::{Said, warn},
};

/// The demo's, for whoever has none of their own.
const DEMO: &[u8] = include_bytes!("../../data/register.json");
pub(super) fn of_demo() -> anyhow::Result<Register> {
    Ok(Register::read(DEMO)?)
}

/// One's own: the one that was named, or lies in the data directory `dir`.
pub(super) fn own(dir: &Path, named: Option<&Path>) -> Option<PathBuf> {
    let absent = |path: &Path| {
        fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    };
    let beside = || Some(dir.join(data::REGISTER)).filter(|it| !absent(it));
    named.map(Path::to_owned).or_else(beside)
}

/// Says so where it is the demo's, unless the demo is what is there.
pub(super) fn tell(dir: &Path, named: Option<&Path>) {
    if own(dir, named).is_none() && !demo::is_in(dir) {
        let dir = dir.display();
        warn(&Said::new(
            format!(
                "pas de register.json dans {dir} : les programmes, institutions et fonctions sont ceux de la \
                 démonstration."
            ),
            format!(
                "there is no register.json in {dir}: programmes, institutions and offices are the demo's."
            ),
        ));
    }
}

/// One's own, or the demo's.
pub(super) fn of(dir: &Path, named: Option<&Path>) -> anyhow::Result<Register> {
    let Some(path) = own(dir, named) else { return of_demo() };
    let read = || path.display().to_string();
    let json = fs::read(&path).with_context(read)?;
    // Some editors put a mark before the text.
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&json);
    let register = Register::read(json).map_err(|error| unreadable(&error)).with_context(read)?;
    match register.flaw() {
        Some(flaw) => Err(impossible(&flaw)).with_context(read),
        None => Ok(register),
    }
}

fn unreadable(error: &serde_json::Error) -> Said {
    let (line, column, error) = (error.line(), error.column(), error.to_string());
    // It says where by itself too.
    let error = error.split(" at line ").next().unwrap_or_default();
    Said::new(
        format!(
            "ce n'est pas un registre, ligne {line}, colonne {column} : il faut du JSON, avec \
             « programmes », « institutions » et « people », comme dans data/register.json ({error})"
        ),
        format!(
            "this is no register, line {line}, column {column}: it takes JSON, with \"programmes\", \
             \"institutions\" and \"people\", as in data/register.json ({error})"
        ),
    )
}

fn impossible(flaw: &Flaw) -> Said {
    match flaw {
        Flaw::Twice(name) => {
            Said::new(format!("« {name} » y est deux fois"), format!("\"{name}\" is in it twice"))
        }
        Flaw::NoCode { of, code } => Said::new(
            format!(
                "« {code} », de « {of} », n'est pas un code : de 1 à 32 lettres sans accent, chiffres et \
                 traits d'union"
            ),
            format!(
                "\"{code}\", of \"{of}\", is no code: 1 to 32 plain letters, digits and hyphens"
            ),
        ),
        Flaw::Nowhere { office, institution } => Said::new(
            format!("« {office} » est de « {institution} », qui n'est pas parmi les institutions"),
            format!("\"{office}\" is of \"{institution}\", which is not among the institutions"),
        ),
        Flaw::NoRole { office, role } => {
            let roles = Office::HELD.map(<&str>::from).join(", ");
            Said::new(
                format!("« {office} » a le rôle « {role} », qui n'est à personne ; il y a {roles}"),
                format!(
                    "\"{office}\" has the role \"{role}\", which nobody has; there are {roles}"
                ),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_register_of_the_demo_has_no_flaw() {
        assert_eq!(of_demo().unwrap().flaw(), None);
    }

    #[test]
    fn one_that_is_named_goes_before_one_that_lies_there() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(own(dir.path(), None), None);
        fs::write(dir.path().join(data::REGISTER), "{}").unwrap();
        assert_eq!(own(dir.path(), None), Some(dir.path().join(data::REGISTER)));
        let named = Path::new("elsewhere.json");
        assert_eq!(own(dir.path(), Some(named)).as_deref(), Some(named));
    }
}
