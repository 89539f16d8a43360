//! The imports of a file of Python: what its code names, and nothing else.

/// What a file is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Code, whose annotations are not evaluated.
    Module,
    /// A stub.
    Stub,
    /// Data, with nothing to annotate.
    Data,
    /// Code that is only ever read by type checkers.
    Consumer,
}

/// The imports that a text needs, sorted as `ruff` sorts them, without a line after the last; `own` are those of the
/// project.
pub(super) fn imports(body: &str, kind: Kind, own: &[String]) -> String {
    let code = code_of(body);
    let mut sections = Vec::new();
    if matches!(kind, Kind::Module | Kind::Consumer) {
        sections.push("from __future__ import annotations\n".to_owned());
    }
    let plain = ["builtins", "datetime", "os", "warnings"].into_iter().filter(|module| names(&code, module));
    let mut standard: String = plain.map(|module| format!("import {module}\n")).collect();
    standard.push_str(&from(&code, "collections.abc", &["Awaitable", "Callable", "Generator", "Mapping", "Sequence"]));
    standard.push_str(&from(&code, "decimal", &["Decimal"]));
    standard.push_str(&from(&code, "types", &["TracebackType"]));
    standard.push_str(&from(&code, "typing", &["Any", "Literal", "TypeAlias", "TypedDict", "final", "overload"]));
    sections.push(standard);
    if matches!(kind, Kind::Stub | Kind::Consumer) {
        // Type checkers bring it along; nobody needs it at run time.
        sections.push(from(&code, "typing_extensions", &["Self", "Unpack", "assert_type", "deprecated"]));
    }
    let mut own: String = own.iter().map(|line| format!("{line}\n")).collect();
    if names(&code, "JsonValue") {
        own.push_str("from wholesale._types import JsonValue\n");
    }
    sections.push(own);
    sections.retain(|section| !section.is_empty());
    sections.join("\n")
}

fn from(code: &str, module: &str, wanted: &[&str]) -> String {
    let used: Vec<&str> = wanted.iter().copied().filter(|name| names(code, name)).collect();
    if used.is_empty() { String::new() } else { format!("from {module} import {}\n", used.join(", ")) }
}

/// Whether the code has this name in it, as a word.
pub(super) fn names(code: &str, name: &str) -> bool {
    let is_part = |character: Option<char>| character.is_some_and(|c| c.is_alphanumeric() || c == '_');
    code.match_indices(name).any(|(start, _)| {
        !is_part(code[..start].chars().next_back()) && !is_part(code[start + name.len()..].chars().next())
    })
}

/// The text without comments, and without texts but for aliases: those hold code.
pub(super) fn code_of(body: &str) -> String {
    let mut code = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\'' | b'#')) {
        code.push_str(&rest[..at]);
        let found = &rest[at..];
        let end = match found.chars().next() {
            Some('#') => found.find('\n').unwrap_or(found.len()),
            _ if found.starts_with("\"\"\"") => found[3..].find("\"\"\"").map_or(found.len(), |end| end + 6),
            _ => closing(found),
        };
        if code.ends_with("TypeAlias = ") {
            code.push_str(&found[..end]);
        }
        rest = &found[end..];
    }
    code.push_str(rest);
    code
}

/// Where a text of one line ends.
fn closing(text: &str) -> usize {
    let quote = text.chars().next();
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if Some(character) == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_prose_import_nothing() {
        let body = "# Any\ndef f(x: Decimal):\n    \"\"\"Any \"Literal\".\"\"\"\n    return 'it\\'s Any', Mapping\n";
        let expected = "from __future__ import annotations\n\nfrom collections.abc import Mapping\nfrom decimal import Decimal\n\nown\n";
        assert_eq!(imports(body, Kind::Module, &["own".to_owned()]), expected);
        assert_eq!(
            imports("X: TypeAlias = \"Decimal | str\"", Kind::Data, &[]),
            "from decimal import Decimal\nfrom typing import TypeAlias\n"
        );
    }

    #[test]
    fn part_of_a_word_is_not_the_word() {
        assert!(!names("AnyThing _Any", "Any") && names("x: Any", "Any"));
    }
}
