//! The JSON Schema of `wholesale.toml`: every setting, and every credential of every provider.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::Config;
use super::profile::{Profile, credentials};
use super::setting::{SETTINGS, secret};
use crate::providers;

/// The whole of it.
pub(super) fn whole() -> Value {
    let mut schema = schemars::schema_for!(Config);
    schema.insert(
        "description".into(),
        "Accounts at providers. Written by `cargo run -p wholesale --example config_schema`.".into(),
    );
    schema.to_value()
}

impl JsonSchema for Profile {
    fn schema_name() -> Cow<'static, str> {
        "Profile".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.definitions_mut().insert("Secret".into(), text_or_place());
        let mut properties = Map::new();
        for setting in &SETTINGS {
            properties.insert(setting.name.to_owned(), described((setting.schema)(), setting.about));
        }
        for (name, of) in owners() {
            let about = format!("A credential of {}.", of.join(" and "));
            properties.insert(name.to_owned(), described(secret(), &about));
        }
        json_schema!({
            "description": "One account at one provider.",
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        })
    }
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

fn described(mut schema: Schema, about: &str) -> Value {
    schema.insert("description".into(), about.into());
    schema.to_value()
}

fn text_or_place() -> Value {
    let place = |name: &str, about: &str| {
        json_schema!({
            "type": "object",
            "properties": { name: { "type": "string", "minLength": 1, "description": about } },
            "required": [name],
            "additionalProperties": false,
        })
        .to_value()
    };
    let file = place("file", "A file that holds the text; looked up from the folder of wholesale.toml.");
    let env = place("env", "An environment variable that holds the text.");
    json_schema!({
        "description": "A text, or where it is.",
        "anyOf": [{ "type": "string", "minLength": 1 }, { "type": "integer" }, file, env],
    })
    .to_value()
}
