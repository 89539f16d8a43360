"""The one place that knows how to make every operation succeed against a fresh sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from calls import Call
from wholesale import iproyal, logicboxes, netnut, neucrm
from wholesale.sandbox import Sandbox

PASSWORD = "s3cret-pass9"


NETNUT_USER: Mapping[str, Any] = {
    "customer_dashboard_email": "it@acme.example",
    "customer_name": "Acme",
    "customer_dashboard_pwd": "s3cret-dashboard",
    "customer_login_pwd": "s3cret-login",
}

NEUCRM_RESELLER: Mapping[str, Any] = {
    "invoice_by": "ISP",
    "payment_by": "ISP",
    "type": "Franchisee",
    "mobile": "12344444",
    "email": "it@acme.example",
    "commission_percent": 50,
    "credit_limit": 0,
}

LOGICBOXES_CUSTOMER: Mapping[str, Any] = {
    "name": "Ada Acme",
    "company": "Acme",
    "address_line_1": "1 Example Street",
    "city": "Bengaluru",
    "state": "Karnataka",
    "country": "IN",
    "zipcode": "560001",
    "phone_cc": "91",
    "phone": "5550100",
    "lang_pref": "en",
}

LOGICBOXES_FUNDS: Mapping[str, Any] = {
    "description": "top-up",
    "transaction_type": "credit",
    "update_total_receipt": True,
}


def prepared(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """Makes what the operation needs, an account with 10 GB or 10 of its money, and gives its arguments."""
    known = SCENARIOS[call.provider](sandbox)
    return dict(known.get(call.operation, {}))


def _access(sandbox: Sandbox, provider: str) -> dict[str, Any]:
    return {**sandbox.credentials(provider), "base_url": sandbox.url(provider)}


def _iproyal(sandbox: Sandbox) -> Mapping[str, Mapping[str, Any]]:
    client = iproyal.Client(**_access(sandbox, "iproyal"))
    hash = client.create_sub_user(username="acme", password="s3cret-pass", traffic=10).hash
    return {
        "create_sub_user": {"username": "other", "password": "s3cret-pass", "traffic": 1},
        "get_sub_user": {"hash": hash},
        "update_sub_user": {"hash": hash, "traffic": 7},
        "delete_sub_user": {"hash": hash},
        "give_traffic": {"hash": hash, "amount": Decimal("2.5")},
        "take_traffic": {"hash": hash, "amount": Decimal("2.5")},
    }


def _netnut(sandbox: Sandbox) -> Mapping[str, Mapping[str, Any]]:
    client = netnut.Client(**_access(sandbox, "netnut"))
    id = client.create_sub_user(customer_login_name="acme", **NETNUT_USER).customer_id
    assert id is not None
    client.allocate_traffic(id=id, allocate=10, product_type="res")
    return {
        "login": sandbox.login("netnut"),
        "create_sub_user": {"customer_login_name": "other", **NETNUT_USER},
        "get_sub_user": {"id": id},
        "change_sub_user_password": {"id": id, "new_login_pwd": "n3w-login"},
        "allocate_traffic": {"id": id, "allocate": Decimal("2.5"), "product_type": "res"},
        "allocate_ips": {"id": id, "access_point": "abc", "country_code": "US", "ips": 5, "bandwidth": 5},
        "disable_sub_user": {"id": id},
        "get_usage": {"id": id},
    }


def _neucrm(sandbox: Sandbox) -> Mapping[str, Mapping[str, Any]]:
    client = neucrm.Client(**_access(sandbox, "neucrm"))
    id = client.create_reseller(name="acme", code="acme", **NEUCRM_RESELLER)
    client.update_wallet(resellerid=id, action="TopUp", amt=10)
    return {
        "create_reseller": {"name": "other", "code": "other", **NEUCRM_RESELLER},
        "update_reseller": {"resellerid": id, "name": "Acme Ltd"},
        "delete_reseller": {"resellerid": id},
        "update_wallet": {"resellerid": id, "action": "TopUp", "amt": Decimal("2.5")},
        "list_wallet_transactions": {"resellerid": id},
        "count_wallet_transactions": {"resellerid": id},
    }


def _logicboxes(sandbox: Sandbox) -> Mapping[str, Mapping[str, Any]]:
    client = logicboxes.Client(**_access(sandbox, "logicboxes"), rate_limit=False)
    username = "acme@example.com"
    id = client.sign_up_customer(username=username, passwd=PASSWORD, **LOGICBOXES_CUSTOMER)
    client.add_customer_funds(customer_id=id, amount=10, transaction_key="the first funds", **LOGICBOXES_FUNDS)
    token = client.generate_token(username=username, passwd=PASSWORD, ip="192.0.2.1")
    return {
        "activate_free_email": {"order_id": 4711},
        "authenticate_token": {"token": token},
        "generate_token": {"username": username, "passwd": PASSWORD, "ip": "192.0.2.1"},
        "list_allowed_payment_gateways": {"customer_id": id, "payment_type": "AddFund"},
        "change_customer_password": {"customer_id": id, "new_passwd": "n3w-passw0rd"},
        "modify_customer": {"customer_id": id, "username": username, **LOGICBOXES_CUSTOMER},
        "sign_up_customer": {"username": "other@example.com", "passwd": PASSWORD, **LOGICBOXES_CUSTOMER},
        "get_customer": {"username": username},
        "get_customer_by_id": {"customer_id": id},
        "search_customers": {"no_of_records": 10, "page_no": 1},
        "delete_customer": {"customer_id": id},
        "add_customer_funds": {
            "customer_id": id,
            "amount": Decimal("2.5"),
            "transaction_key": "order-4711",
            **LOGICBOXES_FUNDS,
        },
    }


SCENARIOS = {"iproyal": _iproyal, "netnut": _netnut, "neucrm": _neucrm, "logicboxes": _logicboxes}
