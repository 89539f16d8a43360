//! Runs the sandbox until it is told to end, for programs that cannot hold its guard.

use std::io::{self, Write};

use clap::Parser;
use wholesale_sandbox::{Sandbox, fidelity_table};

/// Four reseller APIs simulated on loopback: IPRoyal, NetNut, NeuCRM, LogicBoxes.
///
/// Prints the environment variables that point a client at them and runs until Ctrl-C or SIGTERM.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Port to listen on; 0 takes any that is free.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// What ids and tokens come from; the same seed gives the same ones.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print one line of JSON instead of shell exports.
    #[arg(long)]
    json: bool,
    /// Print the table of what is known and what is guessed about each operation, and end.
    #[arg(long)]
    fidelity: bool,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    if arguments.fidelity {
        return say(&fidelity_table());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        // Before the first line is printed: whoever reads it may send a signal at once.
        let ended = Ended::watch()?;
        let sandbox = Sandbox::builder().port(arguments.port).seed(arguments.seed).start().await?;
        say(&if arguments.json { json(&sandbox) } else { exports(&sandbox) })?;
        ended.wait().await
    })
}

fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// The variables as name and value, base URL first. Two of NetNut's credentials are for its login, not for a client.
fn variables(sandbox: &Sandbox) -> Vec<(String, String)> {
    let mut variables = Vec::new();
    for provider in Sandbox::providers() {
        let prefix = provider.to_uppercase();
        variables.push((format!("{prefix}_BASE_URL"), sandbox.url(provider)));
        for (name, value) in sandbox.credentials(provider) {
            if !matches!(*name, "email" | "password") {
                variables.push((format!("{prefix}_{}", name.to_uppercase()), (*value).to_owned()));
            }
        }
    }
    variables
}

fn exports(sandbox: &Sandbox) -> String {
    let lines = variables(sandbox).into_iter().map(|(name, value)| format!("export {name}={value}\n"));
    lines.collect()
}

fn json(sandbox: &Sandbox) -> String {
    let urls: serde_json::Map<_, _> =
        Sandbox::providers().into_iter().map(|provider| (provider.to_owned(), sandbox.url(provider).into())).collect();
    let credentials: serde_json::Map<_, _> = Sandbox::providers()
        .into_iter()
        .map(|provider| {
            let named = sandbox.credentials(provider).iter();
            let named = named.map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
            (provider.to_owned(), serde_json::Value::Object(named))
        })
        .collect();
    let environment: serde_json::Map<_, _> =
        variables(sandbox).into_iter().map(|(name, value)| (name, value.into())).collect();
    let line = serde_json::json!({
        "address": sandbox.address().to_string(),
        "urls": urls,
        "credentials": credentials,
        "environment": environment,
    });
    format!("{line}\n")
}

/// The signals that end the program.
#[cfg(unix)]
struct Ended {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Ended {
    fn watch() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn wait(mut self) -> io::Result<()> {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        Ok(())
    }
}

#[cfg(not(unix))]
struct Ended;

#[cfg(not(unix))]
impl Ended {
    fn watch() -> io::Result<Self> {
        Ok(Self)
    }

    async fn wait(self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}
