//! Python as `ruff format` leaves it: what does not fit on a line stands one item a line, with a comma after the last.

/// Columns of a line of code.
pub(super) const WIDTH: usize = 120;

/// Four spaces for each level.
pub(super) fn indent(level: usize) -> String {
    "    ".repeat(level)
}

/// `head(a, b)tail` at this level: on one line where it fits, else one item a line.
pub(super) fn call(level: usize, head: &str, items: &[String], tail: &str) -> String {
    bracketed(level, &format!("{head}("), items, &format!("){tail}"))
}

/// Items between an opening and a closing text, laid out as [`call`] does.
pub(super) fn bracketed(level: usize, open: &str, items: &[String], close: &str) -> String {
    let line = format!("{}{open}{}{close}", indent(level), items.join(", "));
    // An item of several lines has been exploded already, and so must be what holds it.
    let fits = line.chars().count() <= WIDTH && !line.contains('\n');
    if fits || items.is_empty() {
        return format!("{line}\n");
    }
    exploded(level, open, items, close)
}

/// One item a line, whether they would fit on one or not: the trailing comma makes it stay so.
pub(super) fn exploded(level: usize, open: &str, items: &[String], close: &str) -> String {
    let (outer, inner) = (indent(level), indent(level + 1));
    let items: String = items.iter().map(|item| format!("{inner}{},\n", indented(item, level + 1))).collect();
    format!("{outer}{open}\n{items}{outer}{close}\n")
}

/// An item of several lines, moved to where it stands; its first line is placed by the caller.
fn indented(item: &str, level: usize) -> String {
    item.replace('\n', &format!("\n{}", indent(level)))
}

/// An expression, before it is known how many lines it takes.
#[derive(Debug, Clone)]
pub(super) enum Code {
    /// What is never broken.
    Atom(String),
    /// Items between an opening and a closing text.
    Group {
        /// Everything up to and with the bracket.
        open: String,
        /// What stands between the brackets.
        items: Vec<Code>,
        /// The closing bracket.
        close: &'static str,
    },
}

impl Code {
    /// `open` items `close`.
    pub(super) fn group(open: impl Into<String>, items: Vec<Self>, close: &'static str) -> Self {
        Self::Group { open: open.into(), items, close }
    }

    /// The same with something before it: a key, the name of an argument.
    pub(super) fn after(self, prefix: &str) -> Self {
        match self {
            Self::Atom(text) => Self::Atom(format!("{prefix}{text}")),
            Self::Group { open, items, close } => Self::Group { open: format!("{prefix}{open}"), items, close },
        }
    }

    /// On one line.
    pub(super) fn flat(&self) -> String {
        match self {
            Self::Atom(text) => text.clone(),
            Self::Group { open, items, close } => {
                format!("{open}{}{close}", items.iter().map(Self::flat).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// As a line at this level, or as many as it takes; `end` follows it.
    pub(super) fn lines(&self, level: usize, end: &str) -> String {
        let line = format!("{}{}{end}", indent(level), self.flat());
        match self {
            Self::Group { open, items, close } if line.chars().count() > WIDTH && !items.is_empty() => {
                let items: String = items.iter().map(|item| item.lines(level + 1, ",")).collect();
                format!("{0}{open}\n{items}{0}{close}{end}\n", indent(level))
            }
            _ => format!("{line}\n"),
        }
    }
}

/// A text as `ruff format` writes it.
pub(super) fn literal(text: &str) -> String {
    let quote = if text.contains('"') && !text.contains('\'') { '\'' } else { '"' };
    let mut written = String::with_capacity(text.len() + 2);
    written.push(quote);
    for character in text.chars() {
        match character {
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            character if character == quote => {
                written.push('\\');
                written.push(character);
            }
            character if character.is_control() || INVISIBLE.contains(&character) => {
                written.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            character => written.push(character),
        }
    }
    written.push(quote);
    written
}

/// Characters that end a line in some readers, or cannot be seen in a review.
pub(super) const INVISIBLE: [char; 5] = ['\u{2028}', '\u{2029}', '\u{200b}', '\u{202e}', '\u{feff}'];

/// Text in lines of at most this many columns, broken between words only.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.trim().lines() {
        let (mut line, mut columns) = (String::new(), 0);
        for word in paragraph.split_whitespace() {
            let more = word.chars().count();
            if !line.is_empty() && columns + 1 + more > width {
                lines.push(std::mem::take(&mut line));
            }
            if line.is_empty() {
                columns = more;
            } else {
                line.push(' ');
                columns += 1 + more;
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_on_a_line_and_what_does_not_stands_one_item_a_line() {
        let items = ["a".to_owned(), "b".to_owned()];
        assert_eq!(call(1, "f", &items, ""), "    f(a, b)\n");
        let long = [format!("\"{}\"", "x".repeat(60)), format!("\"{}\"", "y".repeat(60))];
        assert_eq!(call(0, "f", &long, ""), format!("f(\n    {},\n    {},\n)\n", long[0], long[1]));
    }

    #[test]
    fn no_text_can_end_its_literal() {
        assert_eq!(literal("a\"b"), "'a\"b'");
        assert_eq!(literal("'\"\\\n"), "\"'\\\"\\\\\\n\"");
        assert_eq!(literal("\u{2028}"), "\"\\u2028\"");
    }

    #[test]
    fn words_are_never_cut() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("unbreakable", 3), ["unbreakable"]);
    }
}
