//! What can stand in a path, a query, a header or a form.

use std::borrow::Cow;

use crate::{Decimal, EpochSeconds, Id, Secret};

/// A value that is written as text: one text, or one for each item of a list.
pub trait ParameterValue {
    /// Calls `each` with every text of the value; a list gives one per item.
    fn texts(&self, each: &mut dyn FnMut(Cow<'_, str>));

    /// Whether the value must not be shown.
    fn is_secret(&self) -> bool {
        false
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

by_display!(i64 f64 Decimal EpochSeconds);

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
}

impl ParameterValue for Secret {
    fn texts(&self, each: &mut dyn FnMut(Cow<'_, str>)) {
        each(Cow::Borrowed(self.expose()));
    }

    fn is_secret(&self) -> bool {
        true
    }
}

impl<T: ParameterValue> ParameterValue for Vec<T> {
    fn texts(&self, each: &mut dyn FnMut(Cow<'_, str>)) {
        for item in self {
            item.texts(each);
        }
    }

    fn is_secret(&self) -> bool {
        self.iter().any(ParameterValue::is_secret)
    }
}
