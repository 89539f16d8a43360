//! One typed client for the reseller APIs you buy from.
//!
//! [`connect`] gives [`Accounts`], one way to work with the accounts you sell to at any provider:
//!
//! ```no_run
//! # async fn example(password: &str) -> wholesale::Result<()> {
//! use wholesale::{Amount, NewAccount};
//!
//! let accounts = wholesale::connect("iproyal")?; // IPROYAL_TOKEN, or a profile of wholesale.toml
//! let acme = accounts.ensure(NewAccount::new("acme", password).with(Amount::gb(10))).await?.into_account();
//! if let Err(error) = accounts.add(&acme.id, Amount::gb("2.5")).await {
//!     println!("{error} {:?}", accounts.settle(&error).await?); // was it done?
//! }
//! # Ok(())
//! # }
//! ```
//!
//! What a provider cannot do is refused before any I/O; [`Capabilities`] says so beforehand. [`ToAccounts`] makes them of
//! a client, [`Config`] of a profile; [`bulk`] does the same thing for many accounts.
//!
//! Each provider has a module with its own client, generated from a spec; a cargo feature of the same name, on by
//! default, brings it in. The types that all of them share stand at the root.
//!
//! ```no_run
//! # async fn example() -> wholesale::Result<()> {
//! let client = wholesale::iproyal::Client::from_env()?; // IPROYAL_TOKEN
//! let user = client.create_sub_user().username("acme").password("s3cret-pass").traffic(10).send().await?;
//! let hash = user.hash;
//! let user = client.give_traffic().hash(&hash).amount(wholesale::dec!(2.5)).send().await?;
//! println!("{:?} GB left", user.traffic_available);
//! # Ok(())
//! # }
//! ```
//!
//! What every call promises - retries, limits, errors, secrets - is the runtime's, and the same for all providers:
//! see [`Error`], [`RetryPolicy`] and [`Secret`].

// What one provider needs, another may not, and none needs anything: with all of them, the default, all of it is used.
#![cfg_attr(not(feature = "default"), allow(dead_code, unreachable_pub, unused_imports, unused_macros))]

mod account;
mod accounts;
mod adapter;
mod adapters;
mod amount;
mod balance;
pub mod bulk;
mod capability;
mod config;
pub mod doctor;
mod ensure;
mod movement;
mod new_account;
#[rustfmt::skip]
mod providers;
mod settle;
mod transfer;

pub use account::{Account, AccountId, Filter, Login, Status};
pub use accounts::{AccountStream, Accounts};
pub use adapters::ToAccounts;
#[doc(hidden)]
pub use adapters::accounts_of;
pub use amount::{Amount, AmountError, AmountLiteral, Unit};
pub use balance::{Balance, Quantity};
pub use capability::{Action, Argument, Capabilities, Capability, Support};
pub use config::{Config, Profile, connect};
pub use doctor::doctor;
pub use ensure::{Ensured, Replenished};
pub use movement::{Before, Direction, Movement, Receipt, Unsettled};
pub use new_account::{AccountUpdate, Contact, Details, NewAccount};
pub use providers::*;

pub use settle::Settlement;
pub use transfer::{Transfer, TransferError, Whereabouts};

#[doc(no_inline)]
pub use wholesale_runtime::{
    CallOptions, CredentialSource, CustomCall, Decimal, EpochSeconds, Error, ErrorKind, Extra, Id, Items, Json,
    Observer, Page, Pages, RateLimit, Recorder, Request, RequestInfo, Response, ResponseInfo, Result, RetryInfo,
    RetryPolicy, Secret, Transport, dec,
};

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
