//! What a long run keeps in memory.

use std::process::Command;

use crate::scene::Scene;

/// The most memory that a run of so many creations used, in kB.
async fn peak(creations: u32) -> u64 {
    let scene = Scene::at("iproyal").await;
    let (url, journal) = (scene.sandbox.url("iproyal"), scene.journal());
    let run = tokio::task::spawn_blocking(move || {
        Command::new(env!("CARGO_BIN_EXE_bulk_run"))
            .args(["create", "iproyal", &url])
            .arg(journal)
            .args([creations.to_string(), "16".to_owned()])
            .output()
    });
    let output = run.await.expect("no panic").expect("a process");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(scene.sandbox.applied("iproyal.create_sub_user"), u64::from(creations));
    let peak = text.lines().find_map(|line| line.strip_prefix("peak: ")?.strip_suffix(" kB")?.parse().ok());
    peak.expect("the most memory that was used")
}

#[tokio::test(flavor = "multi_thread")]
#[cfg(target_os = "linux")]
async fn ten_thousand_creations_keep_memory_flat() {
    let (few, many) = (peak(1_000).await, peak(10_000).await);
    // The outcomes of 9,000 items, were they kept, would be several times that; the keys are a few hundred kB.
    let growth = many.saturating_sub(few);
    assert!(growth < 3 * 1024, "1,000 creations: {few} kB, 10,000 creations: {many} kB");
}
