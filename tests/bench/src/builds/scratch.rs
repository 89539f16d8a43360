//! The workspace that the builds are measured in: our crates as they are, and beside them progenitor's output.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use toml_edit::{DocumentMut, value};

use super::PROVIDERS;
use crate::codegen::{for_progenitor, progenitor};
use crate::side::Outcome;

/// A workspace below the target directory.
#[derive(Debug, Clone)]
pub struct Scratch {
    root: PathBuf,
}

impl Scratch {
    /// Writes it, as far as it is not there already: a file that stays as it is keeps its time, and nothing is built
    /// again for it. What it needs is fetched, so that no build has to.
    ///
    /// # Errors
    /// A file cannot be read or written, a spec cannot be generated from, or the dependencies cannot be fetched.
    pub fn prepare(root: PathBuf) -> Outcome<Self> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut manifest: DocumentMut = fs::read_to_string(workspace.join("Cargo.toml"))?.parse()?;
        manifest["workspace"]["members"] = value(["crates/*", "theirs/*"].into_iter().collect::<toml_edit::Array>());
        manifest["workspace"]["dependencies"]["progenitor-client"] = value("=0.15.1");
        // A profile is of the workspace that builds: the user's, who has set none.
        manifest.remove("profile");
        copy(&workspace.join("crates"), &root.join("crates"))?;
        for provider in PROVIDERS {
            let spec = fs::read_to_string(workspace.join(format!("specs/{provider}.yaml")))?;
            let theirs = root.join("theirs").join(provider);
            write(&theirs.join("Cargo.toml"), &their_manifest(provider))?;
            write(&theirs.join("src/lib.rs"), &progenitor(&for_progenitor(&spec)?)?)?;
        }
        let lock = fs::read_to_string(workspace.join("Cargo.lock"))?;
        let changed = [
            write(&root.join("Cargo.toml"), &manifest.to_string())?,
            // Cargo adds what only the other side needs to its own copy; this one tells when ours is another.
            write(&root.join("ours.lock"), &lock)?,
        ];
        let scratch = Self { root };
        if changed.contains(&true) || !scratch.root.join("Cargo.lock").exists() {
            fs::write(scratch.root.join("Cargo.lock"), &lock)?;
            if !scratch.cargo("fetch").status()?.success() {
                return Err("what the builds need cannot be fetched".into());
            }
        }
        Ok(scratch)
    }

    /// Cargo, run in the workspace as a user would.
    #[must_use]
    pub fn cargo(&self, word: &str) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // A wrapper of the compiler would keep what is to be built, and a target directory is chosen by each build.
        for variable in ["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_TARGET_DIR", "CARGO_INCREMENTAL"] {
            cargo.env_remove(variable);
        }
        cargo.arg(word).current_dir(&self.root);
        cargo
    }

    /// The file with a client's code: of ours, or of theirs.
    #[must_use]
    pub fn code(&self, is_ours: bool, provider: &str) -> PathBuf {
        if is_ours {
            self.root.join(format!("crates/wholesale-{provider}/src/generated.rs"))
        } else {
            self.root.join(format!("theirs/{provider}/src/lib.rs"))
        }
    }

    /// A directory below the root.
    #[must_use]
    pub fn folder(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }
}

/// What progenitor's documentation has its users depend on, with the transport that our clients have.
fn their_manifest(provider: &str) -> String {
    format!(
        "[package]\nname = \"progenitor-{provider}\"\nversion = \"0.0.0\"\nedition.workspace = true\n\n\
         [dependencies]\nprogenitor-client.workspace = true\n\
         reqwest = {{ workspace = true, features = [\"json\", \"query\", \"stream\"] }}\n\
         rustls.workspace = true\nserde.workspace = true\nserde_json.workspace = true\n"
    )
}

/// Copies a folder, but for what is the same already.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            write(&target, &fs::read_to_string(entry.path())?)?;
        }
    }
    Ok(())
}

/// Writes a file that is not there, or another; whether it did.
fn write(path: &Path, text: &str) -> io::Result<bool> {
    if fs::read_to_string(path).is_ok_and(|there| there == text) {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)?;
    Ok(true)
}
