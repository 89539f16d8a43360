//! Properties of the encoders, against decoders that share no code with them: whatever a caller gives arrives.
#![allow(clippy::expect_used, clippy::panic)] // A test fails by panicking, in its helpers too.

use proptest::prelude::*;
use wholesale_runtime::{Decimal, PathSegment, Recorder};
use wholesale_tests::clients;
use wholesale_tests::decode::{Pair, form, percent};

fn pairs(encoded: &str) -> Vec<Pair> {
    form(encoded).expect("a form")
}

fn value<'a>(pairs: &'a [Pair], name: &str) -> Vec<&'a str> {
    pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
}

/// A number of up to 28 digits, as a person would write it.
fn decimals() -> impl Strategy<Value = String> {
    ("-?(0|[1-9][0-9]{0,13})", proptest::option::of("[0-9]{1,14}"))
        .prop_map(|(whole, fraction)| fraction.map_or_else(|| whole.clone(), |fraction| format!("{whole}.{fraction}")))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn any_text_in_a_form_arrives_as_it_is(name in any::<String>(), code in any::<String>()) {
        let client = clients::neucrm(Recorder::new()).expect("a client");
        let request = client.update_reseller().resellerid("4").name(name.as_str()).code(code.as_str()).request();
        let body = String::from_utf8(request.expect("a request").body()).expect("UTF-8");
        prop_assert!(body.is_ascii());
        let pairs = pairs(&body);
        prop_assert_eq!(value(&pairs, "name"), [name.as_str()]);
        prop_assert_eq!(value(&pairs, "code"), [code.as_str()]);
        prop_assert_eq!(pairs.len(), 3);
    }

    #[test]
    fn any_text_in_a_query_arrives_as_it_is(username in any::<String>(), passwd in any::<String>()) {
        let client = clients::logicboxes(Recorder::new()).expect("a client");
        let call = client.generate_token().username(username.as_str()).passwd(passwd.as_str()).ip("1.1.1.1");
        let query = call.request().expect("a request").query();
        prop_assert!(query.is_ascii());
        let pairs = pairs(&query);
        prop_assert_eq!(value(&pairs, "username"), [username.as_str()]);
        prop_assert_eq!(value(&pairs, "passwd"), [passwd.as_str()]);
    }

    #[test]
    fn a_list_in_a_query_repeats_its_name(ids in proptest::collection::vec(any::<u64>(), 1..6)) {
        let client = clients::logicboxes(Recorder::new()).expect("a client");
        let list: Vec<_> = ids.iter().map(|id| wholesale_runtime::Id::from(*id)).collect();
        let query = client.search_customers().no_of_records(10).page_no(1).customer_id(list).request();
        let pairs = pairs(&query.expect("a request").query());
        let expected: Vec<String> = ids.iter().map(u64::to_string).collect();
        prop_assert_eq!(value(&pairs, "customer-id"), expected);
    }

    #[test]
    fn any_text_in_a_json_body_arrives_as_it_is(username in any::<String>(), password in any::<String>()) {
        let client = clients::iproyal(Recorder::new()).expect("a client");
        let call = client.create_sub_user().username(username.as_str()).password(password.as_str()).traffic(1);
        let body = call.request().expect("a request").body();
        let json: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        prop_assert_eq!(json["username"].as_str(), Some(username.as_str()));
        prop_assert_eq!(json["password"].as_str(), Some(password.as_str()));
    }

    #[test]
    fn any_text_in_a_path_stays_one_segment_or_is_refused(hash in any::<String>()) {
        let client = clients::iproyal(Recorder::new()).expect("a client");
        match client.get_sub_user().hash(hash.as_str()).request() {
            Ok(request) => {
                let segments: Vec<&str> = request.path().split('/').collect();
                prop_assert_eq!(segments.len(), 3);
                prop_assert_eq!(percent(segments[2]), Some(hash));
            }
            Err(_) => prop_assert!(matches!(hash.as_str(), "" | "." | "..")),
        }
    }

    #[test]
    fn a_segment_survives_a_url_parser(hash in any::<String>()) {
        if let Ok(segment) = PathSegment::new(&hash) {
            let uri: http::Uri = format!("https://a.example/x/{}/y", segment.as_str()).parse().expect("a URL");
            prop_assert_eq!(uri.path().split('/').count(), 4);
        }
    }

    #[test]
    fn every_digit_of_a_decimal_arrives(digits in decimals()) {
        let amount: Decimal = digits.parse().expect("a decimal");
        let client = clients::iproyal(Recorder::new()).expect("a client");
        // A limit has no bounds; an amount to give is not negative.
        let limits = wholesale_iproyal::types::SubUserLimits::new().daily_limit(amount);
        let body = client.update_sub_user().hash("x").limits(limits).request().expect("a request").body();
        // Minus zero is zero.
        let written = if amount == Decimal::ZERO { digits.trim_start_matches('-').to_owned() } else { digits.clone() };
        prop_assert_eq!(String::from_utf8(body).expect("UTF-8"), format!("{{\"limits\":{{\"daily_limit\":{written}}}}}"));

        let client = clients::neucrm(Recorder::new()).expect("a client");
        let call = client.update_wallet().resellerid("4").action("Adj").amt(digits.as_str());
        let body = String::from_utf8(call.request().expect("a request").body()).expect("UTF-8");
        let pairs = pairs(&body);
        prop_assert_eq!(value(&pairs, "amt"), [written.as_str()]);
    }

    #[test]
    fn any_answer_is_a_payload_or_an_error_never_a_panic(status in 100_u16..600, body in any::<Vec<u8>>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let recorder = Recorder::new();
        recorder.answer(status, body);
        let client = clients::netnut(recorder).expect("a client").with_options(|options| options.max_retries(0));
        if let Err(error) = runtime.block_on(client.get_sub_user().id("1").send()) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
