//! The settings that every profile has besides its credentials: their names, what they mean, how they are written.

use schemars::{Schema, json_schema};

/// One setting.
pub(super) struct Setting {
    pub(super) name: &'static str,
    /// What it means, for the schema.
    pub(super) about: &'static str,
    /// How it is written: what a refusal says.
    pub(super) takes: &'static str,
    pub(super) schema: fn() -> Schema,
}

/// All of them, as they stand in the documentation.
pub(super) const SETTINGS: [Setting; 12] = [
    Setting {
        name: "provider",
        about: "The provider. A profile with a provider's name needs none.",
        takes: "the name of a provider, `provider = \"iproyal\"`",
        schema: || json_schema!({ "enum": crate::providers::NAMES }),
    },
    Setting {
        name: "base_url",
        about: "The URL that the operations' paths are appended to.",
        takes: "a text, `base_url = \"https://host/path\"`",
        schema: || json_schema!({ "type": "string", "format": "uri" }),
    },
    Setting {
        name: "timeout",
        about: "Time one attempt may take, from sending to the last byte of the answer.",
        takes: "a text of a whole number and its unit, ms, s or m, `timeout = \"30s\"`",
        schema: span,
    },
    Setting {
        name: "connect_timeout",
        about: "Time connecting may take, TLS included. Default 10s, and never more than half of the timeout.",
        takes: "a text of a whole number and its unit, ms, s or m, `connect_timeout = \"5s\"`",
        schema: span,
    },
    Setting {
        name: "max_retries",
        about: "Times a retry-safe request may be sent again. Default 2; 0 sends everything once.",
        takes: "a whole number, `max_retries = 2`",
        schema: || json_schema!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
    },
    Setting {
        name: "rate_limit",
        about: "Calls the client allows itself; false for no limit. The default is the provider's, where it has one.",
        takes: "`false` for no limit, or `rate_limit = { per_second = 5, burst = 5, in_flight = 4 }`, each a whole number \
                and at least one of `per_second` and `in_flight` there",
        schema: rate_limit,
    },
    Setting {
        name: "user_agent",
        about: "The User-Agent header.",
        takes: "a text, `user_agent = \"acme/1.0\"`",
        schema: || json_schema!({ "type": "string" }),
    },
    Setting {
        name: "proxy",
        about: "A proxy for every request, with its credentials where it wants some. Without it the proxies of the \
                environment count.",
        takes: "a text, `proxy = \"http://host:port\"`, `proxy = { file = \"..\" }` or `proxy = { env = \"..\" }`",
        schema: secret,
    },
    Setting {
        name: "ca_bundle",
        about: "A PEM file of the certificate authorities to trust, in place of the platform's.",
        takes: "a path, `ca_bundle = \"/etc/ssl/acme.pem\"`",
        schema: || json_schema!({ "type": "string" }),
    },
    Setting {
        name: "body_cap",
        about: "Bytes of an answer's body that are read at most, after decompression. Default 16 MiB.",
        takes: "a whole number of bytes, `body_cap = 16777216`",
        schema: || json_schema!({ "type": "integer", "minimum": 1 }),
    },
    Setting {
        name: "allow_insecure_http",
        about: "Allows plain http to hosts that are not this machine. Credentials then travel in clear.",
        takes: "true or false, `allow_insecure_http = false`",
        schema: || json_schema!({ "type": "boolean" }),
    },
    Setting {
        name: "trace_bodies",
        about: "Whether requests and answers are traced, without their secrets. They hold personal data all the same.",
        takes: "true or false, `trace_bodies = false`",
        schema: || json_schema!({ "type": "boolean" }),
    },
];

/// How a setting is written, for a refusal.
pub(super) fn takes(name: &str) -> &'static str {
    SETTINGS.iter().find(|setting| setting.name == name).map_or("", |setting| setting.takes)
}

/// The names, for a sentence.
pub(super) fn names() -> String {
    SETTINGS.map(|setting| setting.name).join(", ")
}

fn span() -> Schema {
    json_schema!({ "type": "string", "pattern": "^0*[1-9][0-9]*(ms|s|m)$" })
}

/// A text, or where it is.
pub(super) fn secret() -> Schema {
    json_schema!({ "$ref": "#/$defs/Secret" })
}

fn rate_limit() -> Schema {
    let number = json_schema!({ "type": "integer", "minimum": 1, "maximum": u32::MAX });
    let about = |about: &str| {
        let mut schema = number.clone();
        schema.insert("description".into(), about.into());
        schema
    };
    json_schema!({
        "anyOf": [
            { "const": false },
            {
                "type": "object",
                "properties": {
                    "per_second": about("Calls a second; without it only the calls in flight are limited."),
                    "burst": about("Calls that may be made at once before the rate counts; per_second unless given."),
                    "in_flight": about("Calls in flight at the same time."),
                },
                "additionalProperties": false,
                "anyOf": [{ "required": ["per_second"] }, { "required": ["in_flight"] }],
            },
        ]
    })
}
