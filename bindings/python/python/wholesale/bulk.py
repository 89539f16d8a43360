"""The same thing done for many accounts: a few at a time, each once, and resumable after a crash.

>>> from wholesale import Amount, bulk
>>> with wholesale.sandbox.Sandbox() as sandbox:
...     accounts = wholesale.connect("iproyal", token="demo", base_url=sandbox.url("iproyal"))
...     made = [accounts.create(name=name, password="s3cret-pass") for name in ("acme", "globex")]
...     items = (bulk.Item.add(account.name, account.id, Amount.gb("2.5")) for account in made)
...     report = accounts.bulk("add", items)
...     report.is_complete, report.progress.done
(True, 2)

An item has a key of yours, unique in its run: take it from your own records (a customer's number, a line of an order), not
from the position in a list that may change. A failure ends nothing but its own item, unless too many fail or the provider
refuses the credentials. Items of the same account are done one after another; once it is not known whether one was done, later
ones of its account are held back.

With a journal a line is written for each item before its request leaves, and another once its outcome is known. A run that was
killed is begun again with the same items and the same journal: what was done is skipped; what failed without having been applied
is done again; what had begun and has no outcome is looked into first, and left alone until a person has decided if it cannot be
told. The journal holds names, ids, amounts and balances, the text of errors, and no password or key.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from wholesale import _native
from wholesale._account import Account, Balance
from wholesale._accounts import given_contact
from wholesale._errors import Error
from wholesale._native import Amount

if TYPE_CHECKING:
    from typing import TypeAlias

    from wholesale._accounts import _Contact, _Details

    _Task: TypeAlias = Literal[
        "create", "ensure", "add", "take", "ensure_balance_at_least", "update", "set_password", "disable", "delete"
    ]
    """What a run does to its items: the name of the method that does it to one account."""

__all__ = ["Entry", "Item", "ItemResult", "Progress", "Report", "decide", "read_journal"]


class Item:
    """Something to be done for one account, under a key of yours that is unique in its run."""

    __slots__ = ("_item",)

    def __init__(self, task: _Task, **given: Any) -> None:
        self._item = _native.Item(task, given)

    @classmethod
    def create(
        cls,
        key: str,
        *,
        name: str,
        password: str | None = None,
        balance: Amount | None = None,
        email: str | None = None,
        contact: _Contact | None = None,
        details: _Details | None = None,
    ) -> Item:
        """Makes an account. A lost answer is settled by the name: use names that no account has yet."""
        contact = given_contact(contact)
        return cls(
            "create",
            key=key,
            name=name,
            password=password,
            balance=balance,
            email=email,
            contact=contact,
            details=details,
        )

    @classmethod
    def ensure(
        cls,
        key: str,
        *,
        name: str,
        password: str | None = None,
        balance: Amount | None = None,
        email: str | None = None,
        contact: _Contact | None = None,
        details: _Details | None = None,
    ) -> Item:
        """Makes an account, or finds the one that has its name."""
        contact = given_contact(contact)
        return cls(
            "ensure",
            key=key,
            name=name,
            password=password,
            balance=balance,
            email=email,
            contact=contact,
            details=details,
        )

    @classmethod
    def add(
        cls,
        key: str,
        id: str | int,
        amount: Amount,
        *,
        reference: str | None = None,
        product: str | None = None,
        note: str | None = None,
        before: Literal["read", "ignored"] = "read",
    ) -> Item:
        """Moves an amount into an account. With ``"ignored"`` what it had is not read, and a lost answer stays open."""
        return cls("add", key=key, id=id, amount=amount, reference=reference, product=product, note=note, before=before)

    @classmethod
    def take(
        cls,
        key: str,
        id: str | int,
        amount: Amount,
        *,
        reference: str | None = None,
        product: str | None = None,
        note: str | None = None,
        before: Literal["read", "ignored"] = "read",
    ) -> Item:
        """Takes an amount out of an account. With ``"ignored"`` what it had is not read, and a lost answer stays open."""
        return cls(
            "take", key=key, id=id, amount=amount, reference=reference, product=product, note=note, before=before
        )

    @classmethod
    def ensure_balance_at_least(cls, key: str, id: str | int, amount: Amount) -> Item:
        """Sees to it that an account has at least so much available."""
        return cls("ensure_balance_at_least", key=key, id=id, amount=amount)

    @classmethod
    def update(
        cls,
        key: str,
        id: str | int,
        *,
        name: str | None = None,
        email: str | None = None,
        contact: _Contact | None = None,
        details: _Details | None = None,
    ) -> Item:
        """Changes what is known about an account; what is not given stays."""
        contact = given_contact(contact)
        return cls("update", key=key, id=id, name=name, email=email, contact=contact, details=details)

    @classmethod
    def set_password(cls, key: str, id: str | int, password: str) -> Item:
        """Gives an account another password."""
        return cls("set_password", key=key, id=id, password=password)

    @classmethod
    def disable(cls, key: str, id: str | int) -> Item:
        """Switches an account off."""
        return cls("disable", key=key, id=id)

    @classmethod
    def delete(cls, key: str, id: str | int) -> Item:
        """Closes an account for good."""
        return cls("delete", key=key, id=id)

    @property
    def key(self) -> str:
        """Your key."""
        return self._item.key

    @property
    def task(self) -> _Task:
        """What is to be done."""
        task: _Task = self._item.task
        return task

    @property
    def target(self) -> str:
        """The account: its id, or its name where it is yet to be made."""
        return self._item.target

    @property
    def amount(self) -> Amount | None:
        """How much is to be moved, or to be there."""
        return self._item.amount

    def __repr__(self) -> str:
        amount = f" {self.amount}" if self.amount is not None else ""
        return f"<Item {self.key!r}: {self.task}{amount}, {self.target}>"


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemResult:
    """What became of one item."""

    key: str
    """Your key."""
    target: str
    """The account: its id, or its name where it was to be made."""
    outcome: Literal["done", "was_done", "failed", "not_applied", "unsettled", "held_back", "not_begun"]
    """It was done; or was done by an earlier run, says the journal. It failed and was not done; or the answer was lost, and the
    account shows that it was not done: the next run with the same journal does it. It may have been done (`unsettled`), and
    is not done again until a person has decided or a later run finds out. It was not begun: because something is open about
    its account (`held_back`), or because the run was stopped."""
    id: str | None = None
    """The account's key, where it was done and is known."""
    account: Account | None = None
    """The account after it, where it was read or the provider has answered with it."""
    transaction: str | None = None
    """The provider's number of the movement, where it gave one."""
    told_by: Literal["answer", "account", "person"] | None = None
    """Who has told that it was done: the provider's answer, or the account, after the answer was lost."""
    reason: str | None = None
    """Why it cannot be told whether it was done."""
    error: Error | None = None
    """What went wrong, where it is known."""

    @property
    def is_done(self) -> bool:
        """Whether it is known to be done, by this run or an earlier one."""
        return self.outcome in ("done", "was_done")


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a run is. `str` is a line to show."""

    done: int
    """Items done by this run."""
    was_done: int
    """Items done by an earlier run."""
    failed: int
    """Items that failed and were not done."""
    unsettled: int
    """Items that may have been done."""
    held_back: int
    """Items that were not begun because something is open about their account."""
    not_begun: int
    """Items that were taken from their source and not begun because the run was stopped."""
    total: int | None
    """All items, where their number is known."""
    elapsed: float
    """Seconds since the run began."""
    per_second: float
    """Items that this run has tried, each second so far."""
    remaining: float | None
    """About how many seconds the rest takes at this rate, where the number of items is known."""
    _text: str = field(repr=False)

    @property
    def finished(self) -> int:
        """Items of which it is known what became of them, those of earlier runs included."""
        return self.done + self.was_done + self.failed + self.unsettled + self.held_back + self.not_begun

    def __str__(self) -> str:
        return self._text


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """How a run ended."""

    progress: Progress
    """How far it came."""
    is_complete: bool
    """Whether every item is done, by this run or an earlier one."""
    stopped: Literal["failures", "refused_credentials", "journal", "source"] | None = None
    """Why it ended before the last item, if it did: too many items had failed, the credentials were refused too often, or the
    journal could not be written."""
    reason: str | None = None
    """The same in a sentence."""

    def __str__(self) -> str:
        return str(self.progress) if self.reason is None else f"{self.progress}; stopped: {self.reason}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Something a journal says about an item."""

    key: str
    """The item's key."""
    at: datetime.datetime
    """When it was written."""
    event: Literal["begun", "done", "failed", "not_applied", "unsettled", "unknown"]
    """Its request was about to leave; it was done; it failed and was not done; it was found not to have been done; it was not
    known whether it was done."""
    target: str | None = None
    """The id of the account, or its name where it was to be made, of an item that begins."""
    amount: Amount | None = None
    """How much was to be moved, or to be there."""
    before: Balance | None = None
    """What the account had, where that was read."""
    id: str | None = None
    """The account's key, of an item that was done, where it is known."""
    transaction: str | None = None
    """The provider's number of the movement, where it gave one."""
    told_by: Literal["answer", "account", "person"] | None = None
    """Who has told."""
    reason: str | None = None
    """Why it failed, or cannot be told."""


def read_journal(path: str | os.PathLike[str]) -> Iterator[Entry]:
    """Reads a journal entry by entry, oldest first: which accounts were made under which key, say. It may be of a run that is
    at work; a last line that is cut short is left out.

    Raises:
        JournalError: it cannot be read, or is no journal.
    """
    journal = _native.Journal(os.fspath(path))
    return (entry for entries in iter(journal.next, []) for entry in entries)


def decide(path: str | os.PathLike[str], key: str, *, was_applied: bool) -> None:
    """Writes down what a person has found out about an item that was left open, for the next run to go by.

    Args:
        path: The journal.
        key: The item's key.
        was_applied: It was done, and is not done again; or it was not, and the next run does it.

    Raises:
        JournalError: the journal is in use or cannot be read or written, or the item is not open in it.
    """
    _native.decide_item(os.fspath(path), key, was_applied)
