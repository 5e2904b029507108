//! What the disk can do, without a journal.

use std::{
    fs::{self, File},
    io::Read as _,
    os::unix::fs::FileExt as _,
    path::Path,
    time::{Duration, Instant},
};

/// Bytes of the frame that one event makes, with its names: what the raw write writes.
pub(super) const FRAME: usize = 448;

/// Frames of one event, durable, in a file that is already there.
pub(super) struct Raw(File);

impl Raw {
    pub(super) fn new(place: &Path, count: u64) -> anyhow::Result<Self> {
        let file = File::create(place.join("raw"))?;
        for nth in 0..count {
            file.write_all_at(&[0; FRAME], nth * FRAME as u64)?;
        }
        file.sync_all()?;
        Ok(Self(file))
    }

    /// The `turn`th stretch of `count` writes.
    pub(super) fn write(&self, turn: u64, count: u64) -> anyhow::Result<Vec<Duration>> {
        let mut times = Vec::new();
        for nth in turn * count..(turn + 1) * count {
            let start = Instant::now();
            self.0.write_all_at(&[7; FRAME], nth * FRAME as u64)?;
            self.0.sync_data()?;
            times.push(start.elapsed());
        }
        Ok(times)
    }
}

/// Reads all segments from beginning to end, and tells how many bytes in which time.
pub(super) fn read(dir: &Path) -> anyhow::Result<(u64, Duration)> {
    let start = Instant::now();
    let (mut buffer, mut bytes) = (vec![0; 1 << 20], 0);
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "seg") {
            let mut file = File::open(path)?;
            loop {
                let read = file.read(&mut buffer)?;
                if read == 0 {
                    break;
                }
                bytes += read as u64;
            }
        }
    }
    Ok((bytes, start.elapsed()))
}
