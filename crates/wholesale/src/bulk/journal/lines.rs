//! The lines of a journal.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::balance::Balance;
use crate::bulk::task::Task;

/// How a journal begins.
pub(super) const OPENING: &str = r#"{"journal":"wholesale bulk","#;
const NAME: &str = "wholesale bulk";
pub(super) const VERSION: u32 = 1;

/// The first line: which run it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::bulk) struct Header {
    pub(super) journal: String,
    pub(super) version: u32,
    pub(super) provider: String,
    pub(in crate::bulk) task: Task,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) run: Option<String>,
}

impl Header {
    pub(in crate::bulk) fn new(provider: &str, task: Task, run: Option<String>) -> Self {
        Self { journal: NAME.to_owned(), version: VERSION, provider: provider.to_owned(), task, run }
    }

    pub(super) fn to_text(&self) -> String {
        text(self)
    }

    /// What tells it from another run, in words.
    pub(super) fn differs_from(&self, other: &Self) -> Option<String> {
        let run = |header: &Self| header.run.as_ref().map_or("no name".to_owned(), |run| format!("the name `{run}`"));
        [
            ("is for", self.provider.clone(), other.provider.clone()),
            ("is of the task", self.task.to_string(), other.task.to_string()),
            ("is of a run with", run(self), run(other)),
        ]
        .into_iter()
        .find(|(_, one, another)| one != another)
        .map(|(which, one, another)| format!("it {which} {one}, not {another}"))
    }
}

/// Any other line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::bulk) struct Line {
    pub(super) item: String,
    /// Milliseconds since 1970.
    pub(super) at: u64,
    #[serde(flatten)]
    pub(super) what: What,
}

/// What it says about an item.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::bulk) enum What {
    /// Its request is about to leave.
    Begun(Begun),
    /// It was done.
    Done {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        transaction: Option<String>,
        told: Teller,
    },
    /// It failed without having been done.
    Failed { error: String },
    /// It was found not to have been done.
    NotApplied { told: Teller },
    /// Nobody knows whether it was done.
    Unsettled { reason: String },
}

/// What is known when an item begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::bulk) struct Begun {
    /// The id of the account, or its name where it is to be made.
    pub(in crate::bulk) target: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::bulk) amount: Option<Amount>,
    /// What the account had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::bulk) before: Option<Balance>,
}

/// Who has told what became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Teller {
    /// The provider's answer.
    Answer,
    /// The account, which was read after the answer was lost.
    Account,
    /// A person, who has looked.
    Person,
}

impl Line {
    pub(super) fn now(item: &str, what: What) -> Self {
        Self { item: item.to_owned(), at: now(), what }
    }

    /// Reads one, or says what is wrong with it.
    pub(super) fn read(line: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(line).map_err(|error| {
            if error.is_data() { "it says nothing that this program understands".to_owned() } else { error.to_string() }
        })
    }

    pub(super) fn to_text(&self) -> String {
        text(self)
    }
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// One line, with its end.
fn text(line: &impl Serialize) -> String {
    // Nothing in these lines can fail to be written: texts, numbers and maps with text keys.
    let mut text = serde_json::to_string(line).unwrap_or_default();
    text.push('\n');
    text
}
