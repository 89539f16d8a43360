"""Threads: the interpreter is free while a call waits."""

from __future__ import annotations

from subprocesses import run
from wholesale.sandbox import Fault, Sandbox


def test_eight_threads_wait_at_the_same_time(wholesale_sandbox: Sandbox) -> None:
    wholesale_sandbox.fail("iproyal.get_account", Fault.latency(0.2)).always()
    output = run(
        """
        import sys, threading, time
        from wholesale import iproyal

        client = iproyal.Client(token="demo", base_url=sys.argv[1])

        def seconds(threads):
            workers = [threading.Thread(target=lambda: [client.get_account() for _ in range(3)]) for _ in range(threads)]
            begin = time.perf_counter()
            for worker in workers: worker.start()
            for worker in workers: worker.join()
            return time.perf_counter() - begin

        client.get_account()
        print(seconds(1), seconds(8))
        """,
        wholesale_sandbox.url("iproyal"),
    )
    one, eight = map(float, output.split())
    # One after the other they would take eight times as long.
    assert eight < 2.5 * one
    assert wholesale_sandbox.applied("iproyal.get_account") == 1 + 3 + 24


def test_python_runs_while_a_call_waits(wholesale_sandbox: Sandbox) -> None:
    plan = wholesale_sandbox.fail("iproyal.get_account", "hang")
    output = run(
        """
        import sys, threading
        from wholesale import iproyal
        from wholesale.sandbox import Sandbox

        client = iproyal.Client(token="demo", base_url=sys.argv[1], timeout=2, max_retries=0)
        counted, stop = 0, threading.Event()

        def count():
            global counted
            while not stop.is_set():
                counted += 1

        counting = threading.Thread(target=count)
        counting.start()
        try:
            client.get_account()
        except Exception as error:
            print(type(error).__name__)
        stop.set()
        counting.join()
        print(counted > 100_000)
        """,
        wholesale_sandbox.url("iproyal"),
    )
    assert output.split() == ["RequestTimeoutError", "True"]
    assert plan.hits == 1
