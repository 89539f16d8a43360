"""`Accounts` and `AsyncAccounts` are the same but for the waiting, and what they are documented to do runs."""

from __future__ import annotations

import asyncio
import doctest
import inspect
from typing import Any

import pytest

import wholesale
from wholesale import AccountList, Accounts, AsyncAccountList, AsyncAccounts

RENAMED = {"close": "aclose", "__enter__": "__aenter__", "__exit__": "__aexit__", "__iter__": "__aiter__"}
NOT_AWAITED = {"list", "with_options", "with_patience", "__init__", "__repr__", "__aiter__"}


@pytest.mark.parametrize(("sync", "twin"), [(Accounts, AsyncAccounts), (AccountList, AsyncAccountList)])
def test_every_method_has_a_twin_with_the_same_parameters(sync: type, twin: type) -> None:
    methods = {name: member for name, member in vars(sync).items() if inspect.isfunction(member)}
    twins = {name: member for name, member in vars(twin).items() if inspect.isfunction(member)}
    assert {RENAMED.get(name, name) for name in methods} == set(twins)
    for name, method in methods.items():
        same = twins[RENAMED.get(name, name)]
        given = [(one.name, one.kind, one.default) for one in inspect.signature(method).parameters.values()]
        taken = [(one.name, one.kind, one.default) for one in inspect.signature(same).parameters.values()]
        assert given == taken, name
        assert inspect.iscoroutinefunction(same) == (RENAMED.get(name, name) not in NOT_AWAITED), name
    for name, member in vars(sync).items():
        if isinstance(member, property):
            assert isinstance(vars(twin)[name], property)


DOCUMENTED: list[Any] = [Accounts, AsyncAccounts, wholesale.Capabilities, wholesale.bulk]


@pytest.mark.parametrize("documented", DOCUMENTED, ids=lambda one: one.__name__)
def test_the_example_runs(documented: Any) -> None:
    (example,) = doctest.DocTestFinder(recurse=False).find(
        documented, documented.__name__, globs={"wholesale": wholesale, "asyncio": asyncio}
    )
    said: list[str] = []
    outcome = doctest.DocTestRunner().run(example, out=said.append)
    assert outcome.attempted > 0
    assert outcome.failed == 0, "".join(said)


FACADE = [name for name in wholesale.__all__ if name[0] != "_" and name != "JsonValue"]


@pytest.mark.parametrize("name", FACADE)
def test_everything_public_is_documented_and_says_where_it_is(name: str) -> None:
    public = getattr(wholesale, name)
    assert public.__doc__
    assert public.__module__ == "wholesale"
    for member, described in vars(public).items() if isinstance(public, type) else []:
        if not member.startswith("_") and (inspect.isfunction(described) or isinstance(described, property)):
            assert (described.__doc__ or "").strip(), f"{name}.{member}"
