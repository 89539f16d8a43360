"""What every provider's `Client` and `AsyncClient` have in common."""

from __future__ import annotations

from wholesale import _errors
from wholesale._answers import Page, RawResponse
from wholesale._generic import Generic, T
from wholesale._native import Request, Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    import os
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
    from decimal import Decimal
    from types import TracebackType
    from typing import Any, Literal

    from typing_extensions import Self

    from wholesale._accounts import Accounts
    from wholesale._async_accounts import AsyncAccounts
    from wholesale._native import Operation
    from wholesale._rate_limit import RateLimit as RateLimit
    from wholesale._types import JsonValue

    _Scalar = str | int | bool | Decimal
    _Pairs = Mapping[str, _Scalar] | Sequence[tuple[str, _Scalar]]

__all__ = [
    "AsyncClient",
    "AsyncPager",
    "Given",
    "Page",
    "Pager",
    "RateLimit",
    "RawResponse",
    "Request",
    "SyncClient",
    "View",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        # A named tuple needs `typing`: it is read when it is first used.
        if name == "RateLimit":
            from wholesale._rate_limit import RateLimit

            return RateLimit
        raise AttributeError(f"module 'wholesale._client' has no attribute {name!r}", name=name)


class Pager(Generic[T]):
    """A long list, read page by page as it is needed.

    The first request carries exactly what was given; later ones add the position. Each loop begins anew.
    """

    __slots__ = ("_arguments", "_operation", "_session")

    def __init__(self, session: Session, operation: Operation, arguments: tuple[object, ...]) -> None:
        self._session = session
        self._operation = operation
        self._arguments = arguments

    def pages(self) -> Iterator[Page[T]]:
        """The pages, one request each."""
        walk = self._session.walk(self._operation, self._arguments)
        while (page := walk.next()) is not None:
            yield page

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def __repr__(self) -> str:
        return f"<Pager of {self._operation!r}>"


class AsyncPager(Generic[T]):
    """A long list, read page by page as it is needed.

    The first request carries exactly what was given; later ones add the position. Each loop begins anew.
    """

    __slots__ = ("_arguments", "_operation", "_session")

    def __init__(self, session: Session, operation: Operation, arguments: tuple[object, ...]) -> None:
        self._session = session
        self._operation = operation
        self._arguments = arguments

    async def pages(self) -> AsyncIterator[Page[T]]:
        """The pages, one request each."""
        walk = self._session.walk(self._operation, self._arguments)
        while (page := await walk.next_soon()) is not None:
            yield page

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    def __repr__(self) -> str:
        return f"<AsyncPager of {self._operation!r}>"


class Given:
    """What a client was given. Its `repr` has the names alone.

    It is no dict, so that tools which write the variables of a program to a log find nothing to look into.
    """

    __slots__ = ("__weakref__", "values")

    def __init__(self, /, **values: Any) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}

    def __repr__(self) -> str:
        return f"<{', '.join(self.values)}>"


class _Client:
    """Options, copies and pickles of a client."""

    _provider: str
    _session: Session
    _credentials: Given
    _options: Given
    _pickle_secrets: bool

    def __init__(self, credentials: Given, options: Given) -> None:
        self._credentials = credentials
        self._options = options
        self._pickle_secrets = False
        self._session = Session(self._provider, self._credentials, self._options)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Only what is not there: a client that was pickled gets its session when it is first used.
            if name != "_session":
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
            left_out = self.__dict__.get("_left_out")
            if left_out is None:
                raise AttributeError(name)
            if left_out:
                raise _left_out(self._provider, left_out)
            self._session = Session(self._provider, self._credentials, self._options)
            return self._session

    @property
    def base_url(self) -> str:
        """The URL that the operations' paths are appended to."""
        return self._session.base_url

    def with_options(
        self,
        *,
        base_url: str | None = None,
        timeout: float | datetime.timedelta | None = None,
        connect_timeout: float | datetime.timedelta | None = None,
        max_retries: int | None = None,
        proxy: str | None = None,
        user_agent: str | None = None,
        ca_bundle: str | os.PathLike[str] | None = None,
        rate_limit: RateLimit | Literal[False] | None = None,
        body_cap: int | None = None,
        allow_insecure_http: bool | None = None,
        pickle_secrets: bool | None = None,
    ) -> Self:
        """The same client with other options; what is not given stays.

        With another `timeout` or `max_retries` connections and limits are shared, and closing either client, at the end of
        a `with` too, closes both; with anything else the new client has its own.

        Args:
            pickle_secrets: Whether a pickle of the client carries its credentials, in clear. Without it, a client
                that was given credentials cannot make calls after it was pickled.

        Raises:
            ConfigurationError: an option cannot be used.
        """
        changes = Given(
            base_url=base_url,
            timeout=timeout,
            connect_timeout=connect_timeout,
            max_retries=max_retries,
            proxy=proxy,
            user_agent=user_agent,
            ca_bundle=ca_bundle,
            rate_limit=rate_limit,
            body_cap=body_cap,
            allow_insecure_http=allow_insecure_http,
        )
        del proxy  # It may have a password, which has no place in a traceback.
        client = self.__copy__()
        if changes.values:
            client._session = self._session.with_options(changes)
            client._options = Given(**{**self._options.values, **changes.values})
        if pickle_secrets is not None:
            client._pickle_secrets = pickle_secrets
        return client

    def __copy__(self) -> Self:
        client = object.__new__(type(self))
        client.__dict__.update(self.__dict__)
        return client

    def __deepcopy__(self, memo: object) -> Self:
        return self.__copy__()

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any] | None]:
        credentials, options = self._credentials.values, self._options.values
        left_out: tuple[str, ...] = self.__dict__.get("_left_out", ())
        if not self._pickle_secrets:
            left_out = (*left_out, *credentials)
            credentials = {}
            if "@" in options.get("proxy", ""):
                left_out = (*left_out, "proxy")
                options = {name: value for name, value in options.items() if name != "proxy"}
        # What a subclass has besides is its own affair.
        others = {name: value for name, value in self.__dict__.items() if name not in _OWN}
        return _unpickled, (type(self), credentials, options, self._pickle_secrets, left_out), others or None

    def __repr__(self) -> str:
        shown = []
        if "_session" in self.__dict__ and not self._session.is_closed:
            shown.append(f"base_url={self._session.base_url!r}")
        shown += [f"{name}=<secret>" for name in self._credentials.values]
        shown += [f"{name}=<left out>" for name in self.__dict__.get("_left_out", ())]
        return f"{type(self).__module__}.{type(self).__name__}({', '.join(shown)})"


_OWN = frozenset({"_credentials", "_left_out", "_options", "_pickle_secrets", "_session"})


def _unpickled(
    kind: type[_Client],
    credentials: dict[str, Any],
    options: dict[str, Any],
    pickle_secrets: bool,
    left_out: tuple[str, ...],
) -> _Client:
    client = object.__new__(kind)
    client._credentials = Given(**credentials)
    client._options = Given(**options)
    client._pickle_secrets = pickle_secrets
    client.__dict__["_left_out"] = left_out
    return client


def _left_out(provider: str, names: tuple[str, ...]) -> _errors.ConfigurationError:
    return _errors.ConfigurationError(
        f"{provider}: the client was pickled without what it was given as {', '.join(names)}; build it where it is "
        "used, give its credentials through the environment, or pickle client.with_options(pickle_secrets=True)",
        provider=provider,
    )


def _custom_call(
    method: str, path: str, query: _Pairs | None, form: _Pairs | None, json: object, retry_safe: bool
) -> dict[str, object]:
    return {"method": method, "path": path, "query": query, "form": form, "json": json, "retry_safe": retry_safe}


class SyncClient(_Client):
    """A client whose calls wait. Threads may share it."""

    def request(
        self,
        method: str,
        path: str,
        *,
        query: _Pairs | None = None,
        form: _Pairs | None = None,
        json: JsonValue | Mapping[str, Any] = None,
        retry_safe: bool = False,
    ) -> RawResponse[JsonValue]:
        """A call that the spec does not cover, with credentials, retries and errors in force.

        Args:
            method: The HTTP verb.
            path: The path below the base URL, with `/` at its beginning and percent-encoded; no query.
            query: Parameters of the query.
            form: Fields of a form body.
            json: A JSON body; numbers with a fraction are `Decimal`.
            retry_safe: Says that sending it twice is harmless, so that it is retried like a reading.

        Raises:
            Error: those of any operation of the provider.
        """
        answer: RawResponse[JsonValue] = self._session.request(
            _custom_call(method, path, query, form, json, retry_safe)
        )
        return answer

    def accounts(self) -> Accounts:
        """The facade before this client: accounts as they are worked with at every provider.

        Leaving a `with` of the accounts closes the client.
        """
        from wholesale._accounts import Accounts

        return Accounts(self)

    def close(self) -> None:
        """Closes the connections; calls under way end as they would, new ones are refused."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(_Client):
    """A client whose calls are awaited. Tasks, event loops and threads may share it."""

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: _Pairs | None = None,
        form: _Pairs | None = None,
        json: JsonValue | Mapping[str, Any] = None,
        retry_safe: bool = False,
    ) -> RawResponse[JsonValue]:
        """A call that the spec does not cover, with credentials, retries and errors in force.

        Args:
            method: The HTTP verb.
            path: The path below the base URL, with `/` at its beginning and percent-encoded; no query.
            query: Parameters of the query.
            form: Fields of a form body.
            json: A JSON body; numbers with a fraction are `Decimal`.
            retry_safe: Says that sending it twice is harmless, so that it is retried like a reading.

        Raises:
            Error: those of any operation of the provider.
        """
        answer: RawResponse[JsonValue] = await self._session.request_soon(
            _custom_call(method, path, query, form, json, retry_safe)
        )
        return answer

    def accounts(self) -> AsyncAccounts:
        """The facade before this client: accounts as they are worked with at every provider.

        Leaving an `async with` of the accounts closes the client.
        """
        from wholesale._async_accounts import AsyncAccounts

        return AsyncAccounts(self)

    async def aclose(self) -> None:
        """Closes the connections; calls under way end as they would, new ones are refused."""
        self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


class View:
    """The operations of a client, with another outcome."""

    _session: Session

    def __init__(self, client: SyncClient | AsyncClient) -> None:
        self._session = client._session


for _class in (Pager, AsyncPager, SyncClient, AsyncClient):
    _class.__module__ = "wholesale"
