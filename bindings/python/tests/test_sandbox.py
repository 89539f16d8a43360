"""The sandbox refuses what it cannot do, in words."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from wholesale.sandbox import Fault, Sandbox

UTC = datetime.timezone.utc


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"stands_at": datetime.datetime(1969, 12, 31, tzinfo=UTC)}, "cannot stand before 1970"),
        ({"balances": {"port": 5}}, 'no provider "port"'),
        ({"balances": {"iproyal": 1.5}}, "not a float"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(settings: dict[str, object], message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        Sandbox(**settings)  # type: ignore[arg-type]


def test_balances_are_what_the_main_accounts_have() -> None:
    with Sandbox(balances={"iproyal": 5, "neucrm": Decimal("2.50")}) as sandbox:
        assert (sandbox.account_balance("iproyal"), sandbox.account_balance("neucrm")) == (5, Decimal("2.50"))


def test_the_clock_goes_to_the_year_9999_and_no_further(wholesale_sandbox: Sandbox) -> None:
    for _ in range(300):
        wholesale_sandbox.advance(1e9)
    assert wholesale_sandbox.now() == datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    with pytest.raises(ValueError, match="by must be at most 1000000000 seconds"):
        wholesale_sandbox.advance(1e18)


@pytest.mark.parametrize("code", [-1, 0, 199, 600, 1000, 2**70])
@pytest.mark.parametrize("fault", [Fault.status, Fault.html, Fault.applied_then_status])
def test_a_status_that_is_none_is_refused(wholesale_sandbox: Sandbox, fault: Callable[[int], Fault], code: int) -> None:
    with pytest.raises(ValueError, match=f"an HTTP status is from 200 to 599, not {code}"):
        wholesale_sandbox.fail("iproyal.get_account", fault(code))


@pytest.mark.parametrize("share", [float("nan"), -0.1, 1.1, float("inf")])
def test_a_share_that_is_none_is_refused(wholesale_sandbox: Sandbox, share: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        wholesale_sandbox.fail("iproyal.get_account", 503).probability(share)
