//! Whether the owner of an account gets in, and nobody else.

use wholesale::{Action, Argument, Login, Secret};
use wholesale_tests::customers::{PASSWORD, name};

use super::{Done, NEW_PASSWORD, Trial, Undone, holds};

const ADDRESS: &str = "192.0.2.1";

impl Trial<'_> {
    pub(super) async fn set_password(&self) -> Done {
        self.accounts.set_password(&self.id(), Secret::new(NEW_PASSWORD)).await?;
        self.carries(&[NEW_PASSWORD])?;
        let stored = self.stored(&self.id())?;
        self.logs_in(&stored.name, NEW_PASSWORD).await
    }

    pub(super) async fn authenticate(&self, argument: Option<Argument>) -> Done {
        let called = name(self.provider, "acme");
        let by_token = argument == Some(Argument::Token);
        let (right, wrong) = match argument {
            None | Some(Argument::Password) => {
                (Login::password(&called, PASSWORD, ADDRESS), Login::password(&called, "wr0ng-password", ADDRESS))
            }
            Some(Argument::Token) => (Login::token(self.ready.token.clone()), Login::token("no-token-at-all")),
            Some(_) => return Err(Undone::Untried),
        };
        let account = self.accounts.authenticate(right).await?;
        holds(account.id == self.id(), || format!("it is {}", account.id))?;
        let fooled = self.accounts.authenticate(wrong).await;
        holds(fooled.is_err(), || format!("anybody is let in, by token: {by_token}"))
    }

    /// The owner gets in, at a provider that can tell.
    pub(super) async fn logs_in(&self, called: &str, password: &str) -> Done {
        if self.truth.capabilities().can_with(Action::Authenticate, Argument::Password) {
            self.truth.authenticate(Login::password(called, password, ADDRESS)).await?;
        }
        Ok(())
    }
}
