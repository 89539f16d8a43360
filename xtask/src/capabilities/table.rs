//! The table as the facade compiles it in: `crates/wholesale/src/capability/table.rs`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Line, Support, Table};
use crate::naming::pascal;

/// One static for each provider, behind its cargo feature: without it not a word of the provider is left.
#[must_use]
pub fn file(tables: &[Table]) -> TokenStream {
    let names: Vec<_> = tables.iter().map(|table| format_ident!("{}", table.provider.to_uppercase())).collect();
    let providers = tables.iter().map(|table| table.provider.as_str());
    let features = tables.iter().map(|table| table.provider.as_str());
    let statics = tables.iter().zip(&names).map(|(table, name)| {
        let (feature, lines) = (&table.provider, table.lines.iter().map(line));
        quote! {
            #[cfg(feature = #feature)]
            static #name: &[Capability] = &[#(#lines),*];
        }
    });
    quote! {
        use super::{Action, Argument, Capability, Support};

        /// What every provider can do whose cargo feature is on.
        pub(crate) static PROVIDERS: &[(&str, &[Capability])] = &[
            #(#[cfg(feature = #features)] (#providers, #names)),*
        ];

        #(#statics)*
    }
}

fn line(line: &Line) -> TokenStream {
    let action = format_ident!("{}", pascal(line.action));
    let argument = match line.argument {
        Some(argument) => {
            let argument = format_ident!("{}", pascal(argument));
            quote!(Some(Argument::#argument))
        }
        None => quote!(None),
    };
    let support = match &line.support {
        Support::Yes { note } => {
            let note = optional(note.as_deref());
            quote!(Support::Yes { note: #note })
        }
        Support::No { reason, instead } => {
            let instead = optional(instead.as_deref());
            quote!(Support::No { reason: #reason, instead: #instead })
        }
        Support::NotYet { reason, instead } => {
            let instead = optional(instead.as_deref());
            quote!(Support::NotYet { reason: #reason, instead: #instead })
        }
    };
    let source = &line.source;
    quote!(Capability { action: Action::#action, argument: #argument, support: #support, source: #source })
}

fn optional(text: Option<&str>) -> TokenStream {
    match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    }
}
