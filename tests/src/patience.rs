//! Waiting for something to happen, with an end: a test that waits in vain fails and does not hang.

use std::time::{Duration, Instant};

/// Time that nothing in these tests needs. Of this machine's clock: the runtime's may stand still.
pub const LONGEST: Duration = Duration::from_secs(20);

/// Lets other tasks run until something is so.
///
/// # Panics
/// When that takes longer than [`LONGEST`].
pub async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    let mut looks = 0_u32;
    while !is_so() {
        assert!(started.elapsed() < LONGEST, "waited in vain for {what}");
        looks += 1;
        if looks > 100 {
            // Not the runtime's sleep, which a frozen clock never ends; and short, because the other tasks wait.
            std::thread::sleep(Duration::from_micros(200));
        }
        tokio::task::yield_now().await;
    }
}
