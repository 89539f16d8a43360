//! A clock that moves only when a test says so, with real sockets at work.

use std::time::Duration;

use crate::patience::LONGEST;

/// While it lives, the runtime's time stands still.
///
/// A paused clock alone jumps to the next timer whenever all tasks wait, and a task that waits for a socket looks
/// idle: time-outs would fire before the bytes arrive. A thread that is busy keeps the clock from jumping.
#[derive(Debug)]
pub struct FrozenClock {
    _busy: std::sync::mpsc::Sender<()>,
}

impl FrozenClock {
    /// Stops the clock of this runtime, which must be a current-thread one with a clock that still runs.
    #[must_use]
    pub fn new() -> Self {
        let (busy, ended) = std::sync::mpsc::channel::<()>();
        // Ends with an error when the clock is dropped, which is its purpose; or after so long that a call hangs:
        // then time jumps again, and the test that waits for it fails.
        tokio::task::spawn_blocking(move || ended.recv_timeout(2 * LONGEST));
        tokio::time::pause();
        Self { _busy: busy }
    }

    /// Moves time on, and lets everything that follows from it happen.
    pub async fn advance(&self, time: Duration) {
        tokio::time::advance(time).await;
        self.settle().await;
    }

    /// Lets everything happen that can happen without more time. What has not happened by then does not prove that
    /// it never will: a test waits for what must happen, and settles to catch what must not.
    pub async fn settle(&self) {
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
    }
}

impl Default for FrozenClock {
    fn default() -> Self {
        Self::new()
    }
}
