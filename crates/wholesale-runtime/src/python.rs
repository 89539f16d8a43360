//! From and to Python: the exact types, records and open enums. For the bindings, behind the feature `python`.
//!
//! A record of a provider is a Python class itself: generated code puts `#[pyclass]` on it and calls
//! [`python_record!`](crate::python_record), which gives it what a Python record is expected to have.

mod classes;
mod containers;
mod fields;
mod json;
mod record;
mod refused;
mod value;

pub use fields::Fields;
pub use json::json_text;
pub use record::{Field, Record, from_mapping, match_args, plain, reduce, replaced, shown};
pub use refused::Refused;
pub use value::{FromPython, ToPython};
