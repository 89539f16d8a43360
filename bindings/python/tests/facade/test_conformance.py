"""What the table of capabilities says is the case, from Python: what can be done is done and leaves the right state, what cannot
is refused with its reason before anything is sent."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from customers import (
    ADDRESS,
    PASSWORD,
    PROVIDERS,
    AnyAccounts,
    Open,
    amount,
    contact_fields,
    details,
    name,
    new_account,
    ready,
)

import wholesale
from wholesale import Account, Amount, Capabilities, Capability
from wholesale.sandbox import Sandbox, SandboxAccount

NEW_PASSWORD = "n3w-p4ssw0rd"
NEW_EMAIL = "somebody@else.example"

LINES = [
    pytest.param(provider, line, id=f"{provider} {line}"[:60])
    for provider in PROVIDERS
    for line in Capabilities(provider)
]


class Trial:
    """Does what a line of the table says, and looks at what came of it."""

    def __init__(self, accounts: AnyAccounts, sandbox: Sandbox, provider: str, acme: Account) -> None:
        self.accounts = accounts
        self.sandbox = sandbox
        self.provider = provider
        self.acme = acme

    def stored(self, id: str) -> SandboxAccount:
        stored = self.sandbox.account(self.provider, id)
        assert stored is not None
        return stored

    def mine(self) -> Decimal:
        return self.sandbox.account_balance(self.provider)

    def carries(self, *values: object) -> None:
        """Each of these values stands in a request that was carried out."""
        sent = set[str]()
        for request in self.sandbox.journal():
            for _, value in request.parameters if request.applied else []:
                sent.add(value)
                try:
                    members = json.loads(value, parse_float=str)
                except ValueError:
                    continue
                sent.update(str(member) for member in members.values()) if isinstance(members, dict) else None
        for given in values:
            assert (str(given).lower() if isinstance(given, bool) else str(given)) in sent

    def create(self, argument: str | None) -> None:
        new = new_account(self.provider, "newcomer")
        arriving: list[object] = []
        has = Decimal(0)
        if argument == "password":
            new["password"] = NEW_PASSWORD
            arriving = [NEW_PASSWORD]
        elif argument == "balance":
            has = Decimal("5.25")
            new["balance"] = amount(self.provider, has)
        elif argument == "email":
            new["email"] = NEW_EMAIL
            arriving = [NEW_EMAIL]
        elif argument == "contact":
            new["contact"] = contact_fields(self.provider, True)
            arriving = list(new["contact"].values())
        elif argument == "details":
            given = details(self.provider, True)
            new["details"] = {**new.get("details", {}), **given}
            arriving = list(given.values())
        else:
            assert argument is None
        mine = self.mine()
        created = self.accounts.create(**new)
        self.carries(*arriving)
        stored = self.stored(created.id)
        assert created.name == stored.name == new["name"]
        assert created.provider == self.provider
        assert stored.balance == has
        assert self.mine() == mine - has
        if argument == "email":
            assert self.accounts.get(created.id).email == NEW_EMAIL
        if argument == "password":
            self.logs_in(new["name"], NEW_PASSWORD)

    def get(self, _: str | None) -> None:
        account = self.accounts.get(self.acme.id)
        stored = self.stored(account.id)
        assert account.id == self.acme.id
        assert account.name == stored.name
        assert account.json is not None and stored.name in account.json
        assert type(account.record).__module__ == f"wholesale.{self.provider}"
        assert account.balance.ledger == amount(self.provider, 10)
        found = self.accounts.find(self.acme.id)
        assert found == account
        with pytest.raises(wholesale.ApiError) as caught:
            self.accounts.get("999999999")
        # Some refuse an id that there is not in the same words as anything else.
        if isinstance(caught.value, wholesale.NotFoundError):
            assert self.accounts.find("999999999") is None

    def list(self, argument: str | None) -> None:
        # One name is the beginning of the other, for providers that look for parts of a name.
        second = self.accounts.create(**new_account(self.provider, "second"))
        third = self.accounts.create(**new_account(self.provider, "second2"))
        if argument is None:
            self.lists({account.id for account in self.sandbox.accounts(self.provider)})
        elif argument == "name":
            self.lists({second.id}, name=name(self.provider, "second"))
        else:
            assert argument == "status"
            if self.accounts.capabilities.can("disable"):
                self.accounts.disable(third.id)
            active = {account.id for account in self.sandbox.accounts(self.provider) if account.active}
            inactive = {account.id for account in self.sandbox.accounts(self.provider) if not account.active}
            self.lists(active, status="active")
            self.lists(inactive, status="disabled")

    def lists(self, expected: set[str], **given: Any) -> None:
        found = [account.id for account in self.accounts.list(**given)]
        assert sorted(found) == sorted(expected)

    def update(self, argument: str | None) -> None:
        called = name(self.provider, "renamed")
        given: dict[str, Any] = {"name": called}
        if argument == "email":
            given = {"email": NEW_EMAIL}
        elif argument == "contact":
            given = {"contact": contact_fields(self.provider, False)}
        elif argument == "details":
            given = {"details": details(self.provider, False)}
        else:
            assert argument in (None, "name")
        self.accounts.update(self.acme.id, **given)
        for value in given.values():
            self.carries(*(value.values() if hasattr(value, "values") else [value]))
        stored = self.stored(self.acme.id)
        assert (stored.name == called) == ("name" in given)
        assert stored.balance == 10
        if argument == "email":
            assert self.accounts.get(self.acme.id).email == NEW_EMAIL

    def set_password(self, _: str | None) -> None:
        self.accounts.set_password(self.acme.id, NEW_PASSWORD)
        self.carries(NEW_PASSWORD)
        self.logs_in(self.stored(self.acme.id).name, NEW_PASSWORD)

    def balance(self, _: str | None) -> None:
        used = Decimal("2.5") if self.acme.balance.ledger == Amount.gb(10) else Decimal(0)
        if used:
            assert self.sandbox.use_traffic(self.provider, self.acme.id, used)
        balance = self.accounts.balance(self.acme.id)
        assert balance.available == amount(self.provider, self.stored(self.acme.id).balance)
        assert balance.used in (None, amount(self.provider, used))

    def add(self, argument: str | None) -> None:
        self.moves("add", argument, Decimal("12.25"))

    def take(self, argument: str | None) -> None:
        self.moves("take", argument, Decimal("7.75"))

    def moves(self, action: str, argument: str | None, now: Decimal) -> None:
        by_unit = {"traffic": Amount.gb("2.25"), "money": Amount.money("2.25")}
        moved = by_unit.get(argument or "", amount(self.provider, "2.25"))
        given: dict[str, str] = {}
        if argument in ("reference", "product", "note"):
            given = {argument: {"reference": "reference-17", "product": "mob", "note": "note 17"}[argument]}
        else:
            assert argument in (None, "traffic", "money")
        mine = self.mine()
        receipt = getattr(self.accounts, action)(self.acme.id, moved, **given)
        assert (receipt.id, receipt.amount) == (self.acme.id, moved)
        assert receipt.direction == ("taken" if action == "take" else "added")
        self.carries(*given.values())
        assert self.stored(self.acme.id).balance == now
        assert self.mine() == mine - (now - 10)
        ledger = self.accounts.get(self.acme.id).balance.ledger
        assert ledger is not None and ledger.value == now and ledger.unit == moved.unit

    def disable(self, _: str | None) -> None:
        self.accounts.disable(self.acme.id)
        stored = self.stored(self.acme.id)
        assert not stored.active
        assert stored.balance == 10
        assert self.accounts.get(self.acme.id).status == "disabled"

    def delete(self, _: str | None) -> None:
        mine = self.mine()
        self.accounts.delete(self.acme.id)
        assert self.sandbox.account(self.provider, self.acme.id) is None
        assert self.mine() == mine + 10
        assert self.accounts.find(self.acme.id) is None

    def authenticate(self, argument: str | None) -> None:
        called = name(self.provider, "acme")
        right, wrong = self.logins(called, by_token=argument == "token")
        assert self.accounts.authenticate(**right).id == self.acme.id
        with pytest.raises(wholesale.ApiError):
            self.accounts.authenticate(**wrong)

    def logins(self, called: str, *, by_token: bool) -> tuple[dict[str, Any], dict[str, Any]]:
        if not by_token:
            login = {"name": called, "ip": ADDRESS}
            return {**login, "password": PASSWORD}, {**login, "password": "wr0ng-password"}
        token = "no-token-at-all"
        if self.accounts.capabilities.can("authenticate", "token"):
            client = wholesale.logicboxes.Client(
                **self.sandbox.credentials("logicboxes"), base_url=self.sandbox.url("logicboxes")
            )
            token = client.generate_token(username=called, passwd=PASSWORD, ip=ADDRESS)
        return {"token": token}, {"token": "no-token-at-all"}

    def own_balance(self, _: str | None) -> None:
        assert self.accounts.own_balance().available == amount(self.provider, self.mine())

    def logs_in(self, called: str, password: str) -> None:
        """The owner gets in, at a provider that can tell."""
        if self.accounts.capabilities.can("authenticate", "password"):
            self.accounts.authenticate(name=called, password=password, ip=ADDRESS)


@pytest.mark.parametrize(("provider", "line"), LINES)
def test_a_line_of_the_table_says_what_is_the_case(
    connect: Open, sandbox: Sandbox, provider: str, line: Capability
) -> None:
    accounts = connect(provider)
    acme = ready(accounts, provider)
    trial = Trial(accounts, sandbox, provider, acme)
    sandbox.clear_journal()
    if line.can == "yes":
        getattr(trial, line.action)(line.argument)
        return
    assert line.reason is not None
    if line.action == "list":
        # Nothing is made first: what is sent would be sent by the list.
        trial.lists = lambda expected, **given: list(accounts.list(**given))  # type: ignore[method-assign, assignment]
        given = {} if line.argument is None else {line.argument: "active"}
        with pytest.raises(wholesale.UnsupportedError) as caught:
            trial.lists(set(), **given)
    else:
        with pytest.raises(wholesale.UnsupportedError) as caught:
            getattr(trial, line.action)(line.argument)
    assert line.reason in str(caught.value)
    assert line.instead is None or line.instead in str(caught.value)
    assert (caught.value.attempts, caught.value.may_have_been_applied) == (0, False)
    assert sandbox.journal() == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_table_is_the_one_that_the_accounts_have(connect: Open, provider: str) -> None:
    capabilities = connect(provider).capabilities
    assert capabilities == Capabilities(provider)
    assert {line.action for line in capabilities if line.argument is None} == {
        "create", "get", "list", "update", "set_password", "balance", "add", "take", "disable", "delete", "authenticate",
        "own_balance",
    }  # fmt: skip
    for line in capabilities:
        assert line.source
        assert (line.reason is None) == (line.can == "yes")
        assert str(line).startswith(line.action)
