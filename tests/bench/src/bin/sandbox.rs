//! The sandbox as a server of the comparisons: prints the URL of a sub-user of its IPRoyal.
#![allow(clippy::print_stdout)] // It says where it is.

use clap::Parser;
use wholesale_bench::machine::stay_on;
use wholesale_bench::side::Outcome;
use wholesale_iproyal::Client;
use wholesale_sandbox::Sandbox;

/// The sandbox: prints its URL and serves until it is ended.
#[derive(Parser)]
struct Arguments {
    /// The core to stay on.
    #[arg(long)]
    core: Option<usize>,
}

fn main() -> Outcome<()> {
    stay_on(Arguments::parse().core)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let sandbox = Sandbox::start().await?;
        let (_, token) = sandbox.credentials("iproyal")[0];
        let client = Client::builder().token(token).base_url(sandbox.url("iproyal")).build()?;
        let user = client.create_sub_user().username("acme").password("s3cret-pass").traffic(10).send().await?;
        println!("{}/residential-subusers/{}", sandbox.url("iproyal"), user.hash);
        std::future::pending::<Outcome<()>>().await
    })
}
