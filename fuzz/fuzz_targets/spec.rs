//! Any text is findings or Rust: never a panic.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = xtask::pipeline::outputs("fuzz", "fuzz.yaml", text);
});
