//! Curl parity: what the documents show, run with curl, and what the clients send for the same call are the same
//! request - method, path, parameters, credentials, body - but for the differences that are listed, with their reasons.
// The lints know test functions, and not their helpers.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod differences;
mod ours;
mod samples;
mod shown;

use std::collections::{BTreeMap, BTreeSet};

use wholesale_tests::recording_server::{Recorded, RecordingServer};

use differences::{Aspect, ON_PURPOSE};
use samples::{SAMPLES, Sample};

/// The only request that has arrived.
fn sole(server: &RecordingServer, whose: &str) -> Recorded {
    let mut requests = server.take();
    assert_eq!(requests.len(), 1, "{whose}: {requests:?}");
    requests.remove(0)
}

/// Whether there is a curl to compare with; a machine that has only Rust, Python and a C compiler can run all other tests.
fn has_curl() -> bool {
    let found =
        std::process::Command::new("curl").arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        println!("SKIPPED: there is no curl on this machine to compare the clients with");
    }
    found
}

/// Runs a sample with curl and makes the same call with the client; how the two requests differ.
async fn compare(server: &RecordingServer, sample: &Sample, line: &str) -> BTreeSet<Aspect> {
    ours::send(sample.operation, server.url()).await;
    let ours = sole(server, sample.operation);
    let mut found = differences::from_heading(sample, &ours);
    if shown::run(sample, line, server.url()).await {
        let curl = sole(server, sample.operation);
        found.extend(differences::between(&curl, &ours));
    } else {
        found.insert(Aspect::Runs);
    }
    found
}

#[tokio::test]
async fn every_sample_and_the_client_send_the_same_request_but_for_what_is_listed() {
    if !has_curl() {
        return;
    }
    let server = RecordingServer::start("{}").await.expect("a server");
    let mut wrong = BTreeMap::new();
    for sample in SAMPLES {
        let listed: BTreeSet<Aspect> = differences::listed(sample.operation).map(|row| row.aspect).collect();
        let found = compare(&server, sample, sample.line).await;
        // What curl refuses to run shows nothing else but its heading.
        let visible: BTreeSet<Aspect> = match found.contains(&Aspect::Runs) {
            true => listed.iter().copied().filter(Aspect::without_running).collect(),
            false => listed.clone(),
        };
        if found != visible {
            wrong.insert(sample.operation, format!("listed {visible:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "differences that are not as listed: {wrong:#?}");
}

#[tokio::test]
async fn a_sample_with_a_slip_of_the_documents_is_the_same_request_once_that_is_mended() {
    if !has_curl() {
        return;
    }
    let server = RecordingServer::start("{}").await.expect("a server");
    for sample in SAMPLES {
        let Some((slip, mended)) = sample.slip else {
            assert!(differences::listed(sample.operation).all(|row| !row.mended), "{}: no slip", sample.operation);
            continue;
        };
        assert!(sample.line.contains(slip), "{}: the slip is in the sample", sample.operation);
        let found = compare(&server, sample, &sample.line.replace(slip, mended)).await;
        let rows = differences::listed(sample.operation).filter(|row| !row.mended);
        assert_eq!(found, rows.map(|row| row.aspect).collect(), "{}", sample.operation);
    }
}

#[test]
fn every_sample_of_the_documents_is_here() {
    let count = |provider: &str| SAMPLES.iter().filter(|sample| sample.operation.starts_with(provider)).count();
    // Request samples in each document.
    assert_eq!(["netnut ", "iproyal ", "neucrm ", "logicboxes "].map(count), [7, 7, 6, 7]);
    let operations: BTreeSet<&str> = SAMPLES.iter().map(|sample| sample.operation).collect();
    assert_eq!(operations.len(), SAMPLES.len(), "each is there once");
}

#[test]
fn every_listed_difference_is_about_a_sample_and_has_a_reason() {
    let mut seen = BTreeSet::new();
    for row in ON_PURPOSE {
        assert!(SAMPLES.iter().any(|sample| sample.operation == row.operation), "{}", row.operation);
        assert!(seen.insert((row.operation, row.aspect)), "{} {:?} stands twice", row.operation, row.aspect);
        assert!(row.why.len() > 20, "{} {:?} has no reason", row.operation, row.aspect);
    }
}
