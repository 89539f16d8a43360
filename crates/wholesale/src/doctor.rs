//! Checks every account that is configured with one harmless call, and explains what is wrong.

mod cause;
mod clock;
mod harmless;
mod proxy;
mod report;

use std::time::{Duration, Instant, SystemTime};

use futures_util::future::join_all;
use serde::de::IgnoredAny;
use wholesale_runtime::RetryPolicy;
use wholesale_runtime::api::Api;

pub use cause::Cause;
pub use report::{Check, Outcome, Report};

use crate::config::Config;
use crate::providers;
use harmless::Prepared;
use proxy::Proxy;

/// Checks every account of the first `wholesale.toml` that is there, and of the environment, each with one call that
/// reads and changes nothing: all at once, none repeated.
///
/// It says which key was refused, whether the calling address could be the reason, whether a name was not found, a
/// connection refused or a certificate not trusted, which proxy was asked and who says so, whether an answer was the
/// API's at all, and whether this machine's clock is off. A provider of which nothing is configured is listed with the
/// places that were looked in, and is no failure.
///
/// ```no_run
/// # async fn example() {
/// let report = wholesale::doctor().await;
/// println!("{report}");
/// assert!(report.is_healthy());
/// # }
/// ```
pub async fn doctor() -> Report {
    match Config::load() {
        Ok(config) => config.doctor().await,
        Err(error) => Report { configuration: "unusable".to_owned(), checks: vec![Check::of_file(&error)] },
    }
}

impl Config {
    /// Checks every account of this configuration, and of the environment; see [`doctor`].
    pub async fn doctor(&self) -> Report {
        let mut names: Vec<&str> = self.profiles().map(|(name, _)| name).collect();
        for provider in providers::NAMES {
            if providers::api(provider).is_some() && !names.contains(provider) {
                names.push(provider);
            }
        }
        let checks = join_all(names.into_iter().map(|name| self.check(name))).await;
        Report { configuration: self.about(), checks }
    }

    /// Checks one account.
    async fn check(&self, name: &str) -> Check {
        let (api, options) = match self.options(name) {
            Ok(found) => found,
            Err(error) => return Check::new(name, self.provider_of(name), Outcome::misconfigured(&error)),
        };
        let check = |outcome| Check::new(name, api.provider, outcome);
        let prepared = match harmless::prepare(api, options) {
            Ok(prepared) => prepared,
            Err(error) if self.profile(name).is_none() && !is_mentioned(api) => {
                return check(Outcome::NotConfigured { looked_at: error.to_string() });
            }
            Err(error) => return check(Outcome::misconfigured(&error)),
        };
        let base_url = prepared.session.base_url().to_owned();
        let proxy = Proxy::of(&base_url, self.proxy_of(name));
        let Called { outcome, advice, latency, clock } = call(prepared, proxy.as_ref()).await;
        let mut check = check(outcome);
        check.host = base_url.parse::<http::Uri>().ok().and_then(|url| Some(url.authority()?.to_string()));
        check.latency = Some(latency);
        check.clock_ahead_seconds = clock;
        check.advice.extend(advice.into_iter().chain(clock.and_then(clock::advice)));
        check
    }
}

/// What came of a call.
struct Called {
    outcome: Outcome,
    advice: Option<String>,
    latency: Duration,
    /// Seconds that the local clock is ahead of the answer's.
    clock: Option<i64>,
}

/// Makes the call.
async fn call(prepared: Prepared, proxy: Option<&Proxy>) -> Called {
    let session = prepared.session.with_options(|options| options.retry(RetryPolicy::never()));
    let (started, asked) = (Instant::now(), SystemTime::now());
    let answer = session.call::<IgnoredAny>(prepared.request).await;
    let latency = started.elapsed();
    let headers = answer.as_ref().map_or_else(wholesale_runtime::Error::headers, |answer| Some(answer.headers()));
    let clock = headers.and_then(|headers| clock::ahead(headers, asked + latency / 2));
    let (outcome, advice) = match answer {
        Ok(_) => (Outcome::Works { call: prepared.operation }, None),
        Err(error) => {
            let (cause, advice) = cause::of(&error, proxy);
            (Outcome::Failed { cause, error: error.to_string() }, Some(advice))
        }
    };
    Called { outcome, advice, latency, clock }
}

/// Whether the environment has anything for a provider's credentials.
fn is_mentioned(api: &Api) -> bool {
    let is_set = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    let given = |variable: &str| is_set(variable) || is_set(&format!("{variable}_FILE"));
    api.credentials.iter().any(|credential| {
        let login = credential.login.iter().flat_map(|login| login.parameters);
        given(credential.env) || login.into_iter().any(|parameter| given(parameter.env))
    })
}
