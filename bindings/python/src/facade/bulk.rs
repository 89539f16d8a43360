//! Runs over many accounts. A run is a task of its own; whoever started it takes its events, step by step, and gives it
//! items when it has room for them, so that no Python code runs on its thread.

mod item;
mod journal;
mod report;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::{Either, select};
use futures_util::stream;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use pyo3::{PyTraverseError, PyVisit};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use wholesale::bulk::{Bulk, BulkError, Durability, Item, ItemResult, Progress, Report, Settling};

use super::arguments::Arguments;
use super::outcome::{Given, Outcome};
use crate::answer::{Answer, Wanted, Work};
use crate::caller::{Caller, Event, forward};
use crate::session::{NativeSession, leave_to_parent};
use crate::{options, process};
use item::PyItem;

/// Events handed over at once.
const AT_ONCE: usize = 256;

/// What a run tells.
enum Told {
    Result(ItemResult),
    Progress(Progress),
    Caller(Event),
}

/// How a run ended, or why it could not begin.
struct Ended(Result<Report, BulkError>);

impl Outcome for Ended {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        match self.0 {
            Ok(report) => report::report(py, &report),
            Err(error) => Err(report::exception(py, &error)?),
        }
    }
}

/// What was told since the last time, and how it ended if it did.
#[derive(Default)]
struct Step {
    told: Vec<Told>,
    ended: Option<Result<Box<dyn Answer>, wholesale_runtime::Error>>,
}

impl Step {
    fn take(&mut self, told: Told) {
        match told {
            Told::Caller(Event::Done(outcome)) => self.ended = Some(outcome),
            // A credential or a line for the log: for whoever waits now.
            Told::Caller(event) => forward(event),
            other => self.told.push(other),
        }
    }
}

impl Outcome for Step {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let events = PyList::empty(py);
        for told in self.told {
            match told {
                Told::Result(result) => events.append(("result", report::result(py, result)?))?,
                Told::Progress(progress) => events.append(("progress", report::progress(py, &progress)?))?,
                Told::Caller(_) => {}
            }
        }
        let ended = match self.ended {
            None => py.None().into_bound(py),
            Some(Ok(answer)) => answer.into_python(py, Wanted::Payload)?,
            Some(Err(error)) => return Err(crate::error::exception(py, &error, &crate::caller::Raised::default())),
        };
        Ok(PyTuple::new(py, [events.into_any(), ended])?.into_any())
    }
}

type Events = tokio::sync::Mutex<mpsc::UnboundedReceiver<Told>>;

/// A run that is under way.
#[pyclass(module = "wholesale._native", name = "Run", frozen)]
pub(crate) struct NativeRun {
    session: Py<NativeSession>,
    /// The process that the run began in.
    generation: u64,
    items: Mutex<Option<mpsc::Sender<Item>>>,
    events: Arc<Events>,
    task: AbortHandle,
}

impl NativeRun {
    fn items(&self) -> MutexGuard<'_, Option<mpsc::Sender<Item>>> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn here(&self) -> PyResult<()> {
        if self.generation == process::generation() { Ok(()) } else { Err(process::forked_inside()) }
    }

    /// Waits until there is something to tell, or room for an item where one is at hand.
    fn wait(&self, is_feeding: bool) -> PyResult<Work> {
        self.here()?;
        let events = Arc::clone(&self.events);
        let items = self.items().clone().filter(|_| is_feeding);
        Ok(Box::pin(async move {
            let mut events = events.lock().await;
            let mut step = Step::default();
            let told = next(&mut events, items.as_ref()).await;
            match told {
                None => {}
                Some(Some(told)) => step.take(told),
                Some(None) => return Err(wholesale_runtime::Error::configuration("wholesale", "the run was stopped")),
            }
            while step.ended.is_none()
                && step.told.len() < AT_ONCE
                && let Ok(told) = events.try_recv()
            {
                step.take(told);
            }
            Ok(Box::new(Given(step)) as Box<dyn Answer>)
        }))
    }

    /// Waits until everything that belongs to the run is gone.
    fn gone(&self) -> PyResult<Work> {
        self.here()?;
        let events = Arc::clone(&self.events);
        Ok(Box::pin(async move {
            while events.lock().await.recv().await.is_some() {}
            Ok(Box::new(Given(())) as Box<dyn Answer>)
        }))
    }
}

/// The next thing that is told; `None` when there is room for an item before that.
async fn next(events: &mut mpsc::UnboundedReceiver<Told>, items: Option<&mpsc::Sender<Item>>) -> Option<Option<Told>> {
    let Some(items) = items else { return Some(events.recv().await) };
    let (next, room) = (std::pin::pin!(events.recv()), std::pin::pin!(items.reserve()));
    match select(next, room).await {
        Either::Left((told, _)) => Some(told),
        Either::Right(_) => None,
    }
}

impl Drop for NativeRun {
    fn drop(&mut self) {
        if self.generation == process::generation() {
            self.task.abort();
            return;
        }
        leave_to_parent(self.generation, &self.events);
        std::mem::forget((self.items().take(), self.task.clone()));
    }
}

#[pymethods]
impl NativeRun {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.session)
    }

    /// What there is to tell; comes back without when there is room for an item and one is at hand.
    fn step<'py>(&self, py: Python<'py>, is_feeding: bool) -> PyResult<Bound<'py, PyAny>> {
        crate::call::call(py, self.wait(is_feeding)?, Wanted::Payload, self.session.get().logger())
    }

    /// An awaitable of what there is to tell.
    fn step_soon<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        crate::spawn::spawn(py, self.wait(false)?, Wanted::Payload, self.session.get().logger())
    }

    /// How many items it takes now.
    fn room(&self) -> usize {
        self.items().as_ref().map_or(0, mpsc::Sender::capacity)
    }

    /// Gives it an item; there has to be room.
    fn put(&self, item: &PyItem) -> PyResult<()> {
        self.here()?;
        let items = self.items();
        let Some(items) = items.as_ref() else { return Ok(()) };
        // One that has stopped takes nothing more, and needs nothing.
        match items.try_reserve() {
            Ok(room) => room.send(item.0.clone()),
            Err(mpsc::error::TrySendError::Closed(())) => {}
            Err(mpsc::error::TrySendError::Full(())) => return Err(PyRuntimeError::new_err("there is no room")),
        }
        Ok(())
    }

    /// An awaitable that gives it an item as soon as there is room; whether it takes any more.
    fn put_soon<'py>(&self, py: Python<'py>, item: &PyItem) -> PyResult<Bound<'py, PyAny>> {
        self.here()?;
        let (items, item) = (self.items().clone(), item.0.clone());
        let work: Work = Box::pin(async move {
            let taken = match items {
                Some(items) => items.send(item).await.is_ok(),
                None => false,
            };
            Ok(Box::new(Given(taken)) as Box<dyn Answer>)
        });
        crate::spawn::spawn(py, work, Wanted::Payload, self.session.get().logger())
    }

    /// There are no more items.
    fn finish(&self) -> PyResult<()> {
        self.here()?;
        self.items().take();
        Ok(())
    }

    /// Stops it where it is; what was in the middle is open in its journal.
    fn cancel(&self) -> PyResult<()> {
        self.here()?;
        self.items().take();
        self.task.abort();
        Ok(())
    }

    /// Waits until everything that belongs to it is gone, its lock on the journal included.
    fn leave<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        crate::call::call(py, self.gone()?, Wanted::Payload, self.session.get().logger())
    }

    /// An awaitable of the same.
    fn leave_soon<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        crate::spawn::spawn(py, self.gone()?, Wanted::Payload, self.session.get().logger())
    }
}

/// Begins a run.
#[pyfunction]
fn begin_run(
    py: Python<'_>,
    session: &Bound<'_, NativeSession>,
    task: &str,
    given: &Bound<'_, PyDict>,
) -> PyResult<NativeRun> {
    let _visit = process::Visit::begin(py)?;
    let (sender, events) = mpsc::unbounded_channel();
    let given = Arguments::of(given);
    let limit = given.value("limit")?.map(|limit| options::count("limit", &limit)).transpose()?.unwrap_or(8).max(1);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut bulk = configured(Bulk::new(&super::accounts(session)?).limit(limit), &given)?;
    if given.required("tells_results")? {
        let sender = sender.clone();
        bulk = bulk.on_result(move |result| drop(sender.send(Told::Result(result))));
    }
    if given.required("tells_progress")? {
        let sender = sender.clone();
        bulk = bulk.on_progress(move |progress| drop(sender.send(Told::Progress(progress.clone()))));
    }
    let task = item::task(task)?;
    let (items, source) = mpsc::channel(limit);
    let source = stream::unfold(source, |mut source| async move {
        let item: Item = source.recv().await?;
        Some((Ok(item), source))
    });
    let work: Work = Box::pin(async move {
        let ended = Ended(bulk.run_stream(task, source).await);
        Ok(Box::new(Given(ended)) as Box<dyn Answer>)
    });
    let caller = Caller::new(session.get().logger().is_read(py)?, move |event| drop(sender.send(Told::Caller(event))));
    let task = process::working(py)?.spawn(caller.attend(work)).abort_handle();
    Ok(NativeRun {
        session: session.clone().unbind(),
        generation: process::generation(),
        items: Mutex::new(Some(items)),
        events: Arc::new(tokio::sync::Mutex::new(events)),
        task,
    })
}

fn configured(mut bulk: Bulk, given: &Arguments<'_, '_>) -> PyResult<Bulk> {
    let number = |name: &str| given.value(name)?.map(|value| options::count(name, &value)).transpose();
    let span = |name: &str| given.value(name)?.map(|value| options::span(name, &value)).transpose();
    if let Some(path) = given.value("journal")? {
        bulk = bulk.journal(path.extract::<PathBuf>()?);
    }
    if let Some(name) = given.optional::<String>("run")? {
        bulk = bulk.named(name);
    }
    bulk = match given.required::<String>("durability")?.as_str() {
        "power_loss" => bulk.durability(Durability::PowerLoss),
        "process_crash" => bulk.durability(Durability::ProcessCrash),
        _ => return Err(PyValueError::new_err("durability must be \"power_loss\" or \"process_crash\"")),
    };
    bulk = bulk.settling(span("settle_after")?.map_or(Settling::Later, Settling::After));
    if let Some(patience) = span("patience")? {
        bulk = bulk.patience(patience);
    }
    if let Some(failures) = number("stop_after_failures")? {
        bulk = bulk.stop_after_failures(failures.into());
    }
    bulk = bulk.stop_after_refused_credentials(number("stop_after_refused_credentials")?);
    if let Some(total) = number("total")? {
        bulk = bulk.total(total.into());
    }
    Ok(bulk)
}

/// Adds the classes and functions.
pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<NativeRun>()?;
    module.add_class::<PyItem>()?;
    module.add_class::<journal::NativeJournal>()?;
    module.add_function(wrap_pyfunction!(begin_run, module)?)?;
    module.add_function(wrap_pyfunction!(journal::decide_item, module)?)
}
