"""Types that the public modules share, for type checkers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias, TypeVar, Union

if TYPE_CHECKING:
    from decimal import Decimal

T = TypeVar("T")

JsonValue: TypeAlias = Union[bool, int, "Decimal", str, "list[JsonValue]", "dict[str, JsonValue]", None]
"""JSON as Python reads it: whole numbers are `int`, all others `Decimal`."""

Credential: TypeAlias = str | Callable[[], str]
"""A credential, or what gives a fresh one each time it is refused."""

AsyncCredential: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""A credential, or what gives a fresh one each time it is refused, in the event loop of the call."""
