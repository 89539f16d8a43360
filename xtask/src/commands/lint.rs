//! `cargo xtask lint [PROVIDER..]`

use xtask::document::Document;
use xtask::lint::lint;

use super::codegen::report;
use super::workspace::{capabilities, specs};

/// Reports all findings of all specs, and of the table of capabilities, at once.
pub(crate) fn run(providers: &[String]) -> Result<(), String> {
    let specs = specs(providers)?;
    let mut findings: Vec<_> = specs
        .iter()
        .flat_map(|spec| match Document::read(&spec.file, &spec.text) {
            Ok(document) => lint(&document),
            Err(findings) => findings,
        })
        .collect();
    findings.extend(capabilities()?.err().unwrap_or_default());
    // A spec that cannot be read is found twice.
    findings.sort();
    findings.dedup();
    if findings.is_empty() {
        println!("{} specs, no findings", specs.len());
        return Ok(());
    }
    Err(report(&findings))
}
