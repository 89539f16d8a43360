//! How a run goes: limits, order, progress, failures, and when it stops.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt;
use wholesale::bulk::{Bulk, BulkError, Item, Outcome, Progress, Settling, Stopped, Task, Teller};
use wholesale::{AccountUpdate, Amount, Error, ErrorKind, Filter, ToAccounts};
use wholesale_sandbox::{Decimal, Fault};
use wholesale_tests::customers::{accounts, new_account};
use wholesale_tests::patience::until;
use wholesale_tests::scenarios::{Clients, Settings};

use crate::scene::{PROVIDERS, Scene, results};

#[tokio::test]
async fn never_more_items_are_in_flight_than_the_limit_allows() {
    let scene = Scene::at("iproyal").await;
    let ids = scene.made(12).await;
    let hung = scene.sandbox.fail(&scene.add(), Fault::Hang).always();
    let run = tokio::spawn(scene.bulk().limit(5).run(Task::Add, scene.top_ups(&ids)));
    until("five to hang", || hung.waiting() == 5).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let begun = scene.sandbox.journal().iter().filter(|request| request.operation() == Some("give_traffic")).count();
    assert_eq!((begun, hung.waiting()), (5, 5), "the others wait for a place");
    hung.cancel();
    hung.release();
    assert!(run.await.expect("no panic").expect("a run").is_complete());
    scene.assert_topped_up(&ids, "five at once");
}

#[tokio::test]
async fn items_of_one_account_are_done_one_after_another_in_their_order() {
    let scene = Scene::at("netnut").await;
    let ids = scene.made(2).await;
    let items = (0..12).map(|n| Item::add(format!("k{n}"), ids[n % 2].clone(), scene.amount(&format!("{}", n + 1))));
    let (report, results) = results(scene.bulk().limit(8), Task::Add, items).await;
    assert!(report.is_complete(), "{report}");
    let order = |of: usize| -> Vec<usize> {
        let numbers = results.iter().map(|result| result.key[1..].parse::<usize>().expect("a number"));
        numbers.filter(|number| number % 2 == of).collect()
    };
    assert_eq!((order(0), order(1)), (vec![0, 2, 4, 6, 8, 10], vec![1, 3, 5, 7, 9, 11]));
    assert_eq!(scene.balance(&ids[0]), Decimal::from(36));
    assert_eq!(scene.balance(&ids[1]), Decimal::from(42));
    // What each had before is what the one before it has left.
    let before: Vec<Amount> = scene
        .written()
        .lines()
        .filter(|line| line.contains("\"begun\"") && line.contains(&format!("\"{}\"", ids[0])))
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            line["begun"]["before"]["funded"]["known"].as_str().expect("an amount").parse().expect("an amount")
        })
        .collect();
    assert_eq!(before, ["0", "1", "4", "9", "16", "25"].map(|gb| scene.amount(gb)));
}

#[tokio::test]
async fn progress_counts_up_to_the_total() {
    let scene = Scene::at("iproyal").await;
    let ids = scene.made(6).await;
    let seen: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let kept = Arc::clone(&seen);
    let mut items = scene.top_ups(&ids);
    items.push(Item::add("nobody", "01AAAAAAAAAAAAAAAAAAAAAAAA", scene.amount("1")));
    let bulk = scene.bulk().on_progress(move |progress| kept.lock().expect("progress").push(progress.clone()));
    let report = bulk.run(Task::Add, items).await.expect("a run");
    let seen = seen.lock().expect("progress");
    assert_eq!(seen.iter().map(Progress::finished).collect::<Vec<_>>(), (1..=7).collect::<Vec<_>>());
    assert!(seen.iter().all(|progress| progress.total == Some(7) && progress.per_second() > 0.0));
    assert!(seen[0].remaining().is_some_and(|left| left > Duration::ZERO));
    assert_eq!(seen[6].remaining(), Some(Duration::ZERO));
    assert_eq!((report.progress.done, report.progress.failed), (6, 1));
    assert!(report.to_string().starts_with("7 of 7, 6 done, 1 failed, "), "{report}");
}

#[tokio::test]
async fn a_failure_ends_nothing_but_its_own_item() {
    for provider in PROVIDERS {
        let scene = Scene::at(provider).await;
        let ids = scene.made(5).await;
        let mut items = scene.top_ups(&ids);
        items.insert(2, Item::add("nothing", ids[0].clone(), scene.amount("0")));
        let other_unit = if scene.amount("1") == Amount::gb(1) { Amount::money(1) } else { Amount::gb(1) };
        items.insert(3, Item::add("other unit", ids[0].clone(), other_unit));
        let (report, results) = results(scene.bulk(), Task::Add, items).await;
        assert_eq!((report.progress.done, report.progress.failed), (5, 2), "{provider}: {results:?}");
        let kind = |key: &str| {
            let result = results.iter().find(|result| result.key == key).expect("a result");
            result.outcome.error().map(Error::kind)
        };
        assert_eq!(kind("nothing"), Some(ErrorKind::InvalidRequest), "{provider}");
        assert_eq!(kind("other unit"), Some(ErrorKind::Unsupported), "{provider}");
        scene.assert_topped_up(&ids, "with failures between");
    }
}

#[tokio::test]
async fn lost_answers_are_settled_at_once_and_nothing_is_moved_twice() {
    for provider in PROVIDERS {
        let scene = Scene::at(provider).await;
        let ids = scene.made(20).await;
        scene.sandbox.fail(&scene.add(), Fault::AppliedAndAnswerLost).after(2).times(3);
        scene.sandbox.fail(&scene.add(), Fault::AppliedThenStatus(502)).after(8).times(2);
        scene.sandbox.fail(&scene.add(), Fault::ResetBeforeApply).after(12).times(3);
        let (report, results) = results(scene.bulk(), Task::Add, scene.top_ups(&ids)).await;
        assert_eq!((report.progress.done, report.progress.failed), (17, 3), "{provider}: {results:?}");
        let told_by_account =
            |outcome: &Outcome| matches!(outcome, Outcome::Done { told: Teller::Account, account: Some(_), .. });
        assert_eq!(results.iter().filter(|result| told_by_account(&result.outcome)).count(), 5, "{provider}");
        let not_applied = |outcome: &Outcome| matches!(outcome, Outcome::NotApplied(_));
        assert_eq!(results.iter().filter(|result| not_applied(&result.outcome)).count(), 3, "{provider}");

        let report = scene.bulk().run(Task::Add, scene.top_ups(&ids)).await.expect("a run");
        assert!(report.is_complete(), "{provider}: {report}");
        scene.assert_topped_up(&ids, "with lost answers");
    }
}

#[tokio::test]
async fn lost_answers_can_be_left_for_the_next_run() {
    for provider in PROVIDERS {
        let scene = Scene::at(provider).await;
        let ids = scene.made(8).await;
        scene.sandbox.fail(&scene.add(), Fault::AppliedAndAnswerLost).after(1).times(2);
        scene.sandbox.fail(&scene.add(), Fault::ResetBeforeApply).after(4).times(2);
        let report = scene.bulk().settling(Settling::Later).run(Task::Add, scene.top_ups(&ids)).await.expect("a run");
        assert_eq!((report.progress.done, report.progress.unsettled), (4, 4), "{provider}");
        let report = scene.bulk().run(Task::Add, scene.top_ups(&ids)).await.expect("a run");
        assert!(report.is_complete(), "{provider}: {report}");
        scene.assert_topped_up(&ids, "settled by the next run");
    }
}

#[tokio::test]
async fn it_stops_after_so_many_failures() {
    let scene = Scene::at("iproyal").await;
    let nobody = |n: usize| Item::add(format!("k{n}"), format!("01AAAAAAAAAAAAAAAAAAAAAA{n:02}"), scene.amount("1"));
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let items = (0..90).map(nobody).inspect(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    let report = scene.bulk().limit(2).stop_after_failures(6).run(Task::Add, items).await.expect("a run");
    assert!(matches!(report.stopped, Some(Stopped::Failures(6))), "{report}");
    assert!(!report.is_complete() && taken.load(Ordering::SeqCst) <= 8, "{report}");
}

#[tokio::test]
async fn it_stops_when_the_credentials_are_refused() {
    let scene = Scene::at("iproyal").await;
    let client = wholesale_iproyal::Client::builder().token("wrong").base_url(scene.sandbox.url("iproyal"));
    let refused = client.build().expect("a client").to_accounts();
    let items = |count: usize| (0..count).map(|n| Item::create(format!("k{n}"), new_account("iproyal", "acme")));
    let report = Bulk::new(&refused).limit(2).run(Task::Create, items(10_000)).await.expect("a run");
    assert!(matches!(report.stopped, Some(Stopped::RefusedCredentials(3))), "{report}");
    assert!(scene.sandbox.journal().len() <= 5, "{}", scene.sandbox.journal().len());

    let on =
        Bulk::new(&refused).stop_after_refused_credentials(None).run(Task::Create, items(12)).await.expect("a run");
    assert_eq!((on.progress.failed, on.stopped.is_none()), (12, true));
}

#[tokio::test]
async fn a_key_that_comes_twice_is_refused() {
    let scene = Scene::at("iproyal").await;
    let ids = scene.made(2).await;
    for journal in [false, true] {
        let bulk = if journal { scene.bulk() } else { Bulk::new(&scene.accounts) };
        let twice = ids.iter().chain(&ids).map(|id| Item::add(id.as_str(), id.clone(), scene.amount("1")));
        let (report, results) = results(bulk, Task::Add, twice).await;
        assert_eq!((report.progress.done, report.progress.failed), (2, 2), "{results:?}");
        assert!(results.iter().any(|result| {
            let error = result.outcome.error();
            error.is_some_and(|error| error.to_string().contains("its key has come before in this run"))
        }));
    }
    assert_eq!(scene.sandbox.applied(&scene.add()), 4);
}

#[tokio::test]
async fn what_the_provider_cannot_do_is_refused_before_anything_is_begun() {
    for (provider, task) in [
        ("netnut", Task::Delete),
        ("neucrm", Task::Take),
        ("iproyal", Task::Disable),
        ("logicboxes", Task::EnsureBalanceAtLeast),
    ] {
        let scene = Scene::at(provider).await;
        let refused = scene.bulk().run(task, []).await.expect_err("refused");
        assert!(matches!(refused, BulkError::Unsupported(_)), "{provider}: {refused}");
        assert!(!scene.journal().exists() && scene.sandbox.journal().is_empty());
    }
}

#[tokio::test]
async fn an_item_of_another_task_is_refused() {
    let scene = Scene::at("iproyal").await;
    let ids = scene.made(1).await;
    let (_, results) = results(scene.bulk(), Task::Add, [Item::delete("k", ids[0].clone())]).await;
    let error = results[0].outcome.error().expect("an error");
    assert!(error.to_string().contains("it is to delete, in a run of the task add"), "{error}");
    assert!(scene.sandbox.journal().is_empty());
}

#[tokio::test]
async fn every_task_does_what_it_says() {
    let scene = Scene::at("iproyal").await;
    let run = async |task: Task, items: Vec<Item>| {
        let report = Bulk::new(&scene.accounts).run(task, items).await.expect("a run");
        assert!(report.is_complete(), "{task}: {report}");
    };
    let new = |n: usize| new_account("iproyal", &format!("acme{n}"));
    let each = |item: &dyn Fn(usize) -> Item| (0..3).map(item).collect::<Vec<_>>();
    run(Task::Ensure, each(&|n| Item::ensure(format!("k{n}"), new(n)))).await;
    run(Task::Ensure, each(&|n| Item::ensure(format!("k{n}"), new(n)))).await;
    assert_eq!(scene.sandbox.applied(&scene.create()), 3);
    let ids: Vec<String> = scene.sandbox.accounts("iproyal").into_iter().map(|account| account.id).collect();
    let id = |n: usize| ids[n].as_str();
    run(Task::EnsureBalanceAtLeast, each(&|n| Item::ensure_balance_at_least(id(n), id(n), scene.amount("4")))).await;
    run(Task::EnsureBalanceAtLeast, each(&|n| Item::ensure_balance_at_least(id(n), id(n), scene.amount("3")))).await;
    run(Task::Take, each(&|n| Item::take(id(n), id(n), scene.amount("1.5")))).await;
    let renamed = |n: usize| AccountUpdate::default().name(format!("renamed{n}"));
    run(Task::Update, each(&|n| Item::update(id(n), id(n), renamed(n)))).await;
    for (n, account) in scene.sandbox.accounts("iproyal").into_iter().enumerate() {
        assert_eq!((account.balance, account.name), (Decimal::new(25, 1), format!("renamed{n}")));
    }
    run(Task::Delete, each(&|n| Item::delete(id(n), id(n)))).await;
    assert!(scene.sandbox.accounts("iproyal").is_empty());

    let scene = Scene::at("netnut").await;
    let ids = scene.made(2).await;
    let items = ids.iter().map(|id| Item::disable(id.as_str(), id.clone()));
    scene.bulk().run(Task::Disable, items).await.expect("a run");
    assert!(scene.sandbox.accounts("netnut").iter().all(|account| !account.active));
}

#[tokio::test]
async fn items_can_come_from_a_list_as_it_is_read_and_its_failure_ends_the_run() {
    let scene = Scene::at("iproyal").await;
    scene.made(5).await;
    let listed = |scene: &Scene| {
        let accounts = scene.accounts.list(Filter::default());
        accounts.map(|account| account.map(|account| Item::add(account.id.to_string(), account.id, Amount::gb(1))))
    };
    let report = Bulk::new(&scene.accounts).run_stream(Task::Add, listed(&scene)).await.expect("a run");
    assert_eq!((report.progress.done, report.progress.total), (5, None));

    scene.sandbox.fail("iproyal.list_sub_users", Fault::html(200)).always();
    let report = Bulk::new(&scene.accounts).run_stream(Task::Add, listed(&scene)).await.expect("a run");
    assert!(
        matches!(&report.stopped, Some(Stopped::Source(error)) if error.kind() == ErrorKind::NotTheApi),
        "{report}"
    );
}

#[tokio::test]
async fn a_run_can_be_spawned() {
    let scene = Scene::at("iproyal").await;
    let clients = Clients::new(&scene.sandbox, &Settings::default()).expect("clients");
    let accounts = accounts(&clients, "iproyal", None).expect("an adapter");
    let items = (0..2).map(|n| Item::create(format!("k{n}"), new_account("iproyal", &format!("acme{n}"))));
    let report = tokio::spawn(Bulk::new(&accounts).run(Task::Create, items)).await.expect("no panic").expect("a run");
    assert!(report.is_complete(), "{report}");
}
