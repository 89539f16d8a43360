//! What there is once a process: the runtime, how often the process has forked, and the gate at its exit.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock};
use std::thread::ThreadId;
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle, Runtime};

/// How often this process, or one it descends from, has forked. What was made in another generation is not used:
/// its threads are gone, its locks may be held for ever, and its connections belong to the parent.
static GENERATION: AtomicU64 = AtomicU64::new(0);

/// The runtime and its generation. The lock is taken only with the interpreter attached, and not across anything that
/// detaches, so that no other thread holds it when the process forks.
static RUNTIME: RwLock<Option<(u64, Runtime)>> = RwLock::new(None);

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

/// The runtime of this process: one worker thread, started by the first call.
pub(crate) fn runtime(_: Python<'_>) -> PyResult<Handle> {
    let current = generation();
    {
        let runtime = RUNTIME.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, runtime)) = runtime.as_ref().filter(|(generation, _)| *generation == current) {
            return Ok(runtime.handle().clone());
        }
    }
    let started = Builder::new_multi_thread()
        .worker_threads(1)
        // Names are looked up there, and threads that have nothing to do end soon.
        .max_blocking_threads(16)
        .thread_keep_alive(Duration::from_secs(5))
        .thread_name("wholesale")
        .enable_all()
        .build()
        .map_err(|error| PyRuntimeError::new_err(format!("the thread that sends calls cannot be started: {error}")))?;
    let handle = started.handle().clone();
    let replaced = RUNTIME.write().unwrap_or_else(PoisonError::into_inner).replace((current, started));
    // Its thread stayed in the parent: waiting for it would be for ever.
    std::mem::forget(replaced);
    Ok(handle)
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
