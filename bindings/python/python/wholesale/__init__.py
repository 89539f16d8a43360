"""One typed client for the reseller APIs you buy from: IPRoyal, NetNut, NeuCRM and LogicBoxes / ResellerClub.

Each provider has a module of its own with a `Client` and an `AsyncClient`; it is read when it is first used.

>>> import wholesale
>>> from decimal import Decimal
>>> with wholesale.sandbox.Sandbox() as sandbox:  # the real thing: drop this line and base_url
...     client = wholesale.iproyal.Client(token="demo", base_url=sandbox.url("iproyal"))
...     user = client.create_sub_user(username="acme", password="s3cret-pass", traffic=Decimal("10"))
...     client.give_traffic(hash=user.hash, amount=Decimal("2.5")).traffic_available
Decimal('12.5')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale import _providers
from wholesale._answers import Headers, Page, RawResponse
from wholesale._client import AsyncPager, Pager, RateLimit
from wholesale._errors import (
    ApiError,
    AuthenticationError,
    ConfigurationError,
    ConnectError,
    DecodeError,
    Error,
    InvalidRequestError,
    NotFoundError,
    NotTheApiError,
    RateLimitedError,
    RequestTimeoutError,
    TransportError,
    UnsupportedError,
)
from wholesale._native import Request, __version__
from wholesale._types import JsonValue

if TYPE_CHECKING:
    from types import ModuleType

    from wholesale import sandbox as sandbox
    from wholesale._providers import *  # noqa: F403

__all__ = [
    "ApiError",
    "AsyncPager",
    "AuthenticationError",
    "ConfigurationError",
    "ConnectError",
    "DecodeError",
    "Error",
    "Headers",
    "InvalidRequestError",
    "JsonValue",
    "NotFoundError",
    "NotTheApiError",
    "Page",
    "Pager",
    "RateLimit",
    "RateLimitedError",
    "RawResponse",
    "Request",
    "RequestTimeoutError",
    "TransportError",
    "UnsupportedError",
    "__version__",
]

if TYPE_CHECKING:
    __all__ += _providers.__all__

_LAZY = (*_providers.PROVIDERS, "sandbox")


if not TYPE_CHECKING:

    def __getattr__(name: str) -> ModuleType:
        # A provider is read when it is first used: importing the package costs next to nothing.
        if name in _LAZY:
            import importlib

            return importlib.import_module(f"wholesale.{name}")
        raise AttributeError(f"module 'wholesale' has no attribute {name!r}", name=name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *_LAZY})
