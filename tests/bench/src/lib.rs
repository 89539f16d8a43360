//! Every comparison of `cargo xtask bench`: what is compared, how it is measured, what comes of it.
//!
//! A comparison has sides, and a side is a command: a process that does its work and prints one line, a [`Sample`] as
//! JSON. The driver ([`round`]) runs the sides in turn, round after round, so that whatever else the machine does falls
//! on all of them alike; [`statistics`] makes medians, ranges and ratios of the samples, [`report`] prints them,
//! [`results`] keeps them and [`picture`] draws them. A side in another language is another command.

pub mod answers;
#[cfg(feature = "codegen")]
pub mod builds;
#[cfg(feature = "codegen")]
pub mod codegen;
pub mod commands;
pub mod comparison;
pub mod comparisons;
mod hyper_floor;
pub mod machine;
mod ours;
pub mod picture;
pub mod python;
pub mod report;
mod reqwest_serde;
pub mod results;
pub mod round;
pub mod sample;
pub mod side;
mod socket;
pub mod statistics;
pub mod summary;
