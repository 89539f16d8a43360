"""Asks callables for credentials, on the thread or the event loop of the call that needs one."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wholesale._native import Reply

Source = Callable[[], "str | Awaitable[str]"]

_under_way: set[asyncio.Future[str]] = set()


def answer(source: Source, reply: Reply) -> None:
    """Asks for a credential and waits for it."""
    try:
        value = source()
        if inspect.isawaitable(value):
            if inspect.iscoroutine(value):
                value.close()
            raise TypeError("an async callable gives its credential to an AsyncClient only")
    except Exception as error:
        reply.fail(error)
    except BaseException as error:
        reply.fail(error)
        raise
    else:
        reply.give(value)


def answer_soon(source: Source, reply: Reply, event_loop: asyncio.AbstractEventLoop) -> None:
    """Asks for a credential; what can be awaited is awaited by the loop."""
    try:
        value = source()
    except Exception as error:
        reply.fail(error)
        return
    if not inspect.isawaitable(value):
        reply.give(value)
        return

    def give(done: asyncio.Future[str]) -> None:
        _under_way.discard(done)
        if done.cancelled():
            reply.fail(asyncio.CancelledError("the callable was cancelled"))
            return
        error = done.exception()
        if error is None:
            reply.give(done.result())
        else:
            reply.fail(error)

    task = asyncio.ensure_future(value, loop=event_loop)
    _under_way.add(task)
    task.add_done_callback(give)
