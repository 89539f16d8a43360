//! What a run does to each of its accounts.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::journal::Begun;
use crate::account::AccountId;
use crate::capability::Action;
use crate::movement::{Direction, Unsettled};

/// What a run does to its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Task {
    /// Make accounts. A lost answer is settled by the name: use names that no account has yet.
    Create,
    /// Make accounts, or find those that have their names.
    Ensure,
    /// Move something into accounts.
    Add,
    /// Take something out of accounts.
    Take,
    /// See to it that accounts have at least so much available.
    EnsureBalanceAtLeast,
    /// Change what is known about accounts.
    Update,
    /// Give accounts other passwords.
    SetPassword,
    /// Switch accounts off.
    Disable,
    /// Close accounts for good.
    Delete,
}

impl Task {
    /// The name of the method that does it to one account, `set_password`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Ensure => "ensure",
            Self::Add => "add",
            Self::Take => "take",
            Self::EnsureBalanceAtLeast => "ensure_balance_at_least",
            Self::Update => "update",
            Self::SetPassword => "set_password",
            Self::Disable => "disable",
            Self::Delete => "delete",
        }
    }

    /// What a provider has to be able to do.
    pub(super) const fn needs(self) -> &'static [Action] {
        match self {
            Self::Create => &[Action::Create],
            Self::Ensure => &[Action::List, Action::Create],
            Self::Add => &[Action::Add],
            Self::Take => &[Action::Take],
            Self::EnsureBalanceAtLeast => &[Action::Balance, Action::Add],
            Self::Update => &[Action::Update],
            Self::SetPassword => &[Action::SetPassword],
            Self::Disable => &[Action::Disable],
            Self::Delete => &[Action::Delete],
        }
    }

    /// What has to be found out when it was begun and nobody knows whether it was done; `None` where doing it again
    /// changes nothing more.
    pub(super) fn unsettled(self, begun: &Begun) -> Option<Unsettled> {
        let id = || AccountId::from(begun.target.as_str());
        let movement = |direction| {
            let (id, before) = (id(), begun.before);
            begun.amount.map(|amount| Unsettled::Movement { id, direction, amount, before, reference: None })
        };
        match self {
            Self::Create => Some(Unsettled::Creation { name: begun.target.clone() }),
            Self::Add => movement(Direction::Added),
            Self::Take => movement(Direction::Taken),
            Self::Disable => Some(Unsettled::Disabling { id: id() }),
            Self::Delete => Some(Unsettled::Deletion { id: id() }),
            Self::Ensure | Self::EnsureBalanceAtLeast | Self::Update | Self::SetPassword => None,
        }
    }

    /// Whether an item of it has an amount.
    pub(super) const fn has_amount(self) -> bool {
        matches!(self, Self::Add | Self::Take | Self::EnsureBalanceAtLeast)
    }

    /// Whether its items make accounts, and are told apart by name.
    pub(super) const fn is_by_name(self) -> bool {
        matches!(self, Self::Create | Self::Ensure)
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
