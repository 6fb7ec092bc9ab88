//! A gate in front of the JSON Schema engine. The schema comes out of a plug-in, that is, from a stranger, and a small schema can
//! make a checker work for ever: references that double at each step, or that lead back to themselves. Only schemas that are small
//! when all their references are written out pass.

use std::collections::BTreeMap;

use serde_json::Value;

/// Most values of a schema with all references written out. The largest schema that the example workers need has about a hundred.
const MAX_WEIGHT: u64 = 20_000;
/// Most parts that are referred to; a chain of references costs stack in the engine.
const MAX_REFERENCES: usize = 64;
/// Deepest nesting between two references.
const MAX_DEPTH: usize = 64;

/// Why a schema does not pass, in words that complete "its parameter schema …".
pub(super) fn refusal(schema: &Value) -> Option<String> {
    let mut walk = Walk { root: schema, weights: BTreeMap::new() };
    match walk.weigh(schema, 0) {
        Ok(weight) if weight > MAX_WEIGHT => Some("is too large to be checked".to_owned()),
        Ok(_) => None,
        Err(refusal) => Some(refusal),
    }
}

struct Walk<'s> {
    root: &'s Value,
    /// What each referenced part weighs; nothing while it is being weighed.
    weights: BTreeMap<&'s str, Option<u64>>,
}

impl<'s> Walk<'s> {
    fn weigh(&mut self, value: &'s Value, depth: usize) -> Result<u64, String> {
        if depth > MAX_DEPTH {
            return Err("is nested too deeply".to_owned());
        }
        let mut weight = 1_u64;
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    let part = match (key.as_str(), value) {
                        ("$ref", Value::String(target)) => self.weigh_reference(target)?,
                        ("$dynamicRef" | "$recursiveRef", Value::String(_)) => {
                            return Err(format!("uses `{key}`, which is not supported"));
                        }
                        ("$id", Value::String(_)) if depth > 0 => {
                            return Err("has an `$id` inside, which is not supported".to_owned());
                        }
                        _ => self.weigh(value, depth + 1)?,
                    };
                    weight = weight.saturating_add(part);
                }
            }
            Value::Array(items) => {
                for item in items {
                    weight = weight.saturating_add(self.weigh(item, depth + 1)?);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        Ok(weight)
    }

    fn weigh_reference(&mut self, target: &'s str) -> Result<u64, String> {
        match self.weights.get(target) {
            Some(Some(weight)) => return Ok(*weight),
            Some(None) => return Err(format!("refers to itself at `{target}`")),
            None => {}
        }
        let part = resolve(self.root, target).ok_or_else(|| format!("refers to `{target}`, which is not in it"))?;
        if self.weights.len() >= MAX_REFERENCES {
            return Err(format!("refers to more than {MAX_REFERENCES} parts of itself"));
        }
        self.weights.insert(target, None);
        let weight = self.weigh(part, 0)?;
        self.weights.insert(target, Some(weight));
        Ok(weight)
    }
}

/// The part of a schema that a reference names; only references into the schema itself have one.
fn resolve<'s>(root: &'s Value, target: &str) -> Option<&'s Value> {
    root.pointer(target.strip_prefix('#')?)
}

/// The schema behind its references.
pub(super) fn behind_references<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    let mut schema = schema;
    // The gate has made sure that references end; the bound makes it evident.
    for _ in 0..MAX_REFERENCES {
        match schema.get("$ref").and_then(Value::as_str).and_then(|target| resolve(root, target)) {
            Some(next) => schema = next,
            None => break,
        }
    }
    schema
}

/// The alternatives of a schema: its `anyOf` and `oneOf`.
pub(super) fn alternatives(schema: &Value) -> impl Iterator<Item = &Value> {
    ["anyOf", "oneOf"].into_iter().filter_map(|key| schema.get(key)?.as_array()).flatten()
}

/// The schema of a property.
pub(super) fn of_property<'s>(root: &'s Value, schema: &'s Value, key: &str) -> Option<&'s Value> {
    let schema = behind_references(root, schema);
    let own = schema.get("properties").and_then(|properties| properties.get(key));
    own.or_else(|| alternatives(schema).find_map(|alternative| behind_references(root, alternative).get("properties")?.get(key)))
        .or_else(|| schema.get("additionalProperties").filter(|schema| schema.is_object()))
}

/// The schema of the items of a list.
pub(super) fn of_items<'s>(root: &'s Value, schema: &'s Value) -> Option<&'s Value> {
    behind_references(root, schema).get("items").filter(|items| items.is_object())
}

/// Whether a number written without quotes is to be handed over as text: where a schema takes texts and no numbers, and where it
/// takes both, because that is how decimals are declared and only the text is exact.
pub(super) fn wants_text(root: &Value, schema: &Value) -> bool {
    let schema = behind_references(root, schema);
    let allows = |kind: &str| match schema.get("type") {
        Some(Value::String(only)) => only == kind,
        Some(Value::Array(kinds)) => kinds.iter().any(|one| one == kind),
        _ => false,
    };
    if schema.get("type").is_some() {
        return allows("string") && !allows("integer");
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return values.iter().all(Value::is_string);
    }
    let alternatives: Vec<&Value> = alternatives(schema).map(|one| behind_references(root, one)).collect();
    let takes_number = |one: &&Value| one.get("type").is_some_and(|kind| kind == "number" || kind == "integer");
    !alternatives.iter().any(takes_number) && alternatives.iter().any(|one| one.get("type").is_some() && wants_text(root, one))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_honest_schema_passes() {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "sma",
            "type": "object",
            "properties": {"period": {"type": "integer"}, "mode": {"$ref": "#/$defs/Mode"}, "other": {"$ref": "#/$defs/Mode"}},
            "$defs": {"Mode": {"enum": ["level", "cross"]}},
        });
        assert_eq!(refusal(&schema), None);
    }

    #[test]
    fn references_that_double_are_counted_as_written_out() {
        let mut definitions = serde_json::Map::new();
        for level in 0..30 {
            let next = format!("#/$defs/d{}", level + 1);
            definitions.insert(format!("d{level}"), json!({"allOf": [{"$ref": next}, {"$ref": next}]}));
        }
        definitions.insert("d30".into(), json!({"type": "object"}));
        let schema = json!({"$ref": "#/$defs/d0", "$defs": definitions});
        assert_eq!(refusal(&schema).as_deref(), Some("is too large to be checked"));
    }

    #[test]
    fn what_the_engine_could_not_finish_does_not_pass() {
        let chain: serde_json::Map<String, Value> =
            (0..100).map(|level| (format!("d{level}"), json!({"$ref": format!("#/$defs/d{}", level + 1)}))).collect();
        let mut deep = json!({});
        for _ in 0..100 {
            deep = json!({"not": deep});
        }
        for (schema, word) in [
            (json!({"allOf": [{"$ref": "#"}]}), "refers to itself"),
            (json!({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}), "refers to itself"),
            (json!({"$ref": "https://example.com/schema"}), "not in it"),
            (json!({"$ref": "#/$defs/none"}), "not in it"),
            (json!({"$dynamicRef": "#a"}), "$dynamicRef"),
            (json!({"properties": {"a": {"$id": "x"}}}), "`$id` inside"),
            (json!({"$ref": "#/$defs/d0", "$defs": chain}), "more than 64 parts"),
            (deep, "nested too deeply"),
        ] {
            let refusal = refusal(&schema).unwrap_or_else(|| panic!("passed: {schema}"));
            assert!(refusal.contains(word), "{schema}: {refusal}");
        }
    }

    #[test]
    fn numbers_go_as_text_where_only_text_is_exact() {
        for (schema, text) in [
            (json!({"type": "string"}), true),
            (json!({"type": ["string", "number"], "pattern": "x"}), true),
            (json!({"type": ["string", "null"]}), true),
            (json!({"$ref": "#/$defs/d"}), true),
            (json!({"anyOf": [{"$ref": "#/$defs/d"}, {"type": "null"}]}), true),
            (json!({"enum": ["1", "2"]}), true),
            (json!({"type": "number"}), false),
            (json!({"type": "integer"}), false),
            (json!({"anyOf": [{"type": "integer"}, {"type": "string"}]}), false),
            (json!({}), false),
        ] {
            let root = json!({"$defs": {"d": {"type": ["string", "number"]}}});
            assert_eq!(wants_text(&root, &schema), text, "{schema}");
        }
    }
}
