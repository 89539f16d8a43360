//! What arrived and what became of it, with the secrets out of sight unless somebody asks for them.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use crate::call::Inbound;
use crate::provider::Provider;

/// One request that arrived at the sandbox.
///
/// `Debug` and `Display` show names of headers and parameters, but no secret: credentials and passwords are written
/// `***` and the body is not written at all. The accessors return everything as it came.
#[derive(Clone)]
pub struct Arrived {
    number: u64,
    provider: Option<Provider>,
    operation: Option<&'static str>,
    inbound: Arc<Inbound>,
    status: Option<u16>,
    applied: bool,
    faults: Vec<&'static str>,
}

impl Arrived {
    /// Counts the requests from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The provider whose base URL was called.
    pub fn provider(&self) -> Option<&'static str> {
        self.provider.map(Provider::name)
    }

    /// The operation, such as `give_traffic`; none on a path or a method that the sandbox does not know.
    pub fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// The HTTP method.
    pub fn method(&self) -> &str {
        self.inbound.method.as_str()
    }

    /// The path, with the prefix of the provider and without the query.
    pub fn path(&self) -> &str {
        self.inbound.path()
    }

    /// The query as it came, without the question mark. May hold secrets.
    pub fn query(&self) -> Option<&str> {
        self.inbound.query_text()
    }

    /// The headers in the order they came, names in lower case. May hold secrets.
    pub fn headers(&self) -> Vec<(&str, String)> {
        self.inbound
            .headers()
            .filter_map(|(name, value)| {
                Some((std::str::from_utf8(name).ok()?, String::from_utf8_lossy(value).into_owned()))
            })
            .collect()
    }

    /// The first header of this name, which is compared without case. May be a secret.
    pub fn header(&self, name: &str) -> Option<String> {
        let (_, value) = self.inbound.headers().find(|(given, _)| given.eq_ignore_ascii_case(name.as_bytes()))?;
        Some(String::from_utf8_lossy(value).into_owned())
    }

    /// The body as it came; empty if a fault stopped the request before it was read. May hold secrets.
    pub fn body(&self) -> &[u8] {
        &self.inbound.body
    }

    /// Query, form and members of a JSON object, decoded. JSON values other than strings are as they were written. May hold
    /// secrets.
    pub fn parameters(&self) -> Vec<(String, String)> {
        self.inbound.parameters()
    }

    /// The first parameter of this name. May be a secret.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.parameters().into_iter().find(|(given, _)| given == name).map(|(_, value)| value)
    }

    /// The status that was answered; none if there was no answer, or none yet.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Whether the provider carried the request out, be it a read or a change; whether the answer arrived is another
    /// matter.
    pub fn applied(&self) -> bool {
        self.applied
    }

    /// The name of the fault that hit, such as `applied_and_answer_lost`. The last one, if latency came with another.
    pub fn fault(&self) -> Option<&'static str> {
        self.faults.last().copied()
    }
}

impl fmt::Debug for Arrived {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers().into_iter().map(masked).collect();
        let parameters: Vec<_> = self.parameters().into_iter().map(masked).collect();
        formatter
            .debug_struct("Arrived")
            .field("number", &self.number)
            .field("provider", &self.provider())
            .field("operation", &self.operation)
            .field("method", &self.method())
            .field("path", &self.path())
            .field("headers", &headers)
            .field("parameters", &parameters)
            .field("body_bytes", &self.inbound.body.len())
            .field("status", &self.status)
            .field("applied", &self.applied)
            .field("faults", &self.faults)
            .finish()
    }
}

impl fmt::Display for Arrived {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{} {} {}", self.number, self.method(), self.path())?;
        for (name, value) in self.parameters().into_iter().map(masked) {
            write!(formatter, " {name}={value}")?;
        }
        match self.status {
            Some(status) => write!(formatter, " -> {status}")?,
            None => formatter.write_str(" -> no answer")?,
        }
        if self.applied {
            formatter.write_str(", applied")?;
        }
        for fault in &self.faults {
            write!(formatter, ", {fault}")?;
        }
        Ok(())
    }
}

const MASK: &str = "***";

fn masked<N: AsRef<str>>((name, value): (N, String)) -> (N, String) {
    let value = if is_secret(name.as_ref()) { MASK.to_owned() } else { value };
    (name, value)
}

/// Whether a header or a parameter of this name is kept out of sight: anything that sounds like a password, a key or a
/// token.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // The key of a LogicBoxes payment opens nothing, and a test that fails needs to show it.
    name != "transaction-key"
        && ["authorization", "cookie", "passw", "pwd", "token", "key", "secret"]
            .into_iter()
            .any(|part| name.contains(part))
}

/// The requests that arrived last.
#[derive(Debug)]
pub(crate) struct Journal {
    entries: VecDeque<Arrived>,
    limit: usize,
    next_number: u64,
}

/// What became of a request.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: Option<u16>,
    pub(crate) applied: bool,
}

impl Journal {
    pub(crate) fn new(limit: usize) -> Self {
        Self { entries: VecDeque::new(), limit, next_number: 1 }
    }

    /// Notes a request; what becomes of it is said later, if it ever is.
    pub(crate) fn arrive(
        &mut self,
        inbound: &Arc<Inbound>,
        provider: Option<Provider>,
        operation: Option<&'static str>,
        faults: Vec<&'static str>,
    ) -> u64 {
        let number = self.next_number;
        self.next_number += 1;
        if self.limit == 0 {
            return number;
        }
        if self.entries.len() == self.limit {
            self.entries.pop_front();
        }
        self.entries.push_back(Arrived {
            number,
            provider,
            operation,
            inbound: Arc::clone(inbound),
            status: None,
            applied: false,
            faults,
        });
        number
    }

    /// Says what became of a request, unless it has been forgotten meanwhile.
    pub(crate) fn finish(&mut self, number: u64, outcome: &Outcome) {
        let Some(first) = self.entries.front() else { return };
        let Some(index) = number.checked_sub(first.number) else { return };
        if let Some(entry) = usize::try_from(index).ok().and_then(|index| self.entries.get_mut(index)) {
            entry.status = outcome.status;
            entry.applied = outcome.applied;
        }
    }

    pub(crate) fn entries(&self) -> Vec<Arrived> {
        self.entries.iter().cloned().collect()
    }

    /// Forgets what arrived and counts on.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_a_provider_gives_a_secret_is_masked() {
        for name in [
            "Authorization",
            "api_key",
            "api-key",
            "password",
            "passwd",
            "new-passwd",
            "token",
            "new_login_pwd",
            "customer_login_pwd",
            "customer_dashboard_pwd",
            "Proxy-Authorization",
            "cookie",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["username", "amount", "transaction-key", "userid", "content-type"] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
