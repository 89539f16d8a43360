//! Bulk runs: how they go, what their journal says, and that no crash makes anything happen twice.
#![expect(clippy::expect_used, reason = "the helpers are part of the tests")]

mod crashes;
mod journals;
mod memory;
mod runs;
mod scene;
