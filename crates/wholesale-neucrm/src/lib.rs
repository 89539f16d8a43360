//! Client for the NeuCRM resellers API.
//!
//! Generated from `specs/neucrm.yaml`; see that file for the source of every fact.
#[rustfmt::skip]
mod generated;
pub use generated::*;
