//! Who works in a strategy: a worker for each place, with its parameters, its inputs and what it may use.

use simpletrader_contracts::name::SnakeName;
use simpletrader_contracts::worker::{Category, PluginId};

use super::{Address, SeriesAddress};
use crate::build_spec::ConfidenceRange;
use crate::decode::{count, fraction, mapping, plugin_id, snake_name, whole, written, wrong_type};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::{Content, Entry, Node};
use crate::source::{Position, Written};

/// Who works in a strategy.
#[derive(Debug, Clone)]
pub struct Workforce {
    /// They measure. The order written is kept where facts allow it.
    pub context_workers: Vec<WorkerConfig>,
    /// They see opportunities.
    pub signal_detectors: Vec<WorkerConfig>,
    /// They see threats.
    pub risk_monitors: Vec<WorkerConfig>,
    /// It decides.
    pub strategy_planner: WorkerConfig,
    /// They plan.
    pub planning_workers: PlanningWorkers,
    /// They work orders.
    pub execution_workers: Vec<WorkerConfig>,
    /// Where the workforce stands.
    pub at: Position,
}

/// The planners, by role.
#[derive(Debug, Clone)]
pub struct PlanningWorkers {
    /// What and where.
    pub entry: Vec<WorkerConfig>,
    /// How much.
    pub size: Vec<WorkerConfig>,
    /// Where to leave.
    pub exit: Vec<WorkerConfig>,
    /// By which algorithm.
    pub execution: Vec<WorkerConfig>,
    /// Where they stand.
    pub at: Position,
}

/// One worker.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// Its id, unique within the strategy.
    pub worker_id: Written<SnakeName>,
    /// Which plug-in.
    pub plugin: Written<PluginId>,
    /// Its parameters, as written; none at the worker's own place if nothing is written.
    pub(crate) config: Written<Vec<Entry>>,
    /// Where its inputs come from, as far as that is written.
    pub inputs: Vec<InputBinding>,
    /// Context workers: the series they measure, if it is written.
    pub series: Option<Written<SeriesAddress>>,
    /// Planners: when they are called, if it is written.
    pub trigger: Option<Trigger>,
    /// What one call may use, as far as that is written.
    pub limits: LimitsConfig,
}

/// Where one input comes from.
#[derive(Debug, Clone)]
pub struct InputBinding {
    /// The input's name in the plug-in's manifest.
    pub name: Written<String>,
    /// Where it comes from.
    pub address: Written<Address>,
}

/// The confidences that a planner serves.
pub type Trigger = Written<ConfidenceRange>;

/// What one call may use.
#[derive(Debug, Clone, Default)]
pub struct LimitsConfig {
    /// Fuel.
    pub fuel_per_call: Option<Written<u64>>,
    /// Linear memory, in bytes.
    pub memory_bytes: Option<Written<u64>>,
}

impl Workforce {
    /// Every worker and the category that its place asks for, in the order of the build spec.
    pub fn workers(&self) -> impl Iterator<Item = (Category, &WorkerConfig)> {
        let planners = &self.planning_workers;
        let places: [(Category, &[WorkerConfig]); 9] = [
            (Category::ContextWorker, &self.context_workers),
            (Category::SignalDetector, &self.signal_detectors),
            (Category::RiskMonitor, &self.risk_monitors),
            (Category::StrategyPlanner, std::slice::from_ref(&self.strategy_planner)),
            (Category::EntryPlanner, &planners.entry),
            (Category::SizePlanner, &planners.size),
            (Category::ExitPlanner, &planners.exit),
            (Category::ExecutionPlanner, &planners.execution),
            (Category::ExecutionWorker, &self.execution_workers),
        ];
        places.into_iter().flat_map(|(category, workers)| workers.iter().map(move |worker| (category, worker)))
    }
}

/// Reads a workforce.
pub(super) fn workforce(node: &Node, findings: &mut Findings) -> Option<Workforce> {
    mapping(node, "a workforce", findings, |fields| {
        let context_workers = fields.list("context_workers", worker(Category::ContextWorker));
        let signal_detectors = fields.list("signal_detectors", worker(Category::SignalDetector));
        let risk_monitors = fields.list("risk_monitors", worker(Category::RiskMonitor));
        let planner_node = fields.node("strategy_planner");
        let strategy_planner = the_one_planner(planner_node, node, fields.findings());
        let planning_workers = fields.required("planning_workers", planning_workers);
        let execution_workers = fields.list("execution_workers", worker(Category::ExecutionWorker));
        Some(Workforce {
            context_workers: context_workers?,
            signal_detectors: signal_detectors?,
            risk_monitors: risk_monitors?,
            strategy_planner: strategy_planner?,
            planning_workers: planning_workers?,
            execution_workers: execution_workers?,
            at: node.at.clone(),
        })
    })
}

/// A missing planner and a list of planners break the same rule, which has a code of its own.
fn the_one_planner(planner: Option<&Node>, workforce: &Node, findings: &mut Findings) -> Option<WorkerConfig> {
    const HELP: &str = "write `strategy_planner: {worker_id: …, plugin: vendor/name/vX.Y.Z}`, without a list";
    match planner {
        None => {
            let finding = Finding::error(Rule::V10, "the strategy has no strategy planner: nobody would decide").at(&workforce.at);
            findings.push(finding.help(HELP));
            None
        }
        Some(Node { at, content: Content::List(planners) }) => {
            let message = format!("a strategy has exactly one strategy planner, not a list of {}", planners.len());
            let help = "one planner decides on all signals and risks; several behaviours are handlers of that one. ";
            findings.push(Finding::error(Rule::V10, message).at(at).help(format!("{help}{HELP}")));
            None
        }
        Some(node) => worker(Category::StrategyPlanner)(node, findings),
    }
}

fn planning_workers(node: &Node, findings: &mut Findings) -> Option<PlanningWorkers> {
    if let Content::List(_) = &node.content {
        findings.push(
            wrong_type(node, "a mapping by role")
                .help("write the planners under their roles: `entry: [...]`, `size: [...]`, `exit: [...]`, `execution: [...]`"),
        );
        return None;
    }
    mapping(node, "`planning_workers`", findings, |fields| {
        let entry = fields.list("entry", worker(Category::EntryPlanner));
        let size = fields.list("size", worker(Category::SizePlanner));
        let exit = fields.list("exit", worker(Category::ExitPlanner));
        let execution = fields.list("execution", worker(Category::ExecutionPlanner));
        Some(PlanningWorkers { entry: entry?, size: size?, exit: exit?, execution: execution?, at: node.at.clone() })
    })
}

/// A worker, at a place that asks for `category`.
fn worker(category: Category) -> impl Fn(&Node, &mut Findings) -> Option<WorkerConfig> {
    move |node, findings| {
        mapping(node, "a worker", findings, |fields| {
            let worker_id = fields.required("worker_id", written(snake_name));
            let plugin = fields.required("plugin", written(plugin_id));
            let config = fields.or("config", written(parameters), Written { value: Vec::new(), at: node.at.clone() });
            let inputs = fields.or("inputs", inputs, Vec::new());
            let limits = fields.or("limits", limits, LimitsConfig::default());
            let series = if category == Category::ContextWorker {
                fields.optional("series", written(SeriesAddress::decode))
            } else {
                let help = "remove it; a bar reaches other workers as an input: `inputs: {price: \"@1d.close\"}`";
                fields.refuse("series", Rule::V01, "only context workers measure a series", help);
                Some(None)
            };
            let trigger = if plans(category) {
                fields.optional("triggers", trigger)
            } else {
                let help = "remove it; confidence chooses between entry, size, exit and execution planners";
                fields.refuse("triggers", Rule::V01, "only planning workers have triggers", help);
                Some(None)
            };
            fields.refuse("params", Rule::V01, "parameters stand under `config`", "rename `params` to `config`");
            fields.refuse("plugin_id", Rule::V01, "the plug-in stands under `plugin`", "rename `plugin_id` to `plugin`");
            Some(WorkerConfig {
                worker_id: worker_id?,
                plugin: plugin?,
                config: config?,
                inputs: inputs?,
                series: series?,
                trigger: trigger?,
                limits: limits?,
            })
        })
    }
}

/// Whether a category plans one aspect of a directive.
const fn plans(category: Category) -> bool {
    matches!(category, Category::EntryPlanner | Category::SizePlanner | Category::ExitPlanner | Category::ExecutionPlanner)
}

fn parameters(node: &Node, findings: &mut Findings) -> Option<Vec<Entry>> {
    if let Content::Mapping(entries) = &node.content {
        return Some(entries.clone());
    }
    findings.push(wrong_type(node, "a mapping of parameters").help("write `config: {key: value}`"));
    None
}

fn inputs(node: &Node, findings: &mut Findings) -> Option<Vec<InputBinding>> {
    if !matches!(node.content, Content::Mapping(_)) {
        findings.push(wrong_type(node, "a mapping from input to address").help("write `inputs: {fast: sma_fast.value}`"));
        return None;
    }
    let read: Vec<Option<InputBinding>> = node
        .entries()
        .iter()
        .map(|entry| {
            let address = written(Address::decode)(&entry.value, findings)?;
            Some(InputBinding { name: Written { value: entry.key.clone(), at: entry.key_at.clone() }, address })
        })
        .collect();
    read.into_iter().collect()
}

fn limits(node: &Node, findings: &mut Findings) -> Option<LimitsConfig> {
    mapping(node, "`limits`", findings, |fields| {
        let fuel = fields.optional("fuel_per_call", written(count));
        let memory = fields.optional("memory_bytes", written(whole(65_536..=(1_u64 << 32))));
        Some(LimitsConfig { fuel_per_call: fuel?, memory_bytes: memory? })
    })
}

/// `{confidence: [min, max]}`.
fn trigger(node: &Node, findings: &mut Findings) -> Option<Trigger> {
    mapping(node, "`triggers`", findings, |fields| fields.required("confidence", written(confidence_range)))
}

fn confidence_range(node: &Node, findings: &mut Findings) -> Option<ConfidenceRange> {
    let Content::List(bounds) = &node.content else {
        findings.push(wrong_type(node, "a list of two numbers").help("write `confidence: [\"0.3\", \"0.8\"]`"));
        return None;
    };
    let [min, max] = bounds.as_slice() else {
        let message = format!("{} must hold two numbers, but holds {}", node.at.name(), bounds.len());
        findings.push(Finding::error(Rule::V15, message).at(&node.at).help("write the lowest and the highest confidence"));
        return None;
    };
    let (min, max) = (fraction(min, findings), fraction(max, findings));
    let range = ConfidenceRange { min: min?, max: max? };
    if range.contains(range.min) {
        return Some(range);
    }
    let message = format!("no confidence lies in [{}, {}]", range.min, range.max);
    let help = "the lower bound belongs to the range and the upper one does not, except that a range up to 1 includes 1; \
                write the lower bound first";
    findings.push(Finding::error(Rule::V15, message).at(&node.at).help(help));
    None
}
