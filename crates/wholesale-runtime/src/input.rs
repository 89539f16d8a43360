//! A parameter of a request builder, on its way from the caller to the encoder.

use std::fmt;

/// What the caller gave for one parameter: nothing yet, a value, or something that is not one.
///
/// A setter takes anything that converts; what does not convert is kept as a text and reported with all the
/// other findings when the request is built, so that a chain of setters needs no `?`.
#[derive(Clone)]
pub struct Input<T>(State<T>);

#[derive(Clone)]
enum State<T> {
    Unset,
    Set(T),
    Refused(String),
}

impl<T> Default for Input<T> {
    fn default() -> Self {
        Self(State::Unset)
    }
}

impl<T> Input<T> {
    /// Takes a value, or remembers why it is none.
    pub fn set<V>(&mut self, value: V)
    where
        V: TryInto<T>,
        V::Error: fmt::Display,
    {
        self.0 = match value.try_into() {
            Ok(value) => State::Set(value),
            Err(error) => State::Refused(error.to_string()),
        };
    }

    /// The value: `Ok(None)` while unset.
    pub(crate) fn get(&self) -> Result<Option<&T>, &str> {
        match &self.0 {
            State::Unset => Ok(None),
            State::Set(value) => Ok(Some(value)),
            State::Refused(reason) => Err(reason),
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Input<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            State::Unset => f.write_str("unset"),
            State::Set(value) => value.fmt(f),
            State::Refused(_) => f.write_str("refused"),
        }
    }
}
