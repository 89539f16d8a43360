"""Top-ups whose answers are lost: was the traffic moved? Ask, wait, then act. Nothing is ever moved twice.

    python bindings/python/examples/top_up_safely.py   # against the embedded sandbox, where answers are lost on purpose

It prints the same table as `cargo run --example top_up_safely`.
"""

from __future__ import annotations

from typing import Literal

import wholesale
from wholesale import Accounts, Amount
from wholesale.sandbox import Fault, Sandbox


def top_up(accounts: Accounts, id: str, amount: Amount, before: Literal["read", "ignored"]) -> str:
    """Moves an amount into an account, once, whatever happens to the answer."""
    try:
        accounts.add(id, amount, before=before)
        return "confirmed"
    except wholesale.Error as error:
        # What has not arrived is looked for until the patience is at an end: 30 seconds unless told otherwise. For an error
        # that is no doubt - refused, never sent - this is `not_applied` at once.
        settlement = accounts.settle(error)
        if settlement.is_applied:
            return "answer lost; it had arrived, so nothing was sent again"
        if settlement.is_not_applied and error.may_have_been_applied:
            accounts.add(id, amount)
            return "answer lost; it had not arrived, so it was sent again"
        if settlement.is_not_applied:
            raise
        return f"answer lost; a person has to look: {settlement.reason}"


def main() -> None:
    # With the real thing: accounts = wholesale.connect("iproyal")
    with Sandbox() as sandbox, wholesale.connect("iproyal", token="demo", base_url=sandbox.url("iproyal")) as accounts:
        # The sandbox is quick: what has not arrived in half a second never will.
        accounts = accounts.with_patience(0.5)
        account = accounts.create(name="acme", password="s3cret-pass", balance=Amount.gb(10))

        print(f"{'a top-up of 5 GB':<36} {'before':>9} {'after':>9}  what happened")
        cases: list[tuple[str, Fault | None, Literal["read", "ignored"]]] = [
            ("is answered", None, "read"),
            ("arrives, its answer is lost", Fault.applied_and_answer_lost(), "read"),
            ("is lost on its way", Fault.reset_before_apply(), "read"),
            # One request instead of two, and no way to tell afterwards.
            ("is lost, and nothing was read before", Fault.reset_before_apply(), "ignored"),
        ]
        for case, fault, reading in cases:
            if fault is not None:
                sandbox.fail("iproyal.give_traffic", fault)
            before = accounts.balance(account.id).available
            happened = top_up(accounts, account.id, Amount.gb(5), reading)
            after = accounts.balance(account.id).available
            print(f"{case:<36} {before!s:>9} {after!s:>9}  {happened}")


if __name__ == "__main__":
    main()
