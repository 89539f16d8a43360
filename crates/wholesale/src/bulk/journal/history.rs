//! What a journal says when it is read from its start.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::lines::{Begun, Header, Line, VERSION, What};
use crate::bulk::keys::{Keys, State};

/// What earlier runs have left.
#[derive(Debug)]
pub(in crate::bulk) struct History {
    pub(in crate::bulk) header: Header,
    pub(in crate::bulk) keys: Keys,
    /// What has begun and has no outcome.
    pub(in crate::bulk) open: BTreeMap<String, Begun>,
    /// When something last happened in it: milliseconds since 1970.
    pub(in crate::bulk) last: u64,
}

/// Why a journal cannot be read.
#[derive(Debug)]
pub(super) enum Unreadable {
    Io(std::io::Error),
    /// The line, from 1, and what is wrong with it.
    Line(u64, String),
}

impl History {
    pub(in crate::bulk) fn new(header: Header) -> Self {
        Self { header, keys: Keys::default(), open: BTreeMap::new(), last: 0 }
    }

    /// Reads whole lines.
    pub(super) fn read(lines: impl BufRead) -> Result<Self, Unreadable> {
        let mut history: Option<Self> = None;
        for (number, line) in (1..).zip(lines.split(b'\n')) {
            let line = line.map_err(Unreadable::Io)?;
            let bad = |error: &dyn std::fmt::Display| Unreadable::Line(number, error.to_string());
            match &mut history {
                None => history = Some(Self::new(header(&line).map_err(|what| bad(&what))?)),
                Some(history) => {
                    let line = Line::read(&line).map_err(|what| bad(&what))?;
                    history.check(&line).map_err(|what| bad(&what))?;
                    history.apply(line);
                }
            }
        }
        history.ok_or_else(|| Unreadable::Line(1, "it is empty".to_owned()))
    }

    /// Refuses what would be taken for something that can be done again without harm.
    fn check(&self, line: &Line) -> Result<(), &'static str> {
        match &line.what {
            What::Begun(begun) if self.header.task.has_amount() != begun.amount.is_some() => {
                Err("the amount of what has begun does not go with the task of the run")
            }
            _ => Ok(()),
        }
    }

    fn apply(&mut self, line: Line) {
        self.last = self.last.max(line.at);
        let state = match line.what {
            What::Begun(begun) => {
                self.keys.begun(&line.item, &begun);
                self.open.insert(line.item, begun);
                return;
            }
            What::Unsettled { .. } => return,
            What::Done { .. } => State::Done,
            What::Failed { .. } | What::NotApplied { .. } => State::Undone,
        };
        self.keys.became(&line.item, state);
        self.open.remove(&line.item);
    }
}

/// The first line, of a version that is understood.
pub(super) fn header(line: &[u8]) -> Result<Header, String> {
    #[derive(serde::Deserialize)]
    struct Versioned {
        journal: String,
        version: u32,
    }
    let versioned: Versioned = serde_json::from_slice(line)
        .map_err(|_| "it is no journal of a bulk run: its first line says so".to_owned())?;
    if versioned.journal != "wholesale bulk" {
        return Err(format!("it is a journal of `{}`, not of a bulk run", versioned.journal));
    }
    if versioned.version != VERSION {
        let version = versioned.version;
        return Err(format!("it is of version {version} of the format, and this program reads version {VERSION}"));
    }
    serde_json::from_slice(line).map_err(|error| error.to_string())
}
