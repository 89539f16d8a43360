//! What there is once a process: the runtime, how often the process has forked, and the gate at its exit.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::thread::ThreadId;
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use tokio::task::yield_now;

/// How often this process, or one it descends from, has forked. What was made in another generation is not used:
/// its threads are gone, its locks may be held for ever, and its connections belong to the parent.
static GENERATION: AtomicU64 = AtomicU64::new(0);

/// Something of a process and its generation. The lock is taken only with the interpreter attached, and not across
/// anything that detaches, so that no other thread holds it when the process forks.
type OfProcess<T> = RwLock<Option<(u64, Arc<T>)>>;

/// Where asyncio's calls and bulk runs go on while nobody waits for them.
static WORKING: OfProcess<Runtime> = RwLock::new(None);
static WAITING: OfProcess<Waiting> = RwLock::new(None);

/// Where synchronous calls are made, by the threads that wait for them.
pub(crate) struct Waiting {
    runtime: Runtime,
    /// Told again and again while somebody waits. One timer for all: setting one for each call wakes the runtime.
    ticks: Arc<Notify>,
}

/// How long a signal may wait at most.
const TICK: Duration = Duration::from_millis(50);

impl Waiting {
    fn new(runtime: Runtime) -> Self {
        let ticks = Arc::new(Notify::new());
        let told = Arc::clone(&ticks);
        runtime.spawn(async move {
            loop {
                tokio::time::sleep(TICK).await;
                told.notify_waiters();
            }
        });
        Self { runtime, ticks }
    }

    /// Waits for something, on this thread.
    pub(crate) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Ends when it is time to look for signals.
    pub(crate) fn tick(&self) -> Notified<'_> {
        self.ticks.notified()
    }
}

/// Threads that are inside a call.
static INSIDE: AtomicUsize = AtomicUsize::new(0);
static CLOSING: AtomicBool = AtomicBool::new(false);
thread_local! {
    /// How often this thread is inside: a callable that gives a credential may make a call of its own.
    static VISITS: Cell<usize> = const { Cell::new(0) };
}
/// The thread that ends the interpreter.
static CLOSER: OnceLock<ThreadId> = OnceLock::new();

/// The generation of this process.
pub(crate) fn generation() -> u64 {
    GENERATION.load(Ordering::SeqCst)
}

/// The runtime of this process that has a thread of its own, one, started by the first call that needs it.
pub(crate) fn working(py: Python<'_>) -> PyResult<Handle> {
    let started = || started(Builder::new_multi_thread().worker_threads(1));
    of_process(py, &WORKING, started).map(|runtime| runtime.handle().clone())
}

/// The runtime of this process that has no thread: whoever waits in it drives it, for others that wait as well.
pub(crate) fn waiting(py: Python<'_>) -> PyResult<Arc<Waiting>> {
    of_process(py, &WAITING, || started(&mut Builder::new_current_thread()).map(Waiting::new))
}

fn of_process<T>(_: Python<'_>, known: &OfProcess<T>, start: impl FnOnce() -> PyResult<T>) -> PyResult<Arc<T>> {
    let current = generation();
    {
        let known = known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = known.as_ref().filter(|(generation, _)| *generation == current) {
            return Ok(Arc::clone(known));
        }
    }
    let started = Arc::new(start()?);
    let replaced = known.write().unwrap_or_else(PoisonError::into_inner).replace((current, Arc::clone(&started)));
    // Its thread stayed in the parent: waiting for it would be for ever.
    std::mem::forget(replaced);
    Ok(started)
}

fn started(builder: &mut Builder) -> PyResult<Runtime> {
    builder
        // Names are looked up there, and threads that have nothing to do end soon.
        .max_blocking_threads(16)
        .thread_keep_alive(Duration::from_secs(5))
        .thread_name("wholesale")
        .enable_all()
        .build()
        .map_err(|error| PyRuntimeError::new_err(format!("what sends calls cannot be started: {error}")))
}

/// Lets connections notice what happened to them while no thread was driving them: that the other side has closed one
/// must be known before a request is sent on it. Twice: the first looks at the sockets, then the connections are told.
pub(crate) async fn catch_up() {
    yield_now().await;
    yield_now().await;
}

/// Closes the connections that have just been let go of, where synchronous calls were made: nobody else drives them.
pub(crate) fn close_unused() {
    let current = generation();
    let known = WAITING.read().unwrap_or_else(PoisonError::into_inner).clone();
    let Some((_, waiting)) = known.filter(|(generation, _)| *generation == current) else { return };
    if Handle::try_current().is_err() {
        waiting.wait(catch_up());
    }
}

/// A thread inside this library, be it waiting for a call or running Python code for one. The interpreter does not end
/// while there is one, and one that would come back too late stays outside for ever: an interpreter that is ending ends
/// the threads that attach to it, and with frames of Rust below that takes the process down.
pub(crate) struct Visit(());

impl Visit {
    /// Begins a call.
    pub(crate) fn begin(py: Python<'_>) -> PyResult<Self> {
        INSIDE.fetch_add(1, Ordering::SeqCst);
        VISITS.set(VISITS.get() + 1);
        let visit = Self(());
        if is_closing() {
            if CLOSER.get() == Some(&std::thread::current().id()) {
                return Err(PyRuntimeError::new_err("no call can be made any more: the interpreter is shutting down"));
            }
            // The interpreter would end this thread at its next step anyway; nobody is told of an error on the way.
            visit.outside(py, || ());
        }
        Ok(visit)
    }

    /// Waits for something, detached from the interpreter.
    pub(crate) fn outside<T: Send>(&self, py: Python<'_>, wait: impl FnOnce() -> T + Send) -> T {
        py.detach(|| {
            let result = wait();
            if is_closing() {
                // Counted out with every visit that this one is within, and never back: the end of the process ends this
                // thread too.
                INSIDE.fetch_sub(VISITS.get(), Ordering::SeqCst);
                loop {
                    std::thread::park();
                }
            }
            result
        })
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        VISITS.set(VISITS.get() - 1);
        INSIDE.fetch_sub(1, Ordering::SeqCst);
    }
}

pub(crate) fn is_closing() -> bool {
    CLOSING.load(Ordering::SeqCst)
}

/// Waits, at the exit of the interpreter, until no thread is inside a call.
#[pyfunction]
fn _at_exit(py: Python<'_>) {
    CLOSER.get_or_init(|| std::thread::current().id());
    CLOSING.store(true, Ordering::SeqCst);
    py.detach(|| {
        // A callable that gives a credential may take its time; it does not hold up the exit for longer than this.
        for _ in 0..2_000 {
            if INSIDE.load(Ordering::SeqCst) == 0 {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    });
}

/// Begins a new generation, in the child of a fork.
#[pyfunction]
fn _after_fork_in_child() {
    GENERATION.fetch_add(1, Ordering::SeqCst);
    // There is one thread left. It is inside when a callable that gives a credential has forked.
    INSIDE.store(VISITS.get(), Ordering::SeqCst);
}

/// Adds the hooks.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let at_exit = wrap_pyfunction!(_at_exit, module)?;
    let in_child = wrap_pyfunction!(_after_fork_in_child, module)?;
    py.import("atexit")?.call_method1("register", (at_exit,))?;
    let os = py.import("os")?;
    if os.hasattr("register_at_fork")? {
        let hooks = pyo3::types::PyDict::new(py);
        hooks.set_item("after_in_child", in_child)?;
        os.call_method("register_at_fork", (), Some(&hooks))?;
    }
    Ok(())
}

/// The error of a call that was under way when its thread forked: it goes on in the parent.
pub(crate) fn forked_inside() -> PyErr {
    PyRuntimeError::new_err("the process forked during the call: it goes on in the parent, and not here")
}
