//! Does the work of one side and prints what it allocated for a call.
#![allow(clippy::print_stdout)] // One line of JSON is what it is for.

use clap::Parser;
use wholesale_bench::sample::{Metric, Sample};
use wholesale_bench::side::{Meter, Name, Outcome, Work, run};

/// Does the work of one side and prints what it allocated.
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
}

#[derive(Default)]
struct Counter(Sample);

impl Meter for Counter {
    fn measure(&mut self, calls: u64, work: &mut dyn FnMut()) {
        // Everything runs on this thread, and this thread is what is counted.
        let info = allocation_counter::measure(work);
        #[allow(clippy::cast_precision_loss)] // Far below 2^52.
        self.0.0.extend([
            (Metric::Allocations, info.count_total as f64 / calls as f64),
            (Metric::AllocatedBytes, info.bytes_total as f64 / calls as f64),
            (Metric::PeakBytes, info.bytes_max as f64),
        ]);
    }
}

fn main() -> Outcome<()> {
    let Arguments { side, work, url, calls } = Arguments::parse();
    let mut counter = Counter::default();
    run(side, work, &url, calls, &mut counter)?;
    println!("{}", serde_json::to_string(&counter.0)?);
    Ok(())
}
