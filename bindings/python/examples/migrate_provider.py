"""From one provider to another: what will be different, every account made anew with what it has left, and a journal by which
it goes on after a crash.

    python bindings/python/examples/migrate_provider.py   # against the embedded sandbox

It prints the same as `cargo run --example migrate_provider`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import wholesale
from wholesale import Account, Accounts, Amount
from wholesale.bulk import Item, Report, read_journal
from wholesale.sandbox import Sandbox


def main() -> None:
    with Sandbox() as sandbox, tempfile.TemporaryDirectory() as folder:
        # With the real thing: old, new = wholesale.connect("iproyal"), wholesale.connect("netnut")
        old = wholesale.connect("iproyal", token="demo", base_url=sandbox.url("iproyal"))
        new = wholesale.connect("netnut", token="demo", base_url=sandbox.url("netnut"))
        for name, gb in (("acme", "10"), ("globex", "2.5"), ("initech", "0"), ("umbrella", "7.25")):
            old.create(name=name, password="s3cret-pass", balance=Amount.gb(gb))

        for one, other in ((old, new), (new, old)):
            print(f"What {one.provider} does and {other.provider} does not:")
            for line in only(one, other):
                print(f"  {line}")
        print("Not carried over: passwords, which only their owners should know, and what was used so far.\n")

        # The journals belong into a place that outlives the program.
        creating, adding = Path(folder, "creating.jsonl"), Path(folder, "adding.jsonl")
        # On the way, an answer is lost and a connection breaks. The first run leaves that to the second.
        sandbox.fail("netnut.allocate_traffic", "applied_and_answer_lost")
        sandbox.fail("netnut.allocate_traffic", "reset_before_apply")
        accounts = list(old.list())
        for attempt in ("first", "second"):
            created = create(new, accounts, creating)
            moved = add(new, accounts, creating, adding)
            for what, report in (("accounts", created), ("traffic", moved)):
                done, before, still_open = report.progress.done, report.progress.was_done, report.progress.unsettled
                print(f"{attempt:<6} run, {what:<8} {done} done, {before} done before, {still_open} open")

        print(f"\n{'name':<10} {old.provider:>9} {new.provider:>9}")
        new_ids = ids(creating)
        for account in accounts:
            there = str(new.balance(new_ids[account.id]).available) if account.id in new_ids else "-"
            print(f"{account.name:<10} {account.balance.available!s:>9} {there:>9}")


def create(new: Accounts, accounts: list[Account], journal: Path) -> Report:
    """Makes every account anew. The key is the old id: it stays the same from run to run."""
    items = [
        # What the new provider wants to know besides comes from your own records.
        Item.create(one.id, name=one.name, password=f"n3w-{one.name}-pass", email=f"it@{one.name}.example")
        for one in accounts
        if one.name is not None
    ]
    return new.bulk("create", items, journal=journal)


def add(new: Accounts, accounts: list[Account], created: Path, journal: Path) -> Report:
    """Gives every new account what the old one has left."""
    new_ids = ids(created)
    items = [
        Item.add(account.id, new_ids[account.id], account.balance.available)
        for account in accounts
        if isinstance(account.balance.available, Amount) and account.balance.available.is_positive
    ]
    # A real run waits a moment and looks by itself, which it does unless told otherwise.
    return new.bulk("add", items, journal=journal, settle_after=None, patience=0)


def ids(created: Path) -> dict[str, str]:
    """The new id of every old one, as the journal has it."""
    return {entry.key: entry.id for entry in read_journal(created) if entry.id is not None}


def only(one: Accounts, other: Accounts) -> Iterator[str]:
    """What one can and the other cannot, in the words of the other's table."""
    for line in other.capabilities:
        if line.can != "yes" and one.capabilities.can(line.action, line.argument):
            yield str(line)


if __name__ == "__main__":
    main()
