"""What holds for every test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

OURS = ("IPROYAL_", "NETNUT_", "NEUCRM_", "LOGICBOXES_", "WHOLESALE_")


@pytest.fixture(autouse=True)
def _nobodys_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the accounts of whoever runs it, neither those of the environment nor those of a `wholesale.toml`."""
    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(Path(__file__).parent / "no-configuration"))
