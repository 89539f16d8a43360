//! Each fault as it looks from the other end of the wire.

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, SystemTime};

use wholesale_sandbox::{Decimal, Fault, Level, RetryAfter, Sandbox};

use crate::client::{Reply, connect, iproyal, logicboxes_get, netnut, neucrm, parse, request, sub_user, try_iproyal};

struct Stage {
    sandbox: Sandbox,
    give: String,
}

const ONE_GB: &str = r#"{"amount":1}"#;

impl Stage {
    fn new() -> Self {
        let sandbox = Sandbox::start_blocking().unwrap();
        let hash = sub_user(&sandbox, "acme", "10");
        Self { sandbox, give: format!("/residential-subusers/{hash}/give-traffic") }
    }

    fn plan(fault: Fault) -> Self {
        let stage = Self::new();
        stage.sandbox.fail("iproyal.give_traffic", fault);
        stage
    }

    fn give(&self) -> std::io::Result<Reply> {
        try_iproyal(&self.sandbox, "POST", &self.give, ONE_GB)
    }

    /// The request as bytes on a connection that is left to the test.
    fn give_raw(&self) -> std::net::TcpStream {
        let url = format!("{}{}", self.sandbox.url("iproyal"), self.give);
        let headers = ["authorization: Bearer demo", "content-type: application/json"];
        let mut stream = connect(&self.sandbox).unwrap();
        stream.write_all(request("POST", &url, &headers, ONE_GB).as_bytes()).unwrap();
        stream
    }

    fn given(&self) -> Decimal {
        self.sandbox.accounts("iproyal")[0].balance - Decimal::TEN
    }

    fn last(&self) -> wholesale_sandbox::Arrived {
        self.sandbox.journal().pop().unwrap()
    }
}

/// Sends, and returns what came before the connection ended and how it ended.
fn until_the_end(mut stream: std::net::TcpStream) -> (Vec<u8>, Option<ErrorKind>) {
    let mut all = Vec::new();
    let end = stream.read_to_end(&mut all);
    (all, end.err().map(|error| error.kind()))
}

#[test]
fn a_status_with_a_body_stands_in_for_the_answer() {
    let stage = Stage::plan(Fault::Status { code: 503, body: Some("try later".to_owned()) });
    let reply = stage.give().unwrap();
    assert_eq!((reply.status, reply.text()), (503, "try later"));
    assert_eq!(reply.header("content-type"), Some("text/plain"));
    assert_eq!(stage.given(), Decimal::ZERO);
    assert_eq!(
        (stage.last().status(), stage.last().applied(), stage.last().fault()),
        (Some(503), false, Some("status"))
    );
    assert_eq!(stage.give().unwrap().status, 200, "once");
}

#[test]
fn a_rate_limit_says_when_to_come_back_in_each_of_its_ways() {
    let stage = Stage::plan(Fault::rate_limited(7));
    let reply = stage.give().unwrap();
    assert_eq!((reply.status, reply.text(), reply.header("retry-after")), (429, "{}", Some("7")));
    let next = |retry_after| {
        stage.sandbox.fail("iproyal.give_traffic", Fault::RateLimited { retry_after });
        stage.give().unwrap()
    };
    assert_eq!(next(None).header("retry-after"), None);
    assert_eq!(next(Some(RetryAfter::Milliseconds(250))).header("retry-after-ms"), Some("250"));
    assert_eq!(next(Some(RetryAfter::Text("soon".to_owned()))).header("retry-after"), Some("soon"));
    let dated = next(Some(RetryAfter::HttpDate(Duration::from_secs(3600))));
    let date = httpdate::parse_http_date(dated.header("retry-after").unwrap()).unwrap();
    assert!(date > SystemTime::now());
}

#[test]
fn a_page_can_lie_about_what_it_is() {
    let stage = Stage::plan(Fault::Html { status: 200, content_type: "application/json".to_owned() });
    let reply = stage.give().unwrap();
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
    assert!(reply.text().starts_with("<!DOCTYPE html>"));
}

#[test]
fn a_redirect_says_where_to() {
    let stage = Stage::plan(Fault::Redirect { location: "http://127.0.0.1:1/elsewhere".to_owned() });
    let reply = stage.give().unwrap();
    assert_eq!((reply.status, reply.header("location")), (307, Some("http://127.0.0.1:1/elsewhere")));
    assert_eq!(stage.given(), Decimal::ZERO);
}

#[test]
fn each_provider_refuses_in_its_own_shape() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let plan = sandbox.fail("*", Fault::ProviderError).always();
    let iproyal = iproyal(&sandbox, "GET", "/residential-subusers", "");
    assert!(iproyal.status == 400 && iproyal.at("/error/message").is_string());
    let netnut = netnut(&sandbox, "GET", "/customer/sub-user/", "");
    assert!(netnut.status == 200 && netnut.at("/success") == false);
    let neucrm = neucrm(&sandbox, "/api/reseller/list", "");
    assert!(neucrm.status == 200 && neucrm.at("/error").is_string());
    let logicboxes = logicboxes_get(&sandbox, "/resellers/promo-details.json", "");
    assert!(logicboxes.status == 200 && logicboxes.at("/status") == "ERROR");
    assert_eq!(plan.hits(), 4);
}

#[test]
fn a_reset_before_the_body_is_read_leaves_no_body_in_the_journal() {
    let stage = Stage::plan(Fault::ResetBeforeRead);
    let (answer, end) = until_the_end(stage.give_raw());
    assert_eq!((answer.len(), end), (0, Some(ErrorKind::ConnectionReset)));
    assert_eq!(stage.given(), Decimal::ZERO);
    let arrived = stage.last();
    assert_eq!((arrived.operation(), arrived.status(), arrived.body()), (Some("give_traffic"), None, &b""[..]));
    assert_eq!(stage.give().unwrap().status, 200);
}

#[test]
fn a_reset_before_the_request_is_applied_moves_nothing() {
    let stage = Stage::plan(Fault::ResetBeforeApply);
    let (answer, end) = until_the_end(stage.give_raw());
    assert_eq!((answer.len(), end), (0, Some(ErrorKind::ConnectionReset)));
    assert_eq!(stage.given(), Decimal::ZERO);
    let arrived = stage.last();
    assert_eq!((arrived.body(), arrived.applied()), (ONE_GB.as_bytes(), false));
}

#[test]
fn an_answer_can_be_lost_after_the_request_was_applied() {
    let stage = Stage::plan(Fault::AppliedAndAnswerLost);
    let (answer, end) = until_the_end(stage.give_raw());
    assert_eq!((answer.len(), end), (0, Some(ErrorKind::ConnectionReset)));
    assert_eq!(stage.given(), Decimal::ONE);
    assert_eq!(stage.sandbox.applied("iproyal.give_traffic"), 1);
    let arrived = stage.last();
    assert_eq!((arrived.status(), arrived.applied(), arrived.fault()), (None, true, Some("applied_and_answer_lost")));
}

#[test]
fn a_gateway_can_fail_after_the_request_was_applied() {
    let stage = Stage::plan(Fault::AppliedThenStatus(502));
    let reply = stage.give().unwrap();
    assert_eq!((reply.status, reply.text()), (502, ""));
    assert_eq!(stage.given(), Decimal::ONE);
    assert_eq!((stage.last().status(), stage.last().applied()), (Some(502), true));
}

#[test]
fn a_truncated_answer_is_shorter_than_it_promised_and_was_applied() {
    let stage = Stage::plan(Fault::TruncatedJson);
    let (answer, end) = until_the_end(stage.give_raw());
    let reply = parse(&answer);
    let promised: usize = reply.header("content-length").unwrap().parse().unwrap();
    assert!(end.is_none() && reply.status == 200 && reply.body.len() == promised / 2, "{reply:?}");
    assert_eq!(stage.given(), Decimal::ONE);
    let hash = &stage.sandbox.accounts("iproyal")[0].id;
    stage.sandbox.fail("iproyal.delete_sub_user", Fault::TruncatedJson);
    let deleted = iproyal(&stage.sandbox, "DELETE", &format!("/residential-subusers/{hash}"), "");
    assert_eq!((deleted.status, deleted.header("content-length"), deleted.text()), (200, Some("2"), ""));
}

#[test]
fn a_malformed_answer_is_whole_and_no_json() {
    let stage = Stage::plan(Fault::MalformedJson);
    let reply = stage.give().unwrap();
    assert_eq!(reply.header("content-length").unwrap(), reply.body.len().to_string());
    assert!(serde_json::from_slice::<serde_json::Value>(&reply.body).is_err());
    assert_eq!(stage.given(), Decimal::ONE);
    let hash = &stage.sandbox.accounts("iproyal")[0].id;
    stage.sandbox.fail("iproyal.delete_sub_user", Fault::MalformedJson);
    let deleted = iproyal(&stage.sandbox, "DELETE", &format!("/residential-subusers/{hash}"), "");
    assert_eq!((deleted.status, deleted.text()), (200, "}{"));
}

#[test]
fn an_answer_can_hold_a_byte_that_is_not_utf_8() {
    let stage = Stage::plan(Fault::InvalidUtf8);
    let reply = stage.give().unwrap();
    assert!(std::str::from_utf8(&reply.body).is_err());
    assert_eq!(reply.header("content-length").unwrap(), reply.body.len().to_string());
    assert_eq!(stage.given(), Decimal::ONE);
}

#[test]
fn an_answer_without_a_length_ends_with_the_connection() {
    let stage = Stage::plan(Fault::NoContentLength);
    let reply = stage.give().unwrap();
    assert_eq!((reply.header("content-length"), reply.header("transfer-encoding")), (None, None));
    assert_eq!(reply.at("/traffic_available"), 11);
}

#[test]
fn a_slow_answer_arrives_whole_in_the_end() {
    let stage = Stage::plan(Fault::SlowDrip { pause: Duration::from_micros(100) });
    assert_eq!(stage.give().unwrap().at("/traffic_available"), 11);
}

#[test]
fn a_request_that_hangs_is_applied_when_it_is_released() {
    let stage = Stage::new();
    let plan = stage.sandbox.fail("iproyal.give_traffic", Fault::Hang);
    let stream = stage.give_raw();
    wait_for(|| plan.waiting() == 1);
    assert_eq!((stage.given(), stage.last().status()), (Decimal::ZERO, None));
    plan.release();
    let (answer, _) = until_the_end(stream);
    assert_eq!(parse(&answer).at("/traffic_available"), 11);
    assert_eq!((stage.given(), stage.last().applied()), (Decimal::ONE, true));
}

#[test]
fn a_client_that_leaves_while_it_hangs_was_never_served() {
    let stage = Stage::new();
    let plan = stage.sandbox.fail("iproyal.give_traffic", Fault::Hang);
    let stream = stage.give_raw();
    wait_for(|| plan.waiting() == 1);
    drop(stream);
    wait_for(|| plan.waiting() == 0);
    stage.sandbox.release();
    iproyal(&stage.sandbox, "GET", "/me", "");
    assert_eq!(stage.given(), Decimal::ZERO);
}

#[test]
fn an_answer_can_hang_after_the_request_was_applied() {
    let stage = Stage::new();
    let plan = stage.sandbox.fail("iproyal.give_traffic", Fault::AppliedThenHang);
    let stream = stage.give_raw();
    wait_for(|| stage.given() == Decimal::ONE);
    assert_eq!(stage.last().status(), None);
    plan.release();
    assert_eq!(parse(&until_the_end(stream).0).status, 200);
    wait_for(|| stage.last().status() == Some(200));
}

#[test]
fn starting_over_breaks_off_what_hangs_and_keeps_it_from_the_new_state() {
    let stage = Stage::new();
    let plan = stage.sandbox.fail("iproyal.give_traffic", Fault::Hang);
    let stream = stage.give_raw();
    wait_for(|| plan.waiting() == 1);
    stage.sandbox.reset();
    assert_eq!(until_the_end(stream).1, Some(ErrorKind::ConnectionReset));
    assert!(stage.sandbox.journal().is_empty() && stage.sandbox.accounts("iproyal").is_empty());
    assert_eq!(plan.hits(), 0);
}

#[test]
fn a_huge_body_is_as_long_as_it_was_planned() {
    let stage = Stage::plan(Fault::HugeBody { bytes: 3_000_001 });
    let reply = stage.give().unwrap();
    assert_eq!((reply.body.len(), reply.header("content-length")), (3_000_001, Some("3000001")));
    assert_eq!(reply.json().as_str().unwrap().len(), 2_999_999);
}

#[test]
fn a_compressed_body_is_small_until_it_is_unfolded() {
    let stage = Stage::plan(Fault::CompressedBody { bytes: 1_000_000 });
    let reply = stage.give().unwrap();
    assert_eq!(reply.header("content-encoding"), Some("gzip"));
    assert!(reply.body.len() < 10_000);
    let mut text = String::new();
    flate2::read::GzDecoder::new(&reply.body[..]).read_to_string(&mut text).unwrap();
    assert_eq!(text.len(), 1_000_000);
    assert!(text.starts_with("\"a") && text.ends_with("a\""));
}

#[test]
fn deep_json_and_huge_numbers_are_what_they_say() {
    let stage = Stage::plan(Fault::DeepJson { depth: 500 });
    let deep = stage.give().unwrap();
    assert_eq!(deep.text().matches('[').count(), 500);
    stage.sandbox.fail("iproyal.give_traffic", Fault::HugeNumber);
    assert!(stage.give().unwrap().text().contains(&"9".repeat(400)));
    stage.sandbox.fail("iproyal.give_traffic", Fault::EmptyBody);
    let empty = stage.give().unwrap();
    assert_eq!((empty.status, empty.text()), (200, ""));
    assert_eq!(stage.given(), Decimal::ZERO);
}

#[test]
fn latency_goes_together_with_another_fault() {
    let stage = Stage::plan(Fault::Latency(Duration::from_millis(1)));
    stage.sandbox.fail("iproyal.give_traffic", Fault::AppliedThenStatus(504));
    assert_eq!(stage.give().unwrap().status, 504);
    assert!(format!("{:?}", stage.last()).contains(r#"["latency", "applied_then_status"]"#));
    assert_eq!(stage.give().unwrap().status, 200);
}

#[test]
fn a_plan_counts_what_it_lets_through_and_what_it_hits() {
    let stage = Stage::new();
    let plan = stage.sandbox.fail("iproyal.*", Fault::status(500)).after(1).times(2);
    let statuses: Vec<_> = (0..5).map(|_| stage.give().unwrap().status).collect();
    assert_eq!(statuses, [200, 500, 500, 200, 200]);
    assert_eq!((plan.hits(), stage.given()), (2, Decimal::from(3)));
    let always = stage.sandbox.fail("*", Fault::status(500)).always();
    assert_eq!([stage.give().unwrap().status, stage.give().unwrap().status], [500, 500]);
    always.cancel();
    assert_eq!(stage.give().unwrap().status, 200);
}

#[test]
fn chance_comes_from_the_seed_and_does_not_change_the_ids() {
    let run = |share: Option<f64>| {
        let sandbox = Sandbox::builder().seed(9).start_blocking().unwrap();
        let plan = share.map(|share| sandbox.fail("iproyal.get_account", Fault::status(500)).probability(share));
        let statuses: Vec<_> = (0..200).map(|_| iproyal(&sandbox, "GET", "/me", "").status).collect();
        let hits = plan.map_or(0, |plan| plan.hits());
        (statuses, hits, sub_user(&sandbox, "acme", "1"))
    };
    let (one, other, none) = (run(Some(0.3)), run(Some(0.3)), run(None));
    assert_eq!(one, other);
    assert!((20..100).contains(&one.1), "{}", one.1);
    assert_eq!(one.2, none.2);
}

#[test]
fn a_fault_for_one_operation_leaves_the_others_alone() {
    let sandbox = Sandbox::start_blocking().unwrap();
    sandbox.fail("neucrm.count_resellers", Fault::status(500)).always();
    assert_eq!(neucrm(&sandbox, "/api/reseller/list", "").status, 200);
    assert_eq!(neucrm(&sandbox, "/api/reseller/list", "show_count=1").status, 500);
    assert_eq!(logicboxes_get(&sandbox, "/resellers/promo-details.json", "").status, 200);
}

#[test]
fn a_misspelt_operation_is_named_in_the_error() {
    let sandbox = Sandbox::start_blocking().unwrap();
    for name in ["iproyal.give_trafic", "oxylabs.*", "give_traffic", ""] {
        let error = sandbox.try_fail(name, Fault::Hang).unwrap_err();
        assert!(error.to_string().contains(&format!("{name:?}")), "{error}");
    }
    for operation in Sandbox::operations() {
        assert!(sandbox.try_fail(&operation, Fault::Hang).is_ok(), "{operation}");
    }
}

#[test]
fn a_refused_request_is_not_applied_whatever_becomes_of_its_answer() {
    let stage = Stage::plan(Fault::AppliedThenStatus(502));
    let reply = iproyal(&stage.sandbox, "POST", &stage.give, r#"{"amount":-1}"#);
    assert_eq!((reply.status, stage.last().applied(), stage.given()), (502, false, Decimal::ZERO));
    assert_eq!(Level::Guessed.to_string(), "guessed");
}

/// Waits for another thread to get somewhere; gives up when it never does.
fn wait_for(mut there: impl FnMut() -> bool) {
    for _ in 0..10_000 {
        if there() {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("it never happened");
}
