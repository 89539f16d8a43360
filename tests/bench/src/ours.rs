//! The generated client, as a user writes it.

use wholesale_iproyal::Client;

use crate::answers::HASH;
use crate::side::{Outcome, Side};

pub(crate) struct Ours {
    client: Client,
}

impl Side for Ours {
    async fn new(url: &str) -> Outcome<Self> {
        Ok(Self { client: Client::builder().token("benchmark-token-0123456789").base_url(url).build()? })
    }

    async fn another(&self) -> Outcome<Self> {
        Ok(Self { client: self.client.clone() })
    }

    async fn one(&mut self) -> Outcome<()> {
        let user = self.client.get_sub_user().hash(HASH).send().await?;
        if user.hash == HASH { Ok(()) } else { Err("another record came".into()) }
    }

    async fn list(&mut self) -> Outcome<u64> {
        Ok(u64::try_from(self.client.list_sub_users().send().await?.data.len())?)
    }

    async fn crawl(&mut self) -> Outcome<u64> {
        let mut users = self.client.list_sub_users().page(1).per_page(100).stream();
        let mut read = 0;
        while let Some(user) = users.next().await {
            read += u64::from(!user?.hash.is_empty());
        }
        Ok(read)
    }
}
