//! What the store asks of a disk.

use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _, SeekFrom},
    path::Path,
};

use kernel::Hash;
use sha2::{Digest as _, Sha256};

use crate::{
    document::Found,
    media::{Content, EDGE},
};

/// None if there is no such file.
pub(super) fn size(path: &Path) -> io::Result<Option<u64>> {
    there(fs::metadata(path).map(|metadata| metadata.len()))
}

pub(super) fn length(file: &File) -> io::Result<u64> {
    file.metadata().map(|metadata| metadata.len())
}

/// None if there is no such file.
pub(super) fn open(path: &Path) -> io::Result<Option<File>> {
    there(File::open(path))
}

fn there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}

/// Creates a folder, durable together with those it is in. There is nothing to do if it is there.
pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        create_folder(parent)?;
    }
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        created => created.and_then(|()| sync_around(path)),
    }
}

/// There is nothing to do if it is not there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    there(fs::remove_file(path)).map(|_| ())
}

/// Durable when it returns.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    sync_around(to)?;
    sync_around(from)
}

/// Makes the name of `path` durable, as syncing a file does its content.
fn sync_around(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

/// Reads a file through, and leaves it at its first byte.
pub(super) fn inspect(file: &mut File) -> io::Result<(Hash, Found)> {
    let mut hash = Sha256::new();
    let size = io::copy(file, &mut hash)?;
    let edge = |file: &mut File, at| {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(at))?;
        file.take(EDGE).read_to_end(&mut bytes)?;
        Ok::<_, io::Error>(bytes)
    };
    let (first, last) = (edge(file, 0)?, edge(file, size.saturating_sub(EDGE))?);
    file.rewind()?;
    let content = Content::of(&first, &last);
    Ok((Hash(hash.finalize().into()), Found { size, content }))
}
