"""Connections that die while nobody looks."""

from __future__ import annotations

import pytest

from subprocesses import run


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
def test_a_dead_pooled_connection_is_not_noticed(kind: str) -> None:
    output = run(
        """
        import asyncio, inspect, sys
        from wholesale import iproyal
        from wholesale.sandbox import Sandbox

        sandbox = Sandbox()
        port = int(sandbox.url("iproyal").split(":")[2].split("/")[0])
        client = getattr(iproyal, sys.argv[1])(token="demo", base_url=sandbox.url("iproyal"))
        loop = asyncio.new_event_loop()

        def wait(result):
            async def awaited():
                return await result
            return loop.run_until_complete(awaited()) if inspect.isawaitable(result) else result

        def calls():
            account = wait(client.get_account())
            user = wait(client.create_sub_user(username="acme", password="s3cret-pass", traffic=1))
            return account.subusers_count, user.username

        print(*calls())
        for _ in range(3):
            # The server goes, and another stands in its place: every connection in the pool is dead.
            sandbox.close()
            sandbox = Sandbox(port=port)
            print(*calls())
        sandbox.close()
        loop.close()
        """,
        kind,
    )
    assert output == "0 acme\n" * 4
