//! The keys that personal data is encrypted with, one a subject, outside the journal and its backups.
//! Whoever destroys a key erases what was encrypted with it everywhere: in the journal, in every
//! copy of it, in tables, exports and feeds. Hashes cover ciphertext, so they stay what they were.
//!
//! # How it lies on disk
//!
//! A folder of its own, `0700`, with a file a subject, `<uuid>.key`, `0600`, of 72 bytes:
//!
//! | bytes  | what                                 |
//! |--------|--------------------------------------|
//! | 0..8   | `JLNKEY1\n`                          |
//! | 8..40  | the key, from the system's randomness |
//! | 40..72 | SHA-256 of the 40 bytes before        |
//!
//! A key that was destroyed leaves a file of no bytes: nobody gets another key under that id.
//! Ciphertext is hexadecimal: a random nonce of 24 bytes, then XChaCha20-Poly1305 with the subject's
//! id as associated data, so that what was encrypted for one is not taken for another's.
//!
//! # Why it survives a crash
//!
//! A key is written to `<uuid>.new`, synced and renamed, and the folder is synced, before anything
//! is encrypted with it. It is destroyed in place: overwritten with zeros, synced, then cut to
//! nothing and synced. A file of zeros is a destruction that a crash interrupted, and is finished
//! when the vault is opened; a `.new` protected nothing yet, and goes. Anything else that is not a
//! whole key is damage, which is reported and never taken for an erasure. Whoever records an erasure
//! destroys again at every start, so a destruction cannot be lost.
//!
//! Overwriting reaches the bytes on file systems that write in place. Where they do not (copy on
//! write, a drive that remaps), encrypt the volume, and give this folder none but short-lived backups.

mod file;
#[cfg(test)]
mod tests;

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use self::file::{Key, Lies};

const NONCE: usize = 24;

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("the vault cannot be read or written")]
    Io(#[from] io::Error),
    #[error("the key of {0} is damaged")]
    Damaged(Uuid),
    /// Nothing is encrypted for a subject whose key was destroyed.
    #[error("the key of {0} is destroyed")]
    Destroyed(Uuid),
    #[error("what was encrypted for {0} cannot be read with its key")]
    Unreadable(Uuid),
    #[error("no randomness")]
    Random,
}

/// The folder of keys. Cheap to clone: whoever holds one holds the same.
#[derive(Clone, Debug)]
pub struct Vault {
    folder: Arc<Mutex<PathBuf>>,
}

impl Vault {
    /// Makes the folder if there is none, and finishes what a crash has interrupted.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        file::prepare(folder)?;
        Ok(Self { folder: Arc::new(Mutex::new(folder.to_owned())) })
    }

    /// Encrypts for `subject`, with a key made at first use.
    pub fn seal(&self, subject: Uuid, plain: &[u8]) -> Result<String, Failure> {
        let key = self.key_or_new(subject)?;
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| Failure::Random)?;
        let payload = Payload { msg: plain, aad: subject.as_bytes() };
        let sealed = cipher(&key).encrypt(XNonce::from_slice(&nonce), payload);
        let sealed = sealed.map_err(|_| Failure::Unreadable(subject))?;
        Ok(hex::encode([nonce.as_slice(), &sealed].concat()))
    }

    /// What was encrypted for `subject`. None once its key is destroyed, or where it never was.
    pub fn open_sealed(
        &self,
        subject: Uuid,
        sealed: &str,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        let key = match file::read(&self.lock(), subject)? {
            Lies::Key(key) => key,
            Lies::Destroyed | Lies::Nowhere => return Ok(None),
        };
        let unreadable = || Failure::Unreadable(subject);
        let bytes = hex::decode(sealed).map_err(|_| unreadable())?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE).ok_or_else(unreadable)?;
        let payload = Payload { msg: sealed, aad: subject.as_bytes() };
        let plain = cipher(&key).decrypt(XNonce::from_slice(nonce), payload);
        plain.map(|plain| Some(Zeroizing::new(plain))).map_err(|_| unreadable())
    }

    /// Whether `subject` has a key, or had one.
    pub fn knows(&self, subject: Uuid) -> Result<bool, Failure> {
        Ok(!matches!(file::read(&self.lock(), subject)?, Lies::Nowhere))
    }

    /// A hash of `bytes` that nobody can guess at once the key of `subject` is destroyed.
    pub fn hash(&self, subject: Uuid, bytes: &[u8]) -> Result<[u8; 32], Failure> {
        let key = self.key_or_new(subject)?;
        // Twice, so that nobody goes on hashing where this left off.
        let inner = Sha256::new().chain_update(key.as_slice()).chain_update(bytes).finalize();
        Ok(Sha256::new().chain_update(key.as_slice()).chain_update(inner).finalize().into())
    }

    /// Destroys the key of `subject`, for ever. Once more is harmless.
    pub fn destroy(&self, subject: Uuid) -> Result<(), Failure> {
        Ok(file::destroy(&self.lock(), subject)?)
    }

    fn key_or_new(&self, subject: Uuid) -> Result<Key, Failure> {
        let folder = self.lock();
        match file::read(&folder, subject)? {
            Lies::Key(key) => Ok(key),
            Lies::Destroyed => Err(Failure::Destroyed(subject)),
            Lies::Nowhere => {
                let mut key = Zeroizing::new([0; 32]);
                getrandom::fill(key.as_mut_slice()).map_err(|_| Failure::Random)?;
                file::write(&folder, subject, &key)?;
                Ok(key)
            }
        }
    }

    /// One at a time: a key is not made while it is being destroyed.
    fn lock(&self) -> MutexGuard<'_, PathBuf> {
        self.folder.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.as_slice().into())
}
