//! What the tests of the whole share: every operation as a call, and clients to make it with.

#[rustfmt::skip]
pub mod calls;
#[rustfmt::skip]
pub mod clients;
pub mod decode;
pub mod recording_server;
