"""Checks every account that is configured with one harmless call, and explains what is wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from wholesale import _native

if TYPE_CHECKING:
    import os


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """What was found about one account."""

    account: str
    """The name to connect to: of a profile, or of a provider."""
    provider: str
    """The provider."""
    outcome: Literal["works", "failed", "not_configured"]
    """The provider answered as it should; it did not come to that; or nothing is there to be checked."""
    host: str | None = None
    """Host and port of the base URL; `None` where no client could be built."""
    call: str | None = None
    """The operation that was called, where it works."""
    cause: str | None = None
    """Why it failed: a word for programs."""
    error: str | None = None
    """Why it failed: a sentence without secrets."""
    looked_at: str | None = None
    """The places that were looked in, where nothing is configured."""
    latency_ms: int | None = None
    """Time from the call to its end, in milliseconds."""
    clock_ahead_seconds: int | None = None
    """Seconds that this machine's clock is ahead of the one that dated the answer; negative when it is behind."""
    advice: tuple[str, ...] = ()
    """What to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DoctorReport:
    """What `doctor` found. `str` is a table with a sentence or two below each line that needs one."""

    configuration: str
    """The configuration file, or where it was looked for."""
    checks: tuple[Check, ...]
    """One for each account: the profiles first, then the providers that have none."""
    _table: str = field(repr=False)
    _json: str = field(repr=False)

    @property
    def is_healthy(self) -> bool:
        """Whether nothing failed. What is not configured has not failed."""
        return all(check.outcome != "failed" for check in self.checks)

    def check(self, account: str) -> Check | None:
        """The check of one account."""
        return next((check for check in self.checks if check.account == account), None)

    def to_json(self) -> str:
        """The same as JSON."""
        return self._json

    def __str__(self) -> str:
        return self._table


def doctor(*, config: str | os.PathLike[str] | None = None) -> DoctorReport:
    """Checks every account of `wholesale.toml` and of the environment, each with one call that reads and changes nothing.

    All are called at once, none twice. It says which key was refused, whether the calling address could be the reason,
    whether a name was not found, a connection refused or a certificate not trusted, which proxy was asked, whether an
    answer was the API's at all, and whether this machine's clock is off.

    Args:
        config: The `wholesale.toml` to read; the first that is there unless given.

    Raises:
        ConfigurationError: the file that `config` names cannot be used. One that was found by itself is in the report.
    """
    report: DoctorReport = _native.doctor(config)
    return report


async def adoctor(*, config: str | os.PathLike[str] | None = None) -> DoctorReport:
    """`doctor`, awaited.

    Args:
        config: The `wholesale.toml` to read; the first that is there unless given.

    Raises:
        ConfigurationError: the file that `config` names cannot be used. One that was found by itself is in the report.
    """
    report: DoctorReport = await _native.doctor_soon(config)
    return report


def read_report(text: str, table: str) -> DoctorReport:
    """The report that the native core made."""
    found: dict[str, Any] = json.loads(text)
    checks = tuple(Check(**{**check, "advice": tuple(check["advice"])}) for check in found["checks"])
    return DoctorReport(configuration=found["configuration"], checks=checks, _table=table, _json=text)


for _object in (Check, DoctorReport, doctor, adoctor):
    _object.__module__ = "wholesale"
