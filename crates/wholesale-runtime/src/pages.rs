//! A long list, read page by page.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use serde::de::DeserializeOwned;

use crate::api::{Paging, PagingStyle};
use crate::envelope::Envelope;
use crate::error::{Answered, Error, Result};
use crate::payload;
use crate::raw_json::{self, Kind};
use crate::request::Request;
use crate::session::{Session, undecodable};

/// The pages of a list. The first request carries exactly what the caller gave; later ones add the position.
///
/// Ask [`next`](Self::next) for one page after the other, or [`items`](Self::items) for a stream across them.
pub struct Pages<T> {
    session: Session,
    state: Result<Walk, Option<Error>>,
    items: PhantomData<fn() -> T>,
}

/// Where a walk through the pages stands.
struct Walk {
    request: Request,
    paging: &'static Paging,
    position: u64,
    size: u64,
    /// Items before the position, counted from the first of all.
    read: u64,
    /// The items of the page before, as they came.
    before: Option<Bytes>,
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("position", &self.state.as_ref().ok().map(|walk| walk.position))
            .finish_non_exhaustive()
    }
}

/// One page of a list.
#[derive(Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// Its items, in the provider's order.
    pub items: Vec<T>,
    /// Number of all items, where the provider says.
    pub total: Option<u64>,
}

impl<T: DeserializeOwned> Pages<T> {
    /// The pages that begin with this request; a request that was refused is reported by the first `next`.
    #[must_use]
    pub fn new(session: Session, request: Result<Request>) -> Self {
        let state = request.map_err(Some).and_then(|request| match &request.operation.paging {
            None => Err(Some(Error::invalid_request(request.context(), "the operation has no pages"))),
            Some(paging) => {
                let number = |wire: &str| request.parameter(wire).and_then(|text| text.parse::<u64>().ok());
                let position = number(paging.position).unwrap_or(paging.first);
                let size = number(paging.size).unwrap_or(paging.default_size);
                let size = paging.max_size.map_or(size, |most| size.min(most));
                let skipped = position.saturating_sub(paging.first);
                let read = match paging.style {
                    PagingStyle::Page => skipped.saturating_mul(size),
                    PagingStyle::Offset => skipped,
                };
                Ok(Walk { position, size, read, before: None, paging, request })
            }
        });
        Self { session, state, items: PhantomData }
    }

    /// The next page, or `None` after the last.
    ///
    /// # Errors
    /// Those of the operation. After an error there are no more pages.
    pub async fn next(&mut self) -> Option<Result<Page<T>>> {
        let walk = match &mut self.state {
            Ok(walk) => walk,
            Err(reason) => return reason.take().map(Err),
        };
        let page = match self.session.fetch(&walk.request).await {
            Ok((answer, attempts)) => walk.page(answer, attempts),
            Err(error) => Err(error),
        };
        match page {
            Ok((page, more)) => {
                if more {
                    walk.request.set_parameter(walk.paging.position, walk.position.to_string());
                } else {
                    self.state = Err(None);
                }
                Some(Ok(page))
            }
            Err(error) => {
                self.state = Err(None);
                Some(Err(error))
            }
        }
    }

    /// All items, page after page, as a stream.
    #[must_use]
    pub fn items(self) -> Items<T>
    where
        T: Send + 'static,
    {
        Items { waiting: VecDeque::new(), pages: Fetch::Idle(Box::new(self)) }
    }

    /// Every item of every page.
    ///
    /// # Errors
    /// Those of the operation.
    pub async fn collect(mut self) -> Result<Vec<T>> {
        let mut items = Vec::new();
        while let Some(page) = self.next().await {
            items.extend(page?.items);
        }
        Ok(items)
    }
}

impl Walk {
    /// Reads a page, moves the position on, and says whether another page follows.
    fn page<T: DeserializeOwned>(&mut self, answer: Answered, attempts: u32) -> Result<(Page<T>, bool)> {
        let body = payload::text(&answer.body);
        // A page is read by one pass where its items are a list in the envelope: that is nearly all there is of it.
        let (envelope, listed) = match member(self.paging.items).and_then(|name| Envelope::with_list(body, name)) {
            Some((envelope, items)) => (envelope, Some(items)),
            None => (Envelope::new(body), None),
        };
        let number = |pointer: Option<&str>| raw_json::scalar_text(envelope.find(pointer?)?)?.parse::<u64>().ok();
        let (last_page, total) = (number(self.paging.last_page), number(self.paging.total));
        let found = envelope.find(self.paging.items);
        let raw = found.unwrap_or_default();
        if raw.len() > 2 && self.before.as_deref() == Some(raw.as_bytes()) {
            let what = "the same page came twice: the provider does not heed the position".to_owned();
            return Err(undecodable(&self.request, what, answer, attempts));
        }
        self.before = Some(answer.body.slice_ref(raw.as_bytes()));
        let items: Vec<T> = match listed.map_or_else(|| items_of(found, self.paging.items), Ok) {
            Ok(items) => items,
            Err(what) => return Err(undecodable(&self.request, what, answer, attempts)),
        };
        let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
        self.read = self.read.saturating_add(count);
        let at = self.position;
        self.position = at.saturating_add(match self.paging.style {
            PagingStyle::Page => 1,
            PagingStyle::Offset => count,
        });
        // An empty page ends every walk, whatever a total claims: a loop without an end helps nobody.
        let more = count > 0
            && match (last_page, total) {
                (Some(last), _) => at < last,
                (None, Some(total)) => self.read < total,
                (None, None) => count >= self.size,
            };
        Ok((Page { items, total }, more))
    }
}

/// The name of the member that a pointer of one step names.
fn member(pointer: &str) -> Option<&str> {
    pointer.strip_prefix('/').filter(|name| !name.contains(['/', '~']))
}

/// The items of what was found at a pointer: a list, or an object whose ordinal keys count.
fn items_of<T: DeserializeOwned>(found: Option<&str>, pointer: &str) -> Result<Vec<T>, String> {
    let wrong = |error: serde_json::Error| {
        format!("`{pointer}` of the answer is not a list of what the spec says, at character {}", error.column())
    };
    match found {
        None => Err(format!("the answer has no `{pointer}`")),
        Some(json) => match raw_json::kind(json) {
            Kind::Null => Ok(Vec::new()),
            Kind::Object => {
                let members = raw_json::members(json).ok_or("the answer is no object, or was cut short")?;
                let mut numbered: Vec<(u64, &str)> =
                    members.into_iter().filter_map(|(key, value)| Some((key.parse().ok()?, value))).collect();
                numbered.sort_by_key(|(ordinal, _)| *ordinal);
                numbered.into_iter().map(|(_, value)| serde_json::from_str(value).map_err(wrong)).collect()
            }
            _ => serde_json::from_str(json).map_err(wrong),
        },
    }
}

/// A stream of all items across pages; ends after the first error.
pub struct Items<T> {
    waiting: VecDeque<T>,
    pages: Fetch<T>,
}

type Fetching<T> = Pin<Box<dyn Future<Output = (Box<Pages<T>>, Option<Result<Page<T>>>)> + Send>>;

enum Fetch<T> {
    Idle(Box<Pages<T>>),
    Busy(Fetching<T>),
    Done,
}

/// Nothing in it is pinned but what is boxed.
impl<T> Unpin for Items<T> {}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("waiting", &self.waiting.len()).finish_non_exhaustive()
    }
}

impl<T: DeserializeOwned + Send + 'static> Items<T> {
    /// The next item, or `None` after the last; what a stream's `next` gives, without another crate.
    pub async fn next(&mut self) -> Option<Result<T>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: DeserializeOwned + Send + 'static> Stream for Items<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.waiting.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match std::mem::replace(&mut self.pages, Fetch::Done) {
                Fetch::Done => return Poll::Ready(None),
                Fetch::Idle(mut pages) => {
                    self.pages = Fetch::Busy(Box::pin(async move {
                        let page = pages.next().await;
                        (pages, page)
                    }));
                }
                Fetch::Busy(mut fetching) => match fetching.as_mut().poll(context) {
                    Poll::Pending => {
                        self.pages = Fetch::Busy(fetching);
                        return Poll::Pending;
                    }
                    Poll::Ready((_, None)) => {}
                    Poll::Ready((_, Some(Err(error)))) => return Poll::Ready(Some(Err(error))),
                    Poll::Ready((pages, Some(Ok(page)))) => {
                        self.waiting = page.items.into();
                        self.pages = Fetch::Idle(pages);
                    }
                },
            }
        }
    }
}
