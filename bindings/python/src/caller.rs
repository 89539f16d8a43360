//! Whoever waits for a call, as the call sees it: a mailbox for what needs Python.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyWeakrefMethods, PyWeakrefReference};
use tokio::sync::oneshot;
use wholesale_runtime::{CredentialSource, Error, Observer, RequestInfo, ResponseInfo, RetryInfo, Secret};

use crate::answer::Answer;
use crate::process;

tokio::task_local! {
    static CALLER: Arc<Caller>;
}

/// The mailbox of a call.
pub(crate) struct Caller {
    mailbox: Box<dyn Fn(Event) + Send + Sync>,
    /// Whether anybody reads the log.
    logs: bool,
}

/// What a call tells its caller.
pub(crate) enum Event {
    /// It has ended.
    Done(Result<Box<dyn Answer>, Error>),
    /// It needs a credential that Python code gives.
    Want(Want),
    /// It has something for the log.
    Log(String),
}

/// A credential that is needed.
pub(crate) struct Want {
    source: Arc<Source>,
    reply: oneshot::Sender<Given>,
}

type Given = Result<Secret, Box<dyn std::error::Error + Send + Sync>>;

impl Caller {
    pub(crate) fn new(logs: bool, mailbox: impl Fn(Event) + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { mailbox: Box::new(mailbox), logs })
    }

    /// Runs a call, and posts how it ended.
    pub(crate) async fn attend(self: Arc<Self>, work: crate::answer::Work) {
        let outcome = CALLER.scope(Arc::clone(&self), work).await;
        (self.mailbox)(Event::Done(outcome));
    }
}

fn post(event: Event) -> bool {
    CALLER.try_with(|caller| (caller.mailbox)(event)).is_ok()
}

/// Hands an event of a task that belongs to this call to whoever waits for it.
pub(crate) fn forward(event: Event) {
    post(event);
}

fn log(line: impl FnOnce() -> String) {
    // An error means that nobody waits for this call: nobody reads its log.
    let _ = CALLER.try_with(|caller| {
        if caller.logs {
            (caller.mailbox)(Event::Log(line()));
        }
    });
}

/// Writes to the log of the caller; no secret is in what it is told.
pub(crate) struct Log;

impl Observer for Log {
    fn on_request(&self, request: &RequestInfo) {
        log(|| format!("{} {}: sending, attempt {}", request.provider, request.operation, request.attempt));
    }

    fn on_response(&self, response: &ResponseInfo) {
        log(|| {
            let (provider, operation) = (response.provider, response.operation);
            let status = response.http_status.map_or_else(|| "no answer".to_owned(), |status| format!("HTTP {status}"));
            let outcome = response.error.map_or_else(|| "success".to_owned(), |error| format!("{error:?}"));
            let milliseconds = response.duration.as_secs_f64() * 1000.0;
            format!("{provider} {operation}: {status} after {milliseconds:.1} ms, {outcome}")
        });
    }

    fn on_retry(&self, retry: &RetryInfo) {
        log(|| {
            let (provider, operation, seconds) = (retry.provider, retry.operation, retry.wait.as_secs_f64());
            format!("{provider} {operation}: sending again in {seconds:.3} s, after {:?}", retry.error)
        });
    }
}

/// Where a callable is found: among what a client was given, which its Python objects keep alive. A reference from here
/// would be one that no garbage collector sees, and a client that is given a method of its owner would live for ever.
pub(crate) struct Source {
    given: Py<PyWeakrefReference>,
    name: String,
}

impl Source {
    fn find<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.given.bind(py).upgrade() {
            Some(given) => given.getattr("values")?.get_item(&self.name),
            None => Err(PyRuntimeError::new_err(format!("the client that was given {} is gone", self.name))),
        }
    }
}

/// A credential that a Python callable gives.
pub(crate) struct Callable(Arc<Source>);

impl Callable {
    /// The callable of this name among what a client was given.
    pub(crate) fn new(given: &Bound<'_, PyAny>, name: String) -> PyResult<Self> {
        let given = PyWeakrefReference::new(given)?.unbind();
        Ok(Self(Arc::new(Source { given, name })))
    }
}

impl CredentialSource for Callable {
    fn fetch(&self) -> wholesale_runtime::Fetching<'_> {
        let source = Arc::clone(&self.0);
        Box::pin(async move {
            let (reply, given) = oneshot::channel();
            if !post(Event::Want(Want { source, reply })) {
                return Err("nobody waits for the call that needs the credential".into());
            }
            given.await.unwrap_or_else(|_| Err("the caller left before it gave the credential".into()))
        })
    }
}

/// The exception that a callable raised during a call: the cause of the call's own.
pub(crate) type Raised = Arc<Mutex<Option<PyErr>>>;

/// Takes what a callable gave for a credential.
#[pyclass(module = "wholesale._native", frozen)]
pub(crate) struct Reply {
    generation: u64,
    to: Mutex<Option<oneshot::Sender<Given>>>,
    raised: Raised,
}

impl Reply {
    fn answer(&self, given: Given) {
        let to = self.to.lock().unwrap_or_else(PoisonError::into_inner).take();
        if self.generation != process::generation() {
            // The callable has forked: the call that waits is in the parent.
            std::mem::forget(to);
            return;
        }
        // A call that was given up meanwhile needs none.
        let _ = to.map(|to| to.send(given));
    }
}

#[pymethods]
impl Reply {
    /// The credential.
    fn give(&self, value: &Bound<'_, PyAny>) {
        self.answer(match value.cast::<PyString>().ok().and_then(|text| text.to_str().ok()) {
            Some(text) => Ok(Secret::new(text)),
            None => Err("the callable gave something else than a str".into()),
        });
    }

    /// Why there is none. The text of the exception is not repeated: it may hold what it was about.
    fn fail(&self, error: &Bound<'_, PyAny>) {
        let class = error.get_type().name().map_or_else(|_| "?".to_owned(), |name| name.to_string());
        *self.raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(PyErr::from_value(error.clone()));
        self.answer(Err(format!("the callable raised {class}").into()));
    }
}

impl Want {
    /// The callable, and where its answer goes.
    pub(crate) fn into_python(self, py: Python<'_>, raised: &Raised) -> PyResult<(Py<PyAny>, Py<Reply>)> {
        let reply =
            Reply { generation: process::generation(), to: Mutex::new(Some(self.reply)), raised: Arc::clone(raised) };
        Ok((self.source.find(py)?.unbind(), Py::new(py, reply)?))
    }
}
