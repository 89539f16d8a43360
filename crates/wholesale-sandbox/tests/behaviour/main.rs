//! The sandbox as a client meets it: real sockets, one module for each thing it does.
#![allow(clippy::unwrap_used, clippy::panic, reason = "the functions that tests share fail as tests do")]

mod client;
mod command;
mod faults;
mod fidelity;
mod guard;
mod iproyal;
mod journal;
mod logicboxes;
mod netnut;
mod neucrm;
