"""The records of the comparisons: reading them, so that a value which is made only when it is asked for is made."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

HASH = "01HQ5K3P97DY8EX9Y90YT1K6XA"
LISTED = 40


def read(user: Any) -> None:
    """Reads the fields of a typed record."""
    if len(user.hash) != len(HASH) or not user.username or user.traffic_available < user.traffic_used:
        raise RuntimeError("another record came")


def read_untyped(user: dict[str, Any]) -> None:
    """Reads the same of a dict."""
    if len(user["hash"]) != len(HASH) or not user["username"] or user["traffic_available"] < user["traffic_used"]:
        raise RuntimeError("another record came")


def decoders() -> tuple[Callable[[bytes], Any], Callable[[bytes], Any]]:
    """What makes typed records of a body, of one and of a list: pydantic, with exact decimals and a hidden password."""
    from pydantic import BaseModel, SecretStr

    class Limits(BaseModel):
        daily_limit: Decimal | None = None
        monthly_limit: Decimal | None = None

    class SubUser(BaseModel):
        id: int | None = None
        hash: str
        username: str | None = None
        password: SecretStr | None = None
        traffic_available: Decimal | None = None
        traffic_used: Decimal | None = None
        limits: Limits | None = None

    class Meta(BaseModel):
        total: int | None = None
        current_page: int | None = None
        last_page: int | None = None

    class SubUsers(BaseModel):
        data: list[SubUser]
        meta: Meta | None = None

    # A body may come as a view of bytes or as a class of the client's own.
    return lambda body: SubUser.model_validate_json(bytes(body)), lambda body: SubUsers.model_validate_json(bytes(body))
