"""A server on loopback that answers every operation with the provider's own sample, and keeps what arrived.

It knows what the spec knows, so it serves a provider from the day its spec is written. The sandbox knows more.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from calls import Call, Paging

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclass(frozen=True)
class Arrived:
    """A request as it came."""

    provider: str
    method: str
    target: str
    headers: dict[str, str]
    body: str

    def parameters(self) -> dict[str, str]:
        """What stands in the query and in the body, by name."""
        found = dict(parse_qsl(urlsplit(self.target).query))
        if self.headers.get("content-type", "").startswith("application/json"):
            members = json.loads(self.body)
            if isinstance(members, dict):
                found.update({name: str(value) for name, value in members.items()})
        else:
            found.update(parse_qsl(self.body))
        return found


class SampleServer:
    """Serves every provider below a path of its name, until it is closed."""

    def __init__(self, calls: Iterable[Call]) -> None:
        self._calls = list(calls)
        self.arrived: list[Arrived] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def url(self, provider: str) -> str:
        """The base URL of a provider."""
        return f"http://127.0.0.1:{self._server.server_port}/{provider}"

    def close(self) -> None:
        """Stops serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _answer(self, request: Arrived) -> tuple[int, str]:
        path, parameters = urlsplit(request.target).path, request.parameters()
        fitting = [
            call
            for call in self._calls
            if call.provider == request.provider
            and call.sample.method == request.method
            and re.fullmatch(re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(call.sample.path)), path)
            and all(parameters.get(name) == value for name, value in call.sample.constants.items())
        ]
        if not fitting:
            return 501, '{"message": "no operation has this request"}'
        sample = max(fitting, key=lambda call: len(call.sample.constants)).sample
        paging = sample.paging
        if paging and int(parameters.get(paging.position, paging.first)) != paging.first:
            return 200, _without_items(sample.body, paging)
        return (200, sample.body) if sample.body else (204, "")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        samples = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                # A client that goes away is no failure of the server.
                try:
                    super().handle_one_request()
                except ConnectionError:
                    self.close_connection = True

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
                provider, _, rest = self.path.removeprefix("/").partition("/")
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Arrived(provider, self.command, f"/{rest}", headers, body)
                samples.arrived.append(request)
                status, text = samples._answer(request)
                sent = text.encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                if status != 204:
                    self.send_header("content-length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing: the tests look at what arrived."""

        return Handler


def _without_items(body: str, paging: Paging) -> str:
    """The sample as a page after the last: the same without an item."""
    document = json.loads(body)
    holder, steps = document, paging.items.split("/")[1:]
    if not steps:
        return json.dumps({name: value for name, value in document.items() if not name.isdigit()})
    for step in steps[:-1]:
        holder = holder[step]
    holder[steps[-1]] = []
    return json.dumps(document)
