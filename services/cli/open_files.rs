//! As many open files as whoever started the process allows: a journal holds one for each of its segments,
//! and the usual limit is made for programs that do with a few.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

pub(crate) fn many() {
    let limit = getrlimit(Resource::Nofile);
    // Where it cannot be raised it stays, and what does not fit is said when it is opened.
    _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}
