"""Every request on record is made from Python too, sync and async: as text before it is sent, and as bytes on the wire."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Iterator
from typing import Any

import pytest

from calls import Call
from generated import CALLS, CREDENTIALS
from sample_server import SampleServer
from snapshots import FOLDER, assert_sent_as_recorded, recorded

KINDS = ["minimal", "full"]


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer(CALLS) as server:
        yield server


def client(server: SampleServer, call: Call, name: str) -> Any:
    module = importlib.import_module(f"wholesale.{call.provider}")
    options = {"base_url": server.url(call.provider), "rate_limit": False, "max_retries": 0}
    return getattr(module, name)(**CREDENTIALS[call.provider], **options)


@pytest.mark.parametrize("name", ["Client", "AsyncClient"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("call", CALLS, ids=str)
def test_a_request_reads_as_it_is_on_record(server: SampleServer, call: Call, kind: str, name: str) -> None:
    prepared = getattr(client(server, call, name).prepare, call.operation)(**call.arguments(kind))
    assert str(prepared).rstrip("\n") == recorded(call, kind)
    assert (prepared.provider, prepared.operation) == (call.provider, call.operation)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("call", CALLS, ids=str)
def test_a_sync_client_sends_the_bytes_on_record(server: SampleServer, call: Call, kind: str) -> None:
    before = len(server.arrived)
    with client(server, call, "Client") as sync_client:
        answer = getattr(sync_client, call.operation)(**call.arguments(kind))
        if call.item is not None:
            next(iter(answer), None)
    assert_sent_as_recorded(server.arrived[before], call, kind, CREDENTIALS[call.provider])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("call", CALLS, ids=str)
def test_an_async_client_sends_the_bytes_on_record(server: SampleServer, call: Call, kind: str) -> None:
    async def send() -> None:
        async with client(server, call, "AsyncClient") as async_client:
            answer = getattr(async_client, call.operation)(**call.arguments(kind))
            if call.item is None:
                await answer
            else:
                async for _ in answer:
                    break

    before = len(server.arrived)
    asyncio.run(send())
    assert_sent_as_recorded(server.arrived[before], call, kind, CREDENTIALS[call.provider])


def test_no_request_on_record_is_without_a_call() -> None:
    made = {f"snapshots__{call.provider}__{call.operation}__{kind}.snap" for call in CALLS for kind in KINDS}
    assert made == {file.name for file in FOLDER.glob("*.snap")}
