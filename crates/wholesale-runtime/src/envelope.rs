//! An object whose members are found by one pass over its text, and a list in it decoded by the same pass.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::lent_json::LentText;
use crate::raw_json::{find, members, sole_item, unescaped};

/// An object whose members are found by one pass over its text, for several pointers into it.
pub(crate) struct Envelope<'a> {
    json: &'a str,
    members: Option<Vec<(Cow<'a, str>, &'a str)>>,
}

impl<'a> Envelope<'a> {
    /// A list that holds exactly one object counts as that object.
    pub(crate) fn new(json: &'a str) -> Self {
        Self { json, members: members(sole_item(json).unwrap_or(json)) }
    }

    /// The same, where the member of this name is a list, with its items decoded by the same pass. Nothing where anything
    /// is in the way: what that is, passes for one thing each find out.
    pub(crate) fn with_list<T: Deserialize<'a>>(json: &'a str, name: &str) -> Option<(Self, Vec<T>)> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let (members, items) = deserializer.deserialize_map(MembersWithList { json, name, items: PhantomData }).ok()?;
        deserializer.end().ok()?;
        Some((Self { json, members: Some(members) }, items))
    }

    /// Whether it is no object, or one without members.
    pub(crate) fn is_empty(&self) -> bool {
        self.members.as_ref().is_none_or(Vec::is_empty)
    }

    /// What [`find`] gives for the whole text.
    pub(crate) fn find(&self, pointer: &str) -> Option<&'a str> {
        let Some(steps) = pointer.strip_prefix('/') else { return find(self.json, pointer) };
        let (step, rest) = steps.split_at(steps.find('/').unwrap_or(steps.len()));
        let name = unescaped(step);
        let (_, found) = self.members.as_ref()?.iter().rev().find(|(key, _)| *key == name)?;
        find(found, rest)
    }
}

/// The members of an object, of which the one of this name is a list, and its items.
struct MembersWithList<'a, 'n, T> {
    json: &'a str,
    name: &'n str,
    items: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for MembersWithList<'de, '_, T> {
    type Value = (Vec<(Cow<'de, str>, &'de str)>, Vec<T>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with the list `{}` in it, once", self.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let fail = || A::Error::custom("the list does not stand there as expected");
        let (mut members, mut list, mut open) = (Vec::new(), None, None);
        while let Some(key) = entries.next_key::<LentText<'de>>()? {
            if let Some((index, start)) = open.take() {
                let end = self.before_key(&key).ok_or_else(fail)?;
                *value_of(&mut members, index).ok_or_else(fail)? = self.json.get(start..end).ok_or_else(fail)?;
            }
            if key.0 == self.name {
                if list.is_some() {
                    return Err(fail());
                }
                open = Some((members.len(), self.after_key(&key).ok_or_else(fail)?));
                list = Some(entries.next_value::<Vec<T>>()?);
                // Filled in where it is known how far it goes.
                members.push((key.0, ""));
            } else {
                members.push((key.0, entries.next_value::<&'de RawValue>()?.get()));
            }
        }
        if let Some((index, start)) = open {
            let end = self.json.trim_end().strip_suffix('}').ok_or_else(fail)?.trim_end().len();
            *value_of(&mut members, index).ok_or_else(fail)? = self.json.get(start..end).ok_or_else(fail)?;
        }
        Ok((members, list.ok_or_else(fail)?))
    }
}

fn value_of<'m, 'a>(members: &'m mut [(Cow<'a, str>, &'a str)], index: usize) -> Option<&'m mut &'a str> {
    members.get_mut(index).map(|(_, value)| value)
}

impl<T> MembersWithList<'_, '_, T> {
    /// Where a key stands, unless it is escaped: what is lent is a part of the text.
    fn place(&self, key: &LentText<'_>) -> Option<usize> {
        match key.0 {
            Cow::Borrowed(text) => text.as_ptr().addr().checked_sub(self.json.as_ptr().addr()),
            Cow::Owned(_) => None,
        }
    }

    /// Where the value of a key begins.
    fn after_key(&self, key: &LentText<'_>) -> Option<usize> {
        let rest = self.json.get(self.place(key)? + key.0.len()..)?;
        let value = rest.strip_prefix('"')?.trim_start().strip_prefix(':')?.trim_start();
        Some(self.json.len() - value.len())
    }

    /// Where the value before a key ends.
    fn before_key(&self, key: &LentText<'_>) -> Option<usize> {
        let before = self.json.get(..self.place(key)?)?;
        Some(before.strip_suffix('"')?.trim_end().strip_suffix(',')?.trim_end().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_finds_what_stands_in_the_whole_text() {
        let texts = [
            r#" {"a":{"b/c":[1, 2]},"\u0064":"x","e":null,"e":1} "#,
            r#"[{"a":{"b/c":true}}]"#,
            r#"[{"a":1},{"a":2}]"#,
            r#"{"a":1"#,
            "[]",
            "",
        ];
        for text in texts {
            let envelope = Envelope::new(text);
            for pointer in ["", "/", "/a", "/a/b~1c", "/a/b~1c/x", "/d", "/e", "/x", "/a/"] {
                assert_eq!(envelope.find(pointer), find(text, pointer), "{pointer} in {text}");
            }
        }
    }

    #[test]
    fn a_list_that_is_decoded_on_the_way_stands_where_the_passes_find_it() {
        let pointers = ["", "/", "/a", "/data", "/data/0", "/data/n", "/meta/n", "/\u{1f}"];
        for text in [
            r#"{"data":[1,2],"meta":{"n":3}}"#,
            " {\n \"a\" : [\"}\", 1] ,\t\"data\" \n: [ 1 , 2 ] \r\n, \"meta\": {\"n\": [ ] } } ",
            r#"{"data":[]}"#,
            "{\"data\" : [ 7 ]\n}\n",
            r#"{"a":"\"data\":[","data":[ 1]}"#,
        ] {
            let (envelope, items) = Envelope::with_list::<u64>(text, "data").expect(text);
            let passes = Envelope::new(text);
            for pointer in pointers {
                assert_eq!(envelope.find(pointer), passes.find(pointer), "{pointer} in {text}");
            }
            let list = passes.find("/data").expect("the list");
            assert_eq!(items, serde_json::from_str::<Vec<u64>>(list).expect("numbers"), "{text}");
        }
    }

    #[test]
    fn what_is_in_the_way_of_one_pass_is_left_to_the_others() {
        for text in [
            r#"{"data":null}"#,
            r#"{"data":{"1":2}}"#,
            r#"{"data":["1"]}"#,
            r#"{"data":[1],"data":[2]}"#,
            r#"{"\u0064ata":[1]}"#,
            r#"{"data":[1],"\u0061":2}"#,
            r#"{"data":[1]"#,
            r#"{"data":[1]} x"#,
            r#"[{"data":[1]}]"#,
            r#"{"meta":{}}"#,
            "",
        ] {
            assert!(Envelope::with_list::<u64>(text, "data").is_none(), "{text}");
        }
    }
}
