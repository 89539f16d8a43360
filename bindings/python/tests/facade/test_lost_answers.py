"""After a lost answer: settle, ensure and transfer find out what is the case and never do a thing twice."""

from __future__ import annotations

import datetime
import pickle
import threading

import pytest
from customers import PATIENCE, PROVIDERS, Open, amount, new_account, ready

import wholesale
from wholesale import Amount, Unsettled
from wholesale.sandbox import Sandbox


def operation(sandbox: Sandbox, provider: str) -> str:
    """The operation that moves something into an account: the last one that was applied."""
    return next(one.operation or "" for one in reversed(sandbox.journal()) if one.method != "GET" and one.applied)


@pytest.mark.parametrize("fault", ["applied_and_answer_lost", "reset_before_apply"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_top_up_whose_answer_is_lost_is_settled_and_not_sent_again(
    connect: Open, sandbox: Sandbox, provider: str, fault: str
) -> None:
    accounts = connect(provider)
    acme = ready(accounts, provider)
    topped_up = accounts.add(acme.id, amount(provider, 1))
    adds = operation(sandbox, provider)
    before = sandbox.applied(f"{provider}.{adds}")
    sandbox.fail(f"{provider}.{adds}", fault)
    with pytest.raises(wholesale.TransportError) as caught:
        accounts.add(acme.id, topped_up.amount)
    error = caught.value
    assert error.may_have_been_applied
    assert error.unsettled is not None
    assert (error.unsettled.what, error.unsettled.id, error.unsettled.amount) == ("added", acme.id, topped_up.amount)
    was_applied = fault == "applied_and_answer_lost"
    assert sandbox.applied(f"{provider}.{adds}") == before + was_applied
    settled = accounts.settle(error)
    assert (settled.is_applied, settled.is_not_applied) == (was_applied, not was_applied)
    assert sandbox.applied(f"{provider}.{adds}") == before + was_applied


def test_an_error_is_settled_in_another_process_and_by_what_was_written_down(connect: Open, sandbox: Sandbox) -> None:
    accounts = connect("iproyal")
    acme = ready(accounts, "iproyal")
    sandbox.fail("iproyal.give_traffic", "applied_and_answer_lost")
    with pytest.raises(wholesale.TransportError) as caught:
        accounts.add(acme.id, Amount.gb(1))
    again: wholesale.Error = pickle.loads(pickle.dumps(caught.value))
    assert again.unsettled == caught.value.unsettled
    assert again.unsettled is not None and again.unsettled.before == acme.balance
    assert accounts.settle(again).is_applied
    written = again.unsettled.to_json()
    assert accounts.settle_unsettled(Unsettled.from_json(written)).is_applied
    with pytest.raises(ValueError, match="to_json"):
        Unsettled.from_json("{}")


def test_what_arrives_late_is_waited_for_as_long_as_the_patience_says(connect: Open, sandbox: Sandbox) -> None:
    accounts = connect("iproyal")
    assert (accounts.patience, wholesale.iproyal.Client(token="demo").accounts().patience) == (PATIENCE, 30)
    acme = ready(accounts, "iproyal")
    sandbox.fail("iproyal.give_traffic", "reset_before_apply")
    with pytest.raises(wholesale.TransportError) as caught:
        accounts.add(acme.id, Amount.gb(1))
    sandbox.clear_journal()
    assert accounts.with_patience(0).settle(caught.value).is_not_applied
    assert len(sandbox.journal()) == 1
    # The provider comes to it between the first look and the second.
    late = threading.Timer(0.1, lambda: arrive(sandbox, acme.id))
    late.start()
    patient = accounts.with_patience(datetime.timedelta(seconds=20))
    assert patient.patience == 20
    assert patient.settle(caught.value).is_applied
    late.join()
    for patience, refusal in [(-1, ValueError), (float("inf"), ValueError), ("1", TypeError)]:
        with pytest.raises(refusal, match="patience must"):
            accounts.with_patience(patience)  # type: ignore[arg-type]


def arrive(sandbox: Sandbox, id: str) -> None:
    """What was lost on its way, sent by another client."""
    with wholesale.connect("iproyal", token="demo", base_url=sandbox.url("iproyal")) as accounts:
        accounts.add(id, Amount.gb(1))


def test_what_is_unsettled_names_the_reference(connect: Open, sandbox: Sandbox) -> None:
    accounts = connect("logicboxes")
    acme = ready(accounts, "logicboxes")
    sandbox.fail(f"logicboxes.{operation(sandbox, 'logicboxes')}", "applied_and_answer_lost")
    with pytest.raises(wholesale.TransportError) as caught:
        accounts.add(acme.id, Amount.money(1))
    assert caught.value.unsettled is not None
    assert caught.value.unsettled.reference


def test_what_was_never_in_doubt_needs_no_looking(connect: Open, sandbox: Sandbox) -> None:
    accounts = connect("iproyal")
    acme = ready(accounts, "iproyal")
    with pytest.raises(wholesale.ApiError) as caught:
        accounts.take(acme.id, Amount.gb(1000))
    assert caught.value.unsettled is None
    sandbox.clear_journal()
    assert accounts.settle(caught.value).is_not_applied
    assert sandbox.journal() == []
    with pytest.raises(wholesale.InvalidRequestError, match="these accounts are of netnut"):
        connect("netnut").settle(caught.value)


def test_what_was_not_read_before_cannot_be_told(connect: Open, sandbox: Sandbox) -> None:
    accounts = connect("iproyal")
    acme = ready(accounts, "iproyal")
    sandbox.fail("iproyal.give_traffic", "applied_and_answer_lost")
    sandbox.clear_journal()
    with pytest.raises(wholesale.TransportError) as caught:
        accounts.add(acme.id, Amount.gb(1), before="ignored")
    assert len(sandbox.journal()) == 1
    settlement = accounts.settle(caught.value)
    assert settlement.outcome == "cannot_tell"
    assert settlement.reason is not None and "was not read" in settlement.reason
    sandbox.fail("iproyal.give_traffic", "applied_and_answer_lost")
    with pytest.raises(wholesale.TransportError) as caught:
        accounts.add(acme.id, Amount.gb(1), before=accounts.balance(acme.id))
    assert accounts.settle(caught.value).is_applied


@pytest.mark.parametrize("provider", PROVIDERS)
def test_ensuring_an_account_twice_makes_one(connect: Open, sandbox: Sandbox, provider: str) -> None:
    accounts = connect(provider)
    there = len(sandbox.accounts(provider))
    first = accounts.ensure(**new_account(provider, "acme"))
    second = accounts.ensure(**new_account(provider, "acme"))
    assert (first.was_created, second.was_created) == (True, False)
    assert first.account.id == second.account.id
    assert len(sandbox.accounts(provider)) == there + 1


def test_a_creation_whose_answer_is_lost_is_found(connect: Open, sandbox: Sandbox) -> None:
    accounts = connect("iproyal")
    sandbox.fail("iproyal.create_sub_user", "applied_and_answer_lost")
    ensured = accounts.ensure(**new_account("iproyal", "acme"))
    assert ensured.was_created
    assert [account.id for account in sandbox.accounts("iproyal")] == [ensured.account.id]


def test_a_balance_is_filled_up_once(connect: Open, sandbox: Sandbox) -> None:
    accounts = connect("iproyal")
    acme = ready(accounts, "iproyal")
    sandbox.fail("iproyal.give_traffic", "applied_and_answer_lost")
    first = accounts.ensure_balance_at_least(acme.id, Amount.gb(12))
    assert first.added is not None and first.added.amount == Amount.gb(2)
    assert first.account.balance.available == Amount.gb(12)
    assert accounts.ensure_balance_at_least(acme.id, Amount.gb(12)).added is None
    with pytest.raises(wholesale.UnsupportedError):
        accounts.ensure_balance_at_least(acme.id, Amount.money(12))


def test_a_transfer_takes_and_adds(connect: Open, sandbox: Sandbox) -> None:
    accounts = connect("iproyal")
    acme = ready(accounts, "iproyal")
    globex = accounts.create(**new_account("iproyal", "globex"))
    moved = accounts.transfer(acme.id, globex.id, Amount.gb("2.5"))
    assert (moved.taken.id, moved.taken.direction) == (acme.id, "taken")
    assert (moved.added.id, moved.added.direction) == (globex.id, "added")
    assert accounts.balance(acme.id).available == Amount.gb("7.5")
    assert accounts.balance(globex.id).available == Amount.gb("2.5")


@pytest.mark.parametrize(
    ("faults", "whereabouts", "leaves"),
    [
        ({"take_traffic": [503]}, "source", 10),
        ({"give_traffic": [400]}, "source", 10),
        ({"give_traffic": [400, 400]}, "own_account", 8),
    ],
)
def test_a_transfer_that_fails_says_where_the_amount_is(
    connect: Open, sandbox: Sandbox, faults: dict[str, list[int]], whereabouts: str, leaves: int
) -> None:
    accounts = connect("iproyal")
    acme = ready(accounts, "iproyal")
    globex = accounts.create(**new_account("iproyal", "globex"))
    for id, statuses in faults.items():
        for status in statuses:
            sandbox.fail(f"iproyal.{id}", status)
    with pytest.raises(wholesale.TransferError) as caught:
        accounts.transfer(acme.id, globex.id, Amount.gb(2))
    error = caught.value
    assert error.whereabouts == whereabouts
    assert (error.source, error.target, error.amount) == (acme.id, globex.id, Amount.gb(2))
    assert isinstance(error.error, wholesale.Error)
    assert error.__cause__ is error.error
    assert error.http_status == error.error.http_status
    assert (error.compensation is not None) == (whereabouts == "own_account")
    assert error.may_have_been_applied == (whereabouts != "source")
    assert accounts.balance(acme.id).available == Amount.gb(leaves)
    assert accounts.balance(globex.id).available == Amount.gb(0)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.whereabouts, again.amount) == (str(error), whereabouts, Amount.gb(2))
    assert again.error.http_status == error.error.http_status


def test_a_transfer_to_where_nothing_can_be_taken_is_refused_before_anything_is_sent(
    connect: Open, sandbox: Sandbox
) -> None:
    with pytest.raises(wholesale.TransferError, match="take") as caught:
        connect("netnut").transfer("1", "2", Amount.gb(1))
    assert isinstance(caught.value.error, wholesale.UnsupportedError)
    assert sandbox.journal() == []


def test_a_list_is_read_page_by_page_and_begins_anew_with_each_loop(sandbox: Sandbox) -> None:
    with wholesale.connect("iproyal", token="demo", base_url=sandbox.url("iproyal")) as accounts:
        for number in range(25):
            accounts.create(**new_account("iproyal", f"user{number:02}"))
        sandbox.clear_journal()
        listed = accounts.list()
        assert sandbox.journal() == []
        walk = iter(listed)
        next(walk)
        assert len(sandbox.journal()) == 1
        assert len(list(walk)) == 24
        assert len(sandbox.journal()) == 2
        assert len(list(listed)) == 25
        sandbox.fail("iproyal.list_sub_users", 400).after(1)
        read = []
        with pytest.raises(wholesale.ApiError):
            for account in listed:
                read.append(account.name)
        assert len(read) == 20
