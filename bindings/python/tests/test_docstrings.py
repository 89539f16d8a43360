"""Every example of every docstring runs as it stands, against a server that answers with the provider's samples."""

from __future__ import annotations

import doctest
import importlib
from collections.abc import Iterator

import pytest

import wholesale
from calls import Call
from generated import CALLS, ENVIRONMENT
from sample_server import SampleServer

CLIENTS = ("Client", "AsyncClient")


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer(CALLS) as server:
        yield server


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_example_of_an_operation_runs(
    server: SampleServer, call: Call, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in ENVIRONMENT[call.provider].items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv(f"{call.provider.upper()}_BASE_URL", server.url(call.provider))
    module = importlib.import_module(f"wholesale.{call.provider}")
    method = getattr(getattr(module, name), call.operation)
    (example,) = doctest.DocTestFinder(recurse=False).find(method, call.operation, globs={})
    said: list[str] = []
    before = len(server.arrived)
    outcome = doctest.DocTestRunner().run(example, out=said.append)
    assert outcome.attempted >= 2
    assert outcome.failed == 0, "".join(said)
    assert len(server.arrived) > before


@pytest.mark.parametrize("provider", sorted(ENVIRONMENT))
def test_everything_public_is_documented(provider: str) -> None:
    module = importlib.import_module(f"wholesale.{provider}")
    for public in module.__all__:
        described = getattr(module, public)
        if not isinstance(described, type):
            continue
        assert described.__doc__, public
        for name, member in vars(described).items():
            if not name.startswith("_"):
                assert (member.__doc__ or "").strip(), f"{public}.{name}"


def test_the_example_of_the_package_runs() -> None:
    (example,) = doctest.DocTestFinder(recurse=False).find(wholesale, globs={})
    said: list[str] = []
    outcome = doctest.DocTestRunner().run(example, out=said.append)
    assert outcome.attempted >= 2
    assert outcome.failed == 0, "".join(said)
