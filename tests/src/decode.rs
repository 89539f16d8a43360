//! Decoders of their own for what travels: if the tests read requests with the library that wrote them, a mistake
//! in it would go unseen.

/// One name and value of a query or a form.
pub type Pair = (String, String);

/// The text of a percent-encoded path segment; `None` where it is not one.
#[must_use]
pub fn percent(encoded: &str) -> Option<String> {
    bytes(encoded.as_bytes(), false)
}

/// The pairs of a query or form in the order they stand; `None` where it is not one.
#[must_use]
pub fn form(encoded: &str) -> Option<Vec<Pair>> {
    let parts = encoded.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            Some((bytes(name.as_bytes(), true)?, bytes(value.as_bytes(), true)?))
        })
        .collect()
}

fn bytes(encoded: &[u8], plus_is_space: bool) -> Option<String> {
    let mut plain = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match first {
            b'%' => {
                let (digits, tail) = rest.split_at_checked(2)?;
                plain.push(hexadecimal(digits)?.try_into().ok()?);
                rest = tail;
            }
            b'+' if plus_is_space => plain.push(b' '),
            other => plain.push(*other),
        }
    }
    String::from_utf8(plain).ok()
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| Some(number * 16 + char::from(*digit).to_digit(16)?))
}

/// A JSON value that keeps every digit of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number: its digits without needless zeros, so that `10.0` is `10`.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object, in the order it stands; no key stands twice.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a whole JSON text; `None` where it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text.trim_end() };
        let value = reader.value()?;
        reader.rest.is_empty().then_some(value)
    }

    /// The same value with the members of every object sorted by name, for a comparison.
    #[must_use]
    pub fn sorted(self) -> Self {
        match self {
            Self::List(items) => Self::List(items.into_iter().map(Self::sorted).collect()),
            Self::Object(members) => {
                let mut members: Vec<_> = members.into_iter().map(|(name, value)| (name, value.sorted())).collect();
                members.sort_by(|(left, _), (right, _)| left.cmp(right));
                Self::Object(members)
            }
            scalar => scalar,
        }
    }

    /// A member of an object.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<Json> {
        self.rest = self.rest.trim_start();
        match self.rest.chars().next()? {
            'n' => self.word("null", Json::Null),
            't' => self.word("true", Json::Bool(true)),
            'f' => self.word("false", Json::Bool(false)),
            '"' => self.text().map(Json::Text),
            '[' => self.list(),
            '{' => self.object(),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        self.take(word).then_some(value)
    }

    /// Steps over a text that must come next, spaces before it aside.
    fn take(&mut self, text: &str) -> bool {
        let stripped = self.rest.trim_start().strip_prefix(text);
        self.rest = stripped.unwrap_or(self.rest);
        stripped.is_some()
    }

    fn number(&mut self) -> Option<Json> {
        let end = self.rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'));
        let (digits, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        digits.starts_with(|c: char| c == '-' || c.is_ascii_digit()).then_some(())?;
        let plain = if digits.contains('.') && !digits.contains(['e', 'E']) {
            digits.trim_end_matches('0').trim_end_matches('.')
        } else {
            digits
        };
        Some(Json::Number(plain.to_owned()))
    }

    fn text(&mut self) -> Option<String> {
        self.take("\"").then_some(())?;
        let mut text = Vec::new();
        let mut characters = self.rest.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.rest = self.rest.get(at + 1..)?;
                    return String::from_utf16(&text).ok();
                }
                '\\' => text.push(match characters.next()?.1 {
                    'u' => {
                        let digits: String = characters.by_ref().take(4).map(|(_, digit)| digit).collect();
                        hexadecimal(digits.as_bytes()).filter(|_| digits.len() == 4)?.try_into().ok()?
                    }
                    'n' => 10,
                    'r' => 13,
                    't' => 9,
                    'b' => 8,
                    'f' => 12,
                    same @ ('"' | '\\' | '/') => u32::from(same).try_into().ok()?,
                    _ => return None,
                }),
                // Control characters must be escaped.
                bare if bare < ' ' => return None,
                other => text.extend_from_slice(other.encode_utf16(&mut [0; 2])),
            }
        }
        None
    }

    fn list(&mut self) -> Option<Json> {
        self.take("[").then_some(())?;
        let mut items = Vec::new();
        if self.take("]") {
            return Some(Json::List(items));
        }
        loop {
            items.push(self.value()?);
            if self.take("]") {
                return Some(Json::List(items));
            }
            self.take(",").then_some(())?;
        }
    }

    fn object(&mut self) -> Option<Json> {
        self.take("{").then_some(())?;
        let mut members: Vec<(String, Json)> = Vec::new();
        if self.take("}") {
            return Some(Json::Object(members));
        }
        loop {
            self.rest = self.rest.trim_start();
            let name = self.text()?;
            self.take(":").then_some(())?;
            let value = self.value()?;
            (!members.iter().any(|(known, _)| *known == name)).then_some(())?;
            members.push((name, value));
            if self.take("}") {
                return Some(Json::Object(members));
            }
            self.take(",").then_some(())?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_a_server_reads_it() {
        let pairs = form("a=1%2B1&b=x+y&c=&d=%E6%97%A5").expect("a form");
        let expected = [("a", "1+1"), ("b", "x y"), ("c", ""), ("d", "日")];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!((form("a=%2"), form("a=%zz"), form("a=%ff")), (None, None, None));
        assert_eq!(percent("a+b%2Fc").as_deref(), Some("a+b/c"));
    }

    #[test]
    fn json_keeps_digits_and_refuses_what_is_not_json() {
        let read = Json::read(r#" {"a":[10.0, 9007199254740993, -0.10], "b":"\u65e5\"\n🦀\u0000"} "#).expect("JSON");
        let numbers = ["10", "9007199254740993", "-0.1"].map(|digits| Json::Number(digits.to_owned()));
        assert_eq!(read.member("a"), Some(&Json::List(numbers.to_vec())));
        assert_eq!(read.member("b"), Some(&Json::Text("日\"\n🦀\0".to_owned())));
        for text in ["", "{", "{\"a\":1,}", "[1,]", "{\"a\":1,\"a\":2}", "\"\n\"", "nul", "1 2"] {
            assert_eq!(Json::read(text), None, "{text}");
        }
    }
}
