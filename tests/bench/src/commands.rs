//! Running a side: a process that prints a sample, or one whose instructions are counted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process;

use crate::sample::{Metric, Sample};

/// What a side runs. `{url}` in an argument stands for the URL of the server.
#[derive(Debug, Clone)]
pub enum Command {
    /// A program that prints its [`Sample`] as the last line.
    Prints(Program),
    /// A program that takes `--calls`: run twice under callgrind, so that all but the calls cancels out.
    Counted(Program),
}

/// Where the binaries of the benchmarks are.
#[must_use]
pub fn binaries() -> PathBuf {
    std::env::current_exe().ok().and_then(|this| this.parent().map(Path::to_owned)).unwrap_or_default()
}

/// A program and its arguments.
#[derive(Debug, Clone)]
pub struct Program {
    /// Where it is.
    pub path: PathBuf,
    /// What it is told.
    pub arguments: Vec<String>,
}

impl Program {
    /// One of the binaries beside this one.
    #[must_use]
    pub fn ours(name: &str, arguments: &[&str]) -> Self {
        Self { path: binaries().join(name), arguments: arguments.iter().map(|&argument| argument.to_owned()).collect() }
    }

    /// Ready to run.
    #[must_use]
    pub fn command(&self, url: &str) -> process::Command {
        let mut command = process::Command::new(&self.path);
        command.args(self.arguments.iter().map(|argument| argument.replace("{url}", url)));
        command
    }
}

/// Calls of the two counted runs; each is preceded by a tenth more.
const COUNTED: (u64, u64) = (100, 1_100);

impl Command {
    /// Runs it once.
    ///
    /// # Errors
    /// A sentence: it could not be run, it failed, or it printed no sample.
    pub fn sample(&self, url: &str) -> Result<Sample, String> {
        match self {
            Self::Prints(program) => {
                let printed = output(program.command(url))?;
                let line = printed.lines().last().unwrap_or_default();
                serde_json::from_str(line)
                    .map_err(|error| format!("{} printed no sample: {error}", program.path.display()))
            }
            Self::Counted(program) => {
                let (few, many) = (instructions(program, url, COUNTED.0)?, instructions(program, url, COUNTED.1)?);
                #[allow(clippy::cast_precision_loss)] // Far below 2^52.
                let each = (many - few) / ((COUNTED.1 - COUNTED.0) as f64 * 1.1);
                Ok(Sample(BTreeMap::from([(Metric::Instructions, each)])))
            }
        }
    }

    /// Whether what it needs is on this machine.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        match self {
            Self::Prints(_) => true,
            Self::Counted(_) => process::Command::new("valgrind").arg("--version").output().is_ok(),
        }
    }
}

fn output(mut command: process::Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stderr(process::Stdio::inherit())
        .output()
        .map_err(|error| format!("{program} cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("{program} failed: {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{program} printed no text"))
}

/// Instructions of a run with so many calls.
fn instructions(program: &Program, url: &str, calls: u64) -> Result<f64, String> {
    let kept = std::env::temp_dir().join(format!("wholesale-bench-{}.callgrind", process::id()));
    let mut valgrind = process::Command::new("valgrind");
    valgrind.args(["--quiet", "--tool=callgrind"]).arg(format!("--callgrind-out-file={}", kept.display()));
    let run = program.command(url);
    valgrind.arg(run.get_program()).args(run.get_args()).args(["--calls".to_owned(), calls.to_string()]);
    output(valgrind)?;
    let counted = std::fs::read_to_string(&kept).map_err(|error| format!("callgrind left nothing to read: {error}"))?;
    let _ = std::fs::remove_file(&kept);
    let total =
        counted.lines().find_map(|line| line.strip_prefix("totals: ").or_else(|| line.strip_prefix("summary: ")));
    total.and_then(|total| total.trim().parse().ok()).ok_or_else(|| "callgrind counted nothing".to_owned())
}
