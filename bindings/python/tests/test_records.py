"""Records: immutable, exact, and at home in Python."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import json
import pickle
import sys
from decimal import Context, Decimal

import pytest

import wholesale
from generated import CALLS
from sample_server import SampleServer
from wholesale import iproyal, logicboxes, neucrm
from wholesale.sandbox import Sandbox


@pytest.fixture
def user(wholesale_sandbox: Sandbox) -> iproyal.SubUser:
    client = iproyal.Client(token="demo", base_url=wholesale_sandbox.url("iproyal"))
    user = client.create_sub_user(username="acme", password="s3cret-pass", traffic=1)
    return user.replace(traffic_available=Decimal("10.50"))


def test_a_record_survives_pickle_copy_and_dict(user: iproyal.SubUser) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(user, protocol)) == user
    assert copy.copy(user) is user
    assert copy.deepcopy(user) is user
    assert iproyal.SubUser.from_dict(user.to_dict()) == user
    assert user.to_dict() == {
        "id": user.id,
        "hash": user.hash,
        "username": "acme",
        "password": "s3cret-pass",
        "traffic_available": Decimal("10.50"),
        "traffic_used": Decimal("0"),
        "limits": None,
        "extra": {},
    }
    assert str(user.traffic_available) == "10.50"


def test_a_record_is_shown_without_its_secrets(user: iproyal.SubUser) -> None:
    user = user.replace(extra={"note": "hush", "more": [1]}, limits={"daily_limit": 1})
    assert repr(user) == (
        f"SubUser(id={user.id!r}, hash={user.hash!r}, username='acme', password=<secret>, "
        "traffic_available=Decimal('10.50'), traffic_used=Decimal('0'), "
        "limits=SubUserLimits(daily_limit=Decimal('1')), extra={'more': ..., 'note': ...})"
    )


def test_a_record_cannot_be_changed(user: iproyal.SubUser) -> None:
    with pytest.raises(AttributeError):
        user.username = "other"  # type: ignore[misc]
    user.extra["x"] = 1
    assert user.extra == {}
    with pytest.raises(TypeError):
        hash(user)
    changed = user.replace(username="other")
    assert (changed.username, changed.hash, changed == user) == ("other", user.hash, False)
    if sys.version_info >= (3, 13):
        assert copy.replace(user, username="other") == changed


def test_a_record_can_be_matched(user: iproyal.SubUser) -> None:
    match user:
        case iproyal.SubUser(username="acme", password=str(password)):
            assert password == "s3cret-pass"
        case _:
            pytest.fail("no match")
    assert iproyal.SubUser.__match_args__[:2] == ("id", "hash")
    assert "extra" not in iproyal.SubUser.__match_args__


def test_a_record_is_built_with_keywords() -> None:
    limits = iproyal.SubUserLimits(daily_limit=Decimal("2.50"), extra={"a": {"b": [1, Decimal("0.1"), None, "x"]}})
    assert limits.extra == {"a": {"b": [1, Decimal("0.1"), None, "x"]}}
    assert limits != iproyal.SubUserLimits(daily_limit=Decimal("2.50"))
    assert limits != "another thing"
    for wrong, message in [
        ({"daily_limit": 2.5}, r"SubUserLimits.daily_limit must be a Decimal or an int, not a float"),
        ({"daily_limit": True}, r"SubUserLimits.daily_limit must be a Decimal or an int, not bool"),
        ({"daily": 1}, r"SubUserLimits has no field daily"),
        ({"extra": {"x": 0.1}}, r"SubUserLimits.extra x holds a float"),
        ({"extra": {1: 1}}, r"SubUserLimits.extra a key must be a str"),
    ]:
        with pytest.raises(TypeError, match=message):
            iproyal.SubUserLimits(**wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"SubUser.hash is required"):
        iproyal.SubUser()  # type: ignore[call-arg]
    with pytest.raises(ValueError, match=r"not a decimal number of up to 28 digits"):
        iproyal.SubUserLimits(daily_limit=Decimal("NaN"))


def test_a_name_that_python_keeps_to_itself_has_a_line_behind_it() -> None:
    meta = iproyal.PageMeta(from_=1, to=20)
    assert (meta.from_, meta.to, meta.to_dict()["from_"]) == (1, 20, 1)


@pytest.mark.parametrize("deep", [10, 5_000])
def test_what_is_nested_deep_is_no_danger(deep: int) -> None:
    value: object = "x"
    for _ in range(deep):
        value = [value]
    if deep > 120:
        with pytest.raises(ValueError, match="nested too deep"):
            iproyal.SubUserLimits(extra={"x": value})  # type: ignore[dict-item]
    else:
        assert iproyal.SubUserLimits(extra={"x": value}).extra == {"x": value}  # type: ignore[dict-item]


def test_values_in(wholesale_sandbox: Sandbox) -> None:
    client = iproyal.Client(token="demo", base_url=wholesale_sandbox.url("iproyal"))

    def body(amount: Decimal | int) -> str:
        return client.prepare.give_traffic(hash="x", amount=amount).body.decode()

    exact = {"2.50": Decimal("2.50"), "100": Decimal("1E+2"), "0.0000001": Decimal("1E-7"), "1" + "0" * 27: 10**27}
    for text, amount in exact.items():
        assert body(amount) == f'{{"amount":{text}}}'
    for refused in (2.5, True, "2.5", float("nan")):
        with pytest.raises(TypeError, match=r"^amount must be a Decimal or an int, not "):
            body(refused)  # type: ignore[arg-type]
    for wrong in (Decimal("NaN"), Decimal("Infinity"), Decimal(10) ** 40, -1):
        with pytest.raises(wholesale.InvalidRequestError, match=r"^iproyal give_traffic: amount ") as caught:
            body(wrong)
        assert (caught.value.provider, caught.value.operation) == ("iproyal", "give_traffic")
    with pytest.raises(wholesale.InvalidRequestError, match=r"amount is required"):
        body(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^hash must be a str"):
        client.get_sub_user(hash=b"x")  # type: ignore[arg-type]
    assert wholesale_sandbox.journal() == []


def test_times_in_and_out() -> None:
    promo = logicboxes.PromoPrice(starttime=datetime.datetime(2025, 1, 1, tzinfo=datetime.timezone.utc), endtime=1)
    assert (promo.starttime, promo.endtime) == (1735689600, 1)
    with pytest.raises(ValueError, match="time zone"):
        logicboxes.PromoPrice(starttime=datetime.datetime(2025, 1, 1))
    with pytest.raises(TypeError, match=r"an int of seconds since 1970, or a datetime, not float"):
        logicboxes.PromoPrice(starttime=1.5)  # type: ignore[arg-type]


def test_open_enums_are_texts() -> None:
    client = neucrm.Client(userid="5", api_key="demo", base_url="http://127.0.0.1:9")
    for action in ("TopUp", "SomethingNew"):
        assert f"action={action}" in str(client.prepare.update_wallet(resellerid=1, action=action, amt=1))
    assert neucrm.Reseller(type="Franchisee").type == "Franchisee"
    assert neucrm.Reseller(type="SomethingNew").type == "SomethingNew"


@pytest.mark.parametrize(
    "number",
    ["1e300", "1e-30", "-0.0", "9007199254740993.5", "12345678901234567890123", "18446744073709551615", "10.50"],
)
def test_whatever_number_is_received_beside_the_spec_survives_pickle_copy_and_dict(number: str) -> None:
    # As deep as an answer may be.
    body = f'{{"subusers_count":3,"x":{number},"y":{"[" * 119}{number}{"]" * 119}}}'
    call = next(call for call in CALLS if (call.provider, call.operation) == ("iproyal", "get_account"))
    with SampleServer([dataclasses.replace(call, sample=dataclasses.replace(call.sample, body=body))]) as server:
        account = iproyal.Client(token="demo", base_url=server.url("iproyal")).get_account()
    assert set(account.extra) == {"x", "y"}
    to_15_digits = Context(prec=15).create_decimal
    assert to_15_digits(str(account.extra["x"])) == to_15_digits(number)
    assert pickle.loads(pickle.dumps(account)) == account
    assert iproyal.Account.from_dict(account.to_dict()) == account
    assert account.replace(subusers_count=5).replace(subusers_count=account.subusers_count) == account


@pytest.mark.parametrize(
    "number", ["9007199254740993.5", "0.12345678901234567890", "NaN", "Infinity", "1E+400", "1E-400"]
)
def test_a_number_that_would_change_beside_the_spec_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match=r"SubUserLimits.extra x holds a Decimal beyond what a 64-bit float keeps"):
        iproyal.SubUserLimits(extra={"x": Decimal(number)})


def test_a_dict_can_be_written_as_json(user: iproyal.SubUser) -> None:
    assert json.loads(json.dumps(user.to_dict(), default=str))["traffic_available"] == "10.50"
