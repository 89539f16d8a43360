//! Every goal and what became of it: one table, at the end of a run and in the README.

use std::fmt::Write;

use crate::results::{Results, Verdict};

/// Where it stands in the README.
const MARKS: (&str, &str) = ("<!-- goals: written by `cargo xtask bench` -->\n", "<!-- end of goals -->");

/// The table, as Markdown.
#[must_use]
pub fn table(results: &Results) -> String {
    let mut table = String::from("| work | goal | it is | |\n|---|---|---|---|\n");
    for compared in &results.comparisons {
        for verdict in &compared.goals {
            let reached = if verdict.reached { "reached" } else { "**not reached**" };
            let _ = writeln!(table, "| {} | {} | {} | {reached} |", compared.what, verdict.goal, range(verdict));
        }
    }
    table
}

/// A text with the table between its marks; as it was where it has none.
#[must_use]
pub fn placed(text: &str, table: &str) -> String {
    let (from, to) = MARKS;
    let Some((before, rest)) = text.split_once(from) else { return text.to_owned() };
    let Some((_, after)) = rest.split_once(to) else { return text.to_owned() };
    format!("{before}{from}\n{table}\n{to}{after}")
}

fn range(verdict: &Verdict) -> String {
    let (least, greatest) = verdict.range;
    // Bytes and calls need no fractions.
    let digits = if verdict.figure.abs() < 1_000.0 { 2 } else { 0 };
    format!("{:.digits$} [{least:.digits$} .. {greatest:.digits$}]", verdict.figure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_the_place_of_the_one_before() {
        let (from, to) = MARKS;
        let text = format!("before\n{from}old\n{to}\nafter\n");
        assert_eq!(placed(&text, "new\n"), format!("before\n{from}\nnew\n\n{to}\nafter\n"));
        assert_eq!(placed("no marks", "new\n"), "no marks");
    }
}
