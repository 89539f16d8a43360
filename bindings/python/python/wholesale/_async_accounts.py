"""Accounts at a provider, for asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from wholesale import _native, _runs
from wholesale._accounts import given_contact, given_error
from wholesale._capability import Capabilities

if TYPE_CHECKING:
    import datetime
    import os
    from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
    from types import TracebackType

    from typing_extensions import Self

    from wholesale._account import Account, Balance, Status
    from wholesale._accounts import _Before, _Contact, _Details
    from wholesale._client import AsyncClient
    from wholesale._errors import Error
    from wholesale._native import Amount, Unsettled
    from wholesale._outcomes import Ensured, Receipt, Replenished, Settlement, Transfer
    from wholesale.bulk import Item, ItemResult, Progress, Report, _Task


class AsyncAccountList:
    """All accounts, read page by page as they are needed.

    Nothing is sent until the first is asked for. Each loop begins anew.
    """

    __slots__ = ("_given", "_session")

    def __init__(self, session: _native.Session, given: dict[str, Any]) -> None:
        self._session = session
        self._given = given
        # What is wrong with the arguments is raised here, and not in the loop.
        _native.list_accounts(session, given)

    async def __aiter__(self) -> AsyncIterator[Account]:
        walk = _native.list_accounts(self._session, self._given)
        while (account := await walk.next_soon()) is not None:
            yield account

    def __repr__(self) -> str:
        return "<AsyncAccountList>"


class AsyncAccounts:
    """The accounts below yours at one provider: sub-users, resellers, customers.

    `wholesale.aconnect` and the `accounts` of a provider's client give one. Every method refuses before anything is sent, with
    `UnsupportedError`, the reason and what to do instead, what the provider cannot do; `capabilities` says so beforehand.
    Nothing is replaced by something similar. The other errors are those of the provider's own client.

    Only reads are sent again after a failure. Whatever else fails with `may_have_been_applied` is looked into by `settle`.
    Tasks, event loops and threads may share one.

    >>> async def main() -> None:
    ...     with wholesale.sandbox.Sandbox() as sandbox:
    ...         url = sandbox.url("iproyal")
    ...         async with wholesale.aconnect("iproyal", token="demo", base_url=url) as accounts:
    ...             acme = await accounts.create(name="acme", password="s3cret-pass", balance=wholesale.Amount.gb(10))
    ...             print([account.name async for account in accounts.list()])
    >>> asyncio.run(main())
    ['acme']
    """

    def __init__(self, client: AsyncClient, *, patience: float | datetime.timedelta | None = None) -> None:
        self._client = client
        self._patience = None if patience is None else _native.patience(client._session, patience)

    async def _act(self, action: str, **given: Any) -> Any:
        return await _native.act_soon(self._client._session, action, {**given, "patience": self._patience})

    @property
    def provider(self) -> str:
        """Name of the provider, ``iproyal``."""
        return self._client._provider

    @property
    def client(self) -> AsyncClient:
        """The provider's own client, a `wholesale.iproyal.Client` say."""
        return self._client

    @property
    def capabilities(self) -> Capabilities:
        """What the provider can do."""
        return Capabilities(self.provider)

    @property
    def patience(self) -> float:
        """Seconds that `settle` keeps looking for something that has not arrived: 30 unless told otherwise."""
        return _native.patience(self._client._session, self._patience)

    async def create(
        self,
        *,
        name: str,
        password: str | None = None,
        balance: Amount | None = None,
        email: str | None = None,
        contact: _Contact | None = None,
        details: _Details | None = None,
    ) -> Account:
        """Creates an account. Done twice, it creates two, or is refused the second time; see `ensure`.

        Where the provider answers with nothing but a key, the account has nothing but what was asked for.

        Args:
            name: What it is called, and logs in with where it can.
            password: Its password; a provider whose accounts have none refuses one.
            balance: What it has from the start.
            email: Where its owner is reached.
            contact: Who its owner is: a `Contact`, or a dict of its fields.
            details: What only this provider asks for, by the names its operation has for it: `invoice_by`, `lang_pref`.

        Raises:
            UnsupportedError: the provider has no place for one of these. Nothing was sent.
            InvalidRequestError: something is missing or malformed. Nothing was sent.
        """
        account: Account = await self._act(
            "create",
            name=name,
            password=password,
            balance=balance,
            email=email,
            contact=given_contact(contact),
            details=details,
        )
        return account

    async def ensure(
        self,
        *,
        name: str,
        password: str | None = None,
        balance: Amount | None = None,
        email: str | None = None,
        contact: _Contact | None = None,
        details: _Details | None = None,
    ) -> Ensured:
        """Creates an account, or finds the one that has its name. After a failure it may be asked again: an account that
        was created although the answer was lost is found.

        Two processes that ask at the same time for the same name may both create it, where the provider lets them.

        Args:
            name: What it is called, and what it is found by.
            password: Its password, if it is created.
            balance: What it has from the start, if it is created.
            email: Where its owner is reached, if it is created.
            contact: Who its owner is, if it is created.
            details: What only this provider asks for, if it is created.

        Raises:
            UnsupportedError: the provider cannot list or create, or has no place for one of these.
            InvalidRequestError: several accounts have the name already.
        """
        ensured: Ensured = await self._act(
            "ensure",
            name=name,
            password=password,
            balance=balance,
            email=email,
            contact=given_contact(contact),
            details=details,
        )
        return ensured

    async def get(self, id: str | int) -> Account:
        """Reads an account.

        Raises:
            NotFoundError: there is none of this id.
        """
        account: Account = await self._act("get", id=id)
        return account

    async def find(self, id: str | int) -> Account | None:
        """Reads an account; `None` where there is none of this id."""
        account: Account | None = await self._act("find", id=id)
        return account

    def list(self, *, name: str | None = None, status: Status | None = None) -> AsyncAccountList:
        """All accounts, for an `async for`: page after page, as they are asked for.

        Args:
            name: Only those of this name, exactly.
            status: Only those of this status.

        Raises:
            UnsupportedError: in the loop, when the provider cannot do that.
        """
        return AsyncAccountList(self._client._session, {"name": name, "status": status})

    async def update(
        self,
        id: str | int,
        *,
        name: str | None = None,
        email: str | None = None,
        contact: _Contact | None = None,
        details: _Details | None = None,
    ) -> None:
        """Changes what is known about an account; what is not given stays. Doing it twice changes nothing more.

        Args:
            id: The account's key.
            name: What it is called from now on.
            email: Where its owner is reached.
            contact: Who its owner is: a `Contact`, or a dict of its fields.
            details: What only this provider has, by the names its operation has for it.

        Raises:
            UnsupportedError: the provider has no place for one of these. Nothing was sent.
        """
        await self._act("update", id=id, name=name, email=email, contact=given_contact(contact), details=details)

    async def set_password(self, id: str | int, password: str) -> None:
        """Gives an account another password. Doing it twice changes nothing more."""
        await self._act("set_password", id=id, password=password)

    async def balance(self, id: str | int) -> Balance:
        """Reads what an account has."""
        balance: Balance = await self._act("balance", id=id)
        return balance

    async def add(
        self,
        id: str | int,
        amount: Amount,
        *,
        reference: str | None = None,
        product: str | None = None,
        note: str | None = None,
        before: _Before = "read",
    ) -> Receipt:
        """Moves an amount into an account. Done twice, it moves twice.

        Args:
            id: The account's key.
            amount: How much: traffic in GB of 10^9 bytes, or money.
            reference: Your reference, where the provider keeps one.
            product: The provider's product that it is for, where there are several.
            note: Your text, where the provider keeps one.
            before: What the account had before, which tells `settle` whether a movement arrived whose answer was lost. It is
                read first, with one request that moves nothing; or give what you have just read; or ``"ignored"``, and a
                lost answer cannot be settled.

        Raises:
            UnsupportedError: the provider cannot, or not in this unit. Nothing was sent.
            Error: with `may_have_been_applied` and `unsettled` when the answer was lost: see `settle`.
        """
        receipt: Receipt = await self._act(
            "add", id=id, amount=amount, reference=reference, product=product, note=note, before=before
        )
        return receipt

    async def take(
        self,
        id: str | int,
        amount: Amount,
        *,
        reference: str | None = None,
        product: str | None = None,
        note: str | None = None,
        before: _Before = "read",
    ) -> Receipt:
        """Takes an amount out of an account, back to your own. Done twice, it takes twice.

        Args:
            id: The account's key.
            amount: How much: traffic in GB of 10^9 bytes, or money.
            reference: Your reference, where the provider keeps one.
            product: The provider's product that it is for, where there are several.
            note: Your text, where the provider keeps one.
            before: What the account had before; see `add`.

        Raises:
            UnsupportedError: the provider cannot, or not in this unit. Nothing was sent.
            Error: with `may_have_been_applied` and `unsettled` when the answer was lost: see `settle`.
        """
        receipt: Receipt = await self._act(
            "take", id=id, amount=amount, reference=reference, product=product, note=note, before=before
        )
        return receipt

    async def ensure_balance_at_least(self, id: str | int, amount: Amount) -> Replenished:
        """Sees to it that an account has at least so much available: reads it, adds what is missing once, reads it again.

        After a failure it may be asked again: what arrived is counted. While the account's owner uses it up at the same
        time, or another process adds to it, it may end below or above.

        Raises:
            UnsupportedError: a balance cannot be read, or nothing of this unit be added.
            InvalidRequestError: the account holds another unit, or the provider does not say what it has.
        """
        replenished: Replenished = await self._act("ensure_balance_at_least", id=id, amount=amount)
        return replenished

    async def transfer(self, source: str | int, target: str | int, amount: Amount) -> Transfer:
        """Takes an amount out of one account and adds it to another of the same provider, by way of your own.

        What was taken and cannot be added is given back. Done twice, it transfers twice.

        Args:
            source: The key of the account it is taken from.
            target: The key of the account it is added to.
            amount: How much.

        Raises:
            TransferError: it was not carried out; `whereabouts` says where the amount is.
        """
        transfer: Transfer = await self._act("transfer", source=source, target=target, amount=amount)
        return transfer

    async def disable(self, id: str | int) -> None:
        """Switches an account off. Doing it twice changes nothing more."""
        await self._act("disable", id=id)

    async def delete(self, id: str | int) -> None:
        """Closes an account for good. The second time it is not found."""
        await self._act("delete", id=id)

    @overload
    async def authenticate(self, *, name: str, password: str, ip: str, token: None = None) -> Account: ...
    @overload
    async def authenticate(
        self, *, name: None = None, password: None = None, ip: None = None, token: str
    ) -> Account: ...
    async def authenticate(
        self,
        *,
        name: str | None = None,
        password: str | None = None,
        ip: str | None = None,
        token: str | None = None,
    ) -> Account:
        """Checks that the owner of an account is who it says, and reads the account.

        Args:
            name: Name of the account.
            password: Its password.
            ip: The address that the two were entered from.
            token: Or a token that the provider gave the owner a moment ago.

        Raises:
            ApiError: the provider refuses a wrong password or token, in its words.
        """
        account: Account = await self._act("authenticate", name=name, password=password, ip=ip, token=token)
        return account

    async def own_balance(self) -> Balance:
        """Reads what your own account has left."""
        balance: Balance = await self._act("own_balance")
        return balance

    async def settle(self, error: Error) -> Settlement:
        """Finds out whether a call of these accounts that failed was carried out, by reading the account.

        A movement is told by what the account had before and has now: all it ever received, where the provider says that
        (`funded`), or else what it has left. A creation is told by its name, and taken for done when an account of the name
        was there before.

        What has arrived is said at once. What has not is looked for again until the `patience` is at an end, as the provider
        may still be at work on the request. No patience makes sure of it, and neither can these be told from what they look
        like: another movement of the very same amount at the same time, taken for this one; and where `funded` is not known
        (NeuCRM), an invoice of the very same amount at the same time, which hides it.

        It moves nothing and may be asked again.

        Raises:
            InvalidRequestError: the error is of another provider.
        """
        settlement: Settlement = await self._act("settle", **given_error(error))
        return settlement

    async def settle_unsettled(self, unsettled: Unsettled) -> Settlement:
        """The same for what an error has left open, which may have been written down by another process."""
        settlement: Settlement = await self._act("settle_unsettled", unsettled=unsettled)
        return settlement

    async def bulk(
        self,
        task: _Task,
        items: Iterable[Item] | AsyncIterable[Item],
        *,
        limit: int = 8,
        journal: str | os.PathLike[str] | None = None,
        run: str | None = None,
        durability: Literal["power_loss", "process_crash"] = "power_loss",
        settle_after: float | datetime.timedelta | None = 5,
        patience: float | datetime.timedelta = 5,
        stop_after_failures: int | None = None,
        stop_after_refused_credentials: int | None = 3,
        total: int | None = None,
        on_result: Callable[[ItemResult], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
    ) -> Report:
        """Does the same thing for many accounts; see `wholesale.bulk`. Items are taken as places become free.

        With a journal it may be done again: what was done is skipped. What is raised here - by the source of the items, by a
        callback, by a cancellation - ends the run; what was in the middle is open in its journal, for the next run.

        Args:
            task: What is done to each item; every item has to be of it.
            items: What is to be done for which account.
            limit: Items done at once, at least one. The client's own rate limit stays in force.
            journal: Where every item is written down: a file that does not exist yet, or that of an earlier run to go on with.
            run: What the run is called; a journal of a run that is called otherwise is refused.
            durability: What a line of the journal survives.
            settle_after: Seconds after which the account is read when an answer was lost, for the provider to come to an
                end; `None` leaves the item open, for the next run with the same journal.
            patience: Seconds since the last line of its journal that a run that is resumed waits before it looks into what was
                left open: the provider may still be at work.
            stop_after_failures: Begins nothing more once so many items have failed.
            stop_after_refused_credentials: Begins nothing more once the credentials were refused so many times in a row;
                `None` for never.
            total: How many items there are, for the progress, where `items` has no length.
            on_result: Is given what becomes of each item, as it comes.
            on_progress: Is told how far the run is, after each item.

        Raises:
            UnsupportedError: the provider cannot do that. Nothing was done, and no journal was begun.
            JournalError: the journal is not to be had.
        """
        options = {
            "limit": limit,
            "journal": journal,
            "run": run,
            "durability": durability,
            "settle_after": settle_after,
            "patience": patience,
            "stop_after_failures": stop_after_failures,
            "stop_after_refused_credentials": stop_after_refused_credentials,
            "total": total,
        }
        return await _runs.run_soon(self._client._session, task, items, options, on_result, on_progress)

    def with_options(self, **changes: Any) -> Self:
        """The same accounts with other options of the client; see `with_options` of the client."""
        return type(self)(self._client.with_options(**changes), patience=self._patience)

    def with_patience(self, patience: float | datetime.timedelta) -> Self:
        """The same accounts with another patience, over the same client: closing either closes both.

        The provider may still be at work on a request whose answer was lost, and only time tells that it is not: the less
        patience, the likelier is something called not applied that arrives later.

        Args:
            patience: Seconds; 0 looks once.

        Raises:
            ValueError: less than nothing.
        """
        return type(self)(self._client, patience=patience)

    async def aclose(self) -> None:
        """Closes the client."""
        await self._client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"AsyncAccounts({self._client!r})"


for _class in (AsyncAccountList, AsyncAccounts):
    _class.__module__ = "wholesale"
