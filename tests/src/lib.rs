//! What the tests of the whole share: every operation as a call, and clients to make it with.

#[rustfmt::skip]
pub mod calls;
#[rustfmt::skip]
pub mod clients;
pub mod customers;
pub mod decode;
pub mod frozen_clock;
pub mod fuzzing;
pub mod notes;
pub mod patience;
pub mod recording_server;
pub mod scenarios;
pub mod scripted_server;
pub mod shown;
pub mod soak;
pub mod socks_proxy;

/// Stands in the place of every secret where a test looks for leaks.
pub const MARKER: &str = "mArKeR-0f-a-s3cret";
