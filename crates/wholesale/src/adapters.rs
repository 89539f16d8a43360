//! The providers behind the facade, one module each.

#[cfg(feature = "iproyal")]
mod iproyal;
#[cfg(feature = "logicboxes")]
mod logicboxes;
#[cfg(feature = "netnut")]
mod netnut;
#[cfg(feature = "neucrm")]
mod neucrm;

use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;
use wholesale_runtime::{Error, Items, Misfit, Pages, Request, Result, Session, Untouched};

use crate::account::Account;
use crate::accounts::{AccountStream, Accounts};
use crate::adapter::{Adapter, Checked};
use crate::capability::{Action, Capabilities, Capability};
use crate::new_account::Contact;

/// A provider's client that the facade can work with: implemented for the clients of the generated crates.
pub trait ToAccounts {
    /// The accounts below the one that the client's credentials belong to.
    fn to_accounts(&self) -> Arc<dyn Accounts>;

    /// The same with another table in place of the provider's: for the tests that hold the table against the adapter.
    #[doc(hidden)]
    fn to_accounts_claiming(&self, table: &'static [Capability]) -> Arc<dyn Accounts>;
}

macro_rules! to_accounts {
    ($($feature:literal $module:ident $adapter:ident $client:ty;)*) => {
        $(
        #[cfg(feature = $feature)]
        impl ToAccounts for $client {
            fn to_accounts(&self) -> Arc<dyn Accounts> {
                let capabilities = Capabilities::of_linked(<$module::$adapter as Adapter>::PROVIDER);
                Arc::new(Checked::new($module::$adapter::new(self.clone()), capabilities))
            }

            fn to_accounts_claiming(&self, table: &'static [Capability]) -> Arc<dyn Accounts> {
                let capabilities = Capabilities::claimed(<$module::$adapter as Adapter>::PROVIDER, table);
                Arc::new(Checked::new($module::$adapter::new(self.clone()), capabilities))
            }
        }
        )*

        /// One way to work with the accounts below the one that a session's credentials belong to.
        ///
        /// # Errors
        /// [`Configuration`](crate::ErrorKind::Configuration) for a provider that has no adapter.
        #[doc(hidden)]
        pub fn accounts_of(session: &Session) -> Result<Arc<dyn Accounts>> {
            match session.api().provider {
                $(#[cfg(feature = $feature)]
                <$module::$adapter as Adapter>::PROVIDER => Ok(<$client>::from_session(session.clone()).to_accounts()),)*
                provider => {
                    Err(Error::configuration(provider, "the facade has no adapter for it yet; use its own client"))
                }
            }
        }
    };
}

to_accounts! {
    "iproyal" iproyal Iproyal wholesale_iproyal::Client;
    "logicboxes" logicboxes Logicboxes wholesale_logicboxes::Client;
    "netnut" netnut Netnut wholesale_netnut::Client;
    "neucrm" neucrm Neucrm wholesale_neucrm::Client;
}

/// Gives a builder what is there of optional things, each under the name of its setter.
macro_rules! given {
    ($call:ident { $($setter:ident: $value:expr),* $(,)? }) => {
        $(if let Some(value) = $value { $call = $call.$setter(value); })*
    };
}

/// Gives a builder the details, each by the setter of its name - those behind `flags` are true or false - and refuses
/// what has no setter.
macro_rules! details {
    ($adapter:ident, $action:expr, $call:ident, $details:expr, [$($setter:ident),* $(,)?] $(flags [$($flag:ident),*])?) => {
        for (name, value) in $details.iter() {
            $call = match name {
                $(name if name == stringify!($setter).trim_start_matches("r#") => $call.$setter(value.expose()),)*
                $($(name if name == stringify!($flag) => $call.$flag($crate::adapters::Flag(value.expose())),)*)?
                _ => {
                    let known =
                        [$(stringify!($setter).trim_start_matches("r#"),)* $($(stringify!($flag),)*)?];
                    return Err($crate::adapters::unknown_detail::<$adapter>($action, name, &known));
                }
            };
        }
    };
}

/// `true` or `false`, as a detail gives it.
struct Flag<'a>(&'a str);

impl TryFrom<Flag<'_>> for bool {
    type Error = &'static str;

    fn try_from(flag: Flag<'_>) -> Result<Self, Self::Error> {
        flag.0.parse().map_err(|_| "is neither true nor false")
    }
}

pub(crate) use {details, given};

pub(crate) fn unknown_detail<A: Adapter>(action: Action, name: &str, known: &[&str]) -> Error {
    let what = format!("there is no detail `{name}`; the details are {}", known.join(", "));
    Error::invalid(A::PROVIDER, action.name(), what)
}

/// Refuses what a provider has no field for.
fn refuse_unused<A: Adapter>(action: Action, contact: &Contact, used: &[&str]) -> Result<()> {
    let unused: Vec<&str> = contact.given().map(|(name, _)| name).filter(|name| !used.contains(name)).collect();
    if unused.is_empty() {
        return Ok(());
    }
    let what = format!("a contact has no place for {} here, only for {}", unused.join(", "), used.join(", "));
    Err(Error::invalid(A::PROVIDER, action.name(), what))
}

/// What a builder encodes to, sent, and its record read beside its untouched JSON.
async fn read<T: DeserializeOwned>(session: &Session, request: Result<Request>) -> Result<Untouched<T>> {
    Ok(session.call(request?).await?.into_payload())
}

/// A paged operation, as accounts.
fn paged<T>(
    session: &Session,
    request: Result<Request>,
    account: impl Fn(Untouched<T>) -> Result<Account, Misfit> + Send + 'static,
) -> AccountStream
where
    T: DeserializeOwned + Send + 'static,
{
    let list = request.as_ref().map_or("", Request::operation);
    let provider = session.api().provider;
    let items: Items<Untouched<T>> = Pages::new(session.clone(), request).items();
    AccountStream::new(items.map(move |item| account(item?).map_err(|misfit| misfit.into_error(provider, list))))
}

/// An operation that answers with the whole list, as accounts.
fn whole<T>(
    session: &Session,
    request: Result<Request>,
    account: impl Fn(Untouched<T>) -> Result<Account, Misfit> + Send + 'static,
) -> AccountStream
where
    T: DeserializeOwned + Send + Sync + 'static,
{
    let session = session.clone();
    let accounts = async move {
        let read = |records: Vec<Untouched<T>>| records.into_iter().map(account).collect::<Result<Vec<_>, _>>();
        let accounts = session.call_for(request?, read).await?.into_payload();
        Ok(futures_util::stream::iter(accounts.into_iter().map(Ok)))
    };
    AccountStream::new(futures_util::stream::once(accounts).try_flatten())
}
