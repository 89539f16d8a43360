//! Without its cargo feature a provider is gone: its crate, its table, its words. And every feature works alone.
//!
//! Cargo is asked, in the target folder of the tests, so that what they have built is used again: a check of the facade takes
//! about two seconds for each feature, and the one build ten.
#![expect(clippy::expect_used, clippy::panic, reason = "the helpers are part of the tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// What cargo prints when it is asked about the facade with these features and no other.
fn cargo(command: &str, arguments: &[&str], features: &str) -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let mut cargo = Command::new(env!("CARGO"));
    // Set by the cargo that runs this test; build scripts that look at them would be run anew, and what depends on them built.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CARGO_PKG_")) {
        cargo.env_remove(name);
    }
    let output = cargo
        .args([command, "--offline", "--package", "wholesale", "--no-default-features", "--features", features])
        .args(arguments)
        .env_remove("CARGO_MANIFEST_DIR")
        .env_remove("CARGO_MANIFEST_PATH")
        .env("CARGO_TARGET_DIR", target)
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {command} with the features `{features}`: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What cargo says one object a line, of the facade itself.
fn messages(command: &str, features: &str) -> Vec<Value> {
    let output = cargo(command, &["--message-format", "json"], features);
    let messages = output.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    messages.filter(|message| message["target"]["name"] == "wholesale").collect()
}

/// The providers that have a feature: those whose crates the facade may do without.
fn providers() -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let facade = packages.iter().find(|package| package["name"] == "wholesale").expect("the facade");
    let features = facade["features"].as_object().expect("features");
    let features = features.iter().filter(|(name, enabled)| enabled[0] == format!("dep:wholesale-{name}"));
    let providers: Vec<String> = features.map(|(name, _)| name.clone()).collect();
    assert!(providers.len() >= 4, "{providers:?}");
    providers
}

#[test]
fn a_provider_that_is_left_out_is_not_among_the_dependencies() {
    let providers = providers();
    for features in providers.iter().map(String::as_str).chain([""]) {
        let tree = cargo("tree", &["--edges", "normal", "--prefix", "none", "--format", "{p}"], features);
        let crates: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(crates.contains("wholesale-runtime"), "{tree}");
        for provider in &providers {
            let is_there = crates.contains(format!("wholesale-{provider}").as_str());
            assert_eq!(is_there, provider == features, "{provider}, with the features `{features}`:\n{tree}");
        }
    }
}

#[test]
fn every_provider_alone_compiles_without_a_warning_and_so_does_none() {
    for features in providers().iter().map(String::as_str).chain([""]) {
        let messages = messages("check", features);
        assert!(messages.iter().any(|message| message["reason"] == "compiler-artifact"), "the facade was looked at");
        let warnings: Vec<&str> =
            messages.iter().filter_map(|message| message["message"]["rendered"].as_str()).collect();
        assert!(warnings.is_empty(), "with the features `{features}`:\n{}", warnings.join("\n"));
    }
}

/// The texts of a provider's table: reasons, notes, sources.
fn texts(tables: &Value, provider: &str) -> BTreeSet<String> {
    let lines = tables["providers"][provider].as_array().unwrap_or_else(|| panic!("no table of {provider}"));
    let texts = lines.iter().flat_map(|line| ["reason", "instead", "note", "source"].map(|key| line[key].as_str()));
    // A word or two may stand anywhere.
    texts.flatten().filter(|text| text.len() > 20).map(str::to_owned).collect()
}

#[test]
fn nothing_of_a_provider_that_is_left_out_is_in_the_facade() {
    let kept = "iproyal";
    let messages = messages("build", kept);
    let files = messages.iter().flat_map(|message| message["filenames"].as_array().into_iter().flatten());
    let library = files.filter_map(Value::as_str).find(|file| file.ends_with(".rlib")).expect("the library");
    let library = String::from_utf8_lossy(&fs::read(library).expect("the library")).into_owned();
    let tables = fs::read_to_string(root().join("docs/capabilities.json")).expect("the tables");
    let tables: Value = serde_json::from_str(&tables).expect("JSON");
    let own = texts(&tables, kept);
    // What has no escape in it is there letter for letter.
    let missing: Vec<&String> = own.iter().filter(|text| !library.contains(text.as_str())).collect();
    assert!(!own.is_empty() && missing.is_empty(), "the texts of {kept} are found: {missing:?}");
    for provider in providers().iter().filter(|provider| *provider != kept) {
        let others = texts(&tables, provider);
        let left: Vec<&String> = others.difference(&own).filter(|text| library.contains(text.as_str())).collect();
        assert!(others.len() > 5 && left.is_empty(), "of {provider} there is: {left:?}");
        let client = format!("wholesale_{provider}");
        assert!(!library.contains(&client), "the facade names {client}");
    }
}
