"""Runs scripts in an interpreter of their own, where warnings are errors."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Sequence

OPTIONS = ("-W", "error", "-X", "dev", "-X", "faulthandler")


def start(script: str, *arguments: str, options: Sequence[str] = OPTIONS) -> subprocess.Popen[str]:
    """Starts a script."""
    command = [sys.executable, *options, "-c", textwrap.dedent(script), *arguments]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            name: value
            for name, value in os.environ.items()
            if name == "PYTHONPATH" or not name.startswith(("IPROYAL", "PYTHON"))
        },
    )


def until(happened: Callable[[], bool], seconds: float = 30) -> None:
    """Waits for something that happens soon; that it does not is a failure, and no test that hangs."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"it has not happened in {seconds} seconds"
        time.sleep(0.01)


def finish(process: subprocess.Popen[str], timeout: float = 60, code: int = 0) -> str:
    """Waits for a script; gives what it printed. Nothing may stand on its standard error."""
    try:
        output, errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.send_signal(6)  # The traceback of every thread.
        output, errors = process.communicate()
        raise AssertionError(f"the script hangs:\n{output}\n{errors}") from None
    assert (process.returncode, errors) == (code, ""), f"{process.returncode}\n{output}\n{errors}"
    return output


def run(script: str, *arguments: str, timeout: float = 60, code: int = 0, options: Sequence[str] = OPTIONS) -> str:
    """Runs a script and gives what it printed."""
    return finish(start(script, *arguments, options=options), timeout, code)
