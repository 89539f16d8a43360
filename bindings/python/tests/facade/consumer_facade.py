"""A program that uses the facade as a user writes one, for the type checkers: what they accept, and what they must refuse.

Never run. Each line that must be refused carries the refusal; one that is no longer needed is an error itself.
"""

from __future__ import annotations

import pathlib
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Literal

from typing_extensions import assert_type

import wholesale
from wholesale import Account, Accounts, Amount, AsyncAccounts, Balance, Contact, Receipt, bulk, iproyal
from wholesale.bulk import Item, ItemResult, Progress


def connect_by_name() -> Accounts:
    accounts = wholesale.connect("iproyal", token="x", timeout=5)
    assert_type(accounts, Accounts)
    assert_type(iproyal.Client().accounts(), Accounts)
    assert_type(iproyal.AsyncClient().accounts(), AsyncAccounts)
    if isinstance(accounts.client, iproyal.Client):
        assert_type(accounts.client.get_account(), iproyal.Account)
    with wholesale.connect("mine", config=pathlib.Path("wholesale.toml")) as others:
        assert_type(others.provider, str)
    wholesale.connect("logicboxes", auth_userid=5, api_key=lambda: "x", base_url="https://resellers.example")
    wholesale.connect("iproyal", tokn="x")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    iproyal.Client(profile="iproyal-eu", config="wholesale.toml")
    return accounts


def count_amounts() -> None:
    assert_type(Amount.gb("2.5") + Amount.gb(1) - Amount.gb(Decimal("0.5")), Amount)
    assert_type(Amount.money(1).value, Decimal)
    assert_type(Amount.money(1).unit, Literal["GB", "money"])
    assert_type(Amount.gb(1) < Amount.gb(2), bool)
    Amount.gb(2.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Amount.gb(1) + 1  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnusedExpression]


def work_with_accounts(accounts: Accounts) -> Receipt:
    acme = accounts.create(
        name="acme", password="x", balance=Amount.gb(10), contact={"city": "Bengaluru"}, details={"daily_limit": 5}
    )
    assert_type(acme, Account)
    assert_type(acme.id, str)
    assert_type(acme.email, str | None)
    accounts.create(name="acme", contact=Contact(person="Ada Example"))
    accounts.create("acme")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    accounts.update(acme.id, email="somebody@acme.example")
    accounts.add(acme.id, 5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    accounts.add(acme.id, Amount.gb(1), before="guessed")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert_type(accounts.find(acme.id), Account | None)
    for account in accounts.list(name="acme", status="active"):
        assert_type(account, Account)
    accounts.authenticate(name="acme", password="x", ip="192.0.2.1")
    accounts.authenticate(token="x")
    accounts.authenticate(name="acme")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    if accounts.capabilities.can("take", "traffic"):
        accounts.transfer(acme.id, "other", Amount.gb(1))
    accounts.capabilities.can("steal")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    return accounts.add(acme.id, Amount.gb(1), note="November", before=acme.balance)


def read_balances(balance: Balance) -> Amount:
    # What is unlimited or unknown has to be told from an amount before it is counted with.
    balance.available + Amount.gb(1)  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnusedExpression]
    match balance.available:
        case Amount() as amount:
            return amount
        case "unlimited":
            return Amount.gb(1000)
        case None:
            return balance.ledger or Amount.gb(0)


def settle_lost_answers(accounts: Accounts) -> bool:
    try:
        accounts.add("x", Amount.gb(1))
    except wholesale.TransferError as error:
        return error.whereabouts == "own_account"
    except wholesale.Error as error:
        if error.unsettled is not None:
            assert_type(error.unsettled.to_json(), str)
            assert_type(error.unsettled.before, Balance | None)
            assert_type(error.unsettled.reference, str | None)
            return accounts.settle_unsettled(error.unsettled).is_applied
        assert_type(accounts.patience, float)
        assert_type(accounts.with_patience(0.5), Accounts)
        accounts.with_patience("0.5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        return accounts.settle(error).is_applied
    return True


def run_in_bulk(accounts: Accounts) -> bool:
    def show(progress: Progress) -> None:
        print(progress)

    results: list[ItemResult] = []
    items = (Item.add(key, key, Amount.gb(1)) for key in ("a", "b"))
    report = accounts.bulk("add", items, journal="x.jsonl", on_progress=show, on_result=results.append)
    assert_type(report, bulk.Report)
    accounts.bulk("steal", [])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    for entry in bulk.read_journal("x.jsonl"):
        assert_type(entry, bulk.Entry)
    return report.is_complete


async def do_the_same_async() -> None:
    accounts = await wholesale.aconnect("iproyal")
    assert_type(accounts, AsyncAccounts)
    async with wholesale.aconnect("iproyal") as accounts:
        assert_type(await accounts.get("x"), Account)
        assert_type((await accounts.add("x", Amount.gb(1))).amount, Amount)
        assert_type([account async for account in accounts.list()], list[Account])

        async def items() -> AsyncIterator[Item]:
            async for account in accounts.list():
                yield Item.disable(account.id, account.id)

        assert_type(await accounts.bulk("disable", items()), bulk.Report)
        assert_type(await accounts.authenticate(token="x"), Account)


async def look_for_faults() -> int:
    report = wholesale.doctor()
    assert_type(report, wholesale.DoctorReport)
    assert_type(report.checks, tuple[wholesale.Check, ...])
    return 0 if (await wholesale.adoctor(config="wholesale.toml")).is_healthy else 1
