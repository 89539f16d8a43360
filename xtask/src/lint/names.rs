//! Whether a provider's name makes an identifier in both languages.

use proc_macro2::Ident;

use crate::naming;

/// Whether a text can stand as an identifier, be it an escaped one.
pub(super) fn is_identifier(text: &str) -> bool {
    naming::is_plain(text) || syn::parse_str::<Ident>(text).is_ok() || naming::is_keyword(text)
}

/// Whether a name on the wire makes the names of a field, of a setter and of a type.
pub(super) fn is_usable(name: &str) -> bool {
    naming::is_nameable(name) && is_identifier(&naming::snake(name)) && is_identifier(&naming::pascal(name))
}
