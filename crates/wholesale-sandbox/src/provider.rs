//! The four providers: their names, where they live below the listener, and the credentials they accept.

use std::fmt;

/// Credentials of one provider, as name and value.
pub(crate) type Credentials = &'static [(&'static str, &'static str)];

/// One simulated provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Provider {
    Iproyal,
    Netnut,
    Neucrm,
    Logicboxes,
}

/// The token that IPRoyal and NetNut accept, and the key that the other two do.
pub(crate) const DEMO_KEY: &str = "demo";
/// The e-mail address of the NetNut login and the username of the first LogicBoxes customer.
pub(crate) const DEMO_EMAIL: &str = "demo@example.com";
/// The password of the NetNut login.
pub(crate) const NETNUT_PASSWORD: &str = "demo";
/// The password of the first LogicBoxes customer.
pub(crate) const CUSTOMER_PASSWORD: &str = "demo-password";
/// The NeuCRM login.
pub(crate) const NEUCRM_USERID: &str = "5";
/// The LogicBoxes reseller.
pub(crate) const LOGICBOXES_USERID: &str = "1";

impl Provider {
    pub(crate) const ALL: [Provider; 4] = [Provider::Iproyal, Provider::Netnut, Provider::Neucrm, Provider::Logicboxes];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Provider::Iproyal => "iproyal",
            Provider::Netnut => "netnut",
            Provider::Neucrm => "neucrm",
            Provider::Logicboxes => "logicboxes",
        }
    }

    /// What stands before the provider's own paths.
    pub(crate) const fn prefix(self) -> &'static str {
        match self {
            Provider::Iproyal => "/iproyal/v1",
            Provider::Netnut => "/netnut/v1",
            Provider::Neucrm => "/neucrm",
            Provider::Logicboxes => "/logicboxes/api",
        }
    }

    pub(crate) const fn credentials(self) -> Credentials {
        match self {
            Provider::Iproyal => &[("token", DEMO_KEY)],
            Provider::Netnut => &[("token", DEMO_KEY), ("email", DEMO_EMAIL), ("password", NETNUT_PASSWORD)],
            Provider::Neucrm => &[("userid", NEUCRM_USERID), ("api_key", DEMO_KEY)],
            Provider::Logicboxes => &[("auth_userid", LOGICBOXES_USERID), ("api_key", DEMO_KEY)],
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Provider> {
        Provider::ALL.into_iter().find(|provider| provider.name() == name)
    }

    /// The provider a path belongs to and the rest of the path, in the provider's own terms.
    pub(crate) fn of_path(path: &str) -> Option<(Provider, &str)> {
        Provider::ALL.into_iter().find_map(|provider| {
            let rest = path.strip_prefix(provider.prefix())?;
            (rest.is_empty() || rest.starts_with('/')).then_some((provider, rest))
        })
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
