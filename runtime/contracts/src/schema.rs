//! JSON Schemas of the values that may stand in a worker's parameters.
//!
//! A schema says the same as the value's own check, so that a blueprint is refused before a worker ever sees it. Only built
//! with the feature `schema`, because the host itself never makes a schema.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::decimal::Amount;
use crate::terms::{BatchMode, Direction, ExecutionStrategyType, OrderType, Side, TimeInForce};
use crate::{Fraction, Label, Price, Quantity, Symbol};

macro_rules! text_with_pattern {
    ($($name:ident: $pattern:literal, $description:literal;)+) => { $(
        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern, "description": $description })
            }
        }
    )+ };
}

text_with_pattern!(
    Fraction: r"^(0(\.[0-9]+)?|1(\.0+)?)$", "A decimal between 0 and 1, as text.";
    Price: r"^[0-9]+(\.[0-9]+)?$", "A decimal greater than 0, as text.";
    Quantity: r"^[0-9]+(\.[0-9]+)?$", "A decimal greater than 0, as text.";
    Amount: r"^[0-9]+(\.[0-9]+)?$", "A decimal of at least 0, as text.";
    Symbol: r"^[A-Z0-9]{1,12}_[A-Z0-9]{1,12}$", "BASE_QUOTE, for example BTC_USDT.";
    Label: r"^[A-Z][A-Z0-9_]{2,24}$", "3 to 25 capitals, digits and _.";
);

macro_rules! one_of_the_terms {
    ($($name:ident),+ $(,)?) => { $(
        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let terms: Vec<&str> = Self::ALL.iter().map(|term| term.as_str()).collect();
                json_schema!({ "type": "string", "enum": terms })
            }
        }
    )+ };
}

one_of_the_terms!(BatchMode, Direction, ExecutionStrategyType, OrderType, Side, TimeInForce);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_schema_lists_exactly_the_terms_that_parse() {
        let schema = schemars::schema_for!(TimeInForce);
        let terms: Vec<&str> = schema.get("enum").unwrap().as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect();
        assert_eq!(terms, ["GTC", "IOC", "FOK", "GTD"]);
        assert!(terms.iter().all(|term| TimeInForce::from_text(term).is_some()));
    }

    #[test]
    fn a_decimal_schema_wants_text() {
        let schema = schemars::schema_for!(Fraction);
        assert_eq!(schema.get("type").unwrap(), "string", "a JSON number would have passed through a binary fraction");
    }
}
