//! What was refused, by reason, from the journal.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::history::open_database;
use crate::reading::ReadError;

/// Refusals with one code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refused {
    /// How many refusals.
    pub times: u64,
    /// How many signals they concern.
    pub signals: u64,
    /// The first reason that was given with it.
    pub reason: String,
}

/// Everything that was refused before it became a command, or by the venue, by the code of the reason.
///
/// # Errors
/// When `run.sqlite` cannot be read.
pub fn refusals(directory: &Path) -> Result<BTreeMap<String, Refused>, ReadError> {
    let database = open_database(&directory.join("run.sqlite"))?;
    let mut statement =
        database.prepare("SELECT body FROM journal WHERE kind IN ('SIGNAL_REJECTED', 'EXECUTION_REJECTED') ORDER BY entry_id")?;
    let mut rows = statement.query([])?;
    let mut all: BTreeMap<String, Refused> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let Ok(body) = serde_json::from_str::<Value>(row.get_ref(0)?.as_str().unwrap_or_default()) else { continue };
        let code = find(&body, "rejection_code").or_else(|| find(&body, "code")).and_then(Value::as_str).unwrap_or("OTHER");
        let refused = all.entry(code.to_owned()).or_default();
        if refused.times == 0 {
            let reason = find(&body, "rejection_reason").or_else(|| find(&body, "reason")).and_then(Value::as_str);
            refused.reason = reason.unwrap_or_default().to_owned();
        }
        refused.times += 1;
        refused.signals += find(&body, "rejected_signal_ids").and_then(Value::as_array).map_or(0, |ids| ids.len() as u64);
    }
    Ok(all)
}

/// The first field of this name, however deep it lies.
fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => fields.get(name).or_else(|| fields.values().find_map(|inner| find(inner, name))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_counted_by_code() {
        let folder = tempfile::tempdir().unwrap();
        let database = rusqlite::Connection::open(folder.path().join("run.sqlite")).unwrap();
        database.execute_batch("CREATE TABLE journal (entry_id TEXT, kind TEXT, body TEXT)").unwrap();
        let chain = |code: &str, ids: &[&str]| {
            let chain = serde_json::json!({ "rejection_code": code, "rejection_reason": "why", "rejected_signal_ids": ids });
            serde_json::json!({ "rejection": { "causality": chain } }).to_string()
        };
        let bodies = [chain("WARMING_UP", &["a"]), chain("WARMING_UP", &["b", "c"]), chain("GUARDRAIL", &[]), "no JSON".to_owned()];
        for (number, body) in bodies.iter().enumerate() {
            database.execute("INSERT INTO journal VALUES (?1, 'SIGNAL_REJECTED', ?2)", (number.to_string(), body)).unwrap();
        }
        database.execute("INSERT INTO journal VALUES (9, 'TRADE_OPENED', '{}')", ()).unwrap();
        let all = refusals(folder.path()).unwrap();
        assert_eq!(all.keys().collect::<Vec<_>>(), ["GUARDRAIL", "WARMING_UP"]);
        assert_eq!(all["WARMING_UP"], Refused { times: 2, signals: 3, reason: "why".into() });
    }
}
