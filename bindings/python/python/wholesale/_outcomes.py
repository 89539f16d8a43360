"""What doing something with accounts gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wholesale._account import Account
from wholesale._native import Amount


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """A movement that the provider confirmed."""

    id: str
    """The account's key."""
    amount: Amount
    """What was moved."""
    direction: Literal["added", "taken"]
    """From your own account into this one, or back."""
    transaction: str | None = None
    """The provider's number of the movement, where it gives one."""
    account: Account | None = None
    """The account after it, where the provider answers with it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ensured:
    """An account that was seen to be there."""

    account: Account
    """The account."""
    was_created: bool
    """Whether it had to be created. One that was there is neither changed nor compared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Replenished:
    """A balance that was seen to be high enough."""

    account: Account
    """The account after it."""
    added: Receipt | None = None
    """What had to be moved in; `None` where there was enough."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settlement:
    """Whether a call whose answer was lost was carried out."""

    outcome: Literal["applied", "not_applied", "cannot_tell"]
    """It was: do not make it again. It was not, or was never in doubt: it can be made again. It cannot be found out from
    here: a person has to look before it is made again."""
    account: Account | None = None
    """The account as it is now, where it was carried out; `None` once it is deleted."""
    reason: str | None = None
    """Why it cannot be told."""

    @property
    def is_applied(self) -> bool:
        """Whether it is known to have been carried out."""
        return self.outcome == "applied"

    @property
    def is_not_applied(self) -> bool:
        """Whether it is known not to have been carried out."""
        return self.outcome == "not_applied"


@dataclass(frozen=True, kw_only=True, slots=True)
class Transfer:
    """A transfer that was carried out."""

    taken: Receipt
    """What was taken."""
    added: Receipt
    """What was added."""


for _class in (Receipt, Ensured, Replenished, Settlement, Transfer):
    _class.__module__ = "wholesale"
