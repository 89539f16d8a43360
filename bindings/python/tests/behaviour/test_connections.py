"""Connections that die while nobody looks."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from subprocesses import run
from wholesale import iproyal

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

ANSWER = b'{"hash":"01HQ5K3P97DY8EX9Y90YT1K6XA","traffic_available":1}'


class Connections:
    """A server that answers every request with a sub-user, and knows its connections."""

    def __init__(self, *, closes: bool = False) -> None:
        self.opened = 0
        self.closed_by_client = threading.Semaphore(0)
        self._closes = closes
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.opened += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            while self._read(connection):
                head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(ANSWER)}\r\n\r\n"
                connection.sendall(head.encode() + ANSWER)
                if self._closes:
                    # Without a word about it, as servers do that have been idle for too long.
                    return
        self.closed_by_client.release()

    @staticmethod
    def _read(connection: socket.socket) -> bool:
        read = b""
        while b"\r\n\r\n" not in read:
            piece = connection.recv(65536)
            if not piece:
                return False
            read += piece
        head, _, body = read.partition(b"\r\n\r\n")
        lengths = [
            int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
        ]
        missing = sum(lengths) - len(body)
        while missing > 0:
            missing -= len(connection.recv(65536))
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._listener.close()


def test_money_is_not_sent_on_a_connection_that_the_server_has_closed() -> None:
    with Connections(closes=True) as server, iproyal.Client(token="demo", base_url=server.url) as client:
        for _ in range(5):
            client.give_traffic(hash="01HQ5K3P97DY8EX9Y90YT1K6XA", amount=Decimal(1))
            # Nothing of the client runs meanwhile; the connection is closed in its absence.
            time.sleep(0.02)
        assert server.opened == 5


def test_calls_one_after_the_other_share_a_connection() -> None:
    with Connections() as server, iproyal.Client(token="demo", base_url=server.url) as client:
        for _ in range(20):
            client.give_traffic(hash="01HQ5K3P97DY8EX9Y90YT1K6XA", amount=Decimal(1))
        assert server.opened == 1


def test_calls_of_many_threads_end_whoever_drives_their_connections() -> None:
    with Connections() as server, iproyal.Client(token="demo", base_url=server.url) as client:
        counts: list[int] = []

        def work() -> None:
            counts.append(sum(client.get_sub_user(hash="a").hash == "01HQ5K3P97DY8EX9Y90YT1K6XA" for _ in range(100)))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert counts == [100] * 8
        # Some more than threads: a call that has begun to connect takes a connection that has become free meanwhile.
        assert server.opened < 80


@pytest.mark.parametrize("how", ["closed", "collected"])
def test_the_connections_of_a_client_close_with_it(how: str) -> None:
    with Connections() as server:
        client = iproyal.Client(token="demo", base_url=server.url)
        client.get_sub_user(hash="a")
        if how == "closed":
            client.close()
        else:
            del client
            gc.collect()
        assert server.closed_by_client.acquire(timeout=5)


def test_synchronous_and_asynchronous_calls_do_not_wait_for_each_others_connections() -> None:
    async def several(client: iproyal.AsyncClient) -> None:
        await asyncio.gather(*(client.get_sub_user(hash="a") for _ in range(10)))

    with Connections() as server, iproyal.Client(token="demo", base_url=server.url) as client:
        both = iproyal.AsyncClient(token="demo", base_url=server.url)
        for _ in range(3):
            asyncio.run(several(both))
            assert client.get_sub_user(hash="a").traffic_available == 1


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
