//! What is wrong with a spec: where it stands, and what to write instead.

use std::fmt;

/// One thing in a spec that cannot be generated, or that would be generated wrongly.
///
/// Findings sort by file, line and text, the order in which a person works through them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file as it was named on the command line.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, with the name of what it is wrong with.
    pub what: String,
    /// What to write instead.
    pub instead: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}; {}", self.file, self.line, self.what, self.instead)
    }
}
