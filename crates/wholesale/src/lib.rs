//! One typed client for the reseller APIs you buy from.
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

#[rustfmt::skip]
mod providers;
pub use providers::*;

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
