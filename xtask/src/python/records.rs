//! What makes a record or an enumeration of the Rust crate a class or a text of Python, behind the `python` feature.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::names::identifier;
use crate::docs::{comment, or};
use crate::identifiers::ident;
use crate::model::{Field, NamedType, Shape, Type};
use crate::polish::rust_type;

/// The attribute that stands before a record.
#[must_use]
pub fn attribute(provider: &str) -> TokenStream {
    let module = format!("wholesale.{provider}");
    quote! {
        #[cfg_attr(
            feature = "python",
            ::wholesale_runtime::pyo3::pyclass(crate = "::wholesale_runtime::pyo3", module = #module, frozen, eq)
        )]
    }
}

/// What follows the definition of a type: its conversions, and the attributes and methods of a record.
#[must_use]
pub fn record(named: &NamedType) -> TokenStream {
    let name = format_ident!("{}", named.name);
    let call = match &named.shape {
        Shape::Record { fields, keeps_unknown } => {
            let signature = signature(fields, *keeps_unknown);
            let rows = fields.iter().map(row);
            let extra = keeps_unknown.then(|| {
                quote! {
                    /// Fields that the provider sends and the spec does not name. Unlike named ones they are not exact: a number with a
                    /// fraction, or of more than 64 bits, is right to 15 digits.
                    (python_extra, extra, "extra"),
                }
            });
            quote!(::wholesale_runtime::python_record! { #name, #signature, [#(#rows)* #extra] })
        }
        Shape::Enumeration { open: true, .. } => quote!(::wholesale_runtime::python_enum!(#name);),
        Shape::Enumeration { open: false, .. } => quote!(::wholesale_runtime::python_enum!(closed #name);),
        Shape::Union { variants } => {
            let module = quote!();
            let variants = variants.iter().map(|(variant, ty)| {
                let (variant, rust) = (format_ident!("{variant}"), rust_type(ty, &module));
                let rust = if matches!(ty, Type::Named(_)) { quote!(::std::boxed::Box<#rust>) } else { rust };
                quote!(#variant(#rust))
            });
            quote!(::wholesale_runtime::python_union!(#name { #(#variants),* });)
        }
    };
    quote! {
        #[cfg(feature = "python")]
        #call
    }
}

/// The constructor's parameters, as `inspect.signature` shows them.
fn signature(fields: &[Field], keeps_unknown: bool) -> String {
    let required = fields.iter().filter(|field| field.required).map(|field| identifier(&field.name));
    let optional =
        fields.iter().filter(|field| !field.required).map(|field| format!("{}=None", identifier(&field.name)));
    let extra = keeps_unknown.then(|| "extra=None".to_owned());
    let parameters: Vec<String> = required.chain(optional).chain(extra).collect();
    if parameters.is_empty() { "()".to_owned() } else { format!("(*, {})", parameters.join(", ")) }
}

/// One attribute: its getter, the field, and its name in Python.
fn row(field: &Field) -> TokenStream {
    let (name, python) = (ident(&field.name), identifier(&field.name));
    let getter = format_ident!("python_{}", field.name);
    let docs = comment(or(&field.description, "Not described by the provider.").trim());
    quote! {
        #docs
        (#getter, #name, #python),
    }
}
