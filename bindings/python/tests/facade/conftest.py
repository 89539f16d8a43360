"""Accounts at every provider, synchronous and not, for one set of tests."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

import pytest
from customers import PATIENCE, AnyAccounts, Open, Waited, access

import wholesale
from wholesale.sandbox import Sandbox


@pytest.fixture(scope="session")
def sandbox_of_all() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sandbox_of_all: Sandbox) -> Sandbox:
    """The sandbox, as it is at the start."""
    sandbox_of_all.reset()
    return sandbox_of_all


@pytest.fixture(params=["sync", "async"])
def connect(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[Open]:
    """Opens accounts at a provider: those for code that waits, and those for asyncio."""
    with contextlib.ExitStack() as stack:
        if request.param == "sync":
            yield lambda provider: stack.enter_context(
                wholesale.connect(provider, max_retries=0, **access(sandbox, provider))
            ).with_patience(PATIENCE)
            return
        loop = asyncio.new_event_loop()
        stack.callback(loop.close)

        def open_soon(provider: str) -> AnyAccounts:
            async def begin() -> wholesale.AsyncAccounts:
                return await wholesale.aconnect(provider, max_retries=0, **access(sandbox, provider))

            accounts = loop.run_until_complete(begin())
            stack.callback(lambda: loop.run_until_complete(accounts.aclose()))
            return Waited(accounts.with_patience(PATIENCE), loop)

        yield open_soon
