//! The one place that knows how to make every operation of every provider succeed against a fresh sandbox.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use wholesale_runtime::api::Api;
use wholesale_runtime::{Observer, Result, RetryInfo, RetryPolicy, Secret, dec};
use wholesale_sandbox::Sandbox;

/// The APIs of all providers.
pub const APIS: [&Api; 4] =
    [&wholesale_iproyal::API, &wholesale_netnut::API, &wholesale_neucrm::API, &wholesale_logicboxes::API];

/// The login of the NetNut account that the sandbox knows.
pub const NETNUT_LOGIN: (&str, &str) = ("demo@example.com", "demo");
/// The username and the password of the LogicBoxes customer that the sandbox starts with.
pub const LOGICBOXES_CUSTOMER: (&str, &str) = ("demo@example.com", "demo-password");

/// Counts what is sent again. Clones share the count.
#[derive(Debug, Clone, Default)]
pub struct Retries(Arc<AtomicU64>);

impl Retries {
    /// How often something was sent again.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Observer for Retries {
    fn on_retry(&self, _retry: &RetryInfo) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// What the clients of a test share.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Time one attempt may take.
    pub timeout: Duration,
    /// When to send again.
    pub retry: RetryPolicy,
    /// Bytes of an answer that are read at most.
    pub body_cap: u64,
    /// Counts what is sent again.
    pub retries: Retries,
}

impl Default for Settings {
    /// Patient with an attempt, and in a hurry between two.
    fn default() -> Self {
        Self {
            timeout: crate::patience::LONGEST,
            retry: RetryPolicy::default().backoff(Duration::from_millis(1), Duration::from_millis(2)),
            body_cap: 16 * 1024 * 1024,
            retries: Retries::default(),
        }
    }
}

/// A client of every provider.
#[derive(Debug, Clone)]
pub struct Clients {
    /// IPRoyal, with the sandbox's token.
    pub iproyal: wholesale_iproyal::Client,
    /// NetNut, with the sandbox's token.
    pub netnut: wholesale_netnut::Client,
    /// NeuCRM, with the sandbox's key.
    pub neucrm: wholesale_neucrm::Client,
    /// LogicBoxes, with the sandbox's key, and without the limit that the real one has.
    pub logicboxes: wholesale_logicboxes::Client,
}

impl Clients {
    /// Clients of a sandbox.
    ///
    /// # Errors
    /// `Configuration`, when an option is refused.
    pub fn new(sandbox: &Sandbox, settings: &Settings) -> Result<Self> {
        Self::at(|provider| sandbox.url(provider), settings)
    }

    /// Clients that send to the URL of each provider.
    ///
    /// # Errors
    /// `Configuration`, when an option is refused.
    pub fn at(url: impl Fn(&str) -> String, settings: &Settings) -> Result<Self> {
        macro_rules! client {
            ($builder:expr, $provider:literal) => {
                $builder
                    .base_url(url($provider))
                    .rate_limit(None)
                    .timeout(settings.timeout)
                    .retry(settings.retry)
                    .body_cap(settings.body_cap)
                    .observer(settings.retries.clone())
                    .build()?
            };
        }
        Ok(Self {
            iproyal: client!(wholesale_iproyal::Client::builder().token("demo"), "iproyal"),
            netnut: client!(wholesale_netnut::Client::builder().token("demo"), "netnut"),
            neucrm: client!(wholesale_neucrm::Client::builder().userid(5).api_key("demo"), "neucrm"),
            logicboxes: client!(wholesale_logicboxes::Client::builder().auth_userid(1).api_key("demo"), "logicboxes"),
        })
    }

    /// Makes what the operations of one provider need: an account with 10 GB, or 10 of its money, and where there are such, a
    /// token of it.
    ///
    /// # Errors
    /// Those of the calls.
    pub async fn prepare(&self, provider: &str) -> Result<Ready> {
        let mut token = Secret::new("");
        let id = match provider {
            "iproyal" => {
                let user = self.iproyal.create_sub_user().username("acme").password("s3cret-pass").traffic(10);
                user.send().await?.hash
            }
            "netnut" => {
                let id = self.create_netnut("acme").await?;
                self.netnut.allocate_traffic().id(&id).allocate(10).product_type("res").send().await?;
                id
            }
            "neucrm" => {
                let id = self.create_neucrm("acme").await?;
                self.neucrm.update_wallet().resellerid(&id).action("TopUp").amt(10).send().await?;
                id
            }
            _ => {
                let id = self.create_logicboxes("acme@example.com").await?;
                self.add_funds(&id, dec!(10), "the first funds").await?;
                token = self.token_of("acme@example.com").await?;
                id
            }
        };
        Ok(Ready { id, token })
    }

    /// Makes one call that succeeds unless something goes wrong on the way, and gives how often it was sent; `None` for an
    /// operation that is not known here.
    pub async fn call(&self, provider: &str, operation: &str, ready: &Ready) -> Option<Result<u32>> {
        let Self { iproyal, netnut, neucrm, logicboxes } = self;
        let Ready { id, token } = ready;
        macro_rules! sent {
            ($call:expr) => {
                $call.send_raw().await.map(|answer| answer.attempts())
            };
        }
        Some(match (provider, operation) {
            ("iproyal", "list_sub_users") => sent!(iproyal.list_sub_users()),
            ("iproyal", "create_sub_user") => {
                sent!(iproyal.create_sub_user().username("other").password("s3cret-pass").traffic(1))
            }
            ("iproyal", "get_sub_user") => sent!(iproyal.get_sub_user().hash(id)),
            ("iproyal", "update_sub_user") => sent!(iproyal.update_sub_user().hash(id).traffic(7)),
            ("iproyal", "delete_sub_user") => sent!(iproyal.delete_sub_user().hash(id)),
            ("iproyal", "give_traffic") => sent!(iproyal.give_traffic().hash(id).amount(dec!(2.5))),
            ("iproyal", "take_traffic") => sent!(iproyal.take_traffic().hash(id).amount(dec!(2.5))),
            ("iproyal", "get_account") => sent!(iproyal.get_account()),

            ("netnut", "login") => sent!(netnut.login().email(NETNUT_LOGIN.0).password(NETNUT_LOGIN.1)),
            ("netnut", "list_sub_users") => sent!(netnut.list_sub_users()),
            ("netnut", "create_sub_user") => sent!(new_netnut(netnut, "other")),
            ("netnut", "get_sub_user") => sent!(netnut.get_sub_user().id(id)),
            ("netnut", "change_sub_user_password") => {
                sent!(netnut.change_sub_user_password().id(id).new_login_pwd("n3w-login"))
            }
            ("netnut", "allocate_traffic") => {
                sent!(netnut.allocate_traffic().id(id).allocate(dec!(2.5)).product_type("res"))
            }
            ("netnut", "allocate_ips") => {
                sent!(netnut.allocate_ips().id(id).access_point("abc").country_code("US").ips(5_i64).bandwidth(5))
            }
            ("netnut", "disable_sub_user") => sent!(netnut.disable_sub_user().id(id)),
            ("netnut", "get_usage") => sent!(netnut.get_usage().id(id)),

            ("neucrm", "list_resellers") => sent!(neucrm.list_resellers()),
            ("neucrm", "count_resellers") => sent!(neucrm.count_resellers()),
            ("neucrm", "create_reseller") => sent!(new_neucrm(neucrm, "other")),
            ("neucrm", "update_reseller") => sent!(neucrm.update_reseller().resellerid(id).name("Acme Ltd")),
            ("neucrm", "delete_reseller") => sent!(neucrm.delete_reseller().resellerid(id)),
            ("neucrm", "update_wallet") => {
                sent!(neucrm.update_wallet().resellerid(id).action("TopUp").amt(dec!(2.5)))
            }
            ("neucrm", "list_wallet_transactions") => sent!(neucrm.list_wallet_transactions().resellerid(id)),
            ("neucrm", "count_wallet_transactions") => sent!(neucrm.count_wallet_transactions().resellerid(id)),

            ("logicboxes", "activate_free_email") => sent!(logicboxes.activate_free_email().order_id(4711)),
            ("logicboxes", "get_promo_prices") => sent!(logicboxes.get_promo_prices()),
            ("logicboxes", "authenticate_token") => sent!(logicboxes.authenticate_token().token(token)),
            ("logicboxes", "generate_token") => {
                sent!(logicboxes.generate_token().username("acme@example.com").passwd(PASSWORD).ip("192.0.2.1"))
            }
            ("logicboxes", "list_allowed_payment_gateways") => {
                sent!(logicboxes.list_allowed_payment_gateways().customer_id(id).payment_type("AddFund"))
            }
            ("logicboxes", "change_customer_password") => {
                sent!(logicboxes.change_customer_password().customer_id(id).new_passwd("n3w-passw0rd"))
            }
            ("logicboxes", "modify_customer") => sent!(
                logicboxes
                    .modify_customer()
                    .customer_id(id)
                    .username("acme@example.com")
                    .name("Ada Acme")
                    .company("Acme Ltd")
                    .address_line_1("2 Example Street")
                    .city("Mysuru")
                    .state("Karnataka")
                    .country("IN")
                    .zipcode("570001")
                    .phone_cc("91")
                    .phone("5550101")
                    .lang_pref("en")
            ),
            ("logicboxes", "sign_up_customer") => sent!(new_logicboxes(logicboxes, "other@example.com")),
            ("logicboxes", "get_customer") => sent!(logicboxes.get_customer().username("acme@example.com")),
            ("logicboxes", "get_customer_by_id") => sent!(logicboxes.get_customer_by_id().customer_id(id)),
            ("logicboxes", "search_customers") => sent!(logicboxes.search_customers().no_of_records(10).page_no(1)),
            ("logicboxes", "delete_customer") => sent!(logicboxes.delete_customer().customer_id(id)),
            ("logicboxes", "add_customer_funds") => sent!(new_funds(logicboxes, id, dec!(2.5), "order-4711")),
            _ => return None,
        })
    }

    /// A NetNut sub-user with this login name; its id.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn create_netnut(&self, name: &str) -> Result<String> {
        let user = new_netnut(&self.netnut, name).send().await?;
        Ok(user.customer_id.map(String::from).unwrap_or_default())
    }

    /// A NeuCRM reseller with this name and code; its id.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn create_neucrm(&self, name: &str) -> Result<String> {
        new_neucrm(&self.neucrm, name).send().await.map(String::from)
    }

    /// A LogicBoxes customer with this username and [`PASSWORD`]; its id.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn create_logicboxes(&self, username: &str) -> Result<String> {
        new_logicboxes(&self.logicboxes, username).send().await.map(String::from)
    }

    /// Adds funds to a LogicBoxes customer.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn add_funds(&self, id: &str, amount: wholesale_runtime::Decimal, key: &str) -> Result<()> {
        new_funds(&self.logicboxes, id, amount, key).send().await.map(|_| ())
    }

    /// A login token of a LogicBoxes customer that has [`PASSWORD`].
    ///
    /// # Errors
    /// Those of the call.
    pub async fn token_of(&self, username: &str) -> Result<Secret> {
        self.logicboxes.generate_token().username(username).passwd(PASSWORD).ip("192.0.2.1").send().await
    }
}

/// The password of every LogicBoxes customer that is made here.
pub const PASSWORD: &str = "s3cret-pass9";

/// What was prepared at one provider.
#[derive(Debug, Clone)]
pub struct Ready {
    /// The key of the account.
    pub id: String,
    /// The customer's login token, at LogicBoxes.
    pub token: Secret,
}

fn new_netnut(client: &wholesale_netnut::Client, name: &str) -> wholesale_netnut::builder::CreateSubUser {
    client
        .create_sub_user()
        .customer_dashboard_email("it@acme.example")
        .customer_name("Acme")
        .customer_dashboard_pwd("s3cret-dashboard")
        .customer_login_name(name)
        .customer_login_pwd("s3cret-login")
}

fn new_neucrm(client: &wholesale_neucrm::Client, name: &str) -> wholesale_neucrm::builder::CreateReseller {
    client
        .create_reseller()
        .invoice_by("ISP")
        .payment_by("ISP")
        .r#type("Franchisee")
        .name(name)
        .code(name)
        .mobile("12344444")
        .email("it@acme.example")
        .commission_percent(50)
        .credit_limit(0)
}

fn new_logicboxes(
    client: &wholesale_logicboxes::Client,
    username: &str,
) -> wholesale_logicboxes::builder::SignUpCustomer {
    client
        .sign_up_customer()
        .username(username)
        .passwd(PASSWORD)
        .name("Ada Acme")
        .company("Acme")
        .address_line_1("1 Example Street")
        .city("Bengaluru")
        .state("Karnataka")
        .country("IN")
        .zipcode("560001")
        .phone_cc("91")
        .phone("5550100")
        .lang_pref("en")
}

fn new_funds(
    client: &wholesale_logicboxes::Client,
    id: &str,
    amount: wholesale_runtime::Decimal,
    key: &str,
) -> wholesale_logicboxes::builder::AddCustomerFunds {
    client
        .add_customer_funds()
        .customer_id(id)
        .amount(amount)
        .description("top-up")
        .transaction_type("credit")
        .transaction_key(key)
        .update_total_receipt(true)
}
