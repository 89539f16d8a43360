//! The client and its operations in Rust: one builder for each operation, on the runtime's tables.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::docs::{comment, or, prose};
use crate::examples;
use crate::identifiers::ident;
use crate::model::{BodyEncoding, Location, Operation, Parameter, Provider, Shape, Type};
use crate::naming::pascal;
use crate::polish::rust_type;

/// A method of the client for each operation.
pub fn methods(provider: &Provider) -> TokenStream {
    provider
        .operations
        .iter()
        .map(|operation| {
            let (name, builder) = (ident(&operation.id), format_ident!("{}", pascal(&operation.id)));
            let docs = comment(&operation_docs(provider, operation));
            let deprecated = deprecated(operation.deprecated);
            quote! {
                #docs
                #deprecated
                pub fn #name(&self) -> builder::#builder {
                    builder::#builder::new(self.session.clone())
                }
            }
        })
        .collect()
}

/// The items of the `builder` module.
pub fn builders(provider: &Provider) -> TokenStream {
    provider.operations.iter().map(|operation| builder(provider, operation)).collect()
}

fn deprecated(is: bool) -> Option<TokenStream> {
    is.then(|| quote!(#[deprecated(note = "announced by the provider to go away")]))
}

fn operation_docs(provider: &Provider, operation: &Operation) -> String {
    let mut docs = format!("{}.\n\n", prose(or(&operation.summary, &operation.id)).trim_end_matches('.'));
    if !operation.description.is_empty() {
        docs.push_str(&format!("{}\n\n", prose(&operation.description)));
    }
    let (verb, path) = (operation.method.to_uppercase(), &operation.path);
    docs.push_str(&format!("Sends `{verb} {path}`"));
    docs.push_str(if operation.moves_value { ", which moves money or traffic. " } else { ". " });
    docs.push_str(if operation.retry_safe {
        "It may be applied twice without harm, and is sent again by itself when that can help.\n\n"
    } else {
        "It must not be applied twice: it is sent again only when no connection was made, and \
         [`may_have_been_applied`](crate::Error::may_have_been_applied) tells what became of it.\n\n"
    });
    let offered: Vec<&Parameter> = offered(operation).collect();
    if !offered.is_empty() {
        docs.push_str("# Parameters\n");
        for parameter in offered {
            let need = if parameter.required { ", required" } else { "" };
            let text = prose(or(&parameter.description, "not described by the provider")).replace('\n', " ");
            docs.push_str(&format!("- `{}`{need}: {text}\n", parameter.name));
        }
        docs.push('\n');
    }
    docs.push_str(
        "# Errors\n[`InvalidRequest`](crate::ErrorKind::InvalidRequest) before anything is sent, when a parameter is \
         missing or refused; otherwise what the provider or the network did, by [`ErrorKind`](crate::ErrorKind).\n\n",
    );
    docs.push_str(&format!("# Examples\n```no_run\n{}\n```\n", examples::call(provider, operation)));
    if let Some(source) = &operation.source {
        docs.push_str(&format!("\nSource: {}.\n", prose(source).trim_end_matches('.')));
    }
    docs
}

/// The parameters that the caller can set.
pub fn offered(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|parameter| parameter.constant.is_none())
}

fn builder(provider: &Provider, operation: &Operation) -> TokenStream {
    let name = format_ident!("{}", pascal(&operation.id));
    let table = table_name(operation);
    let types = quote!(super::types::);
    let payload = payload_type(operation, &types);

    let (mut fields, mut unset, mut setters) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for parameter in offered(operation) {
        let (field, ty) = (ident(&parameter.name), rust_type(&parameter.ty, &types));
        fields.extend(quote!(#field: ::wholesale_runtime::Input<#ty>,));
        unset.extend(quote!(#field: ::std::default::Default::default(),));
        let docs = comment(&parameter_docs(parameter));
        let deprecated = deprecated(parameter.deprecated);
        setters.extend(quote! {
            #docs
            #deprecated
            pub fn #field<V>(mut self, value: V) -> Self
            where
                V: ::std::convert::TryInto<#ty>,
                V::Error: ::std::fmt::Display,
            {
                self.#field.set(value);
                self
            }
        });
    }
    let encode: TokenStream = operation
        .parameters
        .iter()
        .enumerate()
        .map(|(index, parameter)| encode(provider, operation, index, parameter))
        .collect();
    let binding = if operation.parameters.is_empty() { quote!(let encoder) } else { quote!(let mut encoder) };
    let pages = operation.paging.as_ref().map(|(_, item)| pages(&rust_type(item, &types)));
    let docs = comment(&format!("The parameters of [`{0}`](super::Client::{0}), until it is sent.", operation.id));
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent until send() is called"]
        pub struct #name {
            session: ::wholesale_runtime::Session,
            #fields
        }

        impl #name {
            pub(super) fn new(session: ::wholesale_runtime::Session) -> Self {
                Self { session, #unset }
            }

            #setters

            /// The encoded request, not sent.
            ///
            /// # Errors
            /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) with everything that is missing or refused.
            pub fn request(&self) -> ::wholesale_runtime::Result<::wholesale_runtime::Request> {
                #binding = ::wholesale_runtime::Encoder::new(&super::API, &super::operations::#table);
                #encode
                encoder.finish()
            }

            /// Sends the request and gives the payload.
            ///
            /// # Errors
            /// Those of the operation.
            pub async fn send(self) -> ::wholesale_runtime::Result<#payload> {
                ::std::result::Result::map(self.send_raw().await, ::wholesale_runtime::Response::into_payload)
            }

            /// Sends the request and gives the payload with status, headers and body beside it.
            ///
            /// # Errors
            /// Those of the operation.
            pub async fn send_raw(self) -> ::wholesale_runtime::Result<::wholesale_runtime::Response<#payload>> {
                self.session.call(self.request()?).await
            }

            #pages
        }
    }
}

/// The type that `send` gives.
pub fn payload_type(operation: &Operation, types: &TokenStream) -> TokenStream {
    operation.payload.as_ref().map_or_else(|| quote!(()), |payload| rust_type(payload, types))
}

fn pages(item: &TokenStream) -> TokenStream {
    quote! {
        /// All pages, one request each, made as they are asked for. The first request carries exactly what was
        /// set here; later ones add the position.
        #[must_use]
        pub fn pages(self) -> ::wholesale_runtime::Pages<#item> {
            let request = self.request();
            ::wholesale_runtime::Pages::new(self.session, request)
        }

        /// All items across all pages, as a stream.
        #[must_use]
        pub fn stream(self) -> ::wholesale_runtime::Items<#item> {
            self.pages().items()
        }
    }
}

fn parameter_docs(parameter: &Parameter) -> String {
    let mut docs = prose(or(&parameter.description, "Not described by the provider."));
    if parameter.required {
        docs.push_str("\n\nRequired.");
    }
    let bounds = &parameter.bounds;
    let length = |length: &u64| length.to_string();
    let stated = [
        ("at least", bounds.minimum.clone()),
        ("at most", bounds.maximum.clone()),
        ("characters at least", bounds.min_length.as_ref().map(length)),
        ("characters at most", bounds.max_length.as_ref().map(length)),
    ];
    for (what, bound) in stated.iter().filter_map(|(what, bound)| Some((what, bound.as_ref()?))) {
        docs.push_str(&format!(" Checked before sending: {what} {bound}."));
    }
    docs
}

fn encode(provider: &Provider, operation: &Operation, index: usize, parameter: &Parameter) -> TokenStream {
    let table = table_name(operation);
    let description = quote!(&super::operations::#table.parameters[#index]);
    if let Some(constant) = &parameter.constant {
        return quote!(encoder.constant(#description, #constant););
    }
    let field = ident(&parameter.name);
    let in_json =
        operation.body == BodyEncoding::Json && matches!(parameter.location, Location::Body | Location::WholeBody);
    let how = match (in_json, is_scalar(provider, &parameter.ty), parameter.quoted) {
        (false, ..) => quote!(text),
        (true, true, true) => quote!(json_quoted),
        (true, true, false) => quote!(json),
        (true, false, _) => quote!(json_value),
    };
    quote!(encoder.#how(#description, &self.#field);)
}

fn is_scalar(provider: &Provider, ty: &Type) -> bool {
    match ty {
        Type::List(_) | Type::Map(_) | Type::Any => false,
        Type::Named(name) => provider.named(name).is_some_and(|named| matches!(named.shape, Shape::Enumeration { .. })),
        _ => true,
    }
}

/// Name of the operation's table.
pub fn table_name(operation: &Operation) -> proc_macro2::Ident {
    format_ident!("{}", operation.id.to_uppercase())
}
