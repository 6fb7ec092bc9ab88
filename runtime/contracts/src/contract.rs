//! How contracts are declared and read.
//!
//! A contract is a record of fields behind a wall: whoever holds one knows that its rules hold, and can read every field but
//! change none. It is made from its fields by `new`, which checks the rules between them (the rules of one field live in the
//! field's type), or read from JSON, which goes through the same `new`.
//!
//! Reading is strict: a field that the contract does not have, a field that stands twice, and a name of older descriptions are
//! refused, and every refusal says where. It goes through a JSON value, because only there can a reader see all keys at once;
//! contracts are read when a file is opened, never on the tick path.

use std::fmt;

use serde::de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value};

use crate::legacy::field_advice;

/// Declares a contract over a struct of fields.
///
/// `Name holds Fields` calls `Fields::check` for the rules between fields (`made by` names the constructor where `new` takes
/// something handier than the fields); `Name holds Fields, unrelated` has no such rules.
macro_rules! contract {
    ($(#[$doc:meta])* $name:ident holds $fields:ident) => {
        $crate::contract::contract!($(#[$doc])* $name holds $fields, made by new);
    };
    ($(#[$doc:meta])* $name:ident holds $fields:ident, made by $new:ident) => {
        $crate::contract::contract!(@wall $(#[$doc])* $name $fields);

        impl $name {
            /// Checks the rules between the fields.
            pub fn $new(fields: $fields) -> Result<Self, $crate::Refused> {
                fields.check()?;
                Ok(Self(fields))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let fields = $crate::contract::read(deserializer, stringify!($name))?;
                Self::$new(fields).map_err(|refused| $crate::contract::broken(stringify!($name), &refused))
            }
        }
    };
    ($(#[$doc:meta])* $name:ident holds $fields:ident, unrelated) => {
        $crate::contract::contract!(@wall $(#[$doc])* $name $fields);

        impl $name {
            /// Takes the fields; each is checked by its own type.
            pub fn new(fields: $fields) -> Self {
                Self(fields)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::contract::read(deserializer, stringify!($name)).map(Self)
            }
        }
    };
    (@wall $(#[$doc:meta])* $name:ident $fields:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name($fields);

        impl $name {
            /// The fields, for a changed copy.
            pub fn into_fields(self) -> $fields {
                self.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = $fields;

            fn deref(&self) -> &$fields {
                &self.0
            }
        }
    };
}
pub(crate) use contract;

/// Reads the fields of a contract.
pub(crate) fn read<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D, contract: &str) -> Result<T, D::Error> {
    let Strict(value) = Strict::deserialize(deserializer)?;
    if let Value::Object(fields) = &value
        && let Some((name, advice)) = fields.keys().find_map(|name| Some((name, field_advice(contract, name)?)))
    {
        return Err(D::Error::custom(format_args!("{contract}: `{name}` {advice}")));
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        match path.as_str() {
            "." => D::Error::custom(format_args!("{contract}: {}", error.inner())),
            path => D::Error::custom(format_args!("{contract}.{path}: {}", error.inner())),
        }
    })
}

/// The error of a contract whose fields break a rule between them.
pub(crate) fn broken<E: Error>(contract: &str, refused: &crate::Refused) -> E {
    E::custom(format_args!("{contract}: {refused}"))
}

/// A JSON value without repeated keys, at any depth.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let Strict(value) = entries.next_value()?;
            if map.contains_key(&key) {
                return Err(A::Error::custom(format_args!("the field `{key}` stands twice")));
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

/// The first item that equals an earlier one. The lists of contracts are short, so no set is built.
pub(crate) fn repeated<T: PartialEq>(items: &[T]) -> Option<&T> {
    items.iter().enumerate().find(|(index, item)| items.iter().take(*index).any(|other| other == *item)).map(|(_, item)| item)
}
