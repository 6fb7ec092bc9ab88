//! What a worker says about itself. Shipped inside its file, as JSON; never trusted beyond what the component shows.

use serde::{Deserialize, Serialize};

use super::capability::{Read, RequestedCapabilities, RequestedReads};
use super::{Category, PluginId};
use crate::name::SnakeName;
use crate::terms::{ExecutionStrategyType, text_enum};

text_enum!(
    /// The six worker types of the domain.
    WorkerType {
        #[doc = "Measures."] ContextWorker = "context_worker",
        #[doc = "Sees opportunities."] SignalDetector = "signal_detector",
        #[doc = "Sees threats."] RiskMonitor = "risk_monitor",
        #[doc = "Decides."] StrategyPlanner = "strategy_planner",
        #[doc = "Plans one aspect; which one is its role."] PlanningWorker = "planning_worker",
        #[doc = "Works orders."] ExecutionWorker = "execution_worker",
    }
);
text_enum!(
    /// Which aspect a planning worker plans.
    PlanningRole {
        #[doc = "What and where."] Entry = "entry",
        #[doc = "How much."] Size = "size",
        #[doc = "Where to leave."] Exit = "exit",
        #[doc = "By which algorithm."] Execution = "execution",
    }
);

/// What a worker is, needs and gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerManifest {
    /// Who it is.
    pub identification: Identification,
    /// The contract it was built against, e.g. `simpletrader:worker@0.1.0`.
    pub contract: String,
    /// Numbers it wants in each call, in order. The blueprint binds each to a fact, a bar field or an account figure.
    #[serde(default)]
    pub inputs: Vec<InputSpec>,
    /// Facts it produces, in order; context workers only.
    #[serde(default)]
    pub outputs: Vec<OutputSpec>,
    /// Events it may publish.
    #[serde(default)]
    pub publishes: Vec<Publication>,
    /// Handlers that wiring may call.
    pub invokes: Vec<String>,
    /// Capabilities that it wants.
    #[serde(default)]
    pub capabilities: RequestedCapabilities,
    /// What it wants pushed into its calls, beyond its inputs and the subject of the call.
    #[serde(default)]
    pub reads: RequestedReads,
    /// Execution families: those that an execution worker works, or those that the plans of an execution planner may name. A planner
    /// that cannot know, because its parameters or the market decide, names none.
    #[serde(default)]
    pub executes: Vec<ExecutionStrategyType>,
    /// Upper bounds it says it needs.
    #[serde(default)]
    pub limits: RequestedLimits,
}

/// Who a worker is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identification {
    /// Who made it.
    pub vendor: SnakeName,
    /// What it is called.
    pub name: SnakeName,
    /// What people call it.
    pub display_name: String,
    /// Which version.
    pub version: semver::Version,
    /// Its type.
    #[serde(rename = "type")]
    pub worker_type: WorkerType,
    /// Planning workers only: which aspect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<PlanningRole>,
    /// A descriptive label; never enforced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtype: Option<String>,
    /// One or two sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
}

/// One named number that a worker wants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputSpec {
    /// Its name.
    pub name: SnakeName,
    /// True when the worker can do without: where nothing produces it, it is NaN in every call. Default false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// One named fact that a context worker gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputSpec {
    /// Its name; the fact's address is `<worker_id>.<name>`.
    pub name: SnakeName,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// One event that a worker may publish.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// The event's name, e.g. `SIGNAL_DETECTED`.
    pub event_name: String,
    /// The contract it carries, e.g. `Signal`.
    pub payload_type: String,
}

/// Upper bounds that a worker says it needs; the platform's own bounds always win.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedLimits {
    /// Fuel for one call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuel_per_call: Option<u64>,
    /// Linear memory, summed over the instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
}

/// A rule that a manifest breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Not JSON, or not of this shape.
    #[error("the manifest cannot be read: {0}")]
    Unreadable(String),
    /// A rule between fields.
    #[error("{path}: {rule}")]
    Rule {
        /// Where in the manifest.
        path: String,
        /// What is wrong and what to do.
        rule: String,
    },
}

impl WorkerManifest {
    /// Parses the embedded JSON and checks the rules between fields.
    pub fn parse(json: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Self = serde_json::from_slice(json).map_err(|error| ManifestError::Unreadable(error.to_string()))?;
        manifest.check()?;
        Ok(manifest)
    }

    /// `vendor/name/vX.Y.Z`.
    pub fn plugin_id(&self) -> PluginId {
        let Identification { vendor, name, version, .. } = &self.identification;
        PluginId { vendor: vendor.clone(), name: name.clone(), version: version.clone() }
    }

    /// The category that type and role amount to. A planning worker without a role has none; [`Self::parse`] refuses that.
    pub fn category(&self) -> Option<Category> {
        Some(match (self.identification.worker_type, self.identification.role) {
            (WorkerType::ContextWorker, _) => Category::ContextWorker,
            (WorkerType::SignalDetector, _) => Category::SignalDetector,
            (WorkerType::RiskMonitor, _) => Category::RiskMonitor,
            (WorkerType::StrategyPlanner, _) => Category::StrategyPlanner,
            (WorkerType::PlanningWorker, Some(PlanningRole::Entry)) => Category::EntryPlanner,
            (WorkerType::PlanningWorker, Some(PlanningRole::Size)) => Category::SizePlanner,
            (WorkerType::PlanningWorker, Some(PlanningRole::Exit)) => Category::ExitPlanner,
            (WorkerType::PlanningWorker, Some(PlanningRole::Execution)) => Category::ExecutionPlanner,
            (WorkerType::PlanningWorker, None) => return None,
            (WorkerType::ExecutionWorker, _) => Category::ExecutionWorker,
        })
    }

    fn check(&self) -> Result<(), ManifestError> {
        let rule = |path: &str, rule: String| Err(ManifestError::Rule { path: path.to_owned(), rule });
        let Some(category) = self.category() else {
            return rule("identification.role", "a planning_worker needs a role: entry, size, exit or execution".into());
        };
        if self.identification.worker_type != WorkerType::PlanningWorker && self.identification.role.is_some() {
            return rule("identification.role", "only a planning_worker has a role; remove it".into());
        }
        if self.identification.display_name.trim().is_empty() {
            return rule("identification.display_name", "must not be empty".into());
        }
        if let Some(handler) = self.invokes.iter().find(|handler| !category.handlers().contains(&handler.as_str())) {
            let known = category.handlers().join(", ");
            return rule("invokes", format!("a {category} has no handler `{handler}`; it has: {known}"));
        }
        if category == Category::ContextWorker && self.outputs.is_empty() {
            return rule("outputs", "a context worker must declare at least one output field".into());
        }
        if category != Category::ContextWorker && !self.outputs.is_empty() {
            return rule("outputs", "only context workers produce facts; remove the outputs".into());
        }
        if category == Category::ExecutionWorker && self.executes.is_empty() {
            return rule("executes", "an execution worker must say which execution families it works, e.g. SINGLE".into());
        }
        if !matches!(category, Category::ExecutionWorker | Category::ExecutionPlanner) && !self.executes.is_empty() {
            return rule("executes", "only execution planners and execution workers have execution families; remove it".into());
        }
        self.check_publications(category)?;
        self.check_capabilities(category)?;
        self.check_names_differ("inputs", self.inputs.iter().map(|input| &input.name))?;
        self.check_names_differ("outputs", self.outputs.iter().map(|output| &output.name))
    }

    fn check_publications(&self, category: Category) -> Result<(), ManifestError> {
        let rule = |rule: String| Err(ManifestError::Rule { path: "publishes".into(), rule });
        let may_publish = category.payload_types();
        if may_publish.is_empty() && !self.publishes.is_empty() {
            return rule(format!("a {category} publishes no events; remove them"));
        }
        if !may_publish.is_empty() && self.publishes.is_empty() {
            return rule(format!("a {category} must declare at least one event of type {}", may_publish.join(" or ")));
        }
        for publication in &self.publishes {
            if !may_publish.contains(&publication.payload_type.as_str()) {
                return rule(format!("a {category} publishes {}, not `{}`", may_publish.join(" or "), publication.payload_type));
            }
            check_event_name(&publication.event_name).map_err(|rule| ManifestError::Rule { path: "publishes".into(), rule })?;
        }
        Ok(())
    }

    fn check_capabilities(&self, category: Category) -> Result<(), ManifestError> {
        let rule = |path: &str, rule: String| Err(ManifestError::Rule { path: path.to_owned(), rule });
        if let Some(read) = self.reads.closed_to(category).next() {
            return rule("reads", format!("a {category} is not shown `{read}`; it may ask for {}", readable(category)));
        }
        match self.capabilities.iter().find(|capability| !capability.open_to().contains(&category)) {
            Some(capability) => rule("capabilities", format!("a {category} may not have `{capability}`; remove it")),
            None => Ok(()),
        }
    }

    fn check_names_differ<'a>(&self, path: &str, names: impl Iterator<Item = &'a SnakeName>) -> Result<(), ManifestError> {
        let mut seen = std::collections::BTreeSet::new();
        for name in names {
            if !seen.insert(name) {
                return Err(ManifestError::Rule { path: path.to_owned(), rule: format!("`{name}` is declared twice") });
            }
        }
        Ok(())
    }
}

impl Category {
    /// The contracts that workers of this category publish as events.
    pub const fn payload_types(self) -> &'static [&'static str] {
        match self {
            Self::SignalDetector => &["Signal"],
            Self::RiskMonitor => &["Risk"],
            Self::StrategyPlanner => &["StrategyDirective"],
            Self::EntryPlanner => &["EntryPlan"],
            Self::SizePlanner => &["SizePlan"],
            Self::ExitPlanner => &["ExitPlan"],
            Self::ExecutionPlanner => &["ExecutionPlan"],
            Self::ContextWorker | Self::ExecutionWorker => &[],
        }
    }
}

/// What workers of a category may ask to read, in words.
fn readable(category: Category) -> String {
    let open: Vec<&str> = Read::ALL.iter().filter(|read| read.open_to().contains(&category)).map(|read| read.as_str()).collect();
    if open.is_empty() { "nothing beyond its inputs and the subject of its calls".to_owned() } else { open.join(", ") }
}

/// The rule for names of events that workers publish: 3 to 100 capitals, digits and `_`, ending in a letter or digit, no
/// prefix reserved for the platform.
pub fn check_event_name(name: &str) -> Result<(), String> {
    if name.starts_with('_') || name.starts_with("SYSTEM_") || name.starts_with("INTERNAL_") {
        return Err(format!("event names that start with _, SYSTEM_ or INTERNAL_ are reserved for the platform: `{name}`"));
    }
    let fits = (3..=100).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && !name.ends_with('_');
    if fits { Ok(()) } else { Err(format!("an event name must be 3 to 100 capitals, digits and _: `{name}`")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(change: impl Fn(&mut serde_json::Value)) -> Result<WorkerManifest, ManifestError> {
        let mut json = serde_json::json!({
            "identification": {"vendor": "acme", "name": "ema", "display_name": "EMA", "version": "1.0.0", "type": "context_worker"},
            "contract": "simpletrader:worker@0.1.0",
            "outputs": [{"name": "value"}],
            "invokes": ["measure"],
        });
        change(&mut json);
        WorkerManifest::parse(json.to_string().as_bytes())
    }

    // mission: 47
    #[test]
    fn a_sound_manifest_is_accepted() {
        let manifest = context(|_| {}).unwrap();
        assert_eq!(manifest.plugin_id().to_string(), "acme/ema/v1.0.0");
        assert_eq!(manifest.category(), Some(Category::ContextWorker));
    }

    // mission: 47
    #[test]
    fn a_context_worker_may_not_publish() {
        let error =
            context(|json| json["publishes"] = serde_json::json!([{"event_name": "SIGNAL_DETECTED", "payload_type": "Signal"}]));
        assert!(error.unwrap_err().to_string().contains("publishes no events"));
    }

    // mission: 47
    #[test]
    fn each_rule_between_fields_refuses() {
        type Change = fn(&mut serde_json::Value);
        let cases: [(&str, Change); 8] = [
            ("needs a role", |json| json["identification"]["type"] = "planning_worker".into()),
            ("only a planning_worker has a role", |json| json["identification"]["role"] = "entry".into()),
            ("no handler `process`", |json| json["invokes"] = serde_json::json!(["process"])),
            ("at least one output", |json| json["outputs"] = serde_json::json!([])),
            ("declared twice", |json| json["outputs"] = serde_json::json!([{"name": "a"}, {"name": "a"}])),
            ("only execution planners and execution workers", |json| json["executes"] = serde_json::json!(["SINGLE"])),
            ("unknown field", |json| json["metadata"] = serde_json::json!({})),
            ("must not be empty", |json| json["identification"]["display_name"] = " ".into()),
        ];
        for (expected, change) in cases {
            let error = context(change).unwrap_err().to_string();
            assert!(error.contains(expected), "expected `{expected}` in `{error}`");
        }
    }

    // mission: 68 (partly)
    #[test]
    fn a_manifest_asks_for_no_more_than_its_category_may_have() {
        let asks = |worker_type: &str, reads: serde_json::Value| {
            context(|json| {
                json["identification"]["type"] = worker_type.into();
                json["reads"] = reads.clone();
                if worker_type == "risk_monitor" {
                    json["outputs"] = serde_json::json!([]);
                    json["invokes"] = serde_json::json!(["watch"]);
                    json["publishes"] = serde_json::json!([{"event_name": "RISK_DETECTED", "payload_type": "Risk"}]);
                }
            })
        };
        let monitor = asks("risk_monitor", serde_json::json!(["positions", "account"])).unwrap();
        assert!(monitor.reads.account && monitor.reads.positions && !monitor.reads.open_orders);
        let error = asks("risk_monitor", serde_json::json!(["open-orders"])).unwrap_err().to_string();
        assert_eq!(error, "reads: a risk-monitor is not shown `open-orders`; it may ask for account, positions");
        let error = asks("context_worker", serde_json::json!(["account"])).unwrap_err().to_string();
        assert!(error.ends_with("it may ask for nothing beyond its inputs and the subject of its calls"), "{error}");
    }

    // mission: 47
    #[test]
    fn capabilities_are_declared_with_their_terms() {
        let asked = |json: serde_json::Value| context(|manifest| manifest["capabilities"] = json.clone());
        let manifest = asked(serde_json::json!({"log": {}, "market-window": {"bars": 50}})).unwrap();
        assert!(manifest.capabilities.log);
        assert_eq!(manifest.capabilities.market_window.map(|window| window.bars), Some(50));
        let error = asked(serde_json::json!({"market-windw": {"bars": 50}})).unwrap_err().to_string();
        assert!(error.contains("did you mean `market-window`?"), "{error}");
        assert!(asked(serde_json::json!(["log"])).is_err(), "a list has no room for terms");
    }

    // mission: 47
    #[test]
    fn reserved_event_names_are_refused() {
        assert!(check_event_name("SIGNAL_DETECTED").is_ok());
        for bad in ["_X_OUTPUT", "SYSTEM_HALT", "ab", "lower_case", "ENDS_"] {
            assert!(check_event_name(bad).is_err(), "{bad}");
        }
    }
}
