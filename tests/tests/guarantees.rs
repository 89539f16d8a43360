//! `docs/guarantees.md` names tests that exist.

use std::path::Path;

/// The file and the name of every test that the document names, with the line.
fn proofs(document: &str) -> Vec<(usize, String, String)> {
    let mut proofs = Vec::new();
    for (index, line) in document.lines().enumerate() {
        let Some((_, proof)) = line.trim_end_matches(['|', ' ']).rsplit_once('|') else { continue };
        let mut file = None;
        for word in proof.split('`').skip(1).step_by(2) {
            if word.ends_with(".rs") {
                file = Some(word);
            } else if let Some(file) = file {
                proofs.push((index + 1, file.to_owned(), word.to_owned()));
            }
        }
    }
    proofs
}

/// Whether this is the text of a file that has a test of this name.
fn has_test(text: &str, name: &str) -> bool {
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if let Some(rest) = line.strip_prefix("async fn ").or_else(|| line.strip_prefix("fn ")) {
            if is_test && rest.strip_prefix(name).is_some_and(|rest| rest.starts_with('(')) {
                return true;
            }
            is_test = false;
        }
    }
    false
}

#[test]
fn every_test_that_a_guarantee_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let document = std::fs::read_to_string(root.join("docs/guarantees.md")).expect("the document");
    let proofs = proofs(&document);
    let promises = document.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| promise")).count();
    let mut proved: Vec<_> = proofs.iter().map(|(line, ..)| line).collect();
    proved.dedup();
    assert_eq!(proved.len(), promises, "every promise has a proof");

    let missing: Vec<_> = proofs
        .iter()
        .filter(|(_, file, name)| !std::fs::read_to_string(root.join(file)).is_ok_and(|text| has_test(&text, name)))
        .map(|(line, file, name)| format!("docs/guarantees.md:{line}: {file} has no test {name}"))
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn a_test_is_found_only_where_it_is_one() {
    let text = "#[tokio::test]\n#[ignore]\nasync fn one() {\n}\nfn two() {}\n#[test]\nfn three_and_more() {}";
    let found = ["one", "two", "three", "three_and_more"].map(|name| has_test(text, name));
    assert_eq!(found, [true, false, false, true]);
    let proofs = proofs("| a promise with `code` | `a.rs` `one` `two` |\n| promise | proof |");
    assert_eq!(proofs, [("one"), ("two")].map(|name| (1, "a.rs".to_owned(), name.to_owned())));
}
