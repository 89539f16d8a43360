//! The client of a provider in Rust: its constructor, its options, its credentials.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::docs::{comment, or, prose};
use crate::identifiers::ident;
use crate::model::Provider;
use crate::{operations, tables};

/// The whole of `generated.rs`, before formatting; `types` are the polished items of its `types` module.
///
/// Each part is parsed by itself and put into its module afterwards: tokens in tokens are copied, at every level.
///
/// # Errors
/// When what was written is no Rust, which is a mistake of a writer.
pub fn file(provider: &Provider, types: TokenStream) -> syn::Result<syn::File> {
    let mut file: syn::File = syn::parse2(reexports())?;
    for part in [tables::api(provider), client(provider), options(provider)] {
        file.items.extend(items(part)?);
    }
    let tables = quote! {
        mod operations {
            use ::wholesale_runtime::api;
        }
    };
    let builder = quote! {
        /// One builder for each operation: its parameters, until it is sent.
        pub mod builder {}
    };
    let answers = quote! {
        /// What the provider's answers, and some parameters, are made of.
        pub mod types {}
    };
    file.items.push(module(tables, tables::operations(provider))?);
    file.items.push(module(builder, operations::builders(provider))?);
    file.items.push(module(answers, types)?);
    Ok(file)
}

/// A module with more items in it.
fn module(module: TokenStream, inside: TokenStream) -> syn::Result<syn::Item> {
    let mut module: syn::ItemMod = syn::parse2(module)?;
    if let Some((_, content)) = &mut module.content {
        content.extend(items(inside)?);
    }
    Ok(syn::Item::Mod(module))
}

fn items(tokens: TokenStream) -> syn::Result<Vec<syn::Item>> {
    Ok(syn::parse2::<syn::File>(tokens)?.items)
}

fn reexports() -> TokenStream {
    quote! {
        use ::wholesale_runtime::api;
        #[doc(no_inline)]
        pub use ::wholesale_runtime::{
            CallOptions, CredentialSource, CustomCall, Decimal, EpochSeconds, Error, ErrorKind, Extra, Id, Items, Json,
            Observer, Page, Pages, RateLimit, Request, Response, Result, RetryPolicy, Secret, Transport, dec, http,
            serde_json,
        };
    }
}

fn client(provider: &Provider) -> TokenStream {
    let methods = operations::methods(provider);
    let about = prose(or(&provider.description, &provider.title));
    let docs = comment(&format!(
        "Client for {}, version {}.\n\n{about}\n\nCheap to clone; clones share connections and limits.",
        prose(&provider.title),
        prose(&provider.version)
    ));
    let environment = comment(&format!(
        "A client from the environment: {}.\n\n# Errors\n[`Configuration`](ErrorKind::Configuration) when \
         something is missing or malformed; the error names every place that was looked in.",
        environment(provider)
    ));
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct Client {
            session: ::wholesale_runtime::Session,
        }

        impl Client {
            /// The options of a client; what is not given comes from the environment.
            pub fn builder() -> ClientBuilder {
                ClientBuilder { options: ::wholesale_runtime::SessionBuilder::new(&API) }
            }

            #environment
            pub fn from_env() -> Result<Self> {
                Self::builder().build()
            }

            /// A client around a session that is there already, such as one that another client of this provider holds.
            #[must_use]
            pub fn from_session(session: ::wholesale_runtime::Session) -> Self {
                Self { session }
            }

            /// The session that sends the calls.
            #[must_use]
            pub fn session(&self) -> &::wholesale_runtime::Session {
                &self.session
            }

            /// The same client with other options for the calls made through it.
            #[must_use]
            pub fn with_options(&self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
                Self { session: self.session.with_options(change) }
            }

            /// A call that the spec does not cover, with credentials, retries and errors in force.
            pub fn request(&self, method: http::Method, path: impl Into<String>) -> ::wholesale_runtime::CustomCall {
                ::wholesale_runtime::CustomCall::new(self.session.clone(), method, path.into())
            }

            #methods
        }
    }
}

fn environment(provider: &Provider) -> String {
    let base_url = format!("{}_BASE_URL", provider.name.to_uppercase());
    let need = if provider.base_url.is_some() { "optional " } else { "" };
    let variables = provider.credentials.iter().map(|credential| format!("`{}`", credential.env));
    let logins = provider.credentials.iter().filter_map(|credential| {
        let variables: Vec<String> =
            credential.login.as_ref()?.parameters.values().map(|env| format!("`{env}`")).collect();
        Some(format!("in place of `{}` {}", credential.env, variables.join(" and ")))
    });
    variables.chain([format!("{need}`{base_url}`")]).chain(logins).collect::<Vec<_>>().join(", ")
}

fn options(provider: &Provider) -> TokenStream {
    let credentials: TokenStream = provider
        .credentials
        .iter()
        .map(|credential| {
            let (name, method) = (&credential.name, ident(&credential.name));
            let about = prose(&credential.description);
            let docs =
                comment(&format!("{about}\n\nWithout it, the environment variable `{}` counts.", credential.env));
            let value = if credential.secret { quote!(impl Into<Secret>) } else { quote!(impl ::std::fmt::Display) };
            let secret = if credential.secret { quote!(value.into()) } else { quote!(Secret::new(value.to_string())) };
            let renewed = credential.secret.then(|| {
                let from = format_ident!("{}_from", credential.name);
                let docs = comment(&format!(
                    "{about}\n\nFetched when it is needed, and once again after the provider has refused it: an async \
                     closure, or whatever else gives a secret."
                ));
                quote! {
                    #docs
                    pub fn #from(mut self, source: impl ::wholesale_runtime::CredentialSource) -> Self {
                        self.options = self.options.credential_from(#name, source);
                        self
                    }
                }
            });
            quote! {
                #docs
                pub fn #method(mut self, value: #value) -> Self {
                    self.options = self.options.credential(#name, #secret);
                    self
                }
                #renewed
            }
        })
        .collect();
    let logins: TokenStream = provider
        .credentials
        .iter()
        .filter_map(|credential| Some((credential, credential.login.as_ref()?)))
        .flat_map(|(credential, login)| login.parameters.iter().map(move |parameter| (credential, parameter)))
        .map(|(credential, (name, env))| {
            let method = ident(name);
            let docs = comment(&format!(
                "`{name}` of the login that gives `{}` when that is not given.\n\nWithout it, the environment variable \
                 `{env}` counts.",
                credential.name
            ));
            quote! {
                #docs
                pub fn #method(mut self, value: impl Into<Secret>) -> Self {
                    self.options = self.options.credential(#name, value.into());
                    self
                }
            }
        })
        .collect();
    let forwarded: TokenStream = FORWARDED.iter().map(forward).collect();
    quote! {
        /// The options of a [`Client`].
        #[derive(Clone, Debug)]
        #[must_use = "call build() to get a client"]
        pub struct ClientBuilder {
            options: ::wholesale_runtime::SessionBuilder,
        }

        impl ClientBuilder {
            /// The options of a client that were prepared elsewhere, for this provider: by a profile of the facade, say.
            pub fn from_options(options: ::wholesale_runtime::SessionBuilder) -> Self {
                Self { options }
            }

            #credentials
            #logins
            #forwarded

            /// Checks the options and sets the client up. Nothing is sent.
            ///
            /// # Errors
            /// [`Configuration`](ErrorKind::Configuration) when a credential or the base URL is missing or malformed,
            /// or an option cannot be used.
            pub fn build(self) -> Result<Client> {
                ::std::result::Result::map(self.options.build(), |session| Client { session })
            }
        }
    }
}

/// An option that every client has.
struct ClientOption {
    name: &'static str,
    ty: &'static str,
    docs: &'static str,
}

/// The options that every client has, forwarded to the runtime.
const FORWARDED: [ClientOption; 14] = [
    ClientOption {
        name: "base_url",
        ty: "impl Into<String>",
        docs: "The URL that the operations' paths are appended to.",
    },
    ClientOption {
        name: "timeout",
        ty: "::std::time::Duration",
        docs: "Time one attempt may take, from sending to the last byte of the answer.",
    },
    ClientOption {
        name: "connect_timeout",
        ty: "::std::time::Duration",
        docs: "Time connecting may take, TLS included. Default 10 s, and never more than half of the timeout.",
    },
    ClientOption {
        name: "max_retries",
        ty: "u32",
        docs: "Times a retry-safe request may be sent again. Default 2; 0 sends everything once, but for a call that \
               is repeated because its credential was refused and renewed.",
    },
    ClientOption { name: "retry", ty: "RetryPolicy", docs: "The whole retry policy." },
    ClientOption {
        name: "rate_limit",
        ty: "Option<RateLimit>",
        docs: "Calls the client allows itself; `None` for no limit. The default is the provider's, where it has one.",
    },
    ClientOption { name: "user_agent", ty: "impl Into<String>", docs: "The `User-Agent` header." },
    ClientOption {
        name: "proxy",
        ty: "impl Into<Secret>",
        docs: "A proxy for every request, `http://`, `https://` or `socks5://`, credentials included. Without it the \
               proxies of the environment count.",
    },
    ClientOption {
        name: "ca_bundle",
        ty: "impl Into<::std::path::PathBuf>",
        docs: "A PEM file of the certificate authorities to trust, in place of the platform's.",
    },
    ClientOption {
        name: "body_cap",
        ty: "u64",
        docs: "Bytes of an answer's body that are read at most, after decompression. Default 16 MiB.",
    },
    ClientOption {
        name: "allow_insecure_http",
        ty: "bool",
        docs: "Allows plain http to hosts that are not this machine. Credentials then travel in clear.",
    },
    ClientOption {
        name: "transport",
        ty: "impl ::wholesale_runtime::Transport",
        docs: "Another transport than HTTP over the network: a recorder, or your own.",
    },
    ClientOption {
        name: "observer",
        ty: "impl ::wholesale_runtime::Observer",
        docs: "Told of every request, answer and retry of the client, without secrets.",
    },
    ClientOption {
        name: "trace_bodies",
        ty: "bool",
        docs: "Whether requests and answers are traced, at TRACE, without their secrets. They hold personal data all the \
               same.",
    },
];

fn forward(option: &ClientOption) -> TokenStream {
    let (name, docs) = (format_ident!("{}", option.name), comment(option.docs));
    let ty: TokenStream = option.ty.parse().unwrap_or_default();
    quote! {
        #docs
        pub fn #name(mut self, value: #ty) -> Self {
            self.options = self.options.#name(value);
            self
        }
    }
}

/// `crates/wholesale/src/providers.rs`: each provider's crate under its name, its table, its clients from a profile.
#[must_use]
pub fn index(providers: &[&str]) -> String {
    let reexports: String = providers
        .iter()
        .map(|name| format!("#[cfg(feature = \"{name}\")]\n#[doc(inline)]\npub use wholesale_{name} as {name};\n"))
        .collect();
    let names: String = providers.iter().map(|name| format!("{name:?}, ")).collect();
    let tables: String =
        providers.iter().map(|name| format!("#[cfg(feature = {name:?})]\n{name:?} => Some(&{name}::API),\n")).collect();
    let clients: String = providers.iter().map(|name| from_profile(name)).collect();
    format!(
        "//! The providers' own clients, one cargo feature each.\n\n{reexports}\n\
         /// The names of all providers, those included whose feature is off.\n\
         pub(crate) const NAMES: &[&str] = &[{names}];\n\n\
         /// The table of a provider whose feature is on.\n\
         pub(crate) fn api(name: &str) -> Option<&'static wholesale_runtime::api::Api> {{\n\
         match name {{\n{tables}_ => None,\n}}\n}}\n\n\
         impl crate::Config {{\n{clients}}}\n"
    )
}

fn from_profile(name: &str) -> String {
    format!(
        "/// The options of a client for `{name}`, with what a profile or the provider's environment says.\n///\n\
         /// # Errors\n\
         /// [`Configuration`](crate::ErrorKind::Configuration) when there is no such account, or it is of another \
         provider.\n\
         #[cfg(feature = {name:?})]\n\
         pub fn {name}(&self, account: &str) -> crate::Result<{name}::ClientBuilder> {{\n\
         self.options_of(account, &{name}::API).map({name}::ClientBuilder::from_options)\n}}\n"
    )
}

/// Names a credential cannot have: they are options of every client.
#[must_use]
pub fn is_reserved_option(name: &str) -> bool {
    matches!(name, "build" | "from_options") || FORWARDED.iter().any(|option| option.name == name)
}
