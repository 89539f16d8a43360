//! What an account has, what my own has, and moving between them.

use wholesale::{Action, Amount, Argument, Decimal, Movement, Quantity, Receipt, Unit, dec};
use wholesale_tests::customers::{amount, unit};

use super::{Done, Trial, Undone, holds, less};

impl Trial<'_> {
    pub(super) async fn balance(&self) -> Done {
        let used = if unit(self.provider) == Unit::Gigabytes { dec!(2.5) } else { Decimal::ZERO };
        self.sandbox.use_traffic(self.provider, &self.ready.id, used.into());
        let balance = self.accounts.balance(&self.id()).await?;
        let left = amount(self.provider, self.stored(&self.id())?.balance);
        holds(balance.available == Quantity::Known(left), || format!("{:?} are left, not {left}", balance.available))?;
        let used = amount(self.provider, used);
        holds(balance.used.known().is_none_or(|known| known == used), || format!("{:?} are used", balance.used))
    }

    pub(super) async fn movement(&self, action: Action, argument: Option<Argument>) -> Done {
        let value = dec!(2.25);
        let counted_in = match argument {
            Some(Argument::Traffic) => Unit::Gigabytes,
            Some(Argument::Money) => Unit::Money,
            _ => unit(self.provider),
        };
        let (movement, arriving) = match argument {
            None | Some(Argument::Traffic | Argument::Money) => (Movement::default(), None),
            Some(Argument::Reference) => (Movement::default().reference("reference-17"), Some("reference-17")),
            Some(Argument::Product) => (Movement::default().product("mob"), Some("mob")),
            Some(Argument::Note) => (Movement::default().note("note 17"), Some("note 17")),
            Some(_) => return Err(Undone::Untried),
        };
        let (mine, moved) = (self.mine(), Amount::new(value, counted_in));
        let (receipt, now): (Receipt, _) = match action {
            Action::Take => (self.accounts.take_with(&self.id(), moved, movement).await?, dec!(7.75)),
            _ => (self.accounts.add_with(&self.id(), moved, movement).await?, dec!(12.25)),
        };
        holds(receipt.id == self.id() && receipt.amount == moved, || format!("{receipt:?}"))?;
        self.carries(arriving.as_slice())?;
        let stored = self.stored(&self.id())?;
        holds(Decimal::from(stored.balance) == now, || format!("it has {}", stored.balance))?;
        let left = less(mine, less(now, dec!(10)));
        holds(self.mine() == left, || format!("of {mine} there are {} left, not {left}", self.mine()))?;
        let reads = self.truth.get(&self.id()).await?.balance.ledger();
        holds(reads == Some(Amount::new(now, counted_in)), || format!("it is read to have {reads:?}"))
    }

    pub(super) async fn own_balance(&self) -> Done {
        let balance = self.accounts.own_balance().await?;
        let mine = amount(self.provider, self.mine());
        holds(balance.available == Quantity::Known(mine), || format!("{:?} are left, not {mine}", balance.available))
    }
}
