//! The encoded request of every operation, with what is required and with everything.

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

#[test]
fn every_operation_has_a_snapshot_with_what_is_required_and_one_with_everything() {
    for suite in calls::all().expect("clients") {
        let declared: BTreeSet<&str> = suite.api.operations.iter().map(|operation| operation.id).collect();
        for calls in [&suite.minimal, &suite.full] {
            let covered: BTreeSet<&str> = calls.iter().map(|(operation, _)| *operation).collect();
            assert_eq!(covered, declared, "{}", suite.api.provider);
        }
        for operation in declared {
            for kind in ["minimal", "full"] {
                let file = format!("tests/snapshots/snapshots__{}__{operation}__{kind}.snap", suite.api.provider);
                assert!(std::path::Path::new(&file).exists(), "{file} is missing; accept it with INSTA_UPDATE=always");
            }
        }
    }
}
