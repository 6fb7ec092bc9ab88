//! The parameters of a worker, and what of them may be shown.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use simpletrader_contracts::Decimal;

/// A worker's parameters: a JSON object that satisfies its schema. A value that came from the environment is given to the worker
/// and shown to nobody: written out, `${NAME}` stands in its place, as in the file.
#[derive(Clone, PartialEq)]
pub struct Parameters {
    given: Value,
    shown: Value,
}

impl Parameters {
    /// Parameters of which `shown` may be shown.
    pub(crate) fn new(given: Value, shown: Value) -> Self {
        Self { given, shown }
    }

    /// What may be shown of them.
    pub fn shown(&self) -> &Value {
        &self.shown
    }

    /// How many numbers its author chose: what a result can be fitted with. Nested ones count each.
    pub fn numbers(&self) -> usize {
        fn count(value: &Value) -> usize {
            match value {
                Value::Number(_) => 1,
                Value::Array(values) => values.iter().map(count).sum(),
                Value::Object(fields) => fields.values().map(count).sum(),
                // Money and quantities are texts, so that they stay exact.
                Value::String(text) => usize::from(text.parse::<Decimal>().is_ok()),
                Value::Null | Value::Bool(_) => 0,
            }
        }
        count(&self.given)
    }

    /// Gives one parameter another value, which may be shown.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        for object in [&mut self.given, &mut self.shown] {
            if let Value::Object(fields) = object {
                fields.insert(name.to_owned(), value.clone());
            }
        }
    }
}

/// What the worker is given.
impl Deref for Parameters {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.given
    }
}

/// Parameters without secrets.
impl From<Value> for Parameters {
    fn from(value: Value) -> Self {
        Self { shown: value.clone(), given: value }
    }
}

impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.shown)
    }
}

impl PartialEq<Value> for Parameters {
    fn eq(&self, other: &Value) -> bool {
        self.given == *other
    }
}

impl Serialize for Parameters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.shown.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Parameters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted_wherever_they_stand() {
        let given = serde_json::json!({ "period": 10, "levels": [1, 2.5], "size": "0.5", "text": "up", "flag": true, "more": { "deep": 0 } });
        assert_eq!(Parameters::from(given).numbers(), 5);
        assert_eq!(Parameters::from(serde_json::json!({})).numbers(), 0);
    }
}
