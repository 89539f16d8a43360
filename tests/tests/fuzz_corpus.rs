//! The fuzzers' corpus, run without a fuzzer.
#![allow(clippy::expect_used, clippy::panic)] // A test fails by panicking, in its helpers too.

use std::fs;
use std::path::Path;

use wholesale_tests::fuzzing;

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("fuzz/corpus").join(target);
    let files = fs::read_dir(folder).expect("the corpus");
    files.map(|file| fs::read(file.expect("a file").path()).expect("a file")).collect()
}

#[test]
fn no_answer_of_the_corpus_makes_a_call_panic() {
    let seeds = corpus("response");
    assert!(seeds.len() > 10, "{} seeds", seeds.len());
    for seed in seeds {
        // Every operation and every status sees every body, and every body cut short somewhere.
        for first in 0..16 {
            for second in 0..60 {
                let data = [&[first, second], seed.as_slice()].concat();
                fuzzing::response(&data);
            }
        }
        for end in 0..seed.len() {
            fuzzing::response(&[&[0, 0], &seed[..end]].concat());
        }
    }
}
