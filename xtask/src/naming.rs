//! Identifiers for names that a provider chose freely.
//!
//! One scheme serves both languages, so that the documentation of one reads as that of the other. Keywords keep their
//! spelling here; each writer escapes its own (`r#type` in Rust, `from_` in Python).

use heck::{ToPascalCase, ToSnakeCase};

/// The name of a field, parameter or setter: `new-passwd` -> `new_passwd`.
pub fn snake(name: &str) -> String {
    let cased = spelled_out(name).to_snake_case();
    usable(cased, "n", "unnamed")
}

/// The name of a type: `sub-user` -> `SubUser`.
///
/// It is its own PascalCase, so that the generator, which makes PascalCase of it once more, keeps it: `a_b` -> `Ab`.
pub fn pascal(name: &str) -> String {
    let mut cased = spelled_out(name).to_pascal_case();
    // ASCII letters, no two of them capitals in a row, are their own PascalCase.
    let is_settled = |cased: &str| {
        cased.bytes().all(|byte| byte.is_ascii_alphabetic())
            && !cased.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_uppercase))
    };
    loop {
        if is_settled(&cased) {
            return usable(cased, "N", "Unnamed");
        }
        let again = cased.to_pascal_case();
        if again == cased {
            return usable(cased, "N", "Unnamed");
        }
        cased = again;
    }
}

/// The name of a variant for one value of an enumeration: `AddFund` -> `AddFund`, `*` -> `Asterisk`.
pub fn variant(value: &str) -> String {
    match value {
        "" => "Empty".to_owned(),
        "-" => "Minus".to_owned(),
        _ => pascal(value),
    }
}

/// Whether anything of the name is left once it is an identifier.
pub fn is_nameable(name: &str) -> bool {
    spelled_out(name).chars().any(char::is_alphanumeric)
}

/// Whether Rust or Python keeps the word for itself.
pub fn is_keyword(word: &str) -> bool {
    RUST.contains(&word) || PYTHON.contains(&word)
}

/// Whether a text is an identifier of ASCII letters, digits and `_`, be it a keyword: most names are, and are told from
/// others without a parser.
pub fn is_plain(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text != "_" && text.bytes().all(is_part) && text.bytes().next().is_some_and(|first| !first.is_ascii_digit())
}

/// Puts words in the place of symbols that tell two names apart, and separators in the place of all others.
fn spelled_out(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for character in name.chars() {
        match symbol(character) {
            Some(word) => {
                text.push(' ');
                text.push_str(word);
                text.push(' ');
            }
            None if character == '\'' => {}
            None if character.is_alphanumeric() => text.push(character),
            None => text.push(' '),
        }
    }
    text
}

fn symbol(character: char) -> Option<&'static str> {
    Some(match character {
        '*' => "Asterisk",
        '+' => "Plus",
        '<' => "Less",
        '>' => "Greater",
        '%' => "Percent",
        _ => return None,
    })
}

/// Makes an identifier of a name that is in its case already.
fn usable(cased: String, digit_prefix: &str, fallback: &str) -> String {
    match cased.chars().next() {
        None => fallback.to_owned(),
        // Digits of other scripts are numeric but cannot begin an identifier either.
        Some(first) if !first.is_alphabetic() => format!("{digit_prefix}{cased}"),
        // The only type name that is a keyword; other keywords keep their spelling, as raw identifiers in Rust.
        Some(_) if cased == "Self" => "Self_".to_owned(),
        Some(_) => cased,
    }
}

/// Keywords of Rust, strict and reserved, of every edition.
const RUST: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords of Python that are not keywords of Rust.
const PYTHON: &[&str] = &[
    "False", "None", "True", "and", "assert", "class", "def", "del", "elif", "except", "finally", "from", "global",
    "import", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "with",
];
