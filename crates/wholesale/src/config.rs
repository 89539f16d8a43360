//! Accounts at providers, by name: `wholesale.toml` and the environment.

mod duration;
mod fallback;
mod file;
mod places;
mod profile;
mod schema;
mod setting;
mod value;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use wholesale_runtime::api::Api;
use wholesale_runtime::{Error, Result, Secret, SessionBuilder};

use crate::{Accounts, adapters, providers};
use fallback::ProfileOf;
use places::Places;
pub use profile::Profile;

/// Your accounts at the providers, by name: the profiles of a `wholesale.toml`.
///
/// ```toml
/// [profiles.iproyal]                 # a profile with a provider's name is of that provider
/// token = { file = "/run/secrets/iproyal" }
///
/// [profiles.iproyal-eu]              # a second account there
/// provider = "iproyal"
/// token = "..."                      # then only you may read the file: chmod 600 wholesale.toml
/// timeout = "45s"
///
/// [profiles.neucrm]
/// base_url = "https://crm.example/api"
/// userid = 14
/// api_key = { env = "CRM_KEY" }
/// proxy = "socks5://127.0.0.1:1080"
/// rate_limit = { per_second = 5 }
/// ```
///
/// [`load`](Self::load) reads the first file that is there: the one that `WHOLESALE_CONFIG` names, `./wholesale.toml`,
/// `wholesale/wholesale.toml` in the folder of the user's configuration (`$XDG_CONFIG_HOME`, or `~/.config`). Whoever can
/// write a folder that a program runs in can send the program's credentials elsewhere, as with any such file. A path in
/// the file is looked up from the folder that the file is in. `docs/config.schema.json` is its JSON Schema.
///
/// # Whose credentials count
///
/// - **A profile with the name of a provider** is the last place of the provider's chain: what the environment has
///   (`IPROYAL_TOKEN`, `IPROYAL_TOKEN_FILE`, `IPROYAL_BASE_URL`) counts before it, one credential at a time.
/// - **A profile with a name of its own** is an account of its own: the provider's environment variables do not count,
///   or two accounts would silently be one. What such a profile lacks is missing.
///
/// # Who may read the file
///
/// On Unix a file with a secret written into it, or a proxy with a password, is refused when anybody but its owner has
/// rights to it, and any file that everybody may write. Files that hold one secret - `{ file = ".." }` and
/// `<VARIABLE>_FILE` - are not looked at that way: Docker and Kubernetes mount them readable for all, inside a container
/// that is the border. A `wholesale.toml` that is mounted so names its secrets by `{ file = ".." }` or `{ env = ".." }`.
#[derive(Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "wholesale.toml")]
pub struct Config {
    /// The accounts, by a name of your choice.
    #[serde(default)]
    profiles: BTreeMap<String, Profile>,
    /// Where it is from.
    #[serde(skip)]
    origin: Origin,
}

/// Where a configuration is from.
#[derive(Clone, Default)]
enum Origin {
    /// A text that the program has.
    #[default]
    Program,
    /// A file.
    File(PathBuf),
    /// Nowhere: these places had none.
    Nowhere(Places),
}

impl Config {
    /// Reads the first `wholesale.toml` that is there; without one the configuration is empty, and the environment counts
    /// alone.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) when the file cannot be used: it names the line, and what to
    /// write instead.
    pub fn load() -> Result<Self> {
        let places = Places::of_this_process();
        match places.first() {
            Some(path) => Self::read(path),
            None => Ok(Self { origin: Origin::Nowhere(places), ..Self::default() }),
        }
    }

    /// Reads this file.
    ///
    /// # Errors
    /// As [`load`](Self::load), and when there is no such file.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        file::read(path.as_ref()).map_err(refusal)
    }

    /// Reads a text in the format of the file. Paths in it are looked up from the folder that the program runs in.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn from_toml(text: &str) -> Result<Self> {
        file::parse(text).map_err(|problem| refusal(format!("the configuration, {problem}")))
    }

    /// The JSON Schema of the file, for editors.
    #[must_use]
    pub fn json_schema() -> serde_json::Value {
        schema::whole()
    }

    /// The file it was read from.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::File(path) => Some(path),
            _ => None,
        }
    }

    /// The profiles, by name, in alphabetical order.
    pub fn profiles(&self) -> impl Iterator<Item = (&str, &Profile)> {
        self.profiles.iter().map(|(name, profile)| (name.as_str(), profile))
    }

    /// The profile of this name.
    #[must_use]
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.get(name)
    }

    /// One way to work with the accounts below the one of this name: a profile, or a provider.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) when there is neither, when the provider's cargo feature is off,
    /// and when a credential is missing: it names every place that was looked in.
    pub fn connect(&self, name: &str) -> Result<Arc<dyn Accounts>> {
        let (_, options) = self.options(name)?;
        adapters::accounts_of(&options.build()?)
    }

    /// The options of a client with what a profile says, and the provider it is of: what `iproyal` and the like give as
    /// a builder, for a program that knows the provider only by its name.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) when there is no such account.
    #[doc(hidden)]
    pub fn options(&self, name: &str) -> Result<(&'static Api, SessionBuilder)> {
        let profile = self.profiles.get(name);
        if let Some((key, what)) = profile.and_then(|profile| profile.problem(name)) {
            let key = key.map(|key| format!(", `{key}`")).unwrap_or_default();
            return Err(refusal(format!("the profile `{name}` of {}{key}: {what}", self.source())));
        }
        let provider = self.provider_of(name);
        let api = providers::api(provider).ok_or_else(|| self.unavailable(name, provider))?;
        let mut options = SessionBuilder::new(api);
        if name != provider {
            options = options.without_environment();
        }
        let place = ProfileOf {
            name: name.to_owned(),
            profile: profile.cloned(),
            folder: self.folder(),
            place: self.place(name),
        };
        if let Some(profile) = profile {
            let refuse = |what| Error::configuration(api.provider, format!("{}: {what}", place.place));
            options = profile.apply(options, &place.folder).map_err(refuse)?;
        }
        Ok((api, options.fallback(place)))
    }

    /// The options, for a client of this provider.
    ///
    /// # Errors
    /// As [`options`](Self::options), and when the account is of another provider.
    #[doc(hidden)]
    pub fn options_of(&self, name: &str, api: &'static Api) -> Result<SessionBuilder> {
        let (of, options) = self.options(name)?;
        if std::ptr::eq(of, api) {
            return Ok(options);
        }
        let what = format!("the profile `{name}` of {} is of {}, not of {}", self.source(), of.provider, api.provider);
        Err(refusal(what))
    }

    /// The provider that an account of this name is of, known or not.
    #[doc(hidden)]
    #[must_use]
    pub fn provider_of<'a>(&'a self, name: &'a str) -> &'a str {
        self.profile(name).and_then(Profile::provider).unwrap_or(name)
    }

    /// The proxy of a profile, where it has one that can be read.
    pub(crate) fn proxy_of(&self, name: &str) -> Option<Secret> {
        self.profile(name)?.proxy(&self.folder())
    }

    fn unavailable(&self, name: &str, provider: &str) -> Error {
        if providers::NAMES.contains(&provider) {
            let what = "this program was built without it; switch the cargo feature of that name on";
            return refusal(format!("{provider}: {what}"));
        }
        let profiles = match self.profiles.keys().map(String::as_str).collect::<Vec<_>>().join(", ") {
            none if none.is_empty() => match &self.origin {
                Origin::Nowhere(places) => format!("there is no wholesale.toml ({places})"),
                _ => format!("there is no profile in {}", self.source()),
            },
            some => format!("the profiles of {} are {some}", self.source()),
        };
        refusal(format!(
            "there is neither a profile nor a provider `{name}`; {profiles}; the providers are {}",
            providers::NAMES.join(", ")
        ))
    }

    /// The file, in a sentence.
    fn source(&self) -> String {
        match &self.origin {
            Origin::Program => "the configuration".to_owned(),
            Origin::File(path) => path.display().to_string(),
            Origin::Nowhere(_) => "wholesale.toml".to_owned(),
        }
    }

    /// The place where a profile is or could be, in a sentence.
    fn place(&self, name: &str) -> String {
        match &self.origin {
            Origin::Nowhere(places) => {
                format!("the profile `{name}` of a wholesale.toml, of which there is none: {places}")
            }
            _ if self.profiles.contains_key(name) => format!("the profile `{name}` of {}", self.source()),
            _ => format!("the profile `{name}` of {}, which has none", self.source()),
        }
    }

    /// Where it is from, or where it was looked for.
    pub(crate) fn about(&self) -> String {
        match &self.origin {
            Origin::Nowhere(places) => format!("no wholesale.toml: {places}"),
            _ => self.source(),
        }
    }

    fn folder(&self) -> PathBuf {
        self.path().and_then(Path::parent).map(Path::to_owned).unwrap_or_default()
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("path", &self.path()).field("profiles", &self.profiles).finish()
    }
}

/// A configuration that cannot be used.
pub(crate) fn refusal(what: impl Into<String>) -> Error {
    Error::configuration("wholesale", what)
}

/// One way to work with the accounts below the one of this name: a profile of the first `wholesale.toml` that is there,
/// or a provider, with its environment variables. [`Config`] says where it looks and what counts.
///
/// ```no_run
/// # fn example() -> wholesale::Result<()> {
/// let accounts = wholesale::connect("iproyal")?; // IPROYAL_TOKEN, or [profiles.iproyal]
/// let second = wholesale::connect("iproyal-eu")?; // [profiles.iproyal-eu], and nothing else
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`Config::load`] and [`Config::connect`].
pub fn connect(name: &str) -> Result<Arc<dyn Accounts>> {
    Config::load()?.connect(name)
}
