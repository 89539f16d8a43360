//! What providers can do, as data for Python.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use wholesale::{Argument, Capabilities, Support};

/// The lines of a provider's table; `None` where there is no such provider.
#[pyfunction]
pub(super) fn capabilities<'py>(py: Python<'py>, provider: &str) -> PyResult<Option<Bound<'py, PyList>>> {
    let Some(capabilities) = Capabilities::of_provider(provider) else { return Ok(None) };
    let lines = PyList::empty(py);
    for line in capabilities.iter() {
        let (can, note, reason, instead) = match line.support {
            Support::Yes { note } => ("yes", note, None, None),
            Support::No { reason, instead } => ("no", None, Some(reason), instead),
            Support::NotYet { reason, instead } => ("not_yet", None, Some(reason), instead),
            _ => ("not_yet", None, None, None),
        };
        let fields = PyDict::new(py);
        fields.set_item("action", line.action.name())?;
        fields.set_item("argument", line.argument.map(Argument::name))?;
        fields.set_item("can", can)?;
        fields.set_item("note", note)?;
        fields.set_item("reason", reason)?;
        fields.set_item("instead", instead)?;
        fields.set_item("source", line.source)?;
        lines.append(fields)?;
    }
    Ok(Some(lines))
}
