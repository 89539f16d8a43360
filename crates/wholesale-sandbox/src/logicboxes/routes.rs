//! The operations of LogicBoxes.

use super::{customers, funds, login, products, search};
use crate::routes::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("activate_free_email", "POST", "/mail/activate.json", products::activate_free_email),
    Route::new("get_promo_prices", "GET", "/resellers/promo-details.json", products::promo_prices),
    Route::new("list_allowed_payment_gateways", "GET", "/pg/allowedlist-for-customer.json", products::payment_gateways),
    Route::new("authenticate_token", "GET", "/customers/authenticate-token.json", login::authenticate_token),
    Route::new("generate_token", "GET", "/customers/generate-token.json", login::generate_token),
    Route::new("change_customer_password", "POST", "/customers/change-password.json", login::change_password),
    Route::new("modify_customer", "POST", "/customers/modify.json", customers::modify),
    Route::new("sign_up_customer", "POST", "/customers/signup.json", customers::sign_up),
    Route::new("get_customer", "GET", "/customers/details.json", customers::by_username),
    Route::new("get_customer_by_id", "GET", "/customers/details-by-id.json", customers::by_id),
    Route::new("search_customers", "GET", "/customers/search.json", search::search),
    Route::new("delete_customer", "POST", "/customers/delete.json", customers::delete),
    Route::new("add_customer_funds", "POST", "/billing/add-customer-fund.json", funds::add),
];
