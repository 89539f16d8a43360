//! Client for the LogicBoxes (ResellerClub) customers, mail and promotions API.
//!
//! Generated from `specs/logicboxes.yaml`; see that file for the source of every fact.
#[rustfmt::skip]
mod generated;
pub use generated::*;
