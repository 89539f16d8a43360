//! One segment of a URL path.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// Everything a segment cannot hold as it is (RFC 3986 `pchar`), and `%` itself.
const RESERVED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A segment of a URL path, percent-encoded, that stays one segment at the same place.
///
/// `""`, `.` and `..` are refused: URL parsers drop or resolve them, encoded or not, and the request would
/// reach another resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathSegment(String);

/// A text that cannot stand as one segment of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidPathSegment;

impl fmt::Display for InvalidPathSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("must not be empty, `.` or `..`, which would address another resource")
    }
}

impl std::error::Error for InvalidPathSegment {}

impl PathSegment {
    /// Encodes a text.
    ///
    /// # Errors
    /// When the text is empty, `.` or `..`.
    pub fn new(text: &str) -> Result<Self, InvalidPathSegment> {
        Self::encoded(text).map(|segment| Self(segment.into_owned()))
    }

    /// The encoded text of a segment, which is the text itself where it holds nothing to encode.
    pub(crate) fn encoded(text: &str) -> Result<Cow<'_, str>, InvalidPathSegment> {
        if matches!(text, "" | "." | "..") {
            return Err(InvalidPathSegment);
        }
        Ok(utf8_percent_encode(text, RESERVED).into())
    }

    /// The encoded segment.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_id_stays_one_segment() {
        for (text, encoded) in [
            ("a/b", "a%2Fb"),
            ("a?b#c", "a%3Fb%23c"),
            ("../x", "..%2Fx"),
            ("100%", "100%25"),
            ("a\\b", "a%5Cb"),
            ("日本", "%E6%97%A5%E6%9C%AC"),
            ("a b\n", "a%20b%0A"),
            ("%2e%2e", "%252e%252e"),
        ] {
            assert_eq!(PathSegment::new(text).expect("a segment").as_str(), encoded);
        }
        for text in ["", ".", ".."] {
            assert_eq!(PathSegment::new(text), Err(InvalidPathSegment));
        }
    }
}
