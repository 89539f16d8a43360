//! How far each simulated operation can be trusted, as data.

use std::fmt;

/// Where the behaviour of an operation comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Level {
    /// Somebody saw such an answer on the wire, or a public client depends on it.
    Seen,
    /// The provider documents it.
    Documented,
    /// The provider says too little; the sandbox does what seems likely.
    Guessed,
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Level::Seen => "seen",
            Level::Documented => "documented",
            Level::Guessed => "guessed",
        })
    }
}

/// One row of [`FIDELITY`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fidelity {
    /// The provider.
    pub provider: &'static str,
    /// The operation.
    pub operation: &'static str,
    /// Where the shape of the answer and the main effect come from.
    pub level: Level,
    /// What is not known, or is left out.
    pub note: &'static str,
}

const fn row(provider: &'static str, operation: &'static str, level: Level, note: &'static str) -> Fidelity {
    Fidelity { provider, operation, level, note }
}

use Level::{Documented, Guessed, Seen};

/// What is known about every operation of the sandbox.
pub const FIDELITY: &[Fidelity] = &[
    row(
        "iproyal",
        "create_sub_user",
        Documented,
        "answers 201, a client saw 200 too; nothing refuses a username that exists; traffic may be left out; limits are \
         checked and forgotten",
    ),
    row("iproyal", "get_sub_user", Documented, ""),
    row(
        "iproyal",
        "list_sub_users",
        Documented,
        "from and to are null on an empty page, which is inferred; no greatest page size; the search ignores case, which \
         is guessed",
    ),
    row(
        "iproyal",
        "update_sub_user",
        Guessed,
        "traffic sets the balance and moves the difference; the documents read both ways",
    ),
    row("iproyal", "delete_sub_user", Documented, "answers 204 without a body, which is inferred"),
    row("iproyal", "give_traffic", Documented, "the 422 of an overdraft is guessed"),
    row("iproyal", "take_traffic", Documented, "the 422 of an overdraft is guessed"),
    row("iproyal", "get_account", Documented, "also at the older path /me"),
    row(
        "netnut",
        "list_sub_users",
        Documented,
        "the envelope is a list, or an object as a client reads it, by a setting; what stands in data is as clients read it",
    ),
    row("netnut", "create_sub_user", Documented, "nothing refuses a login name that exists"),
    row(
        "netnut",
        "get_sub_user",
        Documented,
        "as the list; an unknown id gets HTTP 200 with success false, seen elsewhere in this API",
    ),
    row("netnut", "change_sub_user_password", Documented, ""),
    row(
        "netnut",
        "allocate_traffic",
        Documented,
        "taken from a main balance that no document mentions; a disabled sub-user can still be given traffic",
    ),
    row(
        "netnut",
        "allocate_ips",
        Documented,
        "counted and nothing more: neither access point nor bandwidth means anything",
    ),
    row("netnut", "disable_sub_user", Documented, "disabling twice succeeds twice; plans stay active"),
    row("netnut", "get_usage", Guessed, "clients read the members of a plan; the envelope around them is guessed"),
    row("netnut", "login", Documented, "the token lasts 24 hours; the token `demo` lasts for ever"),
    row(
        "neucrm",
        "list_resellers",
        Documented,
        "names of the members are those of the requests, `wallet` and `created_on` are guessed; a limit above 100 counts \
         as 100; name and code are compared without case",
    ),
    row("neucrm", "count_resellers", Documented, ""),
    row(
        "neucrm",
        "create_reseller",
        Documented,
        "nothing refuses a code that exists; a missing ispid is the ISP 1; failures have HTTP 200, which is guessed",
    ),
    row("neucrm", "update_reseller", Documented, "what is left out stays as it is"),
    row("neucrm", "delete_reseller", Documented, "the wallet goes back to the ISP, which is guessed"),
    row(
        "neucrm",
        "update_wallet",
        Guessed,
        "TopUp adds, Settlement takes away, Adj carries its sign; a balance of the ISP and the refusal to overdraw it or \
         a wallet beyond its credit limit are guessed",
    ),
    row(
        "neucrm",
        "list_wallet_transactions",
        Guessed,
        "the filters are documented, the members of a record are not; amt is negative where the wallet lost",
    ),
    row("neucrm", "count_wallet_transactions", Documented, ""),
    row("logicboxes", "activate_free_email", Seen, "takes any order id; what clients read is the only source"),
    row("logicboxes", "get_promo_prices", Seen, "always the same two promotions"),
    row(
        "logicboxes",
        "list_allowed_payment_gateways",
        Guessed,
        "nobody has seen it: a map of objects with the documented names, and three gateways of our own",
    ),
    row("logicboxes", "authenticate_token", Seen, "the undocumented members have names of our own"),
    row(
        "logicboxes",
        "generate_token",
        Seen,
        "five wrong passwords lock the customer until it gets a new one, which is guessed",
    ),
    row("logicboxes", "change_customer_password", Seen, "any password is good enough"),
    row(
        "logicboxes",
        "modify_customer",
        Seen,
        "optional parameters that are left out are forgotten; states and countries are not checked",
    ),
    row(
        "logicboxes",
        "sign_up_customer",
        Seen,
        "a username that exists is refused, which is guessed; any password is good enough",
    ),
    row("logicboxes", "get_customer", Seen, "the undocumented members have names of our own"),
    row("logicboxes", "get_customer_by_id", Seen, "the undocumented members have names of our own"),
    row(
        "logicboxes",
        "search_customers",
        Seen,
        "texts are compared in part and without case; a page past the end is empty; both are guessed",
    ),
    row("logicboxes", "delete_customer", Seen, "the funds go back to the reseller, which is guessed"),
    row(
        "logicboxes",
        "add_customer_funds",
        Documented,
        "the same transaction key answers the same number and adds nothing, which is guessed; only customer-id, amount and \
         transaction-key are looked at",
    ),
];

/// [`FIDELITY`] as a Markdown table.
pub fn fidelity_table() -> String {
    let mut table = String::from("| provider | operation | behaviour | note |\n|---|---|---|---|\n");
    for Fidelity { provider, operation, level, note } in FIDELITY {
        table.push_str(&format!("| {provider} | `{operation}` | {level} | {note} |\n"));
    }
    table
}
