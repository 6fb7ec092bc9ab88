//! The pieces that schemas are made of: one function a kind of value, named like its decoder.

use serde_json::{Map, Value, json};

/// Allows `${NAME}` beside a pattern.
const OR_VARIABLE: &str = r"|\$\{[A-Za-z0-9_]+\}";

fn pattern(pattern: &str) -> String {
    format!("{pattern}{OR_VARIABLE}")
}

/// A mapping with these keys and no others.
pub(super) fn object(description: &str, required: &[&str], properties: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> = properties.iter().map(|(key, schema)| ((*key).to_owned(), schema.clone())).collect();
    json!({
        "type": "object",
        "description": description,
        "required": required,
        "properties": properties,
        "additionalProperties": false,
    })
}

/// A list.
pub(super) fn list(description: &str, items: Value) -> Value {
    json!({"type": "array", "description": description, "items": items})
}

/// A list that may not be empty.
pub(super) fn at_least_one(mut list: Value) -> Value {
    list["minItems"] = json!(1);
    list
}

/// The public half of a signing key.
pub(super) fn public_key(description: &str) -> Value {
    json!({"type": "string", "pattern": pattern("^ed25519:[0-9a-f]{64}$"), "description": description})
}

/// A value that is described where it stands.
pub(super) fn described(mut schema: Value, description: &str) -> Value {
    schema["description"] = json!(description);
    schema
}

/// A text.
pub(super) fn text(description: &str) -> Value {
    json!({"type": ["string", "number", "boolean"], "minLength": 1, "description": description})
}

/// A path.
pub(super) fn path(description: &str) -> Value {
    json!({"type": "string", "minLength": 1, "description": description})
}

/// The id of a link, environment, data source or the like.
pub(super) fn identifier(description: &str) -> Value {
    json!({
        "type": ["string", "number"],
        "pattern": pattern(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$"),
        "description": description,
    })
}

/// A name in snake_case.
pub(super) fn snake_name(description: &str) -> Value {
    json!({"type": "string", "pattern": pattern(r"^[a-z][a-z0-9_]{0,59}$"), "description": description})
}

/// `BASE_QUOTE`.
pub(super) fn symbol(description: &str) -> Value {
    json!({"type": "string", "pattern": pattern(r"^[A-Z0-9]+_[A-Z0-9]+$"), "description": description, "examples": ["GOOG_USD"]})
}

/// `vendor/name/vX.Y.Z`.
pub(super) fn plugin_id(description: &str) -> Value {
    json!({
        "type": "string",
        "pattern": pattern(r"^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*/v\d+\.\d+\.\d+[0-9A-Za-z.+-]*$"),
        "description": description,
        "examples": ["acme/ema/v1.0.0"],
    })
}

/// The length of a bar.
pub(super) fn timeframe(description: &str) -> Value {
    json!({"type": "string", "pattern": pattern(r"^[1-9]\d*[smhdw]$"), "description": description, "examples": ["1m", "4h", "1d"]})
}

/// A series: `@1d` or `GOOG_USD@1d`.
pub(super) fn series(description: &str) -> Value {
    json!({"type": "string", "pattern": pattern(r"^([A-Z0-9]+_[A-Z0-9]+)?@[1-9]\d*[smhdw]$"), "description": description})
}

/// A whole number.
pub(super) fn whole(low: u64, high: u64, description: &str) -> Value {
    json!({
        "type": ["integer", "string"],
        "minimum": low,
        "maximum": high,
        "pattern": pattern(r"^\d+$"),
        "description": description,
    })
}

/// A number of things or bytes.
pub(super) fn count(description: &str) -> Value {
    whole(1, 1 << 53, description)
}

/// An exact decimal: quotes are never wrong.
pub(super) fn decimal(description: &str) -> Value {
    json!({"type": ["number", "string"], "pattern": pattern(r"^[+-]?\d+(\.\d+)?$"), "description": description})
}

/// An exact decimal, greater than 0.
pub(super) fn positive(description: &str) -> Value {
    let mut schema = decimal(description);
    schema["exclusiveMinimum"] = json!(0);
    schema
}

/// An exact decimal, 0 or more.
pub(super) fn not_negative(description: &str) -> Value {
    let mut schema = decimal(description);
    schema["minimum"] = json!(0);
    schema
}

/// `true` or `false`.
pub(super) fn boolean(default: bool, description: &str) -> Value {
    json!({"type": "boolean", "default": default, "description": description})
}

/// One of a closed list of terms.
pub(super) fn term(terms: &[&str], description: &str) -> Value {
    json!({"enum": terms, "description": description})
}

/// A date or an instant.
pub(super) fn instant(description: &str) -> Value {
    json!({"type": "string", "pattern": pattern(r"^\d{4}-\d{2}-\d{2}"), "description": description, "examples": ["2024-02-01"]})
}

/// A currency or other asset.
pub(super) fn asset(description: &str) -> Value {
    json!({"type": "string", "pattern": pattern("^[A-Z0-9]{1,12}$"), "description": description, "examples": ["USD", "USDT"]})
}

/// `${NAME}` and nothing else.
pub(super) fn secret(description: &str) -> Value {
    json!({"type": "string", "pattern": r"^\$\{[A-Za-z0-9_]+\}$", "description": description})
}
