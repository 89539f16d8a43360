//! Where a credential and the base URL are looked for: option, environment, file, and a last place of the caller's.

use std::sync::Arc;

use crate::api::{self, Login, LoginParameter};
use crate::credential::Credential;
use crate::secret::Secret;

/// The place that is looked in last: a profile in a file, say.
///
/// It is asked only for what neither an option nor the environment has, when a client is built.
pub trait Fallback: Send + Sync + 'static {
    /// What to call it in an error: "the profile `iproyal` of ./wholesale.toml".
    fn place(&self) -> String;

    /// A credential by its name in the spec, or what a login needs; `None` where the place has none.
    ///
    /// # Errors
    /// A sentence without a secret in it, when the place has it and it cannot be read.
    fn credential(&self, name: &str) -> Result<Option<Secret>, String>;

    /// The base URL, where the place has one.
    fn base_url(&self) -> Option<String> {
        None
    }
}

/// The places, in the order they are looked in.
#[derive(Clone)]
pub(crate) struct Chain {
    pub(crate) given: Vec<(&'static str, Credential)>,
    pub(crate) base_url: Option<String>,
    /// Whether the provider's environment variables count.
    pub(crate) environment: bool,
    pub(crate) fallback: Option<Arc<dyn Fallback>>,
}

/// What a credential was found to be.
pub(crate) enum Found {
    /// Its value, or where that comes from.
    Value(Credential),
    /// What a login needs, for a value to be asked for.
    Login(&'static Login, Vec<(&'static str, Secret)>),
}

impl Chain {
    pub(crate) fn new() -> Self {
        Self { given: Vec::new(), base_url: None, environment: true, fallback: None }
    }

    pub(crate) fn give(&mut self, name: &'static str, credential: Credential) {
        self.given.retain(|(given, _)| *given != name);
        self.given.push((name, credential));
    }

    /// The base URL, and the place it is from where that is the last one.
    pub(crate) fn base_url(&self, api: &api::Api) -> Result<(String, Option<String>), String> {
        let env = api.base_url_env;
        if let Some(url) = self.base_url.clone().or_else(|| self.variable(env)) {
            return Ok((url, None));
        }
        let fallback = self.fallback.as_ref();
        if let Some((url, place)) = fallback.and_then(|place| Some((place.base_url()?, place.place()))) {
            return Ok((url, Some(place)));
        }
        let set = if self.environment { format!("give `base_url` or set {env}") } else { "give `base_url`".to_owned() };
        let place = fallback.map(|place| format!(", or write it into {}", place.place())).unwrap_or_default();
        api.base_url
            .map(|url| (url.to_owned(), None))
            .ok_or_else(|| format!("no base URL: {set}{place}; every tenant of this provider has a host of its own"))
    }

    /// The first that is there: the option, the variable, its file, a login with what is there, the last place.
    pub(crate) fn credential(&self, credential: &'static api::Credential) -> Result<Found, String> {
        let name = credential.name;
        let login = credential.login.as_ref();
        if let Some(given) = self.given(name) {
            return checked(name, given).map(Found::Value);
        }
        // What the caller says counts before the environment, a login too.
        let said = |login: &Login| login.parameters.iter().all(|parameter| self.given(parameter.name).is_some());
        if !login.is_some_and(said)
            && let Some(value) = self.in_environment(credential.env)?
        {
            return checked(name, Credential::Fixed(value)).map(Found::Value);
        }
        if let Some(login) = login
            && let Some(parameters) = self.login(login, None)?
        {
            return Ok(Found::Login(login, parameters));
        }
        if let Some(fallback) = self.fallback.as_deref() {
            if let Some(value) = fallback.credential(name)? {
                return checked(name, Credential::Fixed(value)).map(Found::Value);
            }
            if let Some(login) = login
                && let Some(parameters) = self.login(login, Some(fallback))?
            {
                return Ok(Found::Login(login, parameters));
            }
        }
        Err(self.missing(credential))
    }

    /// What a login needs, where all of it is there.
    fn login(
        &self,
        login: &Login,
        fallback: Option<&dyn Fallback>,
    ) -> Result<Option<Vec<(&'static str, Secret)>>, String> {
        let mut parameters = Vec::new();
        for LoginParameter { name, env } in login.parameters {
            let mut value = match self.given(name) {
                Some(Credential::Fixed(value)) => Some(value),
                _ => self.in_environment(env)?,
            };
            if let (None, Some(fallback)) = (&value, fallback) {
                value = fallback.credential(name)?;
            }
            let Some(value) = value else { return Ok(None) };
            parameters.push((*name, value));
        }
        Ok(Some(parameters))
    }

    /// Names every place that was looked in.
    fn missing(&self, credential: &api::Credential) -> String {
        let api::Credential { name, env, .. } = credential;
        let mut looked_at = match self.environment {
            true => format!("looked at the option `{name}`, the variable {env}, and the file that {env}_FILE names"),
            false => format!("looked at the option `{name}`"),
        };
        for LoginParameter { name, env } in credential.login.iter().flat_map(|login| login.parameters) {
            let variable = if self.environment { format!(" and the variable {env}") } else { String::new() };
            looked_at.push_str(&format!("; for a login at the option `{name}`{variable}"));
        }
        if let Some(fallback) = &self.fallback {
            looked_at.push_str(&format!("; at last at {}", fallback.place()));
        }
        format!("no `{name}`: {looked_at}")
    }

    fn given(&self, name: &str) -> Option<Credential> {
        self.given.iter().find(|(given, _)| *given == name).map(|(_, credential)| credential.clone())
    }

    /// A variable, where the environment counts and has it.
    fn variable(&self, name: &str) -> Option<String> {
        self.environment.then(|| std::env::var(name).ok()).flatten().filter(|value| !value.is_empty())
    }

    /// A credential from its variable, or from the file that `<VARIABLE>_FILE` names.
    ///
    /// The file's permissions are not looked at: orchestrators mount such files readable for all inside a container.
    fn in_environment(&self, variable: &str) -> Result<Option<Secret>, String> {
        if let Some(value) = self.variable(variable) {
            return Ok(Some(Secret::new(value)));
        }
        let file = format!("{variable}_FILE");
        let Some(path) = self.variable(&file) else { return Ok(None) };
        let text = std::fs::read_to_string(&path)
            .map_err(|error| format!("{file} names {path}, which cannot be read: {error}"))?;
        Ok(Some(Secret::new(text.trim_end_matches(['\r', '\n']))))
    }
}

fn checked(name: &str, credential: Credential) -> Result<Credential, String> {
    if let Credential::Fixed(value) = &credential {
        if value.expose().is_empty() {
            return Err(format!("`{name}` is empty"));
        }
        if value.expose().chars().any(char::is_control) {
            return Err(format!("`{name}` holds a line break or another control character"));
        }
    }
    Ok(credential)
}
