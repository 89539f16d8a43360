"""What a package costs before it does anything: the time and the memory of its import, the size of its wheels."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pathlib
import time

# What most programs import anyway, so that it is not counted for whoever comes first.
import typing  # noqa: F401

# What a program imports to make a call.
MODULES = {"ours": ["wholesale.iproyal"], "pyreqwest": ["pyreqwest.client"]}


def resident() -> int:
    """Bytes of this process that are in memory."""
    pages = int(pathlib.Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def imported(side: str) -> dict[str, float]:
    before, started = resident(), time.perf_counter()
    for module in MODULES.get(side, [side]):
        importlib.import_module(module)
    milliseconds = (time.perf_counter() - started) * 1e3
    return {"milliseconds": milliseconds, "resident_bytes": resident() - before}


def wheels(side: str, folder: pathlib.Path) -> dict[str, float]:
    name = "wholesale" if side == "ours" else side
    sizes = {wheel.name.split("-")[0]: wheel.stat().st_size for wheel in folder.glob("*.whl")}
    return {"wheel_bytes": sizes[name], "all_wheel_bytes": sum(sizes.values())}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--side", required=True)
    parser.add_argument("--wheels", type=pathlib.Path)
    given = parser.parse_args()
    print(json.dumps(wheels(given.side, given.wheels) if given.wheels else imported(given.side)), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
