//! The native glue of a provider: from Python's arguments to an encoded request, operation by operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::names::identifier;
use crate::identifiers::ident;
use crate::model::{Operation, Provider, Shape};
use crate::operations::{offered, payload_type};
use crate::polish::rust_type;

/// `bindings/python/src/generated/<provider>.rs`, formatted.
pub(super) fn file(provider: &Provider) -> Result<String, String> {
    let krate = format_ident!("wholesale_{}", provider.name);
    let count = provider.operations.len();
    let rows = provider.operations.iter().map(|operation| {
        let (id, prepare) = (&operation.id, ident(&operation.id));
        let parameters = offered(operation).map(|parameter| identifier(&parameter.name));
        quote!(Entry { id: #id, parameters: &[#(#parameters),*], prepare: #prepare })
    });
    let classes: Vec<TokenStream> = provider
        .types
        .iter()
        .filter(|named| matches!(named.shape, Shape::Record { .. }))
        .map(|named| {
            let name = format_ident!("{}", named.name);
            quote!(module.add_class::<provider::types::#name>()?;)
        })
        .collect();
    let module = if classes.is_empty() { quote!(_module) } else { quote!(module) };
    let prepared = provider.operations.iter().map(prepare);
    let about = format!(" Operations and records of {} for Python.", provider.name);
    let tokens = quote! {
        #![doc = #about]
        use wholesale_runtime::pyo3::prelude::*;
        use #krate as provider;
        use wholesale_runtime::Session;

        use crate::operation::{Entry, Given, Prepared, Provider};

        pub(crate) static PROVIDER: Provider =
            Provider { api: &provider::API, operations: &OPERATIONS, records };

        static OPERATIONS: [Entry; #count] = [#(#rows),*];

        fn records(#module: &Bound<'_, PyModule>) -> PyResult<()> {
            #(#classes)*
            Ok(())
        }

        #(#prepared)*
    };
    let file = syn::parse2(tokens).map_err(|error| format!("the glue that was written is no Rust: {error}"))?;
    Ok(prettyplease::unparse(&file))
}

fn prepare(operation: &Operation) -> TokenStream {
    let name = ident(&operation.id);
    let types = quote!(provider::types::);
    let payload = payload_type(operation, &types);
    let setters: Vec<TokenStream> = offered(operation)
        .enumerate()
        .map(|(index, parameter)| {
            let (setter, ty) = (ident(&parameter.name), rust_type(&parameter.ty, &types));
            quote! {
                if let Some(value) = given.take::<#ty>(#index)? {
                    call = call.#setter(value);
                }
            }
        })
        .collect();
    let (binding, given) = match setters.as_slice() {
        [] => (quote!(let call), quote!(_given)),
        _ => (quote!(let mut call), quote!(given)),
    };
    let prepared = match &operation.paging {
        Some((_, item)) => {
            let item = rust_type(item, &types);
            quote!(Prepared::paged::<#payload, #item>(call.request()))
        }
        None => quote!(Prepared::new::<#payload>(call.request())),
    };
    quote! {
        fn #name(session: &Session, #given: &Given<'_, '_>) -> PyResult<Prepared> {
            #binding = provider::Client::from_session(session.clone()).#name();
            #(#setters)*
            Ok(#prepared)
        }
    }
}
