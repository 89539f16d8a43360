"""Customers as each provider wants them: the one place that knows what the facade's arguments are at which provider."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import wholesale
from wholesale import Account, Accounts, Amount, AsyncAccounts
from wholesale.sandbox import Sandbox

PROVIDERS = ("iproyal", "netnut", "neucrm", "logicboxes")
PASSWORD = "s3cret-pass9"
ADDRESS = "192.0.2.1"

CONTACT: Mapping[str, str] = {
    "person": "Ada Example",
    "company": "Example Ltd",
    "phone_country_code": "91",
    "phone": "5550142",
    "address": "1 Example Street",
    "city": "Bengaluru",
    "state": "Karnataka",
    "country": "IN",
    "postal_code": "560001",
    "language": "en",
}


def access(sandbox: Sandbox, provider: str) -> dict[str, Any]:
    """What a client needs to work with the sandbox."""
    return {**sandbox.credentials(provider), "base_url": sandbox.url(provider)}


def name(provider: str, stem: str) -> str:
    """A name that the provider takes: an e-mail address at LogicBoxes."""
    return f"{stem}@example.com" if provider == "logicboxes" else stem


def amount(provider: str, value: str | int | Decimal) -> Amount:
    """So much of what accounts hold at the provider."""
    return Amount.gb(value) if provider in ("iproyal", "netnut") else Amount.money(value)


def new_account(provider: str, stem: str) -> dict[str, Any]:
    """An account with what the provider needs, and nothing besides."""
    given: dict[str, Any] = {"name": name(provider, stem)}
    if provider == "neucrm":
        details = {"invoice_by": "ISP", "payment_by": "Reseller", "type": "Reseller", "code": stem}
        return {**given, "email": f"{stem}@acme.example", "contact": {"phone": "5550100"}, "details": details}
    given["password"] = PASSWORD
    if provider == "netnut":
        given["email"] = f"{stem}@acme.example"
    if provider == "logicboxes":
        given["contact"] = wholesale.Contact(**CONTACT)
    return given


def contact_fields(provider: str, is_new: bool) -> Mapping[str, str]:
    """The fields of a contact that the provider keeps, when an account is created or when it is updated."""
    if provider == "netnut" and is_new:
        return {"company": "Example Ltd"}
    if provider == "neucrm":
        new = {"phone": "5550142", "address": "1 Example Street", "state": "Karnataka", "country": "IN"}
        return new if is_new else {"phone": "5550143", "address": "2 Example Street"}
    return CONTACT if provider == "logicboxes" else {"person": "Ada Example"}


def details(provider: str, is_new: bool) -> dict[str, str | int | bool | Decimal]:
    """Every detail that the provider takes, when an account is created or when it is updated."""
    new: dict[str, str | int | bool | Decimal] = {}
    if provider == "iproyal":
        return {"daily_limit": Decimal("1.25"), "monthly_limit": Decimal("2.25"), "lifetime_limit": Decimal("3.25")}
    if provider == "netnut":
        return {"customer_dashboard_pwd": "d4shboard-pass", "snkrs_private_pool": 17} if is_new else {}
    if provider == "neucrm":
        return {
            "invoice_by": "Reseller",
            "payment_by": "ISP+Reseller",
            "type": "Franchisee",
            "code": "code-17",
            "commission_percent": Decimal("12.5"),
            "credit_limit": Decimal("250.75"),
            "ispid": 4711,
        }
    if is_new:
        new = {"sms_consent": True, "accept_policy": True, "marketing_email_consent": False}
    return {
        "other_state": "Elsewhere",
        "address_line_2": "Second floor",
        "address_line_3": "Back door",
        "alt_phone_cc": "92",
        "alt_phone": "5550144",
        "fax_cc": "93",
        "fax": "5550145",
        "mobile_cc": "94",
        "mobile": "5550146",
        "vat_id": "VAT-4711",
        **new,
    }


class Waited:
    """Async accounts as if they were synchronous: each call runs in the event loop to its end."""

    def __init__(self, accounts: AsyncAccounts, loop: asyncio.AbstractEventLoop) -> None:
        self._accounts = accounts
        self._loop = loop

    def list(self, **given: Any) -> list[Account]:
        async def collect() -> list[Account]:
            return [account async for account in self._accounts.list(**given)]

        return self._loop.run_until_complete(collect())

    def with_patience(self, patience: float) -> Waited:
        return Waited(self._accounts.with_patience(patience), self._loop)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._accounts, name)
        if not inspect.iscoroutinefunction(found):
            return found
        return lambda *given, **named: self._loop.run_until_complete(found(*given, **named))


AnyAccounts = Accounts | Waited

Open = Callable[[str], AnyAccounts]
"""Opens the accounts at a provider."""

PATIENCE = 0.2
"""Seconds: what has not arrived at the sandbox by then never will."""


def ready(accounts: AnyAccounts, provider: str) -> Account:
    """An account called `acme` that has 10 of what the provider sells."""
    account = accounts.create(**new_account(provider, "acme"))
    accounts.add(account.id, amount(provider, 10))
    return accounts.get(account.id)
