//! Any answer is a payload or an error: the first two bytes choose status and operation, the rest is the body.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wholesale_tests::fuzzing::response(data));
