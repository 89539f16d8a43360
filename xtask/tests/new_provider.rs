//! `new-provider` in a copy of the workspace: what it makes compiles, and passes its tests once the TODOs are facts.
#![allow(clippy::expect_used, clippy::panic)] // A test fails by panicking, in its helpers too.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use xtask::capabilities::ACTIONS;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// A fresh copy of everything that stands in the workspace, without what was built.
fn copy_of_the_workspace() -> PathBuf {
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-provider");
    if copy.exists() {
        fs::remove_dir_all(&copy).expect("the old copy goes");
    }
    for entry in ["Cargo.toml", "Cargo.lock", "README.md", "crates", "docs", "specs", "tests", "xtask"] {
        copy_all(&root().join(entry), &copy.join(entry));
    }
    // Without what a build leaves in its folder.
    for entry in ["Cargo.toml", "Cargo.lock", "src", "python", "tests"] {
        let entry = Path::new("bindings/python").join(entry);
        copy_all(&root().join(&entry), &copy.join(&entry));
    }
    copy
}

fn copy_all(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            // What a build has left.
            if entry.file_name() == "target" {
                continue;
            }
            copy_all(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(from, to).expect("a file");
    }
}

fn xtask(workspace: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .env("CARGO_MANIFEST_DIR", workspace.join("xtask"))
        .output()
        .expect("xtask runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn a_fifth_provider_compiles_and_passes_its_tests_once_its_todos_are_facts() {
    let workspace = copy_of_the_workspace();
    let (made, said) = xtask(&workspace, &["new-provider", "acme"]);
    assert!(made, "{said}");

    let (again, said) = xtask(&workspace, &["new-provider", "acme"]);
    assert!(!again && said.contains("exists already"), "{said}");

    let (generated, said) = xtask(&workspace, &["codegen"]);
    assert!(!generated && said.contains("specs/acme.yaml:") && said.contains("TODO"), "{said}");

    let spec = workspace.join("specs/acme.yaml");
    let text = fs::read_to_string(&spec).expect("the spec");
    fs::write(&spec, text.replace("TODO", "the fact about")).expect("the spec");
    let url = fs::read_to_string(&spec).expect("the spec").replace("/the fact about", "/v1");
    fs::write(&spec, url).expect("the spec");
    let (generated, said) = xtask(&workspace, &["codegen"]);
    assert!(generated && said.contains("crates/wholesale-acme/src/generated.rs"), "{said}");
    let (fresh, said) = xtask(&workspace, &["codegen", "--check"]);
    assert!(fresh, "{said}");
    let (right, said) = xtask(&workspace, &["lint"]);
    assert!(right, "{said}");
    everything_is_not_yet(&workspace);

    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    // The whole workspace, so that what it depends on is built with the same features as everywhere else, and not anew.
    let mut cargo = Command::new(env!("CARGO"));
    // Set by the cargo that runs this test; build scripts that look at them would be run anew, and what depends on them built.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CARGO_PKG_")) {
        cargo.env_remove(name);
    }
    let output = cargo
        .args(["test", "--offline", "--quiet", "--color", "never", "--workspace", "--test", "snapshots"])
        .env_remove("CARGO_MANIFEST_DIR")
        .env_remove("CARGO_MANIFEST_PATH")
        .env("CARGO_TARGET_DIR", target)
        .env("INSTA_UPDATE", "always")
        .env("INSTA_WORKSPACE_ROOT", &workspace)
        .current_dir(&workspace)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let snapshot = workspace.join("tests/tests/snapshots/snapshots__acme__get_account__full.snap");
    assert!(snapshot.exists(), "the new operation has a snapshot");

    // Its Python: the native module compiles with it, and what was written for it is Python.
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--color", "never"])
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTFLAGS", "-D warnings")
        .current_dir(workspace.join("bindings/python"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let python = workspace.join("bindings/python");
    for file in ["python/wholesale/acme.py", "python/wholesale/acme.pyi", "tests/generated/calls_acme.py"] {
        let text = fs::read_to_string(python.join(file)).expect(file);
        assert!(text.contains("get_account"), "{file}");
    }
    let index = fs::read_to_string(python.join("python/wholesale/_providers.py")).expect("the list of providers");
    assert!(index.contains("\"acme\""), "{index}");
}

/// The facade has a table of the new provider, in which nothing can be done yet.
fn everything_is_not_yet(workspace: &Path) {
    let file = |name: &str| fs::read_to_string(workspace.join(name)).expect(name);
    let table = file("crates/wholesale/src/capability/table.rs");
    let of_acme = table.split_once("static ACME:").expect("the table of acme").1;
    assert_eq!(of_acme.matches("Support::NotYet").count(), ACTIONS.len(), "{of_acme}");
    assert!(!of_acme.contains("Support::Yes") && !of_acme.contains("Support::No "), "{of_acme}");
    assert!(file("README.md").contains("| logicboxes | acme |"), "the matrix has a column of its own");
    assert!(file("docs/capabilities.md").contains("\n## acme\n"));
}

#[test]
fn a_name_that_cannot_be_a_crate_and_a_module_is_refused() {
    for name in ["Acme", "1acme", "a-b", "runtime", "iproyal", "type", "lambda", "capabilities"] {
        let (made, said) = xtask(&root(), &["new-provider", name]);
        assert!(!made && said.contains(name), "{name}: {said}");
    }
}
