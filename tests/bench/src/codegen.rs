//! Codegen against the generator in it: what checking, our own stages and the tests' code add.

use openapiv3::OpenAPI;
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Map, Value};
use xtask::document::Document;
use xtask::pipeline::outputs;

use crate::commands::{Command, Program};
use crate::comparison::{Comparison, Contender, Goal, Package, Reach, Rounds, Server};
use crate::sample::Metric;

/// Everything that codegen does for a spec: read, check, generate, write code and tests. The bytes that come of it.
///
/// # Errors
/// A sentence.
pub fn ours(name: &str, text: &str) -> Result<usize, String> {
    let outputs = outputs(name, &format!("{name}.yaml"), text).map_err(|findings| {
        findings.first().map_or_else(String::new, |finding| format!("{}: {}", finding.line, finding.what))
    })?;
    Ok(outputs.iter().map(|output| output.content.len()).sum())
}

/// What progenitor alone makes of a document: a client with builders, as formatted text.
///
/// # Errors
/// A sentence.
pub fn progenitor(document: &str) -> Result<String, String> {
    let document: OpenAPI = serde_json::from_str(document).map_err(|error| format!("it is no OpenAPI: {error}"))?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    let tokens = Generator::new(&settings).generate_tokens(&document).map_err(|error| error.to_string())?;
    let file = syn::parse2(tokens).map_err(|error| format!("it wrote no Rust: {error}"))?;
    Ok(prettyplease::unparse(&file))
}

/// A spec as progenitor can take it: of each operation the first success alone, no answer to anything else, and none of
/// the formats that are ours. It is given JSON; reading YAML is not what it is measured at.
///
/// # Errors
/// A sentence.
pub fn for_progenitor(text: &str) -> Result<String, String> {
    let document = Document::read("spec.yaml", text).map_err(|_| "the spec cannot be read".to_owned())?;
    let mut json = document.json().clone();
    let paths = json.get_mut("paths").and_then(Value::as_object_mut).ok_or("the spec has no paths")?;
    let operations = paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut);
    for responses in operations.filter_map(|operation| operation.get_mut("responses")?.as_object_mut()) {
        let first = responses.keys().find(|status| status.starts_with('2')).cloned();
        responses.retain(|status, _| Some(status) == first.as_ref());
    }
    without_formats(&mut json);
    serde_json::to_string(&json).map_err(|error| error.to_string())
}

/// Takes away the formats of the specs' own that the generator panics on.
fn without_formats(json: &mut Value) {
    match json {
        Value::Object(members) => {
            if members.get("format").is_some_and(|format| format == "loose-bool" || format == "epoch-seconds") {
                members.remove("format");
            }
            members.values_mut().for_each(without_formats);
        }
        Value::Array(items) => items.iter_mut().for_each(without_formats),
        _ => {}
    }
}

/// The sides of a comparison with the generator inside ours.
pub(crate) fn beside_progenitor(command: impl Fn(&str) -> Command) -> Vec<Contender> {
    [("ours", Vec::new()), ("progenitor", vec![Package::Crate("progenitor-impl")])]
        .map(|(name, packages)| Contender { name, packages, command: command(name) })
        .into()
}

/// Their comparisons.
#[must_use]
pub fn comparisons() -> Vec<Comparison> {
    let sizes = [
        ("codegen-specs", "specs", "codegen of the four specs, warm"),
        ("codegen-10", "10", "codegen of 10 operations, warm"),
        ("codegen-100", "100", "codegen of 100 operations, warm"),
        ("codegen-1000", "1000", "codegen of 1,000 operations, warm"),
    ];
    let comparison = |(id, size, what): (&'static str, &str, &str)| Comparison {
        id,
        what: what.to_owned(),
        server: Server::Nobody,
        sides: beside_progenitor(|name| Command::Prints(Program::ours("codegen", &["--side", name, "--size", size]))),
        goals: vec![Goal { metric: Metric::Milliseconds, against: vec!["progenitor"], reach: Reach::TimesAtMost(1.5) }],
        rounds: Rounds { full: if size == "1000" { 5 } else { 11 }, quick: 1 },
        is_slow: false,
    };
    sizes.map(comparison).into()
}
