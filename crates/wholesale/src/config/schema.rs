//! The JSON Schema of `wholesale.toml`: every setting, and every credential of every provider.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::profile::credentials;
use super::setting::{SETTINGS, secret};
use crate::providers;

/// The whole of it.
pub(super) fn whole() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "wholesale.toml",
        "description": "Accounts at providers. Written by `cargo run -p wholesale --example config_schema`.",
        "type": "object",
        "properties": {
            "profiles": {
                "description": "The accounts, by a name of your choice.",
                "type": "object",
                "additionalProperties": { "$ref": "#/$defs/Profile" },
            },
        },
        "additionalProperties": false,
        "$defs": { "Profile": profile(), "Secret": text_or_place() },
    })
}

fn profile() -> Value {
    let mut properties = Map::new();
    for setting in &SETTINGS {
        properties.insert(setting.name.to_owned(), described((setting.schema)(), setting.about));
    }
    for (name, of) in owners() {
        let about = format!("A credential of {}.", of.join(" and "));
        properties.insert(name.to_owned(), described(secret(), &about));
    }
    json!({
        "description": "One account at one provider.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// The providers that have a credential of each name.
fn owners() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut owners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for api in providers::NAMES.iter().filter_map(|name| providers::api(name)) {
        for name in credentials(api) {
            owners.entry(name).or_default().push(api.provider);
        }
    }
    owners
}

fn described(mut schema: Value, about: &str) -> Value {
    schema["description"] = about.into();
    schema
}

fn text_or_place() -> Value {
    let place = |name: &str, about: &str| {
        json!({
            "type": "object",
            "properties": { name: { "type": "string", "minLength": 1, "description": about } },
            "required": [name],
            "additionalProperties": false,
        })
    };
    let file = place("file", "A file that holds the text; looked up from the folder of wholesale.toml.");
    let env = place("env", "An environment variable that holds the text.");
    json!({
        "description": "A text, or where it is.",
        "anyOf": [{ "type": "string", "minLength": 1 }, { "type": "integer" }, file, env],
    })
}
