//! Four reseller APIs simulated on loopback - IPRoyal, NetNut, NeuCRM and LogicBoxes - stateful, with faults on demand, for
//! tests of whatever calls them.
//!
//! ```
//! # async fn test() -> std::io::Result<()> {
//! use wholesale_sandbox::{Fault, Sandbox};
//!
//! let sandbox = Sandbox::start().await?;
//! let base_url = sandbox.url("iproyal");
//! // A client with this base URL and the token `demo` works as with the real thing.
//!
//! // The next top-up happens and its answer is lost.
//! sandbox.fail("iproyal.give_traffic", Fault::AppliedAndAnswerLost);
//! // ... call it, and see that it is not sent again:
//! assert!(sandbox.applied("iproyal.give_traffic") <= 1);
//! # Ok(())
//! # }
//! ```
//!
//! - **State**: main accounts with balances, the accounts below them, tokens, transactions. Creating takes, deleting returns,
//!   overdrawing is refused in the provider's own error shape. Amounts are exact decimals; a sum that would need rounding is
//!   refused.
//! - **Checks**: credentials ([`Sandbox::credentials`]) and parameters, where the provider looks for them. A body is read as
//!   what its `Content-Type` says and not as what it looks like. An unknown path answers 501, a wrong method 405.
//! - **Faults**: [`Sandbox::fail`] and the list at [`Fault`].
//! - **Repeatable**: ids and chance come from a seed, time from a clock that can be told to move ([`Sandbox::advance`]).
//! - **Journal**: [`Sandbox::journal`] returns what arrived, with secrets out of its `Debug`.
//!
//! The binary of the same name runs it for programs in other languages and prints the environment variables to use.
//!
//! # What is known and what is guessed
//!
//! Nobody has checked the sandbox against the providers themselves. The same table is [`FIDELITY`].
//!
#![doc = include_str!("../FIDELITY.md")]

mod answer;
mod builder;
mod call;
mod clock;
mod ending;
mod exchange;
mod faults;
mod fidelity;
mod gzip;
mod iproyal;
mod journal;
mod json;
mod logicboxes;
mod netnut;
mod neucrm;
mod plan;
mod plans;
mod provider;
mod purse;
mod routes;
mod sandbox;
mod seed;
mod server;
mod state;

pub use builder::Builder;
pub use faults::{Fault, RetryAfter};
pub use fidelity::{FIDELITY, Fidelity, Level, fidelity_table};
pub use journal::Arrived;
pub use netnut::NetnutEnvelope;
pub use plan::{Plan, UnknownOperation};
pub use rust_decimal::Decimal;
pub use sandbox::Sandbox;
pub use state::SandboxAccount;
