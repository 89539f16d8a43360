//! Client for the NetNut sub-users API.
//!
//! Generated from `specs/netnut.yaml`; see that file for the source of every fact.
#[rustfmt::skip]
mod generated;
pub use generated::*;
