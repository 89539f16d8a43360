"""How many calls a client allows itself."""

from __future__ import annotations

from typing import NamedTuple


class RateLimit(NamedTuple):
    """Calls that a client allows itself."""

    per_second: int = 0
    """Calls a second; 0 where only the calls in flight are limited."""
    burst: int | None = None
    """Calls that may be made at once before the rate counts; those of one second unless given."""
    in_flight: int | None = None
    """Calls in flight at the same time; no limit unless given."""


RateLimit.__module__ = "wholesale"
