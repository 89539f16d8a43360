//! Spans of time as they are written in the file: `30s`.

use std::time::Duration;

/// A whole number with its unit, `ms`, `s` or `m`; a bare number would leave open what it counts.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let digits = text.find(|character: char| !character.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok().filter(|number| *number > 0)?;
    match unit {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => number.checked_mul(60).map(Duration::from_secs),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_a_number_with_a_unit_and_nothing_else() {
        assert_eq!(parse("250ms"), Some(Duration::from_millis(250)));
        assert_eq!(parse("30s"), Some(Duration::from_secs(30)));
        assert_eq!(parse("2m"), Some(Duration::from_secs(120)));
        for nonsense in ["", "30", "s", "0s", "1.5s", "-1s", " 1s", "1 s", "1h", "1S", "99999999999999999999s"] {
            assert_eq!(parse(nonsense), None, "{nonsense:?}");
        }
        assert_eq!(parse(&format!("{}m", u64::MAX)), None);
    }
}
