//! Customers as each provider wants them: the one place that knows what the facade's arguments are at which provider.

use std::sync::Arc;
use std::time::Duration;

use wholesale::{Accounts, Amount, Capability, Contact, Decimal, NewAccount, ToAccounts, Unit};

use crate::scenarios::Clients;

/// The password of every account that is made here, where accounts have one.
pub const PASSWORD: &str = "s3cret-pass9";

/// The accounts at a provider through its client in a test, checked by its own table or by another one, and
/// without patience, as the sandbox has none to wait for; `None` for a
/// provider that the facade has no adapter for.
#[must_use]
pub fn accounts(clients: &Clients, provider: &str, table: Option<&'static [Capability]>) -> Option<Arc<dyn Accounts>> {
    fn of(client: &impl ToAccounts, table: Option<&'static [Capability]>) -> Arc<dyn Accounts> {
        table.map_or_else(|| client.to_accounts(), |table| client.to_accounts_claiming(table))
    }
    let accounts = match provider {
        "iproyal" => of(&clients.iproyal, table),
        "netnut" => of(&clients.netnut, table),
        "neucrm" => of(&clients.neucrm, table),
        "logicboxes" => of(&clients.logicboxes, table),
        _ => return None,
    };
    Some(accounts.with_patience(Duration::ZERO))
}

/// A name that the provider takes: an e-mail address at LogicBoxes.
#[must_use]
pub fn name(provider: &str, stem: &str) -> String {
    match provider {
        "logicboxes" => format!("{stem}@example.com"),
        _ => stem.to_owned(),
    }
}

/// What accounts hold at the provider.
#[must_use]
pub fn unit(provider: &str) -> Unit {
    match provider {
        "iproyal" | "netnut" => Unit::Gigabytes,
        _ => Unit::Money,
    }
}

/// So much of what accounts hold at the provider.
#[must_use]
pub fn amount(provider: &str, value: impl Into<Decimal>) -> Amount {
    Amount::new(value.into(), unit(provider))
}

/// An account with what the provider needs, and nothing besides.
#[must_use]
pub fn new_account(provider: &str, stem: &str) -> NewAccount {
    let name = name(provider, stem);
    match provider {
        "netnut" => NewAccount::new(name, PASSWORD).email(format!("{stem}@acme.example")),
        "neucrm" => NewAccount::without_password(name)
            .email(format!("{stem}@acme.example"))
            .contact(Contact::default().phone("5550100"))
            .detail("invoice_by", "ISP")
            .detail("payment_by", "Reseller")
            .detail("type", "Reseller")
            .detail("code", stem),
        "logicboxes" => NewAccount::new(name, PASSWORD).contact(contact(CONTACT_FIELDS)),
        _ => NewAccount::new(name, PASSWORD),
    }
}

/// Every field of a contact by its name, each with a value of its own.
pub const CONTACT_FIELDS: &[(&str, &str)] = &[
    ("person", "Ada Example"),
    ("company", "Example Ltd"),
    ("phone_country_code", "91"),
    ("phone", "5550142"),
    ("address", "1 Example Street"),
    ("city", "Bengaluru"),
    ("state", "Karnataka"),
    ("country", "IN"),
    ("postal_code", "560001"),
    ("language", "en"),
];

/// The fields of a contact that the provider keeps, when an account is created or when it is updated.
#[must_use]
pub fn contact_fields(provider: &str, is_new: bool) -> &'static [(&'static str, &'static str)] {
    match (provider, is_new) {
        ("netnut", true) => &[("company", "Example Ltd")],
        ("neucrm", true) => {
            &[("phone", "5550142"), ("address", "1 Example Street"), ("state", "Karnataka"), ("country", "IN")]
        }
        ("neucrm", false) => &[("phone", "5550143"), ("address", "2 Example Street")],
        ("logicboxes", _) => CONTACT_FIELDS,
        // Where none is kept, one that would be.
        _ => &[("person", "Ada Example")],
    }
}

/// A contact of fields by their names.
#[must_use]
pub fn contact(fields: &[(&str, &str)]) -> Contact {
    fields.iter().fold(Contact::default(), |contact, (name, value)| with_field(contact, name, value))
}

/// A contact with a field by its name; a name that no contact has changes nothing.
#[must_use]
pub fn with_field(contact: Contact, name: &str, value: &str) -> Contact {
    match name {
        "person" => contact.person(value),
        "company" => contact.company(value),
        "phone_country_code" => contact.phone_country_code(value),
        "phone" => contact.phone(value),
        "address" => contact.address(value),
        "city" => contact.city(value),
        "state" => contact.state(value),
        "country" => contact.country(value),
        "postal_code" => contact.postal_code(value),
        "language" => contact.language(value),
        _ => contact,
    }
}

/// Every detail that the provider takes, when an account is created or when it is updated.
#[must_use]
pub fn details(provider: &str, is_new: bool) -> Vec<(&'static str, &'static str)> {
    let (both, new): (&[_], &[_]) = match provider {
        "iproyal" => (&[("daily_limit", "1.25"), ("monthly_limit", "2.25"), ("lifetime_limit", "3.25")], &[]),
        "netnut" => (&[], &[("customer_dashboard_pwd", "d4shboard-pass"), ("snkrs_private_pool", "17")]),
        "neucrm" => (
            &[
                ("invoice_by", "Reseller"),
                ("payment_by", "ISP+Reseller"),
                ("type", "Franchisee"),
                ("code", "code-17"),
                ("commission_percent", "12.5"),
                ("credit_limit", "250.75"),
                ("ispid", "4711"),
            ],
            &[],
        ),
        "logicboxes" => (
            &[
                ("other_state", "Elsewhere"),
                ("address_line_2", "Second floor"),
                ("address_line_3", "Back door"),
                ("alt_phone_cc", "92"),
                ("alt_phone", "5550144"),
                ("fax_cc", "93"),
                ("fax", "5550145"),
                ("mobile_cc", "94"),
                ("mobile", "5550146"),
                ("vat_id", "VAT-4711"),
            ],
            &[("sms_consent", "true"), ("accept_policy", "true"), ("marketing_email_consent", "false")],
        ),
        _ => (&[], &[]),
    };
    both.iter().chain(new.iter().filter(|_| is_new)).copied().collect()
}
