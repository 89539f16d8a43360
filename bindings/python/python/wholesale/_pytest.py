"""The pytest plugin: the fixture `wholesale_sandbox`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.sandbox import Sandbox


@pytest.fixture
def wholesale_sandbox() -> Iterator[Sandbox]:
    """The four providers, simulated on loopback and new for each test."""
    from wholesale.sandbox import Sandbox

    with Sandbox() as sandbox:
        yield sandbox
