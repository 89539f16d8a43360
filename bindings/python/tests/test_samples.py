"""Every provider's own samples: what they are read as, and what can be done with the records in them."""

from __future__ import annotations

import asyncio
import copy
import importlib
import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from calls import Call
from generated import CALLS, CREDENTIALS
from payloads import assert_is, records
from sample_server import SampleServer


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer(CALLS) as server:
        yield server


def client(server: SampleServer, call: Call, name: str) -> Any:
    module = importlib.import_module(f"wholesale.{call.provider}")
    options = {"base_url": server.url(call.provider), "rate_limit": False}
    return getattr(module, name)(**CREDENTIALS[call.provider], **options)


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_sample_is_read_as_what_the_operation_declares(server: SampleServer, call: Call) -> None:
    async def ask() -> Any:
        async with client(server, call, "AsyncClient") as async_client:
            return await getattr(async_client.with_raw_response, call.operation)(**call.full)

    answer = getattr(client(server, call, "Client").with_raw_response, call.operation)(**call.full)
    assert_is(answer.payload, call.payload)
    assert answer.body.decode() == call.sample.body
    awaited = asyncio.run(ask())
    assert (awaited.payload, awaited.body, awaited.status) == (answer.payload, answer.body, answer.status)


@pytest.mark.parametrize("call", [call for call in CALLS if call.item is not None], ids=str)
def test_the_items_of_a_sample_come_one_by_one_and_page_by_page(server: SampleServer, call: Call) -> None:
    async def items() -> list[Any]:
        async with client(server, call, "AsyncClient") as async_client:
            return [item async for item in getattr(async_client, call.operation)(**call.minimal)]

    pager = getattr(client(server, call, "Client"), call.operation)
    one_by_one = list(pager(**call.minimal))
    assert one_by_one
    assert_is(one_by_one, list[call.item])  # type: ignore[name-defined]
    assert [item for page in pager(**call.minimal).pages() for item in page.items] == one_by_one
    assert asyncio.run(items()) == one_by_one


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_records_of_a_sample_can_be_copied_pickled_changed_and_shown(server: SampleServer, call: Call) -> None:
    payload = getattr(client(server, call, "Client").with_raw_response, call.operation)(**call.full).payload
    for record in records(payload):
        kind = type(record)
        assert kind.__module__ == f"wholesale.{call.provider}"
        assert getattr(importlib.import_module(kind.__module__), kind.__name__) is kind
        for same in (
            kind.from_dict(record.to_dict()),
            pickle.loads(pickle.dumps(record)),
            copy.copy(record),
            copy.deepcopy(record),
            record.replace(),
        ):
            assert type(same) is kind
            assert same == record
        assert repr(record).startswith(f"{kind.__name__}(")
        for secret in _secrets(json.loads(call.sample.body)):
            assert secret not in repr(record)


def _secrets(sample: Any) -> list[str]:
    """The texts of a sample that are called a password."""
    if isinstance(sample, list):
        return [secret for item in sample for secret in _secrets(item)]
    if isinstance(sample, dict):
        own = [value for name, value in sample.items() if "password" in name and isinstance(value, str)]
        return own + [secret for value in sample.values() for secret in _secrets(value)]
    return []
