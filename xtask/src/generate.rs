//! The generator: progenitor, run on the document that [`transform`](crate::transform) makes.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Mutex;

use openapiv3::OpenAPI;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle, TypeImpl};
use schemars_08::schema::{InstanceType, SchemaObject};
use syn::ItemStruct;

use crate::model::{Provider, Shape};
use crate::transform::{ANY, RUNTIME_FORMATS};

/// What the generator made, as far as it is used: its records, and the operations it has.
#[derive(Debug, Default)]
pub struct Generated {
    /// The structs of its `types` module.
    pub types: Vec<ItemStruct>,
    /// The methods of its client.
    pub operations: Vec<String>,
}

/// Runs the generator.
///
/// # Errors
/// A sentence, when the generator refuses the document, or panics on it: that must never reach the person who
/// wrote a spec as a panic.
pub fn generate(provider: &Provider, document: &OpenAPI) -> Result<Generated, String> {
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Positional).with_map_type("::std::collections::BTreeMap");
    for (format, ty) in RUNTIME_FORMATS {
        let schema = SchemaObject {
            instance_type: Some(InstanceType::String.into()),
            format: Some(format.to_owned()),
            ..SchemaObject::default()
        };
        settings.with_conversion(schema, ty, std::iter::empty::<TypeImpl>());
    }
    settings.with_replacement(ANY, "::wholesale_runtime::Json", std::iter::empty::<TypeImpl>());
    for named in &provider.types {
        if !matches!(named.shape, Shape::Record { .. }) {
            settings.with_replacement(&named.name, &named.name, std::iter::empty::<TypeImpl>());
        }
    }

    let tokens = quietly(|| Generator::new(&settings).generate_tokens(document))?
        .map_err(|error| format!("the generator refused it: {error}"))?;
    let mut generated = Generated::default();
    for ([first, second], inside) in blocks(tokens) {
        match (first.as_str(), second.as_str()) {
            ("mod", "types") => {
                generated.types = structs(inside).map_err(|error| format!("the generator wrote no Rust: {error}"))?;
            }
            ("impl", "Client") => generated.operations.extend(async_functions(inside)),
            _ => {}
        }
    }
    Ok(generated)
}

/// What stands between braces, by the two words before each. Most of what the generator writes is not for us, and is
/// not parsed.
fn blocks(tokens: TokenStream) -> Vec<([String; 2], TokenStream)> {
    let mut blocks = Vec::new();
    let mut words = [String::new(), String::new()];
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let inside = group.stream();
                blocks.push((std::mem::take(&mut words), inside));
            }
            TokenTree::Ident(ident) => {
                let [_, second] = words;
                words = [second, ident.to_string()];
            }
            _ => words = [String::new(), String::new()],
        }
    }
    blocks
}

/// The names of the async functions of a block.
fn async_functions(inside: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    let mut words = [String::new(), String::new()];
    for token in inside {
        let TokenTree::Ident(ident) = token else { continue };
        let [first, second] = words;
        words = [second, ident.to_string()];
        if (first.as_str(), words[0].as_str()) == ("async", "fn") {
            names.push(words[1].clone());
        }
    }
    names
}

/// The structs among the items of a module.
fn structs(inside: TokenStream) -> syn::Result<Vec<ItemStruct>> {
    let mut structs = Vec::new();
    let (mut item, mut is_struct) = (Vec::new(), false);
    for token in inside {
        let ends = match &token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Ident(ident) => {
                is_struct |= ident == "struct";
                false
            }
            TokenTree::Literal(_) => false,
        };
        item.push(token);
        if ends {
            let tokens = std::mem::take(&mut item);
            if std::mem::take(&mut is_struct) {
                structs.push(syn::parse2(tokens.into_iter().collect())?);
            }
        }
    }
    Ok(structs)
}

/// The panic hook is one for the process; it is borrowed by one generation at a time.
static HOOK: Mutex<()> = Mutex::new(());

fn quietly<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let _alone = HOOK.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let result = catch_unwind(AssertUnwindSafe(work));
    set_hook(hook);
    result.map_err(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
        format!("the generator panicked: {text}")
    })
}
