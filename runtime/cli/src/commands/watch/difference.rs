//! In what two summaries differ.

use std::collections::BTreeMap;

use serde_json::Value;
use simpletrader_contracts::Decimal;
use simpletrader_contracts::decimal::canonical;

/// The figures that are not the same, a line each: `final_equity  10912.4 -> 11020.1  (+107.7)`. Empty when nothing differs.
pub(super) fn difference(before: &Value, after: &Value) -> Vec<String> {
    let (before, after) = (figures(before), figures(after));
    let mut names: Vec<&String> = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name))).collect();
    names.sort();
    let absent = "-".to_owned();
    let of = |figures: &BTreeMap<String, String>, name: &String| figures.get(name).unwrap_or(&absent).clone();
    let changed = names.into_iter().map(|name| (name, of(&before, name), of(&after, name))).filter(|(_, one, other)| one != other);
    let changed: Vec<_> = changed.collect();
    let width = changed.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0);
    changed.into_iter().map(|(name, one, other)| format!("{name:<width$}  {one} -> {other}{}", delta(&one, &other))).collect()
}

/// Every figure of a summary by its path; workers by their id.
fn figures(summary: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect("", summary, &mut found);
    found
}

fn collect(path: &str, value: &Value, found: &mut BTreeMap<String, String>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| collect(&below(key), value, found)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let id = item.get("worker_id").and_then(Value::as_str).map_or_else(|| index.to_string(), str::to_owned);
                collect(&below(&id), item, found);
            }
        }
        // What is absent is not there.
        Value::Null => {}
        Value::String(text) => drop(found.insert(path.to_owned(), text.clone())),
        other => drop(found.insert(path.to_owned(), other.to_string())),
    }
}

/// By how much a number grew or shrank.
fn delta(before: &str, after: &str) -> String {
    let number = |text: &str| text.parse::<Decimal>().ok();
    match number(before).zip(number(after)).and_then(|(before, after)| after.checked_sub(before)) {
        Some(delta) if delta > Decimal::ZERO => format!("  (+{})", canonical(delta)),
        Some(delta) => format!("  ({})", canonical(delta)),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn equal_summaries_differ_in_nothing() {
        let summary = json!({"trades": 3, "cash": "10.5", "open_trade": null});
        assert_eq!(difference(&summary, &summary), Vec::<String>::new());
    }

    #[test]
    fn a_number_says_by_how_much_and_a_text_only_what() {
        let before = json!({"trades": 3, "final_equity": "10912.4", "fill_model": "next open"});
        let after = json!({"trades": 2, "final_equity": "11020.1", "fill_model": "touch"});
        let found = difference(&before, &after);
        assert_eq!(
            found,
            ["fill_model    next open -> touch", "final_equity  10912.4 -> 11020.1  (+107.7)", "trades        3 -> 2  (-1)",]
        );
    }

    #[test]
    fn what_comes_and_goes_is_told_and_workers_keep_their_names() {
        let before = json!({"workers": [{"worker_id": "sma", "fuel": 10}, {"worker_id": "cross", "fuel": 5}]});
        let after = json!({"workers": [{"worker_id": "cross", "fuel": 7}], "margin_call": {"at": "now"}});
        let found = difference(&before, &after).join("\n");
        assert!(found.contains("workers.cross.fuel") && found.contains("5 -> 7  (+2)"), "{found}");
        assert!(found.contains("10 -> -") && found.contains("- -> now"), "{found}");
    }
}
