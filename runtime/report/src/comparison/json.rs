//! In what two JSON values differ.

use serde_json::Value;

/// A field that differs: its path, and what each side has there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FieldDifference {
    /// Keys and places in lists, joined by dots; empty for the whole value.
    pub path: String,
    /// None where there is no such field.
    pub first: Option<Value>,
    /// None where there is no such field.
    pub second: Option<Value>,
}

/// Every field that differs, in the order of the first value's fields, then of the second's.
pub(super) fn field_differences(first: &Value, second: &Value) -> Vec<FieldDifference> {
    let mut found = Vec::new();
    walk(String::new(), Some(first), Some(second), &mut found);
    found
}

fn walk(path: String, first: Option<&Value>, second: Option<&Value>, found: &mut Vec<FieldDifference>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (first, second) {
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            one.iter().for_each(|(key, value)| walk(below(key), Some(value), other.get(key), found));
            let added = other.iter().filter(|(key, _)| !one.contains_key(*key));
            added.for_each(|(key, value)| walk(below(key), None, Some(value), found));
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            for place in 0..one.len().max(other.len()) {
                walk(below(&place.to_string()), one.get(place), other.get(place), found);
            }
        }
        (first, second) if first == second => {}
        (first, second) => found.push(FieldDifference { path, first: first.cloned(), second: second.cloned() }),
    }
}

/// A value as a message shows it: a text without quotes.
pub(super) fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_field_that_differs_is_named_by_its_path() {
        let first = json!({"facts": {"fast": 1.5, "slow": 2}, "list": [1, 2], "gone": true});
        let second = json!({"facts": {"fast": 1.25, "slow": 2}, "list": [1, 2, 3], "new": null});
        let paths: Vec<String> = field_differences(&first, &second).into_iter().map(|found| found.path).collect();
        assert_eq!(paths, ["facts.fast", "gone", "list.2", "new"]);
        assert_eq!(field_differences(&first, &first), []);
    }

    #[test]
    fn values_of_different_kinds_differ_as_a_whole() {
        let found = field_differences(&json!([1]), &json!("text"));
        assert_eq!((found.len(), found[0].path.as_str()), (1, ""));
    }
}
