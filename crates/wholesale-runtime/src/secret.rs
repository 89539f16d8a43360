//! A text that must not be shown.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// A password, key or token: kept in memory that is wiped on drop, and shown nowhere.
///
/// `Debug` and `Display` print `<secret>`. Only [`expose`](Self::expose) gives the text, so every place that
/// reads one is easy to find. Serializing writes the text itself, because that is how it reaches the provider.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(Zeroizing<String>);

/// What is shown in place of a secret.
pub(crate) const MASK: &str = "<secret>";

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself. Keep it out of logs and error messages.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self::new(text.as_str())
    }
}

impl From<&Self> for Secret {
    fn from(secret: &Self) -> Self {
        secret.clone()
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    /// Reads a text, or the text of a number.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::lenient::string(deserializer).map(Self::new)
    }
}

/// Replaces every occurrence of the secrets in a text, so that an echo by the provider does not leak them.
pub(crate) fn redact<'a>(text: &str, secrets: impl IntoIterator<Item = &'a Secret>) -> String {
    let mut forms: Vec<Zeroizing<String>> = Vec::new();
    for secret in secrets {
        let plain = secret.expose();
        let form: String = form_urlencoded::byte_serialize(plain.as_bytes()).collect();
        let percent = form.replace('+', "%20");
        let json = crate::request::json_text(plain);
        let json = json[1..json.len() - 1].to_owned();
        let lower = |text: &str| lower_hexadecimal(text);
        forms.extend([lower(&form), lower(&percent), plain.to_owned(), form, percent, json].map(Zeroizing::new));
    }
    // The longest first: a secret may stand inside another.
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    let mut redacted = text.to_owned();
    for form in forms.iter().filter(|form| !form.is_empty()) {
        if redacted.contains(form.as_str()) {
            redacted = redacted.replace(form.as_str(), MASK);
        }
    }
    redacted
}

/// The other spelling of percent-encoding: `%2f` for `%2F`.
fn lower_hexadecimal(encoded: &str) -> String {
    let mut digits = 0;
    let lower = |character: char| {
        if character == '%' {
            digits = 2;
            return character;
        }
        let in_escape = digits > 0;
        digits = usize::saturating_sub(digits, 1);
        if in_escape { character.to_ascii_lowercase() } else { character }
    };
    encoded.chars().map(lower).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_shown_nowhere() {
        let secret = Secret::from("hunter2");
        assert_eq!(format!("{secret} {secret:?} {:?}", Some(&secret)), "<secret> <secret> Some(<secret>)");
        assert_eq!(secret.expose(), "hunter2");
    }

    #[test]
    fn an_echoed_secret_is_replaced() {
        let secrets = [Secret::from("hunter2"), Secret::from("")];
        assert_eq!(redact("password hunter2 is too short", &secrets), "password <secret> is too short");
    }
}
