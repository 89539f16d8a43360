"""Connects an event loop with the calls that were made in it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wholesale._native import Bridge, Relay


def attach(event_loop: asyncio.AbstractEventLoop, bridge: Bridge) -> None:
    """Wakes the loop when a call has something to tell it."""
    try:
        event_loop.add_reader(bridge.fileno(), bridge.drain)
    except (AttributeError, NotImplementedError):
        # A loop that watches no socket, such as the default one of Windows.
        arguments = (weakref.ref(event_loop), weakref.ref(bridge), bridge.relay())
        threading.Thread(target=_relay, args=arguments, name="wholesale-relay", daemon=True).start()


def _relay(event_loop: weakref.ref[asyncio.AbstractEventLoop], bridge: weakref.ref[Bridge], relay: Relay) -> None:
    while True:
        is_due = relay.wait()
        alive, connected = event_loop(), bridge()
        if alive is None or connected is None or alive.is_closed():
            return
        if is_due:
            # A loop that is closed at this moment needs nothing any more.
            with contextlib.suppress(RuntimeError):
                alive.call_soon_threadsafe(connected.drain)
        del alive, connected
