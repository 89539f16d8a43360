"""`logging`: a line for each request, answer and retry, and no secret in any."""

from __future__ import annotations

import asyncio
import inspect
import logging
import re
import sys
import threading

import pytest

import wholesale
from wholesale import iproyal, netnut
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


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
def test_a_log_that_fails_does_not_end_a_call(
    wholesale_sandbox: Sandbox, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def fail(record: logging.LogRecord) -> bool:
        raise ValueError(record.getMessage())

    told: list[str] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: told.append(str(unraisable.exc_value)))
    monkeypatch.setattr(logging.getLogger("wholesale.iproyal"), "filters", [fail])
    client = getattr(iproyal, kind)(token="demo", base_url=wholesale_sandbox.url("iproyal"))

    async def create() -> object:
        made = client.create_sub_user(username="acme", password="s3cret-pass", traffic=1)
        return (await made if inspect.isawaitable(made) else made).username

    with caplog.at_level(logging.DEBUG, logger="wholesale"):
        assert asyncio.run(create()) == "acme"
    assert [account.name for account in wholesale_sandbox.accounts("iproyal")] == ["acme"]
    assert len(told) == 2
    assert told[0] == "iproyal create_sub_user: sending, attempt 1"


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
    # What a debugger shows, and what a tool for error reports reads from the frames of a traceback.
    shown += [repr(vars(of)) for of in (client, client.with_options(timeout=1), client.accounts())]
    elsewhere = "http://elsewhere.example"
    for fail in (
        lambda: iproyal.Client(token=token, proxy=f"http://{password}", base_url=elsewhere),
        lambda: client.with_options(proxy=f"http://{password}", base_url=elsewhere),
        lambda: netnut.AsyncClient(email=token, password=password, base_url=elsewhere),
        lambda: wholesale.connect("iproyal", token=token, proxy=f"http://{password}", base_url=elsewhere),
        lambda: wholesale.aconnect("netnut", email=token, password=password, base_url=elsewhere),
    ):
        with pytest.raises(wholesale.ConfigurationError) as refused:
            fail()
        shown.append(str(refused.value))
        own = [entry.frame.f_locals for entry in refused.traceback if entry.path.parent.name == "wholesale"]
        assert own
        shown += [repr(variables) for variables in own]
    assert len(shown) > 25
    for text in shown:
        assert token not in text
        assert password not in text
    assert user.password == password
