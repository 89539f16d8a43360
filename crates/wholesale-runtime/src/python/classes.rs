//! What generated code calls: classes of records, texts of enums, variants of unions.

/// Gives a generated record what Python expects of one: the constructor with its signature, a getter a field, `repr`,
/// `to_dict`, `from_dict`, pickle, copy and match.
#[macro_export]
macro_rules! python_record {
    ($record:ident, $signature:literal, [$($(#[$documentation:meta])* ($getter:ident, $field:ident, $name:literal)),* $(,)?]) => {
        impl $crate::python::Record for $record {
            const NAME: &'static str = stringify!($record);

            fn visit(
                &self,
                visit: &mut dyn FnMut(&'static str, &dyn $crate::python::Field) -> $crate::pyo3::PyResult<()>,
            ) -> $crate::pyo3::PyResult<()> {
                $(visit($name, &self.$field)?;)*
                Ok(())
            }

            fn from_fields(mut fields: $crate::python::Fields<'_>) -> Result<Self, $crate::python::Refused> {
                let record = Self { $($field: fields.take($name)?),* };
                fields.finish()?;
                Ok(record)
            }
        }

        impl $crate::python::ToPython for $record {
            fn to_python<'py>(
                &self,
                py: $crate::pyo3::Python<'py>,
            ) -> $crate::pyo3::PyResult<$crate::pyo3::Bound<'py, $crate::pyo3::PyAny>> {
                <Self as $crate::python::ToPython>::into_python(self.clone(), py)
            }

            fn into_python(
                self,
                py: $crate::pyo3::Python<'_>,
            ) -> $crate::pyo3::PyResult<$crate::pyo3::Bound<'_, $crate::pyo3::PyAny>> {
                $crate::pyo3::Bound::new(py, self).map($crate::pyo3::Bound::into_any)
            }

            fn to_plain<'py>(
                &self,
                py: $crate::pyo3::Python<'py>,
            ) -> $crate::pyo3::PyResult<$crate::pyo3::Bound<'py, $crate::pyo3::PyAny>> {
                $crate::python::plain(self, py).map($crate::pyo3::Bound::into_any)
            }

            fn shown(&self, py: $crate::pyo3::Python<'_>) -> $crate::pyo3::PyResult<String> {
                $crate::python::shown(self, py)
            }
        }

        impl $crate::python::FromPython for $record {
            fn from_python(
                value: &$crate::pyo3::Bound<'_, $crate::pyo3::PyAny>,
            ) -> Result<Self, $crate::python::Refused> {
                match value.cast::<Self>() {
                    Ok(record) => Ok(record.get().clone()),
                    Err(_) => $crate::python::from_mapping(value),
                }
            }
        }

        #[$crate::pyo3::pymethods]
        #[pyo3(crate = "::wholesale_runtime::pyo3")]
        impl $record {
            #[new]
            #[pyo3(signature = (**fields), text_signature = $signature)]
            fn __python_new(
                py: $crate::pyo3::Python<'_>,
                fields: Option<&$crate::pyo3::Bound<'_, $crate::pyo3::types::PyDict>>,
            ) -> $crate::pyo3::PyResult<Self> {
                let fields = $crate::python::Fields::of_keywords(stringify!($record), py, fields)?;
                Ok(<Self as $crate::python::Record>::from_fields(fields)?)
            }

            $(
                $(#[$documentation])*
                #[getter]
                #[pyo3(name = $name)]
                fn $getter<'py>(
                    &self,
                    py: $crate::pyo3::Python<'py>,
                ) -> $crate::pyo3::PyResult<$crate::pyo3::Bound<'py, $crate::pyo3::PyAny>> {
                    $crate::python::ToPython::to_python(&self.$field, py)
                }
            )*

            /// The names for `match` by position.
            #[classattr]
            fn __match_args__(
                py: $crate::pyo3::Python<'_>,
            ) -> $crate::pyo3::PyResult<$crate::pyo3::Bound<'_, $crate::pyo3::types::PyTuple>> {
                $crate::python::match_args(py, &[$($name),*])
            }

            fn __repr__(&self, py: $crate::pyo3::Python<'_>) -> $crate::pyo3::PyResult<String> {
                $crate::python::shown(self, py)
            }

            /// A dict of all fields, with dicts in place of records. Secrets are in clear.
            fn to_dict<'py>(
                &self,
                py: $crate::pyo3::Python<'py>,
            ) -> $crate::pyo3::PyResult<$crate::pyo3::Bound<'py, $crate::pyo3::types::PyDict>> {
                $crate::python::plain(self, py)
            }

            /// The record that a mapping of its fields describes, as `to_dict` gives one.
            #[classmethod]
            #[pyo3(signature = (value, /))]
            fn from_dict(
                _class: &$crate::pyo3::Bound<'_, $crate::pyo3::types::PyType>,
                value: &$crate::pyo3::Bound<'_, $crate::pyo3::PyAny>,
            ) -> $crate::pyo3::PyResult<Self> {
                Ok($crate::python::from_mapping(value)?)
            }

            fn __reduce__<'py>(
                slf: &$crate::pyo3::Bound<'py, Self>,
            ) -> $crate::pyo3::PyResult<$crate::pyo3::Bound<'py, $crate::pyo3::PyAny>> {
                $crate::python::reduce(slf)
            }

            fn __copy__<'py>(slf: &$crate::pyo3::Bound<'py, Self>) -> $crate::pyo3::Bound<'py, Self> {
                slf.clone()
            }

            fn __deepcopy__<'py>(
                slf: &$crate::pyo3::Bound<'py, Self>,
                memo: &$crate::pyo3::Bound<'py, $crate::pyo3::PyAny>,
            ) -> $crate::pyo3::Bound<'py, Self> {
                let _ = memo;
                slf.clone()
            }

            /// The same record with some fields changed.
            #[pyo3(signature = (**changes))]
            fn replace(
                &self,
                py: $crate::pyo3::Python<'_>,
                changes: Option<&$crate::pyo3::Bound<'_, $crate::pyo3::types::PyDict>>,
            ) -> $crate::pyo3::PyResult<Self> {
                $crate::python::replaced(self, py, changes)
            }

            #[pyo3(signature = (**changes))]
            fn __replace__(
                &self,
                py: $crate::pyo3::Python<'_>,
                changes: Option<&$crate::pyo3::Bound<'_, $crate::pyo3::types::PyDict>>,
            ) -> $crate::pyo3::PyResult<Self> {
                $crate::python::replaced(self, py, changes)
            }
        }
    };
}

/// Lets an open enum be a `str` in Python.
#[macro_export]
macro_rules! python_enum {
    (closed $name:ident) => {
        $crate::python_enum!(@out $name);

        impl $crate::python::FromPython for $name {
            fn from_python(
                value: &$crate::pyo3::Bound<'_, $crate::pyo3::PyAny>,
            ) -> Result<Self, $crate::python::Refused> {
                let text = <String as $crate::python::FromPython>::from_python(value)?;
                Self::try_from(text).map_err(|why: &str| $crate::python::Refused::Value(why.to_owned()))
            }
        }
    };
    ($name:ident) => {
        $crate::python_enum!(@out $name);

        impl $crate::python::FromPython for $name {
            fn from_python(
                value: &$crate::pyo3::Bound<'_, $crate::pyo3::PyAny>,
            ) -> Result<Self, $crate::python::Refused> {
                <String as $crate::python::FromPython>::from_python(value).map(Self::from)
            }
        }
    };
    (@out $name:ident) => {
        impl $crate::python::ToPython for $name {
            fn to_python<'py>(
                &self,
                py: $crate::pyo3::Python<'py>,
            ) -> $crate::pyo3::PyResult<$crate::pyo3::Bound<'py, $crate::pyo3::PyAny>> {
                Ok($crate::pyo3::types::PyString::new(py, self.as_str()).into_any())
            }
        }
    };
}

/// Lets a union be whichever of its variants fits, tried in their order.
#[macro_export]
macro_rules! python_union {
    ($name:ident { $($variant:ident($type:ty)),* $(,)? }) => {
        impl $crate::python::ToPython for $name {
            fn to_python<'py>(
                &self,
                py: $crate::pyo3::Python<'py>,
            ) -> $crate::pyo3::PyResult<$crate::pyo3::Bound<'py, $crate::pyo3::PyAny>> {
                match self {
                    $(Self::$variant(value) => $crate::python::ToPython::to_python(value, py),)*
                }
            }

            fn to_plain<'py>(
                &self,
                py: $crate::pyo3::Python<'py>,
            ) -> $crate::pyo3::PyResult<$crate::pyo3::Bound<'py, $crate::pyo3::PyAny>> {
                match self {
                    $(Self::$variant(value) => $crate::python::ToPython::to_plain(value, py),)*
                }
            }

            fn shown(&self, py: $crate::pyo3::Python<'_>) -> $crate::pyo3::PyResult<String> {
                match self {
                    $(Self::$variant(value) => $crate::python::ToPython::shown(value, py),)*
                }
            }
        }

        impl $crate::python::FromPython for $name {
            fn from_python(
                value: &$crate::pyo3::Bound<'_, $crate::pyo3::PyAny>,
            ) -> Result<Self, $crate::python::Refused> {
                $(
                    if let Ok(value) = <$type as $crate::python::FromPython>::from_python(value) {
                        return Ok(Self::$variant(value));
                    }
                )*
                Err($crate::python::Refused::Type("has none of the types that are taken".to_owned()))
            }
        }
    };
}
