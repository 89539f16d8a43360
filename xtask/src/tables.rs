//! The provider as the `'static` tables of the runtime.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::model::{BodyEncoding, Bounds, Location, Operation, Parameter, Provider, Shape, Type};
use crate::operations::table_name;
use crate::spec::extensions::{
    ClientDefaults, Credential, CredentialLocation, ErrorKind, ErrorRules, FailureRule, Paging, PagingStyle,
};

const DEFAULT_TIMEOUT_SECONDS: u64 = 30;

/// The `API` table.
pub fn api(provider: &Provider) -> TokenStream {
    let Provider { name, credentials, client, .. } = provider;
    let base_url = option(provider.base_url.as_ref().map(|url| quote!(#url)));
    let base_url_env = format!("{}_BASE_URL", name.to_uppercase());
    let credentials: TokenStream = credentials.iter().map(credential).collect();
    let errors = error_rules(&provider.errors);
    let timeout = client.timeout_seconds.map_or(DEFAULT_TIMEOUT_SECONDS, u64::from);
    let rate_limit = option(rate_limit(client));
    let not_the_api = client.not_the_api.as_deref().unwrap_or("check the base URL, and what stands between");
    let tables = provider.operations.iter().map(table_name);
    quote! {
        /// The API as data: what the runtime knows of this provider.
        pub static API: api::Api = api::Api {
            provider: #name,
            base_url: #base_url,
            base_url_env: #base_url_env,
            credentials: &[#credentials],
            errors: #errors,
            timeout: ::std::time::Duration::from_secs(#timeout),
            rate_limit: #rate_limit,
            not_the_api: #not_the_api,
            operations: &[#(&operations::#tables,)*],
        };
    }
}

/// The items of the `operations` module.
pub fn operations(provider: &Provider) -> TokenStream {
    provider.operations.iter().map(|operation| table(provider, operation)).collect()
}

fn table(provider: &Provider, operation: &Operation) -> TokenStream {
    let name = table_name(operation);
    let Operation { id, path, retry_safe, moves_value, authenticated, unwrap, .. } = operation;
    let method = quote::format_ident!("{}", operation.method.to_uppercase());
    let body = match operation.body {
        BodyEncoding::None => quote!(None),
        BodyEncoding::Json => quote!(Json),
        BodyEncoding::Form => quote!(Form),
    };
    let payload = payload(provider, operation.payload.as_ref());
    let errors = option(operation.errors.as_ref().map(error_rules));
    let paging = option(operation.paging.as_ref().map(|(rules, _)| paging(rules)));
    let parameters: TokenStream = operation.parameters.iter().map(|one| parameter(provider, one)).collect();
    let required_when: TokenStream = operation
        .required_when
        .iter()
        .map(|rule| {
            let (parameter, is, require) = (&rule.parameter, &rule.is, &rule.require);
            quote!(api::RequiredWhen { parameter: #parameter, is: #is, require: &[#(#require),*] },)
        })
        .collect();
    quote! {
        pub(super) static #name: api::Operation = api::Operation {
            id: #id,
            method: ::wholesale_runtime::http::Method::#method,
            path: #path,
            body: api::BodyEncoding::#body,
            retry_safe: #retry_safe,
            moves_value: #moves_value,
            authenticated: #authenticated,
            unwrap: #unwrap,
            payload: api::Payload::#payload,
            errors: #errors,
            paging: #paging,
            parameters: &[#parameters],
            required_when: &[#required_when],
        };
    }
}

fn payload(provider: &Provider, ty: Option<&Type>) -> TokenStream {
    match ty {
        None => quote!(Nothing),
        Some(Type::List(_)) => quote!(List),
        Some(Type::Map(_)) => quote!(Map),
        Some(Type::Named(name)) => match provider.named(name).map(|named| &named.shape) {
            Some(Shape::Record { .. }) => quote!(Record),
            _ => quote!(Value),
        },
        Some(_) => quote!(Value),
    }
}

fn parameter(provider: &Provider, parameter: &Parameter) -> TokenStream {
    let Parameter { name, wire, required, .. } = parameter;
    let location = match parameter.location {
        Location::Path => quote!(Path),
        Location::Query => quote!(Query),
        Location::Header => quote!(Header),
        Location::Body => quote!(Body),
        Location::WholeBody => quote!(WholeBody),
    };
    let bounds = bounds(&parameter.bounds);
    let secret = provider.holds_secret(&parameter.ty);
    quote! {
        api::Parameter {
            name: #name,
            wire: #wire,
            location: api::Location::#location,
            required: #required,
            secret: #secret,
            bounds: #bounds,
        },
    }
}

fn bounds(bounds: &Bounds) -> TokenStream {
    if *bounds == Bounds::default() {
        return quote!(api::Bounds::NONE);
    }
    let number = |text: &Option<String>| option(text.as_ref().map(|text| quote!(#text)));
    let length = |length: Option<u64>| {
        let length = length.and_then(|length| usize::try_from(length).ok()).map(proc_macro2::Literal::usize_unsuffixed);
        option(length.map(|length| quote!(#length)))
    };
    let (minimum, maximum) = (number(&bounds.minimum), number(&bounds.maximum));
    let (min_length, max_length) = (length(bounds.min_length), length(bounds.max_length));
    quote!(api::Bounds { minimum: #minimum, maximum: #maximum, min_length: #min_length, max_length: #max_length })
}

fn credential(credential: &Credential) -> TokenStream {
    let Credential { name, env, secret, field, prefix, .. } = credential;
    let location = match credential.location {
        CredentialLocation::Header => quote!(Header),
        CredentialLocation::Query => quote!(Query),
        CredentialLocation::Form => quote!(Form),
        CredentialLocation::Params => quote!(Params),
    };
    let login = option(credential.login.as_ref().map(|login| {
        let operation = quote::format_ident!("{}", login.operation.to_uppercase());
        let parameters =
            login.parameters.iter().map(|(name, env)| quote!(api::LoginParameter { name: #name, env: #env }));
        quote!(api::Login { operation: &operations::#operation, parameters: &[#(#parameters),*] })
    }));
    quote! {
        api::Credential {
            name: #name,
            env: #env,
            secret: #secret,
            location: api::CredentialLocation::#location,
            field: #field,
            prefix: #prefix,
            login: #login,
        },
    }
}

fn rate_limit(client: &ClientDefaults) -> Option<TokenStream> {
    let per_second = client.requests_per_second?;
    let burst = client.burst.unwrap_or(per_second);
    let in_flight = option(client.in_flight.map(|calls| quote!(#calls)));
    Some(quote!(api::RateLimit { per_second: #per_second, burst: #burst, in_flight: #in_flight }))
}

fn error_rules(rules: &ErrorRules) -> TokenStream {
    let failures: TokenStream = rules.failures.iter().map(failure).collect();
    let (message, code) = (&rules.message, &rules.code);
    let kinds: TokenStream = rules
        .kinds
        .iter()
        .map(|rule| {
            let kind = match rule.kind {
                ErrorKind::Authentication => quote!(Authentication),
                ErrorKind::NotFound => quote!(NotFound),
                ErrorKind::RateLimited => quote!(RateLimited),
                ErrorKind::Api => quote!(Api),
            };
            let when = &rule.when;
            quote!(api::KindRule { kind: ::wholesale_runtime::ErrorKind::#kind, when: &[#(#when),*] },)
        })
        .collect();
    quote! {
        api::ErrorRules {
            failures: &[#failures],
            message: &[#(#message),*],
            code: &[#(#code),*],
            kinds: &[#kinds],
        }
    }
}

fn failure(rule: &FailureRule) -> TokenStream {
    let at = &rule.at;
    let when = match &rule.unless {
        Some(allowed) => quote!(Unless(&[#(#allowed),*])),
        None => {
            let literals = rule.is.iter().map(|value| match value {
                Value::String(text) => quote!(api::Literal::Text(#text)),
                bare => {
                    let bare = bare.to_string();
                    quote!(api::Literal::Bare(#bare))
                }
            });
            quote!(Is(&[#(#literals),*]))
        }
    };
    quote!(api::FailureRule { at: #at, when: api::FailureWhen::#when },)
}

fn paging(rules: &Paging) -> TokenStream {
    let Paging { position, size, items, .. } = rules;
    let style = match rules.style {
        PagingStyle::Page => quote!(Page),
        PagingStyle::Offset => quote!(Offset),
    };
    let (first, default_size) = (u64::from(rules.first), u64::from(rules.default_size));
    let max_size = option(rules.max_size.map(u64::from).map(|size| quote!(#size)));
    let text = |text: &Option<String>| option(text.as_ref().map(|text| quote!(#text)));
    let (last_page, total) = (text(&rules.last_page), text(&rules.total));
    quote! {
        api::Paging {
            style: api::PagingStyle::#style,
            position: #position,
            first: #first,
            size: #size,
            default_size: #default_size,
            max_size: #max_size,
            items: #items,
            last_page: #last_page,
            total: #total,
        }
    }
}

fn option(tokens: Option<TokenStream>) -> TokenStream {
    match tokens {
        Some(tokens) => quote!(::std::option::Option::Some(#tokens)),
        None => quote!(::std::option::Option::None),
    }
}
