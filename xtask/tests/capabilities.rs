//! What the linter says to a wrong table of capabilities, and what is written from a right one.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // A test fails by panicking, in its helpers too.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use xtask::capabilities::{ACTIONS, SpecOperations, Table, matrix, operations};
use xtask::document::Document;
use xtask::finding::Finding;
use xtask::pipeline::{capabilities, read_capabilities};

const SPEC: &str = "
paths:
  /accounts:
    post: {operationId: create_account, x-source: 'Demo, Create'}
    get: {operationId: list_accounts, x-source: 'Demo, Read'}
  /accounts/{id}:
    get: {operationId: get_account, x-source: 'Demo, Read'}
  /accounts/{id}/give:
    post: {operationId: give, x-source: 'Demo, Give', x-moves-value: true}
";

const TABLE: &str = "
demo:
  create:
    can: \"yes\"
    operations: [create_account, get_account]
    with:
      password: {can: \"yes\", note: needed}
      balance: {can: not yet, reason: nobody wrote it, instead: add afterwards}
      email: {can: \"no\", reason: there is none}
      contact: {can: \"no\", reason: there is none}
      details: {can: \"no\", reason: there are none}
  get: {can: \"yes\", operations: [get_account]}
  list:
    can: \"yes\"
    operations: [list_accounts]
    with: {name: {can: \"yes\"}, status: {can: \"no\", reason: there is none}}
  update: {can: \"no\", reason: nothing changes, source: Demo}
  set_password: {can: \"no\", reason: nothing changes, source: Demo}
  balance: {can: \"yes\", operations: [get_account, list_accounts]}
  add:
    can: \"yes\"
    operations: [give]
    with:
      traffic: {can: \"yes\"}
      money: {can: \"no\", reason: an account holds a | b}
      reference: {can: \"no\", reason: none is kept}
      product: {can: \"no\", reason: there is one}
      note: {can: \"no\", reason: none is kept}
  take: {can: not yet, reason: nobody wrote it, source: Demo}
  disable: {can: \"no\", reason: there is no switch, instead: wait, source: Demo}
  delete: {can: \"no\", reason: there is no end, source: Demo}
  authenticate: {can: \"no\", reason: nobody asks, source: Demo}
  own_balance: {can: \"no\", reason: nobody knows, source: Demo}
";

fn specs() -> BTreeMap<String, SpecOperations> {
    let spec = Document::read("specs/demo.yaml", SPEC).expect("a spec");
    BTreeMap::from([("demo".to_owned(), operations(&spec))])
}

fn read(text: &str) -> Result<Vec<Table>, Vec<Finding>> {
    read_capabilities("capabilities.yaml", text, &specs())
}

fn tables() -> Vec<Table> {
    read(TABLE).unwrap_or_else(|findings| panic!("{}", listed(&findings)))
}

fn listed(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{finding}\n")).collect()
}

/// A change to the right table, and all that is said to it.
const WRONG: &[(&str, &str, &str)] = &[
    (
        "  get: {can: \"yes\"",
        "  gets: {can: \"yes\"",
        "2: nothing is said about get of demo; write `get:` with `can:`, and with \
      `reason` and `source` if it cannot\n12: demo has `gets`, which is no action; write `get`",
    ),
    (
        "demo:",
        "demos:",
        "2: nothing is said about demo, which is a spec; write `demo:` with create, get, list, update, \
      set_password, balance, add, take, disable, delete, authenticate, own_balance\n2: there is no specs/demos.yaml; write \
      `demo`",
    ),
    (
        "get: {can: \"yes\", operations: [get_account]}",
        "get: {can: yes, operations: [get_account]}",
        "12: `yes` without quotes is a text here and a boolean to readers of YAML 1.1; write \"yes\" in quotes, or `true` or \
      `false`",
    ),
    (
        "get: {can: \"yes\", operations: [get_account]}",
        "get: {can: true, operations: [get_account]}",
        "12: `can` of get of demo is a boolean; write `can: \"yes\"`, `can: \"no\"` or `can: not yet`",
    ),
    (
        "get: {can: \"yes\", operations: [get_account]}",
        "get: {can: maybe}",
        "12: `can` of get of demo is `maybe`; write `can: \"yes\"`, `can: \"no\"` or `can: not yet`",
    ),
    (
        "get: {can: \"yes\", operations: [get_account]}",
        "get: {operations: [get_account]}",
        "12: get of demo does not say whether it can be done; write `can: \"yes\"`, `can: \"no\"` or `can: not yet`",
    ),
    (
        "get: {can: \"yes\", operations: [get_account]}",
        "get: \"yes\"",
        "12: get of demo is a text; write a mapping with `can:`",
    ),
    (
        "get: {can: \"yes\", operations: [get_account]}",
        "get: {can: \"yes\"}",
        "12: get of demo does not say which operations do it; write `operations:` with those of specs/demo.yaml that do it",
    ),
    (
        "[give]",
        "[]",
        "22: `operations` of add of demo holds none; write `operations:` with those of specs/demo.yaml that do it",
    ),
    ("[give]", "[gives]", "22: add of demo is done by `gives`, which specs/demo.yaml does not have; write `give`"),
    ("[give]", "[give, give]", "22: add of demo has the operation `give` twice; keep one of them"),
    (
        "[give]",
        "[5]",
        "22: an operation of add of demo is a number; write `operations:` with those of specs/demo.yaml that do it",
    ),
    (
        "[give]",
        "[get_account]",
        "22: add of demo moves value, and none of its operations does; name the one that does, or mark \
      it `x-moves-value: true` in the spec",
    ),
    (
        "operations: [list_accounts]",
        "operations: [give]",
        "15: list of demo only reads, and its operation `give` moves value; name one that only reads",
    ),
    (
        "    with: {name: {can: \"yes\"}, status: {can: \"no\", reason: there is none}}\n",
        "",
        "13: list of demo says nothing about its arguments; write `with:` and under it name, status",
    ),
    (
        "status: {can: \"no\", reason: there is none}",
        "states: {can: \"yes\"}",
        "16: list of demo takes no argument `states`; write `status`\n16: nothing is said about status of list of demo; write \
      `status:` with `can:`, and with `reason` if it cannot",
    ),
    (
        "get: {can: \"yes\"",
        "get: {with: {name: {can: \"yes\"}}, can: \"yes\"",
        "12: get of demo has `with`, and takes no arguments; leave it out",
    ),
    (
        "traffic: {can: \"yes\"}",
        "traffic: {can: \"no\", reason: there is none}",
        "23: add of demo can be done, and with none of traffic, money; say which of them can be given, or that it cannot be \
      done at all",
    ),
    (
        "note: needed",
        "reason: needed",
        "7: password of create of demo has `reason`; write it as `note:`, or leave it out: it can be done",
    ),
    (
        "note: needed",
        "source: Demo",
        "7: password of create of demo has `source`; leave it out: an argument has those of its action",
    ),
    ("note: needed", "nota: needed", "7: password of create of demo has `nota`, which nobody reads; write `note`"),
    (
        "note: needed",
        "note: needed.",
        "7: `note` of password of create of demo ends in a full stop; leave it out: the text stands inside a sentence",
    ),
    ("note: needed", "note: \"\"", "7: `note` of password of create of demo is empty; say it, or leave it out"),
    ("note: needed", "note: 7", "7: `note` of password of create of demo is a number; write a text"),
    ("note: needed", "note: \"a\\nb\"", "7: `note` of password of create of demo has more than one line; write one"),
    ("note: needed", "note: \" a\"", "7: `note` of password of create of demo has spaces around it; leave them out"),
    ("note: needed", "note: TODO", "7: `note` of password of create of demo holds a TODO; write the answer"),
    (
        "disable: {can: \"no\", reason: there is no switch,",
        "disable: {can: \"no\", reason: there is no switch, or two,",
        "30: disable of demo has `or two`, which nobody reads; write one of can, note, reason, instead, operations, source, with",
    ),
    (
        "disable: {can: \"no\", reason: there is no switch,",
        "disable: {can: \"no\",",
        "30: disable of demo has no `reason`; write `reason:` with a clause that says why it cannot be done",
    ),
    (
        "instead: wait, source: Demo",
        "instead: wait",
        "30: disable of demo has no `source`; write `source:` with the page of the provider's documents, in words",
    ),
    (
        "instead: wait, source: Demo",
        "note: wait, source: Demo",
        "30: disable of demo has `note`; write it as `reason:` or `instead:`",
    ),
    (
        "instead: wait, source: Demo",
        "operations: [give], source: Demo",
        "30: disable of demo has `operations`; leave it out: what cannot be done is done by nothing",
    ),
];

#[test]
fn the_right_table_has_no_findings() {
    assert_eq!(tables().len(), 1);
}

#[test]
fn a_wrong_table_is_refused_with_line_and_what_to_write_instead() {
    for (right, wrong, expected) in WRONG {
        assert_eq!(TABLE.matches(right).count(), 1, "`{right}` stands once in the table");
        let found = read(&TABLE.replace(right, wrong)).expect_err(wrong);
        let expected: String = expected.lines().map(|line| format!("capabilities.yaml:{line}\n")).collect();
        assert_eq!(listed(&found), expected, "{wrong}");
    }
}

#[test]
fn a_table_that_is_no_table_is_refused() {
    for (text, expected) in [
        ("[]", "the document is a list; write a mapping with the providers"),
        ("demo: []", "`demo` is a list; write a mapping with the actions"),
        ("{}", "nothing is said about demo, which is a spec"),
        ("", "the file is empty"),
    ] {
        let found = read(text).expect_err(text);
        assert!(listed(&found).contains(expected), "{}", listed(&found));
    }
}

#[test]
fn any_value_in_any_place_is_refused_or_read_without_a_panic() {
    let document = Document::read("capabilities.yaml", TABLE).unwrap();
    let mut pointers = vec![String::new()];
    let mut next = 0;
    while let Some(pointer) = pointers.get(next).cloned() {
        next += 1;
        match document.json().pointer(&pointer).unwrap() {
            Value::Object(members) => pointers.extend(members.keys().map(|key| format!("{pointer}/{key}"))),
            Value::Array(items) => pointers.extend((0..items.len()).map(|index| format!("{pointer}/{index}"))),
            _ => {}
        }
    }
    let mut refused = 0;
    for pointer in &pointers {
        for value in
            [json!(null), json!(true), json!(-1), json!(""), json!([]), json!({}), json!(["x"]), json!({"x": {}})]
        {
            let mut changed = document.json().clone();
            *changed.pointer_mut(pointer).unwrap() = value;
            refused += usize::from(read(&changed.to_string()).is_err());
        }
    }
    assert_eq!(refused, pointers.len() * 8, "no text, list or mapping of the table can be any value");
}

#[test]
fn the_source_of_what_can_be_done_is_that_of_its_operations_each_once() {
    let tables = tables();
    let source = |action| tables[0].of(action).unwrap().source.clone();
    assert_eq!(source("create"), "Demo, Create; Demo, Read");
    assert_eq!(source("balance"), "Demo, Read");
    assert_eq!(source("disable"), "Demo");
    assert_eq!(tables[0].of_argument("create", "password").unwrap().source, "Demo, Create; Demo, Read");
}

#[test]
fn every_line_is_in_every_file() {
    let files = capabilities("capabilities.yaml", &tables(), &format!("a\n{}\n{}\nb\n", matrix::BEGIN, matrix::END));
    let files = files.expect("the files");
    let file = |name: &str| files.iter().find(|file| file.path.ends_with(name)).expect(name).content.clone();
    let arguments: usize = tables()[0].lines.iter().filter(|line| line.argument.is_some()).count();
    assert_eq!(file("table.rs").matches("Capability {").count(), ACTIONS.len() + arguments);
    assert!(file("table.rs").contains("#[cfg(feature = \"demo\")]\nstatic DEMO"));
    assert_eq!(file("capabilities.json").matches("\"can\":").count(), ACTIONS.len() + arguments);
    let json: Value = serde_json::from_str(&file("capabilities.json")).expect("JSON");
    assert_eq!(json["providers"]["demo"].as_array().map(Vec::len), Some(ACTIONS.len() + arguments));
    let long = file("capabilities.md");
    assert!(long.contains("| `disable` | no | there is no switch; wait |  | Demo |"), "{long}");
    assert!(long.contains("| `add` with money | no | an account holds a \\| b |  |  |"), "{long}");
    let readme = file("README.md");
    assert!(readme.starts_with("a\n") && readme.ends_with("b\n"), "{readme}");
    assert!(readme.contains("| `add` | yes, GB |") && readme.contains("| `take` | not yet |"), "{readme}");
}

#[test]
fn a_readme_without_a_place_for_the_matrix_is_refused() {
    let (begin, end) = (matrix::BEGIN, matrix::END);
    let wrong = [String::new(), begin.to_owned(), format!("{end}{begin}"), format!("{begin}{end}{begin}{end}")];
    for readme in &wrong {
        assert!(matrix::in_readme(readme, &tables()).is_err(), "{readme}");
    }
    let written = matrix::in_readme(&format!("a{begin}old{end}b"), &tables()).expect("a place");
    assert_eq!(matrix::in_readme(&written, &tables()).as_ref(), Ok(&written), "written twice, it is the same");
}

#[test]
fn our_own_table_has_no_findings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let file = |name: &str| fs::read_to_string(folder.join(format!("{name}.yaml"))).expect("a file");
    let names = ["iproyal", "logicboxes", "netnut", "neucrm"];
    let specs = names.map(|name| (name.to_owned(), operations(&Document::read(name, &file(name)).expect("a spec"))));
    let read = read_capabilities("capabilities.yaml", &file("capabilities"), &BTreeMap::from(specs));
    let tables = read.unwrap_or_else(|findings| panic!("{}", listed(&findings)));
    assert!(tables.iter().all(|table| ACTIONS.iter().all(|action| table.of(action.name).is_some())));
}
