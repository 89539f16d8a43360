//! Types of the model as Python annotations: what a caller may give, and what comes back.

use crate::model::{Field, Provider, Shape, Type};
use crate::python::layout::literal;

/// Writes annotations for one place in a file.
pub(super) struct Annotations<'a> {
    provider: &'a Provider,
    /// Names that something else has there.
    shadowed: Vec<String>,
}

impl<'a> Annotations<'a> {
    /// For a place where every builtin has its usual name.
    pub(super) fn new(provider: &'a Provider) -> Self {
        Self { provider, shadowed: Vec::new() }
    }

    /// For a class body whose members have these names: a member `list` would otherwise stand for the builtin.
    pub(super) fn beside(provider: &'a Provider, members: impl IntoIterator<Item = String>) -> Self {
        Self { provider, shadowed: members.into_iter().collect() }
    }

    /// What a caller may give.
    pub(super) fn given(&self, ty: &Type) -> String {
        self.given_within(ty, &mut Vec::new())
    }

    fn given_within<'t>(&'t self, ty: &'t Type, unions: &mut Vec<&'t str>) -> String {
        match ty {
            Type::Id => format!("{} | {}", self.builtin("str"), self.builtin("int")),
            Type::Decimal => format!("Decimal | {}", self.builtin("int")),
            Type::EpochSeconds => format!("{} | datetime.datetime", self.builtin("int")),
            Type::List(item) => format!("Sequence[{}]", self.given_within(item, unions)),
            Type::Map(value) => format!("Mapping[{}, {}]", self.builtin("str"), self.given_within(value, unions)),
            Type::Named(name) => match self.provider.named(name).map(|named| &named.shape) {
                Some(Shape::Record { .. }) => format!("{name} | Mapping[{}, Any]", self.builtin("str")),
                // One that contains itself has no end; there, any JSON is taken.
                Some(Shape::Union { .. }) if unions.contains(&name.as_str()) => "JsonValue".to_owned(),
                Some(Shape::Union { variants }) => {
                    unions.push(name);
                    let members: Vec<String> = variants.iter().map(|(_, ty)| self.given_within(ty, unions)).collect();
                    unions.pop();
                    union(members.into_iter())
                }
                _ => name.clone(),
            },
            other => self.returned(other),
        }
    }

    /// What comes back.
    pub(super) fn returned(&self, ty: &Type) -> String {
        match ty {
            Type::Text | Type::Secret | Type::Id => self.builtin("str"),
            Type::Decimal => "Decimal".to_owned(),
            Type::EpochSeconds | Type::Integer => self.builtin("int"),
            Type::Boolean => self.builtin("bool"),
            Type::Float => self.builtin("float"),
            Type::Any => "JsonValue".to_owned(),
            Type::List(item) => format!("{}[{}]", self.builtin("list"), self.returned(item)),
            Type::Map(value) => {
                format!("{}[{}, {}]", self.builtin("dict"), self.builtin("str"), self.returned(value))
            }
            Type::Named(name) => name.clone(),
        }
    }

    /// What an attribute of a record holds.
    pub(super) fn attribute(&self, field: &Field) -> String {
        let ty = self.returned(&field.ty);
        let always = field.required || matches!(field.ty, Type::List(_) | Type::Map(_));
        if always { ty } else { format!("{ty} | None") }
    }

    /// A builtin by a name that means it here.
    pub(super) fn builtin(&self, name: &str) -> String {
        if self.shadowed.iter().any(|taken| taken == name) { format!("builtins.{name}") } else { name.to_owned() }
    }
}

/// The right side of the alias of an enumeration or union.
pub(super) fn alias(provider: &Provider, shape: &Shape) -> Option<String> {
    match shape {
        Shape::Record { .. } => None,
        Shape::Enumeration { values, open } => {
            let texts: Vec<String> = values.iter().map(|(text, _)| literal(text)).collect();
            let known = format!("Literal[{}]", texts.join(", "));
            Some(if *open { format!("{known} | str") } else { known })
        }
        Shape::Union { variants } => {
            let annotations = Annotations::new(provider);
            Some(union(variants.iter().map(|(_, ty)| annotations.returned(ty))))
        }
    }
}

/// One of these annotations, each named once, be it a member of several.
fn union(annotations: impl Iterator<Item = String>) -> String {
    let mut members: Vec<String> = Vec::new();
    for annotation in annotations {
        let (mut member, mut depth) = (String::new(), 0_u32);
        for word in annotation.split(' ') {
            if word == "|" && depth == 0 {
                take(&mut member, &mut members);
                continue;
            }
            for character in word.chars() {
                match character {
                    '[' => depth += 1,
                    ']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            if !member.is_empty() {
                member.push(' ');
            }
            member.push_str(word);
        }
        take(&mut member, &mut members);
    }
    members.join(" | ")
}

fn take(member: &mut String, members: &mut Vec<String>) {
    let member = std::mem::take(member);
    if !members.contains(&member) {
        members.push(member);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_union_names_each_member_once() {
        let annotations = ["Cat | Mapping[str, Any]", "Dog | Mapping[str, Any]", "Sequence[str | int]", "str | int"];
        assert_eq!(
            union(annotations.into_iter().map(str::to_owned)),
            "Cat | Mapping[str, Any] | Dog | Sequence[str | int] | str | int"
        );
    }
}
