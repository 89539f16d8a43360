//! The door for synchronous code: waits for a call, detached from the interpreter and not deaf to signals.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use pyo3::prelude::*;
use tokio::task::AbortHandle;

use crate::answer::{Wanted, Work};
use crate::caller::{Caller, Event, Raised};
use crate::process::{self, Visit};
use crate::session::Logger;

/// How long a signal may wait at most.
const TICK: Duration = Duration::from_millis(50);

/// Ends the work when its caller leaves.
struct Abandoned(AbortHandle);

impl Drop for Abandoned {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Makes a call and waits for it.
pub(crate) fn call<'py>(py: Python<'py>, work: Work, wanted: Wanted, logger: &Logger) -> PyResult<Bound<'py, PyAny>> {
    let visit = Visit::begin(py)?;
    let generation = process::generation();
    let (sender, mut mailbox) = mpsc::channel();
    // Nobody left to read is no reason to fail.
    let caller = Caller::new(logger.is_read(py)?, move |event| drop(sender.send(event)));
    let task = process::runtime(py)?.spawn(caller.attend(work));
    let abandoned = Abandoned(task.abort_handle());
    let raised = Raised::default();
    loop {
        let (event, returned) = visit.outside(py, move || (mailbox.recv_timeout(TICK), mailbox));
        mailbox = returned;
        match event {
            Ok(Event::Done(Ok(answer))) => return answer.into_python(py, wanted),
            Ok(Event::Done(Err(error))) => return Err(crate::error::exception(py, &error, &raised)),
            Ok(Event::Log(line)) => logger.write(py, &line)?,
            Ok(Event::Want(want)) => {
                let (source, reply) = want.into_python(py, &raised)?;
                py.import("wholesale._credentials")?.call_method1("answer", (source, reply))?;
                if process::generation() != generation {
                    // What it belongs to is in the parent.
                    std::mem::forget((abandoned, mailbox));
                    return Err(process::forked_inside());
                }
            }
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => return Err(crate::error::lost()),
        }
    }
}
