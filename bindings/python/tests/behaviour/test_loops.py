"""Event loops: any number of them, one after another and side by side."""

from __future__ import annotations

import pytest

from subprocesses import run
from wholesale.sandbox import Sandbox


@pytest.mark.parametrize("policy", ["asyncio", "uvloop"])
def test_200_loops_one_after_another_leak_nothing(wholesale_sandbox: Sandbox, policy: str) -> None:
    output = run(
        """
        import asyncio, gc, os, sys, threading
        from wholesale import iproyal

        client = iproyal.AsyncClient(token="demo", base_url=sys.argv[1])
        if sys.argv[2] == "uvloop":
            import uvloop
            new_loop = uvloop.new_event_loop
        else:
            new_loop = asyncio.new_event_loop

        def once():
            loop = new_loop()
            try:
                return loop.run_until_complete(client.get_account())
            finally:
                loop.run_until_complete(loop.shutdown_asyncgens())
                loop.close()

        def descriptors():
            return len(os.listdir("/proc/self/fd"))

        def threads():
            return len(os.listdir("/proc/self/task"))

        gc.disable()
        for _ in range(5): once()
        before = descriptors(), threads()
        for _ in range(200): once()
        after = descriptors(), threads()
        print(after[0] - before[0], after[1] - before[1])
        """,
        wholesale_sandbox.url("iproyal"),
        policy,
    )
    descriptors, threads = map(int, output.split())
    # A task that has just ended may hold the sockets of its loop for a moment longer.
    assert descriptors <= 2
    assert threads <= 0
    assert wholesale_sandbox.applied("iproyal.get_account") == 205


@pytest.mark.parametrize("policy", ["asyncio", "uvloop", "proactor"])
def test_four_loops_in_four_threads_share_a_client(wholesale_sandbox: Sandbox, policy: str) -> None:
    output = run(
        """
        import asyncio, sys, threading
        from wholesale import iproyal

        class WithoutReaders(asyncio.SelectorEventLoop):
            def add_reader(self, *_):
                raise NotImplementedError

        client = iproyal.AsyncClient(token="demo", base_url=sys.argv[1])
        if sys.argv[2] == "uvloop":
            import uvloop
            new_loop = uvloop.new_event_loop
        else:
            new_loop = asyncio.SelectorEventLoop if sys.argv[2] == "asyncio" else WithoutReaders
            # The loop itself reads from a pipe of its own.
            WithoutReaders._add_reader = asyncio.SelectorEventLoop._add_reader

        counts = []

        async def main():
            accounts = await asyncio.gather(*[client.get_account() for _ in range(50)])
            counts.append(len(accounts))

        def work():
            loop = new_loop()
            loop.run_until_complete(main())
            loop.close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(sum(counts))
        """,
        wholesale_sandbox.url("iproyal"),
        policy,
    )
    assert output == "200\n"
    assert wholesale_sandbox.applied("iproyal.get_account") == 200


def test_calls_end_in_the_order_of_their_answers(wholesale_sandbox: Sandbox) -> None:
    plan = wholesale_sandbox.fail("iproyal.list_sub_users", "hang")
    output = run(
        """
        import asyncio, sys
        from wholesale import iproyal
        from wholesale.sandbox import Sandbox

        async def main():
            ended = []
            async with iproyal.AsyncClient(token="demo", base_url=sys.argv[1]) as client:
                async def list_all():
                    async for _ in client.list_sub_users(): pass
                hung = asyncio.create_task(list_all())
                for _ in range(20):
                    await client.get_account()
                    ended.append(hung.done())
                hung.cancel()
            print(ended.count(False))

        asyncio.run(main())
        """,
        wholesale_sandbox.url("iproyal"),
    )
    assert output == "20\n"
    assert plan.hits == 1


def test_a_loop_that_is_abandoned_takes_its_calls_with_it(wholesale_sandbox: Sandbox) -> None:
    plan = wholesale_sandbox.fail("iproyal.get_account", "hang").always()
    output = run(
        """
        import asyncio, gc, sys, time, warnings
        from wholesale import iproyal

        warnings.simplefilter("ignore")  # Of the loop that is not closed.
        client = iproyal.AsyncClient(token="demo", base_url=sys.argv[1])

        async def begin():
            client._session.spawn(iproyal._api.get_account)
            await asyncio.sleep(0.1)

        loop = asyncio.new_event_loop()
        loop.run_until_complete(begin())
        loop.close()
        del loop
        gc.collect()
        print("left")
        time.sleep(0.3)
        """,
        wholesale_sandbox.url("iproyal"),
        options=(),
    )
    assert output == "left\n"
    assert (plan.hits, plan.waiting) == (1, 0)
