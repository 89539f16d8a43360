"""The pytest plugin: `wholesale_sandbox` is there without an import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TESTS = """
from wholesale import iproyal

def test_one(wholesale_sandbox):
    client = iproyal.Client(token="demo", base_url=wholesale_sandbox.url("iproyal"))
    client.create_sub_user(username="acme", password="s3cret-pass", traffic=1)
    assert len(wholesale_sandbox.accounts("iproyal")) == 1

def test_two(wholesale_sandbox):
    assert wholesale_sandbox.accounts("iproyal") == []
"""


def test_every_test_has_a_sandbox_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "test_theirs.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", str(tmp_path)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "2 passed" in ran.stdout
