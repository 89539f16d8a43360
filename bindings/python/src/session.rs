//! A provider reached with one set of credentials, from Python; in every process with connections of its own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pyo3::exceptions::PyException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use pyo3::{PyTraverseError, PyVisit};
use wholesale_runtime::{CallOptions, Request, Session, SessionBuilder};

use crate::answer::{Wanted, Work};
use crate::operation::{Operation, Provider};
use crate::options;
use crate::pages::NativePages;
use crate::prepared::{Prepared, PreparedRequest};
use crate::{custom, error, process};

/// The logger of a provider: `wholesale.iproyal`.
pub(crate) struct Logger(Py<PyAny>);

/// `logging.DEBUG`.
const DEBUG: u8 = 10;

impl Logger {
    pub(crate) fn of(py: Python<'_>, provider: &str) -> PyResult<Self> {
        let logger = py.import("wholesale._logs")?.call_method1("logger", (provider,))?;
        Ok(Self(logger.unbind()))
    }

    /// Whether anybody reads what is written.
    pub(crate) fn is_read(&self, py: Python<'_>) -> PyResult<bool> {
        self.0.bind(py).call_method1(intern!(py, "isEnabledFor"), (DEBUG,))?.is_truthy()
    }

    /// Writes a line. What goes wrong with it is told to `sys.unraisablehook` and does not end the call, which may have
    /// been applied; an interrupt does.
    pub(crate) fn write(&self, py: Python<'_>, line: &str) -> PyResult<()> {
        let logger = self.0.bind(py);
        match logger.call_method1("debug", ("%s", line)) {
            Err(error) if error.is_instance_of::<PyException>(py) => error.write_unraisable(py, Some(logger)),
            Err(interrupt) => return Err(interrupt),
            Ok(_) => {}
        }
        Ok(())
    }

    pub(crate) fn clone_ref(&self, py: Python<'_>) -> Self {
        Self(self.0.clone_ref(py))
    }
}

/// What clients with other options for single calls share: connections, limits and credentials.
struct Shared {
    builder: SessionBuilder,
    /// The session of this process, once there is one. The lock is taken only with the interpreter attached, and not
    /// across anything that runs Python code, be it to make an exception: there another thread may take over.
    live: Mutex<Live>,
}

enum Live {
    NotYet,
    Here(u64, Session),
    Closed,
}

/// Lets go of a session, and of its connections where nobody else has it. In another process it is left alone.
fn let_go(live: Live) {
    match live {
        Live::Here(generation, _) if generation != process::generation() => std::mem::forget(live),
        Live::Here(_, session) => {
            drop(session);
            process::close_unused();
        }
        Live::NotYet | Live::Closed => {}
    }
}

/// Lets go of what belongs to a process, in another: dropping it would wake threads and use locks that are not there.
pub(crate) fn leave_to_parent<T>(generation: u64, shared: &Arc<T>) {
    if generation != process::generation() {
        std::mem::forget(Arc::clone(shared));
    }
}

impl Shared {
    /// The session of this process; `None` once it was closed.
    fn session(&self) -> Option<wholesale_runtime::Result<Session>> {
        let current = process::generation();
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        match &*live {
            Live::Here(generation, session) if *generation == current => Some(Ok(session.clone())),
            Live::Closed => None,
            _ => Some(self.builder.clone().build().inspect(|session| {
                std::mem::forget(std::mem::replace(&mut *live, Live::Here(current, session.clone())));
            })),
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let live = self.live.get_mut().unwrap_or_else(PoisonError::into_inner);
        let_go(std::mem::replace(live, Live::Closed));
    }
}

/// What differs from call to call.
#[derive(Debug, Clone, Copy, Default)]
struct Overrides {
    timeout: Option<Duration>,
    max_retries: Option<u32>,
}

impl Overrides {
    fn apply(self, mut options: CallOptions) -> CallOptions {
        if let Some(timeout) = self.timeout {
            options = options.timeout(timeout);
        }
        if let Some(retries) = self.max_retries {
            options = options.max_retries(retries);
        }
        options
    }
}

/// A provider, reached with one set of credentials.
#[pyclass(module = "wholesale._native", name = "Session", frozen)]
pub(crate) struct NativeSession {
    provider: &'static Provider,
    shared: Arc<Shared>,
    overrides: Overrides,
    logger: Logger,
    /// What the client was given, callables among it, in sight of Python's garbage collector.
    credentials: Py<PyAny>,
}

impl NativeSession {
    pub(crate) fn logger(&self) -> &Logger {
        &self.logger
    }

    /// The session of this process.
    pub(crate) fn live(&self, py: Python<'_>) -> PyResult<Session> {
        let session = self
            .shared
            .session()
            .ok_or_else(|| error::configuration(py, self.provider.api.provider, "the client has been closed"))?
            .map_err(|problem| error::refused(py, &problem))?;
        Ok(session.with_options(|options| self.overrides.apply(options)))
    }

    fn prepared(&self, operation: &Operation, arguments: &Bound<'_, PyTuple>) -> PyResult<(Session, Prepared)> {
        let py = arguments.py();
        if !std::ptr::eq(self.provider, operation.provider) {
            return Err(error::configuration(py, self.provider.api.provider, "the operation is of another provider"));
        }
        // Whatever runs Python code - to make a Decimal, a class, an exception - counts as a visit.
        let _visit = process::Visit::begin(py)?;
        let session = self.live(py)?;
        let prepared = operation.prepare(&session, arguments)?;
        Ok((session, prepared))
    }

    fn work(&self, operation: &Operation, arguments: &Bound<'_, PyTuple>) -> PyResult<Work> {
        let (session, prepared) = self.prepared(operation, arguments)?;
        let send = prepared.send;
        Ok(send(session, prepared.request(arguments.py())?))
    }
}

/// A pager of the Python package.
fn pager<'py>(
    session: &Bound<'py, NativeSession>,
    class: &str,
    operation: &Bound<'py, Operation>,
    arguments: &Bound<'py, PyTuple>,
) -> PyResult<Bound<'py, PyAny>> {
    let (_, prepared) = session.get().prepared(operation.get(), arguments)?;
    prepared.request(session.py())?;
    session.py().import("wholesale._client")?.getattr(class)?.call1((session, operation, arguments))
}

#[pymethods]
impl NativeSession {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.credentials)
    }

    /// A session with these credentials and options; what is not given comes from the environment, now.
    #[new]
    fn new(
        py: Python<'_>,
        provider: &str,
        credentials: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let provider = crate::operation::provider(provider)
            .ok_or_else(|| pyo3::exceptions::PyValueError::new_err(format!("there is no provider {provider:?}")))?;
        let builder = options::builder(provider, credentials, &options::values(options)?)?;
        let builder = builder.resolved().map_err(|problem| error::refused(py, &problem))?;
        let shared = Arc::new(Shared { builder, live: Mutex::new(Live::NotYet) });
        let logger = Logger::of(py, provider.api.provider)?;
        let credentials = credentials.clone().unbind();
        let session = Self { provider, shared, overrides: Overrides::default(), logger, credentials };
        session.live(py)?;
        Ok(session)
    }

    /// The URL that paths are appended to.
    #[getter]
    fn base_url(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.live(py)?.base_url().to_owned())
    }

    /// The same session with other options. A timeout and a number of retries are for the calls made through it; with
    /// anything else it has connections and limits of its own.
    fn with_options(&self, py: Python<'_>, changes: &Bound<'_, PyAny>) -> PyResult<Self> {
        let mut overrides = self.overrides;
        let mut others = Vec::new();
        for (name, value) in options::values(changes)? {
            match name.extract::<&str>()? {
                "timeout" => overrides.timeout = Some(options::duration("timeout", &value)?),
                "max_retries" => overrides.max_retries = Some(options::count("max_retries", &value)?),
                other => others.push((other.to_owned(), value)),
            }
        }
        let shared = if others.is_empty() {
            Arc::clone(&self.shared)
        } else {
            let mut builder = self.shared.builder.clone();
            for (name, value) in others {
                builder = options::option(builder, &name, &value)?;
            }
            Arc::new(Shared { builder, live: Mutex::new(Live::NotYet) })
        };
        let (logger, credentials) = (self.logger.clone_ref(py), self.credentials.clone_ref(py));
        let session = Self { provider: self.provider, shared, overrides, logger, credentials };
        session.live(py)?;
        Ok(session)
    }

    /// Makes a call and gives its payload.
    #[pyo3(signature = (operation, *arguments))]
    fn call<'py>(
        &self,
        py: Python<'py>,
        operation: &Operation,
        arguments: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        crate::call::call(py, self.work(operation, arguments)?, Wanted::Payload, &self.logger)
    }

    /// Makes a call and gives its payload with status, headers and body beside it.
    #[pyo3(signature = (operation, *arguments))]
    fn call_raw<'py>(
        &self,
        py: Python<'py>,
        operation: &Operation,
        arguments: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        crate::call::call(py, self.work(operation, arguments)?, Wanted::Raw, &self.logger)
    }

    /// An awaitable of the payload of a call.
    #[pyo3(signature = (operation, *arguments))]
    fn spawn<'py>(
        &self,
        py: Python<'py>,
        operation: &Operation,
        arguments: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        crate::spawn::spawn(py, self.work(operation, arguments)?, Wanted::Payload, &self.logger)
    }

    /// An awaitable of the payload of a call with status, headers and body beside it.
    #[pyo3(signature = (operation, *arguments))]
    fn spawn_raw<'py>(
        &self,
        py: Python<'py>,
        operation: &Operation,
        arguments: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        crate::spawn::spawn(py, self.work(operation, arguments)?, Wanted::Raw, &self.logger)
    }

    /// The encoded request of a call, not sent.
    #[pyo3(signature = (operation, *arguments))]
    fn prepare(&self, operation: &Operation, arguments: &Bound<'_, PyTuple>) -> PyResult<PreparedRequest> {
        let (_, prepared) = self.prepared(operation, arguments)?;
        prepared.request(arguments.py()).map(PreparedRequest)
    }

    /// The pages of a list, for a `for`; what is wrong with the arguments is raised now.
    #[pyo3(signature = (operation, *arguments))]
    fn pages<'py>(
        slf: &Bound<'py, Self>,
        operation: &Bound<'py, Operation>,
        arguments: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        pager(slf, "Pager", operation, arguments)
    }

    /// The pages of a list, for an `async for`; what is wrong with the arguments is raised now.
    #[pyo3(signature = (operation, *arguments))]
    fn async_pages<'py>(
        slf: &Bound<'py, Self>,
        operation: &Bound<'py, Operation>,
        arguments: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        pager(slf, "AsyncPager", operation, arguments)
    }

    /// A walk through the pages of a list.
    fn walk(slf: &Bound<'_, Self>, operation: &Operation, arguments: &Bound<'_, PyTuple>) -> PyResult<NativePages> {
        let (session, prepared) = slf.get().prepared(operation, arguments)?;
        let walk = prepared.walk.ok_or_else(|| {
            error::configuration(slf.py(), slf.get().provider.api.provider, "the operation has no pages")
        })?;
        let request: Request = prepared.request(slf.py())?;
        Ok(NativePages::new(slf.clone().unbind(), walk(session, request)))
    }

    /// A call that no spec covers: the answer with its payload.
    fn request<'py>(&self, py: Python<'py>, call: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
        crate::call::call(py, custom::work(self.live(py)?, call)?, Wanted::Raw, &self.logger)
    }

    /// An awaitable of the answer to a call that no spec covers.
    fn request_soon<'py>(&self, py: Python<'py>, call: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
        crate::spawn::spawn(py, custom::work(self.live(py)?, call)?, Wanted::Raw, &self.logger)
    }

    /// Closes the connections that nobody uses; calls under way end as they would.
    fn close(&self) {
        let before = {
            let mut live = self.shared.live.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *live, Live::Closed)
        };
        let_go(before);
    }

    /// Whether the client has been closed.
    #[getter]
    fn is_closed(&self) -> bool {
        matches!(*self.shared.live.lock().unwrap_or_else(PoisonError::into_inner), Live::Closed)
    }
}
