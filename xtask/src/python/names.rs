//! Names of the model as Python identifiers.

use crate::model::{Operation, Parameter, Provider, Shape};

/// The name as an identifier; what Python keeps for itself gets an underscore: `from` -> `from_`.
pub(super) fn identifier(name: &str) -> String {
    if RESERVED.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// The parameters that the caller can set, in the order in which Python offers them: that of the spec.
pub(super) fn offered(operation: &Operation) -> Vec<&Parameter> {
    crate::operations::offered(operation).collect()
}

/// Whether the provider has a record of this name.
pub(super) fn is_record(provider: &Provider, name: &str) -> bool {
    provider.named(name).is_some_and(|named| matches!(named.shape, Shape::Record { .. }))
}

/// Keywords of Python, and the two names that the writers give to the first parameter of a method.
const RESERVED: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "cls", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "nonlocal", "not", "or", "pass", "raise", "return", "self", "try", "while", "with", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_python_keeps_for_itself_is_changed() {
        assert_eq!(identifier("from"), "from_");
        assert_eq!(identifier("self"), "self_");
        assert_eq!(
            (identifier("type"), identifier("hash"), identifier("id")),
            ("type".into(), "hash".into(), "id".into())
        );
    }
}
