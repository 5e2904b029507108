//! The data directory: which version it is, whose it is, and the key that seals tokens.
//!
//! ```text
//! VERSION       one line; another number is refused
//! JOURNAL       the id of the journal; another one, or none, is refused
//! journal/      the only thing that cannot be rebuilt, with documents/
//! documents/    pièces, by their content
//! token.key     32 random bytes; whoever reads them can act as anybody
//! grpc          where the running process answers
//! runtime.sled/ nats/  rebuilt from the journal when they are missing
//! ```

use std::{
    fs,
    io::{self, Write as _},
    net::SocketAddr,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use ed25519_dalek::SigningKey;
use journal::{EmbeddedJournal, OpenError, Opened, Settings};
use runtime::Journal;
use tonic::transport::Channel;
use uuid::Uuid;

use super::lang::Said;

const VERSION: &str = "jalon 1\n";

pub(super) struct Data {
    pub(super) dir: PathBuf,
    pub(super) key: SigningKey,
}

impl Data {
    /// Makes or recognises a data directory.
    pub(super) fn open(dir: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(dir).with_context(|| named(dir))?;
        let version = dir.join("VERSION");
        match fs::read_to_string(&version) {
            Ok(text) if text == VERSION => (),
            Ok(text) => {
                let (dir, found, ours) = (dir.display(), text.trim(), VERSION.trim());
                return Err(Said::new(
                    format!("{dir} est d'une autre version : « {found} », et non « {ours} ». Rien n'a été touché."),
                    format!("{dir} is of another version: \"{found}\", not \"{ours}\". Nothing was touched."),
                )
                .into());
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut entries = fs::read_dir(dir).with_context(|| named(dir))?.flatten();
                if entries.any(|entry| entry.file_name() != "VERSION.draft") {
                    let dir = dir.display();
                    return Err(Said::new(
                        format!("{dir} contient autre chose que des données de Jalon. Rien n'a été touché."),
                        format!("{dir} holds something else than Jalon's data. Nothing was touched."),
                    )
                    .into());
                }
                whole(&version, VERSION.as_bytes(), 0o644).with_context(|| named(&version))?;
            }
            Err(error) => return Err(error).with_context(|| named(&version)),
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
        if known.is_some() && !dir.exists() {
            return Err(self.another());
        }
        let id = self.belongs_to().and_then(|id| id.parse().ok());
        // What is asked only if something would be cleared.
        let at_least = || id.map_or(0, |id| told_of(&self.dir, id));
        match EmbeddedJournal::open_knowing(&dir, settings, at_least) {
            Ok((journal, opened)) => {
                let id = format!("{}\n", opened.journal);
                match known {
                    Some(known) if known != id => return Err(self.another()),
                    Some(_) => (),
                    None => match whole(&place, id.as_bytes(), 0o644) {
                        // The next start says it; people can still read.
                        Err(error) if error.kind() == io::ErrorKind::StorageFull => {
                            tracing::error!("the disk is full: {} is not written", place.display());
                        }
                        written => written.with_context(|| named(&place))?,
                    },
                }
                Ok((Arc::new(journal), opened))
            }
            Err(error) => Err(said(&self.dir, error)),
        }
    }

    /// The journal that these data are of, if they are of one yet.
    pub(super) fn belongs_to(&self) -> Option<String> {
        let known = fs::read_to_string(self.dir.join("JOURNAL")).ok()?;
        Some(known.trim().to_owned())
    }

    /// Tables, documents and donors belong to a journal: another one is not taken for it.
    fn another(&self) -> anyhow::Error {
        let dir = self.dir.display();
        Said::new(
            format!("le journal de {dir} manque ou n'est pas celui de ces données. Restaurez-le ; ou supprimez {dir}/JOURNAL pour repartir de celui qui est là."),
            format!("the journal of {dir} is missing, or is not the one of these data. Restore it; or delete {dir}/JOURNAL to go on with what is there."),
        )
        .into()
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

/// How many events of that journal the tables beside it know of, as far as they can be asked.
pub(super) fn told_of(dir: &Path, journal: Uuid) -> u64 {
    runtime::known_beside(dir, journal).unwrap_or_else(|error| {
        let error = format!("{error:#}");
        tracing::warn!(error, "the tables could not be asked how far they know the journal");
        0
    })
}

/// What was acknowledged is missing. Going on would give its place to something else, which those
/// who heard of it would take for the same.
pub(super) fn shortened(dir: &Path, head: u64, known: u64) -> anyhow::Error {
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

/// What people can do about a journal that does not open.
pub(super) fn said(dir: &Path, error: OpenError) -> anyhow::Error {
    if let OpenError::Short { events, known } = error {
        return shortened(dir, events, known);
    }
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
            format!("{dir} est utilisé par un autre processus : arrêtez-le d'abord, ou adressez-vous à lui."),
            format!("{dir} is in use by another process: stop it first, or ask it."),
        )
        .into(),
        OpenError::Occupied(_) => Said::new(
            format!("{dir} contient déjà un journal : mettez-le de côté d'abord."),
            format!("{dir} holds a journal already: put it aside first."),
        )
        .into(),
        OpenError::Absent(_) => absent(&dir),
        OpenError::Io { ref source, .. } if source.kind() == io::ErrorKind::NotFound => absent(&dir),
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

fn absent(dir: &impl std::fmt::Display) -> anyhow::Error {
    Said::new(
        format!("il n'y a pas de journal dans {dir}."),
        format!("there is no journal in {dir}."),
    )
    .into()
}

/// Reaches the process that holds `dir`.
pub(super) async fn reach(dir: &Path) -> anyhow::Result<Channel> {
    let address = address(dir)?;
    let channel = Channel::from_shared(address.clone())?.connect().await;
    channel.map_err(|_| {
        Said::new(
            format!("la plateforme ne répond plus à {address} : relancez-la."),
            format!("the platform no longer answers at {address}: start it again."),
        )
        .into()
    })
}

/// Where the process that holds `dir` answers.
fn address(dir: &Path) -> anyhow::Result<String> {
    let place = dir.join("grpc");
    let text = fs::read_to_string(&place).unwrap_or_default();
    if text.trim().is_empty() {
        let dir = dir.display();
        return Err(Said::new(
            format!("aucune plateforme ne tourne sur {dir}."),
            format!("no platform is running on {dir}."),
        )
        .into());
    }
    Ok(text.trim().to_owned())
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
            whole(path, &secret, 0o600).with_context(|| named(path))?;
            Ok(SigningKey::from_bytes(&secret))
        }
        Err(error) => Err(error).with_context(|| named(path)),
    }
}

/// Which file it was that could not be read or written.
fn named(path: &Path) -> String {
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
    fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}
