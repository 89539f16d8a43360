//! Scalars: which plain words and numbers mean the same to every reader of YAML.

use saphyr::Scalar;
use serde_json::{Number, Value};

/// Why a scalar is refused.
pub(super) struct Problem {
    pub(super) what: String,
    pub(super) instead: String,
}

impl Problem {
    pub(super) fn new(what: impl Into<String>, instead: impl Into<String>) -> Problem {
        Problem { what: what.into(), instead: instead.into() }
    }
}

/// The JSON value of a scalar, of which `raw` is the text in the file.
pub(super) fn value(scalar: &Scalar<'_>, raw: &str) -> Result<Value, Problem> {
    match scalar {
        Scalar::Null => Ok(Value::Null),
        Scalar::Boolean(flag) => Ok(Value::Bool(*flag)),
        Scalar::Integer(number) => integer(*number, raw),
        Scalar::FloatingPoint(number) => float(number.into_inner(), raw),
        Scalar::String(text) => string(text, raw),
    }
}

/// The name that a scalar is as a key. Plain decimal integers, such as the response code `200`, are taken as text.
pub(super) fn key(scalar: &Scalar<'_>, raw: &str) -> Result<String, Problem> {
    let quoted = || Problem::new(format!("the key `{raw}` is not a text"), format!("write \"{raw}\", in quotes"));
    match scalar {
        Scalar::String(text) if text == "<<" && raw == "<<" => {
            Err(Problem::new("the merge key `<<` is YAML 1.1", "write the members here, or use a `$ref`"))
        }
        Scalar::String(text) if string(text, raw).is_err() => Err(quoted()),
        Scalar::String(text) => Ok(text.to_string()),
        Scalar::Integer(number) if number.to_string() == raw => Ok(raw.to_owned()),
        Scalar::Integer(_) | Scalar::FloatingPoint(_) | Scalar::Boolean(_) => Err(quoted()),
        Scalar::Null => Err(Problem::new("a key is missing or null", "write its name, in quotes if it is `null`")),
    }
}

fn integer(number: i64, raw: &str) -> Result<Value, Problem> {
    if raw == number.to_string() {
        return Ok(Value::from(number));
    }
    Err(Problem::new(
        format!("`{raw}` is read as the number {number}"),
        format!("write {number}, or \"{raw}\" in quotes if it is a text"),
    ))
}

fn float(number: f64, raw: &str) -> Result<Value, Problem> {
    if !raw.contains(['.', 'e', 'E']) {
        // An integer that i64 cannot hold; JSON still can when it fits u64.
        if let Ok(large) = raw.parse::<u64>() {
            return Ok(Value::from(large));
        }
    }
    let kept = Number::from_f64(number).filter(|_| digits(raw) == digits(&format!("{number:e}")));
    kept.map(Value::Number).ok_or_else(|| {
        Problem::new(
            format!("the number `{raw}` has no exact form in JSON"),
            format!("write \"{raw}\" in quotes if it is a text, or a number with fewer digits"),
        )
    })
}

/// The digits that count in a decimal number, without sign, point, exponent and the zeros around them.
fn digits(number: &str) -> String {
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').to_owned()
}

fn string(text: &str, raw: &str) -> Result<Value, Problem> {
    const BOOLEANS_ELSEWHERE: [&str; 4] = ["yes", "no", "on", "off"];
    if raw == text && BOOLEANS_ELSEWHERE.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Err(Problem::new(
            format!("`{text}` without quotes is a text here and a boolean to readers of YAML 1.1"),
            format!("write \"{text}\" in quotes, or `true` or `false`"),
        ));
    }
    Ok(Value::from(text))
}
