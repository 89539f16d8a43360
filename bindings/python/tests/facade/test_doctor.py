"""The doctor: from Python, and as a command."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import wholesale
from wholesale.sandbox import Fault, Sandbox


def configured(sandbox: Sandbox, folder: Path, token: str) -> Path:
    path = folder / "wholesale.toml"
    path.write_text(f'[profiles.iproyal]\nbase_url = "{sandbox.url("iproyal")}"\ntoken = "{token}"\n')
    path.chmod(0o600)
    return path


def doctor(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")}
    environment = {**kept, "XDG_CONFIG_HOME": str(folder)}
    command = [sys.executable, "-W", "error", "-m", "wholesale", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_command_prints_a_table_and_succeeds_when_everything_works(sandbox: Sandbox, tmp_path: Path) -> None:
    configured(sandbox, tmp_path, "demo")
    ran = doctor(tmp_path, "doctor")
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert lines[0].startswith("configuration: ")
    assert lines[1].split() == ["account", "provider", "state", "host", "time"]
    assert lines[2].split()[:3] == ["iproyal", "iproyal", "works"]
    assert "not configured" in ran.stdout


def test_the_command_fails_when_something_that_is_configured_fails(sandbox: Sandbox, tmp_path: Path) -> None:
    path = configured(sandbox, tmp_path, "wr0ng-t0ken")
    ran = doctor(tmp_path, "doctor", "--json", "--config", str(path))
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "wr0ng-t0ken" not in ran.stdout
    found = json.loads(ran.stdout)
    check = next(check for check in found["checks"] if check["account"] == "iproyal")
    assert (check["outcome"], check["provider"]) == ("failed", "iproyal")
    assert check["advice"]


def test_a_wrong_command_and_a_file_that_is_not_there_are_told(tmp_path: Path) -> None:
    assert doctor(tmp_path).returncode == 2
    assert doctor(tmp_path, "nurse").returncode == 2
    ran = doctor(tmp_path, "doctor", "--config", "nowhere.toml")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "nowhere.toml" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_report_is_data(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.endswith(("_TOKEN", "_BASE_URL", "_API_KEY", "_USERID")):
            monkeypatch.delenv(name)
    path = configured(sandbox, tmp_path, "demo")
    report = wholesale.doctor(config=path)
    assert report.is_healthy
    check = report.check("iproyal")
    assert check is not None
    assert (check.outcome, check.call, check.error) == ("works", "get_account", None)
    assert check.latency_ms is not None and check.latency_ms >= 0
    netnut = report.check("netnut")
    assert netnut is not None and netnut.looked_at is not None and "NETNUT_TOKEN" in netnut.looked_at
    assert json.loads(report.to_json())["configuration"] == report.configuration == str(path)
    assert str(report).startswith("configuration: ")
    sandbox.fail("iproyal.get_account", Fault.html())
    failed = asyncio.run(wholesale.adoctor(config=path))
    assert not failed.is_healthy
    check = failed.check("iproyal")
    assert check is not None and check.cause and check.error and check.advice
