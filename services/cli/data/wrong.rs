//! What people can do about a journal that is not there, not whole, or not theirs.

use std::{io, path::Path};

use journal::OpenError;

use super::super::lang::Said;

/// Tables, documents and donors belong to a journal: another one is not taken for it.
pub(super) fn another(dir: &Path) -> anyhow::Error {
    let dir = dir.display();
    Said::new(
        format!("le journal de {dir} manque ou n'est pas celui de ces données. Restaurez-le ; ou supprimez {dir}/JOURNAL pour repartir de celui qui est là."),
        format!("the journal of {dir} is missing, or is not the one of these data. Restore it; or delete {dir}/JOURNAL to go on with what is there."),
    )
    .into()
}

/// What was acknowledged is missing. Going on would give its place to something else, which those
/// who heard of it would take for the same.
pub(in super::super) fn shortened(dir: &Path, head: u64, known: u64) -> anyhow::Error {
    let dir = dir.display();
    Said::new(
        format!(
            "le journal de {dir} n'a que {head} événements, et les tables en connaissent {known} : \
             des événements confirmés manquent. Rien n'a été touché. Restaurez le journal ; ou \
             supprimez le dossier {dir}/runtime.sled pour repartir de ce qui est là."
        ),
        format!(
            "the journal of {dir} has only {head} events, and the tables know {known}: events that \
             were acknowledged are missing. Nothing was touched. Restore the journal; or delete \
             the folder {dir}/runtime.sled to go on with what is there."
        ),
    )
    .into()
}

/// Nobody can say whether what would be cleared was acknowledged.
pub(super) fn unread(dir: &Path) -> anyhow::Error {
    let dir = dir.display();
    Said::new(
        format!(
            "les tables de {dir} ne se lisent plus : rien ne dit si ce qui manque au journal avait été \
             confirmé. Rien n'a été touché. Rétablissez une copie, ou mettez de côté {dir}/runtime.sled \
             pour réparer ce qui est là."
        ),
        format!(
            "the tables in {dir} cannot be read: nothing says whether what the journal lacks had been \
             acknowledged. Nothing was touched. Bring a copy back, or put {dir}/runtime.sled aside to \
             mend what is there."
        ),
    )
    .into()
}

/// What people can do about a journal that does not open.
pub(in super::super) fn said(dir: &Path, error: OpenError) -> anyhow::Error {
    if let OpenError::Short { events, known } = error {
        return shortened(dir, events, known);
    }
    let place = dir;
    let dir = dir.display();
    match error {
        OpenError::Beyond { ref segment, position } => Said::new(
            format!(
                "la copie contient, à partir de la position {position} ({segment}), ce que le journal \
                 n'a pas : il est revenu à un état antérieur. Gardez cette copie, qui n'a pas été \
                 touchée, et copiez ailleurs ; ou rétablissez-la (jalon journal restore)."
            ),
            format!(
                "from position {position} on ({segment}), the copy holds what the journal does not: it \
                 was set back. Keep this copy, which was not touched, and copy elsewhere; or bring it \
                 back (jalon journal restore)."
            ),
        )
        .into(),
        OpenError::InUse(_) => Said::new(
            format!(
                "{dir} est utilisé par un autre processus : arrêtez-le d'abord. Si c'est le rôle journal, \
                 export et rebuild s'adressent à un rôle qui s'appuie sur lui : donnez le répertoire de \
                 données de celui-ci (--data)."
            ),
            format!(
                "{dir} is in use by another process: stop it first. If it is the role journal, export and \
                 rebuild ask a role on it: give the data directory of that role (--data)."
            ),
        )
        .into(),
        OpenError::Occupied(ref place) => {
            let place = place.display();
            Said::new(
                format!("{place} contient déjà un journal : mettez-le de côté d'abord."),
                format!("{place} holds a journal already: put it aside first."),
            )
            .into()
        }
        OpenError::Absent(_) => absent(place),
        OpenError::Io { ref source, .. } if source.kind() == io::ErrorKind::NotFound => absent(place),
        OpenError::Io { ref source, .. } if source.kind() == io::ErrorKind::StorageFull => Said::new(
            format!("{dir} : plus d'espace sur le disque. Rien n'est perdu : faites de la place, puis recommencez."),
            format!("{dir}: no space left on the disk. Nothing is lost: make space, then try again."),
        )
        .into(),
        OpenError::Corrupt { ref segment, position, offset, ref what } => Said::new(
            format!(
                "le journal est endommagé : {segment}, position {position}, octet {offset} ({what}). \
                 Rien n'a été touché : « jalon journal repair » dit ce qui se répare sans perte ; \
                 sinon, rétablissez une copie (jalon journal restore)."
            ),
            format!(
                "the journal is damaged: {segment}, position {position}, byte {offset} ({what}). \
                 Nothing was touched: \"jalon journal repair\" says what can be mended without loss; \
                 otherwise bring a copy back (jalon journal restore)."
            ),
        )
        .into(),
        error @ (OpenError::Version { .. } | OpenError::Io { .. } | OpenError::Short { .. }) => {
            anyhow::Error::from(error).context(dir.to_string())
        }
    }
}

/// Data have no journal where it is kept elsewhere; any other directory was meant for one.
pub(in super::super) fn absent(dir: &Path) -> anyhow::Error {
    let data = dir.join("VERSION").exists();
    let dir = dir.display();
    if data {
        return Said::new(
            format!(
                "il n'y a pas de journal dans {dir} : s'il est tenu ailleurs (--journal), c'est là qu'on \
                 s'en occupe ; sinon, rétablissez une copie (jalon journal restore)."
            ),
            format!(
                "there is no journal in {dir}: if it is kept elsewhere (--journal), it is looked after \
                 there; otherwise bring a copy back (jalon journal restore)."
            ),
        )
        .into();
    }
    Said::new(
        format!(
            "il n'y a pas de journal dans {dir} : ce n'est ni un répertoire de données, ni une copie de \
             journal."
        ),
        format!(
            "there is no journal in {dir}: it is neither a data directory nor a copy of a journal."
        ),
    )
    .into()
}

/// What the tables in `dir` know cannot be asked without knowing of which journal.
pub(super) fn unknown(dir: &Path) -> anyhow::Error {
    let dir = dir.display();
    Said::new(
        format!(
            "rien ne dit de quel journal sont les tables de {dir} : {dir}/JOURNAL manque, et le journal ne \
             s'ouvre pas. Rien n'a été touché. Rétablissez une copie, ou mettez de côté \
             {dir}/runtime.sled pour réparer ce qui est là."
        ),
        format!(
            "nothing says of which journal the tables in {dir} are: {dir}/JOURNAL is missing, and the \
             journal does not open. Nothing was touched. Bring a copy back, or put {dir}/runtime.sled \
             aside to mend what is there."
        ),
    )
    .into()
}

/// The platform of `dir` was told to have its journal from others.
pub(in super::super) fn elsewhere(dir: &Path) -> anyhow::Error {
    let dir = dir.display();
    Said::new(
        format!(
            "cette plateforme n'a pas son journal dans {dir} : --journal (JALON_JOURNAL) dit qu'il est \
             ailleurs. Occupez-vous-en là où il se trouve, sur la machine qui le tient. Celui d'un \
             dossier d'ici se vérifie par son nom : jalon journal verify DOSSIER."
        ),
        format!(
            "this platform does not have its journal in {dir}: --journal (JALON_JOURNAL) says that it \
             is elsewhere. Look after it where it lies, on the machine that keeps it. One in a directory \
             here is checked by its name: jalon journal verify DIR."
        ),
    )
    .into()
}
