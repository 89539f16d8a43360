"""Credentials: texts, callables, the environment; and what is said when there is none."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

import wholesale
from wholesale import iproyal, logicboxes, netnut, neucrm
from wholesale.sandbox import Fault, Sandbox


def test_a_callable_is_asked_once_and_again_after_a_refusal(wholesale_sandbox: Sandbox) -> None:
    asked: list[threading.Thread] = []

    def token() -> str:
        asked.append(threading.current_thread())
        return "demo"

    client = iproyal.Client(token=token, base_url=wholesale_sandbox.url("iproyal"))
    for _ in range(3):
        client.get_account()
    assert len(asked) == 1
    wholesale_sandbox.fail("iproyal.get_account", 401)
    client.get_account()
    assert asked == [threading.current_thread()] * 2


def test_an_async_callable_runs_in_the_loop_of_the_call(wholesale_sandbox: Sandbox) -> None:
    asked: list[object] = []

    async def token() -> str:
        asked.append(asyncio.get_running_loop())
        await asyncio.sleep(0.01)
        return "demo"

    async def main() -> list[object]:
        async with iproyal.AsyncClient(token=token, base_url=wholesale_sandbox.url("iproyal")) as client:
            await asyncio.gather(*[client.get_account() for _ in range(20)])
        return [asyncio.get_running_loop()]

    # A hundred calls at once ask once.
    assert asyncio.run(main()) == asked


def test_a_plain_callable_serves_an_async_client_too(wholesale_sandbox: Sandbox) -> None:
    async def main() -> int | None:
        async with iproyal.AsyncClient(token=lambda: "demo", base_url=wholesale_sandbox.url("iproyal")) as client:
            return (await client.get_account()).subusers_count

    assert asyncio.run(main()) == 0


def test_what_a_callable_raises_is_the_cause_of_the_error(wholesale_sandbox: Sandbox) -> None:
    reason = OSError("the vault at vault.example is sealed")

    def token() -> str:
        raise reason

    client = iproyal.Client(token=token, base_url=wholesale_sandbox.url("iproyal"))
    with pytest.raises(wholesale.AuthenticationError) as caught:
        client.give_traffic(hash="x", amount=1)
    assert caught.value.__cause__ is reason
    assert "vault.example" not in str(caught.value)
    assert not caught.value.may_have_been_applied
    assert wholesale_sandbox.journal() == []

    async def main() -> None:
        async def failing() -> str:
            raise reason

        async with iproyal.AsyncClient(token=failing, base_url=wholesale_sandbox.url("iproyal")) as client:
            await client.get_account()

    with pytest.raises(wholesale.AuthenticationError) as caught:
        asyncio.run(main())
    assert caught.value.__cause__ is reason


def test_an_interrupt_inside_a_callable_is_not_swallowed(wholesale_sandbox: Sandbox) -> None:
    def token() -> str:
        raise KeyboardInterrupt

    client = iproyal.Client(token=token, base_url=wholesale_sandbox.url("iproyal"))
    with pytest.raises(KeyboardInterrupt):
        client.get_account()


def test_an_async_callable_is_refused_by_a_client_that_cannot_await_it(wholesale_sandbox: Sandbox) -> None:
    async def token() -> str:
        return "demo"

    client = iproyal.Client(token=token, base_url=wholesale_sandbox.url("iproyal"))  # type: ignore[arg-type]
    with pytest.raises(wholesale.AuthenticationError) as caught:
        client.get_account()
    assert isinstance(caught.value.__cause__, TypeError)
    assert "AsyncClient" in str(caught.value.__cause__)


def test_threads_that_wait_for_a_token_ask_once(wholesale_sandbox: Sandbox) -> None:
    asked: list[int] = []
    begin = threading.Barrier(8)

    def token() -> str:
        asked.append(1)
        return "demo"

    client = iproyal.Client(token=token, base_url=wholesale_sandbox.url("iproyal"))

    def work() -> None:
        begin.wait()
        client.get_account()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(asked), wholesale_sandbox.applied("iproyal.get_account")) == (1, 8)


def test_credentials_come_from_the_environment(
    wholesale_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text("demo\n")
    monkeypatch.setenv("IPROYAL_BASE_URL", wholesale_sandbox.url("iproyal"))
    monkeypatch.setenv("IPROYAL_TOKEN_FILE", str(file))
    client = iproyal.Client()
    # What the environment said when the client was built counts.
    monkeypatch.delenv("IPROYAL_TOKEN_FILE")
    monkeypatch.delenv("IPROYAL_BASE_URL")
    assert client.get_account().subusers_count == 0
    assert client.with_options(user_agent="mine").get_account().subusers_count == 0
    assert wholesale_sandbox.journal()[-1].header("user-agent") == "mine"
    with pytest.raises(wholesale.ConfigurationError) as caught:
        iproyal.Client()
    # Every place that was looked in has its name.
    for place in ("the option `token`", "the variable IPROYAL_TOKEN", "the file that IPROYAL_TOKEN_FILE names"):
        assert place in str(caught.value)
    assert (caught.value.provider, caught.value.operation) == ("iproyal", None)


def test_a_login_gives_the_token(wholesale_sandbox: Sandbox) -> None:
    client = netnut.Client(**wholesale_sandbox.login("netnut"), base_url=wholesale_sandbox.url("netnut"))
    assert list(client.list_sub_users()) == []
    assert [arrived.operation for arrived in wholesale_sandbox.journal()] == ["login", "list_sub_users"]


@pytest.mark.parametrize("module", [iproyal, logicboxes, netnut, neucrm])
def test_the_sandbox_gives_what_its_clients_need(wholesale_sandbox: Sandbox, module: object) -> None:
    name = module.__name__.rpartition(".")[2]  # type: ignore[attr-defined]
    client = module.Client(**wholesale_sandbox.credentials(name), base_url=wholesale_sandbox.url(name))  # type: ignore[attr-defined]
    wholesale_sandbox.fail(f"{name}.*", Fault.status(500))
    assert name in repr(client)


class Vault:
    """Owns the client that asks it for a token, and a walk through a list."""

    def __init__(self, url: str) -> None:
        self.client = iproyal.Client(token=self.token, base_url=url)
        self.others = [self.client.with_options(timeout=5), self.client.with_options(user_agent="mine")]
        self.users: Iterator[iproyal.SubUser] = iter(self.client.list_sub_users())
        self.accounts = self.client.accounts()
        self.walk = iter(self.accounts.list())

    def token(self) -> str:
        return "demo"


def test_a_client_that_is_given_a_method_of_its_owner_is_freed_with_it(wholesale_sandbox: Sandbox) -> None:
    vault = Vault(wholesale_sandbox.url("iproyal"))
    assert vault.client.create_sub_user(username="acme", password="s3cret-pass", traffic=1) in vault.users
    assert [client.get_account().subusers_count for client in vault.others] == [1, 1]
    assert next(vault.walk).name == "acme"
    gone = weakref.ref(vault)
    gc.collect()
    assert gone() is vault
    del vault
    gc.collect()
    assert gone() is None


def test_a_callable_is_there_for_as_long_as_anything_may_ask_it(wholesale_sandbox: Sandbox) -> None:
    def client() -> iproyal.Client:
        return iproyal.Client(token=lambda: "demo", base_url=wholesale_sandbox.url("iproyal"))

    pager, view, walk = client().list_sub_users(), client().with_raw_response, iter(client().accounts().list())
    copy = client().with_options(timeout=5)
    gc.collect()
    assert (list(pager), list(walk), view.get_account().status) == ([], [], 200)
    assert copy.get_account().subusers_count == 0


@pytest.mark.parametrize("value", [b"demo", 1.5, True, ["demo"]])
def test_a_credential_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match=r"^token must be a str or a callable that gives one$"):
        iproyal.Client(token=value)  # type: ignore[arg-type]
