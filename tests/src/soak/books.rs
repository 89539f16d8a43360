//! The books: what the calls said against what the sandbox did.

use std::collections::HashMap;

use wholesale_sandbox::{Arrived, Decimal};

use super::{Report, Snapshot};

/// A call, and what it said of itself.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) provider: &'static str,
    pub(super) effect: Effect,
    pub(super) number: u64,
    pub(super) outcome: Outcome,
}

/// What a call changes when it is applied.
#[derive(Debug)]
pub(super) enum Effect {
    /// Nothing that counts, however often it is applied.
    Nothing,
    /// The balance of an account.
    Moves { name: String, by: Decimal },
    /// There is one account more.
    Creates { name: String, balance: Decimal },
    /// There is one account less.
    Deletes { id: String, name: String },
}

impl Effect {
    pub(super) fn moves(name: String, by: Decimal) -> Self {
        Self::Moves { name, by }
    }
}

/// What a call said of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Succeeded,
    Refused,
    Ambiguous,
}

/// By what a call is known again in the journal.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Mark {
    Moved(Decimal),
    Created(String),
    Deleted(String),
}

impl Mark {
    fn of(made: &Made) -> Option<Self> {
        Some(match &made.effect {
            Effect::Nothing => return None,
            Effect::Moves { by, .. } => Self::Moved(by.abs()),
            Effect::Creates { name, .. } => Self::Created(name.clone()),
            Effect::Deletes { id, .. } => Self::Deleted(id.clone()),
        })
    }

    /// What a request that was carried out is known by.
    fn read(arrived: &Arrived) -> Option<Self> {
        let text = |name: &str| arrived.parameter(name);
        let amount = |name: &str| text(name)?.parse().ok().map(Self::Moved);
        match arrived.operation()? {
            "give_traffic" | "take_traffic" | "add_customer_funds" => amount("amount"),
            "allocate_traffic" => amount("allocate"),
            "update_wallet" => amount("amt"),
            "create_sub_user" => text("username").or_else(|| text("customer_login_name")).map(Self::Created),
            "create_reseller" => text("code").map(Self::Created),
            "sign_up_customer" => text("username").map(Self::Created),
            "delete_sub_user" => arrived.path().rsplit('/').next().map(|id| Self::Deleted(id.to_owned())),
            "delete_reseller" => text("resellerid").map(Self::Deleted),
            "delete_customer" => text("customer-id").map(Self::Deleted),
            _ => None,
        }
    }
}

/// Holds every call against the journal, and every account against the calls.
pub(super) fn balance(made: &[Made], journal: &[Arrived], before: &Snapshot, after: &Snapshot) -> Report {
    let mut applied: HashMap<(&str, Mark), u64> = HashMap::new();
    for arrived in journal.iter().filter(|arrived| arrived.applied()) {
        if let (Some(provider), Some(mark)) = (arrived.provider(), Mark::read(arrived)) {
            *applied.entry((provider, mark)).or_default() += 1;
        }
    }

    let mut report = Report { requests: journal.len() as u64, ..Report::default() };
    let mut expected = before.accounts.clone();
    let mut in_order: Vec<&Made> = made.iter().collect();
    in_order.sort_by_key(|made| made.number);
    for made in in_order {
        let times = Mark::of(made).map(|mark| applied.remove(&(made.provider, mark)).unwrap_or_default());
        report.count(made.outcome, times);
        // What succeeded counts whatever the journal says; of the ambiguous ones, those that the sandbox applied.
        let counts = match made.outcome {
            Outcome::Succeeded => true,
            Outcome::Refused => false,
            Outcome::Ambiguous => times.is_some_and(|times| times > 0),
        };
        if !counts {
            continue;
        }
        match &made.effect {
            Effect::Nothing => {}
            Effect::Moves { name, by } => {
                let account = expected.entry((made.provider, name.clone())).or_insert_with(|| vec![Decimal::ZERO]);
                account.iter_mut().take(1).for_each(|balance| *balance += *by);
            }
            Effect::Creates { name, balance } => {
                expected.entry((made.provider, name.clone())).or_default().push(*balance);
            }
            Effect::Deletes { name, .. } => {
                expected.remove(&(made.provider, name.clone()));
            }
        }
    }
    // Nobody made these calls.
    report.hidden += applied.len() as u64;

    let names = expected.keys().chain(after.accounts.keys().filter(|name| !expected.contains_key(*name)));
    for name in names {
        let (expected, actual) = (expected.get(name), after.accounts.get(name));
        match (expected.map(Vec::as_slice), actual.map(Vec::as_slice)) {
            (Some([expected]), Some([actual])) => report.difference += (*expected - *actual).abs(),
            _ => report.wrong_accounts += 1,
        }
    }
    report.difference = report.difference.normalize();
    report.main_difference = (after.total - before.total).normalize();
    report
}

impl Report {
    /// Counts a call, which was applied this often if that is known.
    fn count(&mut self, outcome: Outcome, applied: Option<u64>) {
        self.calls += 1;
        match outcome {
            Outcome::Succeeded => self.succeeded += 1,
            Outcome::Refused => self.refused += 1,
            Outcome::Ambiguous => self.ambiguous += 1,
        }
        let Some(times) = applied else { return };
        self.duplicates += u64::from(times > 1);
        match outcome {
            Outcome::Succeeded => self.lost += u64::from(times == 0),
            Outcome::Refused => self.hidden += u64::from(times > 0),
            Outcome::Ambiguous => self.ambiguous_and_applied += u64::from(times > 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(balances: &[(&str, i64)]) -> Snapshot {
        let accounts =
            balances.iter().map(|(name, balance)| (("iproyal", (*name).to_owned()), vec![(*balance).into()]));
        Snapshot {
            accounts: accounts.collect(),
            total: balances.iter().map(|(_, balance)| Decimal::from(*balance)).sum(),
        }
    }

    fn made(effect: Effect, outcome: Outcome) -> Made {
        Made { provider: "iproyal", effect, number: 1, outcome }
    }

    #[test]
    fn a_success_that_was_not_applied_is_lost_and_a_difference() {
        let call = made(Effect::moves("a".to_owned(), 3.into()), Outcome::Succeeded);
        let report = balance(&[call], &[], &snapshot(&[("a", 10)]), &snapshot(&[("a", 10)]));
        assert_eq!((report.lost, report.difference, report.balances()), (1, 3.into(), false));
    }

    #[test]
    fn a_balance_that_no_call_explains_is_a_difference() {
        for outcome in [Outcome::Refused, Outcome::Ambiguous] {
            let call = made(Effect::moves("a".to_owned(), 3.into()), outcome);
            let report = balance(&[call], &[], &snapshot(&[("a", 10)]), &snapshot(&[("a", 13)]));
            assert_eq!((report.difference, report.main_difference), (3.into(), 3.into()));
            assert!(!report.balances());
        }
    }

    #[test]
    fn an_account_too_many_or_too_few_is_wrong() {
        let one = snapshot(&[("a", 10)]);
        let two = snapshot(&[("a", 10), ("b", 0)]);
        assert_eq!(balance(&[], &[], &one, &two).wrong_accounts, 1);
        assert_eq!(balance(&[], &[], &two, &one).wrong_accounts, 1);
        assert!(balance(&[], &[], &two, &two).balances());
    }
}
