//! Clients of the four providers with the same options, for tests.

use wholesale_runtime::Transport;

macro_rules! client {
    ($name:ident, $krate:ident, $($credential:ident = $value:expr),+) => {
        #[doc = concat!("A client of ", stringify!($name), " with made-up credentials over a transport.")]
        ///
        /// # Errors
        /// `Configuration`, when an option is refused.
        pub fn $name(transport: impl Transport) -> wholesale_runtime::Result<$krate::Client> {
            $krate::Client::builder()
                $(.$credential($value))+
                .base_url(concat!("https://", stringify!($name), ".example/base"))
                .rate_limit(None)
                .transport(transport)
                .build()
        }
    };
}

client!(iproyal, wholesale_iproyal, token = "iproyal-token");
client!(netnut, wholesale_netnut, token = "netnut-token");
client!(neucrm, wholesale_neucrm, userid = 5, api_key = "neucrm-key");
client!(logicboxes, wholesale_logicboxes, auth_userid = 1, api_key = "logicboxes-key");
