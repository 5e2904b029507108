#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    _ = journal_server::fuzzing::call("delete", bytes);
});
