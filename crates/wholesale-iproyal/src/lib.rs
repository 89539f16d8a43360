//! Client for the IPRoyal residential sub-users API.
//!
//! Generated from `specs/iproyal.yaml`; see that file for the source of every fact.
#[rustfmt::skip]
mod generated;
pub use generated::*;
