"""The clients that are compared: one call each, as their own documents write it.

Each client is given the token once, reuses its connections, and refuses an answer that is no success.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

TOKEN = "benchmark-token-0123456789"
HEADERS = {"authorization": f"Bearer {TOKEN}"}
# More than any comparison has under way at the same time.
CONNECTIONS = 128


def httpx() -> tuple[Callable[[str], Any], Callable[[str], bytes]]:
    import httpx

    client = httpx.Client(headers=HEADERS)

    def json(url: str) -> Any:
        return client.get(url).raise_for_status().json()

    def body(url: str) -> bytes:
        return client.get(url).raise_for_status().content

    return json, body


def requests() -> tuple[Callable[[str], Any], Callable[[str], bytes]]:
    import requests

    session = requests.Session()
    session.headers.update(HEADERS)

    def json(url: str) -> Any:
        response = session.get(url)
        response.raise_for_status()
        return response.json()

    def body(url: str) -> bytes:
        response = session.get(url)
        response.raise_for_status()
        return response.content

    return json, body


def niquests() -> tuple[Callable[[str], Any], Callable[[str], bytes]]:
    import niquests

    session = niquests.Session(headers=HEADERS)

    def json(url: str) -> Any:
        return session.get(url).raise_for_status().json()

    def body(url: str) -> bytes:
        return session.get(url).raise_for_status().content or b""

    return json, body


def urllib3() -> tuple[Callable[[str], Any], Callable[[str], bytes]]:
    import urllib3

    pool = urllib3.PoolManager(headers=HEADERS, maxsize=CONNECTIONS)

    def response(url: str) -> urllib3.BaseHTTPResponse:
        response = pool.request("GET", url)
        if response.status != 200:
            raise RuntimeError(response.status)
        return response

    def json(url: str) -> Any:
        return response(url).json()

    def body(url: str) -> bytes:
        return response(url).data

    return json, body


def pyreqwest() -> tuple[Callable[[str], Any], Callable[[str], bytes]]:
    from pyreqwest.client import SyncClientBuilder

    client = SyncClientBuilder().default_headers(HEADERS).error_for_status(True).build()

    def json(url: str) -> Any:
        return client.get(url).build().send().json()

    def body(url: str) -> bytes:
        return client.get(url).build().send().bytes()

    return json, body


def primp() -> tuple[Callable[[str], Any], Callable[[str], bytes]]:
    import primp

    client = primp.Client(headers=HEADERS)

    def json(url: str) -> Any:
        response = client.get(url)
        response.raise_for_status()
        return response.json()

    def body(url: str) -> bytes:
        response = client.get(url)
        response.raise_for_status()
        return response.content

    return json, body


def wreq() -> tuple[Callable[[str], Any], Callable[[str], bytes]]:
    from wreq.blocking import Client

    client = Client(headers=HEADERS)

    def json(url: str) -> Any:
        response = client.get(url)
        response.raise_for_status()
        return response.json()

    def body(url: str) -> bytes:
        response = client.get(url)
        response.raise_for_status()
        return response.bytes()

    return json, body


def async_httpx() -> tuple[Callable[[str], Awaitable[Any]], Callable[[str], Awaitable[bytes]]]:
    import httpx

    client = httpx.AsyncClient(headers=HEADERS, limits=httpx.Limits(max_connections=CONNECTIONS))

    async def json(url: str) -> Any:
        return (await client.get(url)).raise_for_status().json()

    async def body(url: str) -> bytes:
        return (await client.get(url)).raise_for_status().content

    return json, body


def async_aiohttp() -> tuple[Callable[[str], Awaitable[Any]], Callable[[str], Awaitable[bytes]]]:
    import aiohttp

    session = aiohttp.ClientSession(
        headers=HEADERS, raise_for_status=True, connector=aiohttp.TCPConnector(limit=CONNECTIONS)
    )

    async def json(url: str) -> Any:
        async with session.get(url) as response:
            return await response.json()

    async def body(url: str) -> bytes:
        async with session.get(url) as response:
            return await response.read()

    return json, body


def async_pyreqwest() -> tuple[Callable[[str], Awaitable[Any]], Callable[[str], Awaitable[bytes]]]:
    from pyreqwest.client import ClientBuilder

    client = ClientBuilder().default_headers(HEADERS).error_for_status(True).build()

    async def json(url: str) -> Any:
        return await (await client.get(url).build().send()).json()

    async def body(url: str) -> bytes:
        return bytes(await (await client.get(url).build().send()).bytes())

    return json, body


def async_primp() -> tuple[Callable[[str], Awaitable[Any]], Callable[[str], Awaitable[bytes]]]:
    import primp

    client = primp.AsyncClient(headers=HEADERS)

    async def json(url: str) -> Any:
        response = await client.get(url)
        response.raise_for_status()
        return response.json()

    async def body(url: str) -> bytes:
        response = await client.get(url)
        response.raise_for_status()
        return response.content

    return json, body


def async_wreq() -> tuple[Callable[[str], Awaitable[Any]], Callable[[str], Awaitable[bytes]]]:
    from wreq import Client

    client = Client(headers=HEADERS)

    async def json(url: str) -> Any:
        response = await client.get(url)
        response.raise_for_status()
        return await response.json()

    async def body(url: str) -> bytes:
        response = await client.get(url)
        response.raise_for_status()
        return await response.bytes()

    return json, body
