"""`logging`: a line for each request, answer and retry, and no secret in any."""

from __future__ import annotations

import asyncio
import logging
import re
import threading

import pytest

import wholesale
from wholesale import iproyal
from wholesale.sandbox import Sandbox


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    assert {record.name for record in caplog.records} <= {"wholesale.iproyal"}
    assert {record.threadName for record in caplog.records} <= {threading.current_thread().name}
    return [re.sub(r"[0-9.]+ (ms|s)\b", r"_ \1", record.getMessage()) for record in caplog.records]


EXPECTED = [
    "iproyal get_account: sending, attempt 1",
    "iproyal get_account: HTTP 503 after _ ms, Api",
    "iproyal get_account: sending again in _ s, after Api",
    "iproyal get_account: sending, attempt 2",
    "iproyal get_account: HTTP 200 after _ ms, success",
]


def test_every_request_answer_and_retry_has_its_line(
    wholesale_sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    client = iproyal.Client(token="demo", base_url=wholesale_sandbox.url("iproyal"))
    wholesale_sandbox.fail("iproyal.get_account", 503)
    with caplog.at_level(logging.DEBUG, logger="wholesale"):
        client.get_account()
    assert lines(caplog) == EXPECTED


def test_async_calls_are_logged_in_their_loop(wholesale_sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        async with iproyal.AsyncClient(token="demo", base_url=wholesale_sandbox.url("iproyal")) as client:
            await client.get_account()

    wholesale_sandbox.fail("iproyal.get_account", 503)
    with caplog.at_level(logging.DEBUG, logger="wholesale"):
        asyncio.run(main())
    assert lines(caplog) == EXPECTED


def test_nothing_is_logged_unless_asked_for(wholesale_sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    client = iproyal.Client(token="demo", base_url=wholesale_sandbox.url("iproyal"))
    with caplog.at_level(logging.INFO):
        client.get_account()
    assert caplog.records == []


def test_no_secret_is_logged_or_shown(wholesale_sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    token, password = "t0k3n-of-mine", "p4ssw0rd-of-theirs"
    client = iproyal.Client(
        token=token, base_url=wholesale_sandbox.url("iproyal"), proxy=f"http://me:{password}@127.0.0.1:9", timeout=2
    )
    shown = [repr(client)]
    with caplog.at_level(logging.DEBUG):
        for call in (
            lambda: client.create_sub_user(username="acme", password=password, traffic=1),
            lambda: client.request("POST", "/x", query={"key": password}, json={"password": password}),
        ):
            with pytest.raises(wholesale.ConnectError) as caught:
                call()
            shown += [str(caught.value), repr(caught.value), repr(caught.value.__cause__)]
        direct = iproyal.Client(token="demo", base_url=wholesale_sandbox.url("iproyal"))
        user = direct.create_sub_user(username="acme", password=password, traffic=1)
        shown += [repr(user), repr(direct.with_raw_response.get_sub_user(hash=user.hash))]
        shown.append(str(direct.prepare.create_sub_user(username="acme", password=password, traffic=1)))
    shown += [record.getMessage() for record in caplog.records]
    assert len(shown) > 15
    for text in shown:
        assert token not in text
        assert password not in text
    assert user.password == password
