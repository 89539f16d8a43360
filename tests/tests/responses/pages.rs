//! Walks through pages: what is asked, and when a walk ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wholesale_iproyal::types::SubUser;
use wholesale_runtime::http::{Request, Response};
use wholesale_runtime::{ErrorKind, Limits, Recorder, Sending, Transport, TransportFailure};
use wholesale_tests::clients;
use wholesale_tests::decode::form;

use crate::answering;

/// A page of IPRoyal with these users.
fn page(number: u64, last: u64, hashes: &[&str]) -> String {
    let users: Vec<String> = hashes.iter().map(|hash| format!(r#"{{"hash":"{hash}"}}"#)).collect();
    let users = users.join(",");
    format!(r#"{{"data":[{users}],"meta":{{"current_page":{number},"last_page":{last},"total":3}}}}"#)
}

/// A stretch of NeuCRM with resellers of these ids.
fn stretch(ids: impl IntoIterator<Item = u64>) -> String {
    let records: Vec<String> = ids.into_iter().map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
    format!(r#"{{"result":[{}],"error":null}}"#, records.join(","))
}

fn queries(recorder: &Recorder) -> Vec<String> {
    recorder.requests().iter().map(|request| request.uri().query().unwrap_or_default().to_owned()).collect()
}

/// One field of every form that was sent.
fn fields(recorder: &Recorder, name: &str) -> Vec<Option<String>> {
    let value = |request: &Request<bytes::Bytes>| {
        let pairs = form(std::str::from_utf8(request.body()).expect("UTF-8")).expect("a form");
        pairs.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    };
    recorder.requests().iter().map(value).collect()
}

fn hashes(users: &[SubUser]) -> Vec<&str> {
    users.iter().map(|user| user.hash.as_str()).collect()
}

#[tokio::test]
async fn the_first_request_is_as_given_and_later_ones_add_the_page() {
    let recorder = answering(&[(200, &page(1, 3, &["a"])), (200, &page(2, 3, &["b"])), (200, &page(3, 3, &["c"]))]);
    let client = clients::iproyal(recorder.clone()).expect("a client");
    let users = client.list_sub_users().search("x y").pages().collect().await.expect("users");
    assert_eq!(hashes(&users), ["a", "b", "c"]);
    assert_eq!(queries(&recorder), ["search=x+y", "search=x+y&page=2", "search=x+y&page=3"]);
}

#[tokio::test]
async fn a_walk_begins_where_it_is_told_to() {
    let recorder = answering(&[(200, &page(2, 3, &["b"])), (200, &page(3, 3, &["c"]))]);
    let client = clients::iproyal(recorder.clone()).expect("a client");
    let mut pages = client.list_sub_users().page(2).per_page(1).pages();
    let first = pages.next().await.expect("a page").expect("a page");
    assert_eq!((hashes(&first.items), first.total), (vec!["b"], Some(3)));
    assert_eq!(queries(&recorder), ["page=2&per_page=1"], "the next page is not read ahead");
    let second = pages.next().await.expect("a page").expect("a page");
    assert_eq!(hashes(&second.items), ["c"]);
    assert!(pages.next().await.is_none());
    assert!(pages.next().await.is_none(), "and it stays at its end");
    assert_eq!(queries(&recorder), ["page=2&per_page=1", "page=3&per_page=1"]);
}

#[tokio::test]
async fn a_server_that_caps_the_page_size_loses_nothing() {
    let recorder = answering(&[(200, &page(1, 2, &["a", "b"])), (200, &page(2, 2, &["c"]))]);
    let client = clients::iproyal(recorder.clone()).expect("a client");
    let users = client.list_sub_users().per_page(1000).pages().collect().await.expect("users");
    assert_eq!(hashes(&users), ["a", "b", "c"]);
    assert_eq!(recorder.requests().len(), 2);
}

#[tokio::test]
async fn a_page_without_items_ends_a_walk() {
    let recorder = answering(&[(200, &page(1, 9, &["a"])), (200, &page(2, 9, &[]))]);
    let client = clients::iproyal(recorder.clone()).expect("a client");
    let users = client.list_sub_users().pages().collect().await.expect("users");
    assert_eq!((hashes(&users), recorder.requests().len()), (vec!["a"], 2));
}

#[tokio::test]
async fn an_offset_walk_ends_with_a_short_page() {
    let recorder = answering(&[(200, &stretch(0..10)), (200, &stretch(10..20)), (200, &stretch(20..23))]);
    let client = clients::neucrm(recorder.clone()).expect("a client");
    let resellers = client.list_resellers().state("Goa").pages().collect().await.expect("resellers");
    assert_eq!(resellers.len(), 23);
    let offsets = fields(&recorder, "rows_offset");
    assert_eq!(offsets, [None, Some("10".to_owned()), Some("20".to_owned())]);
    assert_eq!(fields(&recorder, "rows_limit"), [None, None, None], "what was not given is not added");
    assert_eq!(fields(&recorder, "state"), vec![Some("Goa".to_owned()); 3]);
    assert_eq!(fields(&recorder, "api_key"), vec![Some("neucrm-key".to_owned()); 3], "every page has the credentials");
}

#[tokio::test]
async fn an_offset_walk_goes_on_from_the_given_offset_by_what_was_read() {
    let recorder = answering(&[(200, &stretch(5..7)), (200, &stretch(7..9)), (200, &stretch([]))]);
    let client = clients::neucrm(recorder.clone()).expect("a client");
    let call = client.list_resellers().rows_limit(2).rows_offset(5);
    assert_eq!(call.pages().collect().await.expect("resellers").len(), 4);
    assert_eq!(fields(&recorder, "rows_offset"), ["5", "7", "9"].map(|offset| Some(offset.to_owned())));
}

#[tokio::test]
async fn a_list_of_transactions_is_walked_the_same_way() {
    let recorder = answering(&[(200, &stretch(0..10)), (200, &stretch([10]))]);
    let client = clients::neucrm(recorder.clone()).expect("a client");
    let mut items = client.list_wallet_transactions().resellerid(1).stream();
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        ids.extend(item.expect("a transaction").id.map(|id| id.into_string()));
    }
    assert_eq!(ids, (0..=10).map(|id| id.to_string()).collect::<Vec<_>>());
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn an_error_in_the_middle_ends_the_stream_after_what_came_before() {
    let refused = r#"{"result":null,"error":"Session expired"}"#;
    let recorder = answering(&[(200, &stretch(0..10)), (200, refused)]);
    let client = clients::neucrm(recorder.clone()).expect("a client");
    let mut items = client.list_resellers().stream();
    for _ in 0..10 {
        items.next().await.expect("an item").expect("an item");
    }
    let error = items.next().await.expect("the error").expect_err("the error");
    assert_eq!((error.kind(), error.message()), (ErrorKind::Api, Some("Session expired")));
    assert!(items.next().await.is_none());
    assert_eq!(recorder.requests().len(), 2);
}

#[tokio::test]
async fn a_page_that_cannot_be_read_is_an_error_and_not_the_end() {
    for second in [r#"{"meta":{}}"#, r#"{"data":[{"#, r#"{"data":["a"]}"#, r#"{"data":17}"#, ""] {
        let recorder = answering(&[(200, &page(1, 3, &["a"])), (200, second)]);
        let client = clients::iproyal(recorder.clone()).expect("a client");
        let mut pages = client.list_sub_users().pages();
        pages.next().await.expect("a page").expect("a page");
        let error = pages.next().await.expect("the error").expect_err(second);
        assert_eq!(error.kind(), ErrorKind::Decode, "{second}");
        assert!(pages.next().await.is_none());
    }
}

/// Gives the same answer to every request, until there were so many that nobody would wait.
struct Always {
    answer: String,
    requests: Arc<AtomicUsize>,
}

const TOO_MANY: usize = 500;

impl Transport for Always {
    fn send(&self, _: Request<bytes::Bytes>, _: Limits) -> Sending<'_> {
        let made = self.requests.fetch_add(1, Ordering::Relaxed);
        let answer = if made < TOO_MANY {
            Ok(Response::new(self.answer.clone().into()))
        } else {
            Err(TransportFailure::Broken("a walk without an end".into()))
        };
        Box::pin(std::future::ready(answer))
    }
}

#[tokio::test]
async fn a_server_that_ignores_the_position_is_not_asked_for_ever() {
    let requests = Arc::new(AtomicUsize::new(0));
    let transport = Always { answer: stretch(0..10), requests: Arc::clone(&requests) };
    let client = clients::neucrm(transport).expect("a client");
    // Whether it ends or is an error, it must end by itself.
    let _ = client.list_resellers().pages().collect().await;
    assert!(requests.load(Ordering::Relaxed) < TOO_MANY, "the same page was read {TOO_MANY} times");
}

#[tokio::test]
async fn a_server_that_always_promises_another_page_is_not_asked_for_ever() {
    let requests = Arc::new(AtomicUsize::new(0));
    let transport = Always { answer: page(1, 1_000_000_000, &["a"]), requests: Arc::clone(&requests) };
    let client = clients::iproyal(transport).expect("a client");
    let _ = client.list_sub_users().pages().collect().await;
    assert!(requests.load(Ordering::Relaxed) < TOO_MANY, "the same page was read {TOO_MANY} times");
}
