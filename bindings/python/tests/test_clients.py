"""What every client can do besides the operations of its provider."""

from __future__ import annotations

import asyncio
import copy
import datetime
import pickle
import threading
from decimal import Decimal
from pathlib import Path

import pytest

import wholesale
from wholesale import iproyal, logicboxes
from wholesale.sandbox import Fault, Sandbox


def new(sandbox: Sandbox, **options: object) -> iproyal.Client:
    return iproyal.Client(token="demo", base_url=sandbox.url("iproyal"), **options)  # type: ignore[arg-type]


def test_a_pickled_client_carries_no_secret_and_says_so(wholesale_sandbox: Sandbox) -> None:
    client = new(wholesale_sandbox, proxy="http://me:hush@127.0.0.1:9", timeout=3)
    pickled = pickle.dumps(client)
    assert b"demo" not in pickled
    assert b"hush" not in pickled
    restored = pickle.loads(pickled)
    assert repr(restored) == "wholesale.iproyal.Client(token=<left out>, proxy=<left out>)"
    with pytest.raises(wholesale.ConfigurationError, match=r"pickled without what it was given as token, proxy"):
        restored.get_account()
    # A second pickle does not forget that.
    with pytest.raises(wholesale.ConfigurationError, match=r"token, proxy"):
        pickle.loads(pickle.dumps(restored)).get_account()
    assert wholesale_sandbox.journal() == []


def test_a_pickled_client_carries_its_secrets_when_asked(wholesale_sandbox: Sandbox) -> None:
    client = new(wholesale_sandbox, timeout=3).with_options(pickle_secrets=True)
    for restored in (
        pickle.loads(pickle.dumps(client)),
        pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(client)))),
    ):
        assert restored.get_account().subusers_count == 0


def test_a_pickled_client_takes_from_the_environment_what_came_from_there(
    wholesale_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPROYAL_TOKEN", "demo")
    client = iproyal.AsyncClient(base_url=wholesale_sandbox.url("iproyal"))
    pickled = pickle.dumps(client)
    assert b"demo" not in pickled
    assert asyncio.run(pickle.loads(pickled).get_account()).subusers_count == 0
    # Another token in the environment is not taken in place of one that was given.
    with pytest.raises(wholesale.ConfigurationError, match="pickled without"):
        pickle.loads(pickle.dumps(new(wholesale_sandbox))).get_account()


class Shop(iproyal.Client):
    """A client of somebody's own."""

    def __init__(self, name: str, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.name = name


def test_a_subclass_is_pickled_and_copied_with_what_it_has_besides(wholesale_sandbox: Sandbox) -> None:
    shop = Shop("acme", token="demo", base_url=wholesale_sandbox.url("iproyal"))
    assert b"demo" not in pickle.dumps(shop)
    shop = shop.with_options(pickle_secrets=True)
    for restored in (pickle.loads(pickle.dumps(shop)), copy.copy(shop), copy.deepcopy(shop)):
        assert (type(restored), restored.name) == (Shop, "acme")
        assert restored.get_account().subusers_count == 0


def test_an_int_of_more_digits_than_python_writes_is_refused_like_any_other_value() -> None:
    client = iproyal.Client(token="demo", base_url="http://127.0.0.1:9")
    with pytest.raises(wholesale.InvalidRequestError, match="amount cannot be taken: it has too many digits"):
        client.give_traffic(hash="01HQ", amount=10**5000)
    with pytest.raises(ValueError, match="value cannot be taken: it has too many digits"):
        wholesale.Amount.gb(10**5000)


def test_a_prepared_request_is_not_pickled() -> None:
    client = iproyal.Client(token="demo", base_url="http://127.0.0.1:9")
    with pytest.raises(TypeError, match="cannot pickle"):
        pickle.dumps(client.prepare.give_traffic(hash="01HQ", amount=1))


def test_closing_what_shares_connections_closes_both(wholesale_sandbox: Sandbox) -> None:
    client = new(wholesale_sandbox)
    with client.with_options(base_url=wholesale_sandbox.url("iproyal")) as apart:
        apart.get_account()
    client.get_account()
    with client.with_options(timeout=5) as shared:
        shared.get_account()
    with pytest.raises(wholesale.ConfigurationError, match="the client has been closed"):
        client.get_account()


def test_a_copy_shares_everything(wholesale_sandbox: Sandbox) -> None:
    client = new(wholesale_sandbox)
    for copied in (copy.copy(client), copy.deepcopy(client)):
        assert copied.get_account().subusers_count == 0
    client.close()
    with pytest.raises(wholesale.ConfigurationError, match="the client has been closed"):
        copy.copy(client).get_account()


def test_options_can_differ_from_call_to_call(wholesale_sandbox: Sandbox) -> None:
    client = new(wholesale_sandbox)
    wholesale_sandbox.fail("iproyal.get_account", 503).always()
    with pytest.raises(wholesale.ApiError) as caught:
        client.with_options(max_retries=0).get_account()
    assert caught.value.attempts == 1
    with pytest.raises(wholesale.ApiError) as caught:
        client.with_options(max_retries=1).get_account()
    assert caught.value.attempts == 2
    wholesale_sandbox.reset()
    wholesale_sandbox.fail("iproyal.get_account", Fault.latency(1)).always()
    for timeout in (0.05, datetime.timedelta(milliseconds=50)):
        with pytest.raises(wholesale.RequestTimeoutError):
            client.with_options(timeout=timeout, max_retries=0).get_account()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"timeout": 0}, "timeout must be longer than 0 seconds"),
        ({"timeout": -1}, "timeout must be longer than 0 seconds"),
        ({"timeout": float("nan")}, "timeout must be longer than 0 seconds"),
        ({"timeout": float("inf")}, "timeout must be at most 1000000000 seconds"),
        ({"timeout": "1"}, "timeout must be a number of seconds or a timedelta"),
        ({"timeout": True}, "timeout must be a number of seconds or a timedelta"),
        ({"max_retries": -1}, "max_retries must be from 0 to 4294967295"),
        ({"max_retries": 1.5}, "max_retries must be an int, not float"),
        ({"rate_limit": 5}, "rate_limit must be a RateLimit, or False for no limit"),
        ({"base_url": 1}, "base_url must be a str, not int"),
        ({"ca_bundle": Path("/no/such/file.pem")}, "no/such/file.pem"),
        ({"proxy": "nonsense"}, "the proxy is not a URL that can be used"),
        ({"base_url": "http://api.example"}, "plain http"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused(option: dict[str, object], message: str) -> None:
    with pytest.raises((TypeError, ValueError, wholesale.ConfigurationError)) as caught:
        iproyal.Client(token="demo", **{"base_url": "https://127.0.0.1:9", **option})  # type: ignore[arg-type]
    assert message in str(caught.value)


def test_every_option_reaches_the_client(wholesale_sandbox: Sandbox) -> None:
    client = new(
        wholesale_sandbox,
        user_agent="mine/1",
        connect_timeout=1,
        rate_limit=wholesale.RateLimit(per_second=1000, in_flight=2),
        body_cap=100,
        allow_insecure_http=True,
    )
    client.get_account()
    assert wholesale_sandbox.journal()[0].header("user-agent") == "mine/1"
    wholesale_sandbox.fail("iproyal.get_account", Fault.huge_body(1000))
    with pytest.raises(wholesale.TransportError, match="larger than 100 bytes"):
        client.get_account()
    assert client.with_options(rate_limit=False, body_cap=10_000).get_account().subusers_count == 0


def test_the_raw_answer_stands_beside_the_payload(wholesale_sandbox: Sandbox) -> None:
    raw = new(wholesale_sandbox).with_raw_response.get_account()
    assert (raw.status, raw.attempts, raw.headers["Content-Type"]) == (200, 1, "application/json")
    assert raw.payload.subusers_count == 0
    assert b"subusers_count" in raw.body
    assert repr(raw.headers).startswith("<Headers content-type")
    assert "content-length" in raw.headers
    assert raw.headers.get("x-none") is None
    assert pickle.loads(pickle.dumps(raw)).payload == raw.payload


def test_a_call_that_no_spec_covers(wholesale_sandbox: Sandbox) -> None:
    client = new(wholesale_sandbox)
    raw = client.request(
        "post",
        "/residential-subusers",
        json={"username": "acme", "password": "s3cret-pass", "traffic": Decimal("1.50")},
    )
    assert raw.status in (200, 201)
    assert isinstance(raw.payload, dict)
    assert raw.payload["username"] == "acme"
    arrived = wholesale_sandbox.journal()[-1]
    assert arrived.body == b'{"username":"acme","password":"s3cret-pass","traffic":1.50}'
    assert arrived.header("authorization") == "Bearer demo"
    listed = client.request("GET", "/residential-subusers", query=[("page", 1), ("per_page", Decimal("5"))])
    assert wholesale_sandbox.journal()[-1].query == "page=1&per_page=5"
    assert isinstance(listed.payload, dict)
    with pytest.raises(wholesale.NotFoundError):
        client.request("GET", "/residential-subusers/none")
    for arguments, message in [
        ({"json": {"traffic": 1.5}}, "json holds a float"),
        ({"query": {"x": 1.5}}, "query x must be a Decimal or an int, not a float"),
        ({"query": 5}, "query must be a dict, or a list of pairs"),
    ]:
        with pytest.raises(TypeError, match=message):
            client.request("POST", "/x", **arguments)  # type: ignore[arg-type]
    for path in ("x", "/../x", "/a?b"):
        with pytest.raises(wholesale.InvalidRequestError, match="the path must begin with"):
            client.request("GET", path)


def test_a_call_that_no_spec_covers_carries_the_credentials_of_a_form(wholesale_sandbox: Sandbox) -> None:
    credentials = wholesale_sandbox.credentials("logicboxes")
    client = logicboxes.Client(**credentials, base_url=wholesale_sandbox.url("logicboxes"))

    async def main() -> object:
        asynchronous = logicboxes.AsyncClient(**credentials, base_url=wholesale_sandbox.url("logicboxes"))
        async with asynchronous:
            return (await asynchronous.request("GET", "/resellers/promo-details.json")).payload

    assert asyncio.run(main()) == client.request("GET", "/resellers/promo-details.json").payload


def test_a_context_manager_closes_the_client(wholesale_sandbox: Sandbox) -> None:
    with new(wholesale_sandbox) as client:
        client.get_account()
    with pytest.raises(wholesale.ConfigurationError, match="the client has been closed"):
        client.get_account()

    async def main() -> None:
        async with iproyal.AsyncClient(token="demo", base_url=wholesale_sandbox.url("iproyal")) as client:
            await client.get_account()
        with pytest.raises(wholesale.ConfigurationError, match="the client has been closed"):
            await client.get_account()

    asyncio.run(main())


def test_a_pager_reads_what_is_needed(wholesale_sandbox: Sandbox) -> None:
    client = new(wholesale_sandbox)
    for number in range(5):
        client.create_sub_user(username=f"acme{number}", password="s3cret-pass", traffic=1)
    wholesale_sandbox.clear_journal()
    pager = client.list_sub_users(per_page=2)
    assert [user.username for user in pager] == [f"acme{number}" for number in range(5)]
    assert [arrived.query for arrived in wholesale_sandbox.journal()] == [
        "per_page=2",
        "per_page=2&page=2",
        "per_page=2&page=3",
    ]
    # Each loop begins anew, and reads no further than it must.
    assert next(iter(pager)).username == "acme0"
    assert len(wholesale_sandbox.journal()) == 4
    assert [(len(page), page.total) for page in pager.pages()] == [(2, 5), (2, 5), (1, 5)]
    with pytest.raises(wholesale.InvalidRequestError, match="per_page"):
        client.list_sub_users(per_page=0)

    async def main() -> list[str | None]:
        async with iproyal.AsyncClient(token="demo", base_url=wholesale_sandbox.url("iproyal")) as client:
            pages = [page async for page in client.list_sub_users(per_page=3).pages()]
            assert [len(page.items) for page in pages] == [3, 2]
            return [user.username async for user in client.list_sub_users(per_page=2)]

    assert asyncio.run(main()) == [f"acme{number}" for number in range(5)]


def test_threads_share_a_client(wholesale_sandbox: Sandbox) -> None:
    client = new(wholesale_sandbox)
    names: list[str | None] = []

    def work(number: int) -> None:
        for _ in range(10):
            name = f"acme{number}"
            names.append(client.create_sub_user(username=name, password="s3cret-pass", traffic=1).username)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(name or "" for name in names) == sorted(f"acme{number}" for number in range(8) for _ in range(10))
    assert len(wholesale_sandbox.accounts("iproyal")) == 80
