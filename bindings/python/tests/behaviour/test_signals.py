"""Ctrl-C: a call that hangs is left at once, and ends."""

from __future__ import annotations

import signal
import time

from subprocesses import finish, start, until
from wholesale.sandbox import Sandbox


def test_an_interrupt_ends_a_hung_call_within_100_ms(wholesale_sandbox: Sandbox) -> None:
    plan = wholesale_sandbox.fail("iproyal.get_account", "hang").always()
    process = start(
        """
        import sys, time
        from wholesale import iproyal

        client = iproyal.Client(token="demo", base_url=sys.argv[1])
        for _ in sys.stdin:
            try:
                client.get_account()
            except KeyboardInterrupt:
                print(time.monotonic(), flush=True)
        """,
        wholesale_sandbox.url("iproyal"),
    )
    assert process.stdin is not None and process.stdout is not None
    delays = []
    for number in range(5):
        process.stdin.write("once more\n")
        process.stdin.flush()
        until(lambda expected=number + 1: plan.hits == expected and plan.waiting > 0)
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        delays.append(float(process.stdout.readline()) - sent)
        # The call is dropped, and its connection with it.
        until(lambda: plan.waiting == 0)
    finish(process)
    assert max(delays) < 0.1, delays
    assert plan.hits == 5


def test_an_interrupt_ends_a_hung_call_of_asyncio(wholesale_sandbox: Sandbox) -> None:
    plan = wholesale_sandbox.fail("iproyal.get_account", "hang").always()
    process = start(
        """
        import asyncio, sys
        from wholesale import iproyal

        async def main():
            async with iproyal.AsyncClient(token="demo", base_url=sys.argv[1]) as client:
                await client.get_account()

        try:
            asyncio.run(main())
        except KeyboardInterrupt:
            print("interrupted")
        """,
        wholesale_sandbox.url("iproyal"),
    )
    until(lambda: plan.waiting > 0)
    process.send_signal(signal.SIGINT)
    assert finish(process, timeout=10) == "interrupted\n"


def test_a_signal_handler_runs_while_a_call_waits(wholesale_sandbox: Sandbox) -> None:
    plan = wholesale_sandbox.fail("iproyal.get_account", "hang")
    process = start(
        """
        import signal, sys
        from wholesale import iproyal

        signal.signal(signal.SIGUSR1, lambda *_: print("handled", flush=True))
        client = iproyal.Client(token="demo", base_url=sys.argv[1])
        print(client.get_account().subusers_count)
        """,
        wholesale_sandbox.url("iproyal"),
    )
    until(lambda: plan.waiting > 0)
    assert process.stdout is not None
    process.send_signal(signal.SIGUSR1)
    assert process.stdout.readline() == "handled\n"
    plan.release()
    assert finish(process) == "0\n"
