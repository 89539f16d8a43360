//! What can stand in a path, a query, a header or a form.

use std::borrow::Cow;

use crate::{Decimal, EpochSeconds, Id, Secret};

/// A value that is written as text: one text, or one for each item of a list.
pub trait ParameterValue {
    /// Calls `each` with every text of the value; a list gives one per item.
    fn texts(&self, each: &mut dyn FnMut(Cow<'_, str>));

    /// What is wrong with the value wherever it stands, as a sentence without a subject.
    fn problem(&self) -> Option<&'static str> {
        None
    }
}

macro_rules! by_display {
    ($($plain:ty)*) => {$(
        impl ParameterValue for $plain {
            fn texts(&self, each: &mut dyn FnMut(Cow<'_, str>)) {
                each(Cow::Owned(self.to_string()));
            }
        }
    )*};
}

by_display!(i64 Decimal EpochSeconds);

impl ParameterValue for f64 {
    fn texts(&self, each: &mut dyn FnMut(Cow<'_, str>)) {
        each(Cow::Owned(self.to_string()));
    }

    fn problem(&self) -> Option<&'static str> {
        (!self.is_finite()).then_some("must be a finite number")
    }
}

impl ParameterValue for bool {
    fn texts(&self, each: &mut dyn FnMut(Cow<'_, str>)) {
        each(Cow::Borrowed(if *self { "true" } else { "false" }));
    }
}

impl ParameterValue for String {
    fn texts(&self, each: &mut dyn FnMut(Cow<'_, str>)) {
        each(Cow::Borrowed(self));
    }
}

impl ParameterValue for Id {
    fn texts(&self, each: &mut dyn FnMut(Cow<'_, str>)) {
        each(Cow::Borrowed(self.as_str()));
    }

    fn problem(&self) -> Option<&'static str> {
        self.as_str().is_empty().then_some("must not be empty")
    }
}

impl ParameterValue for Secret {
    fn texts(&self, each: &mut dyn FnMut(Cow<'_, str>)) {
        each(Cow::Borrowed(self.expose()));
    }
}

impl<T: ParameterValue> ParameterValue for Vec<T> {
    fn texts(&self, each: &mut dyn FnMut(Cow<'_, str>)) {
        for item in self {
            item.texts(each);
        }
    }

    fn problem(&self) -> Option<&'static str> {
        self.iter().find_map(ParameterValue::problem)
    }
}
