//! What the clients make of answers: synthetic bodies of every shape that providers send, and of some that nobody
//! should.
// The lints know test functions, and not their helpers.
#![allow(clippy::expect_used, clippy::panic)]

mod escape_hatches;
mod hostile;
mod iproyal;
mod logicboxes;
mod netnut;
mod neucrm;
mod pages;
mod secrets;

use wholesale_runtime::{Decimal, Error, ErrorKind, Recorder, Result};

/// A recorder with answers.
fn answering(answers: &[(u16, &str)]) -> Recorder {
    let recorder = Recorder::new();
    for (status, body) in answers {
        recorder.answer(*status, body.as_bytes().to_vec());
    }
    recorder
}

/// The error of a call that must fail in one way.
fn failed<T>(result: Result<T>, kind: ErrorKind, what: &str) -> Error {
    let Err(error) = result else { panic!("{what}: a success") };
    assert_eq!(error.kind(), kind, "{what}: {error}");
    error
}

/// A decimal with its scale, which `==` does not see.
fn digits(amount: Option<Decimal>) -> Option<String> {
    amount.map(|amount| amount.to_string())
}
