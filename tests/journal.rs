//! The journal's own commands, on the real binary.

mod full;
mod moving;
mod set_back;

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use journal::{EmbeddedJournal, Settings};
use runtime::{Direction, Entry, Expected, Filter, Format, Journal, Place, Recorded};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::platform::{Platform, act, financing, folder, with};

/// So that there are several segments, and none takes long.
const SMALL: Settings =
    Settings { segment_bytes: 1 << 20, index_bytes: 1 << 20, cache_bytes: 1 << 20 };
const FIRST: &str = "00000000000000000000.seg";

fn jalon(place: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jalon"));
    command.current_dir(place).env("LC_ALL", "C").arg("journal");
    command
}

/// What it says when all goes well.
fn said(place: &Path, words: &[&str]) -> String {
    let Output { status, stdout, stderr } = jalon(place).args(words).output().unwrap();
    let told = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{words:?}: {told}");
    String::from_utf8(stdout).unwrap()
}

/// What it says when it does not do it.
fn complaint(place: &Path, words: &[&str]) -> String {
    let Output { status, stdout, stderr } = jalon(place).args(words).output().unwrap();
    assert!(!status.success(), "{words:?}: {}", String::from_utf8_lossy(&stdout));
    String::from_utf8(stderr).unwrap()
}

/// Begins a journal of `count` events, of `bytes` each, in seven streams.
async fn fill(dir: &Path, count: u64, bytes: usize) -> Vec<Recorded> {
    let (journal, _) = EmbeddedJournal::open(dir, SMALL).unwrap();
    append(&journal, 0..count, bytes).await;
    everything(&journal).await
}

/// Events of `bytes` each, in seven streams.
async fn append(journal: &EmbeddedJournal, numbers: Range<u64>, bytes: usize) {
    for n in numbers {
        let format = if n % 3 == 0 { Format::Bytes } else { Format::Json };
        let data = match format {
            Format::Json => json!({ "n": n, "text": "é".repeat(bytes / 2) }).to_string().into(),
            Format::Bytes => vec![0xff; bytes],
        };
        let meta = if n % 2 == 0 { b"{\"kept\":1}".to_vec() } else { Vec::new() };
        let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, &n.to_be_bytes());
        let entry = Entry { id, name: "essai.fait.v1".into(), data, meta, format };
        let stream = format!("essai-{}", n / 3 % 7);
        journal.append(&stream, Expected::Any, vec![entry]).await.unwrap();
    }
}

async fn everything(journal: &dyn Journal) -> Vec<Recorded> {
    let (start, forwards, filter) = (Place::Start, Direction::Forwards, Filter::Everything);
    journal.read_all(start, forwards, &filter, usize::MAX >> 1).await.unwrap().events
}

async fn at_rest(dir: &Path) -> Vec<Recorded> {
    everything(&EmbeddedJournal::open(dir, SMALL).unwrap().0).await
}

/// Segments of the journal in `dir`, and their bytes.
fn segments(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let paths = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|it| it.extension() == Some("seg".as_ref())).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

async fn register(platform: &Platform, reference: &str) {
    let message = json!({
        "financing": reference, "title": "Essai", "rank": 0, "instrument": "INSTRUMENT_IDA_GRANT",
        "financier": "IDA", "phase": 1,
    });
    let register = financing("Register");
    platform.ask("raf", &register, with(act("2020-01-01"), message)).await.unwrap();
}

/// Financing on a journal of three segments, with one act behind them, and its data directory.
async fn on_several_segments(place: &Path) -> (PathBuf, Platform) {
    fill(&place.join("made"), 300, 8_000).await;
    said(place, &["restore", "--from", "made", "--data", "data"]);
    let data = place.join("data");
    let platform = Platform::start(&data, &["financing"]).await;
    register(&platform, "T1").await;
    (data, platform)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_a_running_platform_comes_back() {
    let (place, roles) = (folder(), &["financing"]);
    let (data, platform) = on_several_segments(place.path()).await;
    let before = platform.settle().await;
    let backup = ["backup", "--data", "data", "--to", "copy"];
    let told = said(place.path(), &backup);
    assert!(told.contains("sound (3 segment(s) copied, 0 there already)"), "{told}");
    register(&platform, "T2").await;
    let second = platform.settle().await.head;
    let told = said(place.path(), &backup);
    assert!(told.contains(&format!("{second} events, read back and sound (1 ")), "{told}");
    assert!(complaint(place.path(), &["verify", "--data", "data"]).contains("in use"));
    register(&platform, "T3").await;
    platform.terminate().await;

    let restore = ["restore", "--from", "copy", "--data", "back"];
    let told = said(place.path(), &restore);
    assert!(told.contains(&format!("{second} events restored")), "{told}");
    assert!(complaint(place.path(), &restore).contains("holds a journal already"));
    assert!(place.path().join("back/JOURNAL").exists(), "a start begins another one meanwhile");
    assert!(said(place.path(), &["verify", "--data", "back"]).contains("all sound"));
    assert!(said(place.path(), &["repair", "--data", "back"]).contains("nothing to mend"));
    let mut original = at_rest(&data.join("journal")).await;
    original.truncate(usize::try_from(second).unwrap());
    assert!(at_rest(&place.path().join("back/journal")).await == original);

    let back = Platform::start(&place.path().join("back"), roles).await;
    let after = back.settle().await;
    assert_eq!((&after.journal, after.head >= second), (&before.journal, true));
    register(&back, "T3").await;
    back.terminate().await;
}

/// Whole frames are gone from its end, and the journal alone is as sound as ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_that_lost_its_end_is_called_so_and_left_alone() {
    let (place, roles) = (folder(), &["financing"]);
    let data = place.path().join("data");
    let platform = Platform::start(&data, roles).await;
    register(&platform, "T1").await;
    let before = platform.settle().await.head;
    said(place.path(), &["backup", "--data", "data", "--to", "copy"]);
    register(&platform, "T2").await;
    let known = platform.settle().await.head;
    platform.terminate().await;
    // As a machine that is set back leaves it, and a crash behind it.
    let dir = data.join("journal");
    fs::remove_file(dir.join("closed")).unwrap();
    for (path, mut bytes) in segments(&place.path().join("copy")) {
        let end = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        let end = end.next_multiple_of(64);
        bytes[end..end + 7].fill(9);
        fs::write(dir.join(path.file_name().unwrap()), bytes).unwrap();
    }
    let left = segments(&dir);
    let told = format!("only {before} events, and the tables know {known}");
    let all: [&[&str]; 3] = [
        &["verify", "--data", "data"],
        &["repair", "--data", "data"],
        &["migrate", "--from", "data", "--to", "moved"],
    ];
    for words in all {
        let complaint = complaint(place.path(), words);
        assert!(complaint.contains(&told), "{words:?}: {complaint}");
    }
    let refused = |role: &str| {
        let mut run = Command::new(env!("CARGO_BIN_EXE_jalon"));
        run.current_dir(place.path()).env("LC_ALL", "C").args(["run", role, "--data", "data"]);
        run.args(["--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"]);
        if role == "journal" {
            run.args(["--journal-listen", "127.0.0.1:0"]);
        }
        let ended = run.output().unwrap();
        let complaint = String::from_utf8(ended.stderr).unwrap();
        assert!(!ended.status.success() && complaint.contains(&told), "{role}: {complaint}");
        assert!(segments(&dir) == left, "{role}: what was left of them is cleared");
    };
    refused("financing");
    refused("journal");
    // Nor where it is not said which journal it is.
    let (name, aside) = (data.join("JOURNAL"), place.path().join("aside"));
    fs::rename(&name, &aside).unwrap();
    refused("financing");
    fs::rename(aside, name).unwrap();
    // And where the tables cannot be read, nobody knows.
    for file in ["conf", "db"] {
        let path = data.join("runtime.sled").join(file);
        let mut bytes = fs::read(&path).unwrap();
        let many = bytes.len().min(4096);
        bytes[..many].fill(9);
        fs::write(path, bytes).unwrap();
    }
    let complaint = complaint(place.path(), &["repair", "--data", "data"]);
    assert!(complaint.contains("the tables in data cannot be read"), "{complaint}");
    assert!(segments(&dir) == left);
}

/// As sound as any, but for what the tables know: nothing is torn.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_recorded_in_the_place_of_what_is_missing() {
    let place = folder();
    let data = place.path().join("data");
    let platform = Platform::start(&data, &["financing"]).await;
    said(place.path(), &["backup", "--data", "data", "--to", "copy"]);
    register(&platform, "T1").await;
    platform.settle().await;
    platform.terminate().await;
    fill(&place.path().join("other"), 5, 100).await;
    fs::remove_dir_all(data.join("journal")).unwrap();
    said(place.path(), &["restore", "--data", "data", "--from", "copy"]);
    let before = segments(&data.join("journal"));
    let told = complaint(place.path(), &["migrate", "--from", "other", "--to", "data"]);
    assert!(told.contains("events that were acknowledged are missing"), "{told}");
    let mut run = Command::new(env!("CARGO_BIN_EXE_jalon"));
    run.current_dir(place.path()).env("LC_ALL", "C").args(["run", "journal", "--data", "data"]);
    let ended = run.args(["--journal-listen", "127.0.0.1:0"]).output().unwrap();
    let told = String::from_utf8(ended.stderr).unwrap();
    let refused = told.contains("events that were acknowledged are missing");
    assert!(!ended.status.success() && refused, "{told}");
    assert!(segments(&data.join("journal")) == before);
}

/// What the tables know is asked of a journal that does not even open.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_footer_is_no_reason_to_clear_what_the_tables_know() {
    let place = folder();
    let (data, platform) = on_several_segments(place.path()).await;
    let known = platform.settle().await.head;
    platform.terminate().await;
    let dir = data.join("journal");
    // As after a crash.
    fs::remove_file(dir.join("closed")).unwrap();
    let all = segments(&dir);
    let (first, mut bytes) = all[0].clone();
    let end = bytes.len();
    bytes[end - 300..].fill(0);
    fs::write(first, bytes).unwrap();
    let (last, mut bytes) = all[all.len() - 1].clone();
    let end = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    bytes[end] ^= 1;
    fs::write(&last, &bytes).unwrap();
    let told = complaint(place.path(), &["repair", "--data", "data"]);
    assert!(told.contains(&format!("and the tables know {known}")), "{told}");
    assert!(fs::read(last).unwrap() == bytes, "what was acknowledged is cleared");
}

#[tokio::test]
async fn damage_is_named_and_only_what_loses_nothing_is_mended() {
    let place = folder();
    let dir = place.path().join("data/journal");
    fill(&dir, 300, 8_000).await;
    let told = said(place.path(), &["verify", "--data", "data"]);
    assert_eq!(told, "300 events, 3 segment(s), all sound.\n");
    let told = said(place.path(), &["stat", "--data", "data"]);
    for (name, value) in [("events", "300"), ("segments", "3")] {
        let line = told.lines().find(|line| line.split_whitespace().next() == Some(name));
        assert!(line.unwrap().ends_with(&format!(" {value}")), "{told}");
    }
    said(place.path(), &["backup", "--data", "data", "--to", "copy"]);
    let whole = segments(&dir);
    let write = |segment: usize, change: &dyn Fn(&mut Vec<u8>)| {
        let (path, mut bytes) = whole[segment].clone();
        change(&mut bytes);
        fs::write(path, bytes).unwrap();
    };
    let flip = |bytes: &mut Vec<u8>| bytes[6_000] ^= 1;

    // A bit in an event: every command names the place, and leaves it alone.
    write(0, &flip);
    let harmed = segments(&dir);
    for words in [["verify", "--data", "data"], ["repair", "--data", "data"]] {
        let told = complaint(place.path(), &words);
        assert!(told.contains(&format!("{FIRST}, position 0, byte 4096")), "{told}");
    }
    let mut french = jalon(place.path());
    let french = french.args(["verify", "--data", "data"]).env("LC_ALL", "fr_FR").output();
    let french = String::from_utf8(french.unwrap().stderr).unwrap();
    assert!(french.contains("le journal est endommagé") && french.contains(FIRST), "{french}");
    assert!(complaint(place.path(), &["backup", "--data", "data", "--to", "new"]).contains(FIRST));
    assert!(segments(&dir) == harmed);
    // What the copy has is whole, and nothing is brought back from one that is not.
    let (_, mut bytes) = whole[0].clone();
    flip(&mut bytes);
    fs::write(place.path().join("copy").join(FIRST), bytes).unwrap();
    let told = complaint(place.path(), &["restore", "--from", "copy", "--data", "back"]);
    assert!(told.contains(FIRST), "{told}");
    assert!(!place.path().join("back/journal").exists());

    // A data directory that was copied as a whole is a copy too; without one, no place for it is made.
    fs::write(&whole[0].0, &whole[0].1).unwrap();
    let told = said(place.path(), &["restore", "--from", "data", "--data", "again"]);
    assert!(told.contains("300 events restored"), "{told}");
    complaint(place.path(), &["backup", "--data", "absent", "--to", "nowhere"]);
    assert!(!place.path().join("nowhere").exists());

    // A footer is written again from the events it is about.
    write(0, &|bytes| {
        let end = bytes.len();
        bytes[end - 300..].fill(0);
    });
    assert!(complaint(place.path(), &["verify", "--data", "data"]).contains(FIRST));
    let told = said(place.path(), &["repair", "--data", "data"]);
    assert!(told.contains("its footer was made again"), "{told}");
    assert!(segments(&dir) == whole);

    // The last event was there when the journal was closed: no crash left it half written.
    write(2, &|bytes| {
        let end = bytes.iter().rposition(|byte| *byte != 0).unwrap();
        bytes[end] ^= 1;
    });
    for words in [["verify", "--data", "data"], ["repair", "--data", "data"]] {
        let told = complaint(place.path(), &words);
        assert!(
            told.contains("300 events were there when the journal was last closed or copied"),
            "{told}"
        );
    }

    // What a crash left behind the last event is cleared.
    write(2, &|bytes| {
        let end = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        let end = end.next_multiple_of(64);
        bytes[end..end + 7].fill(9);
    });
    let told = said(place.path(), &["verify", "--data", "data"]);
    assert!(told.contains("7 bytes that nobody was told of"), "{told}");
    let told = said(place.path(), &["repair", "--data", "data"]);
    assert!(told.contains("7 bytes") && told.contains("300 events, all sound"), "{told}");
    assert!(segments(&dir) == whole);
}

#[tokio::test]
async fn a_copy_is_checked_by_its_name_and_a_journal_elsewhere_where_it_lies() {
    let place = folder();
    fill(&place.path().join("data/journal"), 30, 8_000).await;
    said(place.path(), &["backup", "--data", "data", "--to", "copy"]);
    for of in ["copy", "data", "data/journal"] {
        assert_eq!(said(place.path(), &["verify", of]), "30 events, 1 segment(s), all sound.\n");
        assert!(said(place.path(), &["stat", of]).contains("30"), "{of}");
    }
    let (path, mut bytes) = segments(&place.path().join("copy"))[0].clone();
    bytes[6_000] ^= 1;
    fs::write(path, bytes).unwrap();
    assert!(complaint(place.path(), &["verify", "copy"]).contains(FIRST));
    said(place.path(), &["verify", "data"]);

    fs::create_dir(place.path().join("other")).unwrap();
    for of in ["other", "absent"] {
        for command in ["verify", "stat", "repair"] {
            let told = complaint(place.path(), &[command, of]);
            let neither = "it is neither a data directory nor a copy of a journal";
            assert!(told.contains(&format!("no journal in {of}: {neither}")), "{command}: {told}");
        }
    }
    assert!(fs::read_dir(place.path().join("other")).unwrap().next().is_none());
    assert!(!place.path().join("absent").exists());
    assert!(complaint(place.path(), &["verify", "copy", "--data", "data"]).contains("--data"));

    // What lies here may be of long ago, unless somebody names it.
    let elsewhere = |words: &[&str]| {
        let mut jalon = jalon(place.path());
        let told = jalon.args(words).env("JALON_JOURNAL", "esdb://moi:secret@ailleurs").output();
        let Output { status, stderr, .. } = told.unwrap();
        (status.success(), String::from_utf8(stderr).unwrap())
    };
    let all: [&[&str]; 3] = [
        &["verify", "--data", "data"],
        &["stat", "--data", "data"],
        &["backup", "--data", "data", "--to", "new"],
    ];
    for words in all {
        let (done, told) = elsewhere(words);
        assert!(!done && told.contains("says that it is elsewhere"), "{words:?}: {told}");
        assert!(!told.contains("secret"), "{told}");
    }
    assert!(elsewhere(&["verify", "data"]).0);
    fs::remove_dir_all(place.path().join("data/journal")).unwrap();
    fs::write(place.path().join("data/VERSION"), "jalon 1\n").unwrap();
    let told = complaint(place.path(), &["verify", "data"]);
    assert!(told.contains("if it is kept elsewhere (--journal)"), "{told}");
}

/// Each segment is an open file.
#[tokio::test]
async fn a_journal_has_more_segments_than_a_process_has_open_files_at_first() {
    let place = folder();
    let settings = Settings { segment_bytes: 16 << 10, ..SMALL };
    let (journal, _) = EmbeddedJournal::open(&place.path().join("journal"), settings).unwrap();
    append(&journal, 0..100, 12_000).await;
    drop(journal);
    let jalon = env!("CARGO_BIN_EXE_jalon");
    let script = format!("ulimit -S -n 64; exec {jalon} journal stat journal");
    let mut sh = Command::new("sh");
    let told = sh.args(["-c", &script]).current_dir(place.path()).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
}

#[test]
fn nothing_is_lost_by_failing_disks_and_killed_processes() {
    let place = folder();
    let words = ["torture", "--faults", "32", "--kills", "5", "--seed", "9"];
    let counts: Value = serde_json::from_str(&said(place.path(), &words)).unwrap();
    for (name, count) in [("faults", 32), ("kills", 5), ("lost", 0), ("undetected", 0)] {
        assert_eq!(counts[name], count, "{counts}");
    }
    assert!(counts["acknowledged"].as_u64().unwrap() > 100, "{counts}");
}
