//! What Python code gave for a call of the facade, by name.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyString};
use wholesale::{
    AccountId, AccountUpdate, Amount, Before, Contact, Filter, Login, Movement, NewAccount, Secret, Status,
};
use wholesale_runtime::Id;
use wholesale_runtime::python::{FromPython, Refused};

use super::{amount, balance};
use crate::custom::scalar;

/// The arguments of a call; one that is `None` was not given.
pub(super) struct Arguments<'a, 'py>(&'a Bound<'py, PyDict>);

impl<'a, 'py> Arguments<'a, 'py> {
    pub(super) fn of(given: &'a Bound<'py, PyDict>) -> Self {
        Self(given)
    }

    pub(super) fn value(&self, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        Ok(self.0.get_item(name)?.filter(|value| !value.is_none()))
    }

    fn read<T>(&self, name: &str, read: impl FnOnce(&Bound<'py, PyAny>) -> Result<T, Refused>) -> PyResult<Option<T>> {
        let value = self.value(name)?;
        Ok(value.map(|value| read(&value).map_err(|refused| refused.of(name))).transpose()?)
    }

    pub(super) fn optional<T: FromPython>(&self, name: &str) -> PyResult<Option<T>> {
        self.read(name, T::from_python)
    }

    pub(super) fn required<T: FromPython>(&self, name: &str) -> PyResult<T> {
        self.optional(name)?.ok_or_else(|| missing(name))
    }

    pub(super) fn id(&self, name: &str) -> PyResult<AccountId> {
        Ok(self.required::<Id>(name)?.into())
    }

    pub(super) fn amount(&self) -> PyResult<Amount> {
        self.read("amount", amount::read)?.ok_or_else(|| missing("amount"))
    }

    pub(super) fn new_account(&self) -> PyResult<NewAccount> {
        let mut account = NewAccount::without_password(self.required::<String>("name")?);
        account.password = self.optional("password")?;
        account.balance = self.read("balance", amount::read)?;
        account.email = self.optional("email")?;
        account.contact = self.contact()?;
        for (name, value) in self.details()? {
            account.details.insert(name, value);
        }
        Ok(account)
    }

    pub(super) fn update(&self) -> PyResult<AccountUpdate> {
        let mut update = AccountUpdate::default();
        update.name = self.optional("name")?;
        update.email = self.optional("email")?;
        update.contact = self.contact()?;
        for (name, value) in self.details()? {
            update.details.insert(name, value);
        }
        Ok(update)
    }

    pub(super) fn movement(&self) -> PyResult<Movement> {
        let mut movement = Movement::default();
        movement.reference = self.optional("reference")?;
        movement.product = self.optional("product")?;
        movement.note = self.optional("note")?;
        if let Some(before) = self.read("before", before)? {
            movement.before = before;
        }
        Ok(movement)
    }

    pub(super) fn filter(&self) -> PyResult<Filter> {
        let mut filter = Filter::default();
        filter.name = self.optional("name")?;
        filter.status = self.optional::<String>("status")?.map(|word| status(&word));
        Ok(filter)
    }

    pub(super) fn login(&self) -> PyResult<Login> {
        if let Some(token) = self.optional::<Secret>("token")? {
            return Ok(Login::token(token));
        }
        Ok(Login::password(
            self.required::<String>("name")?,
            self.required::<Secret>("password")?,
            self.required::<String>("ip")?,
        ))
    }

    fn contact(&self) -> PyResult<Contact> {
        let mut contact = Contact::default();
        let Some(given) = self.value("contact")? else { return Ok(contact) };
        for (name, value) in entries("contact", &given)? {
            if value.is_none() {
                continue;
            }
            let text = String::from_python(&value).map_err(|refused| refused.of(&format!("contact {name}")))?;
            contact = match name.as_str() {
                "person" => contact.person(text),
                "company" => contact.company(text),
                "phone_country_code" => contact.phone_country_code(text),
                "phone" => contact.phone(text),
                "address" => contact.address(text),
                "city" => contact.city(text),
                "state" => contact.state(text),
                "country" => contact.country(text),
                "postal_code" => contact.postal_code(text),
                "language" => contact.language(text),
                _ => return Err(PyTypeError::new_err(format!("a contact has no {name}"))),
            };
        }
        Ok(contact)
    }

    fn details(&self) -> PyResult<Vec<(String, Secret)>> {
        let Some(given) = self.value("details")? else { return Ok(Vec::new()) };
        let detail = |(name, value): (String, Bound<'_, PyAny>)| {
            let text = scalar(&value).map_err(|refused| refused.of(&format!("details {name}")))?;
            Ok((name, Secret::new(text)))
        };
        entries("details", &given)?.into_iter().map(detail).collect()
    }
}

fn missing(name: &str) -> PyErr {
    PyTypeError::new_err(format!("{name} is required"))
}

fn entries<'py>(what: &str, given: &Bound<'py, PyAny>) -> PyResult<Vec<(String, Bound<'py, PyAny>)>> {
    let refused = || PyTypeError::new_err(format!("{what} must be a dict whose keys are str"));
    let mapping = given.cast::<PyMapping>().map_err(|_| refused())?;
    mapping.items()?.iter().map(|entry| entry.extract().map_err(|_| refused())).collect()
}

fn before(value: &Bound<'_, PyAny>) -> Result<Before, Refused> {
    match value.cast::<PyString>().ok().and_then(|word| word.to_str().ok()) {
        Some("read") => Ok(Before::Read),
        Some("ignored") => Ok(Before::Ignored),
        Some(_) => Err(Refused::Value("must be a Balance, \"read\" or \"ignored\"".to_owned())),
        None => balance::from_python(value).map(Before::Known),
    }
}

fn status(word: &str) -> Status {
    match word {
        "active" => Status::Active,
        "disabled" => Status::Disabled,
        "suspended" => Status::Suspended,
        "deleted" => Status::Deleted,
        "unknown" => Status::Unknown,
        other => Status::Other(other.to_owned()),
    }
}
