//! The sandbox: the four providers simulated on loopback, for tests in Python.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyInt};
use wholesale_runtime::Decimal;
use wholesale_runtime::python::{FromPython, ToPython};
use wholesale_sandbox::{Arrived, Builder, Fault, NetnutEnvelope, Plan, RetryAfter, Sandbox};

use crate::{options, process};

/// The simulation, until it is closed.
#[pyclass(module = "wholesale._native", name = "Sandbox", frozen)]
pub(crate) struct NativeSandbox {
    running: Mutex<Option<Sandbox>>,
    generation: u64,
}

/// A fault that was planned.
#[pyclass(module = "wholesale._native", name = "Plan", frozen)]
struct NativePlan(Mutex<Option<Plan>>);

/// Adds the classes.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<NativeSandbox>()?;
    module.add_class::<NativePlan>()
}

impl NativeSandbox {
    fn running(&self) -> MutexGuard<'_, Option<Sandbox>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the simulation. It is locked meanwhile: nothing that runs Python code belongs in here, as there
    /// another thread may take over.
    fn with<T>(&self, act: impl FnOnce(&Sandbox) -> PyResult<T>) -> PyResult<T> {
        match &*self.running() {
            Some(_) if self.generation != process::generation() => {
                Err(PyRuntimeError::new_err("the sandbox runs in the parent process: give its url to the child"))
            }
            Some(sandbox) => act(sandbox),
            None => Err(PyRuntimeError::new_err("the sandbox has been closed")),
        }
    }

    fn of<T>(&self, provider: &str, act: impl FnOnce(&Sandbox) -> PyResult<T>) -> PyResult<T> {
        known(provider)?;
        self.with(act)
    }
}

fn known(provider: &str) -> PyResult<()> {
    if Sandbox::providers().contains(&provider) {
        return Ok(());
    }
    let names = Sandbox::providers().join(", ");
    Err(PyValueError::new_err(format!("the sandbox has no provider {provider:?}; it has {names}")))
}

fn decimal(text: &str) -> PyResult<wholesale_sandbox::Decimal> {
    text.parse().map_err(|_| PyValueError::new_err("the sandbox takes decimals of up to 28 digits"))
}

/// A time, from its seconds since 1970.
fn time(seconds: f64) -> PyResult<SystemTime> {
    Duration::try_from_secs_f64(seconds)
        .ok()
        .and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since))
        .ok_or_else(|| PyValueError::new_err("the clock of the sandbox cannot stand before 1970"))
}

/// What the main accounts have at the start, by provider.
fn balances(mut builder: Builder, given: &Bound<'_, PyDict>) -> PyResult<Builder> {
    for (provider, value) in given {
        let provider: String = provider.extract()?;
        known(&provider)?;
        let amount = Decimal::from_python(&value).map_err(|refused| refused.of("a balance"))?;
        builder = builder.balance(&provider, decimal(&amount.to_string())?);
    }
    Ok(builder)
}

#[pymethods]
impl NativeSandbox {
    #[new]
    fn new(settings: &Bound<'_, PyDict>) -> PyResult<Self> {
        let mut builder = Sandbox::builder();
        for (name, value) in settings {
            let name: String = name.extract()?;
            builder = match name.as_str() {
                "port" => builder.port(value.extract()?),
                "seed" => builder.seed(value.extract()?),
                "journal_limit" => builder.journal_limit(value.extract()?),
                "stands_at" => builder.clock_stands_at(time(value.extract()?)?),
                "netnut_object_envelope" if value.is_truthy()? => builder.netnut_envelope(NetnutEnvelope::Object),
                "netnut_object_envelope" => builder,
                "balances" => balances(builder, value.cast()?)?,
                _ => return Err(PyTypeError::new_err(format!("there is no setting {name}"))),
            };
        }
        let sandbox = builder.start_blocking()?;
        Ok(Self { running: Mutex::new(Some(sandbox)), generation: process::generation() })
    }

    /// Stops it; once is enough.
    fn close(&self) {
        let sandbox = self.running().take();
        stop(self.generation, sandbox);
    }

    #[staticmethod]
    fn providers() -> Vec<&'static str> {
        Sandbox::providers().to_vec()
    }

    #[staticmethod]
    fn operations() -> Vec<String> {
        Sandbox::operations()
    }

    fn url(&self, provider: &str) -> PyResult<String> {
        self.of(provider, |sandbox| Ok(sandbox.url(provider)))
    }

    fn credentials<'py>(&self, py: Python<'py>, provider: &str) -> PyResult<Bound<'py, PyDict>> {
        let credentials = PyDict::new(py);
        for (name, value) in self.of(provider, |sandbox| Ok(sandbox.credentials(provider)))? {
            credentials.set_item(name, value)?;
        }
        Ok(credentials)
    }

    fn fail(&self, operation: &str, fault: &Bound<'_, PyDict>) -> PyResult<NativePlan> {
        let fault = read_fault(fault)?;
        self.with(|sandbox| {
            let plan = sandbox.try_fail(operation, fault).map_err(|error| PyValueError::new_err(error.to_string()))?;
            Ok(NativePlan(Mutex::new(Some(plan))))
        })
    }

    fn release(&self) -> PyResult<()> {
        self.with(|sandbox| {
            sandbox.release();
            Ok(())
        })
    }

    fn journal<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        self.with(|sandbox| Ok(sandbox.journal()))?.iter().map(|arrived| entry(py, arrived)).collect()
    }

    fn clear_journal(&self) -> PyResult<()> {
        self.with(|sandbox| {
            sandbox.clear_journal();
            Ok(())
        })
    }

    fn reset(&self) -> PyResult<()> {
        self.with(|sandbox| {
            sandbox.reset();
            Ok(())
        })
    }

    fn advance(&self, by: &Bound<'_, PyAny>) -> PyResult<()> {
        let by = options::duration("by", by)?;
        self.with(|sandbox| {
            sandbox.advance(by);
            Ok(())
        })
    }

    /// Seconds since 1970 by the clock of the sandbox.
    fn now(&self) -> PyResult<f64> {
        self.with(|sandbox| Ok(sandbox.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64()))
    }

    fn account_balance<'py>(&self, py: Python<'py>, provider: &str) -> PyResult<Bound<'py, PyAny>> {
        Decimal::from(self.of(provider, |sandbox| Ok(sandbox.account_balance(provider)))?).to_python(py)
    }

    fn accounts<'py>(&self, py: Python<'py>, provider: &str) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let fields = |account: wholesale_sandbox::SandboxAccount| {
            let fields = PyDict::new(py);
            fields.set_item("id", account.id)?;
            fields.set_item("name", account.name)?;
            fields.set_item("balance", Decimal::from(account.balance).to_python(py)?)?;
            fields.set_item("used", Decimal::from(account.used).to_python(py)?)?;
            fields.set_item("active", account.active)?;
            Ok(fields)
        };
        self.of(provider, |sandbox| Ok(sandbox.accounts(provider)))?.into_iter().map(fields).collect()
    }

    fn applied(&self, operation: &str) -> PyResult<u64> {
        if !Sandbox::operations().iter().any(|known| known == operation) {
            return Err(PyValueError::new_err(format!("the sandbox has no operation {operation:?}")));
        }
        self.with(|sandbox| Ok(sandbox.applied(operation)))
    }

    fn use_traffic(&self, provider: &str, id: &str, gb: &Bound<'_, PyAny>) -> PyResult<bool> {
        let gb = Decimal::from_python(gb).map_err(|refused| refused.of("gb"))?;
        let gb = decimal(&gb.to_string())?;
        self.of(provider, |sandbox| Ok(sandbox.use_traffic(provider, id, gb)))
    }
}

/// Stopping waits for the thread of the sandbox, which takes no time and needs no interpreter; but it is in the parent.
fn stop(generation: u64, sandbox: Option<Sandbox>) {
    if generation == process::generation() {
        drop(sandbox);
    } else {
        std::mem::forget(sandbox);
    }
}

impl Drop for NativeSandbox {
    fn drop(&mut self) {
        let sandbox = self.running().take();
        stop(self.generation, sandbox);
    }
}

fn entry<'py>(py: Python<'py>, arrived: &Arrived) -> PyResult<Bound<'py, PyDict>> {
    let fields = PyDict::new(py);
    fields.set_item("number", arrived.number())?;
    fields.set_item("provider", arrived.provider())?;
    fields.set_item("operation", arrived.operation())?;
    fields.set_item("method", arrived.method())?;
    fields.set_item("path", arrived.path())?;
    fields.set_item("query", arrived.query())?;
    fields.set_item("headers", arrived.headers())?;
    fields.set_item("body", PyBytes::new(py, arrived.body()))?;
    fields.set_item("parameters", arrived.parameters())?;
    fields.set_item("status", arrived.status())?;
    fields.set_item("applied", arrived.applied())?;
    fields.set_item("fault", arrived.fault())?;
    fields.set_item("shown", arrived.to_string())?;
    Ok(fields)
}

/// A status that an answer can end with.
fn status(value: &Bound<'_, PyAny>) -> PyResult<u16> {
    match value.extract() {
        Ok(code) if (200..=599).contains(&code) => Ok(code),
        // An int of whatever size, or something else.
        _ if value.is_instance_of::<PyInt>() => {
            Err(PyValueError::new_err(format!("an HTTP status is from 200 to 599, not {}", value.str()?)))
        }
        _ => Err(PyTypeError::new_err("an HTTP status must be an int")),
    }
}

/// A fault from its name and what it needs besides.
fn read_fault(given: &Bound<'_, PyDict>) -> PyResult<Fault> {
    let need = |name: &str| -> PyResult<Bound<'_, PyAny>> {
        given.get_item(name)?.ok_or_else(|| PyValueError::new_err(format!("the fault needs {name}")))
    };
    let name: String = need("name")?.extract()?;
    Ok(match name.as_str() {
        "status" => Fault::Status { code: status(&need("code")?)?, body: need("body")?.extract()? },
        "rate_limited" => {
            let seconds: Option<u64> = need("retry_after")?.extract()?;
            Fault::RateLimited { retry_after: seconds.map(RetryAfter::Seconds) }
        }
        "html" => Fault::Html { status: status(&need("status")?)?, content_type: need("content_type")?.extract()? },
        "redirect" => Fault::Redirect { location: need("location")?.extract()? },
        "huge_body" => Fault::HugeBody { bytes: need("size")?.extract()? },
        "compressed_body" => Fault::CompressedBody { bytes: need("size")?.extract()? },
        "deep_json" => Fault::DeepJson { depth: need("depth")?.extract()? },
        "applied_then_status" => Fault::AppliedThenStatus(status(&need("code")?)?),
        "slow_drip" => Fault::SlowDrip { pause: options::duration("pause", &need("pause")?)? },
        "latency" => Fault::Latency(options::duration("delay", &need("delay")?)?),
        "provider_error" => Fault::ProviderError,
        "empty_body" => Fault::EmptyBody,
        "huge_number" => Fault::HugeNumber,
        "reset_before_read" => Fault::ResetBeforeRead,
        "reset_before_apply" => Fault::ResetBeforeApply,
        "hang" => Fault::Hang,
        "applied_and_answer_lost" => Fault::AppliedAndAnswerLost,
        "applied_then_hang" => Fault::AppliedThenHang,
        "truncated_json" => Fault::TruncatedJson,
        "malformed_json" => Fault::MalformedJson,
        "invalid_utf8" => Fault::InvalidUtf8,
        "no_content_length" => Fault::NoContentLength,
        _ => return Err(PyValueError::new_err(format!("there is no fault {name:?}; see wholesale.sandbox.Fault"))),
    })
}

impl NativePlan {
    fn change(&self, change: impl FnOnce(Plan) -> Plan) {
        let mut plan = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *plan = plan.take().map(change);
    }

    fn read<T: Default>(&self, read: impl FnOnce(&Plan) -> T) -> T {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(read).unwrap_or_default()
    }
}

#[pymethods]
impl NativePlan {
    fn times(&self, times: u64) {
        self.change(|plan| plan.times(times));
    }

    fn always(&self) {
        self.change(Plan::always);
    }

    fn after(&self, requests: u64) {
        self.change(|plan| plan.after(requests));
    }

    fn probability(&self, share: f64) -> PyResult<()> {
        if !(0.0..=1.0).contains(&share) {
            return Err(PyValueError::new_err(format!("a share of the requests is from 0 to 1, not {share}")));
        }
        self.change(|plan| plan.probability(share));
        Ok(())
    }

    fn hits(&self) -> u64 {
        self.read(Plan::hits)
    }

    fn waiting(&self) -> usize {
        self.read(Plan::waiting)
    }

    fn release(&self) {
        self.read(Plan::release);
    }

    fn cancel(&self) {
        self.read(Plan::cancel);
    }
}
