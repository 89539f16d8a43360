//! Lists that are read page by page.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};
use tokio::sync::Mutex;
use wholesale_runtime::{Pages, Request, Session};

use crate::answer::{Answer, NextPage, Wanted, Work, Working};
use crate::prepared::Payload;
use crate::session::NativeSession;

/// A walk through pages of any type.
pub(crate) trait Walk: Send {
    /// The next page, or nothing after the last.
    fn next(&mut self) -> Working<'_>;
}

struct TypedWalk<T>(Pages<T>);

impl<T: Payload> Walk for TypedWalk<T> {
    fn next(&mut self) -> Working<'_> {
        Box::pin(async move {
            let page = self.0.next().await.transpose()?;
            Ok(Box::new(NextPage(page)) as Box<dyn Answer>)
        })
    }
}

/// Begins a walk.
pub(crate) type Begin = fn(Session, Request) -> Box<dyn Walk>;

/// A walk that begins with this request.
pub(crate) fn walk<T: Payload>(session: Session, request: Request) -> Box<dyn Walk> {
    Box::new(TypedWalk(Pages::<T>::new(session, Ok(request))))
}

/// A walk through the pages of a list.
#[pyclass(module = "wholesale._native", name = "Pages", frozen)]
pub(crate) struct NativePages {
    session: Py<NativeSession>,
    walk: Arc<Mutex<Box<dyn Walk>>>,
    /// The process that the walk began in: its connections are not those of another.
    generation: u64,
}

impl NativePages {
    pub(crate) fn new(session: Py<NativeSession>, walk: Box<dyn Walk>) -> Self {
        Self { session, walk: Arc::new(Mutex::new(walk)), generation: crate::process::generation() }
    }

    fn work(&self) -> PyResult<Work> {
        if self.generation != crate::process::generation() {
            return Err(crate::process::forked_inside());
        }
        let walk = Arc::clone(&self.walk);
        Ok(Box::pin(async move { walk.lock().await.next().await }))
    }
}

impl Drop for NativePages {
    fn drop(&mut self) {
        crate::session::leave_to_parent(self.generation, &self.walk);
    }
}

#[pymethods]
impl NativePages {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.session)
    }

    /// The next page, or `None` after the last.
    fn next<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        crate::call::call(py, self.work()?, Wanted::Payload, self.session.get().logger())
    }

    /// An awaitable of the next page, or of `None` after the last.
    fn next_soon<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        crate::spawn::spawn(py, self.work()?, Wanted::Payload, self.session.get().logger())
    }
}
