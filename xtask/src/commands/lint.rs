//! `cargo xtask lint [PROVIDER..]`

use xtask::document::Document;
use xtask::lint::lint;

use super::codegen::report;
use super::workspace::specs;

/// Reports all findings of all specs at once.
pub(crate) fn run(providers: &[String]) -> Result<(), String> {
    let specs = specs(providers)?;
    let findings: Vec<_> = specs
        .iter()
        .flat_map(|spec| match Document::read(&spec.file, &spec.text) {
            Ok(document) => lint(&document),
            Err(findings) => findings,
        })
        .collect();
    if findings.is_empty() {
        println!("{} specs, no findings", specs.len());
        return Ok(());
    }
    Err(report(&findings))
}
