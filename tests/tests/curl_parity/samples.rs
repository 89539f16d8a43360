//! The request samples of the four documents. The lines are as the documents have them.

/// One sample.
#[derive(Debug)]
pub(crate) struct Sample {
    /// Provider and operation.
    pub(crate) operation: &'static str,
    /// Verb of the heading above it.
    pub(crate) verb: &'static str,
    /// Path of the heading, where it has one.
    pub(crate) path: Option<&'static str>,
    /// How it is written.
    pub(crate) form: Form,
    /// What it is sent to, replaced by the address of the test's server.
    pub(crate) host: &'static str,
    /// The sample.
    pub(crate) line: &'static str,
    /// A slip of the document, and what must be meant.
    pub(crate) slip: Option<(&'static str, &'static str)>,
}

/// How a sample is written.
#[derive(Debug)]
pub(crate) enum Form {
    /// A curl command.
    Curl,
    /// A request written out.
    Http,
    /// A verb and a URL.
    Url(&'static str),
}

/// What a reader puts where the samples have placeholders.
pub(crate) const TOKEN: &str = "a-token-of-the-account";
pub(crate) const HASH: &str = "01HQ5K3P97DY8EX9Y90YT1K6XA";
pub(crate) const ID: &str = "4711";
pub(crate) const NEUCRM_KEY: &str = "0f9895fb407c83e5ea128082098b47681aa75d6944576423c4";

impl Sample {
    /// A text of the document with its placeholders filled in.
    pub(crate) fn fill_in(&self, text: &str) -> String {
        let text = text.replace("<your_api_token>", TOKEN).replace("YOUR_API_KEY", TOKEN);
        text.replace("<subuser_hash>", HASH).replace("{ hash }", HASH).replace("{id}", ID)
    }
}

const fn iproyal(operation: &'static str, verb: &'static str, path: &'static str, line: &'static str) -> Sample {
    let host = "https://resi-api.iproyal.com";
    Sample { operation, verb, path: Some(path), form: Form::Curl, host, line, slip: None }
}

const fn netnut(operation: &'static str, verb: &'static str, path: &'static str, line: &'static str) -> Sample {
    let host = "https://customers-api.netnut.io";
    Sample { operation, verb, path: Some(path), form: Form::Http, host, line, slip: None }
}

const fn neucrm(operation: &'static str, path: &'static str, line: &'static str) -> Sample {
    Sample { operation, verb: "POST", path: Some(path), form: Form::Curl, host: "$NONE", line, slip: None }
}

const fn logicboxes(operation: &'static str, verb: &'static str, line: &'static str) -> Sample {
    let host = "https://test.httpapi.com";
    Sample { operation, verb, path: None, form: Form::Url(verb), host, line, slip: None }
}

impl Sample {
    const fn with_slip(mut self, slip: &'static str, mended: &'static str) -> Self {
        self.slip = Some((slip, mended));
        self
    }
}

/// All of them, in the order of the documents.
pub(crate) const SAMPLES: &[Sample] = &[
    netnut(
        "netnut get_sub_user",
        "GET",
        "/customer/sub-user/{id}",
        "GET /v1/customer/sub-user/{id} HTTP/1.1
Host: customers-api.netnut.io
Authorization: YOUR_API_KEY
Accept: */*",
    ),
    netnut(
        "netnut change_sub_user_password",
        "PATCH",
        "/customer/sub-user/{id}/password",
        r#"PATCH /v1/customer/sub-user/{id}/password HTTP/1.1
Host: customers-api.netnut.io
Authorization: YOUR_API_KEY
Content-Type: application/json
Accept: */*
Content-Length: 20

{
  "new_login_pwd": ""
}"#,
    ),
    netnut(
        "netnut list_sub_users",
        "GET",
        "/customer/sub-user/",
        "GET /v1/customer/sub-user/ HTTP/1.1
Host: customers-api.netnut.io
Authorization: YOUR_API_KEY
Accept: */*",
    ),
    netnut(
        "netnut create_sub_user",
        "POST",
        "/customer/sub-user/",
        r#"POST /v1/customer/sub-user/ HTTP/1.1
Host: customers-api.netnut.io
Authorization: YOUR_API_KEY
Content-Type: application/json
Accept: */*
Content-Length: 150

{
  "customer_dashboard_email": "",
  "customer_name": "",
  "customer_dashboard_pwd": "",
  "customer_login_name": "",
  "customer_login_pwd": "",
  "snkrs_private_pool": 1
}"#,
    ),
    netnut(
        "netnut allocate_traffic",
        "POST",
        "/customer/sub-user/{id}/allocate",
        r#"POST /v1/customer/sub-user/{id}/allocate HTTP/1.1
Host: customers-api.netnut.io
Authorization: YOUR_API_KEY
Content-Type: application/json
Accept: */*
Content-Length: 67

{
  "allocate": 10,
  "product_type": "'*' | 'dc' | 'res' | 'stc' | 'mob'"
}"#,
    )
    .with_slip("'*' | 'dc' | 'res' | 'stc' | 'mob'", "*"),
    netnut(
        "netnut allocate_ips",
        "POST",
        "/customer/sub-user/{id}/allocateIps",
        r#"POST /v1/customer/sub-user/{id}/allocateIps HTTP/1.1
Host: customers-api.netnut.io
Authorization: YOUR_API_KEY
Content-Type: application/json
Accept: */*
Content-Length: 64

{
  "access_point": "abc",
  "country_code": "US",
  "ips": 5,
  "bandwidth": 5
}"#,
    ),
    netnut(
        "netnut disable_sub_user",
        "PUT",
        "/customer/sub-user/{id}/disabled",
        "PUT /v1/customer/sub-user/{id}/disabled HTTP/1.1
Host: customers-api.netnut.io
Authorization: YOUR_API_KEY
Accept: */*",
    ),
    iproyal(
        "iproyal create_sub_user",
        "POST",
        "/residential-subusers",
        r#"curl -X POST https://resi-api.iproyal.com/v1/residential-subusers \
     -H "Content-Type: application/json" \
     -H "Authorization: Bearer <your_api_token>" \
     -d '{
           "username": "subuser123",
           "password": "securepassword",
           "traffic": 10.0,
         }'"#,
    )
    .with_slip("10.0,", "10.0"),
    iproyal(
        "iproyal get_sub_user",
        "GET",
        "/residential-subusers/{ hash }",
        r#"curl -X GET "https://resi-api.iproyal.com/v1/residential-subusers/<subuser_hash>" \
     -H "Authorization: Bearer <your_api_token>""#,
    ),
    iproyal(
        "iproyal list_sub_users",
        "GET",
        "/residential-subusers",
        r#"curl -X GET "https://resi-api.iproyal.com/v1/residential-subusers?page=1&per_page=10&search=username_search" \
     -H "Authorization: Bearer <your_api_token>""#,
    ),
    iproyal(
        "iproyal update_sub_user",
        "UPDATE",
        "/residential-subusers/{ hash }",
        r#"curl -X PUT "https://resi-api.iproyal.com/v1/residential-subusers/<subuser_hash>" \
     -H "Authorization: Bearer <your_api_token>" \
     -H "Content-Type: application/json" \
     -d '{
           "username": "new_username",
           "password": "new_password",
           "traffic": 5.0
         }'"#,
    ),
    iproyal(
        "iproyal delete_sub_user",
        "DELETE",
        "/residential-subusers/{ hash }",
        r#"curl -X DELETE "https://resi-api.iproyal.com/v1/residential-subusers/<subuser_hash>" \
     -H "Authorization: Bearer <your_api_token>" \
     -H "Content-Type: application/json""#,
    ),
    iproyal(
        "iproyal give_traffic",
        "POST",
        "/residential-subusers/{ hash }/give-traffic",
        r#"curl -X POST "https://resi-api.iproyal.com/v1/residential-subusers/<subuser_hash>/give-traffic" \
     -H "Authorization: Bearer <your_api_token>" \
     -H "Content-Type: application/json" \
     -d '{
           "amount": 5.0
         }'"#,
    ),
    iproyal(
        "iproyal take_traffic",
        "POST",
        "/residential-subusers/{ hash }/take-traffic",
        r#"curl -X POST "https://resi-api.iproyal.com/v1/residential-subusers/<subuser_hash>/take-traffic" \
     -H "Authorization: Bearer <your_api_token>" \
     -H "Content-Type: application/json" \
     -d '{
           "amount": 5.0
         }'"#,
    ),
    neucrm(
        "neucrm list_resellers",
        "/api/reseller/list",
        r#"curl -X POST $BASE_URL/api/reseller/list -d userid=5 -d api_key="0f9895fb407c83e5ea128082098b47681aa75d6944576423c4""#,
    ),
    neucrm(
        "neucrm create_reseller",
        "/api/reseller/create",
        r#"curl -X POST $BASE_URL/api/reseller/create -d userid=5 -d api_key="0f9895fb407c83e5ea128082098b47681aa75d6944576423c4" -d name="Reseller4" -d code="R2" -d mobile="12344444" -d email="contact@reseller4.com" -d country="India" -d invoice_by="ISP" -d payment_by="ISP" -d type="Franchisee" -d commission_percent=50 -d credit_limit=0"#,
    ),
    neucrm(
        "neucrm update_reseller",
        "/api/reseller/update",
        r#"curl -X POST $BASE_URL/api/reseller/update -d userid=5 -d api_key="0f9895fb407c83e5ea128082098b47681aa75d6944576423c4" -d resellerid=4 -d payment_by="Reseller""#,
    ),
    neucrm(
        "neucrm list_wallet_transactions",
        "/api/reseller/wallet_txn",
        r#"curl -X POST $BASE_URL/api/reseller/credits_usage -d userid=5 -d api_key="0f9895fb407c83e5ea128082098b47681aa75d6944576423c4" -d resellerid=1"#,
    ),
    neucrm(
        "neucrm update_wallet",
        "/api/reseller/wallet_update",
        r#"curl -X POST $BASE_URL/api/reseller/wallet_update -d userid=5 -d api_key="0f9895fb407c83e5ea128082098b47681aa75d6944576423c4" -d resellerid=3 -d action="TopUp" -d amt=10"#,
    ),
    neucrm(
        "neucrm delete_reseller",
        "/api/reseller/delete",
        r#"curl -X POST $BASE_URL/api/reseller/delete -d userid=5 -d api_key="0f9895fb407c83e5ea128082098b47681aa75d6944576423c4" -d resellerid=3"#,
    ),
    logicboxes(
        "logicboxes activate_free_email",
        "POST",
        "https://test.httpapi.com/api/mail/activate.xml?auth-userid=0&api-key=key&order-id=0",
    ),
    logicboxes(
        "logicboxes get_promo_prices",
        "GET",
        "https://test.httpapi.com/api/resellers/promo-details.json?auth-userid=0&api-key=key",
    ),
    logicboxes(
        "logicboxes authenticate_token",
        "GET",
        "https://test.httpapi.com/api/customers/authenticate-token.json?auth-userid=0&api-key=key&token=authenticationtoken",
    ),
    logicboxes(
        "logicboxes generate_token",
        "GET",
        "https://test.httpapi.com/api/customers/generate-token.json?auth-userid=0&api-key=key&[email protected]&passwd=customerpassword&ip=1.1.1.1",
    )
    .with_slip("[email protected]", "username=jane@example.com"),
    logicboxes(
        "logicboxes list_allowed_payment_gateways",
        "GET",
        "https://test.httpapi.com/api/pg/allowedlist-for-customer.json?auth-userid=0&api-key=key&payment-type=type&customer-id=0",
    ),
    logicboxes(
        "logicboxes change_customer_password",
        "POST",
        "https://test.httpapi.com/api/customers/change-password.json?auth-userid=0&api-key=key&customer-id=0&new-passwd=password1",
    ),
    logicboxes(
        "logicboxes modify_customer",
        "POST",
        "https://test.httpapi.com/api/customers/modify.json?auth-userid=0&api-key=key&customer-id=0&[email protected]&name=name&company=company&lang-pref=en&address-line-1=address-line-1&city=city&state=state&country=US&zipcode=0000&phone-cc=0&phone=000000",
    )
    .with_slip("[email protected]", "username=jane@example.com"),
];
