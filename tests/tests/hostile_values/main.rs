//! Values that break encoders, in every kind of place a parameter can travel in.
// The lints know test functions, and not their helpers.
#![allow(clippy::expect_used, clippy::panic)]

mod refused;
mod secrets;
mod shown;

/// Values with what they are.
pub(crate) const HOSTILE: &[(&str, &str)] = &[
    ("ampersand", "a&b"),
    ("equals sign", "a=b"),
    ("plus", "a+b"),
    ("percent", "100%"),
    ("percent-encoded dots", "%2e%2e"),
    ("hash", "a#b"),
    ("question mark", "a?b"),
    ("slash", "a/b"),
    ("dot segments", "../../b"),
    ("semicolon and comma", "a;b,c"),
    ("double quotes", "\"a\""),
    ("single quote", "O'Brien"),
    ("backslash", "a\\b"),
    ("braces", "{hash}"),
    ("brackets", "ns[]"),
    ("angle brackets", "<a>"),
    ("CJK", "日本語"),
    ("emoji", "🦀👩‍🚀"),
    ("combining accent", "e\u{301}"),
    ("right-to-left mark", "a\u{202e}b"),
    ("byte order mark", "\u{feff}a"),
    ("spaces at both ends", "  a b  "),
    ("a space alone", " "),
    ("leading zeros", "00123"),
    ("2^53 + 1", "9007199254740993"),
    ("a tenth", "0.1"),
    ("trailing zero", "10.10"),
    ("exponent", "1e3"),
    ("the word null", "null"),
    ("the word true", "true"),
    ("tab", "a\tb"),
    ("newline", "a\nb"),
    ("carriage return and newline", "a\r\nX-Injected: 1"),
    ("NUL", "a\0b"),
    ("delete", "a\u{7f}b"),
    ("empty", ""),
];
