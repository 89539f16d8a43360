//! Names of the model as Rust identifiers.

use proc_macro2::{Ident, Span};

use crate::naming;

/// The name as an identifier; a keyword becomes a raw one, so that it keeps its spelling: `r#type`.
#[must_use]
pub fn ident(name: &str) -> Ident {
    if naming::is_plain(name) && !naming::is_keyword(name) || syn::parse_str::<Ident>(name).is_ok() {
        return Ident::new(name, Span::call_site());
    }
    match name {
        // The four that cannot be raw.
        "self" | "super" | "crate" | "Self" | "_" | "" => Ident::new(&format!("{name}_"), Span::call_site()),
        keyword => Ident::new_raw(keyword, Span::call_site()),
    }
}
