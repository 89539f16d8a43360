//! The small soak: a few thousand calls at once with faults by chance. `cargo xtask soak` is the large one.

use wholesale_tests::soak::{Options, soak};

#[tokio::test]
async fn under_faults_by_chance_every_balance_is_right_to_the_last_digit() {
    let report = soak(Options { calls: 4_000, concurrency: 64, seed: 20_260_101 }).await.expect("a report");
    assert!(report.balances(), "\n{report}");
    assert_eq!(report.succeeded + report.refused + report.ambiguous, 4_000);
    // Or nothing was tested.
    let tested = [report.faults, report.retries, report.refused, report.ambiguous_and_applied];
    assert!(tested.into_iter().all(|count| count > 10), "\n{report}");
    assert!(report.ambiguous > report.ambiguous_and_applied, "\n{report}");
}
