//! The generator: progenitor, run on the document that [`transform`](crate::transform) makes.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Mutex;

use openapiv3::OpenAPI;
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle, TypeImpl};
use schemars_08::schema::{InstanceType, SchemaObject};

use crate::model::{Provider, Shape};
use crate::transform::{ANY, RUNTIME_FORMATS};

/// What the generator made: its file, and the operations it has in it.
#[derive(Debug)]
pub struct Generated {
    /// The items of its `types` module.
    pub types: Vec<syn::Item>,
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
    let file: syn::File = syn::parse2(tokens).map_err(|error| format!("the generator wrote no Rust: {error}"))?;
    let mut generated = Generated { types: Vec::new(), operations: Vec::new() };
    for item in file.items {
        match item {
            syn::Item::Mod(module) if module.ident == "types" => {
                generated.types = module.content.map(|(_, items)| items).unwrap_or_default();
            }
            syn::Item::Impl(block) if block.trait_.is_none() => {
                generated.operations.extend(block.items.iter().filter_map(|item| match item {
                    syn::ImplItem::Fn(method) if method.sig.asyncness.is_some() => Some(method.sig.ident.to_string()),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    Ok(generated)
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
