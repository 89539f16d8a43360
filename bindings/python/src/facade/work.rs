//! From the name of an action and its arguments to a call that is ready to be made.

use std::sync::Arc;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use wholesale::{Accounts, Secret};
use wholesale_runtime::Result;

use super::arguments::Arguments;
use super::outcome::{Given, Outcome, Transferred};
use super::unsettled::PyUnsettled;
use crate::answer::{Answer, Work};

/// The call.
pub(super) fn work(accounts: Arc<dyn Accounts>, action: &str, given: &Arguments<'_, '_>) -> PyResult<Work> {
    Ok(match action {
        "create" => {
            let account = given.new_account()?;
            working(async move { accounts.create(account).await })
        }
        "ensure" => {
            let account = given.new_account()?;
            working(async move { accounts.ensure(account).await })
        }
        "get" => {
            let id = given.id("id")?;
            working(async move { accounts.get(&id).await })
        }
        "find" => {
            let id = given.id("id")?;
            working(async move { accounts.find(&id).await })
        }
        "update" => {
            let (id, update) = (given.id("id")?, given.update()?);
            working(async move { accounts.update(&id, update).await })
        }
        "set_password" => {
            let (id, password) = (given.id("id")?, given.required::<Secret>("password")?);
            working(async move { accounts.set_password(&id, password).await })
        }
        "balance" => {
            let id = given.id("id")?;
            working(async move { accounts.balance(&id).await })
        }
        "add" => {
            let (id, amount, movement) = (given.id("id")?, given.amount()?, given.movement()?);
            working(async move { accounts.add_with(&id, amount, movement).await })
        }
        "take" => {
            let (id, amount, movement) = (given.id("id")?, given.amount()?, given.movement()?);
            working(async move { accounts.take_with(&id, amount, movement).await })
        }
        "ensure_balance_at_least" => {
            let (id, least) = (given.id("id")?, given.amount()?);
            working(async move { accounts.ensure_balance_at_least(&id, least).await })
        }
        "transfer" => {
            let (from, to, amount) = (given.id("source")?, given.id("target")?, given.amount()?);
            working(async move { Ok(Transferred(accounts.transfer(&from, &to, amount).await)) })
        }
        "disable" => {
            let id = given.id("id")?;
            working(async move { accounts.disable(&id).await })
        }
        "delete" => {
            let id = given.id("id")?;
            working(async move { accounts.delete(&id).await })
        }
        "authenticate" => {
            let login = given.login()?;
            working(async move { accounts.authenticate(login).await })
        }
        "own_balance" => working(async move { accounts.own_balance().await }),
        "settle" => settle(accounts, given)?,
        "settle_unsettled" => {
            let unsettled = unsettled(given)?.ok_or_else(|| PyValueError::new_err("nothing is unsettled"))?;
            working(async move { accounts.settle_unsettled(&unsettled).await })
        }
        _ => return Err(PyValueError::new_err(format!("there is no action {action}"))),
    })
}

fn working<T: Outcome>(work: impl Future<Output = Result<T>> + Send + 'static) -> Work {
    Box::pin(async move { Ok(Box::new(Given(work.await?)) as Box<dyn Answer>) })
}

fn unsettled(given: &Arguments<'_, '_>) -> PyResult<Option<wholesale::Unsettled>> {
    let Some(value) = given.value("unsettled")? else { return Ok(None) };
    let open = value.cast::<PyUnsettled>().map_err(|_| PyTypeError::new_err("unsettled must be an Unsettled"))?;
    Ok(Some(open.get().0.clone()))
}

/// After an error, which is an exception by now.
fn settle(accounts: Arc<dyn Accounts>, given: &Arguments<'_, '_>) -> PyResult<Work> {
    let unsettled = unsettled(given)?;
    let provider = given.optional::<String>("provider")?.unwrap_or_default();
    let operation = given.optional::<String>("operation")?.unwrap_or_default();
    let may_have_been_applied = given.required("may_have_been_applied")?;
    Ok(working(
        async move { accounts.settle_call(&provider, &operation, may_have_been_applied, unsettled.as_ref()).await },
    ))
}
