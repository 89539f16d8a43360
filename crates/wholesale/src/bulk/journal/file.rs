//! The file of a journal: locked, read from its start, and appended to.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write as _};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::history::{History, Unreadable};
use super::lines::{Header, OPENING};
use crate::bulk::options::BulkError;

/// A line to be written.
#[derive(Debug)]
pub(super) struct Write {
    pub(super) text: String,
    pub(super) sync: bool,
    pub(super) written: oneshot::Sender<io::Result<()>>,
}

/// A file that ends with a whole line and is locked.
#[derive(Debug)]
pub(super) struct JournalFile {
    file: File,
    length: u64,
    /// What it could not write; nothing is written after it.
    broken: Option<(io::ErrorKind, String)>,
}

impl JournalFile {
    /// Begins a journal, or goes on with one of the same run.
    pub(super) fn open(path: &Path, header: Header) -> Result<(Self, History), BulkError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut journal = Self::locked(path, &options)?;
        if journal.length > 0 {
            let history = journal.read(path)?;
            return match history.header.differs_from(&header) {
                Some(what) => Err(BulkError::AnotherRun { path: path.to_owned(), what }),
                None => Ok((journal, history)),
            };
        }
        let io = |error| BulkError::Io { path: path.to_owned(), error };
        journal.append(header.to_text().as_bytes(), true).map_err(io)?;
        sync_folder(path).map_err(io)?;
        Ok((journal, History::new(header)))
    }

    /// A journal that is there, of any run.
    pub(super) fn open_existing(path: &Path) -> Result<(Self, History), BulkError> {
        let mut journal = Self::locked(path, OpenOptions::new().read(true).write(true))?;
        let history = journal.read(path)?;
        Ok((journal, history))
    }

    /// The file, without a last line that was cut short: what it was to say had not been said to anybody.
    fn locked(path: &Path, options: &OpenOptions) -> Result<Self, BulkError> {
        let io = |error| BulkError::Io { path: path.to_owned(), error };
        let mut file = options.open(path).map_err(io)?;
        match lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BulkError::InUse { path: path.to_owned() }),
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
        let (whole, length) = whole_lines(&mut file).map_err(io)?;
        if whole < length {
            if whole == 0 && !begins_like_a_journal(&mut file).map_err(io)? {
                let what = "it is no journal of a bulk run".to_owned();
                return Err(BulkError::Malformed { path: path.to_owned(), line: 1, what });
            }
            file.set_len(whole).map_err(io)?;
        }
        Ok(Self { file, length: whole, broken: None })
    }

    fn read(&mut self, path: &Path) -> Result<History, BulkError> {
        let read = self.file.rewind().map_err(Unreadable::Io).and_then(|()| History::read(BufReader::new(&self.file)));
        read.map_err(|error| match error {
            Unreadable::Io(error) => BulkError::Io { path: path.to_owned(), error },
            Unreadable::Line(line, what) => BulkError::Malformed { path: path.to_owned(), line, what },
        })
    }

    /// Writes whole lines at the end, all of them or none.
    pub(super) fn append(&mut self, lines: &[u8], sync: bool) -> io::Result<()> {
        if let Some((kind, what)) = &self.broken {
            return Err(io::Error::new(*kind, what.clone()));
        }
        // Not by append mode, in which Windows does not let a file be shortened: nobody else writes while it is locked.
        let written = self.file.seek(SeekFrom::Start(self.length)).and_then(|_| self.file.write_all(lines));
        let written = written.and_then(|()| if sync { self.file.sync_data() } else { Ok(()) });
        match &written {
            Ok(()) => self.length += lines.len() as u64,
            Err(error) => {
                self.broken = Some((error.kind(), error.to_string()));
                // Half a line in the middle would spoil the whole journal. If this fails too, it is at the end.
                let _ = self.file.set_len(self.length);
            }
        }
        written
    }

    /// Writes what comes until nobody is left who could send more. Whatever waits is written together, and shares one
    /// wait for the disk.
    pub(super) fn serve(&mut self, queue: &mpsc::Receiver<Write>) {
        while let Ok(first) = queue.recv() {
            let batch: Vec<Write> = std::iter::once(first).chain(queue.try_iter()).collect();
            let lines: String = batch.iter().map(|write| write.text.as_str()).collect();
            let result = self.append(lines.as_bytes(), batch.iter().any(|write| write.sync));
            for write in batch {
                let result = result.as_ref().copied().map_err(|error| io::Error::new(error.kind(), error.to_string()));
                // A run that was dropped does not wait for it.
                let _ = write.written.send(result);
            }
        }
    }
}

/// Locks a file, if nobody else has for as long as this tries.
///
/// On Unix a lock belongs to all who have the file open, and a program that another thread is about to start has, for a
/// moment: one that was given back a moment ago may still be held.
fn lock(file: &File) -> Result<(), TryLockError> {
    for _ in 0..40 {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
            other => return other,
        }
    }
    file.try_lock()
}

/// How long the whole lines of a file are, and the file.
fn whole_lines(file: &mut File) -> io::Result<(u64, u64)> {
    const STEP: u64 = 4096;
    let length = file.seek(SeekFrom::End(0))?;
    let mut end = length;
    let mut block = Vec::new();
    while end > 0 {
        let start = end.saturating_sub(STEP);
        file.seek(SeekFrom::Start(start))?;
        block.clear();
        Read::take(&mut *file, end - start).read_to_end(&mut block)?;
        if let Some(last) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok((start + last as u64 + 1, length));
        }
        end = start;
    }
    Ok((0, length))
}

/// Whether a file without a whole line can be a journal whose first line was cut short.
fn begins_like_a_journal(file: &mut File) -> io::Result<bool> {
    let mut start = Vec::new();
    file.rewind()?;
    Read::take(&mut *file, OPENING.len() as u64).read_to_end(&mut start)?;
    Ok(OPENING.as_bytes().starts_with(&start))
}

/// A file that was made survives a loss of power once its folder is on the disk.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_line_that_cannot_be_written_nothing_is() {
        // A file that may only be read stands for a disk that is full.
        let named = tempfile::NamedTempFile::new().expect("a file");
        let file = File::open(named.path()).expect("the same file");
        let mut journal = JournalFile { file, length: 0, broken: None };
        let first = journal.append(b"{}\n", false).expect_err("it cannot be written");
        let second = journal.append(b"{}\n", true).expect_err("nor can what comes after it");
        assert_eq!((first.kind(), first.to_string()), (second.kind(), second.to_string()));
    }

    #[test]
    fn whole_lines_are_found_from_the_end() {
        let mut file = tempfile::tempfile().expect("a file");
        let long = "x".repeat(10_000);
        for (text, whole) in [
            (String::new(), 0),
            ("cut".to_owned(), 0),
            ("one\n".to_owned(), 4),
            ("one\ncut".to_owned(), 4),
            (format!("one\n{long}"), 4),
            (format!("{long}\n{long}"), 10_001),
            (long.clone(), 0),
        ] {
            file.set_len(0).expect("emptied");
            file.rewind().expect("rewound");
            file.write_all(text.as_bytes()).expect("written");
            assert_eq!(whole_lines(&mut file).expect("read"), (whole, text.len() as u64));
        }
    }
}
