//! Lists that are longer than a page.

use std::collections::BTreeSet;

use wholesale::Filter;
use wholesale_sandbox::Sandbox;
use wholesale_tests::customers::{name, new_account};

/// More than the longest page of the provider.
fn many(provider: &str) -> usize {
    if provider == "logicboxes" { 510 } else { 110 }
}

#[tokio::test]
async fn a_list_goes_across_all_pages_and_asks_for_the_next_one_only_when_it_is_needed() {
    for provider in Sandbox::providers() {
        let court = super::court(provider).await;
        let accounts = court.truth();
        for number in 0..many(provider) {
            accounts.create(new_account(provider, &format!("customer-{number}"))).await.expect("an account");
        }
        court.forget_journal();
        let requests = || court.sandbox.journal().len();

        let mut list = accounts.list(Filter::default());
        assert_eq!(requests(), 0, "{provider}: nothing is read before it is asked for");
        let first = list.next().await.expect("there are some").expect("an account");
        assert_eq!(requests(), 1, "{provider}: one page is read for the first account");

        let rest = list.collect().await.expect("the rest");
        let found: BTreeSet<_> = rest.iter().chain([&first]).map(|account| account.id.as_str().to_owned()).collect();
        let there: BTreeSet<_> = court.sandbox.accounts(provider).into_iter().map(|account| account.id).collect();
        assert_eq!(rest.len() + 1, there.len(), "{provider}: each is found once");
        assert_eq!(found, there, "{provider}");
        // NetNut has no pages.
        assert_eq!(requests() > 1, provider != "netnut", "{provider}");

        // The last one, whose name is the beginning of no other.
        let wanted = name(provider, &format!("customer-{}", many(provider) - 1));
        let found = accounts.list(Filter::default().name(&wanted)).collect().await.expect("a list");
        let names: Vec<_> = found.iter().filter_map(|account| account.name.as_deref()).collect();
        assert_eq!(names, [wanted.as_str()], "{provider}");
    }
}
