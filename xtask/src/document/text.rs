//! The text of a file before it is parsed: what has to be refused so that parsing it is safe.

use saphyr::Marker;

use crate::finding::Finding;

/// The parser recurses once for each level, and a block level takes at least one column.
const WIDEST_INDENTATION: usize = 100;

/// The text of a file, with the places of its characters.
pub(super) struct Source<'a> {
    file: &'a str,
    text: &'a str,
    /// Byte offset of each character; the parser counts characters.
    offsets: Vec<usize>,
}

impl<'a> Source<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Source<'a> {
        let offsets = text.char_indices().map(|(offset, _)| offset).chain([text.len()]).collect();
        Source { file, text, offsets }
    }

    pub(super) fn finding(&self, line: usize, what: &str, instead: &str) -> Finding {
        Finding { file: self.file.to_owned(), line: line.max(1), what: what.to_owned(), instead: instead.to_owned() }
    }

    /// That there is nothing in the file.
    pub(super) fn empty(&self) -> Finding {
        self.finding(1, "the file is empty", "write an OpenAPI 3.0.3 document")
    }

    /// What the parser must not see.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let anchors = self.names_after('&');
        for (index, line) in self.text.split('\n').enumerate() {
            let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
            if line[..indentation].contains('\t') {
                found.push(self.finding(index + 1, "a tab indents this line", "indent with spaces"));
            }
            // Plain ASCII, which most lines are, needs no look at its characters.
            let is_plain = line.bytes().all(|byte| matches!(byte, b' '..=b'~'));
            if let Some(character) = line.chars().find(|c| !is_plain && !is_printable(*c)) {
                let what = format!("this line has the control character U+{:04X}", u32::from(character));
                found.push(self.finding(index + 1, &what, "leave it out, or write it as an escape in double quotes"));
            }
            if line.split('\r').any(|line| deepest_column(line) > WIDEST_INDENTATION) {
                let what = format!("this line is indented by more than {WIDEST_INDENTATION} columns");
                found.push(self.finding(index + 1, &what, "give the inner schemas names under `components/schemas`"));
            }
        }
        // An alias copies what its anchor names, and copies of copies fill any memory. `$ref` says the same.
        for (name, line) in self.names_after('*') {
            if anchors.iter().any(|(anchor, _)| *anchor == name) {
                let what = format!("the alias `*{name}` repeats an anchor");
                found.push(self.finding(line, &what, "use a `$ref` to a component, or write the value again"));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// Names that follow a sign where a YAML value can begin, with their lines. Texts that only look like one are
    /// among them.
    fn names_after(&self, sign: char) -> Vec<(&'a str, usize)> {
        let mut names = Vec::new();
        for (index, line) in self.text.lines().enumerate() {
            for (offset, _) in line.match_indices(sign) {
                let begins = line[..offset].chars().next_back().is_none_or(|before| " \t[{,:-?".contains(before));
                let rest = &line[offset + sign.len_utf8()..];
                let end = rest.find(|c: char| c.is_whitespace() || ",[]{}".contains(c)).unwrap_or(rest.len());
                if begins && end > 0 {
                    names.push((&rest[..end], index + 1));
                }
            }
        }
        names
    }

    /// The text between two marks.
    pub(super) fn between(&self, start: Marker, end: Marker) -> &'a str {
        let offset = |marker: Marker| self.offsets.get(marker.index()).copied().unwrap_or(self.text.len());
        self.text.get(offset(start)..offset(end)).unwrap_or_default()
    }

    /// The key that begins at a character.
    pub(super) fn key_at(&self, index: usize) -> &'a str {
        let start = self.offsets.get(index).copied().unwrap_or(self.text.len());
        let rest = self.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
        let end = rest.find(':').unwrap_or(rest.len());
        rest[..end].trim_matches(['"', '\'', ' '])
    }
}

/// Whether YAML allows a character: none that editors and terminals swallow.
fn is_printable(character: char) -> bool {
    matches!(character, '\t' | '\r' | '\u{85}')
        || !character.is_control() && !matches!(character, '\u{fffe}' | '\u{ffff}')
}

/// The last column of a line where a block can begin. Marks nest on one line: `- - - x`.
fn deepest_column(line: &str) -> usize {
    let content = line.find(|c| !" -?:\t".contains(c));
    let prefix = &line[..content.unwrap_or(line.len())];
    let is_space = |at: Option<&u8>| at.is_none_or(|byte| matches!(byte, b' ' | b'\t'));
    let bytes = prefix.as_bytes();
    // A mark stands alone: a line of dashes is a text.
    let is_mark = |&at: &usize| {
        !is_space(bytes.get(at)) && is_space(bytes.get(at + 1)) && (at == 0 || is_space(bytes.get(at - 1)))
    };
    content.unwrap_or_else(|| (0..bytes.len()).rev().find(is_mark).map_or(0, |at| at + 1))
}
