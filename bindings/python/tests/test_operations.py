"""Every operation, sync and async, for its payload and for the whole answer, against the sandbox."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Iterator
from typing import Any

import pytest

from calls import Call
from generated import CALLS
from payloads import assert_is
from scenarios import SCENARIOS, prepared
from wholesale.sandbox import Sandbox

# A provider that is not simulated is tested with its samples alone.
SIMULATED = [call for call in CALLS if call.provider in SCENARIOS]


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.reset()
    return running


def client(sandbox: Sandbox, call: Call, name: str) -> Any:
    module = importlib.import_module(f"wholesale.{call.provider}")
    credentials = sandbox.credentials(call.provider)
    return getattr(module, name)(**credentials, base_url=sandbox.url(call.provider), rate_limit=False)


def assert_applied(sandbox: Sandbox, call: Call, before: int) -> None:
    entries = sandbox.journal()[before:]
    assert [(entry.provider, entry.operation) for entry in entries] == [(call.provider, call.operation)]
    assert entries[0].applied
    assert 200 <= (entries[0].status or 0) < 300


def assert_whole(answer: Any, call: Call) -> None:
    assert_is(answer.payload, call.payload)
    assert 200 <= answer.status < 300
    assert answer.attempts == 1
    assert len(answer.headers) > 0
    assert (answer.body == b"") == (answer.status == 204)


@pytest.mark.parametrize("call", SIMULATED, ids=str)
def test_a_sync_client_gives_the_payload(sandbox: Sandbox, call: Call) -> None:
    arguments = prepared(sandbox, call)
    before = len(sandbox.journal())
    with client(sandbox, call, "Client") as sync_client:
        payload = getattr(sync_client, call.operation)(**arguments)
        if call.item is None:
            assert_is(payload, call.payload)
        else:
            assert_is(list(payload), list[call.item])  # type: ignore[name-defined]
    assert_applied(sandbox, call, before)


@pytest.mark.parametrize("call", SIMULATED, ids=str)
def test_a_sync_client_gives_the_whole_answer(sandbox: Sandbox, call: Call) -> None:
    arguments = prepared(sandbox, call)
    before = len(sandbox.journal())
    with client(sandbox, call, "Client") as sync_client:
        assert_whole(getattr(sync_client.with_raw_response, call.operation)(**arguments), call)
    assert_applied(sandbox, call, before)


@pytest.mark.parametrize("call", SIMULATED, ids=str)
def test_an_async_client_gives_the_payload(sandbox: Sandbox, call: Call) -> None:
    async def ask() -> None:
        async with client(sandbox, call, "AsyncClient") as async_client:
            payload = getattr(async_client, call.operation)(**arguments)
            if call.item is None:
                assert_is(await payload, call.payload)
            else:
                assert_is([item async for item in payload], list[call.item])  # type: ignore[name-defined]

    arguments = prepared(sandbox, call)
    before = len(sandbox.journal())
    asyncio.run(ask())
    assert_applied(sandbox, call, before)


@pytest.mark.parametrize("call", SIMULATED, ids=str)
def test_an_async_client_gives_the_whole_answer(sandbox: Sandbox, call: Call) -> None:
    async def ask() -> None:
        async with client(sandbox, call, "AsyncClient") as async_client:
            assert_whole(await getattr(async_client.with_raw_response, call.operation)(**arguments), call)

    arguments = prepared(sandbox, call)
    before = len(sandbox.journal())
    asyncio.run(ask())
    assert_applied(sandbox, call, before)


def test_every_provider_of_the_sandbox_has_its_scenario_here() -> None:
    assert set(SCENARIOS) == set(Sandbox.providers())
