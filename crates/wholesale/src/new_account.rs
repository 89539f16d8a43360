//! What is said about an account when it is made, or changed.

use std::collections::BTreeMap;
use std::fmt;

use wholesale_runtime::Secret;

use crate::amount::Amount;

/// An account to be created.
///
/// What a provider has no place for is refused before anything is sent, not dropped.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NewAccount {
    /// What it is called, and logs in with where it can.
    pub name: String,
    /// Its password; a provider whose accounts have none refuses one.
    pub password: Option<Secret>,
    /// What it has from the start.
    pub balance: Option<Amount>,
    /// Where its owner is reached.
    pub email: Option<String>,
    /// Who its owner is.
    pub contact: Contact,
    /// What only this provider asks for, by the names its operation has for it.
    pub details: Details,
}

impl NewAccount {
    /// An account with a password.
    #[must_use]
    pub fn new(name: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { password: Some(password.into()), ..Self::without_password(name) }
    }

    /// An account at a provider whose accounts have no password.
    #[must_use]
    pub fn without_password(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            password: None,
            balance: None,
            email: None,
            contact: Contact::default(),
            details: Details::default(),
        }
    }

    /// What it has from the start.
    #[must_use]
    pub fn with(mut self, balance: Amount) -> Self {
        self.balance = Some(balance);
        self
    }

    /// Where its owner is reached.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// Who its owner is.
    #[must_use]
    pub fn contact(mut self, contact: Contact) -> Self {
        self.contact = contact;
        self
    }

    /// What only this provider asks for, by the name its operation has for it: `invoice_by`, `lang_pref`.
    #[must_use]
    pub fn detail(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.details.insert(name, value);
        self
    }
}

/// What is to change about an account; what is not given stays as it is.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct AccountUpdate {
    /// What it is called from now on.
    pub name: Option<String>,
    /// Where its owner is reached.
    pub email: Option<String>,
    /// Who its owner is.
    pub contact: Contact,
    /// What only this provider has, by the names its operation has for it.
    pub details: Details,
}

impl AccountUpdate {
    /// What it is called from now on.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Where its owner is reached.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// Who its owner is.
    #[must_use]
    pub fn contact(mut self, contact: Contact) -> Self {
        self.contact = contact;
        self
    }

    /// What only this provider has, by the name its operation has for it.
    #[must_use]
    pub fn detail(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.details.insert(name, value);
        self
    }
}

/// The record of a contact, with a setter for each field.
macro_rules! contact {
    ($($(#[$docs:meta])* $field:ident)*) => {
        /// Who owns an account. All of it is optional here; a provider that needs something says so before anything is
        /// sent.
        #[derive(Clone, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Contact {
            $($(#[$docs])* pub $field: Option<String>,)*
        }

        impl Contact {
            $(
                $(#[$docs])*
                #[must_use]
                pub fn $field(mut self, value: impl Into<String>) -> Self {
                    self.$field = Some(value.into());
                    self
                }
            )*

            /// The fields that are given, with their names.
            pub(crate) fn given(&self) -> impl Iterator<Item = (&'static str, &str)> {
                [$((stringify!($field), self.$field.as_deref())),*]
                    .into_iter()
                    .filter_map(|(name, value)| Some((name, value?)))
            }
        }
    };
}

contact! {
    /// Name of the person.
    person
    /// Name of the company.
    company
    /// Country calling code without `+`, `91`.
    phone_country_code
    /// Number without the country calling code.
    phone
    /// Street and number.
    address
    /// City.
    city
    /// State or province.
    state
    /// Country, two letters.
    country
    /// Postal code.
    postal_code
    /// Language, two letters.
    language
}

impl Contact {
    /// Whether nothing is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.given().next().is_none()
    }
}

/// The names of what is given: personal data is not shown.
impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.given().map(|(name, _)| name)).finish()
    }
}

/// What only one provider asks for, by the names its operation has for it.
#[derive(Clone, Default)]
pub struct Details(BTreeMap<String, Secret>);

impl Details {
    /// Adds one.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Secret>) {
        self.0.insert(name.into(), value.into());
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Secret)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// The names alone: nobody knows which of the values are secrets.
impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
