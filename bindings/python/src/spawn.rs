//! The door for asyncio: what ends goes into a queue of its event loop, and one wake-up of the loop empties it.
//!
//! The loop is woken through a socket that it watches, which needs no interpreter: threads of tokio never attach. A loop
//! that can watch none is woken by a Python thread instead.

use std::collections::HashMap;
#[cfg(unix)]
use std::io::{Read, Write};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::{PyTraverseError, PyVisit};
use tokio::task::AbortHandle;

use crate::answer::{Wanted, Work};
use crate::caller::{Caller, Event, Raised};
use crate::process::{self, Visit};
use crate::session::Logger;

/// The attribute of an event loop that holds its bridge: it lives as long as the loop.
const ATTRIBUTE: &str = "_wholesale_bridge";

/// What calls have to tell an event loop.
struct Queue {
    inbox: Mutex<Inbox>,
    /// Wakes the thread that wakes the loop, where there is one.
    relay: Condvar,
    /// The end that the loop watches, and the one that is written to; neither ever blocks.
    #[cfg(unix)]
    bell: (UnixStream, UnixStream),
}

#[derive(Default)]
struct Inbox {
    events: Vec<(u64, Event)>,
    /// Whether somebody has woken the loop for what is in here, or is about to.
    rung: bool,
    /// Whether there is a thread that wakes the loop.
    has_relay: bool,
    /// Whether it has done so.
    is_relayed: bool,
}

impl Queue {
    fn new() -> PyResult<Self> {
        Ok(Self {
            inbox: Mutex::default(),
            relay: Condvar::new(),
            #[cfg(unix)]
            bell: {
                let bell = UnixStream::pair()?;
                bell.0.set_nonblocking(true)?;
                bell.1.set_nonblocking(true)?;
                bell
            },
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn post(&self, id: u64, event: Event) {
        let mut inbox = self.lock();
        inbox.events.push((id, event));
        if std::mem::replace(&mut inbox.rung, true) {
            return;
        }
        if inbox.has_relay {
            self.relay.notify_all();
        }
        drop(inbox);
        // One byte in an empty socket. Not under the lock: the loop that wakes would run into it at once.
        #[cfg(unix)]
        if (&self.bell.1).write(&[0]).is_err() {
            // Whoever posts next tries again.
            self.lock().rung = false;
        }
    }

    fn take(&self) -> Vec<(u64, Event)> {
        // The bytes first: one that is written from now on wakes the loop once more, at worst for nothing.
        #[cfg(unix)]
        let _ = (&self.bell.0).read(&mut [0; 8]);
        let mut inbox = self.lock();
        inbox.rung = false;
        inbox.is_relayed = false;
        std::mem::take(&mut inbox.events)
    }
}

/// A call that a future stands for.
struct Waiting {
    future: Py<PyAny>,
    wanted: Wanted,
    logger: Logger,
    raised: Raised,
    task: AbortHandle,
}

/// The calls of an event loop, by number. The lock is taken only with the interpreter attached, and not across anything
/// that runs Python code.
type Calls = Mutex<(u64, HashMap<u64, Waiting>)>;

/// Between the calls of an event loop and the loop.
#[pyclass(module = "wholesale._native", frozen, weakref)]
pub(crate) struct Bridge {
    generation: u64,
    queue: Arc<Queue>,
    calls: Arc<Calls>,
}

fn lock(calls: &Calls) -> MutexGuard<'_, (u64, HashMap<u64, Waiting>)> {
    calls.lock().unwrap_or_else(PoisonError::into_inner)
}

fn running_loop(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    static FUNCTION: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    FUNCTION.import(py, "asyncio", "get_running_loop")?.call0()
}

/// An awaitable of what a call gives; the call is under way already.
pub(crate) fn spawn<'py>(py: Python<'py>, work: Work, wanted: Wanted, logger: &Logger) -> PyResult<Bound<'py, PyAny>> {
    let _visit = Visit::begin(py)?;
    let event_loop = running_loop(py)?;
    let bridge = bridge(&event_loop)?;
    let bridge = bridge.get();
    let future = event_loop.call_method0(intern!(py, "create_future"))?;
    let id = {
        let mut calls = lock(&bridge.calls);
        calls.0 += 1;
        calls.0
    };
    let queue = Arc::clone(&bridge.queue);
    let caller = Caller::new(logger.is_read(py)?, move |event| queue.post(id, event));
    let task = process::working(py)?.spawn(caller.attend(work)).abort_handle();
    let leave = Leave { id, calls: Arc::downgrade(&bridge.calls), generation: bridge.generation };
    let logger = logger.clone_ref(py);
    let waiting = Waiting { future: future.clone().unbind(), wanted, logger, raised: Raised::default(), task };
    lock(&bridge.calls).1.insert(id, waiting);
    future.call_method1(intern!(py, "add_done_callback"), (leave,))?;
    Ok(future)
}

/// The bridge of an event loop.
fn bridge<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Bridge>> {
    let py = event_loop.py();
    if let Ok(bridge) = event_loop.getattr(intern!(py, ATTRIBUTE))
        && let Ok(bridge) = bridge.cast_into::<Bridge>()
        && bridge.get().generation == process::generation()
    {
        return Ok(bridge);
    }
    let bridge = Bridge { generation: process::generation(), queue: Arc::new(Queue::new()?), calls: Arc::default() };
    let bridge = Bound::new(py, bridge)?;
    py.import("wholesale._loops")?.call_method1("attach", (event_loop, &bridge))?;
    event_loop.setattr(ATTRIBUTE, &bridge)?;
    Ok(bridge)
}

impl Bridge {
    fn deliver(&self, event_loop: &Bound<'_, PyAny>, id: u64, event: Event) -> PyResult<()> {
        let py = event_loop.py();
        match event {
            Event::Done(outcome) => {
                let Some(waiting) = lock(&self.calls).1.remove(&id) else { return Ok(()) };
                let future = waiting.future.bind(py);
                if future.call_method0(intern!(py, "done"))?.is_truthy()? {
                    return Ok(());
                }
                let result = match outcome {
                    Ok(answer) => answer.into_python(py, waiting.wanted),
                    Err(error) => Err(crate::error::exception(py, &error, &waiting.raised)),
                };
                match result {
                    Ok(value) => future.call_method1(intern!(py, "set_result"), (value,))?,
                    Err(error) => future.call_method1(intern!(py, "set_exception"), (error.into_value(py),))?,
                };
            }
            Event::Log(line) => {
                let logger = lock(&self.calls).1.get(&id).map(|waiting| waiting.logger.clone_ref(py));
                logger.map_or(Ok(()), |logger| logger.write(py, &line))?;
            }
            Event::Want(want) => {
                let raised = lock(&self.calls).1.get(&id).map(|waiting| Arc::clone(&waiting.raised));
                let Some(raised) = raised else { return Ok(()) };
                let (source, reply) = want.into_python(py, &raised)?;
                py.import("wholesale._credentials")?.call_method1("answer_soon", (source, reply, event_loop))?;
            }
        }
        Ok(())
    }
}

#[pymethods]
impl Bridge {
    /// What the loop watches.
    #[cfg(unix)]
    fn fileno(&self) -> i32 {
        use std::os::fd::AsRawFd;
        self.queue.bell.0.as_raw_fd()
    }

    /// Gives each future what its call gave.
    fn drain(&self, py: Python<'_>) -> PyResult<()> {
        if self.generation != process::generation() {
            return Ok(());
        }
        let _visit = Visit::begin(py)?;
        let event_loop = running_loop(py)?;
        let mut result = Ok(());
        for (id, event) in self.queue.take() {
            // One that cannot be delivered does not keep the others.
            result = result.and(self.deliver(&event_loop, id, event));
        }
        result
    }

    /// For the thread that wakes a loop which can watch nothing.
    fn relay(&self) -> Relay {
        self.queue.lock().has_relay = true;
        Relay { generation: self.generation, queue: Arc::clone(&self.queue) }
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        let Ok(calls) = self.calls.try_lock() else { return Ok(()) };
        calls.1.values().try_for_each(|waiting| visit.call(&waiting.future))
    }

    fn __clear__(&self) {
        let abandoned = std::mem::take(&mut lock(&self.calls).1);
        end(self.generation, abandoned);
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        let abandoned = std::mem::take(&mut lock(&self.calls).1);
        end(self.generation, abandoned);
    }
}

/// Ends calls that nobody waits for any more.
fn end(generation: u64, abandoned: HashMap<u64, Waiting>) {
    if generation != process::generation() {
        // They go on in the parent.
        std::mem::forget(abandoned);
        return;
    }
    abandoned.values().for_each(|waiting| waiting.task.abort());
}

/// Called when a future is done, be it cancelled: a call that nobody waits for ends.
#[pyclass(module = "wholesale._native", frozen)]
struct Leave {
    id: u64,
    calls: Weak<Calls>,
    generation: u64,
}

#[pymethods]
impl Leave {
    fn __call__(&self, _future: &Bound<'_, PyAny>) {
        let left = self.calls.upgrade().and_then(|calls| lock(&calls).1.remove(&self.id));
        end(self.generation, left.map(|waiting| (self.id, waiting)).into_iter().collect());
    }
}

/// Tells a Python thread when its event loop has something to do.
#[pyclass(module = "wholesale._native", frozen)]
pub(crate) struct Relay {
    generation: u64,
    queue: Arc<Queue>,
}

#[pymethods]
impl Relay {
    /// Waits a little; whether there is something to do now.
    fn wait(&self, py: Python<'_>) -> PyResult<bool> {
        if self.generation != process::generation() {
            return Ok(false);
        }
        let visit = Visit::begin(py)?;
        Ok(visit.outside(py, || {
            let waits = |inbox: &mut Inbox| !inbox.rung || inbox.is_relayed;
            let wait = Duration::from_millis(100);
            let inbox = self.queue.relay.wait_timeout_while(self.queue.lock(), wait, waits);
            let (mut inbox, timeout) = inbox.unwrap_or_else(PoisonError::into_inner);
            let is_due = !timeout.timed_out();
            inbox.is_relayed |= is_due;
            is_due
        }))
    }
}
