//! One account at one provider: its credentials and its client's options.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use wholesale_runtime::api::Api;
use wholesale_runtime::{RateLimit, Secret, SessionBuilder};

use super::value::Value;
use super::{duration, setting};
use crate::providers;

/// One account at one provider, as a `wholesale.toml` describes it.
#[derive(Clone, Default)]
pub struct Profile {
    pub(super) provider: Option<String>,
    /// By their names in the provider's spec; what a login needs stands here too.
    pub(super) credentials: BTreeMap<String, Value>,
    pub(super) base_url: Option<String>,
    timeout: Option<Duration>,
    connect_timeout: Option<Duration>,
    max_retries: Option<u32>,
    rate_limit: Option<Option<RateLimit>>,
    user_agent: Option<String>,
    proxy: Option<Value>,
    ca_bundle: Option<PathBuf>,
    body_cap: Option<u64>,
    allow_insecure_http: Option<bool>,
    trace_bodies: Option<bool>,
}

impl Profile {
    /// The provider it says it is of; without one, its own name counts.
    #[must_use]
    pub fn provider(&self) -> Option<&str> {
        self.provider.as_deref()
    }

    /// The options of a client with what the profile says, but for the credentials and the base URL.
    pub(super) fn apply(&self, mut options: SessionBuilder, folder: &Path) -> Result<SessionBuilder, String> {
        if let Some(timeout) = self.timeout {
            options = options.timeout(timeout);
        }
        if let Some(timeout) = self.connect_timeout {
            options = options.connect_timeout(timeout);
        }
        if let Some(retries) = self.max_retries {
            options = options.max_retries(retries);
        }
        if let Some(limit) = self.rate_limit {
            options = options.rate_limit(limit);
        }
        if let Some(user_agent) = &self.user_agent {
            options = options.user_agent(user_agent);
        }
        if let Some(proxy) = &self.proxy {
            options = options.proxy(proxy.read(folder).map_err(|what| format!("`proxy` {what}"))?);
        }
        if let Some(path) = &self.ca_bundle {
            options = options.ca_bundle(folder.join(path));
        }
        if let Some(bytes) = self.body_cap {
            options = options.body_cap(bytes);
        }
        if let Some(allow) = self.allow_insecure_http {
            options = options.allow_insecure_http(allow);
        }
        if let Some(trace) = self.trace_bodies {
            options = options.trace_bodies(trace);
        }
        Ok(options)
    }

    /// What is wrong with it under this name, and with which of its settings.
    pub(super) fn problem(&self, name: &str) -> Option<(Option<&str>, String)> {
        let provider = self.provider.as_deref().unwrap_or(name);
        if !providers::NAMES.contains(&provider) {
            let known = providers::NAMES.join(", ");
            return Some(match &self.provider {
                Some(_) => (Some("provider"), format!("there is no provider `{provider}`; there are {known}")),
                None => (None, format!("it is not the name of a provider; add `provider = \"..\"`, one of {known}")),
            });
        }
        if name != provider && providers::NAMES.contains(&name) {
            let what = format!("a profile called `{name}` is of {name}; give the one of {provider} another name");
            return Some((Some("provider"), what));
        }
        // Without its feature nothing is known of a provider, and nothing can be sent to it.
        let known = credentials(providers::api(provider)?);
        let unknown = self.credentials.keys().find(|given| !known.contains(&given.as_str()))?;
        let what = format!(
            "{provider} takes no such credential; it takes {}; the other settings are {}",
            known.join(", "),
            setting::names()
        );
        Some((Some(unknown), what))
    }

    /// Whether a secret stands in the file itself.
    pub(super) fn holds_secret(&self, name: &str) -> bool {
        let api = providers::api(self.provider.as_deref().unwrap_or(name));
        // What is not known to be harmless is a secret.
        let harmless = |given: &str| {
            api.is_some_and(|api| api.credentials.iter().any(|known| known.name == given && !known.secret))
        };
        let written = |(given, value): (&String, &Value)| value.text().is_some() && !harmless(given);
        let proxy = self.proxy.as_ref().and_then(Value::text);
        self.credentials.iter().any(written) || proxy.is_some_and(|proxy| proxy.expose().contains('@'))
    }

    /// The proxy that it names, where that can be read.
    pub(super) fn proxy(&self, folder: &Path) -> Option<Secret> {
        self.proxy.as_ref()?.read(folder).ok()
    }
}

/// The names of a provider's credentials, those of a login included.
pub(super) fn credentials(api: &Api) -> Vec<&'static str> {
    let login = |credential: &'static wholesale_runtime::api::Credential| {
        credential.login.iter().flat_map(|login| login.parameters).map(|parameter| parameter.name)
    };
    let mut names: Vec<&str> = Vec::new();
    for credential in api.credentials {
        names.extend(std::iter::once(credential.name).chain(login(credential)));
    }
    names
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("provider", &self.provider)
            .field("credentials", &self.credentials)
            .field("base_url", &self.base_url.as_ref().map(|_| "<unchecked>"))
            .finish_non_exhaustive()
    }
}

impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ProfileVisitor)
    }
}

/// Written by hand: `flatten`, which the credentials would need, loses the place of an error and lets typing errors pass.
struct ProfileVisitor;

impl<'de> Visitor<'de> for ProfileVisitor {
    type Value = Profile;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table, `[profiles.NAME]` with the settings below it")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Profile, A::Error> {
        let mut profile = Profile::default();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "provider" => profile.provider = Some(written(&mut map, &name)?),
                "base_url" => profile.base_url = Some(written(&mut map, &name)?),
                "timeout" => profile.timeout = Some(written::<Span, A>(&mut map, &name)?.0),
                "connect_timeout" => profile.connect_timeout = Some(written::<Span, A>(&mut map, &name)?.0),
                "max_retries" => profile.max_retries = Some(written(&mut map, &name)?),
                "rate_limit" => profile.rate_limit = Some(written::<Limit, A>(&mut map, &name)?.0),
                "user_agent" => profile.user_agent = Some(written(&mut map, &name)?),
                "proxy" => profile.proxy = Some(written(&mut map, &name)?),
                "ca_bundle" => profile.ca_bundle = Some(written(&mut map, &name)?),
                "body_cap" => profile.body_cap = Some(written(&mut map, &name)?),
                "allow_insecure_http" => profile.allow_insecure_http = Some(written(&mut map, &name)?),
                "trace_bodies" => profile.trace_bodies = Some(written(&mut map, &name)?),
                _ => {
                    let value = credential(&mut map, &name)?;
                    profile.credentials.insert(name, value);
                }
            }
        }
        Ok(profile)
    }
}

/// The value of a setting; a refusal says how it is written, and never what was: it may be a secret in the wrong line.
fn written<'de, T: Deserialize<'de>, A: MapAccess<'de>>(map: &mut A, name: &str) -> Result<T, A::Error> {
    map.next_value_seed(Or(format!("`{name}` takes {}", setting::takes(name)), PhantomData))
}

/// The value of a credential, where some provider has one of this name.
fn credential<'de, A: MapAccess<'de>>(map: &mut A, name: &str) -> Result<Value, A::Error> {
    let is_known = providers::NAMES.iter().any(|provider| {
        // A provider without its feature may have a credential of any name.
        providers::api(provider).is_none_or(|api| credentials(api).contains(&name))
    });
    if !is_known {
        let what =
            format!("there is no setting `{name}`; there are {}, and the provider's credentials", setting::names());
        map.next_value_seed(Or::<Never>(what, PhantomData))?;
    }
    let what = format!("`{name}` takes a text, `{name} = {{ file = \"..\" }}` or `{name} = {{ env = \"..\" }}`");
    map.next_value_seed(Or(what, PhantomData))
}

/// Reads a value, or says this instead of why it could not. Inside of the value the error gets the value's place.
struct Or<T>(String, PhantomData<T>);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Or<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer).map_err(|_| D::Error::custom(self.0))
    }
}

/// Cannot be read.
struct Never;

impl<'de> Deserialize<'de> for Never {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer)?;
        Err(D::Error::custom(""))
    }
}

struct Span(Duration);

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        duration::parse(&text).map(Self).ok_or_else(|| D::Error::custom("no span of time"))
    }
}

/// `false`, or a table.
struct Limit(Option<RateLimit>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitTable {
    per_second: Option<std::num::NonZeroU32>,
    burst: Option<std::num::NonZeroU32>,
    in_flight: Option<std::num::NonZeroU32>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum LimitWritten {
    No(bool),
    Table(LimitTable),
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match LimitWritten::deserialize(deserializer)? {
            LimitWritten::No(false) => Ok(Self(None)),
            LimitWritten::Table(LimitTable { per_second, burst, in_flight })
                if per_second.is_some() || in_flight.is_some() =>
            {
                let per_second = per_second.map_or(0, u32::from);
                let burst = burst.map_or(per_second, u32::from);
                Ok(Self(Some(RateLimit { per_second, burst, in_flight: in_flight.map(u32::from) })))
            }
            _ => Err(D::Error::custom("no limit")),
        }
    }
}
