//! `cargo xtask scaling`: what codegen costs for 10, 100 and 1,000 operations.

use std::time::Instant;

use xtask::pipeline::outputs;
use xtask::scaling::spec;

use super::codegen::report;

/// Runs the pipeline on specs of growing size and prints the time for each, and for each operation of it.
pub(crate) fn run() -> Result<(), String> {
    println!("operations  total        each");
    for operations in [10_u32, 100, 1_000] {
        let text = spec(operations);
        let started = Instant::now();
        outputs("scaling", "scaling.yaml", &text).map_err(|findings| report(&findings))?;
        let total = started.elapsed();
        println!("{operations:>10}  {:>9.1?}  {:>9.1?}", total, total / operations);
    }
    Ok(())
}
