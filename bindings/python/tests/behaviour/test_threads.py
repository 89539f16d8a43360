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


def test_threads_that_meet_at_a_closed_client_are_all_refused() -> None:
    output = run(
        """
        import sys, threading
        import wholesale
        from wholesale import iproyal

        sys.setswitchinterval(1e-5)
        client = iproyal.Client(token="demo", base_url="http://127.0.0.1:9")
        client.close()
        refused = []

        def work():
            count = 0
            for _ in range(20_000):
                try:
                    client.get_account()
                except wholesale.ConfigurationError:
                    count += 1
            refused.append(count)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(refused)
        """,
        options=(),
    )
    assert output == "[20000, 20000, 20000, 20000]\n"


def test_threads_that_meet_at_a_sandbox_all_read_it() -> None:
    output = run(
        """
        import sys, threading
        from wholesale import iproyal
        from wholesale.sandbox import Sandbox

        sys.setswitchinterval(1e-5)
        sandbox = Sandbox()
        client = iproyal.Client(token="demo", base_url=sandbox.url("iproyal"))
        for number in range(20):
            client.create_sub_user(username=f"acme{number}", password="s3cret-pass", traffic=1)
        read = []

        def work():
            for _ in range(200):
                sandbox.credentials("iproyal")
                read.append((len(sandbox.journal()), len(sandbox.accounts("iproyal")), sandbox.account_balance("iproyal")))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(len(read), *set(read))
        sandbox.close()
        """,
        options=(),
    )
    assert output == "800 (20, 20, Decimal('980'))\n"


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
