//! Where things are: the root of the workspace and the specs in it.

use std::fs;
use std::path::{Path, PathBuf};

/// A spec as it stands on disk.
pub(crate) struct SpecFile {
    /// Name of the provider.
    pub(crate) name: String,
    /// Path below the root, for messages and headers.
    pub(crate) file: String,
    /// What is in it.
    pub(crate) text: String,
}

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
    names.sort();
    if let Some(unknown) = wanted.iter().find(|name| !names.contains(name)) {
        return Err(format!("there is no specs/{unknown}.yaml; there are {}", names.join(", ")));
    }
    names.retain(|name| wanted.is_empty() || wanted.contains(name));
    names
        .into_iter()
        .map(|name| {
            let file = format!("specs/{name}.yaml");
            let text =
                fs::read_to_string(root().join(&file)).map_err(|error| format!("{file} cannot be read: {error}"))?;
            Ok(SpecFile { name, file, text })
        })
        .collect()
}
