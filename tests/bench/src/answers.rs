//! What the loopback server answers: the same bytes for every side.

use std::fmt::Write;

/// The key of the sub-user that one call reads.
pub const HASH: &str = "01HQ5K3P97DY8EX9Y90YT1K6XA";

/// Records of the list that one call reads.
pub const LISTED: u64 = 40;

/// Records on each page of a crawl.
pub const PER_PAGE: u64 = 100;

/// The answer to one call: 351 bytes of JSON, every field of it in the spec.
#[must_use]
pub fn one() -> String {
    let password = "k7Q".repeat(38);
    format!(
        r#"{{"id":123456789,"hash":"{HASH}","username":"acme-logistics-residential-europe-west-pool-0000004217","password":"{password}","traffic_available":128.375,"traffic_used":41.625,"limits":{{"daily_limit":5000,"monthly_limit":150000}}}}"#
    )
}

/// A page of a list: `records` records, the first with this ordinal.
#[must_use]
pub fn page(number: u64, last: u64, records: u64) -> String {
    let first = (number - 1) * records + 1;
    let mut json = String::from(r#"{"data":["#);
    for ordinal in first..first + records {
        let separator = if ordinal == first { "" } else { "," };
        let _ = write!(
            json,
            r#"{separator}{{"id":{ordinal},"hash":"01HQ5K3P97DY8EX9Y9{ordinal:08}","username":"customer-{ordinal:06}","password":"s3cret-pass-{ordinal:06}","traffic_available":{}.5,"traffic_used":{}.25}}"#,
            ordinal % 1000,
            ordinal % 100
        );
    }
    let (to, total) = (first + records - 1, last * records);
    let _ = write!(
        json,
        r#"],"meta":{{"current_page":{number},"from":{first},"last_page":{last},"path":"http://127.0.0.1/residential-subusers","per_page":{records},"to":{to},"total":{total}}}}}"#
    );
    json
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_answer_has_351_bytes() {
        assert_eq!(super::one().len(), 351);
    }
}
