//! A fuzzer for every day: what the real one found, and its like, the same every time.

use std::{fs, io, path::Path};

use crate::torture::Random;

/// How often each input is changed and tried again.
const CHANGES: usize = 60;

/// Shows `target` every file of `corpus`, as it is and changed a little. Tells how many were taken.
pub fn replay(corpus: &Path, target: impl Fn(&[u8]) -> bool) -> io::Result<usize> {
    let inputs = fs::read_dir(corpus)?.map(|file| Ok(file?.path()));
    let mut inputs = inputs.collect::<io::Result<Vec<_>>>()?;
    inputs.sort();
    let (mut random, mut taken) = (Random::new(1), 0);
    for path in inputs {
        let bytes = fs::read(path)?;
        taken += usize::from(target(&bytes));
        for _ in 0..CHANGES {
            taken += usize::from(target(&changed(&bytes, &mut random)));
        }
    }
    Ok(taken)
}

/// As a fuzzer would: bits, bytes, numbers at the edge, pieces left out or put in twice.
fn changed(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(5) {
            0 => bytes.truncate(at),
            1 => {
                let piece = bytes.iter().skip(at).take(random.below(64)).copied();
                let piece: Vec<_> = piece.collect();
                bytes.splice(at..at, piece);
            }
            2 => {
                let edge = match random.below(4) {
                    0 => 0,
                    1 => 1,
                    2 => 0x7f,
                    _ => 0xff,
                };
                let width = 1 << random.below(4);
                bytes.iter_mut().skip(at).take(width).for_each(|byte| *byte = edge);
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
    }
    bytes
}
