"""Fork and multiprocessing: every process has a thread and connections of its own."""

from __future__ import annotations

import pytest

from subprocesses import run
from wholesale.sandbox import Sandbox

# Python 3.12 and later warn of any fork with threads around, and every runtime has some.
FORKING = ("-W", "error", "-W", "ignore::DeprecationWarning", "-X", "dev")

PRELUDE = """
import asyncio, os, sys
from wholesale import iproyal

def sync_call(client):
    return client.get_account().subusers_count

def async_call(client):
    async def main():
        return (await client.get_account()).subusers_count
    return asyncio.run(main())

kind, call = {"sync": (iproyal.Client, sync_call), "async": (iproyal.AsyncClient, async_call)}[sys.argv[2]]
client = kind(token="demo", base_url=sys.argv[1])

def in_child(work):
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            sys.stdout.flush()
            code = 0
        finally:
            os._exit(code)
    return child

def joined(child):
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
"""


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_fork_before_the_first_call(wholesale_sandbox: Sandbox, kind: str) -> None:
    script = """
child = in_child(lambda: print("child", call(client)))
print("parent", call(client))
joined(child)
"""
    output = run(PRELUDE + script, wholesale_sandbox.url("iproyal"), kind, options=FORKING)
    assert sorted(output.splitlines()) == ["child 0", "parent 0"]


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_fork_after_calls_leaves_both_working(wholesale_sandbox: Sandbox, kind: str) -> None:
    script = """
for _ in range(3):
    call(client)
child = in_child(lambda: print(*["child"] * 1, call(client), call(client)))
print("parent", call(client), call(client))
joined(child)
print("parent", call(client))
"""
    output = run(PRELUDE + script, wholesale_sandbox.url("iproyal"), kind, options=FORKING)
    assert sorted(output.splitlines()) == ["child 0 0", "parent 0", "parent 0 0"]
    assert wholesale_sandbox.applied("iproyal.get_account") == 8


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_child_of_a_child_works_too(wholesale_sandbox: Sandbox, kind: str) -> None:
    script = """
call(client)

def middle():
    call(client)
    joined(in_child(lambda: print("grandchild", call(client))))
    print("child", call(client))

joined(in_child(middle))
print("parent", call(client))
"""
    output = run(PRELUDE + script, wholesale_sandbox.url("iproyal"), kind, options=FORKING)
    assert sorted(output.splitlines()) == ["child 0", "grandchild 0", "parent 0"]


def test_a_fork_while_other_threads_are_inside_calls(wholesale_sandbox: Sandbox) -> None:
    wholesale_sandbox.fail("iproyal.list_sub_users", "hang").always()
    script = """
import threading

def hang():
    try:
        list(client.list_sub_users())
    except Exception as error:
        print(type(error).__name__)

threads = [threading.Thread(target=hang, daemon=True) for _ in range(4)]
for thread in threads: thread.start()
for _ in range(20):
    joined(in_child(lambda: call(client)))
print(call(client))
"""
    output = run(PRELUDE + script, wholesale_sandbox.url("iproyal"), "sync", options=FORKING)
    assert output == "0\n"
    assert wholesale_sandbox.applied("iproyal.get_account") == 21


def test_a_child_may_exit_as_any_program_does(wholesale_sandbox: Sandbox) -> None:
    script = """
call(client)
child = os.fork()
print("here", call(client), flush=True)
if child:
    joined(child)
"""
    for kind in ("sync", "async"):
        output = run(PRELUDE + script, wholesale_sandbox.url("iproyal"), kind, options=FORKING)
        assert output == "here 0\nhere 0\n"


def test_a_sandbox_stays_with_its_process() -> None:
    script = """
import os
from wholesale.sandbox import Sandbox
from wholesale import iproyal

sandbox = Sandbox()
url = sandbox.url("iproyal")
child = os.fork()
if child == 0:
    try:
        sandbox.journal()
    except RuntimeError as error:
        print(error, flush=True)
    print(iproyal.Client(token="demo", base_url=url).get_account().subusers_count, flush=True)
    del sandbox
    os._exit(0)
os.waitpid(child, 0)
print(len(sandbox.journal()))
sandbox.close()
"""
    assert run(script, options=FORKING) == ("the sandbox runs in the parent process: give its url to the child\n0\n1\n")


@pytest.mark.parametrize("method", ["spawn", "fork"])
@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
def test_multiprocessing(
    wholesale_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory, method: str, kind: str
) -> None:
    module = tmp_path_factory.mktemp("workers") / "worker.py"
    module.write_text(
        """
import asyncio, inspect

def work(client):
    async def awaited(account):
        return await account
    account = client.get_account()
    return (asyncio.run(awaited(account)) if inspect.iscoroutine(account) else account).subusers_count
"""
    )
    output = run(
        """
        import multiprocessing, sys
        sys.path.insert(0, sys.argv[4])
        from worker import work
        from wholesale import iproyal

        if __name__ == "__main__":
            client = getattr(iproyal, sys.argv[3])(token="demo", base_url=sys.argv[1])
            work(client)
            client = client.with_options(pickle_secrets=True)
            with multiprocessing.get_context(sys.argv[2]).Pool(2) as pool:
                print(pool.map(work, [client] * 6))
            print(work(client))
        """,
        wholesale_sandbox.url("iproyal"),
        method,
        kind,
        str(module.parent),
        options=FORKING,
    )
    assert output == "[0, 0, 0, 0, 0, 0]\n0\n"


def test_a_callable_that_forks_leaves_the_call_to_the_parent(wholesale_sandbox: Sandbox) -> None:
    script = """
import os, sys
from wholesale import iproyal

child = None

def token():
    global child
    if child is None:
        child = os.fork()
    return "demo"

client = iproyal.Client(token=token, base_url=sys.argv[1])
try:
    print("parent", client.get_account().subusers_count, flush=True)
except RuntimeError as error:
    print(error, flush=True)
    print("child", client.get_account().subusers_count, flush=True)
    sys.exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
"""
    output = run(script, wholesale_sandbox.url("iproyal"), options=FORKING)
    assert sorted(output.splitlines()) == [
        "child 0",
        "parent 0",
        "the process forked during the call: it goes on in the parent, and not here",
    ]
    assert wholesale_sandbox.applied("iproyal.get_account") == 2
