//! The main job at each of the four providers: create an account, list, top up, change a password, close it; then
//! one error of each.
//!
//! ```console
//! cargo run --example quickstart            # against the embedded sandbox
//! cargo run --example quickstart -- --live  # against the real thing, read-only, with credentials in the environment
//! ```
#![allow(clippy::print_stdout)] // A program that shows something.

use wholesale::{Error, Result, dec};
use wholesale_sandbox::Sandbox;

/// What was done, as a table.
#[derive(Default)]
struct Table {
    rows: Vec<[String; 4]>,
}

impl Table {
    fn row(&mut self, provider: &str, step: &str, call: &str, result: impl Into<String>) {
        self.rows.push([provider.to_owned(), step.to_owned(), call.to_owned(), result.into()]);
    }

    fn print(&self) {
        let header = ["provider", "step", "call", "result"].map(str::to_owned);
        let rows: Vec<&[String; 4]> = std::iter::once(&header).chain(&self.rows).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        let (first, second, third) = (width(0), width(1), width(2));
        let mut last = "";
        for [provider, step, call, result] in rows {
            if provider != last && last != "provider" && !last.is_empty() {
                println!();
            }
            last = provider;
            println!("{provider:first$}  {step:second$}  {call:third$}  {result}");
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let mut table = Table::default();
    if std::env::args().any(|argument| argument == "--live") {
        live(&mut table).await;
    } else {
        let sandbox = Sandbox::start().await?;
        iproyal(&sandbox, &mut table).await?;
        netnut(&sandbox, &mut table).await?;
        neucrm(&sandbox, &mut table).await?;
        logicboxes(&sandbox, &mut table).await?;
    }
    table.print();
    Ok(())
}

async fn iproyal(sandbox: &Sandbox, table: &mut Table) -> Result<()> {
    let name = "iproyal";
    let client = wholesale::iproyal::Client::builder().token("demo").base_url(sandbox.url(name)).build()?;

    let user = client.create_sub_user().username("acme").password("s3cret-pass").traffic(10).send().await?;
    let hash = user.hash;
    table.row(name, "create", "create_sub_user", format!("{hash}, {} GB", shown(user.traffic_available)));

    let mut users = client.list_sub_users().stream();
    let mut names = Vec::new();
    while let Some(user) = users.next().await {
        names.push(user?.username.unwrap_or_default());
    }
    table.row(name, "list", "list_sub_users", names.join(", "));

    let user = client.give_traffic().hash(&hash).amount(dec!(2.5)).send().await?;
    table.row(name, "top up", "give_traffic", format!("{} GB", shown(user.traffic_available)));

    client.update_sub_user().hash(&hash).password("n3w-pass").send().await?;
    table.row(name, "change password", "update_sub_user", "done");

    client.delete_sub_user().hash(&hash).send().await?;
    table.row(name, "close", "delete_sub_user", "traffic returned to the main account");

    let gone = client.get_sub_user().hash(&hash).send().await;
    table.row(name, "an error", "get_sub_user", refusal(gone));
    Ok(())
}

async fn netnut(sandbox: &Sandbox, table: &mut Table) -> Result<()> {
    let name = "netnut";
    let client = wholesale::netnut::Client::builder().token("demo").base_url(sandbox.url(name)).build()?;

    let user = client
        .create_sub_user()
        .customer_dashboard_email("it@acme.example")
        .customer_name("Acme")
        .customer_dashboard_pwd("s3cret-dashboard")
        .customer_login_name("acme")
        .customer_login_pwd("s3cret-login")
        .send()
        .await?;
    let id = user.customer_id.map(String::from).unwrap_or_default();
    table.row(name, "create", "create_sub_user", &id);

    let users = client.list_sub_users().send().await?;
    let names: Vec<String> = users.into_iter().filter_map(|user| user.customer_login_name).collect();
    table.row(name, "list", "list_sub_users", names.join(", "));

    client.allocate_traffic().id(&id).allocate(dec!(2.5)).product_type("res").send().await?;
    table.row(name, "top up", "allocate_traffic", "2.5 GB of residential traffic");

    client.change_sub_user_password().id(&id).new_login_pwd("n3w-login").send().await?;
    table.row(name, "change password", "change_sub_user_password", "done");

    client.disable_sub_user().id(&id).send().await?;
    table.row(name, "close", "disable_sub_user", "disabled; there is no delete");

    let unknown = client.get_sub_user().id(1).send().await;
    table.row(name, "an error", "get_sub_user", refusal(unknown));
    Ok(())
}

async fn neucrm(sandbox: &Sandbox, table: &mut Table) -> Result<()> {
    let name = "neucrm";
    let client = wholesale::neucrm::Client::builder().userid(5).api_key("demo").base_url(sandbox.url(name)).build()?;

    let id = client
        .create_reseller()
        .invoice_by("ISP")
        .payment_by("ISP")
        .r#type("Franchisee")
        .name("Acme")
        .code("ACME")
        .mobile("12344444")
        .email("it@acme.example")
        .commission_percent(50)
        .credit_limit(0)
        .send()
        .await?;
    table.row(name, "create", "create_reseller", format!("id {id}"));

    let resellers = client.list_resellers().send().await?;
    let names: Vec<String> = resellers.into_iter().filter_map(|reseller| reseller.name).collect();
    table.row(name, "list", "list_resellers", names.join(", "));

    client.update_wallet().resellerid(&id).action("TopUp").amt(dec!(10.10)).send().await?;
    table.row(name, "top up", "update_wallet", "10.10 into the wallet");

    table.row(name, "change password", "-", "a reseller has no password here");

    client.delete_reseller().resellerid(&id).send().await?;
    table.row(name, "close", "delete_reseller", "done");

    let gone = client.delete_reseller().resellerid(&id).send().await;
    table.row(name, "an error", "delete_reseller", refusal(gone));
    Ok(())
}

async fn logicboxes(sandbox: &Sandbox, table: &mut Table) -> Result<()> {
    let name = "logicboxes";
    let builder = || wholesale::logicboxes::Client::builder().auth_userid(1).base_url(sandbox.url(name));
    let client = builder().api_key("demo").build()?;

    let id = client
        .sign_up_customer()
        .username("it@acme.example")
        .passwd("s3cret-pass9")
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
        .send()
        .await?;
    table.row(name, "create", "sign_up_customer", format!("id {id}"));

    let mut customers = client.search_customers().no_of_records(10).page_no(1).stream();
    let mut names = Vec::new();
    while let Some(customer) = customers.next().await {
        names.push(customer?.customer_username.unwrap_or_default());
    }
    table.row(name, "list", "search_customers", names.join(", "));

    client
        .add_customer_funds()
        .customer_id(&id)
        .amount(dec!(25.00))
        .description("top-up")
        .transaction_type("credit")
        .transaction_key("order-4711")
        .update_total_receipt(true)
        .send()
        .await?;
    table.row(name, "top up", "add_customer_funds", "25.00 into the prepaid funds");

    client.change_customer_password().customer_id(&id).new_passwd("n3w-passw0rd").send().await?;
    table.row(name, "change password", "change_customer_password", "done");

    client.delete_customer().customer_id(&id).send().await?;
    table.row(name, "close", "delete_customer", "done");

    let refused = builder().api_key("no-such-key").build()?.get_promo_prices().send().await;
    table.row(name, "an error", "get_promo_prices", refusal(refused));
    Ok(())
}

/// Reads from the providers whose credentials are in the environment, and changes nothing.
async fn live(table: &mut Table) {
    let count = |count: usize| format!("{count} accounts on the first page");
    let step = "list, live";
    match wholesale::iproyal::Client::from_env() {
        Ok(client) => {
            let page = client.list_sub_users().send().await.map(|page| count(page.data.len()));
            table.row("iproyal", step, "list_sub_users", page.unwrap_or_else(|error| error.to_string()));
        }
        Err(error) => table.row("iproyal", step, "-", error.to_string()),
    }
    match wholesale::netnut::Client::from_env() {
        Ok(client) => {
            let users = client.list_sub_users().send().await.map(|users| count(users.len()));
            table.row("netnut", step, "list_sub_users", users.unwrap_or_else(|error| error.to_string()));
        }
        Err(error) => table.row("netnut", step, "-", error.to_string()),
    }
    match wholesale::neucrm::Client::from_env() {
        Ok(client) => {
            let resellers = client.count_resellers().send().await.map(|all| format!("{all} resellers"));
            table.row("neucrm", step, "count_resellers", resellers.unwrap_or_else(|error| error.to_string()));
        }
        Err(error) => table.row("neucrm", step, "-", error.to_string()),
    }
    match wholesale::logicboxes::Client::from_env() {
        Ok(client) => {
            let promos = client.get_promo_prices().send().await.map(|promos| format!("{} promotions", promos.len()));
            table.row("logicboxes", step, "get_promo_prices", promos.unwrap_or_else(|error| error.to_string()));
        }
        Err(error) => table.row("logicboxes", step, "-", error.to_string()),
    }
}

fn shown(amount: Option<wholesale::Decimal>) -> String {
    amount.map_or_else(|| "?".to_owned(), |amount| amount.to_string())
}

/// What the error of a call that must fail says.
fn refusal<T>(result: Result<T>) -> String {
    result.err().as_ref().map_or_else(|| "no error".to_owned(), Error::to_string)
}
