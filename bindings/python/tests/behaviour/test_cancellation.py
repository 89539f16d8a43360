"""Tasks: what is cancelled ends, its connection with it."""

from __future__ import annotations

import sys
import textwrap

import pytest

from subprocesses import finish, run, start, until
from wholesale.sandbox import Sandbox

SCRIPT = """
import asyncio, sys
from wholesale import iproyal

async def main():
    client = iproyal.AsyncClient(token="demo", base_url=sys.argv[1])
BODY

if sys.argv[2] == "uvloop":
    import uvloop
    uvloop.run(main())
else:
    asyncio.run(main())
sys.stdout.flush()
sys.stdin.read()
"""

SCRIPTS = {
    "wait_for": """
        try:
            await asyncio.wait_for(client.get_account(), 0.2)
        except asyncio.TimeoutError:
            print("left")
    """,
    "cancel": """
        task = asyncio.create_task(client.get_account())
        await asyncio.sleep(0.2)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            print("left")
    """,
    "TaskGroup": """
        async def fail():
            await asyncio.sleep(0.2)
            raise ValueError
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(client.get_account())
                group.create_task(fail())
        except BaseExceptionGroup as errors:
            assert [type(error) for error in errors.exceptions] == [ValueError]
            print("left")
    """,
    "run": """
        background = asyncio.create_task(client.get_account())
        await asyncio.sleep(0.2)
        print("left")
    """,
    "async for": """
        async def read():
            async for user in client.list_sub_users():
                print(user)
        try:
            await asyncio.wait_for(read(), 0.2)
        except asyncio.TimeoutError:
            print("left")
    """,
}


@pytest.mark.parametrize("policy", ["asyncio", "uvloop"])
@pytest.mark.parametrize("way", list(SCRIPTS))
def test_a_call_that_is_left_ends(wholesale_sandbox: Sandbox, way: str, policy: str) -> None:
    if way == "TaskGroup" and sys.version_info < (3, 11):
        pytest.skip("there are task groups since Python 3.11")
    plan = wholesale_sandbox.fail("iproyal.*", "hang")
    script = SCRIPT.replace("BODY", textwrap.indent(textwrap.dedent(SCRIPTS[way]), "    "))
    process = start(script, wholesale_sandbox.url("iproyal"), policy)
    assert process.stdout is not None
    assert process.stdout.readline() == "left\n"
    # The process goes on, and so does the thread that sends: the hung call alone ends.
    until(lambda: plan.waiting == 0)
    assert process.poll() is None
    finish(process)
    assert plan.hits == 1


def test_calls_are_coroutines_like_any_other(wholesale_sandbox: Sandbox) -> None:
    output = run(
        """
        import asyncio, sys
        from wholesale import iproyal

        async def main():
            async with iproyal.AsyncClient(token="demo", base_url=sys.argv[1]) as client:
                tasks = [asyncio.create_task(client.get_account()) for _ in range(5)]
                done, pending = await asyncio.wait(tasks)
                print(len(done), len(pending))
                print(len(await asyncio.gather(*[client.get_account() for _ in range(5)])))
                shielded = await asyncio.shield(client.get_account())
                print(shielded == await asyncio.ensure_future(client.get_account()))
                for ended in asyncio.as_completed([client.get_account()]):
                    print((await ended).subusers_count)

        asyncio.run(main())
        client = iproyal.AsyncClient(token="demo", base_url=sys.argv[1])
        print(asyncio.run(client.get_account()).subusers_count)
        """,
        wholesale_sandbox.url("iproyal"),
    )
    assert output == "5 0\n5\nTrue\n0\n0\n"
