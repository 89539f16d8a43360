//! A sandbox, the accounts at one of its providers, and a folder for journals.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use wholesale::bulk::{Bulk, Item, ItemResult, Report, Settling, Task};
use wholesale::{AccountId, Accounts, Amount};
use wholesale_sandbox::{Decimal, Sandbox};
use wholesale_tests::customers::{accounts, new_account, unit};
use wholesale_tests::scenarios::{Clients, Settings};

pub(crate) const PROVIDERS: [&str; 4] = ["iproyal", "netnut", "neucrm", "logicboxes"];

pub(crate) struct Scene {
    pub(crate) sandbox: Sandbox,
    pub(crate) provider: &'static str,
    pub(crate) accounts: Arc<dyn Accounts>,
    folder: tempfile::TempDir,
}

impl Scene {
    pub(crate) async fn at(provider: &'static str) -> Self {
        let sandbox = Sandbox::builder().balance(provider, 1_000_000).start().await.expect("a sandbox");
        let clients = Clients::new(&sandbox, &Settings::default()).expect("clients");
        let accounts = accounts(&clients, provider, None).expect("an adapter");
        let folder = tempfile::tempdir().expect("a folder");
        Self { sandbox, provider, accounts, folder }
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.folder.path().join("journal.jsonl")
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn written(&self) -> String {
        std::fs::read_to_string(self.journal()).expect("a journal")
    }

    /// A run that waits for nothing and has a journal.
    pub(crate) fn bulk(&self) -> Bulk {
        self.bulk_with(&self.journal())
    }

    pub(crate) fn bulk_with(&self, journal: &Path) -> Bulk {
        Bulk::new(&self.accounts).journal(journal).patience(Duration::ZERO).settling(Settling::After(Duration::ZERO))
    }

    pub(crate) fn amount(&self, value: &str) -> Amount {
        Amount::new(value.parse().expect("a decimal"), unit(self.provider))
    }

    /// So many accounts, with nothing in them.
    pub(crate) async fn made(&self, count: usize) -> Vec<AccountId> {
        let mut made = Vec::new();
        for number in 0..count {
            let account = new_account(self.provider, &format!("acme{number}"));
            made.push(self.accounts.create(account).await.expect("an account").id);
        }
        self.sandbox.clear_journal();
        made
    }

    /// A top-up of each account by its own amount, 1.01, 2.01 and so on.
    pub(crate) fn top_ups(&self, ids: &[AccountId]) -> Vec<Item> {
        let amount = |number: usize| self.amount(&format!("{}.01", number + 1));
        ids.iter().enumerate().map(|(number, id)| Item::add(format!("k{number}"), id.clone(), amount(number))).collect()
    }

    /// Every account has exactly what [`top_ups`](Self::top_ups) asks for.
    #[track_caller]
    pub(crate) fn assert_topped_up(&self, ids: &[AccountId], context: &str) {
        for (number, id) in ids.iter().enumerate() {
            let asked: Decimal = format!("{}.01", number + 1).parse().expect("a decimal");
            assert_eq!(self.balance(id), asked, "{} {context}: account {number}\n{}", self.provider, self.written());
        }
        assert_eq!(self.sandbox.applied(&self.add()), ids.len() as u64, "{} {context}", self.provider);
    }

    #[track_caller]
    pub(crate) fn balance(&self, id: &AccountId) -> Decimal {
        self.sandbox.account(self.provider, id.as_str()).expect("the account").balance
    }

    /// The operation that adds.
    pub(crate) fn add(&self) -> String {
        let operation = match self.provider {
            "iproyal" => "give_traffic",
            "netnut" => "allocate_traffic",
            "neucrm" => "update_wallet",
            _ => "add_customer_funds",
        };
        format!("{}.{operation}", self.provider)
    }

    /// The operation that creates.
    pub(crate) fn create(&self) -> String {
        let operation = match self.provider {
            "iproyal" | "netnut" => "create_sub_user",
            "neucrm" => "create_reseller",
            _ => "sign_up_customer",
        };
        format!("{}.{operation}", self.provider)
    }
}

/// Runs, and what became of each item, in the order in which it did.
pub(crate) async fn results(
    bulk: Bulk,
    task: Task,
    items: impl IntoIterator<Item = Item>,
) -> (Report, Vec<ItemResult>) {
    let results = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&results);
    let items: Vec<Item> = items.into_iter().collect();
    let report = bulk.on_result(move |result| kept.lock().expect("results").push(result)).run(task, items).await;
    let results = std::mem::take(&mut *results.lock().expect("results"));
    (report.expect("a run"), results)
}
