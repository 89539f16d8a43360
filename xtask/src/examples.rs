//! The provider's samples as Rust: the example in the docs of every operation, and the requests of the snapshots.

use serde_json::Value;

use crate::identifiers::ident;
use crate::model::{Operation, Parameter, Provider, Shape, Type};
use crate::operations::offered;

/// The documented call: what is required, with the provider's own values.
pub fn call(provider: &Provider, operation: &Operation) -> String {
    let crate_name = format!("wholesale_{}", provider.name);
    let setters = setters(provider, operation, &crate_name, |parameter| is_needed(operation, parameter));
    let value = if operation.payload.is_some() { "let payload = " } else { "" };
    let used = if operation.payload.is_some() { "\nprintln!(\"{payload:?}\");" } else { "" };
    format!(
        "# async fn example(client: {crate_name}::Client) -> {crate_name}::Result<()> {{\n\
         {value}client\n    .{}()\n{setters}    .send()\n    .await?;{used}\n# Ok(())\n# }}",
        ident(&operation.id)
    )
}

/// Whether the call needs the parameter, given the samples of the others.
pub fn is_needed(operation: &Operation, parameter: &Parameter) -> bool {
    let sample = |name: &str| {
        let of = operation.parameters.iter().find(|parameter| parameter.name == name)?;
        of.required.then(|| of.example.as_ref()?.as_str()).flatten()
    };
    parameter.required
        || operation
            .required_when
            .iter()
            .any(|rule| rule.require.contains(&parameter.name) && sample(&rule.parameter) == Some(rule.is.as_str()))
}

/// Setter calls, one a line, for the parameters that are wanted and have an example.
pub fn setters(
    provider: &Provider,
    operation: &Operation,
    crate_name: &str,
    wanted: impl Fn(&Parameter) -> bool,
) -> String {
    offered(operation)
        .filter(|parameter| wanted(parameter))
        .map(|parameter| {
            let example = parameter.example.as_ref().unwrap_or(&Value::Null);
            let value = expression(provider, crate_name, &parameter.ty, example, Position::Setter);
            format!("    .{}({value})\n", ident(&parameter.name))
        })
        .collect()
}

/// Where a value stands: a setter converts, the item of a list does not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    Setter,
    Inside,
}

fn expression(provider: &Provider, crate_name: &str, ty: &Type, example: &Value, position: Position) -> String {
    let text = match example {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let converted = |name: &str, text: &str| match position {
        Position::Setter => format!("{text:?}"),
        Position::Inside => format!("{name}::from({text:?})"),
    };
    match ty {
        Type::Text => converted("String", &text),
        Type::Secret => converted(&format!("{crate_name}::Secret"), &text),
        Type::Id => converted(&format!("{crate_name}::Id"), &text),
        Type::Decimal => {
            let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
            let digits = if plain { text.as_str() } else { "1" };
            format!("{crate_name}::dec!({digits})")
        }
        Type::EpochSeconds => {
            let seconds = format!("{}_i64", text.parse::<i64>().unwrap_or_default());
            if position == Position::Setter { seconds } else { format!("{crate_name}::EpochSeconds::from({seconds})") }
        }
        Type::Boolean => matches!(text.as_str(), "true" | "1").to_string(),
        Type::Integer => format!("{}_i64", text.parse::<i64>().unwrap_or(1)),
        Type::Float => format!("{:?}_f64", text.parse::<f64>().unwrap_or(1.0)),
        Type::Any => format!("{crate_name}::Json::from({crate_name}::serde_json::json!({example}))"),
        Type::List(item) => {
            let items: Vec<String> = example
                .as_array()
                .into_iter()
                .flatten()
                .map(|example| expression(provider, crate_name, item, example, Position::Inside))
                .collect();
            let spelled = rust_name(crate_name, item);
            if items.is_empty() { format!("Vec::<{spelled}>::new()") } else { format!("vec![{}]", items.join(", ")) }
        }
        Type::Map(value) => {
            let entries: Vec<String> = example
                .as_object()
                .into_iter()
                .flatten()
                .map(|(key, example)| {
                    format!(
                        "({key:?}.to_owned(), {})",
                        expression(provider, crate_name, value, example, Position::Inside)
                    )
                })
                .collect();
            let spelled = rust_name(crate_name, value);
            format!("std::collections::BTreeMap::<String, {spelled}>::from([{}])", entries.join(", "))
        }
        Type::Named(name) => named(provider, crate_name, name, example, &text, position),
    }
}

fn named(provider: &Provider, crate_name: &str, name: &str, example: &Value, text: &str, position: Position) -> String {
    let path = format!("{crate_name}::types::{name}");
    match provider.named(name).map(|named| &named.shape) {
        Some(Shape::Record { fields, .. }) => {
            let value = |field: &crate::model::Field| {
                let example = example.get(&field.wire).or(field.example.as_ref()).unwrap_or(&Value::Null);
                expression(provider, crate_name, &field.ty, example, Position::Inside)
            };
            let required: Vec<String> = fields.iter().filter(|field| field.required).map(value).collect();
            let optional: String = fields
                .iter()
                .filter(|field| !field.required && example.get(&field.wire).is_some())
                .map(|field| format!(".{}({})", ident(&field.name), value(field)))
                .collect();
            format!("{path}::new({}){optional}", required.join(", "))
        }
        Some(Shape::Enumeration { values, .. }) => {
            let known = values.iter().find(|(value, _)| value == text).or(values.first());
            match (position, known) {
                (Position::Setter, Some((value, _))) => format!("{value:?}"),
                (_, Some((_, variant))) => format!("{path}::{variant}"),
                (_, None) => format!("{text:?}"),
            }
        }
        Some(Shape::Union { variants }) => match variants.first() {
            Some((variant, ty)) => {
                let value = expression(provider, crate_name, ty, example, Position::Inside);
                let boxed = if matches!(ty, Type::Named(_)) { format!("Box::new({value})") } else { value };
                format!("{path}::{variant}({boxed})")
            }
            None => String::new(),
        },
        None => String::new(),
    }
}

fn rust_name(crate_name: &str, ty: &Type) -> String {
    match ty {
        Type::Text => "String".into(),
        Type::Secret => format!("{crate_name}::Secret"),
        Type::Id => format!("{crate_name}::Id"),
        Type::Decimal => format!("{crate_name}::Decimal"),
        Type::EpochSeconds => format!("{crate_name}::EpochSeconds"),
        Type::Boolean => "bool".into(),
        Type::Integer => "i64".into(),
        Type::Float => "f64".into(),
        Type::Any => format!("{crate_name}::Json"),
        Type::List(item) => format!("Vec<{}>", rust_name(crate_name, item)),
        Type::Map(value) => format!("std::collections::BTreeMap<String, {}>", rust_name(crate_name, value)),
        Type::Named(name) => format!("{crate_name}::types::{name}"),
    }
}
