"""Does the work of one side in Python and prints what it took, as one line of JSON: CPU and time of a call."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import resource
import threading
import time
from typing import TYPE_CHECKING, Any, NoReturn

import peers
import records

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

# Calls at a time where there are many.
TASKS = 100
THREADS = 8


def ours(url: str, is_list: bool) -> Callable[[], Any]:
    """A call of the generated client, as a user writes it."""
    from wholesale import iproyal

    client = iproyal.Client(token=peers.TOKEN, base_url=url)

    def one() -> None:
        records.read(client.get_sub_user(hash=records.HASH))

    def several() -> None:
        if sum(records.read(user) is None for user in client.list_sub_users()) != records.LISTED:
            raise RuntimeError("records are missing")

    return several if is_list else one


def ours_async(url: str, is_list: bool) -> Callable[[], Awaitable[Any]]:
    """The same with asyncio."""
    from wholesale import iproyal

    client = iproyal.AsyncClient(token=peers.TOKEN, base_url=url)

    async def one() -> None:
        records.read(await client.get_sub_user(hash=records.HASH))

    async def several() -> None:
        if sum([records.read(user) is None async for user in client.list_sub_users()]) != records.LISTED:
            raise RuntimeError("records are missing")

    return several if is_list else one


def read_page(page: dict[str, Any]) -> None:
    for user in page["data"]:
        records.read_untyped(user)
    if len(page["data"]) != records.LISTED:
        raise RuntimeError("records are missing")


def read_typed_page(page: Any) -> None:
    for user in page.data:
        records.read(user)
    if len(page.data) != records.LISTED:
        raise RuntimeError("records are missing")


def call_of(side: str, url: str, is_list: bool, is_async: bool) -> Callable[[], Any]:
    """One call of a side, its answer decoded and read."""
    name, _, typed = side.partition("+")
    if name == "ours":
        return (ours_async if is_async else ours)(url, is_list)
    client: tuple[Callable[[str], Any], Callable[[str], Any]] = getattr(peers, f"async_{name}" if is_async else name)()
    get_json, get_body = client
    where = f"{url}/residential-subusers" + ("" if is_list else f"/{records.HASH}")
    if typed:
        decode = records.decoders()[is_list]
        read = read_typed_page if is_list else records.read
        get = get_body
    else:
        decode = None
        read = read_page if is_list else records.read_untyped
        get = get_json

    def call() -> None:
        answer = get(where)
        read(decode(answer) if decode else answer)

    async def call_async() -> None:
        answer = await get(where)
        read(decode(answer) if decode else answer)

    return call_async if is_async else call


def one_after_the_other(call: Callable[[], Any], calls: int) -> None:
    for _ in range(calls):
        call()


async def with_asyncio(call: Callable[[], Awaitable[Any]], calls: int) -> None:
    async def some() -> None:
        for _ in range(-(-calls // TASKS)):
            await call()

    await asyncio.gather(*(some() for _ in range(TASKS)))


def in_threads(call: Callable[[], Any], calls: int) -> None:
    failures: list[BaseException] = []

    def some() -> None:
        try:
            one_after_the_other(call, -(-calls // THREADS))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=some) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Clock:
    """What passes between its making and `stop`."""

    def __init__(self) -> None:
        gc.collect()
        self.cpu, self.wall = cpu(), time.perf_counter()

    def stop(self, calls: int) -> str:
        wall, used = time.perf_counter() - self.wall, cpu() - self.cpu
        return json.dumps(
            {
                "cpu_microseconds": used / calls * 1e6,
                "wall_microseconds": wall / calls * 1e6,
                "calls_per_second": calls / wall,
            }
        )


def finish(line: str) -> NoReturn:
    print(line, flush=True)
    # Connections are not closed in order: what a client says about that is nobody's concern here.
    os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--side", required=True)
    parser.add_argument("--work", required=True, choices=["one", "list"])
    parser.add_argument("--how", required=True, choices=["sync", "async", "threads"])
    parser.add_argument("--url", required=True)
    parser.add_argument("--calls", required=True, type=int)
    parser.add_argument("--core", type=int)
    given = parser.parse_args()
    if given.core is not None:
        os.sched_setaffinity(0, [given.core])
    before = max(given.calls // 10, 1)
    is_list = given.work == "list"
    if given.how == "async":

        async def run() -> None:
            call = call_of(given.side, given.url, is_list, is_async=True)
            await with_asyncio(call, before)
            clock = Clock()
            await with_asyncio(call, given.calls)
            finish(clock.stop(given.calls))

        asyncio.run(run())
    else:
        work = in_threads if given.how == "threads" else one_after_the_other
        call = call_of(given.side, given.url, is_list, is_async=False)
        work(call, before)
        clock = Clock()
        work(call, given.calls)
        finish(clock.stop(given.calls))


if __name__ == "__main__":
    main()
