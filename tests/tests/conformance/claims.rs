//! Tables of capabilities that claim something else than the real one.

use std::collections::BTreeSet;

use wholesale::{Action, Argument, Capabilities, Capability, Support};
use wholesale_sandbox::Sandbox;

/// What a line is about.
pub(crate) type Subject = (Action, Option<Argument>);

/// A table as the facade takes it.
pub(crate) type Table = &'static [Capability];

pub(crate) const fn subject(line: &Capability) -> Subject {
    (line.action, line.argument)
}

/// Every action and argument that any provider's table has a line of.
fn vocabulary() -> BTreeSet<Subject> {
    let tables = Sandbox::providers().into_iter().filter_map(Capabilities::of_provider);
    tables.flat_map(|table| table.iter()).map(subject).collect()
}

/// That everything can be done.
pub(crate) fn everything(like: Capability) -> Table {
    vocabulary().into_iter().map(|subject| claim(like, subject)).collect::<Vec<_>>().leak()
}

/// The table with one line turned into its opposite. An action that is claimed is claimed with all its arguments.
pub(crate) fn flipped(table: &Capabilities, flipped: &Capability) -> Table {
    let mut lines: Vec<Capability> = table.iter().filter(|line| subject(line) != subject(flipped)).copied().collect();
    if flipped.is_yes() {
        let mut line = *flipped;
        line.support = Support::No { reason: "somebody has removed the claim", instead: None };
        lines.push(line);
    } else {
        let mut claimed = vocabulary();
        claimed.retain(|(action, _)| *action == flipped.action);
        claimed.retain(|wanted| !lines.iter().any(|line| subject(line) == *wanted));
        lines.extend(claimed.into_iter().map(|subject| claim(*flipped, subject)));
    }
    lines.leak()
}

fn claim(like: Capability, (action, argument): Subject) -> Capability {
    let mut line = like;
    (line.action, line.argument) = (action, argument);
    line.support = Support::Yes { note: None };
    line
}
