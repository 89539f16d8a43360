"""Accounts at a provider by a name: of a profile of `wholesale.toml`, or of the provider."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from wholesale import _native
from wholesale._accounts import Accounts
from wholesale._async_accounts import AsyncAccounts
from wholesale._client import Given

if TYPE_CHECKING:
    import os
    from collections.abc import Generator
    from types import TracebackType


def connect(name: str, *, config: str | os.PathLike[str] | None = None, **options: Any) -> Accounts:
    """One way to work with the accounts below yours: at a provider, or at that of a profile of `wholesale.toml`. Nothing is sent.

    Each credential is the first that is found: what is given here, the provider's environment variables and their
    `_FILE`, then a profile that has the provider's name. A profile with a name of its own is an account of its own: for it the
    provider's environment variables do not count.

    Args:
        name: A profile, or a provider: ``iproyal``, ``netnut``, ``neucrm``, ``logicboxes``.
        config: The `wholesale.toml` to read. Unless given: the one that `WHOLESALE_CONFIG` names, `./wholesale.toml`, or
            `wholesale/wholesale.toml` in the folder of the user's configuration, whichever is there first.
        options: Credentials and options of the provider's client, which count before the profile: `token=...`,
            `base_url=...`, `timeout=...`.

    Raises:
        ConfigurationError: there is neither a profile nor a provider of this name, the file cannot be used, or a
            credential is missing; it names every place that was looked in.
    """
    given = Given(**options)
    del options  # They may hold secrets, which have no place in a traceback.
    client: Any = _client(name, "Client", config, given)
    return Accounts(client)


class Connecting:
    """Accounts for asyncio: to be awaited, or entered with `async with`, which closes them."""

    __slots__ = ("_accounts",)

    def __init__(self, accounts: AsyncAccounts) -> None:
        self._accounts = accounts

    def __await__(self) -> Generator[None, None, AsyncAccounts]:
        return self._accounts
        yield  # What has a yield is a generator, which an await needs.

    async def __aenter__(self) -> AsyncAccounts:
        return self._accounts

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._accounts.aclose()


def aconnect(name: str, *, config: str | os.PathLike[str] | None = None, **options: Any) -> Connecting:
    """`connect` for asyncio: ``accounts = await wholesale.aconnect("iproyal")``, or
    ``async with wholesale.aconnect("iproyal") as accounts:``. Nothing is sent.

    Args:
        name: A profile, or a provider.
        config: The `wholesale.toml` to read; see `connect`.
        options: Credentials and options of the provider's client; a credential may be an async callable.

    Raises:
        ConfigurationError: as `connect`.
    """
    given = Given(**options)
    del options
    client: Any = _client(name, "AsyncClient", config, given)
    return Connecting(AsyncAccounts(client))


def _client(name: str, kind: str, config: str | os.PathLike[str] | None, given: Given) -> Any:
    module = importlib.import_module(f"wholesale.{_native.provider_of(name, config)}")
    return getattr(module, kind)(profile=name, config=config, **given.values)


for _object in (connect, aconnect, Connecting):
    _object.__module__ = "wholesale"
