"""What is installed: all that belongs to it, and nothing of the machine it was built on."""

from __future__ import annotations

import importlib.metadata
import pathlib

import wholesale

DISTRIBUTION = importlib.metadata.distribution("wholesale")
FILES = {str(file): pathlib.Path(str(file.locate())) for file in DISTRIBUTION.files or ()}


def test_the_metadata_say_what_it_is() -> None:
    metadata = DISTRIBUTION.metadata
    assert metadata["Version"] == wholesale.__version__
    assert metadata["Requires-Python"] == ">=3.10"
    assert metadata["License-Expression"] == "MIT OR Apache-2.0"
    assert metadata["Description-Content-Type"].startswith("text/markdown")
    assert metadata["Summary"]
    assert metadata.get_all("License-File") == ["LICENSE-APACHE", "LICENSE-MIT"]
    assert "Typing :: Typed" in (metadata.get_all("Classifier") or ())
    assert [point.value for point in DISTRIBUTION.entry_points if point.group == "pytest11"] == ["wholesale._pytest"]


def test_types_and_licences_are_installed() -> None:
    for name in ("wholesale/py.typed", "wholesale/_native.pyi", "wholesale/iproyal.pyi"):
        assert name in FILES
    for licence in ("LICENSE-APACHE", "LICENSE-MIT"):
        assert any(name.endswith(licence) for name in FILES), licence
    roots = {name.partition("/")[0] for name in FILES}
    assert all(root.startswith("wholesale") for root in roots), roots


def test_one_library_serves_every_version_of_python() -> None:
    libraries = [name for name in FILES if name.endswith((".so", ".pyd"))]
    assert len(libraries) == 1, libraries
    assert libraries[0] in ("wholesale/_native.abi3.so", "wholesale/_native.pyd")


def test_no_file_names_a_folder_of_the_builder() -> None:
    here = pathlib.Path(__file__).resolve().parents[3]
    folders = [f"{folder}/".encode() for folder in (here, pathlib.Path.home()) if folder.parent != folder]
    assert len(FILES) > 20 and not any("/sboms/" in name for name in FILES)
    for name, path in FILES.items():
        # Of this installation, not of the wheel.
        if name.endswith((".pyc", "/direct_url.json", "/RECORD")):
            continue
        content = path.read_bytes()
        for folder in (*folders, b"index.crates"):
            assert folder not in content, (name, folder)
