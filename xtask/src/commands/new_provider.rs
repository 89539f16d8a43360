//! `cargo xtask new-provider NAME`: everything a provider needs but its facts.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Value, value};
use xtask::capabilities::ACTIONS;
use xtask::naming;

use super::workspace::{CAPABILITIES, read, root, specs};

/// The spec of a provider whose facts are still to be filled in.
const SPEC: &str = include_str!("new_provider/spec.yaml");

/// Begins a provider: its spec, its crate, its feature of the facade, its place in the bindings and in the tests.
pub(crate) fn run(name: &str) -> Result<(), String> {
    check(name)?;
    let root = root();
    let spec = root.join(format!("specs/{name}.yaml"));
    let folder = root.join(format!("crates/wholesale-{name}"));
    if spec.exists() || folder.exists() {
        return Err(format!("{name} exists already: {} or {}", spec.display(), folder.display()));
    }
    write(&spec, &SPEC.replace("{NAME}", name).replace("{ENV}", &name.to_uppercase()))?;
    write(&folder.join("Cargo.toml"), &manifest(name)?)?;
    write(
        &folder.join("src/lib.rs"),
        &format!(
            "//! Client for the {name} API.\n//!\n//! Generated from `specs/{name}.yaml`; see that file for the source of \
             every fact.\n#[rustfmt::skip]\nmod generated;\npub use generated::*;\n"
        ),
    )?;
    write(&folder.join("src/generated.rs"), "// Written by `cargo xtask codegen` once the spec has no TODO left.\n")?;

    write(&root.join(CAPABILITIES), &with_capabilities_of(&read(CAPABILITIES)?, name))?;

    edit(&root.join("Cargo.toml"), |document| {
        let mut dependency = InlineTable::new();
        dependency.insert("path", format!("crates/wholesale-{name}").into());
        dependency.insert("version", "0.1.0".into());
        document["workspace"]["dependencies"][&format!("wholesale-{name}")] = value(dependency);
    })?;
    edit(&root.join("crates/wholesale/Cargo.toml"), |document| {
        let feature = format!("dep:wholesale-{name}");
        document["features"][name] = value(Array::from_iter([feature]));
        if let Some(default) = document["features"]["default"].as_array_mut() {
            default.push(name);
        }
        if let Some(python) = document["features"]["python"].as_array_mut() {
            python.push(format!("wholesale-{name}?/python"));
        }
        document["dependencies"][&format!("wholesale-{name}")] = from_workspace(true);
    })?;
    edit(&root.join("tests/Cargo.toml"), |document| {
        document["dependencies"][&format!("wholesale-{name}")] = from_workspace(false);
    })?;
    edit(&root.join("bindings/python/Cargo.toml"), |document| {
        let mut dependency = InlineTable::new();
        dependency.insert("path", format!("../../crates/wholesale-{name}").into());
        dependency.insert("features", Value::Array(Array::from_iter(["python"])));
        document["dependencies"][&format!("wholesale-{name}")] = value(dependency);
    })?;
    println!(
        "specs/{name}.yaml and crates/wholesale-{name} are there. Next:\n\
         \x20 1. fill the TODOs of specs/{name}.yaml; specs/README.md teaches how\n\
         \x20 2. cargo xtask lint {name}\n\
         \x20 3. cargo xtask codegen\n\
         \x20 4. INSTA_UPDATE=always cargo test -p wholesale-tests --test snapshots, and read what it recorded\n\
         \x20 5. once there is an adapter, say in specs/capabilities.yaml what the facade can do with it"
    );
    Ok(())
}

fn check(name: &str) -> Result<(), String> {
    let well_formed = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|character| character.is_ascii_lowercase() || character.is_ascii_digit());
    if !well_formed {
        return Err(format!(
            "`{name}` cannot name a crate, a feature and a Python module; write lower-case letters and digits"
        ));
    }
    if ["runtime", "sandbox", "tests", "wholesale", "default", "capabilities"].contains(&name)
        || syn::parse_str::<syn::Ident>(name).is_err()
    {
        return Err(format!("`{name}` is taken; choose another name"));
    }
    // A keyword of Python alone, or what the package has under that name.
    if naming::is_keyword(name) || ["aconnect", "connect", "doctor", "settle"].contains(&name) {
        return Err(format!("`{name}` cannot name a Python module of the package; choose another name"));
    }
    match specs(&[])?.iter().find(|spec| spec.name == name) {
        Some(spec) => Err(format!("{name} exists already: {}", spec.file)),
        None => Ok(()),
    }
}

/// The table of capabilities with a block of the provider: its own client is there, and nothing of the facade.
fn with_capabilities_of(table: &str, name: &str) -> String {
    let mut table = format!("{}\n\n{name}:\n", table.trim_end());
    for action in &ACTIONS {
        let _ = writeln!(
            table,
            "  {}:\n    can: not yet\n    reason: the facade has no adapter for {name}\n    instead: use its own client\n    \
             source: specs/{name}.yaml",
            action.name
        );
    }
    table
}

/// The manifest of a sibling, under the new name.
fn manifest(name: &str) -> Result<String, String> {
    let sibling = root().join("crates/wholesale-iproyal/Cargo.toml");
    let text = fs::read_to_string(&sibling).map_err(|error| format!("{}: {error}", sibling.display()))?;
    Ok(text.replace("iproyal", name))
}

fn from_workspace(optional: bool) -> Item {
    let mut table = InlineTable::new();
    table.insert("workspace", Value::from(true));
    if optional {
        table.insert("optional", Value::from(true));
    }
    value(table)
}

fn edit(path: &Path, change: impl FnOnce(&mut DocumentMut)) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut document: DocumentMut = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
    change(&mut document);
    write(path, &document.to_string())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
