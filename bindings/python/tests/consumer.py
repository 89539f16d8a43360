"""A program as a user writes one, for the type checkers: what they accept, and what they must refuse.

Never run. Each line that must be refused carries the refusal; one that is no longer needed is an error itself.
"""

from __future__ import annotations

import datetime
import pathlib
from decimal import Decimal

from typing_extensions import assert_type

import wholesale
from wholesale import Page, RateLimit, RawResponse, Request, iproyal, logicboxes, netnut, neucrm
from wholesale.sandbox import Sandbox


def build_clients() -> None:
    iproyal.Client()
    iproyal.Client(token="x", timeout=2.5, connect_timeout=datetime.timedelta(seconds=1), max_retries=0)
    iproyal.Client(token=lambda: "x", ca_bundle=pathlib.Path("ca.pem"), rate_limit=RateLimit(per_second=5, burst=2))
    neucrm.Client(userid=5, api_key="x", base_url="https://tenant.example", rate_limit=False)
    netnut.Client(email="a@b.example", password="x")
    iproyal.Client("x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    iproyal.Client(tokn="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    iproyal.Client(rate_limit=True)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def fetch_token() -> str:
    return "x"


def renew_tokens() -> None:
    iproyal.AsyncClient(token=fetch_token)
    iproyal.Client(token=fetch_token)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def move_traffic(client: iproyal.Client) -> None:
    assert_type(client.give_traffic(hash="x", amount=2), iproyal.SubUser)
    client.give_traffic(hash="x", amount=Decimal("2.5"))
    client.give_traffic(hash="x", amount=2.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.give_traffic("x", 2)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.give_traffic(hash="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.create_sub_user(username="x", password="x", traffic=1, limits={"daily_limit": 5})
    client.create_sub_user(username="x", password="x", traffic=1, limits=iproyal.SubUserLimits(daily_limit=5))


def read_records(user: iproyal.SubUser) -> str:
    user.hash = "y"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    print(user.hahs)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
    assert_type(user.traffic_available, Decimal | None)
    assert_type(user.replace(username="y"), iproyal.SubUser)
    match user:
        case iproyal.SubUser(username=str(name), limits=iproyal.SubUserLimits()):
            return name
        case _:
            return user.hash


def walk_pages(client: iproyal.Client) -> None:
    for user in client.list_sub_users():
        assert_type(user, iproyal.SubUser)
    for page in client.list_sub_users(per_page=100).pages():
        assert_type(page, Page[iproyal.SubUser])
        assert_type(page.items, list[iproyal.SubUser])
        assert_type(page.total, int | None)


async def walk_pages_async(client: iproyal.AsyncClient) -> list[iproyal.SubUser]:
    async for page in client.list_sub_users().pages():
        assert_type(page, Page[iproyal.SubUser])
    for _ in client.list_sub_users():  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType]
        pass
    return [user async for user in client.list_sub_users()]


def choose_values(client: logicboxes.Client) -> None:
    client.list_allowed_payment_gateways(customer_id=1, payment_type="AddFund")
    client.list_allowed_payment_gateways(customer_id="1", payment_type="one that came later")
    assert_type(client.get_promo_prices(), dict[str, logicboxes.PromoPrice])


def look_at_answers(client: iproyal.Client) -> None:
    answer = client.with_raw_response.get_sub_user(hash="x")
    assert_type(answer, RawResponse[iproyal.SubUser])
    assert_type(answer.payload, iproyal.SubUser)
    assert_type(answer.status, int)
    assert_type(answer.body, bytes)
    assert_type(answer.headers.get("retry-after"), str | None)
    request = client.prepare.get_sub_user(hash="x")
    assert_type(request, Request)
    assert_type(request.method, str)
    assert_type(request.body, bytes)


async def use_contexts() -> None:
    with iproyal.Client() as client:
        assert_type(client, iproyal.Client)
        assert_type(client.with_options(timeout=5), iproyal.Client)
        client.request("GET", "/residential/me", query={"a": 1})
    async with iproyal.AsyncClient() as async_client:
        assert_type(async_client, iproyal.AsyncClient)
        assert_type(async_client.with_options(max_retries=0), iproyal.AsyncClient)
        assert_type(await async_client.get_account(), iproyal.Account)
        await async_client.request("GET", "/residential/me")


def handle_errors(client: iproyal.Client) -> bool:
    try:
        client.get_account()
    except wholesale.RateLimitedError as error:
        assert_type(error.retry_after, float | None)
        return False
    except wholesale.ApiError as error:
        assert_type(error.http_status, int | None)
        assert_type(error.code, str | None)
        return error.may_have_been_applied
    except wholesale.Error as error:
        assert_type(error.provider, str | None)
        assert_type(error.attempts, int)
    return True


def simulate() -> None:
    with Sandbox() as sandbox:
        client = iproyal.Client(token="demo", base_url=sandbox.url("iproyal"))
        assert_type(client.get_account().available_traffic, Decimal | None)
