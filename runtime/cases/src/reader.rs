//! Any type of the contract, read from a tree whose every node knows its place.
//!
//! A case writes a position, an order or a plan as the contract's own types read themselves, with three liberties:
//!
//! * a symbol (`GOOG_USD`) or a series (`GOOG_USD 1d`) stands where the contract has its place in a list;
//! * what goes without saying may be left out ([`default_of`]);
//! * a record of which one field matters may be written as that field ([`main_field`]).
//!
//! Unknown keys are refused, also where the type itself would not mind, and every refusal has its place.

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use simpletrader_config::decode::wrong_type;
use simpletrader_config::diagnostic::{Finding, Findings, Rule, suggest};
use simpletrader_config::document::{Content, Entry, Node, Scalar};
use simpletrader_config::source::Position;

use crate::defaults::{Default, RECORDS, default_of, main_field};
use crate::fallback::Fallback;

/// What a reader knows beside the tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surroundings<'de> {
    /// Names and the numbers that they stand for.
    pub names: &'de [(String, u32)],
    /// When the call happens, as text: the default of instants.
    pub at: &'de str,
}

/// Reads a value; what is wrong with it is told at its place.
pub(crate) fn read<'de, T: de::Deserialize<'de>>(node: &'de Node, around: Surroundings<'de>, findings: &mut Findings) -> Option<T> {
    match T::deserialize(Reader { node, around }) {
        Ok(value) => Some(value),
        Err(Refusal { at, message, help }) => {
            let finding = Finding::error(Rule::V02, message).at(at.as_ref().unwrap_or(&node.at));
            findings.push(help.into_iter().fold(finding, Finding::help));
            None
        }
    }
}

/// Why something could not be read, and where, once that is known.
#[derive(Debug)]
pub(crate) struct Refusal {
    at: Option<Position>,
    message: String,
    help: Option<String>,
}

impl Refusal {
    /// This, at a place, unless it has one: the innermost place is the right one.
    fn or_at(mut self, node: &Node) -> Self {
        self.at.get_or_insert_with(|| node.at.clone());
        self
    }

    fn wrong_type(node: &Node, expected: &str) -> Self {
        Self { at: Some(node.at.clone()), message: wrong_type(node, expected).message, help: None }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

impl de::Error for Refusal {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self { at: None, message: message.to_string(), help: None }
    }

    fn missing_field(field: &'static str) -> Self {
        Self { at: None, message: format!("`{field}` is missing"), help: Some(format!("write `{field}: …`")) }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self {
            at: None,
            message: format!("`{variant}` is not known here"),
            help: Some(suggest::advice(variant, "terms", expected)),
        }
    }
}

/// Reads one node.
#[derive(Clone, Copy)]
struct Reader<'de> {
    node: &'de Node,
    around: Surroundings<'de>,
}

impl<'de> Reader<'de> {
    fn scalar(self, expected: &str) -> Result<&'de Scalar, Refusal> {
        self.node.scalar().filter(|scalar| !scalar.is_null()).ok_or_else(|| Refusal::wrong_type(self.node, expected))
    }

    /// A whole number, or the name of something that has a number.
    fn number<T: std::str::FromStr>(self) -> Result<T, Refusal> {
        const EXPECTED: &str = "a whole number";
        let text = self.scalar(EXPECTED)?.text.as_str();
        let named = self.around.names.iter().find(|(name, _)| name == text).map(|(_, number)| number.to_string());
        named.as_deref().unwrap_or(text).parse().map_err(|_| {
            let names: Vec<&str> = self.around.names.iter().map(|(name, _)| name.as_str()).collect();
            Refusal { help: Some(suggest::advice(text, "names", &names)), ..Refusal::wrong_type(self.node, EXPECTED) }
        })
    }

    fn child(self, node: &'de Node) -> Self {
        Self { node, ..self }
    }

    fn record(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        entries: &'de [Entry],
        main: Option<&'de Node>,
    ) -> Record<'de> {
        Record { reader: self, name, entries, main, written: entries.iter(), next: None, left: fields.iter() }
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ty),+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
            visitor.$visit(self.number::<$type>()?).map_err(|refusal: Refusal| refusal.or_at(self.node))
        })+
    };
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match &self.node.content {
            Content::Scalar(scalar) if scalar.is_null() => visitor.visit_unit(),
            Content::Scalar(_) => self.deserialize_str(visitor),
            Content::List(_) => self.deserialize_seq(visitor),
            Content::Mapping(_) => self.deserialize_map(visitor),
        }
    }

    numbers!(
        deserialize_u8 visit_u8 u8, deserialize_u32 visit_u32 u32, deserialize_u64 visit_u64 u64, deserialize_i64 visit_i64 i64
    );

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        const EXPECTED: &str = "true or false";
        visitor.visit_bool(self.scalar(EXPECTED)?.boolean().ok_or_else(|| Refusal::wrong_type(self.node, EXPECTED))?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let text = &self.scalar("a single value")?.text;
        visitor.visit_borrowed_str(text).map_err(|refusal: Refusal| refusal.or_at(self.node))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let Content::List(items) = &self.node.content else { return Err(Refusal::wrong_type(self.node, "a list")) };
        visitor.visit_seq(Items { reader: self, items: items.iter() })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_struct("", &[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        match &self.node.content {
            Content::Mapping(entries) => {
                let unknown = entries.iter().find(|entry| !fields.is_empty() && !fields.contains(&entry.key.as_str()));
                if let Some(entry) = unknown {
                    let message = format!("there is no key `{}` here", entry.key);
                    let help = Some(suggest::advice(&entry.key, "keys", fields));
                    return Err(Refusal { at: Some(entry.key_at.clone()), message, help });
                }
                visitor.visit_map(self.record(name, fields, entries, None)).map_err(|refusal| refusal.or_at(self.node))
            }
            Content::Scalar(scalar) if !scalar.is_null() && main_field(name).is_some() => {
                let record = self.record(name, fields, &[], Some(self.node));
                visitor.visit_map(record).map_err(|refusal| refusal.or_at(self.node))
            }
            _ => Err(Refusal { help: None, ..Refusal::wrong_type(self.node, "a mapping") }),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        let known = || format!("one of {}", variants.join(", "));
        let case = match &self.node.content {
            Content::Scalar(scalar) if !scalar.is_null() => Case { reader: self, name: &scalar.text, content: None },
            Content::Mapping(entries) => match entries.as_slice() {
                [entry] => Case { reader: self, name: &entry.key, content: Some(&entry.value) },
                _ => return Err(Refusal::wrong_type(self.node, &known())),
            },
            _ => return Err(Refusal::wrong_type(self.node, &known())),
        };
        visitor.visit_enum(case).map_err(|refusal| refusal.or_at(self.node))
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u16 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

/// The items of a list.
struct Items<'de> {
    reader: Reader<'de>,
    items: std::slice::Iter<'de, Node>,
}

impl<'de> de::SeqAccess<'de> for Items<'de> {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        let item = self.items.next();
        item.map(|node| seed.deserialize(self.reader.child(node)).map_err(|refusal| refusal.or_at(node))).transpose()
    }
}

/// The fields of a record: those that are written, then those that go without saying.
struct Record<'de> {
    reader: Reader<'de>,
    name: &'static str,
    entries: &'de [Entry],
    /// What the record's main field is, where only that was written.
    main: Option<&'de Node>,
    written: std::slice::Iter<'de, Entry>,
    /// The value of the key that was just given.
    next: Option<Value<'de>>,
    left: std::slice::Iter<'static, &'static str>,
}

/// Where the value of a field comes from.
enum Value<'de> {
    Node(&'de Node),
    Text(&'de str),
}

impl<'de> Record<'de> {
    /// The value of a field that is not written.
    fn unwritten(&self, field: &str) -> Option<Value<'de>> {
        if let Some(main) = self.main.filter(|_| main_field(self.name) == Some(field)) {
            return Some(Value::Node(main));
        }
        match default_of(self.name, field)? {
            Default::Text(text) => Some(Value::Text(text)),
            Default::At => Some(Value::Text(self.reader.around.at)),
            Default::Same(other) => {
                let written = self.entries.iter().find(|entry| entry.key == other).map(|entry| &entry.value);
                written.or(self.main).map(Value::Node)
            }
        }
    }
}

impl<'de> de::MapAccess<'de> for Record<'de> {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refusal> {
        if let Some(entry) = self.written.next() {
            self.next = Some(Value::Node(&entry.value));
            return seed.deserialize(BorrowedStrDeserializer::new(&entry.key)).map(Some);
        }
        while let Some(field) = self.left.next() {
            if self.entries.iter().any(|entry| entry.key == *field) {
                continue;
            }
            if let Some(value) = self.unwritten(field) {
                self.next = Some(value);
                return seed.deserialize(BorrowedStrDeserializer::new(field)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Refusal> {
        match self.next.take() {
            Some(Value::Node(node)) => seed.deserialize(self.reader.child(node)).map_err(|refusal| refusal.or_at(node)),
            Some(Value::Text(text)) => seed.deserialize(Fallback(text)),
            // serde asks for a value after each key and at no other time.
            None => Err(de::Error::custom("a value without a key")),
        }
    }
}

/// One case of an enumeration, with what belongs to it.
struct Case<'de> {
    reader: Reader<'de>,
    name: &'de str,
    content: Option<&'de Node>,
}

impl<'de> de::EnumAccess<'de> for Case<'de> {
    type Error = Refusal;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Refusal> {
        let name: StrDeserializer<'_, Refusal> = self.name.into_deserializer();
        seed.deserialize(name).map(|value| (value, self))
    }
}

impl<'de> de::VariantAccess<'de> for Case<'de> {
    type Error = Refusal;

    fn unit_variant(self) -> Result<(), Refusal> {
        match self.content {
            Some(node) if !node.is_null() => Err(Refusal::wrong_type(node, "nothing")),
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Refusal> {
        seed.deserialize(self.reader.child(self.content.unwrap_or(self.reader.node)))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refusal> {
        self.reader.child(self.content.unwrap_or(self.reader.node)).deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Refusal> {
        // The variant's name is the record's, for what goes without saying.
        let name = RECORDS.iter().copied().find(|record| *record == self.name).unwrap_or_default();
        match self.content.filter(|node| !node.is_null()) {
            Some(node) => self.reader.child(node).deserialize_struct(name, fields, visitor),
            None => visitor.visit_map(self.reader.record(name, fields, &[], None)),
        }
    }
}
