//! Everything of an error that can end up in a log.

use std::error::Error;

/// `Display` and `Debug` of an error and of all its sources.
#[must_use]
pub fn everything(error: &dyn Error) -> String {
    let mut shown = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        shown.push_str(&format!("{error}\n{error:?}\n{error:#?}\n"));
        next = error.source();
    }
    shown
}
