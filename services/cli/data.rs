//! The data directory: which version it is, whose it is, and the key that seals tokens.
//!
//! ```text
//! VERSION       one line; another number is refused
//! JOURNAL       the id of the journal; another one, or none, is refused
//! journal/      cannot be rebuilt; nor can the next two
//! documents/    pièces, by their content
//! vault/        keys of what identifies people, where partners run
//! register.json programmes, institutions and offices of one's own, if there are any
//! token.key     32 random bytes; whoever reads them can act as anybody
//! grpc          where the running process answers
//! story         which story `jalon demo` has loaded
//! runtime.sled/ nats/  rebuilt from the journal when they are missing
//! ```

mod wrong;

use std::{
    ffi::OsString,
    fs,
    io::{self, Write as _},
    net::SocketAddr,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{self, Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use anyhow::Context as _;
use ed25519_dalek::SigningKey;
use journal::{EmbeddedJournal, OpenError, Opened, Settings};
use runtime::Journal;
use tonic::transport::Channel;
use uuid::Uuid;

pub(super) use self::wrong::{absent, elsewhere, said, shortened};
use self::wrong::{another, unknown, unread};
use super::lang::{Said, say};

const VERSION: &str = "jalon 1\n";
/// Put there by whoever has programmes of their own, before anything else or later.
pub(super) const REGISTER: &str = "register.json";
/// How long, and how often, a start waits for whoever only reads the journal, such as a backup; and after
/// how long it says so.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(100);
pub(super) const SOON: Duration = Duration::from_secs(1);

pub(super) struct Data {
    pub(super) dir: PathBuf,
    pub(super) key: SigningKey,
}

impl Data {
    /// Makes or recognises a data directory.
    pub(super) fn open(dir: &Path) -> anyhow::Result<Self> {
        made(dir).with_context(|| spelled(dir))?;
        if !recognised(dir)? {
            let mut entries = fs::read_dir(dir).with_context(|| spelled(dir))?.flatten();
            let ours = |name: OsString| name == "VERSION.draft" || name == REGISTER;
            if entries.any(|entry| !ours(entry.file_name())) {
                let dir = dir.display();
                return Err(Said::new(
                    format!(
                        "{dir} contient autre chose que des données de Jalon. Rien n'a été touché."
                    ),
                    format!("{dir} holds something else than Jalon's data. Nothing was touched."),
                )
                .into());
            }
            let version = dir.join("VERSION");
            whole(&version, VERSION.as_bytes(), 0o644).with_context(|| spelled(&version))?;
        }
        Ok(Self { dir: dir.to_owned(), key: key(&dir.join("token.key"))? })
    }

    /// The same with the key of another process, so that each takes the other's tokens.
    pub(super) fn sharing(self, secret: Option<&Path>) -> anyhow::Result<Self> {
        let Some(secret) = secret else { return Ok(self) };
        Ok(Self { key: existing(secret)?, ..self })
    }

    /// Opens the embedded journal, which no other process may hold.
    pub(super) fn journal(&self, settings: Settings) -> anyhow::Result<(Arc<dyn Journal>, Opened)> {
        let dir = self.dir.join("journal");
        let place = self.dir.join("JOURNAL");
        let known = fs::read_to_string(&place).ok();
        // One is begun only where there never was any.
        if known.is_some() && !segments(&dir) {
            return Err(another(&self.dir));
        }
        // What is asked only if something would be cleared.
        let at_least = || named(&self.dir, &dir).map_or(0, |id| told_of(&self.dir, id));
        match opened(&dir, settings, at_least) {
            Ok((journal, opened)) => {
                let id = format!("{}\n", opened.journal);
                match known {
                    Some(known) if known != id => return Err(another(&self.dir)),
                    Some(_) => (),
                    None => match whole(&place, id.as_bytes(), 0o644) {
                        // The next start says it; people can still read.
                        Err(error) if error.kind() == io::ErrorKind::StorageFull => {
                            tracing::error!("the disk is full: {} is not written", place.display());
                        }
                        written => written.with_context(|| spelled(&place))?,
                    },
                }
                Ok((Arc::new(journal), opened))
            }
            Err(error) => Err(said(&self.dir, error)),
        }
    }

    /// Says where this process answers, for commands that ask it. They cannot while the disk is
    /// full; people can still read.
    pub(super) fn answers_at(&self, grpc: SocketAddr) -> io::Result<()> {
        match fs::write(self.dir.join("grpc"), format!("http://{grpc}\n")) {
            Err(error) if error.kind() == io::ErrorKind::StorageFull => {
                tracing::error!("the disk is full: other commands will not find this process");
                // What may be there is empty, or says where another one answered.
                _ = fs::remove_file(self.dir.join("grpc"));
                Ok(())
            }
            written => written,
        }
    }
}

/// Whether `dir` is a data directory. One of another version is left alone.
fn recognised(dir: &Path) -> anyhow::Result<bool> {
    let version = dir.join("VERSION");
    match fs::read_to_string(&version) {
        Ok(text) if text == VERSION => Ok(true),
        Ok(text) => {
            let (dir, found, ours) = (dir.display(), text.trim(), VERSION.trim());
            Err(Said::new(
                format!("{dir} est d'une autre version : « {found} », et non « {ours} ». Rien n'a été touché."),
                format!("{dir} is of another version: \"{found}\", not \"{ours}\". Nothing was touched."),
            )
            .into())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| spelled(&version)),
    }
}

/// The journal that the data in `dir` are of, if they are of one yet.
pub(super) fn belongs_to(dir: &Path) -> Option<String> {
    let known = fs::read_to_string(dir.join("JOURNAL")).ok()?;
    Some(known.trim().to_owned())
}

/// A data directory with a journal in it, for whoever would not begin one.
pub(super) fn with_a_journal(dir: &Path) -> anyhow::Result<()> {
    if recognised(dir)? && dir.join("journal").is_dir() { Ok(()) } else { Err(absent(dir)) }
}

/// The journal of a data directory that nobody holds, as [`at_rest`].
pub(super) async fn to_read(dir: &Path) -> anyhow::Result<Arc<dyn Journal>> {
    with_a_journal(dir)?;
    at_rest(dir, &dir.join("journal")).await
}

/// The journal that lies at `place`, in the data directory `dir` or by itself, and that nobody holds: to be
/// read and no more. Nothing of it is made or changed, and nobody writes meanwhile. It has what the tables
/// know of.
pub(super) async fn at_rest(dir: &Path, place: &Path) -> anyhow::Result<Arc<dyn Journal>> {
    let opened = EmbeddedJournal::open_to_read(place, Settings::default());
    let journal = opened.map_err(|error| said(dir, error))?;
    let id = journal.id();
    if belongs_to(dir).is_some_and(|known| known != id.to_string()) {
        return Err(another(dir));
    }
    complete(dir, &journal).await?;
    Ok(Arc::new(journal))
}

/// Whether a journal has what the tables in `dir` know of, for whoever has none of them open.
pub(super) async fn complete(dir: &Path, journal: &dyn Journal) -> anyhow::Result<()> {
    let (head, known) = (journal.head().await?, told_of(dir, journal.id()));
    if head < known { Err(shortened(dir, head, known)) } else { Ok(()) }
}

/// How many events the tables in `dir` know of their journal, or of the one at `place` where none is named,
/// for whoever would clear some of it: where they cannot be asked, nothing is cleared. What is to be mended
/// need not open.
pub(super) fn known(dir: &Path, place: &Path) -> anyhow::Result<u64> {
    match named(dir, place) {
        Some(id) => runtime::known_beside(dir, id).map_err(|_| unread(dir)),
        None if dir.join("runtime.sled").exists() => Err(unknown(dir)),
        None => Ok(0),
    }
}

/// Which journal the data directory `dir` belongs to, or else which one lies at `place`.
fn named(dir: &Path, place: &Path) -> Option<Uuid> {
    let read = || journal::stat(place).ok().map(|it| it.journal);
    belongs_to(dir).and_then(|id| id.parse().ok()).or_else(read)
}

/// Says that the data directory belongs to that journal, before it is there.
pub(super) fn belongs(dir: &Path, journal: Uuid) -> anyhow::Result<()> {
    let place = dir.join("JOURNAL");
    if place.exists() {
        return Ok(());
    }
    whole(&place, format!("{journal}\n").as_bytes(), 0o644).with_context(|| spelled(&place))
}

/// How many events of that journal the tables beside it know of, as far as they can be asked.
pub(super) fn told_of(dir: &Path, journal: Uuid) -> u64 {
    runtime::known_beside(dir, journal).unwrap_or_else(|error| {
        let error = format!("{error:#}");
        tracing::warn!(error, "the tables could not be asked how far they know the journal");
        0
    })
}

/// Reaches the process that holds `dir`, if it answers. Whoever holds it without an answer keeps others
/// out by its lock.
pub(super) async fn running(dir: &Path) -> Option<Channel> {
    let address = fs::read_to_string(dir.join("grpc")).ok()?;
    Channel::from_shared(address.trim().to_owned()).ok()?.connect().await.ok()
}

/// The key of the process that holds `dir`: the one it was started with, or its own.
pub(super) fn key_of(dir: &Path, shared: Option<&Path>) -> anyhow::Result<SigningKey> {
    existing(shared.unwrap_or(&dir.join("token.key")))
}

/// A key that is there: another one in its place would open nothing.
fn existing(path: &Path) -> anyhow::Result<SigningKey> {
    if path.exists() {
        return key(path);
    }
    let path = path.display();
    Err(Said::new(format!("{path} n'existe pas."), format!("{path} does not exist.")).into())
}

/// The key of a data directory that exists.
fn key(path: &Path) -> anyhow::Result<SigningKey> {
    match fs::read(path) {
        Ok(secret) => {
            let secret: [u8; 32] = secret.try_into().map_err(|_| {
                let path = path.display();
                Said::new(format!("{path} n'est pas une clé."), format!("{path} is not a key."))
            })?;
            Ok(SigningKey::from_bytes(&secret))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut secret = [0; 32];
            getrandom::fill(&mut secret)
                .map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
            whole(path, &secret, 0o600).with_context(|| spelled(path))?;
            Ok(SigningKey::from_bytes(&secret))
        }
        Err(error) => Err(error).with_context(|| spelled(path)),
    }
}

/// Makes a directory that only its owner looks into, and what is missing on the way to it. Each is durable
/// with the one it is in.
pub(super) fn made(dir: &Path) -> io::Result<()> {
    let dir = path::absolute(dir)?;
    let missing: Vec<_> = dir.ancestors().take_while(|it| !it.is_dir()).collect();
    if let Some(parent) = dir.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&dir)?;
    missing.into_iter().filter_map(Path::parent).try_for_each(synced)
}

/// Makes the names in a directory durable.
fn synced(dir: &Path) -> io::Result<()> {
    fs::File::open(dir)?.sync_all()
}

/// Whether there is anything of a journal's events in `dir`.
fn segments(dir: &Path) -> bool {
    let mut there = fs::read_dir(dir).into_iter().flatten().flatten();
    there.any(|file| file.path().extension().is_some_and(|it| it == "seg"))
}

/// Opens a journal to write, and waits a while for whoever only reads it, such as a backup.
fn opened(
    dir: &Path,
    settings: Settings,
    known: impl Fn() -> u64,
) -> Result<(EmbeddedJournal, Opened), OpenError> {
    let only_read =
        || fs::File::open(dir.join("lock")).is_ok_and(|it| it.try_lock_shared().is_ok());
    for pauses in 0..PATIENCE.as_millis() / PAUSE.as_millis() {
        if pauses * PAUSE.as_millis() == SOON.as_millis() {
            say(
                "Un autre processus lit le journal, peut-être pour une copie : Jalon attend qu'il ait fini.",
                "Another process reads the journal, perhaps to copy it: Jalon waits for it to end.",
            );
        }
        match EmbeddedJournal::open_knowing(dir, settings, &known) {
            Err(OpenError::InUse(_)) if only_read() => thread::sleep(PAUSE),
            opened => return opened,
        }
    }
    EmbeddedJournal::open_knowing(dir, settings, known)
}

/// Which file it was that could not be read or written.
fn spelled(path: &Path) -> String {
    path.display().to_string()
}

/// Writes a file that is there whole or not at all, whenever the power goes.
fn whole(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".draft");
    let draft = PathBuf::from(draft);
    let mut file =
        fs::OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    synced(path.parent().unwrap_or(Path::new(".")))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_data_directory_is_its_owners_and_the_way_to_it_is_not() {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().join("way/data");
        let mode = |dir: &Path| fs::metadata(dir).unwrap().permissions().mode() & 0o077;
        Data::open(&dir).unwrap();
        assert_eq!(mode(&dir), 0);
        assert_ne!(mode(dir.parent().unwrap()), 0);
        // Somebody may have opened it to a group on purpose.
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o750)).unwrap();
        Data::open(&dir).unwrap();
        assert_eq!(mode(&dir), 0o050);
    }

    #[test]
    fn a_journal_is_begun_only_where_there_never_was_one() {
        let place = tempfile::tempdir().unwrap();
        let data = Data::open(&place.path().join("data")).unwrap();
        drop(data.journal(Settings::default()).unwrap());
        let journal = data.dir.join("journal");
        fs::remove_dir_all(&journal).unwrap();
        fs::create_dir(&journal).unwrap();
        assert!(data.journal(Settings::default()).is_err());
        assert_eq!(fs::read_dir(&journal).unwrap().count(), 0);
    }

    #[test]
    fn whoever_only_reads_a_journal_keeps_a_start_waiting_and_no_more() {
        let place = tempfile::tempdir().unwrap();
        let data = Data::open(&place.path().join("data")).unwrap();
        let open = || data.journal(Settings::default());
        let held = open().unwrap();
        let told = open().err().unwrap().to_string();
        assert!(told.contains("in use"), "{told}");
        drop(held);
        let reader = EmbeddedJournal::open_to_read(&data.dir.join("journal"), Settings::default());
        let reader = reader.unwrap();
        thread::scope(|scope| {
            let opening = scope.spawn(|| open().map(drop));
            thread::sleep(PAUSE * 3);
            assert!(!opening.is_finished());
            drop(reader);
            opening.join().unwrap().unwrap();
        });
    }

    #[test]
    fn what_the_tables_know_is_asked_of_a_journal_that_does_not_open() {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path();
        let journal = dir.join("journal");
        assert_eq!(known(dir, &journal).unwrap(), 0);
        fs::create_dir(dir.join("runtime.sled")).unwrap();
        assert!(known(dir, &journal).is_err(), "nobody knows of which journal they are");
        fs::remove_dir(dir.join("runtime.sled")).unwrap();
        fs::write(dir.join("JOURNAL"), format!("{}\n", Uuid::from_u128(7))).unwrap();
        assert_eq!(known(dir, &journal).unwrap(), 0);
    }
}
