//! Values of credentials: fixed, or fetched anew each time they expire.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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
    current: Arc<Mutex<Current>>,
    /// Times the source was asked; read before waiting, so that whoever waited knows what it waited for.
    asked: Arc<AtomicU64>,
}

#[derive(Default)]
struct Current {
    /// How many values there have been: a refusal of an older one says nothing about this.
    generation: u64,
    value: Option<Secret>,
    /// The last failure, and which time of asking it was.
    failure: Option<(u64, Failure)>,
}

/// Why a credential could not be obtained, for every call that waited for it.
pub(crate) type Failure = Arc<dyn std::error::Error + Send + Sync>;

impl Renewal {
    pub(crate) fn new(source: Arc<dyn CredentialSource>) -> Self {
        Self { source, current: Arc::default(), asked: Arc::default() }
    }

    /// The same source, not asked yet.
    pub(crate) fn anew(&self) -> Self {
        Self::new(Arc::clone(&self.source))
    }
}

impl Renewal {
    /// The value that is there, or a fresh one: with its generation.
    async fn value(&self) -> Result<(u64, Secret), Failure> {
        let asked_before = self.asked.load(Ordering::SeqCst);
        // Held while fetching, so that a hundred calls at once fetch one value.
        let mut current = self.current.lock().await;
        if let Some(value) = &current.value {
            return Ok((current.generation, value.clone()));
        }
        // What failed while this call waited has failed for it too: a hundred calls do not log in a hundred times.
        if let Some((_, failure)) = current.failure.as_ref().filter(|(asked, _)| *asked > asked_before) {
            return Err(Arc::clone(failure));
        }
        match self.source.fetch().await {
            Ok(value) => {
                self.asked.fetch_add(1, Ordering::SeqCst);
                current.generation += 1;
                current.value = Some(value.clone());
                Ok((current.generation, value))
            }
            Err(failure) => {
                let failure: Failure = failure.into();
                let asked = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
                current.failure = Some((asked, Arc::clone(&failure)));
                Err(failure)
            }
        }
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
pub(crate) struct Values<'a>(Vec<Value<'a>>);

/// The value of one credential, as one attempt uses it.
pub(crate) struct Value<'a> {
    secret: Cow<'a, Secret>,
    /// The generation of a renewed one; zero for a fixed one.
    generation: u64,
}

impl<'a> Value<'a> {
    fn fixed(secret: &'a Secret) -> Self {
        Self { secret: Cow::Borrowed(secret), generation: 0 }
    }

    /// The value itself.
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }
}

impl<'a> Values<'a> {
    /// Those that are all there already.
    pub(crate) fn fixed(credentials: &'a [Credential]) -> Option<Self> {
        let value = |credential: &'a Credential| match credential {
            Credential::Fixed(secret) => Some(Value::fixed(secret)),
            Credential::Renewed(_) => None,
        };
        credentials.iter().map(value).collect::<Option<_>>().map(Self)
    }

    /// Fetches what is not there.
    pub(crate) async fn of(credentials: &'a [Credential]) -> Result<Self, Failure> {
        let mut values = Vec::with_capacity(credentials.len());
        for credential in credentials {
            values.push(match credential {
                Credential::Fixed(secret) => Value::fixed(secret),
                Credential::Renewed(renewal) => {
                    let (generation, secret) = renewal.value().await?;
                    Value { secret: Cow::Owned(secret), generation }
                }
            });
        }
        Ok(Self(values))
    }

    /// In the order of the spec's credentials.
    pub(crate) fn get(&self) -> &[Value<'a>] {
        &self.0
    }

    /// Forgets the values that were refused, unless another call has renewed them already; `false` when all are fixed.
    pub(crate) async fn forget(&self, credentials: &[Credential]) -> bool {
        let mut forgotten = false;
        for (credential, value) in credentials.iter().zip(&self.0) {
            if let Credential::Renewed(renewal) = credential {
                let mut current = renewal.current.lock().await;
                if current.generation == value.generation {
                    current.value = None;
                }
                forgotten = true;
            }
        }
        forgotten
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

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
        assert_eq!((first.get()[0].secret().expose(), second.get()[0].secret().expose()), ("token-1", "token-1"));

        assert!(first.forget(&credentials).await);
        let third = Values::of(&credentials).await.expect("a value");
        assert_eq!(third.get()[0].secret().expose(), "token-2");
        // The second call learns of its refusal late: the value has been renewed since, and stays.
        assert!(second.forget(&credentials).await);
        let fourth = Values::of(&credentials).await.expect("a value");
        assert_eq!((fourth.get()[0].secret().expose(), fetched.load(Ordering::SeqCst)), ("token-2", 2));
    }

    #[tokio::test]
    async fn a_fixed_value_is_never_forgotten() {
        let credentials = [Credential::Fixed(Secret::from("x"))];
        let values = Values::of(&credentials).await.expect("a value");
        assert!(!values.forget(&credentials).await);
    }
}
