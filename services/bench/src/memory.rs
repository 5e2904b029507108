//! What the process occupies, as Linux says.

use std::fs;

/// Bytes that are resident now.
pub fn resident() -> u64 {
    read("VmRSS:")
}

/// Most bytes that were resident at once, since [`forget_peak`].
pub fn peak() -> u64 {
    read("VmHWM:")
}

/// What was resident until now does not count. Where that cannot be, the peak is that of the whole
/// life of the process.
pub fn forget_peak() {
    _ = fs::write("/proc/self/clear_refs", "5");
}

pub fn megabytes(bytes: u64) -> String {
    if bytes == 0 { "unknown".into() } else { format!("{} MB", bytes / 1_000_000) }
}

fn read(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or_default() * 1024
}
