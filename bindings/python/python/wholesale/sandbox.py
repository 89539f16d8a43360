"""The four providers simulated on loopback, stateful and with faults on demand: for your tests as much as for ours.

Libraries that patch Python's HTTP clients cannot see these clients, which are native; this can.

>>> from wholesale import iproyal
>>> from wholesale.sandbox import Fault, Sandbox
>>> with Sandbox() as sandbox:
...     client = iproyal.Client(**sandbox.credentials("iproyal"), base_url=sandbox.url("iproyal"), max_retries=0)
...     plan = sandbox.fail("iproyal.get_account", Fault.status(503))
...     try:
...         client.get_account()
...     except wholesale.Error as error:
...         print(error.http_status, plan.hits)
503 1
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from wholesale import _native

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from typing_extensions import Self

__all__ = ["Arrived", "Fault", "Plan", "Sandbox", "SandboxAccount"]


class Fault:
    """Something that goes wrong with a request or its answer.

    Three groups, and the difference is money: what happens *instead* of the provider's work changes nothing; what
    happens *to the answer* of a provider that has done its work (`applies` is true) makes whoever sends the request
    again do it twice; `latency` only delays, and goes together with any other.
    """

    __slots__ = ("_fields",)

    def __init__(self, name: str, **fields: Any) -> None:
        self._fields = {"name": name, **fields}

    @property
    def name(self) -> str:
        """The name of the kind of fault."""
        name: str = self._fields["name"]
        return name

    @property
    def applies(self) -> bool:
        """Whether the provider does its work all the same."""
        return self.name in _APPLIED

    @classmethod
    def status(cls, code: int, body: str | None = None) -> Fault:
        """Another status and body instead."""
        return cls("status", code=code, body=body)

    @classmethod
    def rate_limited(cls, retry_after: int | None = None) -> Fault:
        """429 in the provider's shape instead, with the seconds to wait if given."""
        return cls("rate_limited", retry_after=retry_after)

    @classmethod
    def html(cls, status: int = 403, content_type: str = "text/html; charset=utf-8") -> Fault:
        """A web page instead, as a firewall or a captive portal answers."""
        return cls("html", status=status, content_type=content_type)

    @classmethod
    def redirect(cls, location: str) -> Fault:
        """A redirect (307) instead."""
        return cls("redirect", location=location)

    @classmethod
    def provider_error(cls) -> Fault:
        """The provider's own error shape instead."""
        return cls("provider_error")

    @classmethod
    def empty_body(cls) -> Fault:
        """HTTP 200 with an empty body instead."""
        return cls("empty_body")

    @classmethod
    def huge_body(cls, size: int) -> Fault:
        """A JSON string of this many bytes instead."""
        return cls("huge_body", size=size)

    @classmethod
    def compressed_body(cls, size: int) -> Fault:
        """A gzip body instead that unfolds to this many bytes."""
        return cls("compressed_body", size=size)

    @classmethod
    def deep_json(cls, depth: int) -> Fault:
        """JSON lists nested this deep instead."""
        return cls("deep_json", depth=depth)

    @classmethod
    def huge_number(cls) -> Fault:
        """Numbers instead that no type holds."""
        return cls("huge_number")

    @classmethod
    def reset_before_read(cls) -> Fault:
        """The connection is reset before the body of the request is read."""
        return cls("reset_before_read")

    @classmethod
    def reset_before_apply(cls) -> Fault:
        """The request is read, then the connection is reset."""
        return cls("reset_before_apply")

    @classmethod
    def hang(cls) -> Fault:
        """No answer until the plan is released, and then the right one."""
        return cls("hang")

    @classmethod
    def applied_and_answer_lost(cls) -> Fault:
        """The provider does its work, and the connection is reset without an answer."""
        return cls("applied_and_answer_lost")

    @classmethod
    def applied_then_status(cls, code: int) -> Fault:
        """The provider does its work, and the answer is this status with an empty body."""
        return cls("applied_then_status", code=code)

    @classmethod
    def applied_then_hang(cls) -> Fault:
        """The provider does its work, and there is no answer until the plan is released."""
        return cls("applied_then_hang")

    @classmethod
    def truncated_json(cls) -> Fault:
        """The right answer ends in the middle."""
        return cls("truncated_json")

    @classmethod
    def malformed_json(cls) -> Fault:
        """The right answer with something behind it that makes it no JSON."""
        return cls("malformed_json")

    @classmethod
    def invalid_utf8(cls) -> Fault:
        """The right answer with a byte in it that is not UTF-8."""
        return cls("invalid_utf8")

    @classmethod
    def slow_drip(cls, pause: float | datetime.timedelta) -> Fault:
        """The right answer, a byte at a time, with this long between two."""
        return cls("slow_drip", pause=pause)

    @classmethod
    def no_content_length(cls) -> Fault:
        """The right answer, without a length."""
        return cls("no_content_length")

    @classmethod
    def latency(cls, delay: float | datetime.timedelta) -> Fault:
        """This long before anything else happens."""
        return cls("latency", delay=delay)

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self._fields.items() if name != "name")
        return f"Fault.{self.name}({fields})"


_APPLIED = frozenset(
    {
        "applied_and_answer_lost",
        "applied_then_status",
        "applied_then_hang",
        "truncated_json",
        "malformed_json",
        "invalid_utf8",
        "slow_drip",
        "no_content_length",
    }
)


class Plan:
    """A fault that was planned. It hits the next matching request, once, unless it is told otherwise."""

    __slots__ = ("_plan",)

    def __init__(self, plan: _native.Plan) -> None:
        self._plan = plan

    def times(self, times: int) -> Self:
        """Hits this many requests."""
        self._plan.times(times)
        return self

    def always(self) -> Self:
        """Hits every request."""
        self._plan.always()
        return self

    def after(self, requests: int) -> Self:
        """Lets this many matching requests through first."""
        self._plan.after(requests)
        return self

    def probability(self, share: float) -> Self:
        """Hits this share of the requests (0 to 1), chosen by the seed.

        Raises:
            ValueError: it is not from 0 to 1.
        """
        self._plan.probability(share)
        return self

    @property
    def hits(self) -> int:
        """How many requests it has hit."""
        return self._plan.hits()

    @property
    def waiting(self) -> int:
        """How many requests it makes hang at the moment."""
        return self._plan.waiting()

    def release(self) -> None:
        """Lets the requests go on that this plan made hang."""
        self._plan.release()

    def cancel(self) -> None:
        """Hits nothing more."""
        self._plan.cancel()


class Arrived(NamedTuple):
    """One request that arrived at the sandbox. Its text masks secrets; its fields hold everything as it came."""

    number: int
    """Counts the requests from 1."""
    provider: str | None
    """The provider whose base URL was called."""
    operation: str | None
    """The operation, such as `give_traffic`; ``None`` on a path that the sandbox does not know."""
    method: str
    """The HTTP method."""
    path: str
    """The path, with the prefix of the provider and without the query."""
    query: str | None
    """The query as it came. May hold secrets."""
    headers: list[tuple[str, str]]
    """The headers in the order they came, names in lower case. May hold secrets."""
    body: bytes
    """The body as it came. May hold secrets."""
    parameters: list[tuple[str, str]]
    """Query, form and members of a JSON object, decoded. May hold secrets."""
    status: int | None
    """The status that was answered; ``None`` if there was no answer, or none yet."""
    applied: bool
    """Whether the provider carried the request out, be it a read or a change."""
    fault: str | None
    """The name of the fault that hit."""
    shown: str
    """The request in one line, secrets masked."""

    def __str__(self) -> str:
        return self.shown

    def __repr__(self) -> str:
        return f"<Arrived {self.shown}>"

    def header(self, name: str) -> str | None:
        """The first header of this name, compared without case. May be a secret."""
        return next((value for given, value in self.headers if given == name.lower()), None)

    def parameter(self, name: str) -> str | None:
        """The first parameter of this name. May be a secret."""
        return next((value for given, value in self.parameters if given == name), None)


class SandboxAccount(NamedTuple):
    """An account below the main account, the same for every provider."""

    id: str
    """The provider's key."""
    name: str
    """The username, login name, reseller name or e-mail address."""
    balance: Decimal
    """What is left: GB (10^9 bytes) for IPRoyal and NetNut, money for the others."""
    used: Decimal
    """What was used up, in the same unit."""
    active: bool
    """False for a NetNut sub-user that was disabled."""


class Sandbox:
    """The four providers, running on a port of this machine until they are closed.

    Args:
        seed: What ids, tokens and chance come from: the same seed and the same calls give the same ids.
        port: The port; 0 is any that is free.
        balances: What the main account of a provider has at the start, by provider.
        journal_limit: How many requests the journal keeps; 10,000 unless given.
        stands_at: Makes the clock stand at this time unless it is advanced; else it starts at the real time and runs.
        netnut_object_envelope: Whether NetNut wraps its answers as a client was seen to read them, and not as documented.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        port: int = 0,
        balances: Mapping[str, Decimal | int] | None = None,
        journal_limit: int | None = None,
        stands_at: datetime.datetime | None = None,
        netnut_object_envelope: bool = False,
    ) -> None:
        settings: dict[str, Any] = {"seed": seed, "port": port, "balances": dict(balances or {})}
        if journal_limit is not None:
            settings["journal_limit"] = journal_limit
        if stands_at is not None:
            settings["stands_at"] = stands_at.timestamp()
        if netnut_object_envelope:
            settings["netnut_object_envelope"] = True
        self._native = _native.Sandbox(settings)

    @staticmethod
    def providers() -> list[str]:
        """The names of the providers."""
        return _native.Sandbox.providers()

    @staticmethod
    def operations() -> list[str]:
        """Every operation, as `provider.operation`: what `fail` takes."""
        return _native.Sandbox.operations()

    def url(self, provider: str) -> str:
        """The base URL of a provider, to be given to its client."""
        return self._native.url(provider)

    def credentials(self, provider: str) -> dict[str, Any]:
        """The credentials that a provider accepts and its client needs, by the names that the client has for them."""
        accepted = self._native.credentials(provider)
        if "token" in accepted:
            return {"token": accepted["token"]}
        return accepted

    def login(self, provider: str) -> dict[str, Any]:
        """What a client needs to log in, where the provider has a login: `email` and `password` of NetNut."""
        accepted = self._native.credentials(provider)
        return {name: value for name, value in accepted.items() if name in ("email", "password")}

    def fail(self, operation: str, fault: Fault | str | int) -> Plan:
        """Plans that something goes wrong with the next request to an operation.

        Args:
            operation: `iproyal.give_traffic` for one operation, `iproyal.*` for one provider, `*` for all.
            fault: A `Fault`, the name of one that needs nothing else, or an HTTP status.

        Raises:
            ValueError: there is no such operation or fault, or the status is none.
        """
        if isinstance(fault, int):
            fault = Fault.status(fault)
        elif isinstance(fault, str):
            fault = Fault(fault)
        return Plan(self._native.fail(operation, fault._fields))

    def release(self) -> None:
        """Lets every request go on that hangs, of all plans."""
        self._native.release()

    def journal(self) -> list[Arrived]:
        """The requests that arrived, oldest first."""
        return [Arrived(**fields) for fields in self._native.journal()]

    def clear_journal(self) -> None:
        """Forgets the requests that arrived. Their numbers go on."""
        self._native.clear_journal()

    def reset(self) -> None:
        """Starts over: accounts, balances, ids, tokens, journal, plans and clock are as they were at the start."""
        self._native.reset()

    def advance(self, by: float | datetime.timedelta) -> None:
        """Moves the sandbox's clock forward by this many seconds, for tokens to expire; to the end of the year 9999 at most."""
        self._native.advance(by)

    def now(self) -> datetime.datetime:
        """The time by the sandbox's clock."""
        return datetime.datetime.fromtimestamp(self._native.now(), datetime.timezone.utc)

    def account_balance(self, provider: str) -> Decimal:
        """What the main account has left: GB (10^9 bytes) at IPRoyal and NetNut, money at the others."""
        balance: Decimal = self._native.account_balance(provider)
        return balance

    def accounts(self, provider: str) -> list[SandboxAccount]:
        """The accounts below the main account, in the order they were made."""
        return [SandboxAccount(**fields) for fields in self._native.accounts(provider)]

    def account(self, provider: str, id: str) -> SandboxAccount | None:
        """One account, by the provider's key."""
        return next((account for account in self.accounts(provider) if account.id == id), None)

    def applied(self, operation: str) -> int:
        """How often an operation was carried out, `provider.operation`; whether its answer arrived does not matter."""
        return self._native.applied(operation)

    def use_traffic(self, provider: str, id: str, gb: Decimal | int) -> bool:
        """Uses up GB of a sub-user of IPRoyal or NetNut, as its owner would; false if it has not that much."""
        return self._native.use_traffic(provider, id, gb)

    def close(self) -> None:
        """Stops it; requests under way are broken off."""
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
