//! The blueprint: who works in a strategy, with which parameters, on which series. It knows of no environment, so that the same
//! strategy runs in backtest, paper and live.

use simpletrader_contracts::Symbol;
use simpletrader_contracts::name::SnakeName;
use simpletrader_contracts::worker::{Category, PluginId};

use super::{Address, SeriesAddress, Timeframe};
use crate::build_spec::{ConfidenceRange, OnFault, Protection};
use crate::decode::{
    Fields, count, fraction, identifier, list, mapping, plugin_id, snake_name, symbol, term, text, timeframe, whole, written,
    wrong_type,
};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::{Content, Entry, Node};
use crate::source::{Position, Written};

/// A strategy, as its author writes it.
#[derive(Debug, Clone)]
pub struct Blueprint {
    /// Its id.
    pub strategy_id: String,
    /// What people call it.
    pub name: Option<String>,
    /// What it does.
    pub description: Option<String>,
    /// Its own symbol: what every series is of that names no other. A link may name another one, and must name one if this is
    /// absent and a series needs it.
    pub symbol: Option<Written<Symbol>>,
    /// The series that it watches; at least one. What is watched may be traded.
    pub data_needs: Vec<DataNeed>,
    /// Whether a new trade must have a stop.
    pub protection: Protection,
    /// What happens after a worker failed.
    pub on_fault: OnFault,
    /// Who works.
    pub workforce: Workforce,
    /// The wiring file; the standard wiring if absent.
    pub wiring: Option<Written<String>>,
    /// Seed of a run's randomness.
    pub seed: u64,
    /// Where the blueprint stands.
    pub at: Position,
}

/// A series that a strategy watches.
#[derive(Debug, Clone)]
pub struct DataNeed {
    /// Of what; the strategy's own symbol if absent.
    pub symbol: Option<Written<Symbol>>,
    /// How long a bar is.
    pub timeframe: Written<Timeframe>,
    /// Bars that the strategy looks back on.
    pub window: Option<u32>,
    /// Bars before it has anything to say.
    pub warmup: Option<u32>,
}

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

impl Blueprint {
    /// Reads a blueprint.
    pub(crate) fn decode(node: &Node, findings: &mut Findings) -> Option<Self> {
        const PROTECTION: &[(&str, Protection)] = &[("required", Protection::Required), ("optional", Protection::Optional)];
        mapping(node, "a blueprint", findings, |fields| {
            let strategy_id = its_id(fields, node);
            let name = fields.optional("name", text);
            let description = fields.optional("description", text);
            let symbol = fields.optional("symbol", written(symbol));
            let data_needs = fields.required("data_needs", data_needs);
            let protection = fields.or("protection", term("a kind of protection", PROTECTION), Protection::Required);
            let on_fault = fields.or("on_fault", super::on_fault::on_fault, OnFault::default());
            let workforce = fields.required("workforce", workforce);
            let wiring = fields.optional("wiring", written(text));
            let seed = fields.or("seed", whole(0..=u64::MAX), 0);
            let help = "write one `{symbol: BASE_QUOTE, timeframe: 1d}` for each in `data_needs`: what is watched may be traded";
            fields.refuse("symbols", Rule::V01, "the series of a strategy say what it trades", help);
            for key in ["environment", "environment_ref", "environments"] {
                fields.refuse(
                    key,
                    Rule::V01,
                    "a blueprint names no environment: the same strategy must run in all of them",
                    "write `environment_ref` in the operation's strategy link",
                );
            }
            Some(Self {
                strategy_id: strategy_id?,
                name: name?,
                description: description?,
                symbol: symbol?,
                data_needs: data_needs?,
                protection: protection?,
                on_fault: on_fault?,
                workforce: workforce?,
                wiring: wiring?,
                seed: seed?,
                at: node.at.clone(),
            })
        })
    }
}

/// V61: without an id nothing that a strategy publishes could be told from another's.
fn its_id(fields: &mut Fields<'_, '_>, blueprint: &Node) -> Option<String> {
    if let Some(node) = fields.node("strategy_id") {
        return identifier(node, fields.findings());
    }
    let finding = Finding::error(Rule::V61, "the blueprint has no `strategy_id`: what the strategy publishes would carry none");
    fields.findings().push(finding.at(&blueprint.at).help("write `strategy_id: my_strategy`"));
    None
}

fn data_needs(node: &Node, findings: &mut Findings) -> Option<Vec<DataNeed>> {
    let needs = list(data_need)(node, findings)?;
    if needs.is_empty() {
        let finding = Finding::error(Rule::V02, "a strategy needs at least one series").at(&node.at);
        findings.push(finding.help("write `data_needs: [{timeframe: 1d}]`"));
        return None;
    }
    for (index, need) in needs.iter().enumerate() {
        if let Some(first) = needs[..index].iter().find(|other| other.series() == need.series()) {
            let finding = Finding::error(Rule::V02, format!("the series {} is needed twice", need.series()));
            findings
                .push(finding.at(&need.timeframe.at).related(&first.timeframe.at, "first needed here").help("keep one of the two"));
            return None;
        }
    }
    Some(needs)
}

impl DataNeed {
    /// The series, as it is addressed within the strategy.
    pub(crate) fn series(&self) -> SeriesAddress {
        SeriesAddress { symbol: self.symbol.as_ref().map(|symbol| symbol.value.clone()), timeframe: self.timeframe.value }
    }
}

fn data_need(node: &Node, findings: &mut Findings) -> Option<DataNeed> {
    mapping(node, "a data need", findings, |fields| {
        let symbol = fields.optional("symbol", written(symbol));
        let timeframe = fields.required("timeframe", written(timeframe));
        let window = fields.optional("window", whole(1..=1_000_000));
        let warmup = fields.optional("warmup", whole(0..=1_000_000));
        Some(DataNeed { symbol: symbol?, timeframe: timeframe?, window: window?, warmup: warmup? })
    })
}

fn workforce(node: &Node, findings: &mut Findings) -> Option<Workforce> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    fn blueprint(change: impl Fn(&str) -> String) -> (Option<Blueprint>, Findings) {
        let text = "\
strategy_id: s
data_needs: [{timeframe: 1d, window: 30, warmup: 20}]
workforce:
  context_workers:
    - {worker_id: fast, plugin: acme/sma/v1.0.0, config: {period: 10}, series: \"@1d\"}
  signal_detectors:
    - {worker_id: cross, plugin: acme/cross/v1.0.0, inputs: {fast: fast.value, price: \"@1d.close\"}}
  strategy_planner: {worker_id: brain, plugin: acme/brain/v1.0.0}
  planning_workers:
    entry: [{worker_id: entry, plugin: acme/entry/v1.0.0, triggers: {confidence: [\"0.3\", 1]}}]
    size: [{worker_id: size, plugin: acme/size/v1.0.0, limits: {fuel_per_call: 5, memory_bytes: 65536}}]
";
        decoded(&change(text), Blueprint::decode)
    }

    fn refused(from: &str, to: &str) -> String {
        let (value, findings) = blueprint(|text| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        });
        assert!(value.is_none() || findings.has_errors(), "accepted: {to}");
        findings.to_string()
    }

    // mission: 49
    #[test]
    fn a_blueprint_is_read_with_its_defaults() {
        let (blueprint, findings) = blueprint(str::to_owned);
        assert!(findings.is_empty(), "{findings}");
        let blueprint = blueprint.unwrap();
        assert_eq!((blueprint.seed, blueprint.protection, blueprint.symbol), (0, Protection::Required, None));
        let ids: Vec<&str> = blueprint.workforce.workers().map(|(_, worker)| worker.worker_id.as_str()).collect();
        assert_eq!(ids, ["fast", "cross", "brain", "entry", "size"]);
        assert_eq!(blueprint.workforce.planning_workers.size[0].limits.memory_bytes.as_ref().unwrap().value, 65_536);
    }

    // mission: 49
    #[test]
    fn a_strategy_has_exactly_one_planner() {
        let one = "strategy_planner: {worker_id: brain, plugin: acme/brain/v1.0.0}";
        assert!(refused(one, "").contains("V10"));
        assert!(refused(one, "strategy_planner:").contains("V10"));
        assert!(refused(one, &one.replace('{', "[{").replace('}', "}]")).contains("not a list of 1"));
    }

    // mission: 49
    #[test]
    fn symbols_are_named_by_the_series() {
        assert!(refused("strategy_id: s", "strategy_id: s\nsymbols: [A_USD]").contains("for each in `data_needs`"));
    }

    // mission: 49
    #[test]
    fn a_blueprint_knows_no_environment() {
        assert!(refused("strategy_id: s", "strategy_id: s\nenvironment_ref: bt").contains("names no environment"));
    }

    // mission: 49
    #[test]
    fn successors_of_old_keys_are_named() {
        assert!(refused("config: {period", "params: {period").contains("rename `params` to `config`"));
        assert!(refused("plugin: acme/sma/v1.0.0", "plugin_id: acme/sma/v1.0.0").contains("rename `plugin_id` to `plugin`"));
    }

    // mission: 49
    #[test]
    fn confidence_ranges_hold_something() {
        let range = "[\"0.3\", 1]";
        for (written, word) in [
            ("[\"0.8\", \"0.3\"]", "no confidence lies in"),
            ("[\"0.5\", \"0.5\"]", "no confidence lies in"),
            ("[\"0.5\"]", "must hold two numbers"),
            ("[\"0.5\", \"1.5\"]", "between 0 and 1"),
            ("0.5", "a list of two numbers"),
        ] {
            let shown = refused(range, written);
            assert!(shown.contains(word), "{written}: {shown}");
        }
        assert!(blueprint(|text| text.replace(range, "[1, 1]")).1.is_empty(), "1 itself is a range");
    }

    // mission: 49
    #[test]
    fn keys_stand_where_they_mean_something() {
        assert!(refused("inputs: {fast", "series: \"@1d\", inputs: {fast").contains("only context workers measure a series"));
        assert!(refused("series: \"@1d\"", "triggers: {confidence: [0, 1]}").contains("only planning workers have triggers"));
    }

    // mission: 49
    #[test]
    fn lists_and_mappings_are_not_confused() {
        assert!(refused("{fast: fast.value, price: \"@1d.close\"}", "[fast.value]").contains("a mapping from input to address"));
        assert!(refused("config: {period: 10}", "config: 10").contains("must be a mapping of parameters, but is the number 10"));
        let flat = "  planning_workers: []\n  execution_workers:";
        let grouped = "  planning_workers:\n    entry: []\n  execution_workers:";
        let decode = |planners: &str| {
            let planner = "  strategy_planner: {worker_id: brain, plugin: acme/brain/v1.0.0}";
            let text = format!("strategy_id: s\ndata_needs: [{{timeframe: 1d}}]\nworkforce:\n{planner}\n{planners}\n");
            decoded(&text, Blueprint::decode).1.to_string()
        };
        assert!(decode(flat).contains("under their roles"));
        assert_eq!(decode(grouped), "");
    }

    // mission: 49
    #[test]
    fn a_series_is_needed_once() {
        let need = "[{timeframe: 1d, window: 30, warmup: 20}]";
        assert!(refused(need, "[]").contains("at least one series"));
        assert!(refused(need, "[{timeframe: 1h}, {timeframe: 60m}]").contains("needed twice"));
        let twice = "[{symbol: B_USD, timeframe: 1h}, {symbol: B_USD, timeframe: 1h}]";
        assert!(refused(need, twice).contains("the series B_USD@1h is needed twice"));
        let (several, findings) = blueprint(|text| text.replace(need, "[{timeframe: 1d}, {symbol: B_USD, timeframe: 1d}]"));
        assert!(findings.is_empty(), "{findings}");
        let series: Vec<String> = several.unwrap().data_needs.iter().map(|need| need.series().to_string()).collect();
        assert_eq!(series, ["@1d", "B_USD@1d"]);
    }
}
