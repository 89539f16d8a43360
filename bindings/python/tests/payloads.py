"""Whether a payload is what its operation declares, all the way down."""

from __future__ import annotations

from typing import Any, get_args, get_origin


def assert_is(payload: Any, declared: Any) -> None:
    """Fails when a payload, or an item of it, is of another type than declared."""
    if declared is None:
        assert payload is None
    elif get_origin(declared) is list:
        assert type(payload) is list
        for item in payload:
            assert_is(item, get_args(declared)[0])
    elif get_origin(declared) is dict:
        assert type(payload) is dict
        for key, value in payload.items():
            assert type(key) is str
            assert_is(value, get_args(declared)[1])
    elif declared is object:
        pass
    else:
        # Exactly: a `bool` is no `int` here.
        assert type(payload) is declared


def records(payload: Any) -> list[Any]:
    """Every record in a payload, those inside records too."""
    if isinstance(payload, list):
        return [record for item in payload for record in records(item)]
    if isinstance(payload, dict):
        return [record for item in payload.values() for record in records(item)]
    if hasattr(payload, "to_dict"):
        inner = [getattr(payload, name) for name in payload.__match_args__]
        return [payload, *records(inner)]
    return []
