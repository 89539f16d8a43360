//! What is kept of a run, in `results.json`: figures of a comparison stay until it runs again.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::comparison::{Comparison, Goal, Package, Reach};
use crate::machine::{Machine, now};
use crate::sample::{Metric, Sample};
use crate::statistics::{Spread, ratio, spread};

/// Everything in the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// Each comparison as it last ran, in the order of the table.
    pub comparisons: Vec<Compared>,
}

/// A comparison as it ran.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Its name.
    pub id: String,
    /// What was done.
    pub what: String,
    /// When.
    pub date: String,
    /// Where.
    pub machine: Machine,
    /// How often each side ran.
    pub rounds: usize,
    /// Whether the runs were short: figures of a quick run are none to publish.
    pub quick: bool,
    /// Who did it; the first is ours.
    pub sides: Vec<Measured>,
    /// Ours over each other side.
    pub ratios: Vec<Ratio>,
    /// What was to be reached.
    pub goals: Vec<Verdict>,
}

/// The figures of a side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Its name.
    pub name: String,
    /// Its version, where it is a peer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its figures.
    pub metrics: BTreeMap<Metric, Spread>,
}

/// Ours over another side, of pairs from the same round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ratio {
    /// Of what.
    pub metric: Metric,
    /// Whom.
    pub against: String,
    /// How many times.
    pub times: Spread,
}

/// What became of a goal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// What was to be reached.
    pub goal: String,
    /// What there is, in the middle of its range.
    pub figure: f64,
    /// The least that there was, and the greatest.
    pub range: (f64, f64),
    /// Whether it was reached.
    pub reached: bool,
}

impl Compared {
    /// What the samples of a run say; `version` gives the version of a package.
    #[must_use]
    pub fn new(
        comparison: &Comparison,
        samples: &[Vec<Sample>],
        machine: Machine,
        quick: bool,
        version: impl Fn(Package) -> Option<String>,
    ) -> Self {
        let figures = |index: usize, metric: Metric| -> Vec<f64> {
            samples[index].iter().filter_map(|sample| sample.0.get(&metric).copied()).collect()
        };
        let metrics = |index: usize| -> Vec<Metric> {
            samples[index].first().map(|sample| sample.0.keys().copied().collect()).unwrap_or_default()
        };
        let sides = comparison.sides.iter().enumerate().map(|(index, side)| Measured {
            name: side.name.to_owned(),
            version: side.packages.iter().map(|package| version(*package)).collect::<Option<Vec<_>>>().and_then(joined),
            metrics: metrics(index)
                .into_iter()
                .filter_map(|metric| Some((metric, spread(&figures(index, metric))?)))
                .collect(),
        });
        let ratios = comparison.sides.iter().enumerate().skip(1).flat_map(|(index, side)| {
            let of = move |metric| {
                let times = ratio(&figures(0, metric), &figures(index, metric))?;
                Some(Ratio { metric, against: side.name.to_owned(), times })
            };
            metrics(0).into_iter().filter_map(of).collect::<Vec<Ratio>>()
        });
        let mut compared = Self {
            id: comparison.id.to_owned(),
            what: comparison.what.clone(),
            date: now(),
            machine,
            rounds: samples.first().map_or(0, Vec::len),
            quick,
            sides: sides.collect(),
            ratios: ratios.collect(),
            goals: Vec::new(),
        };
        compared.goals = comparison.goals.iter().filter_map(|goal| compared.verdict(goal)).collect();
        compared
    }

    fn verdict(&self, goal: &Goal) -> Option<Verdict> {
        let of = |side: &Measured| side.metrics.get(&goal.metric).copied();
        let ours = of(self.sides.first()?)?;
        let unit = goal.metric.unit();
        let better = |one: f64, other: f64| match goal.reach {
            Reach::TimesAtLeast(_) => one > other,
            _ => one < other,
        };
        let peers = self.sides.iter().filter(|side| goal.against.contains(&side.name.as_str()));
        let best = peers
            .filter_map(|side| Some((side.name.as_str(), of(side)?.median)))
            .reduce(|best, next| if better(next.1, best.1) { next } else { best });
        let times = |against: &str| {
            let is_it = |ratio: &&Ratio| ratio.metric == goal.metric && ratio.against == against;
            self.ratios.iter().find(is_it).map(|ratio| ratio.times)
        };
        let (goal, figure, reached) = match goal.reach {
            Reach::TimesAtMost(most) => {
                let (against, times) = (best?.0, times(best?.0)?);
                (format!("at most {most:.2}x {against} in {unit}"), times, times.median <= most)
            }
            Reach::TimesAtLeast(least) => {
                let (against, times) = (best?.0, times(best?.0)?);
                (format!("at least {least:.2}x {against} in {unit}"), times, times.median >= least)
            }
            Reach::MoreByAtMost(most) => {
                let (against, theirs) = best?;
                let more = Spread {
                    median: ours.median - theirs,
                    least: ours.least - theirs,
                    greatest: ours.greatest - theirs,
                };
                (format!("at most {most} {unit} more than {against}"), more, more.median <= most)
            }
            Reach::AtLeast(least) => (format!("at least {least} {unit}"), ours, ours.median >= least),
            Reach::AtMost(most) => (format!("at most {most} {unit}"), ours, ours.median <= most),
        };
        Some(Verdict { goal, figure: figure.median, range: (figure.least, figure.greatest), reached })
    }
}

fn joined(versions: Vec<String>) -> Option<String> {
    (!versions.is_empty()).then(|| versions.join(" + "))
}

impl Results {
    /// What the file holds; nothing where there is none, or one of another shape.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_else(|_| Self { comparisons: Vec::new() })
    }

    /// Takes new figures in place of the old ones.
    pub fn put(&mut self, compared: Compared) {
        match self.comparisons.iter_mut().find(|old| old.id == compared.id) {
            Some(old) => *old = compared,
            None => self.comparisons.push(compared),
        }
    }

    /// What the file is to hold.
    ///
    /// # Errors
    /// A sentence.
    pub fn json(&self) -> Result<String, String> {
        let mut text = serde_json::to_string_pretty(self).map_err(|error| format!("no JSON: {error}"))?;
        text.push('\n');
        Ok(text)
    }
}
