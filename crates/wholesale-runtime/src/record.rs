//! How a generated record is read: one pass over its members, each by the function of [`lenient`](crate::lenient) that
//! its field names.
//!
//! serde's own derive would do for records that keep no unknown fields. With `flatten` it takes every member through a
//! buffer of its own; here a name is looked up where it stands, and only what nobody knows is kept aside.

/// Lets a generated record be read. A field that comes twice is refused: which of the two is meant, nobody knows.
///
/// After each field stand its type, whether it is `required` or `optional`, and what reads it; `keep` keeps members of
/// other names in the field `extra`, `skip` leaves them out.
// Types are named so that no record of a provider has their names.
#[macro_export]
macro_rules! read_record {
    (
        $record:ident {
            $($wire:literal => $field:ident: $type:ty, $need:ident $read:ident;)*
        }
        $unknown:ident
    ) => {
        impl<'de> ::serde::Deserialize<'de> for $record {
            fn deserialize<__D: ::serde::Deserializer<'de>>(deserializer: __D) -> ::std::result::Result<Self, __D::Error> {
                struct __Members;

                impl<'de> ::serde::de::Visitor<'de> for __Members {
                    type Value = $record;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str(concat!("a record ", stringify!($record)))
                    }

                    fn visit_map<__A: ::serde::de::MapAccess<'de>>(
                        self,
                        mut members: __A,
                    ) -> ::std::result::Result<Self::Value, __A::Error> {
                        $(let mut $field: ::std::option::Option<$type> = ::std::option::Option::None;)*
                        $crate::read_record!(@begin $unknown extra);
                        while let ::std::option::Option::Some(name) =
                            members.next_key::<$crate::LentText<'de>>()?
                        {
                            match name.as_str() {
                                $($wire => {
                                    struct __Member;

                                    impl<'de> ::serde::de::DeserializeSeed<'de> for __Member {
                                        type Value = $type;

                                        fn deserialize<__D: ::serde::Deserializer<'de>>(
                                            self,
                                            deserializer: __D,
                                        ) -> ::std::result::Result<Self::Value, __D::Error> {
                                            $crate::lenient::$read(deserializer)
                                        }
                                    }

                                    if $field.is_some() {
                                        return ::std::result::Result::Err(
                                            <__A::Error as ::serde::de::Error>::duplicate_field($wire),
                                        );
                                    }
                                    $field = ::std::option::Option::Some(members.next_value_seed(__Member)?);
                                })*
                                _ => $crate::read_record!(@other $unknown extra name members),
                            }
                        }
                        $crate::read_record!(@end $unknown extra [$($field: $wire $need,)*] $record)
                    }
                }

                deserializer.deserialize_map(__Members)
            }
        }
    };
    (@begin keep $extra:ident) => { let mut $extra = $crate::Extra::default(); };
    (@begin skip $extra:ident) => {};
    (@other keep $extra:ident $name:ident $members:ident) => {{
        $extra.insert($name.into_owned(), $members.next_value()?);
    }};
    (@other skip $extra:ident $name:ident $members:ident) => {{
        $members.next_value::<::serde::de::IgnoredAny>()?;
    }};
    (@end keep $extra:ident [$($field:ident: $wire:literal $need:ident,)*] $record:ident) => {
        ::std::result::Result::Ok($record {
            $($field: $crate::read_record!(@value $need $field $wire),)*
            extra: $extra,
        })
    };
    (@end skip $extra:ident [$($field:ident: $wire:literal $need:ident,)*] $record:ident) => {
        ::std::result::Result::Ok($record { $($field: $crate::read_record!(@value $need $field $wire),)* })
    };
    (@value required $field:ident $wire:literal) => {
        match $field {
            ::std::option::Option::Some(value) => value,
            ::std::option::Option::None => {
                return ::std::result::Result::Err(<__A::Error as ::serde::de::Error>::missing_field($wire));
            }
        }
    };
    (@value optional $field:ident $wire:literal) => { $field.unwrap_or_default() };
}

#[cfg(test)]
mod tests {
    use crate::{Extra, Id};

    #[derive(Debug)]
    struct Record {
        id: Id,
        r#type: Option<String>,
        extra: Extra,
    }

    crate::read_record! {
        Record {
            "user.id" => id: Id, required value;
            "type" => r#type: Option<String>, optional option_string;
        }
        keep
    }

    fn read(json: &str) -> Result<Record, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn members_are_found_by_their_names_in_any_order_and_others_are_kept() {
        let record = read(r#"{"a":[1,{"b":null}],"type":"y","\u0075ser.id":7,"":true}"#).expect("a record");
        assert_eq!((record.id.as_str(), record.r#type.as_deref()), ("7", Some("y")));
        assert_eq!(serde_json::to_string(&record.extra).expect("JSON"), r#"{"":true,"a":[1,{"b":null}]}"#);
    }

    #[test]
    fn what_is_missing_or_no_record_is_said() {
        assert_eq!(read(r#"{"type":"x"}"#).expect_err("no id"), "missing field `user.id` at line 1 column 12");
        assert_eq!(read(r#"{"type":null,"type":"x"}"#).expect_err("two"), "duplicate field `type` at line 1 column 19");
        for json in ["[]", r#"["7"]"#, "null", r#""7""#, r#"{"user.id":7"#, r#"{"user.id":{}}"#] {
            assert!(read(json).is_err(), "{json}");
        }
    }
}
