"""What each provider can do, as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wholesale import _native

if TYPE_CHECKING:
    from typing import TypeAlias

    _Action: TypeAlias = Literal[
        "create",
        "get",
        "list",
        "update",
        "set_password",
        "balance",
        "add",
        "take",
        "disable",
        "delete",
        "authenticate",
        "own_balance",
    ]
    """Something a provider may be able to do: the name of the method of `Accounts` that does it."""

    _Argument: TypeAlias = Literal[
        "password",
        "balance",
        "email",
        "contact",
        "details",
        "name",
        "status",
        "traffic",
        "money",
        "reference",
        "product",
        "note",
        "token",
    ]
    """Something an action may be asked to do besides."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Capability:
    """One line of the table: an action of a provider, or one of its arguments."""

    action: _Action
    """What is done."""
    argument: _Argument | None
    """What it is asked to do besides; `None` for the action itself."""
    can: Literal["yes", "no", "not_yet"]
    """Whether the provider can. With `not_yet` it can, and the facade does not yet."""
    note: str | None
    """What is particular about a yes."""
    reason: str | None
    """Why it cannot."""
    instead: str | None
    """What to do instead."""
    source: str
    """Where that is written."""

    def __str__(self) -> str:
        done = self.action if self.argument is None else f"{self.action} with {self.argument}"
        words = [
            f" - {self.note or self.reason}" if self.note or self.reason else "",
            f"; {self.instead}" if self.instead else "",
        ]
        return f"{done}: {self.can.replace('_', ' ')}{''.join(words)}"


class Capabilities:
    """What one provider can do.

    >>> takes = wholesale.Capabilities("netnut").of("take")
    >>> takes.can
    'no'
    """

    __slots__ = ("_lines", "_provider")

    def __init__(self, provider: str) -> None:
        """Those of the provider of this name.

        Raises:
            ValueError: there is no such provider.
        """
        lines = _native.capabilities(provider)
        if lines is None:
            raise ValueError(f"there is no provider {provider!r}")
        self._provider = provider
        self._lines = {(line["action"], line["argument"]): Capability(**line) for line in lines}

    @property
    def provider(self) -> str:
        """Name of the provider."""
        return self._provider

    def __iter__(self) -> Iterator[Capability]:
        return iter(self._lines.values())

    def __len__(self) -> int:
        return len(self._lines)

    def of(self, action: _Action, argument: _Argument | None = None) -> Capability | None:
        """The line of an action, or of an action with an argument."""
        return self._lines.get((action, argument))

    def can(self, action: _Action, argument: _Argument | None = None) -> bool:
        """Whether an action can be done, with an argument if one is given."""
        lines = [self.of(action)] if argument is None else [self.of(action), self.of(action, argument)]
        return all(line is not None and line.can == "yes" for line in lines)

    def __eq__(self, other: object) -> bool:
        return self._provider == other._provider if isinstance(other, Capabilities) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._provider)

    def __reduce__(self) -> tuple[type[Capabilities], tuple[str]]:
        return Capabilities, (self._provider,)

    def __repr__(self) -> str:
        return f"Capabilities({self._provider!r})"

    def __str__(self) -> str:
        return "\n".join(str(line) for line in self)


for _class in (Capability, Capabilities):
    _class.__module__ = "wholesale"
