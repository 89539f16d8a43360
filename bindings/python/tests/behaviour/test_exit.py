"""The end of the interpreter, with calls in flight: clean, every time."""

from __future__ import annotations

import pytest

from subprocesses import finish, start
from wholesale.sandbox import Sandbox

# Calls that are under way in an event loop, whoever runs it, when the program ends.
IN_A_LOOP = """
        import asyncio, sys, threading, time
        import RUNNER
        from wholesale import iproyal

        client = iproyal.AsyncClient(token="demo", base_url=sys.argv[1])

        async def read():
            while True:
                async for _ in client.list_sub_users(): pass

        async def main():
            await asyncio.gather(client.get_account(), *[read() for _ in range(20)])

        threading.Thread(target=lambda: RUNNER.run(main()), daemon=True).start()
        time.sleep(0.1)
    """

SCRIPTS = {
    "daemon threads in hung calls": """
        import sys, threading, time
        from wholesale import iproyal

        client = iproyal.Client(token="demo", base_url=sys.argv[1])
        for _ in range(8):
            threading.Thread(target=client.with_raw_response.get_account, daemon=True).start()
        time.sleep(0.1)
    """,
    "daemon threads in quick calls": """
        import sys, threading, time
        from wholesale import iproyal

        client = iproyal.Client(token="demo", base_url=sys.argv[1])

        def work():
            while True:
                list(client.list_sub_users())

        for _ in range(8):
            threading.Thread(target=work, daemon=True).start()
        time.sleep(0.1)
    """,
    "a loop in a daemon thread": IN_A_LOOP.replace("RUNNER", "asyncio"),
    "a loop of uvloop in a daemon thread": IN_A_LOOP.replace("RUNNER", "uvloop"),
    "sys.exit inside a task": """
        import asyncio, sys
        from wholesale import iproyal

        async def main():
            client = iproyal.AsyncClient(token="demo", base_url=sys.argv[1])
            tasks = [asyncio.create_task(client.get_account()) for _ in range(20)]
            await asyncio.sleep(0.1)
            sys.exit(0)

        asyncio.run(main())
    """,
}


@pytest.mark.parametrize("way", list(SCRIPTS))
def test_the_interpreter_ends_cleanly_40_times_out_of_40(wholesale_sandbox: Sandbox, way: str) -> None:
    wholesale_sandbox.fail("iproyal.get_account", "hang").always()
    for _ in range(10):
        # Four at a time, which also makes the moments at which they end less alike.
        processes = [start(SCRIPTS[way], wholesale_sandbox.url("iproyal"), options=("-W", "error")) for _ in range(4)]
        assert [finish(process, timeout=30) for process in processes] == [""] * 4


def test_a_callable_that_calls_does_not_hold_up_the_exit(wholesale_sandbox: Sandbox) -> None:
    wholesale_sandbox.fail("iproyal.get_account", "hang").always()
    process = start(
        """
        import atexit, sys, threading, time
        begun = []
        # Runs after the hook of the package, which is younger.
        atexit.register(lambda: print(time.monotonic() - begun[0]))
        from wholesale import iproyal

        inner = iproyal.Client(token="demo", base_url=sys.argv[1])
        outer = iproyal.Client(token=lambda: str(inner.get_account()), base_url=sys.argv[1])
        threading.Thread(target=outer.get_account, daemon=True).start()
        time.sleep(0.2)
        atexit.register(lambda: begun.append(time.monotonic()))
        """,
        wholesale_sandbox.url("iproyal"),
    )
    # Whatever does not end by itself is waited for during two seconds.
    assert float(finish(process)) < 1.5


def test_no_call_is_made_after_the_end_has_begun(wholesale_sandbox: Sandbox) -> None:
    process = start(
        """
        import atexit, sys

        def late():
            try:
                client.get_account()
            except RuntimeError as error:
                print(error)

        atexit.register(late)  # Runs after the hook of the package, which is younger.
        from wholesale import iproyal

        client = iproyal.Client(token="demo", base_url=sys.argv[1])
        client.get_account()
        """,
        wholesale_sandbox.url("iproyal"),
    )
    assert finish(process) == "no call can be made any more: the interpreter is shutting down\n"
    assert wholesale_sandbox.applied("iproyal.get_account") == 1
