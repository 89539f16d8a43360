//! From the options that Python code gives to those of a session.

use std::path::PathBuf;
use std::time::Duration;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};
use wholesale::Config;
use wholesale_runtime::python::{FromPython, Refused};
use wholesale_runtime::{Id, RateLimit, Secret, SessionBuilder};

use crate::caller::{Callable, Log};
use crate::error;
use crate::operation::Provider;

/// The file that a configuration is read from, where one is named.
pub(crate) fn config(py: Python<'_>, path: Option<PathBuf>) -> PyResult<Config> {
    let config = path.map_or_else(Config::load, Config::read);
    config.map_err(|problem| error::refused(py, &problem))
}

/// What the provider's environment and a profile of `wholesale.toml` say.
fn profile(provider: &'static Provider, options: &Bound<'_, PyDict>) -> PyResult<SessionBuilder> {
    let py = options.py();
    let given = |name: &str| options.get_item(name).map(|value| value.filter(|value| !value.is_none()));
    let path = given("config")?.map(|path| path.extract()).transpose()?;
    let name = given("profile")?.map(|name| text("profile", &name)).transpose()?;
    let name = name.as_deref().unwrap_or(provider.api.provider);
    config(py, path)?.options_of(name, provider.api).map_err(|problem| error::refused(py, &problem))
}

/// What a `Given` of the Python package holds.
pub(crate) fn values<'py>(given: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    Ok(given.getattr("values")?.cast_into()?)
}

/// The options of a session; absent ones are `None`. What is given here counts before what a profile says.
pub(crate) fn builder(
    provider: &'static Provider,
    credentials: &Bound<'_, PyAny>,
    options: &Bound<'_, PyDict>,
) -> PyResult<SessionBuilder> {
    let mut builder = profile(provider, options)?.observer(Log);
    for (name, value) in values(credentials)? {
        if value.is_none() {
            continue;
        }
        let name: String = name.extract()?;
        let known = credential_name(provider, &name)
            .ok_or_else(|| PyTypeError::new_err(format!("{} has no credential {name}", provider.api.provider)))?;
        builder = if value.is_callable() && !value.is_instance_of::<PyString>() {
            builder.credential_from(known, Callable::new(credentials, name)?)
        } else {
            let id = Id::from_python(&value).map_err(|refused| match refused {
                Refused::Failed(error) => error,
                _ => PyTypeError::new_err(format!("{name} must be a str or a callable that gives one")),
            })?;
            builder.credential(known, Secret::new(id.into_string()))
        };
    }
    for (name, value) in options {
        if value.is_none() {
            continue;
        }
        let name: String = name.extract()?;
        builder = option(builder, &name, &value)?;
    }
    Ok(builder)
}

/// The name as the spec has it, of a credential or of what a login needs.
fn credential_name(provider: &'static Provider, name: &str) -> Option<&'static str> {
    let logins = provider.api.credentials.iter().filter_map(|credential| credential.login.as_ref());
    let names = provider.api.credentials.iter().map(|credential| credential.name);
    names.chain(logins.flat_map(|login| login.parameters).map(|parameter| parameter.name)).find(|known| *known == name)
}

/// One more option.
pub(crate) fn option(builder: SessionBuilder, name: &str, value: &Bound<'_, PyAny>) -> PyResult<SessionBuilder> {
    Ok(match name {
        "base_url" => builder.base_url(text(name, value)?),
        "timeout" => builder.timeout(duration(name, value)?),
        "connect_timeout" => builder.connect_timeout(duration(name, value)?),
        "max_retries" => builder.max_retries(count(name, value)?),
        "proxy" => builder.proxy(text(name, value)?),
        "user_agent" => builder.user_agent(text(name, value)?),
        "ca_bundle" => builder.ca_bundle(value.extract::<PathBuf>()?),
        "rate_limit" => builder.rate_limit(rate_limit(value)?),
        "body_cap" => builder.body_cap(u64::from(count(name, value)?)),
        // Read before any other.
        "profile" | "config" => builder,
        "allow_insecure_http" => {
            builder.allow_insecure_http(bool::from_python(value).map_err(|refused| refused.of(name))?)
        }
        _ => return Err(PyTypeError::new_err(format!("there is no option {name}"))),
    })
}

fn text(name: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(String::from_python(value).map_err(|refused| refused.of(name))?)
}

/// A number from 0.
pub(crate) fn count(name: &str, value: &Bound<'_, PyAny>) -> PyResult<u32> {
    let number = i64::from_python(value).map_err(|refused| refused.of(name))?;
    number.try_into().map_err(|_| PyValueError::new_err(format!("{name} must be from 0 to {}", u32::MAX)))
}

/// Seconds that anything may take, about 31 years: what is added to a time stays a time.
const LONGEST: f64 = 1e9;

/// Seconds, or a `timedelta`; longer than none.
pub(crate) fn duration(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Duration> {
    seconds(name, value)?
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| PyValueError::new_err(format!("{name} must be longer than 0 seconds")))
}

/// Seconds, or a `timedelta`; none as well.
pub(crate) fn span(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Duration> {
    seconds(name, value)?.ok_or_else(|| PyValueError::new_err(format!("{name} must not be less than 0 seconds")))
}

fn seconds(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Option<Duration>> {
    let refused = || PyTypeError::new_err(format!("{name} must be a number of seconds or a timedelta"));
    let seconds: f64 = match value.call_method0("total_seconds") {
        Ok(seconds) => seconds.extract()?,
        Err(_) if value.is_instance_of::<PyBool>() => return Err(refused()),
        Err(_) => value.extract().map_err(|_| refused())?,
    };
    if seconds > LONGEST {
        return Err(PyValueError::new_err(format!("{name} must be at most {LONGEST} seconds")));
    }
    Ok(Duration::try_from_secs_f64(seconds).ok())
}

fn rate_limit(value: &Bound<'_, PyAny>) -> PyResult<Option<RateLimit>> {
    if value.cast::<PyBool>().is_ok_and(|flag| !flag.is_true()) {
        return Ok(None);
    }
    let field = |name: &str| match value.getattr(name) {
        Ok(number) if number.is_none() => Ok(None),
        Ok(number) => count(name, &number).map(Some),
        Err(_) => Err(PyTypeError::new_err("rate_limit must be a RateLimit, or False for no limit")),
    };
    let per_second = field("per_second")?.unwrap_or(0);
    let burst = field("burst")?.unwrap_or(per_second.max(1));
    Ok(Some(RateLimit { per_second, burst, in_flight: field("in_flight")? }))
}
