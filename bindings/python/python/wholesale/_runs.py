"""Drives bulk runs from the side of their caller: items are taken from their source, and callbacks called, where the caller is."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from wholesale import _native

if TYPE_CHECKING:
    from wholesale.bulk import Item, ItemResult, Progress, Report, _Task

    _OnResult = Callable[[ItemResult], object]
    _OnProgress = Callable[[Progress], object]


def _begin(
    session: _native.Session,
    task: _Task,
    items: object,
    options: dict[str, Any],
    on_result: _OnResult | None,
    on_progress: _OnProgress | None,
) -> _native.Run:
    total = options.pop("total")
    if total is None and hasattr(items, "__len__"):
        total = len(items)
    given = {**options, "total": total}
    given.update(tells_results=on_result is not None, tells_progress=on_progress is not None)
    return _native.begin_run(session, task, given)


def _tell(events: list[tuple[str, Any]], on_result: _OnResult | None, on_progress: _OnProgress | None) -> None:
    for kind, event in events:
        callback = on_result if kind == "result" else on_progress
        if callback is not None:
            callback(event)


def _native_item(item: Item) -> _native.Item:
    from wholesale.bulk import Item

    if not isinstance(item, Item):
        raise TypeError(f"an item must be a wholesale.bulk.Item, not {type(item).__name__}")
    return item._item


def run(
    session: _native.Session,
    task: _Task,
    items: Iterable[Item],
    options: dict[str, Any],
    on_result: _OnResult | None,
    on_progress: _OnProgress | None,
) -> Report:
    """A run from beginning to end."""
    source = iter(items)
    run = _begin(session, task, items, options, on_result, on_progress)
    is_feeding = True
    failed: BaseException | None = None
    try:
        while True:
            events, report = run.step(is_feeding)
            _tell(events, on_result, on_progress)
            if report is not None:
                break
            if not is_feeding:
                continue
            try:
                room = run.room()
                for item in islice(source, room):
                    run.put(_native_item(item))
                    room -= 1
                is_feeding = room == 0
            except Exception as error:
                # What has begun comes to its end first.
                failed, is_feeding = error, False
            if not is_feeding:
                run.finish()
    except BaseException:
        run.cancel()
        run.leave()
        raise
    if failed is not None:
        raise failed
    done: Report = report
    return done


async def run_soon(
    session: _native.Session,
    task: _Task,
    items: Iterable[Item] | AsyncIterable[Item],
    options: dict[str, Any],
    on_result: _OnResult | None,
    on_progress: _OnProgress | None,
) -> Report:
    """A run from beginning to end, awaited."""
    import asyncio

    source = items if isinstance(items, AsyncIterable) else _each(items)
    run = _begin(session, task, items, options, on_result, on_progress)
    feeding = asyncio.ensure_future(_feed(run, source))
    try:
        report: Report | None = None
        while report is None:
            events, report = await run.step_soon()
            _tell(events, on_result, on_progress)
    except BaseException:
        run.cancel()
        feeding.cancel()
        await asyncio.gather(feeding, run.leave_soon(), return_exceptions=True)
        raise
    # A run that was stopped needs no more items; else this says why the source failed, if it did.
    if not feeding.done():
        feeding.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await feeding
    return report


async def _each(items: Iterable[Item]) -> AsyncIterator[Item]:
    for item in items:
        yield item


async def _feed(run: _native.Run, source: AsyncIterable[Item]) -> None:
    try:
        async for item in source:
            if not await run.put_soon(_native_item(item)):
                break
    finally:
        run.finish()
