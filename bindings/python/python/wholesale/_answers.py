"""What calls give besides payloads."""

from __future__ import annotations

from wholesale._generic import Generic, T

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from wholesale._types import JsonValue


class Page(Generic[T]):
    """One page of a list."""

    __slots__ = ("items", "total")
    __match_args__ = ("items", "total")

    items: list[T]
    """Its items, in the provider's order."""
    total: int | None
    """Number of all items, where the provider says."""

    def __init__(self, items: list[T], total: int | None = None) -> None:
        self.items = items
        self.total = total

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Page):
            return NotImplemented
        return self.items == other.items and self.total == other.total

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Page(items={self.items!r}, total={self.total!r})"


class RawResponse(Generic[T]):
    """A payload with the answer it came in."""

    __slots__ = ("attempts", "body", "headers", "payload", "status")

    payload: T
    """The payload."""
    status: int
    """HTTP status."""
    headers: Headers
    """Headers."""
    body: bytes
    """The untouched body. It may hold secrets."""
    attempts: int
    """How many times the request was sent."""

    def __init__(
        self, *, payload: T, status: int, headers: Sequence[tuple[str, str]], body: bytes, attempts: int = 1
    ) -> None:
        self.payload = payload
        self.status = status
        self.headers = Headers(headers)
        self.body = body
        self.attempts = attempts

    def __repr__(self) -> str:
        return f"RawResponse(status={self.status}, payload={self.payload!r})"


class Headers:
    """Headers of an answer; names are compared without case."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: Sequence[tuple[str, str]] = ()) -> None:
        self._pairs = tuple((name.lower(), value) for name, value in pairs)

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def get(self, name: str, default: str | None = None) -> str | None:
        """The first value of this name."""
        name = name.lower()
        return next((value for given, value in self._pairs if given == name), default)

    def get_all(self, name: str) -> list[str]:
        """Every value of this name."""
        name = name.lower()
        return [value for given, value in self._pairs if given == name]

    def items(self) -> list[tuple[str, str]]:
        """Names, in lower case, and values, in the order they came."""
        return list(self._pairs)

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self._pairs))

    def __len__(self) -> int:
        return len(dict(self._pairs))

    def __eq__(self, other: object) -> bool:
        return self._pairs == other._pairs if isinstance(other, Headers) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._pairs)

    def __repr__(self) -> str:
        # Names alone: a cookie is a secret.
        return f"<Headers {', '.join(self)}>"


def read_json(body: bytes) -> JsonValue:
    """A body as Python values, every digit kept; ``None`` for an empty one."""
    # Most programs make no such call, and none pays for these when it imports the package.
    import json
    from decimal import Decimal

    if not body.strip():
        return None
    payload: Any = json.loads(body, parse_float=Decimal)
    return payload  # type: ignore[no-any-return]


for _class in (Page, RawResponse, Headers):
    _class.__module__ = "wholesale"
