//! One key, one file: the layout, the syncs and the overwriting that `lib.rs` promises.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read as _, Seek as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::Failure;

const MAGIC: &[u8; 8] = b"JLNKEY1\n";
pub(crate) const SIZE: usize = 72;

pub(crate) type Key = Zeroizing<[u8; 32]>;

/// What there is of a subject's key.
#[derive(Debug)]
pub(crate) enum Lies {
    Key(Key),
    Destroyed,
    Nowhere,
}

pub(crate) fn place(folder: &Path, subject: Uuid) -> PathBuf {
    folder.join(format!("{subject}.key"))
}

/// Makes the folder, finishes destructions, and removes keys that protect nothing yet.
pub(crate) fn prepare(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.extension().and_then(|it| it.to_str()) {
            Some("new") => {
                overwrite(&path)?;
                fs::remove_file(&path)?;
            }
            Some("key") if begun(&path)? => overwrite(&path)?,
            _ => (),
        }
    }
    sync(folder)
}

/// Somebody was destroying it.
fn begun(path: &Path) -> io::Result<bool> {
    let bytes = fs::read(path)?;
    Ok(!bytes.is_empty() && bytes.iter().all(|byte| *byte == 0))
}

pub(crate) fn read(folder: &Path, subject: Uuid) -> Result<Lies, Failure> {
    let file = match File::open(place(folder, subject)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Lies::Nowhere),
        Err(error) => return Err(error.into()),
    };
    // One more than there should be, to notice what is too long.
    let mut bytes = Zeroizing::new(Vec::with_capacity(SIZE + 1));
    file.take(SIZE as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.iter().all(|byte| *byte == 0) {
        return Ok(Lies::Destroyed);
    }
    let damaged = || Failure::Damaged(subject);
    let (body, check) = bytes.split_at_checked(40).ok_or_else(damaged)?;
    let whole = *check == Sha256::digest(body)[..];
    let key = body.strip_prefix(MAGIC).filter(|_| whole).ok_or_else(damaged)?;
    Ok(Lies::Key(Zeroizing::new(key.try_into().map_err(|_| damaged())?)))
}

pub(crate) fn write(folder: &Path, subject: Uuid, key: &Key) -> io::Result<()> {
    let body = Zeroizing::new([MAGIC.as_slice(), key.as_slice()].concat());
    let new = folder.join(format!("{subject}.new"));
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    file.write_all(&body)?;
    file.write_all(&Sha256::digest(&*body))?;
    file.sync_all()?;
    fs::rename(new, place(folder, subject))?;
    sync(folder)
}

/// Leaves an empty file, also where there was none.
pub(crate) fn destroy(folder: &Path, subject: Uuid) -> io::Result<()> {
    let path = place(folder, subject);
    OpenOptions::new().create(true).append(true).mode(0o600).open(&path)?;
    overwrite(&path)?;
    sync(folder)
}

/// Zeros reach the disk before the file is cut to nothing.
fn overwrite(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(SIZE);
    if length > 0 {
        file.rewind()?;
        file.write_all(&vec![0; length])?;
        file.sync_all()?;
        file.set_len(0)?;
    }
    file.sync_all()
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
