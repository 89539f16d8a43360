"""Accounts, the same for every provider, and what they have."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeAlias

from wholesale._native import Amount

Quantity: TypeAlias = Amount | Literal["unlimited"] | None
"""How much there is of something: a known amount, which may be zero; as much as is asked for; or `None`, which is
neither, for what the provider does not say."""

Status: TypeAlias = Literal["active", "disabled", "suspended", "deleted", "unknown"] | str
"""Whether an account can be used: switched off by you (`disabled`) or by the provider (`suspended`), closed and still
shown (`deleted`), or another word of the provider's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Balance:
    """What an account has, had, and may have. Nothing turns what is unknown into zero."""

    available: Quantity = None
    """What is left to use."""
    used: Quantity = None
    """What was used up."""
    limit: Quantity = None
    """What may be used beyond what is available: a credit line."""
    funded: Quantity = None
    """All that was ever moved into the account, less what was taken out again. Unlike `available` it does not change
    when the account's owner uses something, so that it shows whether a top-up arrived."""

    @property
    def ledger(self) -> Amount | None:
        """The number that only top-ups and takings change, or the one that comes next to it."""
        if isinstance(self.funded, Amount):
            return self.funded
        return self.available if isinstance(self.available, Amount) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """An account you sell to: a sub-user, a reseller, a customer."""

    provider: str
    """Name of the provider, ``iproyal``."""
    id: str
    """The provider's key: an opaque text."""
    name: str | None = None
    """What the account is called, and logs in with where it can."""
    email: str | None = None
    """Where its owner is reached."""
    status: Status = "unknown"
    """Whether it can be used."""
    balance: Balance = field(default_factory=Balance)
    """What it has."""
    record: Any = field(default=None, repr=False)
    """The provider's own record, a `wholesale.iproyal.SubUser` say; `None` where the provider has answered with none, as
    some do when an account is created. It may hold secrets."""
    json: str | None = field(default=None, repr=False)
    """The provider's own record as it came, untouched. It may hold secrets."""


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Contact:
    """Who owns an account. All of it is optional here; a provider that needs something says so before anything is sent."""

    person: str | None = None
    """Name of the person."""
    company: str | None = None
    """Name of the company."""
    phone_country_code: str | None = None
    """Country calling code without `+`, `91`."""
    phone: str | None = None
    """Number without the country calling code."""
    address: str | None = None
    """Street and number."""
    city: str | None = None
    """City."""
    state: str | None = None
    """State or province."""
    country: str | None = None
    """Country, two letters."""
    postal_code: str | None = None
    """Postal code."""
    language: str | None = None
    """Language, two letters."""

    def to_dict(self) -> dict[str, str]:
        """What is given."""
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in given.items() if value is not None}

    def __repr__(self) -> str:
        # Personal data is not shown.
        return f"Contact({', '.join(f'{name}=...' for name in self.to_dict())})"


for _class in (Balance, Account, Contact):
    _class.__module__ = "wholesale"
