"""Your list of customers against what is there at a provider: what is missing is made, what is short is topped up, and what
is gone from your list is closed, as far as the provider can.

    python bindings/python/examples/sync_customers.py   # against the embedded sandbox

It prints the same table as `cargo run --example sync_customers`.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import wholesale
from wholesale import Account, Accounts, Amount
from wholesale.bulk import Item, ItemResult, Report
from wholesale.sandbox import Sandbox


class Customer(NamedTuple):
    """A line of your list; a real one comes from your database."""

    name: str
    email: str
    least: Amount


CUSTOMERS = [
    Customer("shop-acme", "it@acme.example", Amount.gb(10)),
    Customer("shop-globex", "ops@globex.example", Amount.gb("2.5")),
    Customer("shop-initech", "proxy@initech.example", Amount.gb(4)),
]

OURS = "shop-"
"""What your accounts begin with: others are somebody else's and are left alone."""


def main() -> None:
    print(f"{'provider':<8} {'name':<13} {'before':>9} {'after':>9}  what was done")
    with Sandbox() as sandbox:
        for provider in ("iproyal", "netnut"):
            # With the real thing: accounts = wholesale.connect(provider)
            with wholesale.connect(provider, token="demo", base_url=sandbox.url(provider)) as accounts:
                # So that there is something to do: one who is short, one who has left, and somebody else's account.
                for name, gb in (("shop-acme", 1), ("shop-hooli", 3), ("partner-x", 7)):
                    account = accounts.create(**new_account(accounts, name, "old@example.com"))
                    accounts.add(account.id, Amount.gb(gb))
                sync(accounts)


def sync(accounts: Accounts) -> None:
    """Brings one provider to what the list says. It can be run again at any time, after a failure as well."""
    before = ours(accounts)
    ids = {name: account.id for name, account in before.items()}

    def note(result: ItemResult) -> None:
        if result.id is not None:
            ids[result.key] = result.id
        else:
            print(f"{result.key}: {result.outcome}")

    missing = [customer for customer in CUSTOMERS if customer.name not in before]
    items = [Item.ensure(one.name, **new_account(accounts, one.name, one.email)) for one in missing]
    complete(accounts.bulk("ensure", items, on_result=note))

    short = [Item.ensure_balance_at_least(one.name, ids[one.name], one.least) for one in CUSTOMERS]
    complete(accounts.bulk("ensure_balance_at_least", short))

    gone = {name: account for name, account in before.items() if name not in {one.name for one in CUSTOMERS}}
    # Deleting and switching off are two things; which of them there is, the provider's table says.
    close: Literal["delete", "disable"] | None = None
    if accounts.capabilities.can("delete"):
        close = "delete"
        complete(accounts.bulk(close, [Item.delete(account.id, account.id) for account in gone.values()]))
    elif accounts.capabilities.can("disable"):
        close = "disable"
        complete(accounts.bulk(close, [Item.disable(account.id, account.id) for account in gone.values()]))

    after = ours(accounts)
    for name in [*(customer.name for customer in CUSTOMERS), *gone]:
        was, now = before.get(name), after.get(name)
        done = "nothing"
        if was is None:
            done = "created"
        elif now is None:
            done = "cannot be closed here" if close is None else f"{close}d"
        elif was.balance != now.balance:
            done = "topped up"
        print(f"{accounts.provider:<8} {name:<13} {shown(was):>9} {shown(now):>9}  {done}")


def complete(report: Report) -> None:
    if not report.is_complete:
        raise SystemExit(str(report))


def ours(accounts: Accounts) -> dict[str, Account]:
    """The accounts of yours that can be used, with what they have."""
    listed = [account for account in accounts.list() if (account.name or "").startswith(OURS)]
    # Not every list has balances.
    read = [accounts.get(account.id) for account in listed if account.status != "disabled"]
    return {account.name: account for account in read if account.name is not None}


def new_account(accounts: Accounts, name: str, email: str) -> dict[str, Any]:
    """What differs between the providers is in the arguments alone, and the table says what they take."""
    # A real program makes a password for each account and hands it to the customer.
    account = {"name": name, "password": f"s3cret-{name}"}
    return {**account, "email": email} if accounts.capabilities.can("create", "email") else account


def shown(account: Account | None) -> str:
    return "-" if account is None else str(account.balance.available)


if __name__ == "__main__":
    main()
