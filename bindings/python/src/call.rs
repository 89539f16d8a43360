//! The door for synchronous code: makes a call on the thread that waits for it, detached from the interpreter and not
//! deaf to signals.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use futures_util::FutureExt;
use pyo3::prelude::*;

use crate::answer::{Wanted, Work};
use crate::caller::{Caller, Event, Raised, Want};
use crate::process::{self, Visit};
use crate::session::Logger;

/// What a call has to tell its caller. It is told while the call is polled, so that nobody has to be woken for it.
#[derive(Default)]
struct Mailbox(Mutex<VecDeque<Event>>);

impl Mailbox {
    fn post(&self, event: Event) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(event);
    }

    fn take(&self) -> Option<Event> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

/// How it goes on.
enum Turn {
    Told(Event),
    /// It is time to look for signals.
    Tick,
    /// The call has panicked.
    Lost,
}

/// A call under way; it ends with an error where it panics.
type Call = Pin<Box<dyn Future<Output = std::thread::Result<()>> + Send>>;

/// Makes a call and waits for it.
pub(crate) fn call<'py>(py: Python<'py>, work: Work, wanted: Wanted, logger: &Logger) -> PyResult<Bound<'py, PyAny>> {
    let visit = Visit::begin(py)?;
    let generation = process::generation();
    let waiting = process::waiting(py)?;
    let mailbox = Arc::new(Mailbox::default());
    let posted = Arc::clone(&mailbox);
    let caller = Caller::new(logger.is_read(py)?, move |event| posted.post(event));
    let mut call: Call = Box::pin(AssertUnwindSafe(caller.attend(work)).catch_unwind().fuse());
    let raised = Raised::default();
    let mut is_begun = false;
    loop {
        let turn = visit.outside(py, || {
            waiting.wait(async {
                if !std::mem::replace(&mut is_begun, true) {
                    process::catch_up().await;
                }
                next(&mut call, &mailbox, waiting.tick()).await
            })
        });
        let told = match turn {
            Turn::Told(Event::Done(Ok(answer))) => return answer.into_python(py, wanted),
            Turn::Told(Event::Done(Err(error))) => return Err(crate::error::exception(py, &error, &raised)),
            Turn::Told(Event::Log(line)) => logger.write(py, &line),
            Turn::Told(Event::Want(want)) => answer(py, want, &raised),
            Turn::Tick => py.check_signals(),
            Turn::Lost => Err(crate::error::lost()),
        };
        if process::generation() != generation {
            // What it belongs to is in the parent.
            std::mem::forget((call, mailbox, waiting));
            return Err(process::forked_inside());
        }
        if let Err(error) = told {
            // The connection is closed now, and not when the next call is made.
            drop(call);
            visit.outside(py, || waiting.wait(process::catch_up()));
            return Err(error);
        }
    }
}

/// Asks Python code for a credential.
fn answer(py: Python<'_>, want: Want, raised: &Raised) -> PyResult<()> {
    let (source, reply) = want.into_python(py, raised)?;
    py.import("wholesale._credentials")?.call_method1("answer", (source, reply))?;
    Ok(())
}

/// Goes on with the call until it has something to tell.
async fn next(call: &mut Call, mailbox: &Mailbox, tick: impl Future<Output = ()>) -> Turn {
    let mut tick = pin!(tick);
    poll_fn(|context| {
        if let Some(event) = mailbox.take() {
            return Poll::Ready(Turn::Told(event));
        }
        if let Poll::Ready(Err(_)) = call.as_mut().poll(context) {
            return Poll::Ready(Turn::Lost);
        }
        match mailbox.take() {
            Some(event) => Poll::Ready(Turn::Told(event)),
            None => tick.as_mut().poll(context).map(|()| Turn::Tick),
        }
    })
    .await
}
