//! Whatever the linter lets through becomes code that compiles: the unusual specs of the corpus, in one crate.
//!
//! What PyO3's macros write takes longer to compile than all the rest: with the feature `python`, `THOROUGH=1` takes every
//! spec, and without it those that differ in what the glue is made of.
#![allow(clippy::expect_used, clippy::panic)] // A test fails by panicking, in its helpers too.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use xtask::model::Provider;
use xtask::{calls, pipeline, python};

/// Specs that hold between them every shape of parameter, body, record, payload and page.
const SHAPES: [&str; 16] = [
    "valid_204",
    "valid_all_of",
    "valid_enum_names",
    "valid_formats",
    "valid_inline_records",
    "valid_json_choice_body",
    "valid_json_list_body",
    "valid_keywords",
    "valid_log_in",
    "valid_maps",
    "valid_nullable",
    "valid_one_of",
    "valid_pages",
    "valid_pages_in_map",
    "valid_query_lists",
    "valid_recursive",
];

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut specs: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    specs.sort();
    specs
}

fn accepted() -> Vec<Provider> {
    corpus()
        .iter()
        .filter_map(|path| {
            let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").replace('-', "_");
            // Not every file of the corpus is text; the linter's own tests read those.
            let text = fs::read_to_string(path).ok()?;
            pipeline::read(&name, "corpus.yaml", &text).ok()
        })
        .collect()
}

#[test]
fn every_operation_that_goes_in_comes_out() {
    let mut operations = 0;
    for provider in accepted() {
        let rust = pipeline::rust(&provider).unwrap_or_else(|what| panic!("{}: {what}", provider.name));
        let file = syn::parse_file(&rust).unwrap_or_else(|error| panic!("{}: {error}", provider.name));
        let methods: Vec<String> = file
            .items
            .iter()
            .filter_map(|item| match item {
                syn::Item::Impl(block) if block.trait_.is_none() => Some(&block.items),
                _ => None,
            })
            .flatten()
            .filter_map(|item| match item {
                syn::ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
                _ => None,
            })
            .collect();
        for operation in &provider.operations {
            assert!(methods.contains(&operation.id), "{} lost {}", provider.name, operation.id);
            operations += 1;
        }
    }
    assert!(operations > 20, "the corpus holds specs that are accepted, {operations} operations in all");
}

#[test]
fn what_the_linter_accepts_compiles() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    fs::create_dir_all(folder.join("src")).expect("a folder");
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    let manifest = format!(
        "[package]\nname = \"corpus\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\
         wholesale-runtime = {{ path = {:?} }}\n\n[features]\npython = [\"wholesale-runtime/python\"]\n",
        root.join("crates/wholesale-runtime")
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");

    let mut lib = String::from(
        "#![deny(warnings, missing_docs)]\n#![allow(deprecated)]\n//! The corpus.\n/// Marker.\npub const MARKER: &str = \"x\";\n",
    );
    let accepted = accepted();
    for shape in SHAPES {
        assert!(accepted.iter().any(|provider| provider.name == shape), "{shape} is no spec that is accepted");
    }
    let in_python = |name: &str| env::var_os("THOROUGH").is_some() || SHAPES.contains(&name);
    for provider in &accepted {
        let name = &provider.name;
        let rust = pipeline::rust(provider).unwrap_or_else(|what| panic!("{name}: {what}"));
        let calls = calls::file(provider).replace(&format!("wholesale_{name}"), &format!("crate::{name}"));
        fs::write(folder.join(format!("src/{name}.rs")), rust).expect("the client");
        fs::write(folder.join(format!("src/{name}_calls.rs")), calls).expect("the calls");
        let cfg = if in_python(name) { "" } else { "#[cfg(not(feature = \"python\"))]\n" };
        lib.push_str(&format!("/// Client.\n{cfg}pub mod {name};\n/// Calls.\n{cfg}pub mod {name}_calls;\n"));
    }
    lib.push_str(GLUE);
    for provider in accepted.iter().filter(|provider| in_python(&provider.name)) {
        let name = &provider.name;
        let glue = python::files(provider, "corpus.yaml").unwrap_or_else(|what| panic!("{name}: {what}")).remove(0);
        let glue = glue.content.replace(&format!("use wholesale_{name} as"), &format!("use crate::{name} as"));
        fs::write(folder.join(format!("src/{name}_glue.rs")), glue).expect("the glue");
        lib.push_str(&format!("#[cfg(feature = \"python\")]\n#[allow(dead_code)]\nmod {name}_glue;\n"));
    }
    fs::write(folder.join("src/lib.rs"), lib).expect("the crate");

    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    for features in [&[][..], &["--features", "python"]] {
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet", "--color", "never"])
            .args(features)
            .env("CARGO_TARGET_DIR", target)
            .env_remove("RUSTFLAGS")
            .current_dir(&folder)
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// What the glue is written against: the shape of the bindings' own `operation` module.
const GLUE: &str = r#"
#[cfg(feature = "python")]
#[allow(dead_code)]
mod operation {
    use wholesale_runtime::pyo3::prelude::*;
    use wholesale_runtime::python::{FromPython, ToPython};
    use wholesale_runtime::{Request, Result, Session, api};

    pub(crate) struct Provider {
        pub(crate) api: &'static api::Api,
        pub(crate) operations: &'static [Entry],
        pub(crate) records: fn(&Bound<'_, PyModule>) -> PyResult<()>,
    }
    pub(crate) struct Entry {
        pub(crate) id: &'static str,
        pub(crate) parameters: &'static [&'static str],
        pub(crate) prepare: fn(&Session, &Given<'_, '_>) -> PyResult<Prepared>,
    }
    pub(crate) struct Given<'a, 'py>(&'a Bound<'py, PyAny>);
    impl Given<'_, '_> {
        pub(crate) fn take<T: FromPython>(&self, _position: usize) -> PyResult<Option<T>> {
            Ok(None)
        }
    }
    pub(crate) struct Prepared(Result<Request>);
    impl Prepared {
        pub(crate) fn new<T: ToPython>(request: Result<Request>) -> Self {
            Self(request)
        }
        pub(crate) fn paged<T: ToPython, I: ToPython>(request: Result<Request>) -> Self {
            Self(request)
        }
    }
}
"#;

#[test]
fn what_the_linter_accepts_is_python_that_parses() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus-python");
    fs::create_dir_all(&folder).expect("a folder");
    let mut files = Vec::new();
    for provider in accepted() {
        let name = &provider.name;
        for output in python::files(&provider, "corpus.yaml").unwrap_or_else(|what| panic!("{name}: {what}")) {
            if output.path.extension().is_some_and(|extension| extension != "rs") {
                let file = folder.join(output.path.file_name().expect("a name"));
                fs::write(&file, output.content).expect("a file");
                files.push(file);
            }
        }
    }
    assert!(files.len() > 100, "{} files", files.len());
    let check = "import ast, sys\nfor path in sys.argv[1:]: ast.parse(open(path, encoding='utf-8').read(), path)";
    // An escape that means nothing is a warning before it is an error.
    let output =
        Command::new("python3").args(["-W", "error", "-c", check]).args(&files).output().expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
