"""The requests on record: the files that the Rust tests are compared with, and what arrives on the wire beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote_plus

from calls import Call
from sample_server import Arrived

FOLDER = Path(__file__).parents[3] / "tests" / "tests" / "snapshots"

# Headers of every request, whatever the operation.
COMMON = {"host", "user-agent", "accept", "accept-encoding", "content-length", "connection"}


def recorded(call: Call, kind: str) -> str:
    """The request of a call as it is on record."""
    file = FOLDER / f"snapshots__{call.provider}__{call.operation}__{kind}.snap"
    _, _, text = file.read_text(encoding="utf-8").split("---\n", 2)
    return text.rstrip("\n")


def assert_sent_as_recorded(arrived: Arrived, call: Call, kind: str, credentials: Mapping[str, str]) -> None:
    """Compares what arrived with what is on record, byte for byte, and what is masked there with what was given."""
    record = recorded(call, kind)
    head = record.split("\n\n", 1)[0].split("\n")[1:]
    names = [line.split(":", 1)[0] for line in head]
    lines = [f"{arrived.method} {arrived.target}", *(f"{name}: {arrived.headers[name]}" for name in names)]
    sent = "\n".join(lines) + (f"\n\n{arrived.body}" if arrived.body else "")
    assert set(arrived.headers) - set(names) <= COMMON

    for name, value in credentials.items():
        record = record.replace(f"<{name}>", quote_plus(value))
    pattern = re.escape(record).replace(re.escape("<secret>"), "(.*?)")
    found = re.fullmatch(pattern, sent, re.DOTALL)
    assert found is not None, f"\n{sent}\nis not\n{record}"
    arguments = call.arguments(kind)
    given = [arguments[name] for name in call.secrets if name in arguments]
    assert len(found.groups()) == len(given)
    for shown, secret in zip(found.groups(), given, strict=True):
        if isinstance(secret, str):
            assert shown in {secret, quote_plus(secret), json.dumps(secret)[1:-1]}
