//! The peer: a client written by hand, as a careful engineer writes one for these calls alone.
//!
//! The same options of reqwest, the same request to the byte but for the `User-Agent`, money as exact decimals. It does
//! not do: reading `"12.5"` for 12.5 exactly beyond 17 digits, numbers for texts or `null` for lists; keeping unknown
//! fields; wiping the password from memory; refusing a body without a bound, a web page with status 200 or a redirect;
//! saying whether a failed call may have been applied; retries; spans; observers; checking arguments.

use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::answers::{HASH, PER_PAGE};
use crate::side::{Outcome, Side};

#[allow(dead_code)] // What a caller would read.
#[derive(Deserialize)]
struct SubUser {
    id: Option<u64>,
    hash: String,
    username: Option<String>,
    password: Option<String>,
    traffic_available: Option<Decimal>,
    traffic_used: Option<Decimal>,
    limits: Option<Limits>,
}

#[allow(dead_code)] // What a caller would read.
#[derive(Deserialize)]
struct Limits {
    daily_limit: Option<Decimal>,
    monthly_limit: Option<Decimal>,
    lifetime_limit: Option<Decimal>,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<SubUser>,
    meta: Meta,
}

#[allow(dead_code)] // What a caller would read.
#[derive(Deserialize)]
struct Meta {
    current_page: i64,
    from: Option<i64>,
    last_page: i64,
    path: String,
    per_page: i64,
    to: Option<i64>,
    total: i64,
}

pub(crate) struct ReqwestSerde {
    client: reqwest::Client,
    url: String,
}

impl ReqwestSerde {
    async fn page(&self, number: i64) -> Outcome<Page> {
        let query = [("page", number), ("per_page", i64::try_from(PER_PAGE)?)];
        let url =
            format!("{}/residential-subusers?{}={}&{}={}", self.url, query[0].0, query[0].1, query[1].0, query[1].1);
        Ok(self.client.get(url).send().await?.error_for_status()?.json().await?)
    }
}

impl Side for ReqwestSerde {
    async fn new(url: &str) -> Outcome<Self> {
        // TLS is not spoken on loopback; set up it has to be.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer benchmark-token-0123456789"));
        let client = reqwest::Client::builder()
            .default_headers(headers)
            .user_agent("benchmark/1.0")
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(30))
            .redirect(reqwest::redirect::Policy::none())
            .http1_only()
            .no_proxy()
            .build()?;
        Ok(Self { client, url: url.to_owned() })
    }

    async fn another(&self) -> Outcome<Self> {
        Ok(Self { client: self.client.clone(), url: self.url.clone() })
    }

    async fn one(&mut self) -> Outcome<()> {
        let url = format!("{}/residential-subusers/{HASH}", self.url);
        let user: SubUser = self.client.get(url).send().await?.error_for_status()?.json().await?;
        if user.hash == HASH { Ok(()) } else { Err("another record came".into()) }
    }

    async fn list(&mut self) -> Outcome<u64> {
        let url = format!("{}/residential-subusers", self.url);
        let page: Page = self.client.get(url).send().await?.error_for_status()?.json().await?;
        Ok(u64::try_from(page.data.len())?)
    }

    async fn crawl(&mut self) -> Outcome<u64> {
        let (mut number, mut read) = (1, 0);
        loop {
            let page = self.page(number).await?;
            read += page.data.iter().map(|user| u64::from(!user.hash.is_empty())).sum::<u64>();
            if page.meta.last_page <= number {
                return Ok(read);
            }
            number += 1;
        }
    }
}
