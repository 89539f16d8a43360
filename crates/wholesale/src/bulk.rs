//! The same thing done for many accounts: a few at a time, each once, and resumable after a crash.
//!
//! ```no_run
//! # async fn example(accounts: std::sync::Arc<dyn wholesale::Accounts>) -> Result<(), Box<dyn std::error::Error>> {
//! use wholesale::Amount;
//! use wholesale::bulk::{Bulk, Item, Task};
//!
//! let order = [("acme", "01HQ5K3P97"), ("globex", "01HQ5K3P98")];
//! let items = order.map(|(key, id)| Item::add(key, id, Amount::gb("2.5")));
//! let report = Bulk::new(&accounts)
//!     .limit(8)
//!     .journal("november.jsonl")
//!     .on_progress(|progress| eprintln!("{progress}"))
//!     .run(Task::Add, items)
//!     .await?;
//! println!("{report}");
//! # Ok(())
//! # }
//! ```
//!
//! # One item
//!
//! An [`Item`] has a key of yours, unique in its run, and says what is to be done. What becomes of it is an [`Outcome`]: a
//! failure ends nothing but its own item, unless [too many](Bulk::stop_after_failures) fail or the provider
//! [refuses the credentials](Bulk::stop_after_refused_credentials). Items of the same account are done one after another, in
//! the order in which they come, each taking up one of the places meanwhile: what the account had before is then certain. Once
//! it is not known whether an item was done, later ones of its account are [held back](Outcome::HeldBack).
//!
//! # The journal
//!
//! With a [journal](Bulk::journal), a line is written for each item before its request leaves, and another once its outcome
//! is known. A run that was killed is begun again with the same items and the same journal:
//!
//! - what was done is skipped;
//! - what failed without having been applied is done again;
//! - what had begun and has no outcome is looked into first, with what the account had before: it was applied, and is noted
//!   as done; or it was not, and is done again; or that cannot be told, and it is
//!   [reported](Outcome::Unsettled) and left alone until a person has [decided](decide).
//!
//! The line that an item has begun is on the disk ([`Durability`]) before its request is made. The line about its outcome is
//! handed to the operating system, which a `kill -9` does not undo; if a loss of power does, the item is looked into like one
//! that has no outcome. A last line that was cut short is dropped: its request had not left.
//!
//! While it runs, the journal is locked: a second process is refused. A lock on a network share is only as good as the share.
//! The journal holds names, ids, amounts and balances, the text of errors, and no password or key.
//!
//! # Memory
//!
//! Items are taken from their source as places become free, and outcomes are handed on, not collected. Of an item that is
//! through, some 50 bytes are kept, to notice a key that comes twice.

mod driver;
mod item;
mod journal;
mod keys;
mod options;
mod outcome;
mod progress;
mod task;
mod turns;
mod worker;

pub use item::Item;
pub use journal::{Decision, Durability, Entry, EntryReader, Event, Teller, decide, read_journal};
pub use options::{Bulk, BulkError, Settling};
pub use outcome::{ItemResult, Outcome};
pub use progress::{Progress, Report, Stopped};
pub use task::Task;
