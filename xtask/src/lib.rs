//! From a spec to code: what `cargo xtask codegen` runs.
//!
//! [`document`] (YAML to a positioned tree) -> [`lint`] -> [`model`] -> [`transform`] (what the generator can take)
//! -> [`generate`] (progenitor) -> [`polish`] -> [`client`], [`operations`], [`tables`] and, for Python, [`python`] -> files. Each stage is a
//! function from data to data; [`pipeline`] puts them in a row and `main` does the reading and writing.

pub mod calls;
pub mod capabilities;
pub mod client;
pub mod docs;
pub mod document;
pub mod examples;
pub mod finding;
pub mod generate;
pub mod identifiers;
pub mod lint;
pub mod model;
pub mod naming;
pub mod operations;
pub mod pipeline;
pub mod polish;
pub mod python;
pub mod scaling;
pub mod spec;
pub mod tables;
pub mod transform;
