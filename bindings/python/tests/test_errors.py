"""The exceptions: one tree, what they know, and that they travel."""

from __future__ import annotations

import copy
import pickle

import pytest

import wholesale
from wholesale import iproyal
from wholesale.sandbox import Fault, Sandbox

CASES: list[tuple[Fault, type[wholesale.Error], int | None]] = [
    (Fault.status(500, '{"error":{"code":"E1","message":"no"}}'), wholesale.ApiError, 500),
    (Fault.status(401), wholesale.AuthenticationError, 401),
    (Fault.status(404, '{"error":{"code":"not_found","message":"none"}}'), wholesale.NotFoundError, 404),
    (Fault.rate_limited(7), wholesale.RateLimitedError, 429),
    (Fault.html(200), wholesale.NotTheApiError, 200),
    (Fault.malformed_json(), wholesale.DecodeError, 200),
    (Fault.reset_before_apply(), wholesale.TransportError, None),
    (Fault.applied_and_answer_lost(), wholesale.TransportError, None),
    (Fault.hang(), wholesale.RequestTimeoutError, None),
]


@pytest.mark.parametrize(("fault", "kind", "status"), CASES, ids=lambda case: getattr(case, "name", None))
def test_every_failure_has_its_exception(
    wholesale_sandbox: Sandbox, fault: Fault, kind: type[wholesale.Error], status: int | None
) -> None:
    client = iproyal.Client(token="demo", base_url=wholesale_sandbox.url("iproyal"), timeout=1, max_retries=0)
    user = client.create_sub_user(username="acme", password="s3cret-pass", traffic=1)
    wholesale_sandbox.fail("iproyal.give_traffic", fault)
    with pytest.raises(wholesale.Error) as caught:
        client.give_traffic(hash=user.hash, amount=1)
    error = caught.value
    assert type(error) is kind
    assert (error.provider, error.operation, error.http_status, error.attempts) == (
        "iproyal",
        "give_traffic",
        status,
        1,
    )
    assert str(error).startswith("iproyal give_traffic: ")
    answered = isinstance(error, wholesale.ApiError | wholesale.NotTheApiError)
    unknown = (kind is wholesale.ApiError and status == 500) or not isinstance(error, wholesale.ApiError)
    assert error.may_have_been_applied in ((True, False) if answered else (unknown,))
    if fault.applies:
        assert error.may_have_been_applied
        assert wholesale_sandbox.applied("iproyal.give_traffic") == 1
    assert (error.body is None) == (status is None)
    for travelled in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(travelled) is kind
        assert (str(travelled), travelled.__dict__) == (str(error), error.__dict__)
    if kind is wholesale.RateLimitedError:
        assert error.retry_after == 7.0


def test_a_connection_that_was_never_made_was_never_applied() -> None:
    client = iproyal.Client(token="demo", base_url="http://127.0.0.1:9", max_retries=0)
    with pytest.raises(wholesale.ConnectError) as caught:
        client.give_traffic(hash="x", amount=1)
    assert not caught.value.may_have_been_applied
    assert isinstance(caught.value.__cause__, OSError)


def test_there_is_one_tree() -> None:
    parents = {
        wholesale.InvalidRequestError: wholesale.Error,
        wholesale.UnsupportedError: wholesale.Error,
        wholesale.ConfigurationError: wholesale.Error,
        wholesale.TransportError: wholesale.Error,
        wholesale.ConnectError: wholesale.TransportError,
        wholesale.RequestTimeoutError: wholesale.TransportError,
        wholesale.ApiError: wholesale.Error,
        wholesale.AuthenticationError: wholesale.ApiError,
        wholesale.NotFoundError: wholesale.ApiError,
        wholesale.RateLimitedError: wholesale.ApiError,
        wholesale.NotTheApiError: wholesale.Error,
        wholesale.DecodeError: wholesale.Error,
    }
    for kind, parent in parents.items():
        assert kind.__bases__ == (parent,)
        assert kind.__module__ == "wholesale"
    assert wholesale.Error.__bases__ == (Exception,)


def test_users_can_raise_them_in_tests_of_their_own() -> None:
    error = wholesale.NotFoundError("iproyal get_sub_user: gone", provider="iproyal", http_status=404)
    assert (str(error), error.http_status, error.attempts, error.headers) == ("iproyal get_sub_user: gone", 404, 0, ())
    assert repr(error) == "NotFoundError('iproyal get_sub_user: gone', http_status=404)"
