//! Accounts, the same for every provider.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use wholesale_runtime::{Id, Secret, Untouched};

use crate::balance::Balance;

/// The provider's key of an account: an opaque text.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub struct AccountId(Id);

impl AccountId {
    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl<T: Into<Id>> From<T> for AccountId {
    fn from(id: T) -> Self {
        Self(id.into())
    }
}

impl From<&AccountId> for Id {
    fn from(id: &AccountId) -> Self {
        id.0.clone()
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.0.into_string()
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Whether an account can be used.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// It can be used.
    Active,
    /// It was switched off by you.
    Disabled,
    /// It was switched off by the provider.
    Suspended,
    /// It was closed; the provider still shows it.
    Deleted,
    /// Another word of the provider's.
    Other(String),
    /// The provider does not say.
    #[default]
    Unknown,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Suspended => "suspended",
            Self::Deleted => "deleted",
            Self::Other(word) => word,
            Self::Unknown => "unknown",
        })
    }
}

/// A provider's own record, of any type.
#[cfg(not(feature = "python"))]
pub(crate) trait Record: Any + Send + Sync {}

#[cfg(not(feature = "python"))]
impl<T: Any + Send + Sync> Record for T {}

/// A provider's own record, of any type that Python has as well.
#[cfg(feature = "python")]
pub(crate) trait Record: Any + Send + Sync {
    fn record_to_python<'py>(
        &self,
        py: wholesale_runtime::pyo3::Python<'py>,
    ) -> wholesale_runtime::pyo3::PyResult<wholesale_runtime::pyo3::Bound<'py, wholesale_runtime::pyo3::PyAny>>;
}

#[cfg(feature = "python")]
impl<T: wholesale_runtime::python::ToPython + Any + Send + Sync> Record for T {
    fn record_to_python<'py>(
        &self,
        py: wholesale_runtime::pyo3::Python<'py>,
    ) -> wholesale_runtime::pyo3::PyResult<wholesale_runtime::pyo3::Bound<'py, wholesale_runtime::pyo3::PyAny>> {
        self.to_python(py)
    }
}

/// An account you sell to: a sub-user, a reseller, a customer.
#[derive(Clone)]
#[non_exhaustive]
pub struct Account {
    /// Name of the provider, `iproyal`.
    pub provider: &'static str,
    /// The provider's key.
    pub id: AccountId,
    /// What the account is called, and logs in with where it can.
    pub name: Option<String>,
    /// Where its owner is reached.
    pub email: Option<String>,
    /// Whether it can be used.
    pub status: Status,
    /// What it has.
    pub balance: Balance,
    pub(crate) record: Option<Arc<dyn Record>>,
    pub(crate) json: Option<Arc<RawValue>>,
}

impl Account {
    /// An account of which nothing but its key is known.
    pub(crate) fn new(provider: &'static str, id: impl Into<AccountId>) -> Self {
        Self {
            provider,
            id: id.into(),
            name: None,
            email: None,
            status: Status::Unknown,
            balance: Balance::default(),
            record: None,
            json: None,
        }
    }

    /// The same with the provider's own record of it.
    pub(crate) fn with_record<T: Record>(mut self, record: Untouched<T>) -> Self {
        let (record, json) = record.into_parts();
        self.record = Some(Arc::new(record));
        self.json = Some(json.into());
        self
    }

    /// The provider's own record, `wholesale::iproyal::types::SubUser` say: `None` for another type, and where the
    /// provider has answered with no record, as some do when an account is created.
    #[must_use]
    pub fn record<T: Any>(&self) -> Option<&T> {
        let record: &dyn Any = self.record.as_deref()?;
        record.downcast_ref()
    }

    /// The provider's own record as the Python object it is: for the bindings.
    ///
    /// # Errors
    /// When Python fails.
    #[cfg(feature = "python")]
    #[doc(hidden)]
    pub fn record_to_python<'py>(
        &self,
        py: wholesale_runtime::pyo3::Python<'py>,
    ) -> wholesale_runtime::pyo3::PyResult<Option<wholesale_runtime::pyo3::Bound<'py, wholesale_runtime::pyo3::PyAny>>>
    {
        self.record.as_deref().map(|record| record.record_to_python(py)).transpose()
    }

    /// The provider's own record as it came, untouched. It may hold secrets.
    #[must_use]
    pub fn json(&self) -> Option<&str> {
        self.json.as_deref().map(RawValue::get)
    }
}

/// Without the provider's record, which may hold secrets.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("provider", &self.provider)
            .field("id", &self.id)
            .field("name", &self.name)
            .field("email", &self.email)
            .field("status", &self.status)
            .field("balance", &self.balance)
            .finish_non_exhaustive()
    }
}

/// Which accounts a list holds; all of them unless it is narrowed down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Filter {
    /// The name they have, exactly, but for the case of an e-mail address.
    pub name: Option<String>,
    /// The status they have.
    pub status: Option<Status>,
}

impl Filter {
    /// Accounts of this name, exactly, but for the case of an e-mail address.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Accounts of this status.
    #[must_use]
    pub fn status(mut self, status: Status) -> Self {
        self.status = Some(status);
        self
    }

    /// Whether an account is one of those.
    #[must_use]
    pub fn holds(&self, account: &Account) -> bool {
        let is_named = |name: &String| match &account.name {
            Some(other) if name.contains('@') => other.eq_ignore_ascii_case(name),
            other => other.as_ref() == Some(name),
        };
        self.name.as_ref().is_none_or(is_named) && self.status.as_ref().is_none_or(|status| account.status == *status)
    }
}

/// How the owner of an account proves who it is.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Login {
    /// By name and password, from an address.
    #[non_exhaustive]
    Password {
        /// Name of the account.
        name: String,
        /// Its password.
        password: Secret,
        /// IP address its owner calls from.
        ip: String,
    },
    /// By a token that the provider gave its owner a moment ago.
    Token(Secret),
}

impl Login {
    /// Name and password, and the IP address they were entered from.
    #[must_use]
    pub fn password(name: impl Into<String>, password: impl Into<Secret>, ip: impl Into<String>) -> Self {
        Self::Password { name: name.into(), password: password.into(), ip: ip.into() }
    }

    /// A token of the provider's.
    #[must_use]
    pub fn token(token: impl Into<Secret>) -> Self {
        Self::Token(token.into())
    }
}
