//! The published JSON Schemas are those of this version, take what the loader takes, and refuse what nobody reads.
//!
//! `UPDATE_SCHEMAS=1 cargo test -p simpletrader-config --test json_schema` writes them anew.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::Value;
use simpletrader_config::json_schema::{Published, schema, text, yaml_as_json};
use simpletrader_config::{FileKind, PluginRegistry, SingleFile};
use support::no_env;

/// A file of each kind in which every key that is legal stands somewhere.
const COMPLETE: &str = "tests/fixtures/complete";

fn published() -> PathBuf {
    PathBuf::from("../../docs/schemas")
}

fn validator(kind: Published) -> Validator {
    jsonschema::draft202012::new(&schema(kind)).unwrap()
}

fn json(path: &Path) -> Value {
    yaml_as_json(&fs::read_to_string(path).unwrap()).unwrap_or_else(|findings| panic!("{}: {findings}", path.display()))
}

fn complete(kind: Published) -> PathBuf {
    Path::new(COMPLETE).join(format!("{}.yaml", kind.as_str()))
}

/// What a validator has against a file.
fn objections(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_published_schemas_are_those_of_this_version() {
    for kind in Published::ALL {
        let file = published().join(format!("{}.json", kind.as_str()));
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            fs::write(&file, text(kind)).unwrap();
        }
        let found = fs::read_to_string(&file).unwrap_or_default();
        assert!(found == text(kind), "{} is stale: run this test with UPDATE_SCHEMAS=1", file.display());
    }
}

#[test]
fn every_schema_keeps_the_rules_of_its_draft() {
    for kind in Published::ALL {
        jsonschema::meta::validate(&schema(kind)).unwrap_or_else(|error| panic!("{}: {error}", kind.as_str()));
    }
}

#[test]
fn the_sample_strategies_satisfy_them() {
    let mut seen = 0;
    let mut folders = vec![PathBuf::from("../../example-workers/strategies"), PathBuf::from("tests/fixtures/good")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                let kind = SingleFile::open(&path, &no_env).unwrap_or_else(|findings| panic!("{findings}")).kind();
                let kind = Published::ALL.into_iter().find(|published| published.as_str() == kind.as_str()).unwrap();
                assert_eq!(objections(&validator(kind), &json(&path)), Vec::<String>::new(), "{}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen >= 18, "only {seen} files were looked at");
}

#[test]
fn a_file_with_every_key_satisfies_both_the_schema_and_the_loader() {
    // Secrets stand in no file, so the variables that the files name have values here.
    let env = |name: &str| Some(format!("value of {name}"));
    for kind in Published::ALL {
        let path = complete(kind);
        assert_eq!(objections(&validator(kind), &json(&path)), Vec::<String>::new(), "{}", path.display());
        let file = SingleFile::open(&path, &env).unwrap_or_else(|findings| panic!("{findings}"));
        assert_eq!(file.kind().as_str(), kind.as_str());
        if file.kind() != FileKind::Blueprint {
            let findings = file.check(&PluginRegistry::default());
            assert!(findings.is_empty(), "{findings}");
        } else {
            let findings = file.check(&PluginRegistry::default());
            assert!(findings.iter().all(|finding| finding.rule.code() == "V12"), "only plug-ins are missing: {findings}");
        }
    }
}

/// The paths of all keys in a schema, below its definitions.
fn keys_of(root: &Value, schema: &Value, path: &str, found: &mut Vec<String>) {
    let schema = match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => root.pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    };
    for (key, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let path = format!("{path}/{key}");
        keys_of(root, property, &path, found);
        found.push(path);
    }
    if let Some(items) = schema.get("items") {
        keys_of(root, items, path, found);
    }
    for choice in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
        keys_of(root, choice, path, found);
    }
}

/// The paths of all keys in a file; the items of a list share one.
fn keys_in(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let path = format!("{path}/{key}");
                keys_in(value, &path, found);
                found.push(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys_in(item, path, found)),
        _ => {}
    }
}

#[test]
fn the_complete_files_hold_every_key_of_the_schemas() {
    for kind in Published::ALL {
        let schema = schema(kind);
        let (mut legal, mut written) = (Vec::new(), Vec::new());
        keys_of(&schema, &schema, "", &mut legal);
        keys_in(&json(&complete(kind)), "", &mut written);
        let missing: Vec<&String> = legal.iter().filter(|key| !written.contains(key)).collect();
        assert!(missing.is_empty(), "{} lacks {missing:?}", complete(kind).display());
    }
}

/// Each mapping of a file with one more key, as whole files.
fn with_unknown_keys(value: &Value) -> Vec<Value> {
    let mut files = Vec::new();
    match value {
        Value::Object(fields) => {
            let mut more = fields.clone();
            more.insert("no_such_key".into(), Value::from(1));
            files.push(Value::Object(more));
            for (key, inner) in fields {
                // The keys of these are a plug-in's own, or the sandbox's.
                if !["config", "parameters", "inputs", "native", "scripting"].contains(&key.as_str()) {
                    files.extend(with_unknown_keys(inner).into_iter().map(|inner| {
                        let mut changed = fields.clone();
                        changed.insert(key.clone(), inner);
                        Value::Object(changed)
                    }));
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                files.extend(with_unknown_keys(item).into_iter().map(|item| {
                    let mut changed = items.clone();
                    changed[index] = item;
                    Value::Array(changed)
                }));
            }
        }
        _ => {}
    }
    files
}

#[test]
fn an_unknown_key_is_refused_wherever_it_stands() {
    for kind in Published::ALL {
        let validator = validator(kind);
        let files = with_unknown_keys(&json(&complete(kind)));
        assert!(files.len() >= 2, "{}", kind.as_str());
        for file in files {
            assert!(!validator.is_valid(&file), "{} accepts {file}", kind.as_str());
        }
    }
}

#[test]
fn values_that_the_loader_refuses_are_refused() {
    for (kind, from, to) in [
        (Published::Operation, "environment_ref: us", "environment_ref: \"a b\""),
        (Published::Blueprint, "plugin: acme/sma/v1.0.0", "plugin: acme/sma"),
        (Published::Blueprint, "protection: optional", "protection: maybe"),
        (Published::Blueprint, "policy: cancel-open", "policy: panic"),
        (Published::Blueprint, "strikes: 3", "strikes: 0"),
        (Published::Blueprint, "confidence: [0, \"0.5\"]", "confidence: 0.5"),
        (Published::Environments, "initial_capital: 10000", "initial_capital: 10,000"),
        (Published::Environments, "api_mode: testnet", "connector: venue"),
        (Published::DataSources, "timeframe: 1d", "timeframe: 1 day"),
        (Published::Connectors, "${VENUE_SECRET}", "hunter2"),
        (Published::Schedule, "value: 15m", "expression: \"* * * * *\""),
        (Published::Platform, "max_parallel_strategies: 8", "max_parallel_strategies: 101"),
        (Published::Wiring, "event_type: SystemEvent", "event_type: Event"),
    ] {
        let text = fs::read_to_string(complete(kind)).unwrap();
        assert!(text.contains(from), "{from}");
        let value = yaml_as_json(&text.replacen(from, to, 1)).unwrap();
        assert!(!validator(kind).is_valid(&value), "{} accepts {to}", kind.as_str());
    }
}
