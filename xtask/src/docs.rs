//! Words of a spec as doc comments that rustdoc takes as they are meant.

use proc_macro2::TokenStream;
use quote::quote;

/// Escapes what rustdoc would read as a link, a tag or a code block, and keeps inline code as it is.
#[must_use]
pub fn prose(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (index, line) in text.trim().lines().enumerate() {
        if index > 0 {
            escaped.push('\n');
        }
        let (mut in_code, balanced) = (false, line.matches('`').count() % 2 == 0);
        // Without its indentation no line is a code block.
        for character in line.trim().replace("```", "'''").chars() {
            match character {
                '`' if balanced => {
                    in_code = !in_code;
                    escaped.push('`');
                }
                '`' => escaped.push('\''),
                '[' | ']' | '<' | '>' | '*' | '_' | '\\' | '~' | '|' if !in_code => {
                    escaped.push('\\');
                    escaped.push(character);
                }
                character if character.is_control() => escaped.push(' '),
                character => escaped.push(character),
            }
        }
    }
    bare_addresses(&escaped)
}

/// Addresses become links, which rustdoc asks for.
fn bare_addresses(text: &str) -> String {
    let word = |word: &str| {
        let is_address = word.starts_with("https://") || word.starts_with("http://");
        let end = word.trim_end_matches(['.', ',', ';', ':', ')']).len();
        match is_address && !word.contains('\\') {
            true => format!("<{}>{}", &word[..end], &word[end..]),
            false => word.to_owned(),
        }
    };
    text.split('\n').map(|line| line.split(' ').map(word).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\n")
}

/// `///` lines.
#[must_use]
pub fn comment(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote! { #(#[doc = #lines])* }
}

/// The text as it is, or another where it is empty: nothing public goes without a word.
#[must_use]
pub fn or<'a>(text: &'a str, fallback: &'a str) -> &'a str {
    if text.trim().is_empty() { fallback } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_cannot_become_a_link_a_tag_or_a_test() {
        assert_eq!(prose("see [x] <b> `a[0]`"), "see \\[x\\] \\<b\\> `a[0]`");
        assert_eq!(prose("    fn main() {}\n```\nx"), "fn main() {}\n'''\nx");
        assert_eq!(prose("at https://a.example/x."), "at <https://a.example/x>.");
        assert_eq!(prose("an odd ` tick"), "an odd ' tick");
    }
}
