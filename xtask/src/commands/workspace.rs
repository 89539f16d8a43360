//! Where things are: the root of the workspace and the specs in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use xtask::capabilities::{self, Table};
use xtask::document::Document;
use xtask::finding::Finding;
use xtask::pipeline::read_capabilities;

/// A spec as it stands on disk.
pub(crate) struct SpecFile {
    /// Name of the provider.
    pub(crate) name: String,
    /// Path below the root, for messages and headers.
    pub(crate) file: String,
    /// What is in it.
    pub(crate) text: String,
}

/// The table of capabilities, which stands beside the specs and is none.
pub(crate) const CAPABILITIES: &str = "specs/capabilities.yaml";

/// The root of the workspace: of the one that cargo runs this in, or else of the one it was built in.
pub(crate) fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let manifest = Path::new(&manifest);
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// The specs of the workspace, in alphabetical order; of these providers, or of all.
pub(crate) fn specs(wanted: &[String]) -> Result<Vec<SpecFile>, String> {
    let folder = root().join("specs");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{} cannot be read: {error}", folder.display()))?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".yaml").map(str::to_owned))
        .collect();
    names.retain(|name| format!("specs/{name}.yaml") != CAPABILITIES);
    names.sort();
    if let Some(unknown) = wanted.iter().find(|name| !names.contains(name)) {
        return Err(format!("there is no specs/{unknown}.yaml; there are {}", names.join(", ")));
    }
    names.retain(|name| wanted.is_empty() || wanted.contains(name));
    names
        .into_iter()
        .map(|name| {
            let file = format!("specs/{name}.yaml");
            let text = read(&file)?;
            Ok(SpecFile { name, file, text })
        })
        .collect()
}

/// A file of the workspace, by its path below the root.
pub(crate) fn read(file: &str) -> Result<String, String> {
    fs::read_to_string(root().join(file)).map_err(|error| format!("{file} cannot be read: {error}"))
}

/// What the table of capabilities says about all providers, or everything that is wrong with it.
///
/// A spec that cannot be read at all is wrong with it too; what else is wrong with a spec is not looked at.
pub(crate) fn capabilities() -> Result<Result<Vec<Table>, Vec<Finding>>, String> {
    let mut operations = BTreeMap::new();
    for spec in specs(&[])? {
        match Document::read(&spec.file, &spec.text) {
            Ok(document) => operations.insert(spec.name, capabilities::operations(&document)),
            Err(findings) => return Ok(Err(findings)),
        };
    }
    Ok(read_capabilities(CAPABILITIES, &read(CAPABILITIES)?, &operations))
}
