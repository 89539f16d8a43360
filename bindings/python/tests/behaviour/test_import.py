"""What an import costs, and what it needs."""

from __future__ import annotations

import importlib.metadata
import statistics

from subprocesses import run


def test_the_import_takes_less_than_20_ms() -> None:
    script = "import time; begin = time.perf_counter(); import wholesale; print(time.perf_counter() - begin)"
    # The first run reads from the disk and compiles.
    seconds = sorted(float(run(script, options=())) for _ in range(10))
    assert statistics.median(seconds) < 0.02, seconds


def test_what_takes_long_to_import_is_left_to_those_who_use_it() -> None:
    output = run(
        """
        import sys
        before = set(sys.modules)
        import wholesale
        heavy = {"asyncio", "collections", "dataclasses", "datetime", "decimal", "enum", "json", "logging", "re", "typing"}
        print(sorted(heavy & (set(sys.modules) - before)))
        """,
        options=(),
    )
    assert output == "[]\n"


def test_nothing_but_the_standard_library_is_imported() -> None:
    output = run(
        """
        import sys
        before = set(sys.modules)
        import wholesale
        import wholesale.sandbox
        for provider in ("iproyal", "netnut", "neucrm", "logicboxes"):
            getattr(wholesale, provider)
        roots = {name.partition(".")[0] for name in set(sys.modules) - before}
        print(sorted(roots - sys.stdlib_module_names))
        """,
        options=(),
    )
    assert output == "['wholesale']\n"
    assert importlib.metadata.requires("wholesale") in (None, [])


def test_a_provider_is_read_when_it_is_first_used() -> None:
    output = run(
        """
        import sys
        import wholesale
        print("wholesale.iproyal" in sys.modules, "asyncio" in sys.modules, "iproyal" in dir(wholesale))
        wholesale.iproyal
        print("wholesale.iproyal" in sys.modules, "wholesale.netnut" in sys.modules)
        """,
        options=(),
    )
    assert output == "False False True\nTrue False\n"
