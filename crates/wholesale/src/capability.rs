//! What each provider can do, as data.
//!
//! One table, `specs/capabilities.yaml`, says what the facade can do at which provider, what it cannot and why, and where that
//! is written. It is checked before every call, shown by [`capabilities()`](crate::Accounts::capabilities), rendered into
//! the documentation, and tried out by the conformance tests.

#[rustfmt::skip]
mod table;

use std::fmt;

use serde::Serialize;
use wholesale_runtime::{Error, Result};

use crate::amount::Unit;

pub(crate) use table::PROVIDERS;

/// Something a provider may be able to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// Make an account.
    Create,
    /// Read one account.
    Get,
    /// Read all accounts.
    List,
    /// Change what is known about an account.
    Update,
    /// Give an account another password.
    SetPassword,
    /// Read what an account has.
    Balance,
    /// Move something into an account.
    Add,
    /// Take something out of an account, back to your own.
    Take,
    /// Switch an account off.
    Disable,
    /// Close an account for good.
    Delete,
    /// Check that the owner of an account is who it says.
    Authenticate,
    /// Read what your own account has left.
    OwnBalance,
}

impl Action {
    /// The name of the method that does it, `set_password`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Get => "get",
            Self::List => "list",
            Self::Update => "update",
            Self::SetPassword => "set_password",
            Self::Balance => "balance",
            Self::Add => "add",
            Self::Take => "take",
            Self::Disable => "disable",
            Self::Delete => "delete",
            Self::Authenticate => "authenticate",
            Self::OwnBalance => "own_balance",
        }
    }
}

/// Something an action may be asked to do besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Argument {
    /// A password.
    Password,
    /// A balance to start with.
    Balance,
    /// An e-mail address.
    Email,
    /// Who the owner is.
    Contact,
    /// What only this provider asks for.
    Details,
    /// A name: to look for, or to change to.
    Name,
    /// A status to look for.
    Status,
    /// Traffic in GB.
    Traffic,
    /// Money.
    Money,
    /// A reference of yours that the provider keeps with the movement.
    Reference,
    /// A product of the provider's that the movement is for.
    Product,
    /// A text of yours that the provider keeps with the movement.
    Note,
    /// A token of the owner's.
    Token,
}

impl Argument {
    /// Its name, `reference`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Balance => "balance",
            Self::Email => "email",
            Self::Contact => "contact",
            Self::Details => "details",
            Self::Name => "name",
            Self::Status => "status",
            Self::Traffic => "traffic",
            Self::Money => "money",
            Self::Reference => "reference",
            Self::Product => "product",
            Self::Note => "note",
            Self::Token => "token",
        }
    }
}

/// An amount of this unit, as an argument.
impl From<Unit> for Argument {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Gigabytes => Self::Traffic,
            Unit::Money => Self::Money,
        }
    }
}

/// Whether a provider can do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "can", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Support {
    /// It can.
    Yes {
        /// What is particular about it.
        note: Option<&'static str>,
    },
    /// It cannot.
    No {
        /// Why.
        reason: &'static str,
        /// What to do instead.
        instead: Option<&'static str>,
    },
    /// It can, and the facade does not yet.
    NotYet {
        /// Why.
        reason: &'static str,
        /// What to do instead.
        instead: Option<&'static str>,
    },
}

/// One line of the table: an action of a provider, or one of its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Capability {
    /// What is done.
    pub action: Action,
    /// What it is asked to do besides; `None` for the action itself.
    pub argument: Option<Argument>,
    /// Whether the provider can.
    #[serde(flatten)]
    pub support: Support,
    /// Where that is written.
    pub source: &'static str,
}

impl Capability {
    /// Whether it can be done.
    #[must_use]
    pub const fn is_yes(&self) -> bool {
        matches!(self.support, Support::Yes { .. })
    }
}

/// `take: no - NetNut documents no way to take traffic back; ...`
impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.action.name())?;
        if let Some(argument) = self.argument {
            write!(f, " with {}", argument.name())?;
        }
        match self.support {
            Support::Yes { note } => f.write_str(": yes").and_then(|()| appended(f, " - ", note)),
            Support::No { reason, instead } => write!(f, ": no - {reason}").and_then(|()| appended(f, "; ", instead)),
            Support::NotYet { reason, instead } => {
                write!(f, ": not yet - {reason}").and_then(|()| appended(f, "; ", instead))
            }
        }
    }
}

fn appended(f: &mut fmt::Formatter<'_>, before: &str, text: Option<&str>) -> fmt::Result {
    text.map_or(Ok(()), |text| write!(f, "{before}{text}"))
}

/// What one provider can do.
#[derive(Debug, Clone, Copy)]
pub struct Capabilities {
    provider: &'static str,
    table: &'static [Capability],
}

impl Capabilities {
    /// What a provider of this name can do, where there is one.
    #[must_use]
    pub fn of_provider(name: &str) -> Option<Self> {
        let (provider, table) = PROVIDERS.iter().find(|(provider, _)| *provider == name)?;
        Some(Self { provider, table })
    }

    /// What a provider can do that is compiled in; nothing, if the table has left it out.
    pub(crate) fn of_linked(provider: &'static str) -> Self {
        Self::of_provider(provider).unwrap_or(Self { provider, table: &[] })
    }

    /// What somebody claims that a provider can do.
    pub(crate) const fn claimed(provider: &'static str, table: &'static [Capability]) -> Self {
        Self { provider, table }
    }

    /// Name of the provider.
    #[must_use]
    pub const fn provider(&self) -> &'static str {
        self.provider
    }

    /// Every line of its table.
    pub fn iter(&self) -> impl Iterator<Item = &'static Capability> + use<> {
        self.table.iter()
    }

    /// The line of an action.
    #[must_use]
    pub fn of(&self, action: Action) -> Option<&'static Capability> {
        self.find(action, None)
    }

    /// The line of an action with an argument.
    #[must_use]
    pub fn of_argument(&self, action: Action, argument: Argument) -> Option<&'static Capability> {
        self.find(action, Some(argument))
    }

    /// Whether an action can be done.
    #[must_use]
    pub fn can(&self, action: Action) -> bool {
        self.of(action).is_some_and(Capability::is_yes)
    }

    /// Whether an action can be done with an argument.
    #[must_use]
    pub fn can_with(&self, action: Action, argument: Argument) -> bool {
        self.can(action) && self.of_argument(action, argument).is_some_and(Capability::is_yes)
    }

    fn find(&self, action: Action, argument: Option<Argument>) -> Option<&'static Capability> {
        self.table.iter().find(|line| line.action == action && line.argument == argument)
    }

    /// Refuses, before any I/O, what the provider cannot do.
    pub(crate) fn require(&self, action: Action, arguments: &[Argument]) -> Result<()> {
        let lines = std::iter::once(None).chain(arguments.iter().copied().map(Some));
        for argument in lines {
            match self.find(action, argument) {
                Some(line) if line.is_yes() => {}
                Some(line) => return Err(Error::unsupported(self.provider, action.name(), line.to_string())),
                None => {
                    let asked = argument.map_or(action.name(), Argument::name);
                    let what = format!("the table of capabilities says nothing about {asked}, so that it is not done");
                    return Err(Error::unsupported(self.provider, action.name(), what));
                }
            }
        }
        Ok(())
    }
}
