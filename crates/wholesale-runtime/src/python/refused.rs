//! Why a Python value was not taken.

use pyo3::PyErr;
use pyo3::exceptions::{PyTypeError, PyValueError};

/// Why a Python value cannot be what is asked for. The value itself is never repeated: it may be a secret.
#[derive(Debug)]
#[non_exhaustive]
pub enum Refused {
    /// It has a type that is not taken.
    Type(String),
    /// It has the right type and a wrong value.
    Value(String),
    /// Python itself failed while it was read.
    Failed(PyErr),
}

impl Refused {
    /// The same refusal, of something that has this name.
    #[must_use]
    pub fn of(self, name: &str) -> Self {
        match self {
            Self::Type(what) => Self::Type(format!("{name} {what}")),
            Self::Value(what) => Self::Value(format!("{name} {what}")),
            Self::Failed(error) => Self::Failed(error),
        }
    }
}

impl From<PyErr> for Refused {
    fn from(error: PyErr) -> Self {
        Self::Failed(error)
    }
}

impl From<Refused> for PyErr {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Type(what) => PyTypeError::new_err(what),
            Refused::Value(what) => PyValueError::new_err(what),
            Refused::Failed(error) => error,
        }
    }
}
