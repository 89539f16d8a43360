"""Accounts by name: arguments before the environment, the environment before `wholesale.toml`, a profile of its own name alone."""

from __future__ import annotations

import asyncio
import pickle
from pathlib import Path

import pytest

import wholesale
from wholesale import iproyal
from wholesale.sandbox import Sandbox


@pytest.fixture(autouse=True)
def _nothing_is_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.chdir(tmp_path)
    for name in ("WHOLESALE_CONFIG", "IPROYAL_TOKEN", "IPROYAL_TOKEN_FILE", "IPROYAL_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o600)
    return path


def profiles(sandbox: Sandbox, token: str = "demo") -> str:
    url = sandbox.url("iproyal")
    return f"""
[profiles.iproyal]
base_url = "{url}"
token = "{token}"

[profiles.iproyal-eu]
provider = "iproyal"
base_url = "{url}"
token = "{token}"
timeout = "5s"

[profiles.bare]
provider = "iproyal"
"""


def test_a_profile_is_found_by_its_name(sandbox: Sandbox, tmp_path: Path) -> None:
    write(tmp_path / "wholesale.toml", profiles(sandbox))
    for name in ("iproyal", "iproyal-eu"):
        with wholesale.connect(name) as accounts:
            assert accounts.provider == "iproyal"
            assert isinstance(accounts.client, iproyal.Client)
            assert list(accounts.list()) == []
        with iproyal.Client(profile=name) as client:
            assert client.get_account().subusers_count == 0
    with iproyal.Client() as client:
        assert client.get_account().subusers_count == 0

    async def main() -> int:
        async with wholesale.aconnect("iproyal-eu") as accounts:
            assert isinstance(accounts.client, iproyal.AsyncClient)
            return len([account async for account in accounts.list()])

    assert asyncio.run(main()) == 0


def test_a_file_can_be_named(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    path = write(tmp_path / "elsewhere" / "accounts.toml", profiles(sandbox))
    with wholesale.connect("iproyal-eu", config=path) as accounts:
        assert list(accounts.list()) == []
    with pytest.raises(wholesale.ConfigurationError, match="iproyal-eu"):
        wholesale.connect("iproyal-eu")


def test_what_is_given_counts_before_the_environment_and_that_before_the_file(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "wholesale.toml", profiles(sandbox, token="wrong"))
    with pytest.raises(wholesale.AuthenticationError):
        wholesale.connect("iproyal").own_balance()
    wholesale.connect("iproyal", token="demo").own_balance()
    wholesale.connect("iproyal-eu", token=lambda: "demo").own_balance()
    monkeypatch.setenv("IPROYAL_TOKEN", "demo")
    wholesale.connect("iproyal").own_balance()
    # An account of its own: the provider's variables are of another one.
    with pytest.raises(wholesale.AuthenticationError):
        wholesale.connect("iproyal-eu").own_balance()
    monkeypatch.delenv("IPROYAL_TOKEN")
    secret = tmp_path / "token"
    secret.write_text("demo\n")
    monkeypatch.setenv("IPROYAL_TOKEN_FILE", str(secret))
    wholesale.connect("iproyal").own_balance()


def test_a_missing_credential_names_every_place() -> None:
    with pytest.raises(wholesale.ConfigurationError) as caught:
        wholesale.connect("iproyal")
    for place in ("`token`", "IPROYAL_TOKEN", "IPROYAL_TOKEN_FILE", "WHOLESALE_CONFIG", "wholesale.toml"):
        assert place in str(caught.value)


def test_what_is_no_account_is_refused_with_what_there_is(sandbox: Sandbox, tmp_path: Path) -> None:
    write(tmp_path / "wholesale.toml", profiles(sandbox))
    with pytest.raises(wholesale.ConfigurationError, match="the providers are iproyal, logicboxes, netnut, neucrm"):
        wholesale.connect("iproyal-us")
    with pytest.raises(wholesale.ConfigurationError, match="is of iproyal, not of netnut"):
        wholesale.netnut.Client(profile="iproyal-eu")
    with pytest.raises(wholesale.ConfigurationError, match="token"):
        wholesale.connect("bare")
    with pytest.raises(wholesale.ConfigurationError, match="cannot be read"):
        wholesale.connect("iproyal", config=tmp_path / "nowhere.toml")
    with pytest.raises(TypeError, match="tokn"):
        wholesale.connect("iproyal", tokn="demo")


def test_a_file_that_others_may_read_is_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    write(tmp_path / "wholesale.toml", profiles(sandbox)).chmod(0o644)
    with pytest.raises(wholesale.ConfigurationError, match="chmod 600"):
        wholesale.connect("iproyal")


def test_accounts_of_a_profile_can_be_pickled_without_a_secret(sandbox: Sandbox, tmp_path: Path) -> None:
    write(tmp_path / "wholesale.toml", profiles(sandbox, token="demo"))
    accounts = wholesale.connect("iproyal-eu")
    pickled = pickle.dumps(accounts)
    assert b"demo" not in pickled
    assert list(pickle.loads(pickled).list()) == []
    given = pickle.loads(pickle.dumps(wholesale.connect("iproyal", token="demo")))
    with pytest.raises(wholesale.ConfigurationError, match="was pickled without"):
        given.own_balance()


def test_the_facade_stands_before_a_client_that_is_there(sandbox: Sandbox) -> None:
    client = iproyal.Client(token="demo", base_url=sandbox.url("iproyal"))
    accounts = client.accounts()
    assert accounts.client is client
    assert accounts.with_options(timeout=5).own_balance() == accounts.own_balance()
    assert "demo" not in repr(accounts)
    accounts.close()
    with pytest.raises(wholesale.ConfigurationError, match="closed"):
        accounts.own_balance()
