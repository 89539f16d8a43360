//! The examples, run: what they print is right.
#![expect(clippy::panic, reason = "the helpers are part of the tests")]

#[path = "../../crates/wholesale/examples/migrate_provider.rs"]
mod migrate_provider;
#[path = "../../crates/wholesale/examples/sync_customers.rs"]
mod sync_customers;
#[path = "../../crates/wholesale/examples/top_up_safely.rs"]
mod top_up_safely;

/// The columns of a line that begins like this, blanks in a row counted as one.
#[track_caller]
fn line(text: &str, start: &str) -> String {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = text.lines().map(words).find(|line| line.starts_with(start));
    found.unwrap_or_else(|| panic!("no line begins with `{start}`:\n{text}"))
}

#[tokio::test]
async fn a_top_up_is_settled_and_then_sent_again_or_not() {
    let text = top_up_safely::run().await.expect("it runs");
    for expected in [
        "is answered 10 GB 15 GB confirmed",
        "arrives, its answer is lost 15 GB 20 GB answer lost; it had arrived, so nothing was sent again",
        "is lost on its way 20 GB 25 GB answer lost; it had not arrived, so it was sent again",
    ] {
        assert_eq!(line(&text, expected), expected);
    }
    let unread = line(&text, "is lost, and nothing was read before 25 GB 25 GB answer lost; a person has to look: ");
    assert!(unread.ends_with("was not read"), "{unread}");
}

#[tokio::test]
async fn customers_are_brought_to_what_the_list_says() {
    let text = sync_customers::run().await.expect("it runs");
    for (provider, closed) in [("iproyal", "deleted"), ("netnut", "disabled")] {
        for expected in [
            "shop-acme 1 GB 10 GB topped up".to_owned(),
            "shop-globex - 2.5 GB created".to_owned(),
            "shop-initech - 4 GB created".to_owned(),
            format!("shop-hooli 3 GB - {closed}"),
        ] {
            let expected = format!("{provider} {expected}");
            assert_eq!(line(&text, &expected), expected);
        }
    }
    assert!(!text.contains("partner-x"), "somebody else's account is left alone:\n{text}");
}

#[tokio::test]
async fn accounts_move_to_another_provider_with_what_they_have_left() {
    let text = migrate_provider::run().await.expect("it runs");
    for expected in [
        "first run, accounts 4 done, 0 done before, 0 open",
        "first run, traffic 1 done, 0 done before, 2 open",
        "second run, accounts 0 done, 4 done before, 0 open",
        "second run, traffic 2 done, 1 done before, 0 open",
        "name iproyal netnut",
        "acme 10 GB 10 GB",
        "globex 2.5 GB 2.5 GB",
        "initech 0 GB 0 GB",
        "umbrella 7.25 GB 7.25 GB",
    ] {
        assert_eq!(line(&text, expected), expected);
    }
    assert!(line(&text, "delete: no").contains("use disable"), "{text}");
    assert!(line(&text, "disable: no").contains("cannot be switched off"), "{text}");
}
