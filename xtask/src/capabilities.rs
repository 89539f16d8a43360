//! What the facade can do at which provider: `specs/capabilities.yaml`, and what is written from it.
//!
//! [`lint::capabilities`](crate::lint::capabilities) says what is wrong with the file; [`tables`] reads one that nothing is
//! wrong with; [`table`] and [`matrix`] write the facade's table and the documents.

pub mod matrix;
pub mod table;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::document::Document;

/// Something the facade does, with what it may be asked to do besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Action {
    /// Its name, which is that of its method.
    pub name: &'static str,
    /// What it may be asked to do besides.
    pub arguments: &'static [&'static str],
    /// Those of them without which it does nothing at all.
    pub any_of: &'static [&'static str],
    /// Whether it moves value; `None` where it may, as a side effect.
    pub moves_value: Option<bool>,
}

const fn action(name: &'static str, arguments: &'static [&'static str], moves_value: Option<bool>) -> Action {
    Action { name, arguments, any_of: &[], moves_value }
}

const MOVEMENT: &[&str] = &["traffic", "money", "reference", "product", "note"];

/// All of them, in the order in which a reader looks for them.
pub const ACTIONS: [Action; 12] = [
    action("create", &["password", "balance", "email", "contact", "details"], None),
    action("get", &[], Some(false)),
    action("list", &["name", "status"], Some(false)),
    Action {
        any_of: &["name", "email", "contact", "details"],
        ..action("update", &["name", "email", "contact", "details"], None)
    },
    action("set_password", &[], None),
    action("balance", &[], Some(false)),
    Action { any_of: &["traffic", "money"], ..action("add", MOVEMENT, Some(true)) },
    Action { any_of: &["traffic", "money"], ..action("take", MOVEMENT, Some(true)) },
    action("disable", &[], None),
    action("delete", &[], None),
    Action { any_of: &["password", "token"], ..action("authenticate", &["password", "token"], Some(false)) },
    action("own_balance", &[], Some(false)),
];

/// An operation of a spec, as far as the table needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecOperation {
    /// The page that describes it.
    pub source: String,
    /// Whether it moves value.
    pub moves_value: bool,
}

/// The operations of a spec, by their ids.
pub type SpecOperations = BTreeMap<String, SpecOperation>;

/// The operations of a document, be it right or wrong otherwise.
#[must_use]
pub fn operations(document: &Document) -> SpecOperations {
    let paths = document.json().get("paths").and_then(Value::as_object).into_iter().flatten();
    let items = paths.filter_map(|(_, item)| item.as_object()).flatten();
    items
        .filter_map(|(_, operation)| {
            let id = operation.get("operationId")?.as_str()?;
            let source = operation.get("x-source").and_then(Value::as_str).unwrap_or_default();
            let moves_value = operation.get("x-moves-value") == Some(&Value::Bool(true));
            Some((id.to_owned(), SpecOperation { source: source.to_owned(), moves_value }))
        })
        .collect()
}

/// What one provider can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub provider: String,
    /// Every action, each followed by its arguments.
    pub lines: Vec<Line>,
}

impl Table {
    /// The line of an action.
    #[must_use]
    pub fn of(&self, action: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.action == action && line.argument.is_none())
    }

    /// The line of an action with an argument.
    #[must_use]
    pub fn of_argument(&self, action: &str, argument: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.action == action && line.argument == Some(argument))
    }
}

/// One line of a table: an action, or one of its arguments. Serialised as the facade serialises its own, and with the
/// operations beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What is done.
    pub action: &'static str,
    /// What it is asked to do besides.
    pub argument: Option<&'static str>,
    /// Whether the provider can.
    #[serde(flatten)]
    pub support: Support,
    /// Where that is written.
    pub source: String,
    /// The operations of the spec that do it; none for what cannot be done, and for an argument.
    pub operations: Vec<String>,
}

/// Whether a provider can do something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "can", rename_all = "snake_case")]
pub enum Support {
    /// It can.
    Yes {
        /// What is particular about it.
        note: Option<String>,
    },
    /// It cannot.
    No {
        /// Why.
        reason: String,
        /// What to do instead.
        instead: Option<String>,
    },
    /// It can, and the facade does not yet.
    NotYet {
        /// Why.
        reason: String,
        /// What to do instead.
        instead: Option<String>,
    },
}

impl Support {
    /// The word for it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Yes { .. } => "yes",
            Self::No { .. } => "no",
            Self::NotYet { .. } => "not yet",
        }
    }

    /// What there is to say besides, in the words of the facade's errors.
    #[must_use]
    pub fn remark(&self) -> String {
        match self {
            Self::Yes { note } => note.clone().unwrap_or_default(),
            Self::No { reason, instead } | Self::NotYet { reason, instead } => match instead {
                Some(instead) => format!("{reason}; {instead}"),
                None => reason.clone(),
            },
        }
    }
}

/// The tables of a document that nothing is wrong with, in the order of the file.
#[must_use]
pub fn tables(document: &Document, specs: &BTreeMap<String, SpecOperations>) -> Vec<Table> {
    let providers = document.json().as_object().into_iter().flatten();
    providers
        .map(|(provider, block)| {
            let empty = SpecOperations::new();
            let operations = specs.get(provider).unwrap_or(&empty);
            let lines = ACTIONS.iter().filter_map(|action| Some((action, block.get(action.name)?.as_object()?)));
            let lines = lines.flat_map(|(action, entry)| lines_of(action, entry, operations)).collect();
            Table { provider: provider.clone(), lines }
        })
        .collect()
}

/// An action and its arguments; the source of the action is that of its arguments too.
fn lines_of(action: &Action, entry: &Map<String, Value>, known: &SpecOperations) -> Vec<Line> {
    let ids = entry.get("operations").and_then(Value::as_array).into_iter().flatten();
    let operations: Vec<String> = ids.filter_map(|id| Some(id.as_str()?.to_owned())).collect();
    let mut sources: Vec<&str> = text(entry, "source").into_iter().collect();
    for operation in operations.iter().filter_map(|id| known.get(id)) {
        if !sources.contains(&operation.source.as_str()) {
            sources.push(&operation.source);
        }
    }
    let source = sources.join("; ");
    let line = |argument, entry: &Map<String, Value>, operations| Line {
        action: action.name,
        argument,
        support: support(entry),
        source: source.clone(),
        operations,
    };
    let with = entry.get("with").and_then(Value::as_object);
    let arguments = action.arguments.iter().filter_map(|argument| {
        let entry = with?.get(*argument)?.as_object()?;
        Some(line(Some(*argument), entry, Vec::new()))
    });
    let arguments: Vec<Line> = arguments.collect();
    std::iter::once(line(None, entry, operations)).chain(arguments).collect()
}

fn support(entry: &Map<String, Value>) -> Support {
    let owned = |key| text(entry, key).map(str::to_owned);
    let reason = owned("reason").unwrap_or_default();
    match text(entry, "can") {
        Some("yes") => Support::Yes { note: owned("note") },
        Some("not yet") => Support::NotYet { reason, instead: owned("instead") },
        _ => Support::No { reason, instead: owned("instead") },
    }
}

fn text<'a>(entry: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    entry.get(key)?.as_str()
}
