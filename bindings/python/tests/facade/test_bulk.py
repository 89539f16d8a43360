"""Runs over many accounts: each item once, resumable, with everything of the caller's done on the caller's side."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from customers import AnyAccounts, Open, Waited, new_account

import wholesale
from wholesale import Amount, bulk
from wholesale.bulk import Item, ItemResult, Progress
from wholesale.sandbox import Plan, Sandbox

PROVIDER = "iproyal"


def made(accounts: AnyAccounts, count: int) -> list[str]:
    return [accounts.create(**new_account(PROVIDER, f"user{number:03}")).id for number in range(count)]


def top_ups(ids: list[str]) -> list[Item]:
    return [Item.add(f"order-{number}", id, Amount.gb("2.5")) for number, id in enumerate(ids)]


def test_every_item_is_done_once_and_told_about_where_the_caller_is(connect: Open, sandbox: Sandbox) -> None:
    accounts = connect(PROVIDER)
    ids = made(accounts, 40)
    results: list[ItemResult] = []
    progress: list[Progress] = []
    threads: list[threading.Thread] = []

    def on_result(result: ItemResult) -> None:
        threads.append(threading.current_thread())
        results.append(result)

    report = accounts.bulk("add", top_ups(ids), limit=4, on_result=on_result, on_progress=progress.append)
    assert report.is_complete
    assert (report.progress.done, report.progress.total, report.stopped) == (40, 40, None)
    assert sorted(result.key for result in results) == sorted(f"order-{number}" for number in range(40))
    assert {(result.outcome, result.told_by) for result in results} == {("done", "answer")}
    assert {result.id for result in results} == set(ids)
    assert [one.finished for one in progress] == list(range(1, 41))
    assert str(progress[-1]).startswith("40 of 40, 40 done, ")
    assert set(threads) == {threading.current_thread()}
    assert {account.balance for account in sandbox.accounts(PROVIDER)} == {Amount.gb("2.5").value}
    assert sandbox.applied("iproyal.give_traffic") == 40


def test_items_are_taken_as_places_become_free(connect: Open, sandbox: Sandbox) -> None:
    accounts = connect(PROVIDER)
    ids = made(accounts, 30)
    taken = 0
    ahead: list[int] = []

    def items() -> Iterator[Item]:
        nonlocal taken
        for item in top_ups(ids):
            taken += 1
            yield item

    accounts.bulk("add", items(), limit=2, on_progress=lambda progress: ahead.append(taken - progress.finished))
    assert taken == 30
    # Two at work, two that wait, and one in the hand of whoever feeds them.
    assert max(ahead[:20]) <= 8


def test_a_source_that_comes_with_time_feeds_an_async_run(sandbox: Sandbox) -> None:
    async def main() -> bulk.Report:
        async with wholesale.aconnect(PROVIDER, token="demo", base_url=sandbox.url(PROVIDER)) as accounts:
            for number in range(25):
                await accounts.create(**new_account(PROVIDER, f"user{number:03}"))

            async def items() -> AsyncIterator[Item]:
                async for account in accounts.list():
                    yield Item.set_password(account.id, account.id, "n3w-p4ssw0rd")

            return await accounts.bulk("set_password", items(), limit=4)

    report = asyncio.run(main())
    assert report.is_complete
    assert report.progress.done == sandbox.applied("iproyal.update_sub_user") == 25


def test_a_run_goes_on_where_its_journal_ends(connect: Open, sandbox: Sandbox, tmp_path: Path) -> None:
    accounts = connect(PROVIDER)
    ids = made(accounts, 6)
    journal = tmp_path / "november.jsonl"
    sandbox.fail("iproyal.give_traffic", 400).after(3)
    first = accounts.bulk("add", top_ups(ids), limit=1, journal=journal, run="november")
    assert (first.progress.done, first.progress.failed, first.is_complete) == (5, 1, False)
    results: list[ItemResult] = []
    second = accounts.bulk("add", top_ups(ids), journal=journal, run="november", on_result=results.append)
    assert second.is_complete
    assert (second.progress.done, second.progress.was_done) == (1, 5)
    assert sorted(result.outcome for result in results) == ["done", *["was_done"] * 5]
    assert sandbox.applied("iproyal.give_traffic") == 6
    with pytest.raises(wholesale.JournalError) as caught:
        accounts.bulk("add", top_ups(ids), journal=journal, run="december")
    assert (caught.value.kind, caught.value.path) == ("another_run", str(journal))
    entries = list(bulk.read_journal(journal))
    assert [entry.event for entry in entries].count("begun") == 7
    begun = entries[0]
    assert (begun.key, begun.target, begun.amount) == ("order-0", ids[0], Amount.gb("2.5"))
    assert begun.before is not None and begun.before.available == Amount.gb(0)
    assert begun.at.tzinfo is not None


def test_a_lost_answer_is_looked_into_or_left_for_a_person(connect: Open, sandbox: Sandbox, tmp_path: Path) -> None:
    accounts = connect(PROVIDER)
    ids = made(accounts, 3)
    results: list[ItemResult] = []
    sandbox.fail("iproyal.give_traffic", "applied_and_answer_lost")
    report = accounts.bulk("add", top_ups(ids), settle_after=0, on_result=results.append)
    assert report.is_complete
    assert sorted(str(result.told_by) for result in results) == ["account", "answer", "answer"]
    assert sandbox.applied("iproyal.give_traffic") == 3

    journal = tmp_path / "open.jsonl"
    item = Item.add("order-0", ids[0], Amount.gb(1), before="ignored")
    results.clear()
    sandbox.fail("iproyal.give_traffic", "applied_and_answer_lost")
    report = accounts.bulk("add", [item], journal=journal, settle_after=0, on_result=results.append)
    assert (report.progress.unsettled, results[0].outcome) == (1, "unsettled")
    assert isinstance(results[0].error, wholesale.TransportError)
    assert results[0].reason
    bulk.decide(journal, "order-0", was_applied=True)
    report = accounts.bulk("add", [item], journal=journal, patience=0)
    assert (report.is_complete, report.progress.was_done) == (True, 1)
    assert sandbox.applied("iproyal.give_traffic") == 4
    with pytest.raises(wholesale.JournalError) as caught:
        bulk.decide(journal, "order-9", was_applied=True)
    assert caught.value.kind == "not_open"


def test_too_many_failures_and_refused_credentials_end_a_run(connect: Open, sandbox: Sandbox) -> None:
    accounts = connect(PROVIDER)
    ids = made(accounts, 20)
    sandbox.fail("iproyal.give_traffic", 400).always()
    report = accounts.bulk("add", top_ups(ids), limit=1, stop_after_failures=2)
    assert (report.stopped, report.progress.failed) == ("failures", 2)
    assert "2 items failed" in str(report)
    sandbox.reset()
    sandbox.fail("iproyal.get_sub_user", 401).always()
    report = accounts.bulk("add", iter(top_ups(ids)), limit=1)
    assert (report.stopped, report.progress.failed) == ("refused_credentials", 3)


def test_what_the_source_raises_ends_the_run_after_what_has_begun(connect: Open, sandbox: Sandbox) -> None:
    accounts = connect(PROVIDER)
    ids = made(accounts, 3)
    reason = OSError("the list has been lost")

    def items() -> Iterator[Item]:
        yield from top_ups(ids)
        raise reason

    results: list[ItemResult] = []
    with pytest.raises(OSError, match="the list has been lost") as caught:
        accounts.bulk("add", items(), limit=8, on_result=results.append)
    assert caught.value is reason
    assert [result.outcome for result in results] == ["done"] * 3


def test_what_a_callback_raises_stops_the_run_and_lets_go_of_its_journal(
    connect: Open, sandbox: Sandbox, tmp_path: Path
) -> None:
    accounts = connect(PROVIDER)
    items = top_ups(made(accounts, 30))
    journal = tmp_path / "stopped.jsonl"

    def on_result(result: ItemResult) -> None:
        raise RuntimeError(result.key)

    with pytest.raises(RuntimeError, match="order-"):
        accounts.bulk("add", items, limit=2, journal=journal, on_result=on_result)
    assert accounts.bulk("add", items, journal=journal, patience=0).is_complete
    assert sandbox.applied("iproyal.give_traffic") == 30


def test_what_cannot_be_done_is_refused_before_anything_is_taken(connect: Open, sandbox: Sandbox) -> None:
    accounts = connect(PROVIDER)
    with pytest.raises(wholesale.UnsupportedError):
        accounts.bulk("disable", [Item.disable("1", "1")])
    with pytest.raises(ValueError, match="there is no task"):
        accounts.bulk("enable", [])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"must be a wholesale\.bulk\.Item"):
        accounts.bulk("add", [object()])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        Item.add("1", "1", 5)  # type: ignore[arg-type]
    report = accounts.bulk("add", [Item.take("1", "1", Amount.gb(1))])
    assert report.progress.failed == 1
    assert sandbox.journal() == []


def test_a_credential_that_a_callable_gives_is_asked_for_where_the_caller_is(sandbox: Sandbox) -> None:
    threads: list[threading.Thread] = []

    def token() -> str:
        threads.append(threading.current_thread())
        return "demo"

    with wholesale.connect(PROVIDER, token=token, base_url=sandbox.url(PROVIDER)) as accounts:
        items = [Item.create(str(number), **new_account(PROVIDER, f"user{number}")) for number in range(10)]
        assert accounts.bulk("create", items).is_complete
    assert threads == [threading.current_thread()]

    async def main() -> bool:
        async def token_soon() -> str:
            await asyncio.sleep(0)
            return "demo"

        async with wholesale.aconnect(PROVIDER, token=token_soon, base_url=sandbox.url(PROVIDER)) as accounts:
            items = [Item.ensure(str(number), **new_account(PROVIDER, f"user{number}")) for number in range(10)]
            return (await accounts.bulk("ensure", items)).is_complete

    assert asyncio.run(main())


def test_a_run_that_is_cancelled_can_be_gone_on_with(sandbox: Sandbox, tmp_path: Path) -> None:
    journal = tmp_path / "cancelled.jsonl"

    async def main() -> None:
        async with wholesale.aconnect(PROVIDER, token="demo", base_url=sandbox.url(PROVIDER)) as accounts:
            ids = [(await accounts.create(**new_account(PROVIDER, f"user{number}"))).id for number in range(4)]
            hanging = sandbox.fail("iproyal.give_traffic", "hang").after(1)
            run = asyncio.ensure_future(accounts.bulk("add", top_ups(ids), limit=1, journal=journal))
            while not hanging.waiting:
                await asyncio.sleep(0.01)
            run.cancel()
            with pytest.raises(asyncio.CancelledError):
                await run
            sandbox.release()
            report = await accounts.bulk("add", top_ups(ids), journal=journal, patience=0.2)
            assert report.is_complete

    asyncio.run(main())
    assert {account.balance for account in sandbox.accounts(PROVIDER)} == {Amount.gb("2.5").value}


KILLED = """
import sys, wholesale
from wholesale.bulk import Item

with wholesale.connect("iproyal", token="demo", base_url=sys.argv[1], max_retries=0) as accounts:
    items = [Item.add(str(number), id, wholesale.Amount.gb(1)) for number, id in enumerate(sys.argv[3:])]
    print(accounts.bulk("add", items, limit=2, journal=sys.argv[2], patience=0.2).progress.finished)
"""


def until_it_hangs(process: subprocess.Popen[Any], hanging: Plan) -> None:
    while not hanging.waiting:
        assert process.poll() is None
        time.sleep(0.01)


def test_a_process_that_is_killed_in_the_middle_is_gone_on_with(sandbox: Sandbox, tmp_path: Path) -> None:
    with wholesale.connect(PROVIDER, token="demo", base_url=sandbox.url(PROVIDER)) as accounts:
        ids = made(accounts, 12)
    hanging = sandbox.fail("iproyal.give_traffic", "applied_then_hang").after(5)
    command = [sys.executable, "-c", KILLED, sandbox.url(PROVIDER), str(tmp_path / "killed.jsonl"), *ids]
    with subprocess.Popen(command) as process:
        until_it_hangs(process, hanging)
        process.kill()
    sandbox.release()
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(ran.stdout) == 12
    assert {account.balance for account in sandbox.accounts(PROVIDER)} == {Amount.gb(1).value}


def test_ctrl_c_ends_a_run_that_can_be_gone_on_with(sandbox: Sandbox, tmp_path: Path) -> None:
    with wholesale.connect(PROVIDER, token="demo", base_url=sandbox.url(PROVIDER)) as accounts:
        ids = made(accounts, 3)
    hanging = sandbox.fail("iproyal.give_traffic", "hang").after(1)
    command = [sys.executable, "-c", KILLED, sandbox.url(PROVIDER), str(tmp_path / "interrupted.jsonl"), *ids]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        until_it_hangs(process, hanging)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert "KeyboardInterrupt" in said
    sandbox.release()
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(ran.stdout) == 3
    assert {account.balance for account in sandbox.accounts(PROVIDER)} == {Amount.gb(1).value}


def test_a_wrong_option_is_refused(connect: Open) -> None:
    accounts = connect(PROVIDER)
    wrong: list[dict[str, Any]] = [{"limit": -1}, {"settle_after": -1}, {"durability": "none"}, {"patience": "5"}]
    for options in wrong:
        with pytest.raises((TypeError, ValueError)):
            accounts.bulk("add", [], **options)
    assert isinstance(accounts, (wholesale.Accounts, Waited))
