//! Whether this machine's clock is right, by the `Date` of an answer.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{AGE, DATE};

/// Seconds from which on a difference is worth a word: tokens that last two minutes begin to fail, and so do signatures
/// and certificates a little later. `Date` counts whole seconds, and the way takes some.
const NOTABLE: u64 = 30;

/// How many seconds the local clock is ahead of the one that dated the answer; negative when it is behind.
pub(super) fn ahead(headers: &HeaderMap, local: SystemTime) -> Option<i64> {
    // What a cache kept is dated by when it got it.
    if headers.contains_key(AGE) {
        return None;
    }
    let dated = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    // Cut off to a second, so half a second late on average.
    let dated = dated.checked_add(Duration::from_millis(500))?;
    let seconds = |span: Duration| i64::try_from(span.as_secs_f64().round() as u64).ok();
    match local.duration_since(dated) {
        Ok(ahead) => seconds(ahead),
        Err(behind) => seconds(behind.duration()).map(|seconds| -seconds),
    }
}

/// What to say about a clock that is so many seconds ahead.
pub(super) fn advice(ahead: i64) -> Option<String> {
    let direction = if ahead > 0 { "ahead of" } else { "behind" };
    (ahead.unsigned_abs() >= NOTABLE).then(|| {
        format!(
            "this machine's clock is {} seconds {direction} the one that dated the answer; switch time synchronisation \
             on, or tokens and certificates will seem expired",
            ahead.unsigned_abs()
        )
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn dated(name: http::HeaderName, at: SystemTime) -> HeaderMap {
        let date = HeaderValue::from_str(&httpdate::fmt_http_date(at)).expect("a header");
        HeaderMap::from_iter([(DATE, date.clone()), (name, date)])
    }

    #[test]
    fn a_clock_is_compared_to_the_second_in_both_directions() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").expect("a date");
        let half = Duration::from_millis(500);
        assert_eq!(ahead(&dated(DATE, now), now + half), Some(0));
        assert_eq!(ahead(&dated(DATE, now), now + half + Duration::from_secs(400)), Some(400));
        assert_eq!(ahead(&dated(DATE, now), now + half - Duration::from_secs(400)), Some(-400));
        assert_eq!(ahead(&dated(AGE, now), now), None);
        assert_eq!(ahead(&HeaderMap::new(), now), None);
        assert_eq!((advice(29), advice(-29)), (None, None));
        assert!(advice(-30).is_some_and(|text| text.contains("30 seconds behind")));
    }
}
