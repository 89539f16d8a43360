//! Whether a line of the table says what is the case.

use std::collections::BTreeMap;
use std::sync::Arc;

use wholesale::{AccountId, Accounts, Capabilities, Capability, Error, ErrorKind, Support};
use wholesale_sandbox::Sandbox;
use wholesale_tests::customers;
use wholesale_tests::scenarios::{Clients, Settings};

use crate::claims::{Table, everything};
use crate::trial::{Done, Trial, Undone};

/// Everything that is needed to judge the lines of one provider.
pub(crate) struct Court {
    pub(crate) provider: &'static str,
    pub(crate) capabilities: Capabilities,
    pub(crate) sandbox: Sandbox,
    clients: Clients,
    /// The facade as it is.
    truth: Arc<dyn Accounts>,
    /// The same adapter, of which anything is asked.
    unchecked: Arc<dyn Accounts>,
    /// The operations of each action, as the table names them.
    operations: BTreeMap<String, Vec<String>>,
}

impl Court {
    pub(crate) fn of(provider: &'static str, sandbox: Sandbox, operations: BTreeMap<String, Vec<String>>) -> Self {
        let clients = Clients::new(&sandbox, &Settings::default()).expect("clients");
        let capabilities = Capabilities::of_provider(provider).expect("a table");
        let any = *capabilities.iter().next().expect("a line");
        let facade = |table| customers::accounts(&clients, provider, table).expect("an adapter");
        let (truth, unchecked) = (facade(None), facade(Some(everything(any))));
        Self { provider, capabilities, sandbox, truth, unchecked, operations, clients }
    }

    /// The facade with another table.
    pub(crate) fn claiming(&self, table: Table) -> Arc<dyn Accounts> {
        customers::accounts(&self.clients, self.provider, Some(table)).expect("an adapter")
    }

    /// The facade as it is.
    pub(crate) fn truth(&self) -> Arc<dyn Accounts> {
        Arc::clone(&self.truth)
    }

    /// Starts over, and makes an account called `acme`.
    pub(crate) async fn fresh(&self) -> AccountId {
        self.sandbox.reset();
        let ready = self.clients.prepare(self.provider).await.expect("an account");
        self.sandbox.clear_journal();
        AccountId::from(ready.id)
    }

    pub(crate) fn forget_journal(&self) {
        self.sandbox.clear_journal();
    }

    /// What is wrong with this outcome of a call that was given a value: it has to arrive, or to be refused before anything
    /// is sent.
    pub(crate) fn lost(&self, outcome: Result<(), Error>, value: &str) -> Option<String> {
        let journal = self.sandbox.journal();
        let arrived = || journal.iter().flat_map(|request| request.parameters()).any(|(_, sent)| sent == value);
        match outcome {
            Ok(()) if arrived() => None,
            Ok(()) => Some(format!("`{value}` is dropped")),
            Err(error) if !matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::InvalidRequest) => {
                Some(format!("`{value}` fails: {error}"))
            }
            Err(_) => (!journal.is_empty()).then(|| format!("`{value}` is refused after a request was sent")),
        }
    }

    /// Judges a line of the table that this facade has.
    ///
    /// What can be done is done and leaves the right state. What cannot is refused with its reason before a request is sent,
    /// and could not be done by asking the adapter all the same.
    pub(crate) async fn verdict(&self, line: &Capability, accounts: &dyn Accounts) -> Result<(), String> {
        let done = self.attempt(line, accounts).await;
        match (line.support, done) {
            (_, Err(Undone::Untried)) => Err("nobody has written how to try it".to_owned()),
            (Support::Yes { .. }, Ok(())) => Ok(()),
            (Support::Yes { .. }, Err(Undone::Refused(error))) => Err(format!("it is claimed, and fails: {error}")),
            (Support::Yes { .. }, Err(Undone::Wrong(what))) => Err(format!("it is claimed, and done wrongly: {what}")),
            (_, Ok(())) => Err("it is not claimed, and is done".to_owned()),
            (_, Err(Undone::Wrong(what))) => Err(format!("it is not claimed, and is tried: {what}")),
            (_, Err(Undone::Refused(error))) => {
                self.is_refusal_of(line, &error)?;
                match self.attempt(line, self.unchecked.as_ref()).await {
                    Err(_) => Ok(()),
                    Ok(()) => Err("it is not claimed, and the adapter can do it: claim it".to_owned()),
                }
            }
        }
    }

    /// Tries a line out from the start.
    async fn attempt(&self, line: &Capability, accounts: &dyn Accounts) -> Done {
        self.sandbox.reset();
        let ready = self.clients.prepare(self.provider).await?;
        self.sandbox.clear_journal();
        let (sandbox, provider, truth) = (&self.sandbox, self.provider, self.truth.as_ref());
        let trial = Trial { sandbox, provider, accounts, truth, ready: &ready };
        trial.run(line.action, line.argument).await?;
        if line.argument.is_none() { self.went_through_its_operations(line) } else { Ok(()) }
    }

    /// What was done was done by the operations that the table names.
    fn went_through_its_operations(&self, line: &Capability) -> Done {
        let journal = self.sandbox.journal();
        let named = self.operations.get(line.action.name()).into_iter().flatten();
        let missing: Vec<&str> =
            named.map(String::as_str).filter(|id| !journal.iter().any(|one| one.operation() == Some(*id))).collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Undone::Wrong(format!("it did not take {}, as the table says", missing.join(", "))))
    }

    fn is_refusal_of(&self, line: &Capability, error: &Error) -> Result<(), String> {
        let said = error.to_string();
        let (reason, instead) = match line.support {
            Support::No { reason, instead } | Support::NotYet { reason, instead } => (reason, instead),
            _ => return Ok(()),
        };
        let wrong = if error.kind() != ErrorKind::Unsupported {
            "is refused as something else"
        } else if !said.contains(reason) || !instead.is_none_or(|instead| said.contains(instead)) {
            "is refused without its reason and what to do instead"
        } else if error.may_have_been_applied() || error.attempts() != 0 {
            "is refused as if something had been sent"
        } else if !self.sandbox.journal().is_empty() {
            "is refused after a request was sent"
        } else {
            return Ok(());
        };
        Err(format!("it is not claimed, and {wrong}: {said}"))
    }
}

/// A line in a sentence: `netnut take with money (no)`.
pub(crate) fn titled(provider: &str, line: &Capability) -> String {
    let argument = line.argument.map(|argument| format!(" with {}", argument.name())).unwrap_or_default();
    let can = match line.support {
        Support::Yes { .. } => "yes",
        Support::No { .. } => "no",
        _ => "not yet",
    };
    format!("{provider} {}{argument} ({can})", line.action.name())
}
