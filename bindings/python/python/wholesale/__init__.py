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

from wholesale import _providers
from wholesale._answers import Headers, Page, RawResponse
from wholesale._client import AsyncClient, AsyncPager, Pager, SyncClient
from wholesale._errors import (
    ApiError,
    AuthenticationError,
    ConfigurationError,
    ConnectError,
    DecodeError,
    Error,
    InvalidRequestError,
    JournalError,
    NotFoundError,
    NotTheApiError,
    RateLimitedError,
    RequestTimeoutError,
    TransferError,
    TransportError,
    UnsupportedError,
)
from wholesale._native import Amount, Request, Unsettled, __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wholesale import bulk as bulk
    from wholesale import sandbox as sandbox
    from wholesale._account import Account, Balance, Contact
    from wholesale._accounts import AccountList, Accounts
    from wholesale._async_accounts import AsyncAccountList, AsyncAccounts
    from wholesale._capability import Capabilities, Capability
    from wholesale._connect import aconnect, connect
    from wholesale._doctor import Check, DoctorReport, adoctor, doctor
    from wholesale._outcomes import Ensured, Receipt, Replenished, Settlement, Transfer
    from wholesale._providers import *  # noqa: F403
    from wholesale._rate_limit import RateLimit
    from wholesale._types import JsonValue

__all__ = [
    "Account",
    "AccountList",
    "Accounts",
    "Amount",
    "ApiError",
    "AsyncAccountList",
    "AsyncAccounts",
    "AsyncClient",
    "AsyncPager",
    "AuthenticationError",
    "Balance",
    "Capabilities",
    "Capability",
    "Check",
    "ConfigurationError",
    "ConnectError",
    "Contact",
    "DecodeError",
    "DoctorReport",
    "Ensured",
    "Error",
    "Headers",
    "InvalidRequestError",
    "JournalError",
    "JsonValue",
    "NotFoundError",
    "NotTheApiError",
    "Page",
    "Pager",
    "RateLimit",
    "RateLimitedError",
    "RawResponse",
    "Receipt",
    "Replenished",
    "Request",
    "RequestTimeoutError",
    "Settlement",
    "SyncClient",
    "Transfer",
    "TransferError",
    "TransportError",
    "Unsettled",
    "UnsupportedError",
    "__version__",
    "aconnect",
    "adoctor",
    "connect",
    "doctor",
]

if TYPE_CHECKING:
    __all__ += _providers.__all__

_LAZY = (*_providers.PROVIDERS, "bulk", "sandbox")
# Where the names are that most programs do not use.
_ELSEWHERE = {
    "_account": ("Account", "Balance", "Contact"),
    "_accounts": ("AccountList", "Accounts"),
    "_async_accounts": ("AsyncAccountList", "AsyncAccounts"),
    "_capability": ("Capabilities", "Capability"),
    "_connect": ("aconnect", "connect"),
    "_doctor": ("Check", "DoctorReport", "adoctor", "doctor"),
    "_outcomes": ("Ensured", "Receipt", "Replenished", "Settlement", "Transfer"),
    "_rate_limit": ("RateLimit",),
    "_types": ("JsonValue",),
}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        # What is not there yet is read when it is first used: importing the package costs next to nothing.
        import importlib

        if name in _LAZY:
            return importlib.import_module(f"wholesale.{name}")
        for module, names in _ELSEWHERE.items():
            if name in names:
                found = getattr(importlib.import_module(f"wholesale.{module}"), name)
                return globals().setdefault(name, found)
        raise AttributeError(f"module 'wholesale' has no attribute {name!r}", name=name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__, *_LAZY})
