//! The native core of the Python package `wholesale`: `wholesale._native`.
//!
//! Two doors lead from Python to the network, and nothing else blocks: [`call`] for synchronous code and [`spawn`]
//! for asyncio. No Python code ever runs on a thread of tokio: what a call needs from Python - a credential, a line in
//! the log - is put into the mailbox of whoever waits for it.

mod answer;
mod call;
mod caller;
mod custom;
mod error;
mod facade;
#[rustfmt::skip]
mod generated;
mod operation;
mod options;
mod pages;
mod prepared;
mod process;
mod sandbox;
mod session;
mod spawn;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A module with the records and operations of a provider.
#[pyfunction]
fn load<'py>(py: Python<'py>, provider: &str) -> PyResult<Bound<'py, PyModule>> {
    let provider = operation::provider(provider)
        .ok_or_else(|| PyValueError::new_err(format!("there is no provider {provider:?}")))?;
    operation::module(py, provider)
}

/// The module itself.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_function(wrap_pyfunction!(load, module)?)?;
    module.add_class::<operation::Operation>()?;
    module.add_class::<prepared::PreparedRequest>()?;
    module.add_class::<session::NativeSession>()?;
    module.add_class::<pages::NativePages>()?;
    module.add_class::<caller::Reply>()?;
    module.add_class::<spawn::Bridge>()?;
    module.add_class::<spawn::Relay>()?;
    facade::register(module)?;
    process::register(module)?;
    sandbox::register(module)
}
