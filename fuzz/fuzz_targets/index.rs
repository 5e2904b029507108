#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    _ = journal::fuzzing::index(bytes);
});
