use std::{fs, path::PathBuf};

use runtime::{Expected, Journal as _};
use tempfile::tempdir;

use super::{footer, index, record, replay, right_end, segment};
use crate::{
    EmbeddedJournal,
    segment::START,
    tests::support::{SMALL, entry, segments},
};

type Target = (&'static str, fn(&[u8]) -> bool);
const TARGETS: [Target; 4] =
    [("record", record), ("segment", segment), ("footer", footer), ("index", index)];

fn corpus(target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target)
}

#[test]
fn what_was_found_and_its_like_is_survived() {
    for (name, target) in TARGETS {
        let taken = replay(&corpus(name), target).unwrap();
        assert!(taken > 1, "hardly anything gets as far as {name}");
    }
}

#[tokio::test]
#[ignore = "writes the first inputs of each target"]
async fn begin_a_corpus() {
    let dir = tempdir().unwrap();
    let (journal, _) = EmbeddedJournal::open(dir.path(), SMALL).unwrap();
    for id in 0..12 {
        let entries = (0..=id % 3).map(|nth| entry(id * 10 + nth, &vec![7; 1_500])).collect();
        journal.append(&format!("s-{}", id % 2), Expected::Any, entries).await.unwrap();
    }
    drop(journal);
    let start = usize::try_from(START).unwrap();
    let first = fs::read(&segments(dir.path())[0]).unwrap();
    let remembered = segments(dir.path())[0].with_extension("idx");
    let with = |mode: u8, bytes: &[u8]| [&[mode], bytes].concat();
    let write = |target: &str, name: &str, bytes: &[u8]| {
        fs::create_dir_all(corpus(target)).unwrap();
        fs::write(corpus(target).join(name), bytes).unwrap();
    };
    write("record", "one", &first[start + 64..start + 64 + 1_700]);
    write("segment", "frames", &with(1, &first[start..start + 6_000]));
    write("segment", "torn", &with(0, &first[start..start + 2_500]));
    write("footer", "sealed", &with(1, &first[first.len() - 1_000..]));
    let mut small = vec![0; 92];
    right_end(&mut small);
    write("footer", "empty", &with(0, &small));
    write("index", "remembered", &with(1, &fs::read(remembered).unwrap()));
}
