//! A journal as its owner reads it.

use std::fs::File;
use std::io::{BufRead, BufReader, Split};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::history::header;
use super::lines::{Line, Teller, What};
use crate::account::AccountId;
use crate::amount::Amount;
use crate::balance::Balance;
use crate::bulk::options::BulkError;
use crate::bulk::task::Task;

/// Something a journal says about an item.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Entry {
    /// The item's key.
    pub key: String,
    /// When it was written.
    pub at: SystemTime,
    /// What it says.
    pub event: Event,
}

/// What happened to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Its request was about to leave.
    #[non_exhaustive]
    Begun {
        /// The id of the account, or its name where it was to be made.
        target: String,
        /// How much was to be moved, or to be there.
        amount: Option<Amount>,
        /// What the account had, where that was read.
        before: Option<Balance>,
    },
    /// It was done.
    #[non_exhaustive]
    Done {
        /// The account, where it is known: a person who decides does not say which account was made.
        id: Option<AccountId>,
        /// The provider's number of the movement, where it gave one.
        transaction: Option<String>,
        /// Who has told.
        told: Teller,
    },
    /// It failed and was not done.
    #[non_exhaustive]
    Failed {
        /// Why.
        error: String,
    },
    /// It was found not to have been done.
    #[non_exhaustive]
    NotApplied {
        /// Who has told.
        told: Teller,
    },
    /// It was not known whether it was done.
    #[non_exhaustive]
    Unsettled {
        /// Why.
        reason: String,
    },
}

/// Reads a journal entry by entry, oldest first: which accounts were made under which key, say. It may be of a run that
/// is at work (but on Windows, where its lock keeps readers out); a last line that is cut short is left out.
///
/// # Errors
/// When it cannot be read, or is no journal.
pub fn read_journal(path: impl AsRef<Path>) -> Result<EntryReader, BulkError> {
    let path = path.as_ref().to_owned();
    let io = |error| BulkError::Io { path: path.clone(), error };
    let mut lines = BufReader::new(File::open(&path).map_err(io)?).split(b'\n');
    let first = lines.next().transpose().map_err(io)?.unwrap_or_default();
    let header = header(&first).map_err(|what| BulkError::Malformed { path: path.clone(), line: 1, what })?;
    Ok(EntryReader { path, provider: header.provider, task: header.task, lines, number: 1, torn: None })
}

/// The entries of a journal. After an error it ends.
#[derive(Debug)]
pub struct EntryReader {
    path: PathBuf,
    provider: String,
    task: Task,
    lines: Split<BufReader<File>>,
    number: u64,
    torn: Option<BulkError>,
}

impl EntryReader {
    /// Name of the provider.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// What is done to the items.
    #[must_use]
    pub const fn task(&self) -> Task {
        self.task
    }
}

impl Iterator for EntryReader {
    type Item = Result<Entry, BulkError>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = match self.lines.next()? {
            Ok(line) => line,
            Err(error) => return Some(Err(BulkError::Io { path: self.path.clone(), error })),
        };
        // A line that cannot be read is the last one, cut short, or else the journal is spoiled.
        if let Some(error) = self.torn.take() {
            return Some(Err(error));
        }
        self.number += 1;
        match Line::read(&line) {
            Ok(line) => Some(Ok(entry(line))),
            Err(what) => {
                let (path, line) = (self.path.clone(), self.number);
                self.torn = Some(BulkError::Malformed { path, line, what });
                self.next()
            }
        }
    }
}

fn entry(line: Line) -> Entry {
    let event = match line.what {
        What::Begun(begun) => Event::Begun { target: begun.target, amount: begun.amount, before: begun.before },
        What::Done { id, transaction, told } => Event::Done { id: id.map(AccountId::from), transaction, told },
        What::Failed { error } => Event::Failed { error },
        What::NotApplied { told } => Event::NotApplied { told },
        What::Unsettled { reason } => Event::Unsettled { reason },
    };
    // What no clock says is the beginning of all of them.
    let at = UNIX_EPOCH.checked_add(Duration::from_millis(line.at)).unwrap_or(UNIX_EPOCH);
    Entry { key: line.item, at, event }
}
