"""One operation as a call: what is given, what comes back, and what the provider's documents say it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Paging:
    """Where the position and the items of a paged operation stand on the wire."""

    position: str
    first: int
    items: str


@dataclass(frozen=True)
class Sample:
    """The answer of the provider's documents, and how its request is told from others."""

    method: str
    path: str
    body: str
    constants: Mapping[str, str] = field(default_factory=dict)
    paging: Paging | None = None


@dataclass(frozen=True)
class Call:
    """An operation with what it needs, and with everything."""

    provider: str
    operation: str
    minimal: Mapping[str, Any]
    full: Mapping[str, Any]
    secrets: Sequence[str]
    payload: Any
    sample: Sample
    item: Any = None

    def __str__(self) -> str:
        return f"{self.provider}-{self.operation}"

    def arguments(self, kind: str) -> dict[str, Any]:
        """What is given in a call of this kind, `minimal` or `full`."""
        return dict(self.minimal if kind == "minimal" else self.full)
