//! A sound configuration, a copy of it that a test may break, and plug-ins that exist only as facts.
#![allow(dead_code)] // Each test file uses a part of it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use simpletrader_config::diagnostic::{Findings, Look};
use simpletrader_config::{Built, Configuration, PluginRegistry};
use simpletrader_contracts::worker::{ComponentFacts, SignerKey, WorkerManifest};

/// The sound configuration, from the package's folder, where tests run.
pub const GOOD: &str = "tests/fixtures/good/operation.yaml";

/// An environment without variables.
pub fn no_env(_: &str) -> Option<String> {
    None
}

/// The sound configuration, loaded.
pub fn good() -> Configuration {
    Configuration::load(Path::new(GOOD), &no_env).unwrap_or_else(|findings| panic!("{findings}"))
}

/// A copy of the sound configuration in a folder of its own.
pub struct Copy {
    folder: tempfile::TempDir,
}

impl Copy {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(Path::new("tests/fixtures/good"), &folder.path().join("root"));
        Self { folder }
    }

    /// Replaces a text that must be there, once.
    pub fn replace(self, file: &str, from: &str, to: &str) -> Self {
        let path = self.root().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "`{from}` is not in {file}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
        self
    }

    /// Writes a file, also outside the root with `../`.
    pub fn write(self, file: &str, text: &str) -> Self {
        fs::write(self.root().join(file), text).unwrap();
        self
    }

    /// Lists the keys of these numbers as the trusted ones.
    pub fn trusting(self, keys: &[u8]) -> Self {
        let keys: Vec<String> = keys.iter().map(|key| format!("\"{}\"", signer(*key))).collect();
        let list = format!("  trusted_keys: [{}]\n  strategy_links:", keys.join(", "));
        self.replace("operation.yaml", "  strategy_links:", &list)
    }

    pub fn remove(self, file: &str) -> Self {
        fs::remove_file(self.root().join(file)).unwrap();
        self
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    pub fn load(&self) -> Result<Configuration, Findings> {
        Configuration::load(&self.root().join("operation.yaml"), &no_env)
    }

    /// Builds a link with the usual plug-ins.
    pub fn build(&self, link: &str) -> Result<Built, Findings> {
        self.build_with(link, &registry())
    }

    pub fn build_with(&self, link: &str, registry: &PluginRegistry) -> Result<Built, Findings> {
        self.load().and_then(|configuration| configuration.build(link, registry))
    }

    /// What is wrong, as a person reads it, with paths that do not depend on the machine.
    pub fn refusal(&self, link: &str) -> String {
        self.stable(self.build(link).map(|built| built.spec.link).expect_err("this must be refused"))
    }

    pub fn stable(&self, findings: Findings) -> String {
        findings.render(Look::Plain).replace(&format!("{}/", self.root().display()), "")
    }

    /// The codes of what is wrong, in order.
    pub fn rules(&self, link: &str) -> Vec<&'static str> {
        match self.build(link) {
            Ok(built) => built.warnings.iter().map(|finding| finding.rule.code()).collect(),
            Err(findings) => findings.iter().map(|finding| finding.rule.code()).collect(),
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target)
        } else {
            fs::write(target, fs::read(entry.path()).unwrap()).unwrap()
        }
    }
}

/// A public key that differs from that of other numbers.
pub fn signer(number: u8) -> SignerKey {
    SignerKey::from_bytes([number; 32])
}

/// A plug-in that exists only as facts. `rest` are further fields of the manifest.
pub fn plugin(id: &str, category: &str, rest: Value, schema: Option<Value>) -> ComponentFacts {
    let mut parts = id.split('/');
    let (vendor, name) = (parts.next().unwrap(), parts.next().unwrap());
    let version = parts.next().unwrap().trim_start_matches('v');
    let (worker_type, role) = category.split_once(':').map_or((category, None), |(kind, role)| (kind, Some(role)));
    let mut manifest = json!({
        "identification": {"vendor": vendor, "name": name, "display_name": name, "version": version, "type": worker_type},
        "contract": "simpletrader:worker@0.1.0",
        "invokes": [],
    });
    if let Some(role) = role {
        manifest["identification"]["role"] = role.into();
    }
    let (handlers, publishes) = match category {
        "context_worker" => (json!(["measure"]), json!([])),
        "signal_detector" => (json!(["detect"]), json!([{"event_name": "SIGNAL_DETECTED", "payload_type": "Signal"}])),
        "risk_monitor" => (json!(["watch"]), json!([{"event_name": "RISK_DETECTED", "payload_type": "Risk"}])),
        "strategy_planner" => {
            (json!(["decide"]), json!([{"event_name": "STRATEGY_DIRECTIVE_ISSUED", "payload_type": "StrategyDirective"}]))
        }
        "planning_worker:entry" => (json!(["plan"]), json!([{"event_name": "ENTRY_PLAN_CREATED", "payload_type": "EntryPlan"}])),
        "planning_worker:size" => (json!(["plan"]), json!([{"event_name": "SIZE_PLAN_CREATED", "payload_type": "SizePlan"}])),
        "planning_worker:exit" => (json!(["plan"]), json!([{"event_name": "EXIT_PLAN_CREATED", "payload_type": "ExitPlan"}])),
        "planning_worker:execution" => {
            (json!(["plan"]), json!([{"event_name": "EXECUTION_PLAN_CREATED", "payload_type": "ExecutionPlan"}]))
        }
        "execution_worker" => (json!(["on-command", "on-reply", "on-timer"]), json!([])),
        other => panic!("{other} is no category"),
    };
    manifest["invokes"] = handlers;
    manifest["publishes"] = publishes;
    for (key, value) in rest.as_object().unwrap() {
        manifest[key] = value.clone();
    }
    let manifest = WorkerManifest::parse(manifest.to_string().as_bytes()).unwrap();
    let category = manifest.category().unwrap();
    // A digest that differs between plug-ins and stays the same between runs is all that matters here.
    let digest = id.bytes().cycle().take(32).map(|byte| format!("{byte:02x}")).collect();
    ComponentFacts {
        path: PathBuf::from(format!("plugins/{name}.wasm")),
        digest,
        size: 1_000,
        manifest,
        category,
        schema,
        imports: Vec::new(),
        exports: vec!["simpletrader:worker/lifecycle@0.1.0".into(), format!("simpletrader:worker/{}@0.1.0", category.interface())],
        is_roomy: false,
        signer: None,
    }
}

fn inputs(names: &[&str]) -> Value {
    names.iter().map(|name| json!({"name": name})).collect()
}

/// The plug-ins of the sound configuration.
pub fn plugins() -> Vec<ComponentFacts> {
    let object = |properties: Value, required: Value| {
        Some(json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false}))
    };
    let decimal = json!({"type": ["string", "number"], "pattern": r"^-?\d+(\.\d+)?$"});
    vec![
        plugin(
            "acme/sma/v1.0.0",
            "context_worker",
            json!({"outputs": [{"name": "value"}], "inputs": inputs(&["close"])}),
            object(
                json!({"period": {
                    "type": "integer", "minimum": 1, "maximum": 1000, "description": "bars that the mean is taken of"
                }}),
                json!(["period"]),
            ),
        ),
        plugin(
            "acme/difference/v1.0.0",
            "context_worker",
            json!({"outputs": [{"name": "difference"}], "inputs": inputs(&["a", "b"])}),
            None,
        ),
        plugin(
            "acme/cross/v1.2.0",
            "signal_detector",
            json!({"inputs": inputs(&["fast", "slow"])}),
            object(
                json!({
                    "mode": {"enum": ["level", "cross"], "default": "cross"},
                    "warmup": {"type": "integer", "minimum": 0, "default": 20},
                    "min_gap": decimal,
                }),
                json!([]),
            ),
        ),
        plugin(
            "acme/drawdown_watch/v1.0.0",
            "risk_monitor",
            json!({"inputs": inputs(&["equity"])}),
            object(json!({"limit": decimal}), json!(["limit"])),
        ),
        plugin("acme/trend_brain/v1.0.0", "strategy_planner", json!({}), None),
        plugin("acme/market_entry/v1.0.0", "planning_worker:entry", json!({}), None),
        plugin("acme/limit_entry/v1.0.0", "planning_worker:entry", json!({}), None),
        plugin(
            "acme/fixed_size/v1.0.0",
            "planning_worker:size",
            json!({}),
            object(json!({"quantity": decimal}), json!(["quantity"])),
        ),
        plugin("acme/bracket_exit/v1.0.0", "planning_worker:exit", json!({"limits": {"fuel_per_call": 7_000_000}}), None),
        plugin("acme/plain_execution/v1.0.0", "planning_worker:execution", json!({"executes": ["SINGLE"]}), None),
        plugin("acme/single/v1.0.0", "execution_worker", json!({"executes": ["SINGLE"]}), None),
    ]
}

/// The registry of the sound configuration.
pub fn registry() -> PluginRegistry {
    PluginRegistry::new(plugins(), Vec::new())
}
