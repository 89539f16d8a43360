//! What the tests of the whole share: every operation as a call, and clients to make it with.

pub mod calls;
pub mod clients;
