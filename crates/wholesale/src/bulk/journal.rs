//! What was begun and what became of it, in lines of JSON, for the run that comes after a crash.

mod entries;
mod file;
mod history;
mod lines;

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use super::options::BulkError;

pub use entries::{Entry, EntryReader, Event, read_journal};
pub(super) use history::History;
pub use lines::Teller;
pub(super) use lines::{Begun, Header, Line, What};

use file::{JournalFile, Write};

/// What a line that says that an item has begun survives, once its request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Durability {
    /// The end of the process, `kill -9` included: the line is with the operating system.
    ProcessCrash,
    /// A loss of power as well: the line is on the disk. Items that begin at the same time share one wait for it.
    #[default]
    PowerLoss,
}

/// What a person has found out about an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Decision {
    /// It was done: it is not to be done again.
    Applied,
    /// It was not done: the next run does it.
    NotApplied,
}

/// Writes down what a person has found out about an item that was left open, for the next run to go by.
///
/// # Errors
/// When the journal is in use or cannot be read or written, or the item is not open in it.
pub fn decide(path: impl AsRef<Path>, key: &str, decision: Decision) -> Result<(), BulkError> {
    let path = path.as_ref();
    let (mut file, history) = JournalFile::open_existing(path)?;
    let Some(open) = history.open.get(key) else {
        return Err(BulkError::NotOpen { path: path.to_owned(), key: key.to_owned() });
    };
    let what = match decision {
        Decision::Applied => {
            let id = (!history.header.task.is_by_name()).then(|| open.target.clone());
            What::Done { id, transaction: None, told: Teller::Person }
        }
        Decision::NotApplied => What::NotApplied { told: Teller::Person },
    };
    let write = file.append(Line::now(key, what).to_text().as_bytes(), true);
    write.map_err(|error| BulkError::Io { path: path.to_owned(), error })
}

/// A journal that is being written. It is locked until this is dropped.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    durability: Durability,
    /// `None` only while it is dropped.
    writes: Option<mpsc::Sender<Write>>,
    writer: Option<JoinHandle<()>>,
}

impl Journal {
    /// Begins a journal, or goes on with one of the same run. Files are read and written by a thread of their own: a disk
    /// that makes one wait holds up nothing else.
    pub(super) async fn open(
        path: PathBuf,
        header: Header,
        durability: Durability,
    ) -> Result<(Self, History), BulkError> {
        let (opened, history) = oneshot::channel();
        let (writes, queue) = mpsc::channel();
        let place = path.clone();
        let writer = std::thread::Builder::new().name("wholesale-journal".to_owned()).spawn(move || {
            match JournalFile::open(&place, header) {
                Ok((mut file, history)) => {
                    let _ = opened.send(Ok(history));
                    file.serve(&queue);
                }
                Err(error) => {
                    let _ = opened.send(Err(error));
                }
            }
        });
        let io = |error| BulkError::Io { path: path.clone(), error };
        let writer = writer.map_err(io)?;
        // Whoever gives up here still waits for the thread, which holds the lock.
        let journal = Self { path: path.clone(), durability, writes: Some(writes), writer: Some(writer) };
        let history = history.await.map_err(|_| io(std::io::Error::other("the journal's thread has ended")))??;
        Ok((journal, history))
    }

    /// Writes that an item has begun: its request may leave once this is through.
    pub(super) async fn begin(&self, key: &str, begun: Begun) -> Result<(), BulkError> {
        self.write(Line::now(key, What::Begun(begun)), self.durability == Durability::PowerLoss).await
    }

    /// Writes what became of an item.
    pub(super) async fn note(&self, key: &str, what: What) -> Result<(), BulkError> {
        self.write(Line::now(key, what), false).await
    }

    async fn write(&self, line: Line, sync: bool) -> Result<(), BulkError> {
        let (written, answer) = oneshot::channel();
        let write = Write { text: line.to_text(), sync, written };
        if let Some(writes) = &self.writes {
            let _ = writes.send(write);
        }
        let ended = || std::io::Error::other("the journal's thread has ended");
        let result = answer.await.unwrap_or_else(|_| Err(ended()));
        result.map_err(|error| BulkError::Io { path: self.path.clone(), error })
    }
}

/// What was handed over is written, and the lock given back, when this returns.
impl Drop for Journal {
    fn drop(&mut self) {
        self.writes = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}
