//! What the facade gives, on its way to the dataclasses of the Python package.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use wholesale::{
    Account, Balance, Direction, Ensured, Receipt, Replenished, Settlement, Transfer, TransferError, Whereabouts,
};
use wholesale_runtime::Error;
use wholesale_runtime::python::ToPython;

use super::amount::PyAmount;
use super::balance;
use crate::answer::{Answer, Wanted};
use crate::caller::Raised;
use crate::error;

/// Something that Python has a class for.
pub(super) trait Outcome: Send + 'static {
    /// The Python value.
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>>;
}

/// An outcome as an answer.
pub(super) struct Given<T>(pub(super) T);

impl<T: Outcome> Answer for Given<T> {
    fn into_python<'py>(self: Box<Self>, py: Python<'py>, _: Wanted) -> PyResult<Bound<'py, PyAny>> {
        self.0.give(py)
    }
}

/// An instance of a class of the Python package.
fn instance<'py>(module: &str, class: &str, fields: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
    fields.py().import(module)?.getattr(class)?.call((), Some(fields))
}

macro_rules! fields {
    ($py:expr, { $($name:literal: $value:expr),* $(,)? }) => {{
        let fields = PyDict::new($py);
        $(fields.set_item($name, $value)?;)*
        fields
    }};
}

impl Outcome for () {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        Ok(py.None().into_bound(py))
    }
}

impl Outcome for bool {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        self.to_python(py)
    }
}

impl<T: Outcome> Outcome for Option<T> {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        self.map_or_else(|| ().give(py), |outcome| outcome.give(py))
    }
}

impl Outcome for Balance {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        balance::to_python(py, &self)
    }
}

impl Outcome for Account {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let fields = fields!(py, {
            "provider": self.provider,
            "id": self.id.as_str(),
            "name": self.name.as_deref(),
            "email": self.email.as_deref(),
            "status": self.status.to_string(),
            "balance": self.balance.give(py)?,
            "record": self.record_to_python(py)?,
            "json": self.json(),
        });
        instance("wholesale._account", "Account", &fields)
    }
}

impl Outcome for Receipt {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let fields = fields!(py, {
            "id": self.id.as_str(),
            "amount": PyAmount(self.amount),
            "direction": if self.direction == Direction::Added { "added" } else { "taken" },
            "transaction": self.transaction.as_ref().map(wholesale::Id::as_str),
            "account": self.account.give(py)?,
        });
        instance("wholesale._outcomes", "Receipt", &fields)
    }
}

impl Outcome for Ensured {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let was_created = self.was_created();
        let fields = fields!(py, { "account": self.into_account().give(py)?, "was_created": was_created });
        instance("wholesale._outcomes", "Ensured", &fields)
    }
}

impl Outcome for Replenished {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let fields = fields!(py, { "account": self.account.give(py)?, "added": self.added.give(py)? });
        instance("wholesale._outcomes", "Replenished", &fields)
    }
}

impl Outcome for Settlement {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let (outcome, account, reason) = match self {
            Self::Applied { account, .. } => ("applied", account, None),
            Self::NotApplied => ("not_applied", None, None),
            Self::CannotTell { reason, .. } => ("cannot_tell", None, Some(reason)),
            _ => ("cannot_tell", None, None),
        };
        let fields = fields!(py, { "outcome": outcome, "account": account.give(py)?, "reason": reason });
        instance("wholesale._outcomes", "Settlement", &fields)
    }
}

/// A transfer, or why it was not carried out.
pub(super) struct Transferred(pub(super) Result<Transfer, Box<TransferError>>);

impl Outcome for Transferred {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let Transfer { taken, added, .. } =
            self.0.map_err(|failed| failure(py, &failed).unwrap_or_else(|error| error))?;
        let fields = fields!(py, { "taken": taken.give(py)?, "added": added.give(py)? });
        instance("wholesale._outcomes", "Transfer", &fields)
    }
}

fn failure(py: Python<'_>, failed: &TransferError) -> PyResult<PyErr> {
    let exception = |problem: &Error| error::exception(py, problem, &Raised::default());
    let whereabouts = match failed.whereabouts {
        Whereabouts::Source => "source",
        Whereabouts::OwnAccount => "own_account",
        Whereabouts::SourceOrOwnAccount => "source_or_own_account",
        Whereabouts::OwnAccountOrTarget => "own_account_or_target",
        Whereabouts::OwnAccountOrSource => "own_account_or_source",
        _ => "unknown",
    };
    let cause = exception(&failed.error);
    let fields = fields!(py, {
        "error": cause.value(py),
        "whereabouts": whereabouts,
        "amount": PyAmount(failed.amount),
        "source": failed.from.as_str(),
        "target": failed.to.as_str(),
        "compensation": failed.compensation.as_ref().map(|problem| exception(problem).into_value(py)),
    });
    let class = py.import("wholesale._errors")?.getattr("TransferError")?;
    let raised = PyErr::from_value(class.call((failed.to_string(),), Some(&fields))?);
    raised.set_cause(py, Some(cause));
    Ok(raised)
}
