//! What the linter says to hostile specs, and that it says something to any text whatever.
//!
//! `corpus` holds one small spec for each hostility, with what is expected of it in `NAME.findings`; those called
//! `valid_*` are unusual and right. `ACCEPT=1` writes the expectations anew: read them before you keep them.
//! `THOROUGH=1` tries every mutation and every cut, which takes minutes.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // A test fails by panicking, in its helpers too.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Map, Value, json};
use xtask::document::Document;
use xtask::finding::Finding;
use xtask::lint::lint;
use xtask::pipeline::outputs;

/// A spec with its file name.
struct Spec {
    name: String,
    path: PathBuf,
    text: String,
}

fn specs(directory: &str) -> Vec<Spec> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    let entries = fs::read_dir(&directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    let read = |path: PathBuf| Spec {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        text: fs::read_to_string(&path).unwrap(),
        path,
    };
    paths.into_iter().map(read).collect()
}

fn corpus() -> Vec<Spec> {
    specs("tests/corpus")
}

fn our_specs() -> Vec<Spec> {
    let mut specs = specs("../specs");
    // A table of another kind, with a linter of its own.
    specs.retain(|spec| spec.name != "capabilities.yaml");
    specs
}

fn findings(name: &str, text: &str) -> Vec<Finding> {
    match Document::read(name, text) {
        Ok(document) => lint(&document),
        Err(findings) => findings,
    }
}

fn listed(findings: &[Finding]) -> String {
    findings.iter().fold(String::new(), |mut list, finding| {
        let _ = writeln!(list, "{finding}");
        list
    })
}

/// How many steps of a long series to take at once.
fn stride(usual: usize) -> usize {
    if env::var_os("THOROUGH").is_some() { 1 } else { usual }
}

#[test]
fn hostile_specs_are_refused_in_the_words_that_were_accepted() {
    let mut different = Vec::new();
    for spec in corpus() {
        let golden = spec.path.with_extension("findings");
        let said = listed(&findings(&spec.name, &spec.text));
        if env::var_os("ACCEPT").is_some() {
            fs::write(&golden, said).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != said {
            different.push(format!("{}:\n{said}", spec.name));
        }
    }
    assert!(different.is_empty(), "run with ACCEPT=1 and read what changed:\n{}", different.join("\n"));
}

#[test]
fn every_hostile_spec_has_a_finding_and_every_valid_one_has_none() {
    for spec in corpus() {
        let found = findings(&spec.name, &spec.text);
        assert_eq!(found.is_empty(), spec.name.starts_with("valid_"), "{}:\n{}", spec.name, listed(&found));
    }
}

#[test]
fn our_own_specs_have_no_findings() {
    for spec in our_specs() {
        let found = findings(&spec.name, &spec.text);
        assert!(found.is_empty(), "{}", listed(&found));
    }
}

#[test]
fn what_has_no_findings_can_be_generated() {
    for spec in corpus().into_iter().filter(|spec| spec.name.starts_with("valid_")) {
        if let Err(found) = outputs("example", &spec.name, &spec.text) {
            panic!("{}:\n{}", spec.name, listed(&found));
        }
    }
}

#[test]
fn findings_are_sorted_and_each_is_said_once() {
    for spec in corpus() {
        let found = findings(&spec.name, &spec.text);
        assert!(found.windows(2).all(|pair| pair[0] < pair[1]), "{}:\n{}", spec.name, listed(&found));
    }
}

#[test]
fn the_line_of_a_missing_place_is_that_of_what_is_around_it() {
    let document = Document::read("a.yaml", "a:\n  b:\n    - x\n    - y/z: 1\n").unwrap();
    let lines = ["", "/a", "/a/b", "/a/b/1", "/a/b/1/y~1z", "/a/b/1/q/r", "/nowhere", "no pointer"];
    assert_eq!(lines.map(|pointer| document.line(pointer)), [1, 1, 2, 4, 4, 4, 1, 1]);
}

#[test]
fn references_are_followed_to_their_end_and_never_around() {
    let text = "a: {$ref: '#/b'}\nb: {$ref: '#/c'}\nc: 5\nd: {$ref: '#/e'}\ne: {$ref: '#/d'}\nf: {$ref: 'g.yaml'}\n";
    let document = Document::read("a.yaml", text).unwrap();
    let resolved = |key: &str| document.resolve(&document.json()[key]);
    assert_eq!(resolved("a"), Some(&json!(5)));
    assert_eq!(resolved("c"), Some(&json!(5)));
    assert_eq!([resolved("d"), resolved("e"), resolved("f")], [None, None, None]);
}

#[test]
fn any_part_of_a_file_is_read_without_a_panic() {
    for spec in corpus().into_iter().chain(our_specs()) {
        let size = spec.text.len();
        // The small files share most of their bytes.
        let step = stride((size / 40).max(1));
        for end in (0..size).step_by(step).filter(|end| spec.text.is_char_boundary(*end)) {
            let _ = Document::read(&spec.name, &spec.text[..end]);
        }
    }
}

#[test]
fn any_value_in_any_place_is_linted_without_a_panic() {
    let mut seen = BTreeSet::new();
    for spec in corpus() {
        // The small files share most of their nodes; each is changed once.
        mutate(&spec, stride(13), |pointer, value| seen.insert((pointer.to_owned(), value.to_string())));
    }
    for spec in our_specs() {
        mutate(&spec, stride(1999), |_, _| true);
    }
}

/// Lints the document with one node after another replaced, deleted or doubled.
fn mutate(spec: &Spec, step: usize, mut wanted: impl FnMut(&str, &Value) -> bool) {
    let Ok(document) = Document::read(&spec.name, &spec.text) else { return };
    let mut pointers = Vec::new();
    collect("", document.json(), &mut pointers);
    let mut turn = 0;
    for pointer in pointers {
        if !wanted(&pointer, document.json().pointer(&pointer).unwrap_or(&Value::Null)) {
            continue;
        }
        for kind in 0..MUTATIONS {
            turn += 1;
            if turn % step == 0 {
                lint_json(&spec.name, &mutation(document.json(), &pointer, kind));
            }
        }
    }
}

fn lint_json(name: &str, json: &Value) {
    // JSON is YAML.
    if let Ok(document) = Document::read(name, &serde_json::to_string_pretty(json).unwrap()) {
        let _ = lint(&document);
    }
}

fn collect(pointer: &str, value: &Value, pointers: &mut Vec<String>) {
    pointers.push(pointer.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(&format!("{pointer}/{index}"), item, pointers);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                collect(&format!("{pointer}/{key}"), member, pointers);
            }
        }
        _ => {}
    }
}

const MUTATIONS: usize = 10;

/// The document with one node changed, in one of several ways.
fn mutation(json: &Value, pointer: &str, kind: usize) -> Value {
    let replacements =
        [json!(null), json!(true), json!(-1), json!(""), json!([]), json!({}), json!("x"), json!(["x", null])];
    let mut mutated = json.clone();
    if let Some(replacement) = replacements.get(kind) {
        if let Some(node) = mutated.pointer_mut(pointer) {
            *node = replacement.clone();
        }
        return mutated;
    }
    let Some((parent, key)) = pointer.rsplit_once('/') else { return mutated };
    let key = key.replace("~1", "/").replace("~0", "~");
    let doubled = kind + 1 == MUTATIONS;
    match mutated.pointer_mut(parent) {
        Some(Value::Object(members)) if doubled => {
            let copy = members[&key].clone();
            members.insert(format!("{key}_"), copy);
        }
        Some(Value::Object(members)) => {
            members.shift_remove(&key);
        }
        Some(Value::Array(items)) if doubled => {
            let copy = items[key.parse::<usize>().unwrap()].clone();
            items.push(copy);
        }
        Some(Value::Array(items)) => {
            items.remove(key.parse().unwrap());
        }
        _ => {}
    }
    mutated
}

#[test]
fn a_document_that_refers_to_itself_everywhere_is_linted_without_a_panic() {
    let circle = json!({"$ref": "#/components/schemas/A"});
    let mut schema = Map::new();
    for key in ["items", "additionalProperties", "not", "default", "example"] {
        schema.insert(key.to_owned(), circle.clone());
    }
    for key in ["allOf", "oneOf", "anyOf", "enum"] {
        schema.insert(key.to_owned(), json!([circle, circle]));
    }
    schema.insert("properties".to_owned(), json!({"a": circle, "b": circle}));
    schema.insert("required".to_owned(), json!(["a", "b"]));
    let schema = Value::Object(schema);
    let media = json!({"application/json": {"schema": circle, "example": {"a": {"a": {}}}}});
    let operation = json!({
        "operationId": "a", "requestBody": {"content": media}, "x-unwrap": "/a/b/a/b", "x-page": {"items": "/a/a/a/a"},
        "parameters": [{"name": "a", "in": "query", "schema": circle, "example": {}}, {"$ref": "#/components/parameters/P"}],
        "responses": {"200": {"content": media, "description": "A."}, "201": {"$ref": "#/components/responses/R"}},
    });
    let components = json!({
        "schemas": {"A": schema, "B": {"allOf": [circle, {"$ref": "#/components/schemas/B"}]}},
        "parameters": {"P": {"$ref": "#/components/parameters/P"}},
        "responses": {"R": {"$ref": "#/components/responses/R"}},
    });
    lint_json("circle", &json!({"paths": {"/a/{a}": {"post": operation, "get": operation}}, "components": components}));
}
