//! Checks, mends, measures and copies the journal of a data directory.

use std::{fs, path::Path};

use anyhow::Context as _;
use journal::{Mended, OpenError, Stat};

use super::{
    super::{
        data::{self, Data},
        lang::{Said, print, say},
    },
    bar, moves, place,
};

pub(super) fn verify(dir: &Path) -> anyhow::Result<()> {
    let bar = bar()?;
    let report = journal::verify_with(&place(dir), moves(&bar));
    bar.finish_and_clear();
    let report = report.map_err(|error| data::said(dir, error))?;
    let (events, segments) = (report.events, report.segments);
    // Frames or segments that are gone from the end leave no trace in the journal.
    let known = data::told_of(dir, report.journal);
    if events < known {
        return Err(data::shortened(dir, events, known));
    }
    if let Some(torn) = report.torn {
        say(
            format!(
                "{torn} octets jamais confirmés à personne, à la fin : la prochaine ouverture les effacera."
            ),
            format!(
                "{torn} bytes that nobody was told of, at the end: the next start will clear them."
            ),
        );
    }
    say(
        format!("{events} événements, {segments} segment(s), tout est intact."),
        format!("{events} events, {segments} segment(s), all sound."),
    );
    Ok(())
}

pub(super) fn repair(dir: &Path) -> anyhow::Result<()> {
    let place = place(dir);
    let mended = journal::repair(&place, data::known(dir, &place)?);
    let Mended { report, torn, footers, forgotten: _ } =
        mended.map_err(|error| data::said(dir, error))?;
    if let Some(torn) = torn {
        say(
            format!("{torn} octets jamais confirmés à personne, à la fin : effacés."),
            format!("{torn} bytes that nobody was told of, at the end: cleared."),
        );
    }
    for segment in &footers {
        say(
            format!(
                "{segment} : l'index de fin a été refait d'après les événements, tous intacts."
            ),
            format!("{segment}: its footer was made again from its events, which are all sound."),
        );
    }
    if torn.is_none() && footers.is_empty() {
        say("Il n'y avait rien à réparer.", "There was nothing to mend.");
    }
    let events = report.events;
    say(format!("{events} événements intacts."), format!("{events} events, all sound."));
    Ok(())
}

pub(super) fn stat(dir: &Path) -> anyhow::Result<()> {
    let found = journal::stat(&place(dir)).map_err(|error| data::said(dir, error))?;
    let Stat { journal, segments, bytes, remembered, sealed, events, memory } = found;
    let line = |fr: &str, en: &str, value: String| {
        print(&format!("{:<36} {value:>36}", Said::new(fr, en).to_string()));
    };
    line("journal", "journal", journal.to_string());
    line("événements", "events", events.to_string());
    line("dont dans des segments scellés", "of these in sealed segments", sealed.to_string());
    line("segments", "segments", segments.to_string());
    let each = bytes / events.max(1);
    line(
        "octets sur le disque, libres compris",
        "bytes on the disk, free ones too",
        bytes.to_string(),
    );
    line("octets par événement, libres compris", "bytes an event, free ones too", each.to_string());
    line("octets d'index sur le disque", "bytes of indexes on the disk", remembered.to_string());
    if let Some(memory) = memory {
        line("octets d'index en mémoire", "bytes of indexes in memory", memory.to_string());
    } else {
        say("Un processus tient ce journal ouvert.", "A process has this journal open.");
    }
    Ok(())
}

pub(super) fn backup(dir: &Path, to: &Path) -> anyhow::Result<()> {
    if !dir.join("journal").is_dir() {
        return Err(data::absent(dir));
    }
    apart(dir, to)?;
    let bar = bar()?;
    let copied = journal::backup(&dir.join("journal"), to, moves(&bar));
    bar.finish_and_clear();
    let copied = copied.map_err(|error| data::said(dir, error))?;
    let (events, new, kept) = (copied.report.events, copied.copied, copied.kept);
    let to = to.display();
    say(
        format!(
            "{to} : {events} événements, relus et intacts ({new} segment(s) copié(s), {kept} déjà là)."
        ),
        format!(
            "{to}: {events} events, read back and sound ({new} segment(s) copied, {kept} there already)."
        ),
    );
    say(
        format!("Les pièces sont à côté : copiez aussi {}.", dir.join("documents").display()),
        format!("Documents lie beside it: copy {} too.", dir.join("documents").display()),
    );
    Ok(())
}

/// Makes the place of a copy. One among the data would go with them, and could be taken for them.
fn apart(dir: &Path, to: &Path) -> anyhow::Result<()> {
    let place = to.display();
    let there = to.ancestors().find_map(|it| {
        // The working directory has no name.
        fs::canonicalize(if it.as_os_str().is_empty() { Path::new(".") } else { it }).ok()
    });
    let among = fs::canonicalize(dir).ok().zip(there);
    if among.is_some_and(|(data, there)| there.starts_with(data)) {
        let dir = dir.display();
        return Err(Said::new(
            format!("{place} est dans {dir}, avec les données : une copie se garde ailleurs."),
            format!("{place} is in {dir}, with the data: a copy is kept elsewhere."),
        )
        .into());
    }
    data::made(to).with_context(|| {
        Said::new(
            format!("{place} : impossible d'y faire une copie"),
            format!("{place}: no copy can be made there"),
        )
    })
}

pub(super) fn restore(dir: &Path, from: &Path) -> anyhow::Result<()> {
    let copy = place(from);
    let id = journal::stat(&copy).map_err(|error| data::said(from, error))?.journal;
    Data::open(dir)?;
    if data::belongs_to(dir).is_some_and(|known| known != id.to_string()) {
        return Err(Said::new(
            format!(
                "{} appartient à un autre journal que cette copie : rétablissez-la dans un autre répertoire.",
                dir.display()
            ),
            format!(
                "{} belongs to another journal than this copy: restore it into another directory.",
                dir.display()
            ),
        )
        .into());
    }
    // A start in between finds that it is missing, and does not begin another one.
    data::belongs(dir, id)?;
    let bar = bar()?;
    let restored = journal::restore(&copy, &dir.join("journal"), moves(&bar));
    bar.finish_and_clear();
    let report = restored.map_err(|error| {
        let place = if matches!(error, OpenError::Occupied(_)) { dir } else { from };
        data::said(place, error)
    })?;
    let (dir, events) = (dir.display(), report.events);
    say(
        format!("{dir} : {events} événements rétablis, relus et intacts."),
        format!("{dir}: {events} events restored, read back and sound."),
    );
    say(
        "Relancez les rôles d'autres processus qui s'appuient sur ce journal : celui qui en connaissait \
         plus refait ses tables ; tant qu'il en connaît plus que le journal n'en a, il dit quoi supprimer.",
        "Start roles in other processes on this journal again: one that knew more of it makes its tables \
         anew; as long as it knows of more than there is, it says what to delete.",
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_kept_apart_from_the_data() {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("data");
        fs::create_dir_all(data.join("journal")).unwrap();
        for among in [data.clone(), data.join("journal"), data.join("copie/de/novembre")] {
            assert!(apart(&data, &among).is_err(), "{}", among.display());
        }
        assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
        let beside = place.path().join("data-copie/novembre");
        apart(&data, &beside).unwrap();
        assert!(beside.is_dir());
        apart(&data, &beside).unwrap();
        let nowhere = apart(&data, Path::new("/proc/copie")).unwrap_err();
        assert!(format!("{nowhere:#}").starts_with("/proc/copie"), "{nowhere:#}");
    }
}
