//! Does the work of one side and prints what it took: CPU and time of a call.
#![allow(clippy::print_stdout)] // One line of JSON is what it is for.

use std::time::Instant;

use clap::Parser;
use nix::sys::resource::UsageWho::RUSAGE_SELF;
use wholesale_bench::machine::{cpu_microseconds, stay_on};
use wholesale_bench::sample::{Metric, Sample};
use wholesale_bench::side::{Meter, Name, Outcome, Work, run};

/// Does the work of one side and prints what it took.
#[derive(Parser)]
struct Arguments {
    /// Who.
    #[arg(long)]
    side: Name,
    /// What.
    #[arg(long)]
    work: Work,
    /// Where the server is.
    #[arg(long)]
    url: String,
    /// How many times.
    #[arg(long)]
    calls: u64,
    /// The core to stay on.
    #[arg(long)]
    core: Option<usize>,
}

#[derive(Default)]
struct Clock(Sample);

impl Meter for Clock {
    fn measure(&mut self, calls: u64, work: &mut dyn FnMut()) {
        let (cpu_before, started) = (cpu_microseconds(RUSAGE_SELF), Instant::now());
        work();
        let (wall, cpu) = (started.elapsed(), cpu_microseconds(RUSAGE_SELF) - cpu_before);
        #[allow(clippy::cast_precision_loss)] // Far below 2^52.
        let calls = calls as f64;
        self.0.0.extend([
            (Metric::CpuMicroseconds, cpu / calls),
            (Metric::WallMicroseconds, wall.as_secs_f64() * 1e6 / calls),
            (Metric::CallsPerSecond, calls / wall.as_secs_f64()),
        ]);
    }
}

fn main() -> Outcome<()> {
    let Arguments { side, work, url, calls, core } = Arguments::parse();
    stay_on(core)?;
    let mut clock = Clock::default();
    run(side, work, &url, calls, &mut clock)?;
    println!("{}", serde_json::to_string(&clock.0)?);
    Ok(())
}
