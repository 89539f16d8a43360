"""Amounts, balances and what else the facade gives: exact, never mixed, and themselves again after a pickle."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from typing import Any

import pytest
from customers import Open, ready

import wholesale
from wholesale import Amount, Balance, Contact
from wholesale.sandbox import Sandbox


def test_an_amount_is_made_of_what_is_exact() -> None:
    for value in ("2.50", Decimal("2.5")):
        assert Amount.gb(value) == Amount.gb("2.5")
    assert Amount.gb(2).value == Decimal(2)
    assert str(Amount.gb("2.50")) == "2.50 GB"
    assert (Amount.gb(1).unit, Amount.money(1).unit) == ("GB", "money")
    assert repr(Amount.money("10.00")) == 'Amount.money("10.00")'
    assert Amount.parse("2.5 GB") == Amount.gb("2.5")
    assert Amount.parse("10.00") == Amount.money(10)
    assert f"{Amount.gb(1):>8}" == "    1 GB"
    assert len({Amount.gb("2.5"), Amount.gb("2.50"), Amount.money("2.5")}) == 2


@pytest.mark.parametrize("value", [2.5, True, None, b"2", [1]])
def test_a_float_is_no_amount(value: Any) -> None:
    for make in (Amount.gb, Amount.money):
        with pytest.raises(TypeError):
            make(value)


def test_the_refusal_of_a_float_says_what_to_write() -> None:
    with pytest.raises(TypeError, match=r'a float is not exact; write Decimal\("2.5"\)'):
        Amount.gb(2.5)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "two", "1e400", "NaN", "2.5 MB"])
def test_a_text_that_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"decimal number|no amount"):
        Amount.gb(text)
    with pytest.raises(ValueError, match="no amount"):
        Amount.parse(text)


def test_counting_is_exact_and_units_never_mix() -> None:
    assert Amount.money("0.1") + Amount.money("0.2") == Amount.money("0.3")
    assert (Amount.gb(1) - Amount.gb(2)).is_negative
    assert Amount.gb(1) < Amount.gb("1.5") <= Amount.gb("1.50")
    assert sum([Amount.gb(1), Amount.gb(2)], Amount.gb(0)) == Amount.gb(3)
    traffic, money = Amount.gb(1), Amount.money(1)
    assert traffic != money
    for count in (lambda: traffic + money, lambda: traffic - money, lambda: traffic < money, lambda: traffic >= money):
        with pytest.raises(TypeError, match="different units"):
            count()
    with pytest.raises(TypeError):
        traffic + 1  # type: ignore[operator]
    with pytest.raises(ValueError, match="28 digits"):
        Amount.gb("79228162514264337593543950335") + Amount.gb("79228162514264337593543950335")


def test_zero_unlimited_and_unknown_are_three_things() -> None:
    zero, unlimited, unknown = Balance(available=Amount.gb(0)), Balance(available="unlimited"), Balance()
    assert len({zero, unlimited, unknown}) == 3
    assert zero.ledger == Amount.gb(0)
    assert unlimited.ledger is unknown.ledger is None
    assert Balance(available=Amount.gb(1), funded=Amount.gb(5)).ledger == Amount.gb(5)


def test_what_the_facade_gives_is_itself_again_after_a_pickle(connect: Open, sandbox: Sandbox) -> None:
    accounts = connect("iproyal")
    acme = ready(accounts, "iproyal")
    receipt = accounts.add(acme.id, Amount.gb(1))
    given = [
        acme,
        acme.balance,
        receipt,
        receipt.amount,
        accounts.ensure(name="acme"),
        accounts.ensure_balance_at_least(acme.id, Amount.gb(50)),
        accounts.capabilities,
        accounts.capabilities.of("take"),
        Contact(person="Ada Example"),
    ]
    for one in given:
        for again in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):
            assert again == one
            assert type(again) is type(one)
    assert isinstance(acme.record, wholesale.iproyal.SubUser)


def test_no_secret_and_no_personal_data_is_shown(connect: Open) -> None:
    acme = ready(connect("iproyal"), "iproyal")
    assert acme.json is not None and "s3cret-pass9" in acme.json
    assert "s3cret" not in repr(acme)
    assert repr(Contact(person="Ada Example", city="Bengaluru")) == "Contact(person=..., city=...)"
    item = wholesale.bulk.Item.create("1", name="acme", password="s3cret-pass9")
    assert "s3cret" not in repr(item)


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("add", {"amount": 5}),
        ("add", {"amount": 2.5}),
        ("add", {"amount": Decimal("2.5")}),
        ("add", {"amount": Amount.gb(1), "note": 5}),
        ("add", {"amount": Amount.gb(1), "before": 5}),
        ("update", {"contact": {"shoe_size": "44"}}),
        ("update", {"details": {"daily_limit": 2.5}}),
    ],
)
def test_what_has_a_wrong_type_is_refused_before_anything_is_sent(
    connect: Open, sandbox: Sandbox, method: str, given: dict[str, Any]
) -> None:
    accounts = connect("iproyal")
    with pytest.raises(TypeError):
        getattr(accounts, method)("01HQ5K3P97DY8EX9Y90YT1K6XA", **given)
    with pytest.raises(TypeError):
        getattr(accounts, method)(True, **given)
    assert sandbox.journal() == []
