//! One pass over the generator's types: what a reader of the crate sees is decided here.
//!
//! Records keep the fields and the boxing that the generator chose; names, docs, order, leniency and derives come
//! from the model. Enumerations and unions are written whole, because the generator's are closed.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ItemStruct;

use crate::docs::{comment, or, prose};
use crate::identifiers::ident;
use crate::model::{Field, NamedType, Provider, Shape, Type};
use crate::python;

/// The items of the `types` module.
///
/// # Errors
/// A sentence, when the generator left a type or a field out, or made one nobody asked for.
pub fn polish(provider: &Provider, types: Vec<ItemStruct>) -> Result<TokenStream, String> {
    let mut structs: BTreeMap<String, ItemStruct> =
        types.into_iter().map(|item| (item.ident.to_string(), item)).collect();
    let mut items = TokenStream::new();
    for named in &provider.types {
        items.extend(match &named.shape {
            Shape::Record { fields, keeps_unknown } => {
                let skeleton = structs
                    .remove(&named.name)
                    .ok_or_else(|| format!("the generator left out the record {}", named.name))?;
                record(provider, named, fields, *keeps_unknown, skeleton)?
            }
            Shape::Enumeration { values, open } => enumeration(named, values, *open),
            Shape::Union { variants } => union(named, variants),
        });
        items.extend(python::record(named));
    }
    Ok(items)
}

/// The Rust type of a model type; `types` is the path of the module with the named ones.
#[must_use]
pub fn rust_type(ty: &Type, types: &TokenStream) -> TokenStream {
    match ty {
        Type::Text => quote!(::std::string::String),
        Type::Secret => quote!(::wholesale_runtime::Secret),
        Type::Id => quote!(::wholesale_runtime::Id),
        Type::Decimal => quote!(::wholesale_runtime::Decimal),
        Type::EpochSeconds => quote!(::wholesale_runtime::EpochSeconds),
        Type::Boolean => quote!(bool),
        Type::Integer => quote!(i64),
        Type::Float => quote!(f64),
        Type::Any => quote!(::wholesale_runtime::Json),
        Type::List(item) => {
            let item = rust_type(item, types);
            quote!(::std::vec::Vec<#item>)
        }
        Type::Map(value) => {
            let value = rust_type(value, types);
            quote!(::std::collections::BTreeMap<::std::string::String, #value>)
        }
        Type::Named(name) => {
            let name = format_ident!("{name}");
            quote!(#types #name)
        }
    }
}

fn record(
    provider: &Provider,
    named: &NamedType,
    fields: &[Field],
    keeps_unknown: bool,
    skeleton: ItemStruct,
) -> Result<TokenStream, String> {
    let name = format_ident!("{}", named.name);
    let docs = comment(&prose(or(&named.description, "A record of the provider.")));
    let mut by_wire: BTreeMap<String, syn::Field> =
        skeleton.fields.into_iter().map(|field| (wire_name(&field), field)).collect();

    let (mut members, mut readers) = (TokenStream::new(), TokenStream::new());
    let mut boxed = Vec::new();
    for field in fields {
        let ty = by_wire
            .remove(&field.wire)
            .ok_or_else(|| format!("the generator left out the field `{}` of {}", field.wire, named.name))?
            .ty;
        members.extend(member(field, &ty));
        readers.extend(reading(field, &ty));
        boxed.push(quote!(#ty).to_string().replace(' ', "").contains("::boxed::Box<"));
    }
    if keeps_unknown {
        members.extend(quote! {
            /// Fields that the provider sends and the spec does not name. Unlike named ones they are not exact: a number with a
            /// fraction, or of more than 64 bits, is right to 15 digits.
            #[serde(flatten)]
            pub extra: ::wholesale_runtime::Extra,
        });
    }
    let unknown = if keeps_unknown { quote!(keep) } else { quote!(skip) };
    let default = fields.iter().all(|field| !field.required).then(|| quote!(Default,));
    let constructor = named.is_input.then(|| constructor(&name, fields, &boxed, keeps_unknown));
    let class = python::attribute(&provider.name);
    Ok(quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, #default ::serde::Serialize)]
        #class
        #[non_exhaustive]
        pub struct #name {
            #members
        }
        ::wholesale_runtime::read_record! {
            #name { #readers }
            #unknown
        }
        #constructor
    })
}

fn wire_name(field: &syn::Field) -> String {
    let mut wire = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                wire = meta.value()?.parse::<syn::LitStr>()?.value();
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    wire.strip_prefix("r#").map(str::to_owned).unwrap_or(wire)
}

fn member(field: &Field, ty: &syn::Type) -> TokenStream {
    let name = ident(&field.name);
    let docs = comment(&prose(or(&field.description, "Not described by the provider.")));
    let rename = (name != field.wire).then(|| {
        let wire = &field.wire;
        quote!(rename = #wire)
    });
    let absent = (!field.required).then(|| {
        let is_absent = match field.ty {
            Type::List(_) => "::std::vec::Vec::is_empty",
            Type::Map(_) => "::std::collections::BTreeMap::is_empty",
            _ => "::std::option::Option::is_none",
        };
        quote!(skip_serializing_if = #is_absent)
    });
    let write = field.quoted.then(|| {
        let function = if field.required { "serialize" } else { "serialize_option" };
        let path = format!("::wholesale_runtime::quoted::{function}");
        quote!(serialize_with = #path)
    });
    let serde = [rename, absent, write].into_iter().flatten().reduce(|before, next| quote!(#before, #next));
    let attribute = serde.map(|serde| quote!(#[serde(#serde)]));
    quote! {
        #docs
        #attribute
        pub #name: #ty,
    }
}

/// How the runtime reads a field.
fn reading(field: &Field, ty: &syn::Type) -> TokenStream {
    let (wire, name, function) = (&field.wire, ident(&field.name), format_ident!("{}", reader(field)));
    let need = if field.required { quote!(required) } else { quote!(optional) };
    quote!(#wire => #name: #ty, #need #function;)
}

/// The function of [`lenient`](https://docs.rs/wholesale-runtime) that reads a field.
fn reader(field: &Field) -> &'static str {
    match (&field.ty, field.required) {
        (Type::Text, true) => "string",
        (Type::Text, false) => "option_string",
        (Type::Integer, true) => "integer",
        (Type::Integer, false) => "option_integer",
        (Type::Float, true) => "number",
        (Type::Float, false) => "option_number",
        (Type::Boolean, true) => "boolean",
        (Type::Boolean, false) => "option_boolean",
        (Type::List(_), _) => "list",
        (Type::Map(_), _) => "map",
        (Type::Decimal, false) => "option_decimal",
        (Type::Id, false) => "option_id",
        (Type::EpochSeconds | Type::Named(_), false) => "option_value",
        (Type::Decimal | Type::Id | Type::EpochSeconds | Type::Named(_), true) | (Type::Secret | Type::Any, _) => {
            "value"
        }
    }
}

/// `new` with what is required, and a setter for each other field: the way to make a `#[non_exhaustive]` record.
fn constructor(name: &syn::Ident, fields: &[Field], boxed: &[bool], keeps_unknown: bool) -> TokenStream {
    let module = quote!();
    let (mut arguments, mut values, mut setters) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for (field, boxed) in fields.iter().zip(boxed) {
        let (field_name, ty) = (ident(&field.name), rust_type(&field.ty, &module));
        let place = |value: TokenStream| if *boxed { quote!(::std::boxed::Box::new(#value)) } else { value };
        if field.required {
            let value = place(quote!(#field_name.into()));
            arguments.extend(quote!(#field_name: impl ::std::convert::Into<#ty>,));
            values.extend(quote!(#field_name: #value,));
            continue;
        }
        values.extend(quote!(#field_name: ::std::default::Default::default(),));
        let docs = comment(&format!("Sets `{}`. {}", field.name, prose(&field.description)));
        let value = match field.ty {
            Type::List(_) | Type::Map(_) => quote!(value.into()),
            _ => {
                let value = place(quote!(value.into()));
                quote!(::std::option::Option::Some(#value))
            }
        };
        setters.extend(quote! {
            #docs
            #[must_use]
            pub fn #field_name(mut self, value: impl ::std::convert::Into<#ty>) -> Self {
                self.#field_name = #value;
                self
            }
        });
    }
    if keeps_unknown {
        values.extend(quote!(extra: ::std::default::Default::default(),));
    }
    quote! {
        impl #name {
            /// A record with what is required and nothing else.
            #[must_use]
            #[allow(clippy::new_without_default)]
            pub fn new(#arguments) -> Self {
                Self { #values }
            }
            #setters
        }
    }
}

fn enumeration(named: &NamedType, values: &[(String, String)], open: bool) -> TokenStream {
    let name = format_ident!("{}", named.name);
    let docs = comment(&prose(or(&named.description, "One of a list of texts.")));
    let texts: Vec<&String> = values.iter().map(|(text, _)| text).collect();
    let variants: Vec<_> = values.iter().map(|(_, variant)| format_ident!("{variant}")).collect();
    let variant_docs = texts.iter().map(|text| comment(&format!("`{}`", text.replace('`', "'"))));
    let unknown_name = values
        .iter()
        .map(|(_, variant)| variant.as_str())
        .fold("Unknown".to_owned(), |name, taken| if name == taken { format!("{name}Value") } else { name });
    let unknown = format_ident!("{unknown_name}");
    let one_of = texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ");

    let unknown_variant = open.then(|| {
        quote! {
            /// A text that the spec does not know, as the provider sent it.
            #unknown(::std::string::String),
        }
    });
    let unknown_text = open.then(|| quote!(Self::#unknown(text) => text,));
    let conversion = if open {
        quote! {
            impl ::std::convert::From<&str> for #name {
                fn from(text: &str) -> Self {
                    match text {
                        #(#texts => Self::#variants,)*
                        other => Self::#unknown(other.to_owned()),
                    }
                }
            }
            impl ::std::convert::From<::std::string::String> for #name {
                fn from(text: ::std::string::String) -> Self {
                    Self::from(text.as_str())
                }
            }
        }
    } else {
        let refusal = format!("must be one of {one_of}");
        quote! {
            impl ::std::convert::TryFrom<&str> for #name {
                type Error = &'static str;
                fn try_from(text: &str) -> ::std::result::Result<Self, Self::Error> {
                    match text {
                        #(#texts => ::std::result::Result::Ok(Self::#variants),)*
                        _ => ::std::result::Result::Err(#refusal),
                    }
                }
            }
            impl ::std::convert::TryFrom<::std::string::String> for #name {
                type Error = &'static str;
                fn try_from(text: ::std::string::String) -> ::std::result::Result<Self, Self::Error> {
                    Self::try_from(text.as_str())
                }
            }
        }
    };
    let read = if open {
        quote!(::std::result::Result::map(text, Self::from))
    } else {
        quote! {
            text.and_then(|text| Self::try_from(text).map_err(<D::Error as ::serde::de::Error>::custom))
        }
    };
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #variants,)*
            #unknown_variant
        }

        impl #name {
            /// The text that the provider uses.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #texts,)*
                    #unknown_text
                }
            }
        }

        #conversion

        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let text = ::wholesale_runtime::lenient::string(deserializer);
                #read
            }
        }

        impl ::wholesale_runtime::ParameterValue for #name {
            fn texts(&self, each: &mut dyn FnMut(::std::borrow::Cow<'_, str>)) {
                each(::std::borrow::Cow::Borrowed(self.as_str()));
            }
        }
    }
}

fn union(named: &NamedType, variants: &[(String, Type)]) -> TokenStream {
    let name = format_ident!("{}", named.name);
    let docs = comment(&prose(or(&named.description, "One of several shapes.")));
    let names: Vec<_> = variants.iter().map(|(variant, _)| format_ident!("{variant}")).collect();
    let module = quote!();
    let types: Vec<TokenStream> = variants
        .iter()
        .map(|(_, ty)| {
            let rust = rust_type(ty, &module);
            // Boxed, so that a union may contain itself through a record.
            if matches!(ty, Type::Named(_)) { quote!(::std::boxed::Box<#rust>) } else { rust }
        })
        .collect();
    let variant_docs = variants.iter().map(|(variant, _)| comment(&format!("`{variant}`")));
    let expected = format!("one of the shapes of {}", named.name);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
        #[serde(untagged)]
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #names(#types),)*
        }

        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                ::wholesale_runtime::lenient::one_of(
                    deserializer,
                    #expected,
                    &[#(|json| ::serde_json::from_str(json).ok().map(Self::#names),)*],
                )
            }
        }

        #(
            impl ::std::convert::From<#types> for #name {
                fn from(value: #types) -> Self {
                    Self::#names(value)
                }
            }
        )*
    }
}
