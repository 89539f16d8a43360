//! The sides in Rust, and the work that each does: in a process of its own, against a server in another.

use std::error::Error;
use std::future::Future;

use clap::ValueEnum;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::answers::LISTED;
use crate::hyper_floor::HyperFloor;
use crate::ours::Ours;
use crate::reqwest_serde::ReqwestSerde;
use crate::socket::Socket;

/// What went wrong: a benchmark stops at it.
pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Who does the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Name {
    /// The generated client.
    Ours,
    /// A client written by hand with reqwest and serde.
    Reqwest,
    /// hyper, one connection for each task, nothing decoded: the floor.
    Hyper,
    /// Bytes written to a socket and read from it, for measuring a server.
    Socket,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Work {
    /// Reads one record, one call after the other.
    One,
    /// Reads one record, 64 calls at a time.
    OneBy64,
    /// Reads a list of 40 records, one call after the other.
    List,
    /// Reads every record of a long list, page after page; a call is a whole crawl.
    Crawl,
}

/// Calls at a time where there are many.
const MANY: u64 = 64;

/// One way to make the calls. Each of many tasks has one of its own.
pub(crate) trait Side: Sized + Send + 'static {
    /// For calls below this URL.
    fn new(url: &str) -> impl Future<Output = Outcome<Self>> + Send;
    /// For another task.
    fn another(&self) -> impl Future<Output = Outcome<Self>> + Send;
    /// Reads a record.
    fn one(&mut self) -> impl Future<Output = Outcome<()>> + Send;
    /// Reads a list, and says how many records it has.
    fn list(&mut self) -> impl Future<Output = Outcome<u64>> + Send;
    /// Reads every record of every page, and says how many there were.
    fn crawl(&mut self) -> impl Future<Output = Outcome<u64>> + Send;
}

/// How the work is measured: what it does, it does to all sides.
pub trait Meter {
    /// Runs the work, and gives its figures.
    fn measure(&mut self, calls: u64, work: &mut dyn FnMut());
}

/// Does the work so many times, after a few times that are not measured.
///
/// # Errors
/// What a call failed with.
pub fn run(name: Name, work: Work, url: &str, calls: u64, meter: &mut dyn Meter) -> Outcome<()> {
    match name {
        Name::Ours => run_as::<Ours>(work, url, calls, meter),
        Name::Reqwest => run_as::<ReqwestSerde>(work, url, calls, meter),
        Name::Hyper => run_as::<HyperFloor>(work, url, calls, meter),
        Name::Socket => run_as::<Socket>(work, url, calls, meter),
    }
}

fn run_as<S: Side>(work: Work, url: &str, calls: u64, meter: &mut dyn Meter) -> Outcome<()> {
    // One thread, so that what is measured is work and not how well it is spread over two cores.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut sides = runtime.block_on(sides::<S>(url, if work == Work::OneBy64 { MANY } else { 1 }))?;
    sides = calls_of(&runtime, sides, work, (calls / 10).max(1))?;
    let mut outcome = Ok(Vec::new());
    let mut ready = Some(sides);
    meter.measure(calls, &mut || {
        if let Some(sides) = ready.take() {
            outcome = calls_of(&runtime, sides, work, calls);
        }
    });
    outcome.map(drop)
}

async fn sides<S: Side>(url: &str, number: u64) -> Outcome<Vec<S>> {
    let mut sides = vec![S::new(url).await?];
    for _ in 1..number {
        let another = sides[0].another().await?;
        sides.push(another);
    }
    Ok(sides)
}

/// Shares the calls among the sides, and gives them back.
fn calls_of<S: Side>(runtime: &Runtime, mut sides: Vec<S>, work: Work, calls: u64) -> Outcome<Vec<S>> {
    if sides.len() == 1 {
        runtime.block_on(several(&mut sides[0], work, calls))?;
        return Ok(sides);
    }
    runtime.block_on(async {
        let (mut tasks, each) = (JoinSet::new(), calls.div_ceil(MANY));
        for mut side in sides.drain(..) {
            tasks.spawn(async move { several(&mut side, work, each).await.map(|()| side) });
        }
        while let Some(side) = tasks.join_next().await {
            sides.push(side??);
        }
        Ok(sides)
    })
}

async fn several<S: Side>(side: &mut S, work: Work, calls: u64) -> Outcome<()> {
    for _ in 0..calls {
        match work {
            Work::One | Work::OneBy64 => side.one().await?,
            Work::List if side.list().await? == LISTED => {}
            Work::Crawl if side.crawl().await? > 0 => {}
            Work::List | Work::Crawl => return Err("records are missing".into()),
        }
    }
    Ok(())
}
