"""The examples and the README run unchanged."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BINDINGS = Path(__file__).parents[1]


def run(*command: str) -> str:
    return subprocess.run(command, cwd=BINDINGS, capture_output=True, text=True, check=True).stdout


EXAMPLES = sorted(path.stem for path in (BINDINGS / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_prints_the_same_as_the_one_in_rust(example: str) -> None:
    # `cargo xtask test` says where it is, and so this is never skipped there.
    cargo = os.environ.get("CARGO") or shutil.which("cargo")
    if cargo is None:
        pytest.skip("there is no cargo to run the one in Rust with")
    manifest = str(BINDINGS.parents[1] / "Cargo.toml")
    rust = run(cargo, "run", "--quiet", "--manifest-path", manifest, "--package", "wholesale", "--example", example)
    assert run(sys.executable, "-W", "error", f"examples/{example}.py") == rust
    assert rust.count("\n") >= 5


def test_every_example_of_the_readme_runs() -> None:
    readme = (BINDINGS / "README.md").read_text()
    examples = re.findall(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```)?", readme, re.DOTALL)
    assert len(examples) >= 4
    for example, output in examples:
        assert run(sys.executable, "-W", "error", "-c", example) == output


def test_the_example_of_the_projects_readme_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (BINDINGS.parents[1] / "README.md").read_text(), re.DOTALL)
    assert run(sys.executable, "-W", "error", "-c", example).endswith(" acme 12.5 GB\n")
