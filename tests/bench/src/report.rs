//! A comparison as a table on the terminal.

use std::fmt::{self, Display, Formatter};

use crate::results::Compared;
use crate::sample::Metric;
use crate::statistics::Spread;

impl Display for Compared {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let quick = if self.quick { ", quick" } else { "" };
        writeln!(f, "{}: {} ({} rounds{quick})", self.id, self.what, self.rounds)?;
        for (index, side) in self.sides.iter().enumerate() {
            let name = match &side.version {
                Some(version) => format!("{} {version}", side.name),
                None => side.name.clone(),
            };
            for (metric, spread) in &side.metrics {
                write!(f, "  {name:<36}{:>14} {:<18}", figure(*metric, spread.median), metric.unit())?;
                write!(f, "[{} .. {}]", figure(*metric, spread.least), figure(*metric, spread.greatest))?;
                let times =
                    self.ratios.iter().find(|ratio| index > 0 && ratio.metric == *metric && ratio.against == side.name);
                if let Some(ratio) = times {
                    let Spread { median, least, greatest } = ratio.times;
                    write!(f, "  ours is {median:.2}x [{least:.2} .. {greatest:.2}]")?;
                }
                writeln!(f)?;
            }
        }
        for verdict in &self.goals {
            let word = if verdict.reached { "reached" } else { "NOT reached" };
            writeln!(f, "  {word}: {}; it is {:.2}", verdict.goal, verdict.figure)?;
        }
        Ok(())
    }
}

fn figure(metric: Metric, value: f64) -> String {
    match metric {
        Metric::CpuMicroseconds
        | Metric::WallMicroseconds
        | Metric::Milliseconds
        | Metric::CpuMilliseconds
        | Metric::Allocations => {
            format!("{value:.1}")
        }
        _ => format!("{value:.0}"),
    }
}
