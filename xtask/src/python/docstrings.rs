//! Docstrings: what an operation does, in which units, whether it may be applied twice, and an example that runs.

use std::borrow::Cow;

use super::layout::{INVISIBLE, indent, wrapped};
use super::literals::arguments;
use super::names::{identifier, is_record, offered};
use crate::docs::or;
use crate::examples::is_needed;
use crate::model::{Operation, Parameter, Provider, Type};
use crate::naming::snake;

/// Columns of a line of prose.
const WIDTH: usize = 110;

/// Whether a caller waits for the answer, or awaits it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Sync,
    Async,
}

impl Mode {
    /// The name of the client of this mode.
    pub(super) fn client(self) -> &'static str {
        match self {
            Self::Sync => "Client",
            Self::Async => "AsyncClient",
        }
    }
}

/// Lines of a docstring, gathered section by section.
pub(super) struct Docstring {
    lines: Vec<String>,
}

impl Docstring {
    /// Begins with one line.
    pub(super) fn new(summary: &str) -> Self {
        let summary = plain(summary).replace('\n', " ");
        Self { lines: wrapped(&format!("{}.", summary.trim().trim_end_matches('.')), WIDTH) }
    }

    /// Adds prose.
    pub(super) fn prose(mut self, text: &str) -> Self {
        if !text.trim().is_empty() {
            self.lines.push(String::new());
            self.lines.extend(wrapped(&plain(text), WIDTH));
        }
        self
    }

    /// Adds a section of names and what each is.
    pub(super) fn section(mut self, title: &str, entries: &[(String, String)]) -> Self {
        if entries.is_empty() {
            return self;
        }
        self.lines.extend([String::new(), format!("{title}:")]);
        for (name, text) in entries {
            let entry = format!("{name}: {}", plain(text).replace('\n', " "));
            let mut lines = wrapped(&entry, WIDTH - 8).into_iter();
            self.lines.extend(lines.next().map(|first| format!("    {first}")));
            self.lines.extend(lines.map(|line| format!("        {line}")));
        }
        self
    }

    /// Adds a section of prose.
    pub(super) fn paragraph(mut self, title: &str, text: &str) -> Self {
        self.lines.extend([String::new(), format!("{title}:")]);
        self.lines.extend(wrapped(&plain(text), WIDTH - 4).into_iter().map(|line| format!("    {line}")));
        self
    }

    /// Adds code that can be pasted and is run by the tests.
    pub(super) fn example(mut self, code: &str) -> Self {
        self.lines.extend([String::new(), "Examples:".to_owned()]);
        let mut inside = false;
        for line in code.lines() {
            let continues = line.starts_with(' ') || line.starts_with(')');
            // The interpreter takes a block as done with an empty line.
            if inside && !continues && self.lines.last().is_some_and(|last| last.starts_with("    ...     ")) {
                self.lines.push("    ...".to_owned());
            }
            let prompt = if continues { "..." } else { ">>>" };
            inside = continues;
            self.lines.push(format!("    {prompt} {}", line.replace('\\', "\\\\")));
        }
        self
    }

    /// The docstring at this level, quotes included.
    pub(super) fn write(self, level: usize) -> String {
        let indent = indent(level);
        if let [only] = self.lines.as_slice() {
            return format!("{indent}\"\"\"{}\"\"\"\n", closed(only));
        }
        let mut text = format!("{indent}\"\"\"");
        for (index, line) in self.lines.iter().enumerate() {
            if index > 0 && !line.trim_end().is_empty() {
                text.push_str(&indent);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push_str(&indent);
        text.push_str("\"\"\"\n");
        text
    }
}

/// A last line that cannot run into the quotes that follow.
fn closed(line: &str) -> String {
    if line.ends_with('"') { format!("{line} ") } else { line.to_owned() }
}

/// Words of a spec that cannot end the docstring, nor mean an escape in it.
fn plain(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| matches!(byte, b'\n' | b' '..=b'~') && !matches!(byte, b'\\' | b'"' | b'>');
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let text = text.replace('\\', "\\\\").replace("\"\"\"", "'''").replace(">>>", "> > >");
    let visible = |c: char| if c.is_control() && c != '\n' || INVISIBLE.contains(&c) { ' ' } else { c };
    Cow::Owned(text.chars().map(visible).collect())
}

/// What a method says of its operation.
pub(super) fn operation(provider: &Provider, operation: &Operation, mode: Mode) -> Docstring {
    let verb = operation.method.to_uppercase();
    let mut sends = format!("Sends `{verb} {}`", operation.path);
    sends.push_str(if operation.moves_value { ", which moves money or traffic. " } else { ". " });
    sends.push_str(if operation.retry_safe {
        "It may be applied twice without harm, and is sent again by itself when that can help."
    } else {
        "It must not be applied twice: it is sent again only when no connection was made, and `may_have_been_applied` \
         of the error tells what became of it."
    });
    let parameters: Vec<(String, String)> =
        offered(operation).into_iter().map(|one| parameter(operation, one)).collect();
    let returns = returns(provider, operation);
    let mut docs = Docstring::new(or(&operation.summary, &operation.id)).prose(&operation.description).prose(&sends);
    if operation.deprecated {
        docs = docs.prose("Deprecated: announced by the provider to go away.");
    }
    docs = docs.section("Args", &parameters);
    if let Some(returns) = returns {
        docs = docs.paragraph("Returns", &returns);
    }
    docs = docs
        .section(
            "Raises",
            &[
                ("TypeError".to_owned(), "an argument is of another type.".to_owned()),
                ("InvalidRequestError".to_owned(), "a value was refused before anything was sent.".to_owned()),
                ("Error".to_owned(), "what the provider or the network did, by its subclass.".to_owned()),
            ],
        )
        .example(&example(provider, operation, mode));
    match &operation.source {
        Some(source) => docs.prose(&format!("Source: {}.", source.trim().trim_end_matches('.'))),
        None => docs,
    }
}

/// A parameter's name, and what it is.
fn parameter(operation: &Operation, parameter: &Parameter) -> (String, String) {
    let mut text = or(&parameter.description, "Not described by the provider.").trim().to_owned();
    let bounds = &parameter.bounds;
    let limit = |word: &str, limit: Option<String>, unit: &str| limit.map(|limit| format!("{word} {limit}{unit}"));
    let length = |length: Option<u64>| length.map(|length| length.to_string());
    let stated: Vec<String> = [
        limit("at least", bounds.minimum.clone(), ""),
        limit("at most", bounds.maximum.clone(), ""),
        limit("at least", length(bounds.min_length), " characters"),
        limit("at most", length(bounds.max_length), " characters"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !stated.is_empty() {
        text.push_str(&format!(
            " Checked before sending: {}.",
            stated.join(", ").replace(" 1 characters", " 1 character")
        ));
    }
    for rule in operation.required_when.iter().filter(|rule| rule.require.contains(&parameter.name)) {
        text.push_str(&format!(" Required when `{}` is `{}`.", identifier(&rule.parameter), rule.is));
    }
    if parameter.deprecated {
        text.push_str(" Deprecated: announced by the provider to go away.");
    }
    (identifier(&parameter.name), text)
}

fn returns(provider: &Provider, operation: &Operation) -> Option<String> {
    if operation.paging.is_some() {
        return Some(
            "A pager: iterate over it for the items of all pages, one request a page, made as it is needed, or over its \
             `pages()`. The first request carries exactly what was given; later ones add the position."
                .to_owned(),
        );
    }
    let described = |name: &str| {
        let about = provider.named(name).map(|named| named.description.trim()).unwrap_or_default();
        or(about, "What the provider answers.").to_owned()
    };
    Some(match operation.payload.as_ref()? {
        Type::Named(name) if is_record(provider, name) => format!("`{name}`. {}", described(name)),
        Type::List(item) => match &**item {
            Type::Named(name) => format!("A list of `{name}`. {}", described(name)),
            _ => "A list, without its envelope.".to_owned(),
        },
        Type::Map(value) => match &**value {
            Type::Named(name) => format!("A dict of `{name}`. {}", described(name)),
            _ => "A dict, without its envelope.".to_owned(),
        },
        Type::Secret => "A secret, in clear.".to_owned(),
        Type::Boolean => "True.".to_owned(),
        _ => "The payload, without its envelope.".to_owned(),
    })
}

/// The documented call with the provider's own values.
fn example(provider: &Provider, operation: &Operation, mode: Mode) -> String {
    let arguments: Vec<String> =
        arguments(provider, operation, |parameter| is_needed(operation, parameter) && parameter.example.is_some())
            .into_iter()
            .map(|(name, value)| format!("{name}={}", value.flat()))
            .collect();
    let level = if mode == Mode::Async { 2 } else { 1 };
    let awaited = if mode == Mode::Async { "await " } else { "" };
    let (head, tail) = match (&operation.paging, &operation.payload, mode) {
        (Some(_), _, Mode::Sync) => (format!("items = list(client.{}(", operation.id), "))"),
        (Some(_), _, Mode::Async) => (format!("items = [item async for item in client.{}(", operation.id), ")]"),
        (None, None, _) => (format!("{awaited}client.{}(", operation.id), ")"),
        (None, Some(payload), _) => {
            (format!("{} = {awaited}client.{}(", variable(provider, payload), operation.id), ")")
        }
    };
    let call = super::layout::bracketed(level, &head, &arguments, tail);
    let call = if call.chars().count() > 90 && !arguments.is_empty() && !call.trim_end().contains('\n') {
        super::layout::exploded(level, &head, &arguments, tail)
    } else {
        call
    };
    let decimal = if call.contains("Decimal(") { "from decimal import Decimal\n" } else { "" };
    let name = &provider.name;
    match mode {
        Mode::Sync => {
            format!("{decimal}from wholesale import {name}\nwith {name}.Client() as client:\n{call}")
        }
        Mode::Async => format!(
            "import asyncio\n{decimal}from wholesale import {name}\nasync def example() -> None:\n    async with \
             {name}.AsyncClient() as client:\n{call}asyncio.run(example())"
        ),
    }
}

fn variable(provider: &Provider, payload: &Type) -> String {
    match payload {
        Type::Named(name) if is_record(provider, name) => {
            let name = identifier(&snake(name));
            // Nothing of the example itself may be hidden.
            if ["client", "decimal", "example", "asyncio"].contains(&name.as_str()) || name == provider.name {
                "result".to_owned()
            } else {
                name
            }
        }
        _ => "result".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_words_can_end_a_docstring_or_begin_an_example() {
        let written = Docstring::new("A \"\"\" B \\n").prose(">>> import os").write(0);
        assert_eq!(written, "\"\"\"A ''' B \\\\n.\n\n> > > import os\n\"\"\"\n");
        assert_eq!(Docstring::new("\"x\"").write(0), "\"\"\"\"x\".\"\"\"\n");
    }

    #[test]
    fn a_block_of_an_example_is_closed_before_the_next_statement() {
        let written = Docstring::new("x").example("with a:\n    b()\nc()").write(0);
        assert!(written.contains("    >>> with a:\n    ...     b()\n    ...\n    >>> c()\n"), "{written}");
    }
}
