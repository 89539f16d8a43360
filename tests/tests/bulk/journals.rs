//! What is in a journal, and which ones are refused.

use wholesale::bulk::{BulkError, Decision, Durability, Event, Item, Outcome, Task, Teller, decide, read_journal};
use wholesale_sandbox::Fault;
use wholesale_tests::customers::{PASSWORD, new_account};
use wholesale_tests::patience::until;

use crate::scene::{Scene, results};

#[tokio::test]
async fn a_journal_reads_like_what_happened() {
    let scene = Scene::at("logicboxes").await;
    let ids = scene.made(1).await;
    let items = || [Item::add("order 17", ids[0].clone(), scene.amount("12.50"))];
    let durable = scene.bulk().named("november").durability(Durability::ProcessCrash);
    let report = durable.run(Task::Add, items()).await.expect("a run");
    assert!(report.is_complete(), "{report}");
    let written = scene.written();
    let lines: Vec<serde_json::Value> = written.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(
        written.lines().next(),
        Some(r#"{"journal":"wholesale bulk","version":1,"provider":"logicboxes","task":"add","run":"november"}"#)
    );
    assert_eq!(lines[1]["item"], "order 17");
    assert_eq!(lines[1]["begun"]["target"], ids[0].as_str());
    assert_eq!(lines[1]["begun"]["amount"], "12.50", "money is exact text");
    assert_eq!(lines[1]["begun"]["before"]["funded"]["known"].as_str().map(|text| text.starts_with('0')), Some(true));
    assert_eq!(lines[2]["done"]["told"], "answer");
    assert!(lines[2]["done"]["transaction"].is_string(), "{written}");

    let entries: Vec<Event> =
        read_journal(scene.journal()).expect("a journal").map(|entry| entry.expect("an entry").event).collect();
    assert!(matches!(&entries[0], Event::Begun { target, amount: Some(amount), .. }
        if target == ids[0].as_str() && *amount == scene.amount("12.50")));
    assert!(matches!(&entries[1], Event::Done { id: Some(id), told: Teller::Answer, .. } if *id == ids[0]));
}

#[tokio::test]
async fn a_journal_holds_no_password_and_is_for_its_owner_alone() {
    let scene = Scene::at("netnut").await;
    let items = (0..3).map(|n| Item::create(format!("k{n}"), new_account("netnut", &format!("acme{n}"))));
    scene.sandbox.fail(&scene.create(), Fault::ProviderError);
    let report = scene.bulk().run(Task::Create, items).await.expect("a run");
    assert_eq!((report.progress.done, report.progress.failed), (2, 1));
    assert!(!scene.written().contains(PASSWORD), "{}", scene.written());
    #[cfg(unix)]
    {
        let mode = std::fs::metadata(scene.journal()).expect("metadata");
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode.permissions()) & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_last_line_that_was_cut_short_is_dropped() {
    let scene = Scene::at("iproyal").await;
    let ids = scene.made(3).await;
    let report = scene.bulk().run(Task::Add, scene.top_ups(&ids[..2])).await.expect("a run");
    assert!(report.is_complete());
    let whole = scene.written();
    // In the middle of a letter, too.
    for torn in [&b"{\"item\":\"k2\",\"at\":17,\"beg"[..], b"{\"item\":\"\xc3", b"\0\0\0\0"] {
        std::fs::write(scene.journal(), [whole.as_bytes(), torn].concat()).expect("written");
        let entries: Vec<_> = read_journal(scene.journal()).expect("a journal").collect();
        assert!(entries.len() == 4 && entries.iter().all(Result::is_ok), "{entries:?}");
        let report = scene.bulk().run(Task::Add, scene.top_ups(&ids[..2])).await.expect("a run");
        assert_eq!(report.progress.was_done, 2);
        assert_eq!(scene.written(), whole);
    }
    let report = scene.bulk().run(Task::Add, scene.top_ups(&ids)).await.expect("a run");
    assert_eq!((report.progress.was_done, report.progress.done), (2, 1));
    scene.assert_topped_up(&ids, "torn");
}

#[tokio::test]
async fn a_first_line_that_was_cut_short_is_begun_again() {
    let scene = Scene::at("iproyal").await;
    let ids = scene.made(1).await;
    for torn in ["", "{", r#"{"journal":"wholesale bulk","version":1,"prov"#] {
        std::fs::write(scene.journal(), torn).expect("written");
        let report = scene.bulk().run(Task::Add, []).await.expect("a run");
        assert!(report.is_complete() && scene.written().ends_with("\"task\":\"add\"}\n"), "{}", scene.written());
    }
    let report = scene.bulk().run(Task::Add, scene.top_ups(&ids)).await.expect("a run");
    assert!(report.is_complete());
}

#[tokio::test]
async fn a_journal_of_another_run_is_refused() {
    let scene = Scene::at("iproyal").await;
    scene.bulk().named("november").run(Task::Add, []).await.expect("a run");
    let other = Scene::at("netnut").await;
    let refusals = [
        (
            scene.bulk().named("december").run(Task::Add, []).await,
            "a run with the name `november`, not the name `december`",
        ),
        (scene.bulk().run(Task::Add, []).await, "a run with the name `november`, not no name"),
        (scene.bulk().named("november").run(Task::Take, []).await, "of the task add, not take"),
        (other.bulk_with(&scene.journal()).named("november").run(Task::Add, []).await, "for iproyal, not netnut"),
    ];
    for (refused, why) in refusals {
        let refused = refused.expect_err("refused");
        assert!(matches!(refused, BulkError::AnotherRun { .. }), "{refused}");
        assert!(refused.to_string().contains(why), "{refused}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_journal_is_refused_and_left_as_it_is() {
    let scene = Scene::at("iproyal").await;
    let header = r#"{"journal":"wholesale bulk","version":1,"provider":"iproyal","task":"add"}"#;
    for (text, line, why) in [
        ("IPROYAL_TOKEN=abc".to_owned(), 1, "no journal"),
        ("name,balance\nacme,3\n".to_owned(), 1, "no journal"),
        (format!("{}\n", header.replace("\"version\":1", "\"version\":2")), 1, "version 2"),
        (format!("{}\n", header.replace("bulk\"", "else\"")), 1, "journal of `wholesale else`"),
        (format!("{header}\nnonsense\n"), 2, "expected"),
        (format!("{header}\n{{\"item\":\"a\",\"at\":1,\"begun\":{{\"target\":\"x\"}}}}\n"), 2, "amount"),
        (
            format!("{header}\n{{\"item\":\"a\",\"at\":1,\"sold\":{{}}}}\n"),
            2,
            "says nothing that this program understands",
        ),
    ] {
        std::fs::write(scene.journal(), &text).expect("written");
        let refused = scene.bulk().run(Task::Add, []).await.expect_err("refused");
        let at = |refused: &BulkError| match refused {
            BulkError::Malformed { line, .. } => Some(*line),
            _ => None,
        };
        assert_eq!(at(&refused), Some(line), "{refused}");
        assert!(refused.to_string().contains(why), "{refused}");
        assert_eq!(scene.written(), text);
    }
}

#[tokio::test]
async fn a_journal_that_cannot_be_written_is_an_error_before_anything_is_sent() {
    let scene = Scene::at("iproyal").await;
    let ids = scene.made(1).await;
    let nowhere = scene.file("nowhere").join("journal.jsonl");
    let mut places = vec![nowhere, scene.file("")];
    if cfg!(target_os = "linux") {
        places.push("/dev/full".into());
    }
    for place in places {
        let refused = scene.bulk_with(&place).run(Task::Add, scene.top_ups(&ids)).await.expect_err("refused");
        assert!(matches!(refused, BulkError::Io { .. }), "{refused}");
    }
    assert!(scene.sandbox.journal().is_empty());
}

#[tokio::test]
async fn a_key_of_an_earlier_run_is_for_the_same_thing() {
    let scene = Scene::at("iproyal").await;
    let ids = scene.made(2).await;
    let item = |id: usize, value: &str| [Item::add("k", ids[id].clone(), scene.amount(value))];
    let report = scene.bulk().run(Task::Add, item(0, "1.50")).await.expect("a run");
    assert!(report.is_complete());
    let same = scene.bulk().run(Task::Add, item(0, "1.5")).await.expect("a run");
    assert_eq!(same.progress.was_done, 1);
    for other in [item(0, "1.51"), item(1, "1.50")] {
        let (_, results) = results(scene.bulk(), Task::Add, other).await;
        let error = results[0].outcome.error().expect("refused").to_string();
        assert!(error.contains("the journal has another account or amount under its key"), "{error}");
    }
    assert_eq!(scene.sandbox.applied(&scene.add()), 1);
}

#[tokio::test]
async fn what_failed_is_done_by_the_next_run() {
    let scene = Scene::at("neucrm").await;
    let ids = scene.made(4).await;
    scene.sandbox.fail(&scene.add(), Fault::ProviderError).times(2);
    let (first, results) = results(scene.bulk(), Task::Add, scene.top_ups(&ids)).await;
    assert_eq!((first.progress.done, first.progress.failed), (2, 2), "{results:?}");
    assert!(results.iter().any(|result| matches!(result.outcome, Outcome::Failed(_))));
    let second = scene.bulk().run(Task::Add, scene.top_ups(&ids)).await.expect("a run");
    assert_eq!((second.progress.done, second.progress.was_done), (2, 2));
    scene.assert_topped_up(&ids, "after refusals");
}

#[tokio::test]
async fn a_second_run_with_the_same_journal_is_refused_while_the_first_is_at_work() {
    let scene = Scene::at("iproyal").await;
    let ids = scene.made(2).await;
    let hung = scene.sandbox.fail(&scene.add(), Fault::Hang).always();
    let items = scene.file("items");
    std::fs::write(&items, format!("k0 {} 1.01 GB\nk1 {} 2.01 GB\n", ids[0], ids[1])).expect("a file");
    let mut other = std::process::Command::new(env!("CARGO_BIN_EXE_bulk_run"))
        .args(["add", "iproyal", &scene.sandbox.url("iproyal")])
        .arg(scene.journal())
        .arg(&items)
        .arg("2")
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("a process");
    until("the other process to be at work", || hung.waiting() == 2).await;
    let refused = scene.bulk().run(Task::Add, scene.top_ups(&ids)).await.expect_err("refused");
    assert!(matches!(refused, BulkError::InUse { .. }), "{refused}");
    let undecided = decide(scene.journal(), "k0", Decision::NotApplied).expect_err("refused");
    assert!(matches!(undecided, BulkError::InUse { .. }), "{undecided}");
    assert_eq!(read_journal(scene.journal()).expect("anybody may read it").count(), 2);
    hung.cancel();
    hung.release();
    assert!(other.wait().expect("its end").success());
    scene.assert_topped_up(&ids, "by the first run alone");
}
