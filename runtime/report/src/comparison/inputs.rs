//! What two runs were made of, from their `run.json` and `build_spec.json`.

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use super::ComparisonError;
use super::json::{field_differences, shown};

/// Something that went into one run and not into the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputDifference {
    /// What: `engine.sandbox`, `worker cross`, `data goog_daily`, `configuration common/sma.yaml`, `parameter fast.period`, …
    pub input: String,
    /// What the first run had; none where it had no such thing.
    pub first: Option<String>,
    /// What the second run had; none where it had no such thing.
    pub second: Option<String>,
}

/// Everything that went into one of two runs and not into the other, most telling first.
///
/// # Errors
/// When a file of either cannot be read.
pub fn input_differences(first: &Path, second: &Path) -> Result<Vec<InputDifference>, ComparisonError> {
    let (one, other) = (read(first, "run.json")?, read(second, "run.json")?);
    let mut found = Vec::new();
    for (list, id, word) in
        [("workers", "worker_id", "worker"), ("data", "data_source_id", "data"), ("configuration", "path", "configuration")]
    {
        found.extend(in_list(&one, &other, list, id, word));
    }
    for name in ["operation", "link", "strategy_id", "seed", "fill_model", "engine"] {
        let fields = field_differences(one.get(name).unwrap_or(&Value::Null), other.get(name).unwrap_or(&Value::Null));
        found.extend(fields.into_iter().map(|field| InputDifference {
            input: if field.path.is_empty() { name.to_owned() } else { format!("{name}.{}", field.path) },
            first: field.first.as_ref().map(shown),
            second: field.second.as_ref().map(shown),
        }));
    }
    found.extend(parameters(&read(first, "build_spec.json")?, &read(second, "build_spec.json")?));
    Ok(found)
}

/// Members of a list with ids and digests.
fn in_list(one: &Value, other: &Value, list: &str, id: &str, word: &str) -> Vec<InputDifference> {
    let members = |run: &Value| -> Vec<(String, String)> {
        let items = run.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let text = |item: &Value, name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let digest = |item: &Value| format!("{} {}", text(item, "plugin"), text(item, "sha256")).trim().to_owned();
        items.iter().map(|item| (text(item, id), digest(item))).collect()
    };
    let (one, other) = (members(one), members(other));
    let of =
        |members: &[(String, String)], wanted: &str| members.iter().find(|(id, _)| id == wanted).map(|(_, digest)| digest.clone());
    let mut ids: Vec<&String> = one.iter().map(|(id, _)| id).collect();
    ids.extend(other.iter().map(|(id, _)| id).filter(|id| of(&one, id).is_none()));
    let differs = |id: &&String| {
        let (first, second) = (of(&one, id), of(&other, id));
        (first != second).then(|| InputDifference { input: format!("{word} {id}"), first, second })
    };
    ids.iter().filter_map(differs).collect()
}

/// What the configuration was compiled to: the parameters of workers by their name, everything else by its path. Files and digests
/// were compared before.
fn parameters(one: &Value, other: &Value) -> Vec<InputDifference> {
    let workers = |spec: &Value| spec.get("workers").and_then(Value::as_array).cloned().unwrap_or_default();
    let id = |worker: &Value| worker.get("worker_id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut found = Vec::new();
    for worker in workers(one) {
        let name = id(&worker);
        let Some(same) = workers(other).into_iter().find(|other| id(other) == name) else { continue };
        let params = |worker: &Value| worker.get("params").cloned().unwrap_or_default();
        found.extend(field_differences(&params(&worker), &params(&same)).into_iter().map(|field| InputDifference {
            input: format!("parameter {name}.{}", field.path),
            first: field.first.as_ref().map(shown),
            second: field.second.as_ref().map(shown),
        }));
    }
    let rest = field_differences(one, other).into_iter().filter(|field| {
        !["workers", "sources", "wiring", "operation", "link", "strategy_id", "seed"]
            .iter()
            .any(|name| field.path.split('.').next() == Some(name))
    });
    found.extend(rest.map(|field| InputDifference {
        input: format!("build spec {}", field.path),
        first: field.first.as_ref().map(shown),
        second: field.second.as_ref().map(shown),
    }));
    found
}

fn read(run: &Path, name: &str) -> Result<Value, ComparisonError> {
    let path = run.join(name);
    let text = fs::read(&path).map_err(|error| ComparisonError::file(&path, format!("{error}; is this a run directory?")))?;
    serde_json::from_slice(&text).map_err(|error| ComparisonError::file(&path, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn run(period: u32, digest: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let manifest = json!({
            "operation": "o", "link": "l", "strategy_id": "s", "seed": 0, "fill_model": "next open", "engine": {"sandbox": "x"},
            "workers": [{"worker_id": "fast", "plugin": "a/sma/v1.0.0", "sha256": digest}], "configuration": [], "data": [],
        });
        let spec =
            json!({"seed": 0, "workers": [{"worker_id": "fast", "params": {"period": period}}], "environment": {"start": null}});
        fs::write(folder.path().join("run.json"), manifest.to_string()).unwrap();
        fs::write(folder.path().join("build_spec.json"), spec.to_string()).unwrap();
        folder
    }

    fn inputs(first: &tempfile::TempDir, second: &tempfile::TempDir) -> Vec<String> {
        let found = input_differences(first.path(), second.path()).unwrap();
        found.into_iter().map(|found| format!("{}: {:?} {:?}", found.input, found.first, found.second)).collect()
    }

    #[test]
    fn equal_inputs_differ_in_nothing() {
        assert_eq!(inputs(&run(10, "aa"), &run(10, "aa")), Vec::<String>::new());
    }

    #[test]
    fn workers_and_their_parameters_are_named() {
        let found = inputs(&run(10, "aa"), &run(12, "bb"));
        assert_eq!(
            found,
            [
                "worker fast: Some(\"a/sma/v1.0.0 aa\") Some(\"a/sma/v1.0.0 bb\")",
                "parameter fast.period: Some(\"10\") Some(\"12\")",
            ]
        );
    }
}
