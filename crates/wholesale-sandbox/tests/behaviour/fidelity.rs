//! The table of what is known and what is guessed.

use wholesale_sandbox::{FIDELITY, Sandbox, fidelity_table};

#[test]
fn the_table_in_the_documentation_is_the_table_in_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/FIDELITY.md");
    let written = std::fs::read_to_string(path).unwrap();
    assert!(
        written == fidelity_table(),
        "FIDELITY.md is out of date: run `cargo run -p wholesale-sandbox -- --fidelity > crates/wholesale-sandbox/FIDELITY.md`"
    );
}

#[test]
fn every_operation_has_a_row_and_every_row_an_operation() {
    let mut rows: Vec<_> = FIDELITY.iter().map(|row| format!("{}.{}", row.provider, row.operation)).collect();
    let mut operations = Sandbox::operations();
    rows.sort();
    operations.sort();
    assert_eq!(rows, operations);
}
