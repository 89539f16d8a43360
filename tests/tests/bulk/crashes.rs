//! Runs that are killed, and those that come after them.

use std::process::{Child, Command, Stdio};

use wholesale::bulk::{Decision, Event, Item, Outcome, Task, decide, read_journal};
use wholesale::{AccountId, Movement};
use wholesale_sandbox::{Decimal, Fault};
use wholesale_tests::customers::new_account;
use wholesale_tests::patience::until;

use crate::scene::{PROVIDERS, Scene, results};

const AT_ONCE: usize = 4;

/// A run in a process of its own.
struct Run(Child);

impl Run {
    fn add(scene: &Scene, ids: &[AccountId]) -> Self {
        let lines: String = scene
            .top_ups(ids)
            .iter()
            .map(|item| format!("{} {} {}\n", item.key(), item.target(), item.amount().expect("an amount")))
            .collect();
        let items = scene.file("items");
        std::fs::write(&items, lines).expect("a file");
        Self::start("add", scene, &items.to_string_lossy())
    }

    fn start(what: &str, scene: &Scene, items: &str) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_bulk_run"))
            .args([what, scene.provider, &scene.sandbox.url(scene.provider)])
            .arg(scene.journal())
            .args([items, &AT_ONCE.to_string()])
            .stdout(Stdio::null())
            .spawn();
        Self(child.expect("a process"))
    }

    /// `kill -9`.
    fn kill(mut self) {
        self.0.kill().expect("killed");
        self.0.wait().expect("its end");
    }
}

/// A killed run leaves nothing that a test has to clean up.
impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn killed_in_the_middle_of_top_ups_and_resumed_every_account_has_exactly_the_asked_balance() {
    for provider in PROVIDERS {
        let scene = Scene::at(provider).await;
        for (round, done) in [0, 1, 5].into_iter().enumerate() {
            let ids = scene.made(10).await;
            // Of those in flight, two are applied and two are not; neither is answered.
            let applied = scene.sandbox.fail(&scene.add(), Fault::AppliedThenHang).after(done).times(2);
            let unapplied = scene.sandbox.fail(&scene.add(), Fault::Hang).after(done).always();
            let run = Run::add(&scene, &ids);
            until("all in flight to hang", || applied.waiting() + unapplied.waiting() == AT_ONCE).await;
            run.kill();
            unapplied.cancel();
            assert_eq!(scene.sandbox.applied(&scene.add()), done + 2, "{provider}");

            let (report, results) = results(scene.bulk(), Task::Add, scene.top_ups(&ids)).await;
            assert!(report.is_complete(), "{provider}: {report}, {results:?}");
            assert_eq!(report.progress.was_done, done, "{provider}");
            scene.assert_topped_up(&ids, &format!("killed after {done}"));

            scene.sandbox.clear_journal();
            let again = scene.bulk().run(Task::Add, scene.top_ups(&ids)).await.expect("a run");
            assert_eq!(again.progress.was_done, 10, "{provider}");
            assert!(scene.sandbox.journal().is_empty(), "a run that is through sends nothing");
            assert!(round < 3);
            scene.sandbox.reset();
            std::fs::remove_file(scene.journal()).expect("removed");
        }
    }
}

#[tokio::test]
async fn killed_again_and_again_wherever_it_happens_to_be_it_comes_to_the_same_balances() {
    for provider in PROVIDERS {
        let scene = Scene::at(provider).await;
        let ids = scene.made(40).await;
        for kill_at in [3, 11, 26] {
            let run = Run::add(&scene, &ids);
            until("a few top-ups", || scene.sandbox.applied(&scene.add()) >= kill_at).await;
            run.kill();
        }
        let mut last = Run::add(&scene, &ids);
        assert!(last.0.wait().expect("its end").success(), "{provider}\n{}", scene.written());
        scene.assert_topped_up(&ids, "killed three times");
    }
}

#[tokio::test]
async fn killed_while_it_creates_accounts_it_creates_each_of_them_once() {
    for provider in PROVIDERS {
        let scene = Scene::at(provider).await;
        let applied = scene.sandbox.fail(&scene.create(), Fault::AppliedThenHang).after(3).times(2);
        let unapplied = scene.sandbox.fail(&scene.create(), Fault::Hang).after(3).always();
        let run = Run::start("create", &scene, "12");
        until("all in flight to hang", || applied.waiting() + unapplied.waiting() == AT_ONCE).await;
        run.kill();
        unapplied.cancel();

        let items = |_| (0..12).map(|n| Item::create(format!("c{n}"), new_account(provider, &format!("acme{n}"))));
        let report = scene.bulk().run(Task::Create, items(())).await.expect("a run");
        assert!(report.is_complete(), "{provider}: {report}");
        assert_eq!(scene.sandbox.applied(&scene.create()), 12, "{provider}");

        // The journal says which account was made under which key.
        let mut made = Vec::new();
        for entry in read_journal(scene.journal()).expect("a journal") {
            let entry = entry.expect("an entry");
            if let Event::Done { id: Some(id), .. } = entry.event {
                let account = scene.sandbox.account(provider, id.as_str()).expect("the account");
                assert!(account.name.starts_with(&entry.key.replace('c', "acme")), "{} {}", entry.key, account.name);
                made.push(entry.key);
            }
        }
        made.sort();
        made.dedup();
        assert_eq!(made.len(), 12, "{provider}");
    }
}

#[tokio::test]
async fn what_cannot_be_told_is_reported_and_waits_for_a_person() {
    for (decision, asked) in [(Decision::Applied, "1.50"), (Decision::NotApplied, "2.51")] {
        let scene = Scene::at("iproyal").await;
        let ids = scene.made(1).await;
        let later = || Item::add("later", ids[0].clone(), scene.amount("0.25"));
        let items = || vec![scene.top_ups(&ids).remove(0), later()];
        let hung = scene.sandbox.fail(&scene.add(), Fault::Hang);
        let run = Run::add(&scene, &ids);
        until("the top-up to hang", || hung.waiting() == 1).await;
        run.kill();
        // Somebody else moves something meanwhile.
        scene.accounts.add(&ids[0], scene.amount("1.25")).await.expect("added");

        for attempt in 0..2 {
            let (report, results) = results(scene.bulk(), Task::Add, items()).await;
            assert!(!report.is_complete());
            assert!(matches!(&results[0].outcome, Outcome::Unsettled { reason, .. } if reason.contains("1.25 GB")));
            assert!(matches!(results[1].outcome, Outcome::HeldBack), "what it has would no longer tell: {results:?}");
            assert_eq!((report.progress.unsettled, report.progress.held_back), (1, 1), "attempt {attempt}");
            assert_eq!(scene.sandbox.applied(&scene.add()), 1, "nothing was sent again");
        }

        let unknown = decide(scene.journal(), "later", decision).expect_err("it was never begun");
        assert!(unknown.to_string().contains("no open item `later`"), "{unknown}");
        decide(scene.journal(), "k0", decision).expect("decided");
        let (report, _) = results(scene.bulk(), Task::Add, items()).await;
        assert!(report.is_complete(), "{report}");
        assert_eq!(scene.balance(&ids[0]), asked.parse::<Decimal>().expect("a decimal"));
    }
}

#[tokio::test]
async fn a_top_up_that_was_not_to_read_the_balance_cannot_be_told_after_a_crash() {
    let scene = Scene::at("iproyal").await;
    let ids = scene.made(1).await;
    let item = || Item::add_with("k", ids[0].clone(), scene.amount("1"), Movement::default().without_reading());
    let hung = scene.sandbox.fail(&scene.add(), Fault::AppliedThenHang);
    let run = tokio::spawn(scene.bulk().run(Task::Add, [item()]));
    until("the top-up to hang", || hung.waiting() == 1).await;
    run.abort();
    assert!(run.await.is_err_and(|error| error.is_cancelled()));
    assert_eq!(scene.sandbox.journal().len(), 1, "the top-up alone");
    let (report, results) = results(scene.bulk(), Task::Add, [item()]).await;
    assert!(matches!(&results[0].outcome, Outcome::Unsettled { reason, .. } if reason.contains("was not read")));
    assert_eq!((report.progress.unsettled, scene.sandbox.applied(&scene.add())), (1, 1));
}

#[tokio::test]
#[cfg(unix)]
async fn a_disk_that_is_full_stops_the_run_and_nothing_is_sent_that_is_not_written_down() {
    let scene = Scene::at("iproyal").await;
    let ids = scene.made(20).await;
    let lines = scene
        .top_ups(&ids)
        .into_iter()
        .zip(1..)
        .map(|(item, n)| format!("{} {} {n}.01 GB\n", item.key(), item.target()));
    let items = scene.file("items");
    std::fs::write(&items, lines.collect::<String>()).expect("a file");
    // No file of this process may grow beyond a few lines; a write that would is an error and no signal.
    let run = Command::new("sh")
        .args(["-c", r#"trap "" XFSZ; ulimit -f 2; exec "$@""#, "sh", env!("CARGO_BIN_EXE_bulk_run")])
        .args(["add", "iproyal", &scene.sandbox.url("iproyal")])
        .arg(scene.journal())
        .arg(&items)
        .arg("1")
        .output();
    let output = run.expect("a process");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("; stopped: the journal "), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let begun = scene.written().matches("\"begun\"").count() as u64;
    let applied = scene.sandbox.applied(&scene.add());
    assert!((1..20).contains(&applied) && applied <= begun, "{applied} of {begun}\n{}", scene.written());
    assert!(scene.written().ends_with("}\n"), "no half a line is left\n{}", scene.written());

    let report = scene.bulk().run(Task::Add, scene.top_ups(&ids)).await.expect("a run");
    assert!(report.is_complete(), "{report}");
    scene.assert_topped_up(&ids, "after a full disk");
}

#[tokio::test]
async fn a_run_that_is_dropped_can_be_resumed_at_once() {
    let scene = Scene::at("neucrm").await;
    let ids = scene.made(6).await;
    let applied = scene.sandbox.fail(&scene.add(), Fault::AppliedThenHang).after(2).times(1);
    let unapplied = scene.sandbox.fail(&scene.add(), Fault::Hang).after(2).always();
    let run = tokio::spawn(scene.bulk().limit(2).run(Task::Add, scene.top_ups(&ids)));
    until("both in flight to hang", || applied.waiting() + unapplied.waiting() == 2).await;
    run.abort();
    assert!(run.await.is_err_and(|error| error.is_cancelled()));
    unapplied.cancel();
    let report = scene.bulk().run(Task::Add, scene.top_ups(&ids)).await.expect("a run");
    assert!(report.is_complete(), "{report}");
    scene.assert_topped_up(&ids, "dropped");
}

#[tokio::test]
async fn what_changes_nothing_more_the_second_time_is_done_again_after_a_crash() {
    let scene = Scene::at("logicboxes").await;
    let ids = scene.made(3).await;
    let items = || {
        let ids = ids.clone();
        ids.into_iter().enumerate().map(|(n, id)| Item::set_password(format!("k{n}"), id, format!("n3w-passw0rd{n}")))
    };
    let hung = scene.sandbox.fail("logicboxes.change_customer_password", Fault::AppliedThenHang);
    let run = tokio::spawn(scene.bulk().limit(1).run(Task::SetPassword, items().collect::<Vec<_>>()));
    until("the first to hang", || hung.waiting() == 1).await;
    run.abort();
    assert!(run.await.is_err_and(|error| error.is_cancelled()));
    let report = scene.bulk().run(Task::SetPassword, items()).await.expect("a run");
    assert!(report.is_complete(), "{report}");
    assert_eq!(scene.sandbox.applied("logicboxes.change_customer_password"), 4);
    assert!(!scene.written().contains("n3w-passw0rd"), "{}", scene.written());
}

#[tokio::test]
async fn accounts_that_were_being_closed_are_found_closed() {
    let scene = Scene::at("iproyal").await;
    let ids = scene.made(4).await;
    let items = || ids.iter().map(|id| Item::delete(id.as_str(), id.clone())).collect::<Vec<_>>();
    let hung = scene.sandbox.fail("iproyal.delete_sub_user", Fault::AppliedThenHang).after(1);
    let run = tokio::spawn(scene.bulk().limit(1).run(Task::Delete, items()));
    until("the second to hang", || hung.waiting() == 1).await;
    run.abort();
    assert!(run.await.is_err_and(|error| error.is_cancelled()));
    let (report, results) = results(scene.bulk(), Task::Delete, items()).await;
    assert!(report.is_complete(), "{report} {results:?}");
    assert!(scene.sandbox.accounts("iproyal").is_empty());
}
