//! A command that starts a platform for its own sake takes all of it away when it is interrupted.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::platform::folder;

/// The process of the NATS server of the platform somewhere in `place`, once there is one.
fn nats(place: &Path) -> String {
    let since = Instant::now();
    loop {
        let below = fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path());
        let mut files = below.map(|it| fs::read_to_string(it.join("data/nats/nats.pid")));
        if let Some(pid) = files.find_map(|pid| pid.ok().filter(|pid| !pid.is_empty())) {
            return pid.trim().to_owned();
        }
        assert!(since.elapsed() < Duration::from_mins(2), "no NATS server was started");
        sleep(Duration::from_millis(10));
    }
}

#[test]
fn nothing_of_it_stays() {
    for words in [&["bench", "commands"], &["bench", "rebuild"], &["demo", "--check"]] {
        let place = folder();
        let mut command = Command::new(env!("CARGO_BIN_EXE_jalon"));
        command.current_dir(place.path()).env("TMPDIR", place.path()).env("LC_ALL", "C");
        command.args(words).env_remove("JALON_NATS_URL").stdout(Stdio::null());
        let process = command.stderr(Stdio::piped()).spawn().unwrap();
        let nats = nats(place.path());
        let asked = Command::new("kill").arg(process.id().to_string()).status().unwrap();
        let ended = process.wait_with_output().unwrap();
        let told = String::from_utf8(ended.stderr).unwrap();
        assert!(asked.success() && !ended.status.success(), "{words:?}");
        assert!(told.contains("interrupted"), "{words:?}: {told}");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0, "{words:?}");
        let still = fs::read_to_string(format!("/proc/{nats}/cmdline")).unwrap_or_default();
        assert!(!still.contains("nats"), "{words:?}: {still}");
    }
}
