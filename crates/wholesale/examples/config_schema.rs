//! Prints the JSON Schema of `wholesale.toml`, which is checked in:
//!
//! ```console
//! cargo run -p wholesale --example config_schema > docs/config.schema.json
//! ```
#![allow(clippy::print_stdout)] // A program that shows something.

fn main() -> serde_json::Result<()> {
    println!("{}", serde_json::to_string_pretty(&wholesale::Config::json_schema())?);
    Ok(())
}
