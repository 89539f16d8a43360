//! Values of credentials: fixed, or fetched anew each time they expire.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::Mutex;

use crate::secret::Secret;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// What [`CredentialSource::fetch`] returns.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<Secret, Source>> + Send + 'a>>;

/// Where a credential comes from when it is not a fixed text: a vault, a login, a file that is rotated.
///
/// It is asked before the first call, and again once after the provider has refused what it gave. Every async
/// closure that gives a [`Secret`] is one. Calls that wait for it wait together: it is asked once.
pub trait CredentialSource: Send + Sync + 'static {
    /// A fresh value.
    fn fetch(&self) -> Fetching<'_>;
}

impl<F, T> CredentialSource for F
where
    F: Fn() -> T + Send + Sync + 'static,
    T: Future<Output = Result<Secret, Source>> + Send + 'static,
{
    fn fetch(&self) -> Fetching<'_> {
        Box::pin(self())
    }
}

/// The value of one credential.
#[derive(Clone)]
pub(crate) enum Credential {
    Fixed(Secret),
    Renewed(Renewal),
}

/// A value that is fetched when it is needed and kept until it is refused.
#[derive(Clone)]
pub(crate) struct Renewal {
    source: Arc<dyn CredentialSource>,
    /// The value, and how many there have been: a refusal of an older one says nothing about this.
    current: Arc<Mutex<(u64, Option<Secret>)>>,
}

impl Renewal {
    pub(crate) fn new(source: Arc<dyn CredentialSource>) -> Self {
        Self { source, current: Arc::new(Mutex::new((0, None))) }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fixed(_) => crate::secret::MASK,
            Self::Renewed(_) => "<renewed>",
        })
    }
}

/// The values of all credentials, as one attempt uses them.
pub(crate) struct Values {
    pub(crate) secrets: Vec<Secret>,
    /// The generation of each renewed one; zero for a fixed one.
    generations: Vec<u64>,
}

impl Values {
    /// Fetches what is not there.
    pub(crate) async fn of(credentials: &[Credential]) -> Result<Self, Source> {
        let mut values = Self { secrets: Vec::with_capacity(credentials.len()), generations: Vec::new() };
        for credential in credentials {
            let (generation, secret) = match credential {
                Credential::Fixed(secret) => (0, secret.clone()),
                Credential::Renewed(renewal) => {
                    // Held while fetching, so that a hundred calls at once fetch one value.
                    let mut current = renewal.current.lock().await;
                    let secret = match &current.1 {
                        Some(secret) => secret.clone(),
                        None => {
                            let secret = renewal.source.fetch().await?;
                            *current = (current.0 + 1, Some(secret.clone()));
                            secret
                        }
                    };
                    (current.0, secret)
                }
            };
            values.secrets.push(secret);
            values.generations.push(generation);
        }
        Ok(values)
    }

    /// Forgets the values that were refused, unless another call has renewed them already; `false` when all are fixed.
    pub(crate) async fn forget(&self, credentials: &[Credential]) -> bool {
        let mut forgotten = false;
        for (credential, generation) in credentials.iter().zip(&self.generations) {
            if let Credential::Renewed(renewal) = credential {
                let mut current = renewal.current.lock().await;
                if current.0 == *generation {
                    current.1 = None;
                }
                forgotten = true;
            }
        }
        forgotten
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_renewed_value_is_fetched_once_and_again_after_a_refusal() {
        let fetched = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&fetched);
        let source = move || {
            let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
            async move { Ok(Secret::new(format!("token-{number}"))) }
        };
        let credentials = [Credential::Renewed(Renewal::new(Arc::new(source)))];
        let first = Values::of(&credentials).await.expect("a value");
        let second = Values::of(&credentials).await.expect("a value");
        assert_eq!((first.secrets[0].expose(), second.secrets[0].expose()), ("token-1", "token-1"));

        assert!(first.forget(&credentials).await);
        let third = Values::of(&credentials).await.expect("a value");
        assert_eq!(third.secrets[0].expose(), "token-2");
        // The second call learns of its refusal late: the value has been renewed since, and stays.
        assert!(second.forget(&credentials).await);
        let fourth = Values::of(&credentials).await.expect("a value");
        assert_eq!((fourth.secrets[0].expose(), fetched.load(Ordering::SeqCst)), ("token-2", 2));
    }

    #[tokio::test]
    async fn a_fixed_value_is_never_forgotten() {
        let credentials = [Credential::Fixed(Secret::from("x"))];
        let values = Values::of(&credentials).await.expect("a value");
        assert!(!values.forget(&credentials).await);
    }
}
