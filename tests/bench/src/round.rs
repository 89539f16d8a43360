//! Rounds: every side in turn, again and again, against one server.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::commands::Program;
use crate::comparison::{Comparison, Server};
use crate::sample::Sample;

/// Runs a comparison: the samples of every side, one for each round.
///
/// # Errors
/// A sentence, when a side or the server failed.
pub fn run(comparison: &Comparison, rounds: usize) -> Result<Vec<Vec<Sample>>, String> {
    let server = Running::start(comparison.server)?;
    let url = server.as_ref().map_or("", |server| server.url.as_str());
    let mut samples = vec![Vec::with_capacity(rounds); comparison.sides.len()];
    for round in 0..rounds {
        // Every other round goes the other way, so that nobody always comes after the same.
        let mut order: Vec<usize> = (0..samples.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for index in order {
            samples[index].push(comparison.sides[index].command.sample(url)?);
        }
    }
    Ok(samples)
}

/// A server in a process of its own; dropping it ends it.
struct Running {
    process: Child,
    url: String,
}

impl Running {
    fn start(server: Server) -> Result<Option<Self>, String> {
        let (program, path) = match server {
            Server::Nobody => return Ok(None),
            Server::Loopback(path) => (Program::ours("server", &["--core", "0"]), path),
            Server::Sandbox => (Program::ours("sandbox", &["--core", "0"]), ""),
        };
        let name = program.path.display().to_string();
        let mut process = program
            .command("")
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{name} cannot be run: {error}"))?;
        let mut url = String::new();
        let told = process.stdout.take().is_some_and(|out| BufReader::new(out).read_line(&mut url).is_ok());
        let running = Self { process, url: format!("{}{path}", url.trim()) };
        if told && !url.is_empty() { Ok(Some(running)) } else { Err(format!("{name} did not say where it is")) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
