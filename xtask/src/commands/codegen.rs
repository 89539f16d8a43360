//! `cargo xtask codegen [--check] [PROVIDER..]`

use std::fs;
use std::thread;
use std::time::Instant;

use xtask::finding::Finding;
use xtask::pipeline::{self, Output, index};
use xtask::spec::extensions;

use super::workspace::{CAPABILITIES, SpecFile, capabilities, read, root, specs};

/// Writes what is stale, or with `check` fails and names it.
pub(crate) fn run(check: bool, time: bool, providers: &[String]) -> Result<(), String> {
    let started = Instant::now();
    let (mut files, mut findings) = (vec![extension_schema()?], Vec::new());
    let (all, wanted) = (specs(&[])?, specs(providers)?);
    let is_wanted = |name: &str| wanted.iter().any(|spec| spec.name == name);
    let mut known = Vec::new();
    // Each spec on a thread of its own: they have nothing to do with one another.
    let made: Vec<_> = thread::scope(|scope| {
        let generate = |spec: &SpecFile| {
            let provider = pipeline::read(&spec.name, &spec.file, &spec.text)?;
            let outputs = if is_wanted(&spec.name) { pipeline::files(&provider, &spec.file)? } else { Vec::new() };
            Ok((provider, outputs))
        };
        let threads: Vec<_> = all.iter().map(|spec| scope.spawn(move || generate(spec))).collect();
        threads.into_iter().map(|thread| thread.join()).collect()
    });
    for result in made {
        match result.map_err(|_| "codegen panicked")? {
            Ok((provider, outputs)) => {
                known.push(provider);
                files.extend(outputs);
            }
            Err(wrong) => findings.extend::<Vec<Finding>>(wrong),
        }
    }
    files.extend(index(&known)?);
    match capabilities()? {
        Ok(tables) => files.extend(pipeline::capabilities(CAPABILITIES, &tables, &read("README.md")?)?),
        Err(wrong) => findings.extend(wrong),
    }
    // A spec that cannot be read is also found by what reads the capabilities.
    findings.sort();
    findings.dedup();
    if !findings.is_empty() {
        return Err(report(&findings));
    }
    let stale: Vec<&Output> = files
        .iter()
        .filter(|output| fs::read_to_string(root().join(&output.path)).ok().as_deref() != Some(output.content.as_str()))
        .collect();
    if check && !stale.is_empty() {
        let names: Vec<String> = stale.iter().map(|output| format!("  {}", output.path.display())).collect();
        return Err(format!("stale, run `cargo xtask codegen`:\n{}", names.join("\n")));
    }
    for output in &stale {
        let path = root().join(&output.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        fs::write(&path, &output.content).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("wrote {}", output.path.display());
    }
    if stale.is_empty() {
        println!("{} generated files are up to date", files.len());
    }
    if time {
        println!("{} files in {:?}", files.len(), started.elapsed());
    }
    Ok(())
}

/// The findings, one a line, and how many there are.
pub(crate) fn report(findings: &[Finding]) -> String {
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    let noun = if findings.len() == 1 { "finding" } else { "findings" };
    format!("{}\n{} {noun}", lines.join("\n"), findings.len())
}

/// `specs/extensions.schema.json`, from the Rust types of the extensions.
fn extension_schema() -> Result<Output, String> {
    let mut schema = schemars::schema_for!(extensions::Extensions);
    schema.insert("title".into(), "The x- extensions of a wholesale spec".into());
    let json = serde_json::to_string_pretty(&schema).map_err(|error| error.to_string())?;
    Ok(Output { path: "specs/extensions.schema.json".into(), content: format!("{json}\n") })
}
