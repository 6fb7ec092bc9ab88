//! Parameter types that carry their own rule, for the schema and for the worker.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};

/// The parameters of a worker that takes none: an empty object, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoParams {}

/// A whole number between `MIN` and `MAX`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ranged<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> Ranged<MIN, MAX> {
    /// The number, or `None` when it lies outside.
    pub const fn new(value: u32) -> Option<Self> {
        if MIN <= value && value <= MAX { Some(Self(value)) } else { None }
    }

    /// The plain number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl<'de, const MIN: u32, const MAX: u32> Deserialize<'de> for Ranged<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = u32::deserialize(deserializer)?;
        Self::new(value).ok_or_else(|| D::Error::custom(format_args!("must lie between {MIN} and {MAX}, got {value}")))
    }
}

impl<const MIN: u32, const MAX: u32> JsonSchema for Ranged<MIN, MAX> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Between{MIN}And{MAX}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": MIN, "maximum": MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ranged_number_accepts_both_ends_and_nothing_beyond() {
        type Period = Ranged<1, 10_000>;
        for good in ["1", "10000"] {
            assert!(serde_json::from_str::<Period>(good).is_ok(), "{good}");
        }
        for bad in ["0", "10001", "-1", "1.5", "\"1\""] {
            assert!(serde_json::from_str::<Period>(bad).is_err(), "{bad}");
        }
        let schema = schemars::schema_for!(Period);
        assert_eq!(schema.get("maximum").unwrap(), 10_000);
    }

    #[test]
    fn a_worker_without_parameters_refuses_any() {
        assert!(serde_json::from_str::<NoParams>("{}").is_ok());
        assert!(serde_json::from_str::<NoParams>(r#"{"period": 3}"#).is_err());
    }
}
