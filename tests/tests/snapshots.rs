//! The encoded request of every operation, with what is required and with everything.

use std::collections::BTreeSet;

use wholesale_runtime::api::Api;
use wholesale_runtime::{Recorder, Request, Result};
use wholesale_tests::{calls, clients};

type Calls = Vec<(&'static str, Result<Request>)>;

fn check(api: &'static Api, minimal: Calls, full: Calls) {
    let declared: BTreeSet<&str> = api.operations.iter().map(|operation| operation.id).collect();
    for (kind, calls) in [("minimal", minimal), ("full", full)] {
        let covered: BTreeSet<&str> = calls.iter().map(|(operation, _)| *operation).collect();
        assert_eq!(covered, declared, "every operation of {} has a {kind} snapshot", api.provider);
        for (operation, request) in calls {
            let request = request.unwrap_or_else(|error| panic!("{kind} {operation}: {error}"));
            insta::assert_snapshot!(format!("{}__{operation}__{kind}", api.provider), request.to_string());
        }
    }
}

#[test]
fn every_request_of_iproyal_is_encoded_as_recorded() {
    let client = clients::iproyal(Recorder::new()).expect("a client");
    check(&wholesale_iproyal::API, calls::iproyal::minimal(&client), calls::iproyal::full(&client));
}

#[test]
fn every_request_of_netnut_is_encoded_as_recorded() {
    let client = clients::netnut(Recorder::new()).expect("a client");
    check(&wholesale_netnut::API, calls::netnut::minimal(&client), calls::netnut::full(&client));
}

#[test]
fn every_request_of_neucrm_is_encoded_as_recorded() {
    let client = clients::neucrm(Recorder::new()).expect("a client");
    check(&wholesale_neucrm::API, calls::neucrm::minimal(&client), calls::neucrm::full(&client));
}

#[test]
fn every_request_of_logicboxes_is_encoded_as_recorded() {
    let client = clients::logicboxes(Recorder::new()).expect("a client");
    check(&wholesale_logicboxes::API, calls::logicboxes::minimal(&client), calls::logicboxes::full(&client));
}
