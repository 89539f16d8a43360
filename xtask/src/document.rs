//! A YAML file as JSON that still knows its lines.
//!
//! Everything downstream works on [`serde_json::Value`]s and JSON pointers; this is the one place that knows YAML. It
//! takes the part of YAML 1.2 that every tool reads the same way and refuses the rest: what another reader would take
//! for something else, and what would lose digits on the way.

mod scalar;
mod text;

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, ScanError, YamlData};
use serde_json::{Map, Value};

use crate::finding::Finding;
use scalar::Problem;
use text::Source;

/// Deeper than any specification that a person wrote, and shallow enough for every recursion downstream.
const DEEPEST: usize = 64;

/// A specification: its values, and the line of each.
#[derive(Debug, Clone)]
pub struct Document {
    file: String,
    json: Value,
    place: Place,
}

/// The line of a value, and the places of its members or items in their order. A member of a mapping has the line of
/// its key.
#[derive(Debug, Clone)]
struct Place {
    line: usize,
    inner: Vec<Place>,
}

impl Document {
    /// Reads one YAML document.
    ///
    /// # Errors
    ///
    /// All findings that keep the text from being one plain document.
    pub fn read(file: &str, text: &str) -> Result<Document, Vec<Finding>> {
        let source = Source::new(file, text);
        let found = source.findings();
        if !found.is_empty() {
            return Err(found);
        }
        let documents = MarkedYaml::load_from_str(text).map_err(|error| vec![syntax(&source, &error)])?;
        let root = match documents.as_slice() {
            [root] if !matches!(root.data, YamlData::BadValue) => root,
            [] | [_] => return Err(vec![source.empty()]),
            [_, second, ..] => {
                let line = second.span.start.line();
                let what = "a second document begins here";
                return Err(vec![source.finding(line, what, "write one document in one file, without `---`")]);
            }
        };
        let mut reader = Reader { source: &source, found: Vec::new() };
        let (json, inner) = reader.value(root, 0);
        if reader.found.is_empty() && json.is_null() {
            Err(vec![source.empty()])
        } else if reader.found.is_empty() {
            Ok(Document { file: file.to_owned(), json, place: Place { line: root.span.start.line(), inner } })
        } else {
            reader.found.sort();
            reader.found.dedup();
            Err(reader.found)
        }
    }

    /// The file as it was named to [`Document::read`].
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The whole document, with keys in the order of the file.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The line of what a JSON pointer names, of its key where it has one; of its nearest ancestor when it is not
    /// there.
    pub fn line(&self, pointer: &str) -> usize {
        let (mut json, mut place) = (&self.json, &self.place);
        for step in pointer.split('/').skip(1) {
            let next = match json {
                Value::Object(members) => {
                    let name = step.replace("~1", "/").replace("~0", "~");
                    let mut placed = members.iter().zip(&place.inner);
                    placed.find(|((key, _), _)| **key == name).map(|((_, value), place)| (value, place))
                }
                Value::Array(items) => {
                    step.parse().ok().and_then(|index: usize| items.iter().zip(&place.inner).nth(index))
                }
                _ => None,
            };
            let Some(next) = next else { break };
            (json, place) = next;
        }
        place.line
    }

    /// The value itself, or what its chain of local `$ref`s ends at. `None` when the chain ends nowhere.
    pub fn resolve<'a>(&'a self, value: &'a Value) -> Option<&'a Value> {
        match self.resolve_pointer(value) {
            Some(pointer) => self.json.pointer(&pointer),
            None if value.get("$ref").is_none() => Some(value),
            None => None,
        }
    }

    /// The JSON pointer that a chain of local `$ref`s ends at. `None` when the value is no `$ref`, or when the chain
    /// leaves the document, runs in a circle or names something that is not there.
    pub fn resolve_pointer(&self, value: &Value) -> Option<String> {
        let mut seen = Vec::new();
        let mut pointer = reference(value)?;
        loop {
            if !pointer.is_empty() && !pointer.starts_with('/') || seen.contains(&pointer) {
                return None;
            }
            let target = self.json.pointer(pointer)?;
            match target.get("$ref") {
                None => return Some(pointer.to_owned()),
                Some(_) => {
                    seen.push(pointer);
                    pointer = reference(target)?;
                }
            }
        }
    }
}

/// The pointer inside a local `$ref`.
fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.strip_prefix('#')
}

/// One step of a JSON pointer, escaped.
pub(crate) fn step(name: &str) -> String {
    below("", name)
}

/// The JSON pointer of a member: made for every value of a document, so in one allocation.
pub(crate) fn below(pointer: &str, name: &str) -> String {
    let mut text = String::with_capacity(pointer.len() + 1 + name.len());
    text.push_str(pointer);
    text.push('/');
    match name.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        true => text.push_str(&name.replace('~', "~0").replace('/', "~1")),
        false => text.push_str(name),
    }
    text
}

fn syntax(source: &Source<'_>, error: &ScanError) -> Finding {
    let line = error.marker().line();
    if error.info().starts_with("duplicated key") {
        let key = source.key_at(error.marker().index());
        return source.finding(line, &format!("the key `{key}` appears twice in one mapping"), "keep one of them");
    }
    source.finding(line, &format!("this is not YAML: {}", error.info()), "check indentation, quotes and brackets")
}

/// Turns marked nodes into JSON and their places.
struct Reader<'a> {
    source: &'a Source<'a>,
    found: Vec<Finding>,
}

impl Reader<'_> {
    /// The value of a node, and the places of what is in it.
    fn value(&mut self, node: &MarkedYaml<'_>, depth: usize) -> (Value, Vec<Place>) {
        if depth > DEEPEST {
            let what = format!("this is nested more than {DEEPEST} levels deep");
            self.find(node, &what, "give the inner schemas names under `components/schemas`");
            return (Value::Null, Vec::new());
        }
        match &node.data {
            YamlData::Mapping(members) => {
                let mut object = Map::with_capacity(members.len());
                let mut places = Vec::with_capacity(members.len());
                for (key, member) in members {
                    let Some(name) = self.key(key) else { continue };
                    if object.contains_key(&name) {
                        let what = format!("the key `{name}` appears twice in one mapping");
                        self.find(key, &what, "keep one of them");
                        continue;
                    }
                    let (value, inner) = self.value(member, depth + 1);
                    places.push(Place { line: key.span.start.line(), inner });
                    object.insert(name, value);
                }
                (Value::Object(object), places)
            }
            YamlData::Sequence(items) => {
                let mut list = Vec::with_capacity(items.len());
                let mut places = Vec::with_capacity(items.len());
                for item in items {
                    let (value, inner) = self.value(item, depth + 1);
                    places.push(Place { line: item.span.start.line(), inner });
                    list.push(value);
                }
                (Value::Array(list), places)
            }
            YamlData::Value(scalar) => (self.scalar(node, scalar), Vec::new()),
            YamlData::Tagged(tag, _) => {
                self.find(node, &format!("the value has the tag `{tag}`"), "write the value without a tag");
                (Value::Null, Vec::new())
            }
            YamlData::Alias(_) | YamlData::BadValue | YamlData::Representation(..) => {
                self.find(node, "the value is not what its tag says", "write the value without a tag");
                (Value::Null, Vec::new())
            }
        }
    }

    fn scalar(&mut self, node: &MarkedYaml<'_>, scalar: &Scalar<'_>) -> Value {
        match scalar::value(scalar, self.source.between(node.span.start, node.span.end)) {
            Ok(value) => value,
            Err(Problem { what, instead }) => {
                self.find(node, &what, &instead);
                Value::Null
            }
        }
    }

    fn key(&mut self, key: &MarkedYaml<'_>) -> Option<String> {
        let name = match &key.data {
            YamlData::Value(scalar) => scalar::key(scalar, self.source.between(key.span.start, key.span.end)),
            YamlData::Tagged(..) | YamlData::BadValue => Err(Problem::new("a key has a tag", "write it without")),
            _ => Err(Problem::new("a key is a list or a mapping", "write a text")),
        };
        match name {
            Ok(name) => Some(name),
            Err(Problem { what, instead }) => {
                self.find(key, &what, &instead);
                None
            }
        }
    }

    fn find(&mut self, node: &MarkedYaml<'_>, what: &str, instead: &str) {
        self.found.push(self.source.finding(node.span.start.line(), what, instead));
    }
}
