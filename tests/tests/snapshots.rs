//! The encoded request of every operation, with what is required and with everything.
#![allow(clippy::expect_used, clippy::panic)] // A test fails by panicking, in its helpers too.

use std::collections::BTreeSet;

use wholesale_tests::calls;

#[test]
fn every_request_is_encoded_as_recorded() {
    for suite in calls::all().expect("clients") {
        let provider = suite.api.provider;
        for (kind, calls) in [("minimal", suite.minimal), ("full", suite.full)] {
            for (operation, request) in calls {
                let request = request.unwrap_or_else(|error| panic!("{kind} {operation}: {error}"));
                insta::assert_snapshot!(format!("{provider}__{operation}__{kind}"), request.to_string());
            }
        }
    }
}

// A call without its snapshot fails the test above.
#[test]
fn no_operation_is_without_a_snapshot() {
    for suite in calls::all().expect("clients") {
        let declared: BTreeSet<&str> = suite.api.operations.iter().map(|operation| operation.id).collect();
        for calls in [&suite.minimal, &suite.full] {
            let covered: BTreeSet<&str> = calls.iter().map(|(operation, _)| *operation).collect();
            assert_eq!(covered, declared, "{}", suite.api.provider);
        }
    }
}
