//! Bodies for a trace, when the caller asks for them: without what is known or named as a secret.

use serde_json::Value;

use crate::secret::{MASK, Secret, redact};

/// Parts of names that providers give to secrets.
const SECRET_NAMES: [&str; 8] = ["pass", "pwd", "secret", "token", "key", "pin", "auth", "cred"];

/// A body as it may stand in a log.
pub(crate) fn shown(body: &[u8], secrets: &[Secret]) -> String {
    match serde_json::from_slice::<Value>(body) {
        // A bare text is an id, a token or a word: nothing says which.
        Ok(Value::String(_)) => MASK.to_owned(),
        Ok(mut json) => {
            mask(&mut json);
            redact(&json.to_string(), secrets)
        }
        Err(_) => format!("{} bytes that are not JSON", body.len()),
    }
}

fn mask(json: &mut Value) {
    match json {
        Value::Object(members) => {
            for (name, value) in members {
                let name = name.to_ascii_lowercase();
                let is_scalar = !matches!(value, Value::Object(_) | Value::Array(_) | Value::Null);
                if is_scalar && SECRET_NAMES.iter().any(|part| name.contains(part)) {
                    *value = Value::from(MASK);
                } else {
                    mask(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_or_named_as_a_secret_is_masked() {
        let body = br#"{"username":"acme","password":"hunter2","list":[{"api-key":7,"note":"was hunter3"}]}"#;
        let shown = shown(body, &[Secret::from("hunter3")]);
        let expected =
            r#"{"list":[{"api-key":"<secret>","note":"was <secret>"}],"password":"<secret>","username":"acme"}"#;
        let same = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        assert_eq!(same(&shown), same(expected));
    }

    #[test]
    fn a_bare_text_and_what_is_not_json_are_not_shown() {
        assert_eq!(shown(br#""a-token""#, &[]), "<secret>");
        assert_eq!(shown(b"hunter2", &[]), "7 bytes that are not JSON");
    }
}
