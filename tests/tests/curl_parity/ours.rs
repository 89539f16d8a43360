//! The calls of the samples, made with the clients over real HTTP.

use wholesale_runtime::{ErrorKind, Result};

use crate::samples::{HASH, ID, NEUCRM_KEY, TOKEN};

/// Makes the call of a sample. The server's answer fits no operation, so how it is read says nothing.
pub(crate) async fn send(operation: &str, server: &str) {
    let (provider, id) = operation.split_once(' ').expect("a provider and an operation");
    let outcome = match provider {
        "iproyal" => iproyal(id, server).await,
        "netnut" => netnut(id, server).await,
        "neucrm" => neucrm(id, server).await,
        _ => logicboxes(id, server).await,
    };
    if let Err(error) = outcome {
        assert_eq!(error.kind(), ErrorKind::Decode, "{operation}: {error}");
    }
}

async fn iproyal(operation: &str, server: &str) -> Result<()> {
    use wholesale_iproyal::{Client, dec};
    let client = Client::builder().token(TOKEN).base_url(format!("{server}/v1")).build()?;
    match operation {
        "create_sub_user" => {
            let call = client.create_sub_user().username("subuser123").password("securepassword");
            call.traffic(dec!(10.0)).send().await.map(drop)
        }
        "get_sub_user" => client.get_sub_user().hash(HASH).send().await.map(drop),
        "list_sub_users" => {
            client.list_sub_users().page(1).per_page(10).search("username_search").send().await.map(drop)
        }
        "update_sub_user" => {
            let call = client.update_sub_user().hash(HASH).username("new_username").password("new_password");
            call.traffic(dec!(5.0)).send().await.map(drop)
        }
        "delete_sub_user" => client.delete_sub_user().hash(HASH).send().await,
        "give_traffic" => client.give_traffic().hash(HASH).amount(dec!(5.0)).send().await.map(drop),
        "take_traffic" => client.take_traffic().hash(HASH).amount(dec!(5.0)).send().await.map(drop),
        other => panic!("no call for {other}"),
    }
}

async fn netnut(operation: &str, server: &str) -> Result<()> {
    let client = wholesale_netnut::Client::builder().token(TOKEN).base_url(format!("{server}/v1")).build()?;
    match operation {
        "get_sub_user" => client.get_sub_user().id(ID).send().await.map(drop),
        "change_sub_user_password" => client.change_sub_user_password().id(ID).new_login_pwd("").send().await.map(drop),
        "list_sub_users" => client.list_sub_users().send().await.map(drop),
        "create_sub_user" => {
            let call = client.create_sub_user().customer_dashboard_email("").customer_name("");
            let call = call.customer_dashboard_pwd("").customer_login_name("").customer_login_pwd("");
            call.snkrs_private_pool(1).send().await.map(drop)
        }
        "allocate_traffic" => client.allocate_traffic().id(ID).allocate(10).product_type("*").send().await.map(drop),
        "allocate_ips" => {
            let call = client.allocate_ips().id(ID).access_point("abc").country_code("US");
            call.ips(5).bandwidth(5).send().await.map(drop)
        }
        "disable_sub_user" => client.disable_sub_user().id(ID).send().await.map(drop),
        other => panic!("no call for {other}"),
    }
}

async fn neucrm(operation: &str, server: &str) -> Result<()> {
    let client = wholesale_neucrm::Client::builder().userid(5).api_key(NEUCRM_KEY).base_url(server).build()?;
    match operation {
        "list_resellers" => client.list_resellers().send().await.map(drop),
        "create_reseller" => {
            let call = client.create_reseller().invoice_by("ISP").payment_by("ISP").r#type("Franchisee");
            let call = call.name("Reseller4").code("R2").mobile("12344444").email("contact@reseller4.com");
            call.country("India").commission_percent(50).credit_limit(0).send().await.map(drop)
        }
        "update_reseller" => client.update_reseller().resellerid(4).payment_by("Reseller").send().await.map(drop),
        "list_wallet_transactions" => client.list_wallet_transactions().resellerid(1).send().await.map(drop),
        "update_wallet" => client.update_wallet().resellerid(3).action("TopUp").amt(10).send().await.map(drop),
        "delete_reseller" => client.delete_reseller().resellerid(3).send().await.map(drop),
        other => panic!("no call for {other}"),
    }
}

async fn logicboxes(operation: &str, server: &str) -> Result<()> {
    use wholesale_logicboxes::Client;
    let client = Client::builder().auth_userid(0).api_key("key").base_url(format!("{server}/api")).build()?;
    match operation {
        "activate_free_email" => client.activate_free_email().order_id(0).send().await.map(drop),
        "get_promo_prices" => client.get_promo_prices().send().await.map(drop),
        "authenticate_token" => client.authenticate_token().token("authenticationtoken").send().await.map(drop),
        "generate_token" => {
            let call = client.generate_token().username("jane@example.com").passwd("customerpassword");
            call.ip("1.1.1.1").send().await.map(drop)
        }
        "list_allowed_payment_gateways" => {
            client.list_allowed_payment_gateways().customer_id(0).payment_type("type").send().await.map(drop)
        }
        "change_customer_password" => {
            client.change_customer_password().customer_id(0).new_passwd("password1").send().await.map(drop)
        }
        "modify_customer" => {
            let call = client.modify_customer().customer_id(0).username("jane@example.com").name("name");
            let call = call.company("company").lang_pref("en").address_line_1("address-line-1").city("city");
            let call = call.state("state").country("US").zipcode("0000").phone_cc("0").phone("000000");
            call.send().await.map(drop)
        }
        other => panic!("no call for {other}"),
    }
}
