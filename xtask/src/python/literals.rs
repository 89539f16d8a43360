//! The provider's samples as Python expressions: for the examples of the docs, and for the calls of the tests.

use serde_json::Value;

use super::layout::{Code, literal};
use super::names::identifier;
use crate::model::{Field, Operation, Parameter, Provider, Shape, Type};

/// Arguments, `name=value`, for the parameters that are wanted.
pub(super) fn arguments(
    provider: &Provider,
    operation: &Operation,
    wanted: impl Fn(&Parameter) -> bool,
) -> Vec<(String, Code)> {
    crate::operations::offered(operation)
        .filter(|parameter| wanted(parameter))
        .map(|parameter| {
            let example = parameter.example.as_ref().unwrap_or(&Value::Null);
            (identifier(&parameter.name), expression(provider, &parameter.ty, example))
        })
        .collect()
}

/// A sample as an expression of its type.
fn expression(provider: &Provider, ty: &Type, example: &Value) -> Code {
    let text = match example {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    match ty {
        Type::Text | Type::Secret | Type::Id => Code::Atom(literal(&text)),
        Type::Decimal => {
            let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
            decimal(if plain { &text } else { "1" })
        }
        Type::EpochSeconds => Code::Atom(text.parse::<i64>().unwrap_or_default().to_string()),
        Type::Boolean => Code::Atom(truth(matches!(text.as_str(), "true" | "1"))),
        Type::Integer => Code::Atom(text.parse::<i64>().unwrap_or(1).to_string()),
        Type::Float => Code::Atom(format!("{:?}", text.parse::<f64>().unwrap_or(1.0))),
        Type::Any => json(example),
        Type::List(item) => {
            list(example.as_array().into_iter().flatten(), |example| expression(provider, item, example))
        }
        Type::Map(value) => {
            dict(example.as_object().into_iter().flatten(), |example| expression(provider, value, example))
        }
        Type::Named(name) => named(provider, name, example, &text),
    }
}

fn named(provider: &Provider, name: &str, example: &Value, text: &str) -> Code {
    match provider.named(name).map(|named| &named.shape) {
        Some(Shape::Record { fields, .. }) => {
            let given = |field: &&Field| field.required || example.get(&field.wire).is_some();
            let value = |field: &Field| {
                let example = example.get(&field.wire).or(field.example.as_ref()).unwrap_or(&Value::Null);
                expression(provider, &field.ty, example).after(&format!("{}=", identifier(&field.name)))
            };
            let arguments = fields.iter().filter(given).map(value).collect();
            Code::group(format!("{}.{name}(", provider.name), arguments, ")")
        }
        Some(Shape::Enumeration { values, .. }) => {
            let known = values.iter().find(|(value, _)| value == text).or(values.first());
            Code::Atom(literal(known.map_or(text, |(value, _)| value)))
        }
        Some(Shape::Union { variants }) => match variants.first() {
            Some((_, ty)) => expression(provider, ty, example),
            None => Code::Atom("None".to_owned()),
        },
        None => Code::Atom("None".to_owned()),
    }
}

/// JSON as Python; a number with a fraction is an exact decimal.
fn json(value: &Value) -> Code {
    match value {
        Value::Null => Code::Atom("None".to_owned()),
        Value::Bool(is) => Code::Atom(truth(*is)),
        Value::Number(number) => {
            let text = number.to_string();
            let whole = text.chars().all(|character| character.is_ascii_digit() || character == '-');
            if whole { Code::Atom(text) } else { decimal(&text) }
        }
        Value::String(text) => Code::Atom(literal(text)),
        Value::Array(items) => list(items.iter(), json),
        Value::Object(members) => dict(members.iter(), json),
    }
}

fn list<'a>(items: impl Iterator<Item = &'a Value>, write: impl Fn(&'a Value) -> Code) -> Code {
    Code::group("[", items.map(write).collect(), "]")
}

fn dict<'a>(entries: impl Iterator<Item = (&'a String, &'a Value)>, write: impl Fn(&'a Value) -> Code) -> Code {
    let entry = |(key, value): (&'a String, &'a Value)| write(value).after(&format!("{}: ", literal(key)));
    Code::group("{", entries.map(entry).collect(), "}")
}

fn decimal(digits: &str) -> Code {
    Code::Atom(format!("Decimal({})", literal(digits)))
}

fn truth(is: bool) -> String {
    if is { "True".to_owned() } else { "False".to_owned() }
}
