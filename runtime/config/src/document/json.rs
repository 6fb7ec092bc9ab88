//! A tree as JSON, for readers that know JSON and not places: the manifest's parser and JSON Schema.

use serde_json::{Map, Number, Value};

use super::{Content, Node, Scalar};

/// A tree as JSON. A scalar without quotes is a boolean, number or null where it reads as one; a number that JSON cannot hold
/// stays a text.
pub fn as_json(node: &Node) -> Value {
    match &node.content {
        Content::Scalar(scalar) => scalar_as_json(scalar),
        // As deep as the document, which the parser bounds.
        Content::List(items) => Value::Array(items.iter().map(as_json).collect()),
        Content::Mapping(entries) => {
            Value::Object(entries.iter().map(|entry| (entry.key.clone(), as_json(&entry.value))).collect::<Map<_, _>>())
        }
    }
}

fn scalar_as_json(scalar: &Scalar) -> Value {
    if scalar.is_null() {
        return Value::Null;
    }
    if let Some(boolean) = scalar.boolean() {
        return Value::Bool(boolean);
    }
    let number = if scalar.is_number() { exact_number(&scalar.text) } else { None };
    number.map_or_else(|| Value::String(scalar.text.clone()), Value::Number)
}

/// A number as JSON holds it: whole numbers of 64 bits exactly, others as the nearest double.
pub(crate) fn exact_number(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    if unsigned.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return unsigned.parse::<i64>().map(Number::from).or_else(|_| unsigned.parse::<u64>().map(Number::from)).ok();
    }
    Number::from_f64(unsigned.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    #[test]
    fn whole_numbers_of_64_bits_are_exact_and_larger_ones_are_refused() {
        assert_eq!(exact_number("18446744073709551615").unwrap().as_u64(), Some(u64::MAX));
        assert_eq!(exact_number("-9223372036854775808").unwrap().as_i64(), Some(i64::MIN));
        assert_eq!(exact_number("+5").unwrap().as_u64(), Some(5));
        assert_eq!(exact_number("0.1").unwrap().as_f64(), Some(0.1));
        assert!(exact_number("18446744073709551616").is_none());
        assert!(exact_number("1e999").is_none(), "infinity is no JSON");
    }

    #[test]
    fn a_tree_becomes_the_json_that_an_editor_sees() {
        let text = "a: 1\nb: \"1\"\nc: [true, null, 0.5, x]\nd: {e: 1e999}\n";
        let (value, _) = decoded(text, |node, _| Some(as_json(node)));
        let expected = serde_json::json!({"a": 1, "b": "1", "c": [true, null, 0.5, "x"], "d": {"e": "1e999"}});
        assert_eq!(value, Some(expected));
    }
}
