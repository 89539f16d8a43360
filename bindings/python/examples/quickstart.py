"""The main job at each of the four providers: create an account, list, top up, change a password, close it; then
one error of each.

    python bindings/python/examples/quickstart.py            # against the embedded sandbox
    python bindings/python/examples/quickstart.py --live     # against the real thing, read-only, with credentials in
                                                             # the environment

It prints the same table as `cargo run --example quickstart`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal

import wholesale
from wholesale import iproyal, logicboxes, netnut, neucrm
from wholesale.sandbox import Sandbox


class Table:
    """What was done."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, str]] = []

    def row(self, provider: str, step: str, call: str, result: str) -> None:
        self.rows.append((provider, step, call, result))

    def print(self) -> None:
        header = ("provider", "step", "call", "result")
        rows = [header, *self.rows]
        first, second, third = (max(len(row[column]) for row in rows) for column in range(3))
        last = ""
        for provider, step, call, result in rows:
            if provider != last and last not in ("", "provider"):
                print()
            last = provider
            print(f"{provider:{first}}  {step:{second}}  {call:{third}}  {result}")


def of_iproyal(sandbox: Sandbox, table: Table) -> None:
    name = "iproyal"
    client = iproyal.Client(token="demo", base_url=sandbox.url(name))

    user = client.create_sub_user(username="acme", password="s3cret-pass", traffic=10)
    table.row(name, "create", "create_sub_user", f"{user.hash}, {user.traffic_available} GB")

    names = [user.username or "" for user in client.list_sub_users()]
    table.row(name, "list", "list_sub_users", ", ".join(names))

    topped_up = client.give_traffic(hash=user.hash, amount=Decimal("2.5"))
    table.row(name, "top up", "give_traffic", f"{topped_up.traffic_available} GB")

    client.update_sub_user(hash=user.hash, password="n3w-pass")
    table.row(name, "change password", "update_sub_user", "done")

    client.delete_sub_user(hash=user.hash)
    table.row(name, "close", "delete_sub_user", "traffic returned to the main account")

    table.row(name, "an error", "get_sub_user", refusal(lambda: client.get_sub_user(hash=user.hash)))


def of_netnut(sandbox: Sandbox, table: Table) -> None:
    name = "netnut"
    client = netnut.Client(token="demo", base_url=sandbox.url(name))

    user = client.create_sub_user(
        customer_dashboard_email="it@acme.example",
        customer_name="Acme",
        customer_dashboard_pwd="s3cret-dashboard",
        customer_login_name="acme",
        customer_login_pwd="s3cret-login",
    )
    id = user.customer_id or ""
    table.row(name, "create", "create_sub_user", id)

    names = [user.customer_login_name for user in client.list_sub_users() if user.customer_login_name]
    table.row(name, "list", "list_sub_users", ", ".join(names))

    client.allocate_traffic(id=id, allocate=Decimal("2.5"), product_type="res")
    table.row(name, "top up", "allocate_traffic", "2.5 GB of residential traffic")

    client.change_sub_user_password(id=id, new_login_pwd="n3w-login")
    table.row(name, "change password", "change_sub_user_password", "done")

    client.disable_sub_user(id=id)
    table.row(name, "close", "disable_sub_user", "disabled; there is no delete")

    table.row(name, "an error", "get_sub_user", refusal(lambda: client.get_sub_user(id=1)))


def of_neucrm(sandbox: Sandbox, table: Table) -> None:
    name = "neucrm"
    client = neucrm.Client(userid="5", api_key="demo", base_url=sandbox.url(name))

    id = client.create_reseller(
        invoice_by="ISP",
        payment_by="ISP",
        type="Franchisee",
        name="Acme",
        code="ACME",
        mobile="12344444",
        email="it@acme.example",
        commission_percent=50,
        credit_limit=0,
    )
    table.row(name, "create", "create_reseller", f"id {id}")

    names = [reseller.name for reseller in client.list_resellers() if reseller.name]
    table.row(name, "list", "list_resellers", ", ".join(names))

    client.update_wallet(resellerid=id, action="TopUp", amt=Decimal("10.10"))
    table.row(name, "top up", "update_wallet", "10.10 into the wallet")

    table.row(name, "change password", "-", "a reseller has no password here")

    client.delete_reseller(resellerid=id)
    table.row(name, "close", "delete_reseller", "done")

    table.row(name, "an error", "delete_reseller", refusal(lambda: client.delete_reseller(resellerid=id)))


def of_logicboxes(sandbox: Sandbox, table: Table) -> None:
    name = "logicboxes"
    client = logicboxes.Client(auth_userid="1", api_key="demo", base_url=sandbox.url(name))

    id = client.sign_up_customer(
        username="it@acme.example",
        passwd="s3cret-pass9",
        name="Ada Acme",
        company="Acme",
        address_line_1="1 Example Street",
        city="Bengaluru",
        state="Karnataka",
        country="IN",
        zipcode="560001",
        phone_cc="91",
        phone="5550100",
        lang_pref="en",
    )
    table.row(name, "create", "sign_up_customer", f"id {id}")

    customers = client.search_customers(no_of_records=10, page_no=1)
    table.row(name, "list", "search_customers", ", ".join(customer.customer_username or "" for customer in customers))

    client.add_customer_funds(
        customer_id=id,
        amount=Decimal("25.00"),
        description="top-up",
        transaction_type="credit",
        transaction_key="order-4711",
        update_total_receipt=True,
    )
    table.row(name, "top up", "add_customer_funds", "25.00 into the prepaid funds")

    client.change_customer_password(customer_id=id, new_passwd="n3w-passw0rd")
    table.row(name, "change password", "change_customer_password", "done")

    client.delete_customer(customer_id=id)
    table.row(name, "close", "delete_customer", "done")

    stranger = logicboxes.Client(auth_userid="1", api_key="no-such-key", base_url=sandbox.url(name))
    table.row(name, "an error", "get_promo_prices", refusal(stranger.get_promo_prices))


def refusal(call: Callable[[], object]) -> str:
    """What the error of a call that must fail says."""
    try:
        call()
    except wholesale.Error as error:
        return str(error)
    return "no error"


def live(table: Table) -> None:
    """Reads from the providers whose credentials are in the environment, and changes nothing."""

    def first_page_of_iproyal() -> str:
        return f"{len(iproyal.Client().with_raw_response.list_sub_users().payload.data)} accounts on the first page"

    def first_page_of_netnut() -> str:
        return f"{len(netnut.Client().with_raw_response.list_sub_users().payload)} accounts on the first page"

    calls: list[tuple[str, str, Callable[[], str]]] = [
        ("iproyal", "list_sub_users", first_page_of_iproyal),
        ("netnut", "list_sub_users", first_page_of_netnut),
        ("neucrm", "count_resellers", lambda: f"{neucrm.Client().count_resellers()} resellers"),
        ("logicboxes", "get_promo_prices", lambda: f"{len(logicboxes.Client().get_promo_prices())} promotions"),
    ]
    for provider, call, read in calls:
        try:
            table.row(provider, "list, live", call, read())
        except wholesale.ConfigurationError as error:
            table.row(provider, "list, live", "-", str(error))
        except wholesale.Error as error:
            table.row(provider, "list, live", call, str(error))


def main() -> None:
    table = Table()
    if "--live" in sys.argv[1:]:
        live(table)
    else:
        with Sandbox() as sandbox:
            of_iproyal(sandbox, table)
            of_netnut(sandbox, table)
            of_neucrm(sandbox, table)
            of_logicboxes(sandbox, table)
    table.print()


if __name__ == "__main__":
    main()
