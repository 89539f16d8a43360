"""The exceptions, one tree. They can be pickled and copied."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Literal

    from wholesale._native import Amount, Unsettled

__all__ = [
    "ApiError",
    "AuthenticationError",
    "ConfigurationError",
    "ConnectError",
    "DecodeError",
    "Error",
    "InvalidRequestError",
    "JournalError",
    "NotFoundError",
    "NotTheApiError",
    "RateLimitedError",
    "RequestTimeoutError",
    "TransferError",
    "TransportError",
    "UnsupportedError",
]


class Error(Exception):
    """What went wrong with a call, and what the caller can do about it.

    Its text is one sentence without URL query, body or secret. Before a call that moves value is made again, look at
    `may_have_been_applied`.
    """

    provider: str | None
    """Name of the provider, ``iproyal``."""
    operation: str | None
    """Id of the operation, ``give_traffic``; ``None`` while a client is set up."""
    http_status: int | None
    """HTTP status of the answer, where there was one."""
    code: str | None
    """The provider's own code, where it gave one. Secrets of the call are masked in it."""
    message: str | None
    """The provider's own text, where it gave one. Secrets of the call are masked in it."""
    retry_after: float | None
    """Seconds that the provider asks to wait before the next call."""
    attempts: int
    """How many times the request was sent, or tried to be."""
    may_have_been_applied: bool
    """Whether the provider may have done what it was asked, although the call failed: read the account before sending
    the call again. Never true for a call that may be applied twice."""
    body: bytes | None
    """The untouched body of the answer, where there was one. It may hold secrets and personal data."""
    unsettled: Unsettled | None
    """What a call of `Accounts` left open, where it may have been applied: what `Accounts.settle` needs to find out."""
    headers: tuple[tuple[str, str], ...]
    """Headers of the answer in the order they came, names in lower case; empty where there was none."""

    def __init__(
        self,
        text: str = "",
        *,
        provider: str | None = None,
        operation: str | None = None,
        http_status: int | None = None,
        code: str | None = None,
        message: str | None = None,
        retry_after: float | None = None,
        attempts: int = 0,
        may_have_been_applied: bool = False,
        body: bytes | None = None,
        headers: tuple[tuple[str, str], ...] | list[tuple[str, str]] | None = None,
        unsettled: Unsettled | None = None,
    ) -> None:
        super().__init__(text)
        self.provider = provider
        self.operation = operation
        self.http_status = http_status
        self.code = code
        self.message = message
        self.retry_after = retry_after
        self.attempts = attempts
        self.may_have_been_applied = may_have_been_applied
        self.body = body
        self.headers = tuple(headers or ())
        self.unsettled = unsettled

    def __repr__(self) -> str:
        shown = [repr(str(self))]
        for name in ("http_status", "code"):
            value = getattr(self, name)
            if value is not None:
                shown.append(f"{name}={value!r}")
        if self.may_have_been_applied:
            shown.append("may_have_been_applied=True")
        return f"{type(self).__name__}({', '.join(shown)})"

    def __reduce__(self) -> tuple[Callable[..., Error], tuple[type[Error], tuple[Any, ...], Mapping[str, Any]]]:
        return _restore, (type(self), self.args, dict(self.__dict__))


def _restore(kind: type[Error], arguments: tuple[Any, ...], state: Mapping[str, Any]) -> Error:
    error = kind(*arguments)
    error.__dict__.update(state)
    return error


class InvalidRequestError(Error):
    """The arguments cannot make a valid request. Nothing was sent."""


class UnsupportedError(Error):
    """The provider cannot do this. Nothing was sent."""


class ConfigurationError(Error):
    """The client is not set up: a credential or a base URL is missing or malformed. Nothing was sent."""


class TransportError(Error):
    """The connection broke, or the answer could not be read to its end."""


class ConnectError(TransportError):
    """No connection was made. Nothing was sent."""


class RequestTimeoutError(TransportError):
    """No answer came in time."""


class ApiError(Error):
    """The provider refused, in its own words."""


class AuthenticationError(ApiError):
    """The provider refused the credentials, or the address the call came from."""


class NotFoundError(ApiError):
    """The account or record does not exist."""


class RateLimitedError(ApiError):
    """The provider refused because there were too many calls."""


class NotTheApiError(Error):
    """Something else than the API answered: a web firewall, a captive page, a redirect, a wrong base URL."""


class DecodeError(Error):
    """The answer could not be understood."""


class JournalError(Error):
    """A bulk run cannot begin or go on with its journal. What it has done stays done."""

    kind: Literal["in_use", "another_run", "malformed", "not_open", "io"]
    """Another run is at work with it; it is of another run; it cannot be understood; the item that is to be decided is not
    open in it; or the file cannot be read or written."""
    path: str
    """The journal."""

    def __init__(
        self,
        text: str = "",
        *,
        kind: Literal["in_use", "another_run", "malformed", "not_open", "io"] = "io",
        path: str = "",
    ) -> None:
        super().__init__(text)
        self.kind = kind
        self.path = path


class TransferError(Error):
    """A transfer was not carried out: why, and where the amount is now.

    What it has in common with other errors is that of `error`. `may_have_been_applied` is true unless the amount is known to
    be where it was.
    """

    error: Error | None
    """What went wrong first."""
    whereabouts: (
        Literal["source", "own_account", "source_or_own_account", "own_account_or_target", "own_account_or_source"]
        | str
    )
    """Where the amount is: ``source``, the account it was to be taken from: it was never taken, or has been given back.
    ``own_account``: it was taken, and neither added nor given back. ``source_or_own_account``: whether it was taken is not
    known. ``own_account_or_target``: whether it was added is not known. ``own_account_or_source``: whether it was given back
    is not known."""
    amount: Amount | None
    """What was to be transferred."""
    source: str
    """The account it was to be taken from."""
    target: str
    """The account it was to be added to."""
    compensation: Error | None
    """What went wrong when it was to be given back, where that was tried."""

    def __init__(
        self,
        text: str = "",
        *,
        error: Error | None = None,
        whereabouts: str = "source",
        amount: Amount | None = None,
        source: str = "",
        target: str = "",
        compensation: Error | None = None,
    ) -> None:
        cause = error or Error()
        super().__init__(
            text,
            provider=cause.provider,
            operation=cause.operation,
            http_status=cause.http_status,
            code=cause.code,
            message=cause.message,
            retry_after=cause.retry_after,
            attempts=cause.attempts,
            may_have_been_applied=whereabouts != "source",
            body=cause.body,
            headers=cause.headers,
        )
        self.error = error
        self.whereabouts = whereabouts
        self.amount = amount
        self.source = source
        self.target = target
        self.compensation = compensation


for _error in [globals()[name] for name in __all__]:
    # Where users find them, and what a traceback shows.
    _error.__module__ = "wholesale"
