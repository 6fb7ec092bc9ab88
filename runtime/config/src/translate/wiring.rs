//! Who hears what.
//!
//! The way from market data to the strategy planner comes from the wiring file, or, without one, from the standard template:
//!
//! ```text
//! flow initiator --CANDLE_STREAM_DATA_READY--> first context worker
//! context worker --_<worker_id>_OUTPUT-------> next context worker, in run order
//! last of them   --_<worker_id>_OUTPUT-------> every detector and monitor (from the flow initiator if there is none)
//! detectors      --their declared events-----> strategy planner
//! monitors       --their declared events-----> strategy planner
//! ```
//!
//! The rest is the platform's and always the same: the aggregation step collects the plans of a directive and calls planners and
//! execution workers itself. Its events stand in the table all the same, so that a reader of the table sees the whole flow.

use std::collections::{BTreeSet, VecDeque};

use simpletrader_contracts::worker::Category;

use crate::build_spec::{Component, EventId, EventKind, EventSpec, Subscription, WiringBuildSpec};
use crate::validate::{Proven, Row, Source, flow_handler};

/// The component that starts each pass.
pub(crate) const FLOW_INITIATOR: &str = "flow_initiator";
/// The platform's own components; no worker may have such an id.
pub(crate) const HOST_COMPONENTS: [&str; 3] = [FLOW_INITIATOR, "aggregation", "journal"];

/// The event that starts a pass of market data.
pub(crate) const START: &str = "CANDLE_STREAM_DATA_READY";
/// The event by which the aggregation step asks for an execution plan.
pub(crate) const INTENT_REQUESTED: &str = "EXECUTION_INTENT_REQUESTED";
/// The event by which the aggregation step hands over finished commands.
pub(crate) const BATCH_READY: &str = "EXECUTION_COMMAND_BATCH_READY";
/// The event that tells the journal what was refused.
pub(crate) const DIRECTIVE_REJECTED: &str = "STRATEGY_DIRECTIVE_REJECTED";

/// Handler of the aggregation step for directives.
const ON_DIRECTIVE: &str = "on-directive";
/// Handler of the aggregation step for plans.
const ON_PLAN: &str = "on-plan";
/// Handler of the journal.
const RECORD: &str = "record";

/// The event with which a worker continues.
pub(crate) fn output_event(worker_id: &str) -> String {
    format!("_{worker_id}_OUTPUT")
}

/// The wiring of a strategy.
pub(super) struct Wiring {
    /// The table.
    pub spec: WiringBuildSpec,
    /// For each worker, by place in the build spec, the events that it may publish.
    pub publications: Vec<Vec<EventId>>,
}

/// The context workers in the order in which the rows call them, by index into the proven workers. Follows the events as the engine
/// does: first in, first out.
pub(super) fn called_in_order(rows: &[Row], proven: &Proven<'_>) -> Vec<usize> {
    let mut called = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting = VecDeque::from([Source::Flow]);
    while let Some(source) = waiting.pop_front() {
        for row in rows.iter().filter(|row| row.source == source) {
            let is_context = proven.workers.get(row.target).is_some_and(|worker| worker.category == Category::ContextWorker);
            if seen.insert(row.target) {
                waiting.push_back(Source::Worker(row.target));
                if is_context {
                    called.push(row.target);
                }
            }
        }
    }
    called
}

/// Wires a strategy; `order` are indices into its workers, in the order of the build spec.
pub(super) fn wiring(proven: &Proven<'_>, order: &[usize]) -> Wiring {
    let mut table = Table::new(order.len());
    let start = table.event(START, EventKind::SystemEvent);
    match &proven.rows {
        Some(rows) => written(&mut table, rows, order),
        None => standard(&mut table, proven, order),
    }
    platform(&mut table, proven, order);
    let publications = order
        .iter()
        .filter_map(|index| proven.workers.get(*index))
        .map(|worker| {
            let declared = worker.facts.manifest.publishes.iter();
            declared.map(|publication| table.event(&publication.event_name, EventKind::CustomEvent)).collect()
        })
        .collect();
    let Table { events, subscriptions, on_continue } = table;
    Wiring { spec: WiringBuildSpec { events, subscriptions, on_continue, start }, publications }
}

/// The rows of a wiring file.
fn written(table: &mut Table, rows: &[Row], order: &[usize]) {
    let place = |index: usize| order.iter().position(|other| *other == index);
    for row in rows {
        let event = table.event(&row.event, row.kind);
        if let (Source::Worker(source), EventKind::SystemEvent) = (row.source, row.kind) {
            table.continues(place(source), event);
        }
        if let Some(target) = place(row.target) {
            table.subscribe(event, Component::Worker(target), &row.handler);
        }
    }
}

/// The standard template.
fn standard(table: &mut Table, proven: &Proven<'_>, order: &[usize]) {
    let mut flow = table.event(START, EventKind::SystemEvent);
    for (place, worker) in of_category(proven, order, Category::ContextWorker) {
        table.subscribe(flow, Component::Worker(place), flow_handler(Category::ContextWorker));
        flow = table.event(&output_event(worker.config.worker_id.as_str()), EventKind::SystemEvent);
        table.continues(Some(place), flow);
    }
    let watching = [Category::SignalDetector, Category::RiskMonitor];
    for category in watching {
        for (place, _) in of_category(proven, order, category) {
            table.subscribe(flow, Component::Worker(place), flow_handler(category));
        }
    }
    for category in watching {
        for (_, worker) in of_category(proven, order, category) {
            for publication in &worker.facts.manifest.publishes {
                let event = table.event(&publication.event_name, EventKind::CustomEvent);
                for (planner, _) in of_category(proven, order, Category::StrategyPlanner) {
                    table.subscribe(event, Component::Worker(planner), flow_handler(Category::StrategyPlanner));
                }
            }
        }
    }
}

/// What comes after the strategy planner.
fn platform(table: &mut Table, proven: &Proven<'_>, order: &[usize]) {
    let declared = |category: Category| {
        let workers = of_category(proven, order, category);
        workers.flat_map(|(_, worker)| worker.facts.manifest.publishes.iter().map(|publication| publication.event_name.clone()))
    };
    for name in declared(Category::StrategyPlanner) {
        let event = table.event(&name, EventKind::CustomEvent);
        table.subscribe(event, Component::Aggregation, ON_DIRECTIVE);
        table.subscribe(event, Component::Journal, RECORD);
    }
    let rejected = table.event(DIRECTIVE_REJECTED, EventKind::CustomEvent);
    table.subscribe(rejected, Component::Journal, RECORD);
    for category in [Category::EntryPlanner, Category::SizePlanner, Category::ExitPlanner] {
        for name in declared(category) {
            let event = table.event(&name, EventKind::CustomEvent);
            table.subscribe(event, Component::Aggregation, ON_PLAN);
        }
    }
    let intent = table.event(INTENT_REQUESTED, EventKind::CustomEvent);
    for (place, _) in of_category(proven, order, Category::ExecutionPlanner) {
        table.subscribe(intent, Component::Worker(place), flow_handler(Category::ExecutionPlanner));
    }
    for name in declared(Category::ExecutionPlanner) {
        let event = table.event(&name, EventKind::CustomEvent);
        table.subscribe(event, Component::Aggregation, ON_PLAN);
    }
    let batch = table.event(BATCH_READY, EventKind::CustomEvent);
    for (place, _) in of_category(proven, order, Category::ExecutionWorker) {
        table.subscribe(batch, Component::Worker(place), flow_handler(Category::ExecutionWorker));
    }
}

/// The workers of a category, with their places in the build spec.
fn of_category<'p, 'a>(
    proven: &'p Proven<'a>,
    order: &'p [usize],
    category: Category,
) -> impl Iterator<Item = (usize, &'p crate::validate::ProvenWorker<'a>)> {
    order
        .iter()
        .enumerate()
        .filter_map(|(place, index)| proven.workers.get(*index).map(|worker| (place, worker)))
        .filter(move |(_, worker)| worker.category == category)
}

/// The table while it grows.
struct Table {
    events: Vec<EventSpec>,
    subscriptions: Vec<Subscription>,
    on_continue: Vec<Option<EventId>>,
}

impl Table {
    fn new(workers: usize) -> Self {
        Self { events: Vec::new(), subscriptions: Vec::new(), on_continue: vec![None; workers] }
    }

    /// The index of an event; a new one if the name is new.
    fn event(&mut self, name: &str, kind: EventKind) -> EventId {
        let index = self.events.iter().position(|event| event.name == name).unwrap_or_else(|| {
            self.events.push(EventSpec { name: name.to_owned(), kind });
            self.events.len() - 1
        });
        // The validator bounds workers and declared events far below this.
        EventId::try_from(index).unwrap_or(EventId::MAX)
    }

    /// Says with which event a worker continues.
    fn continues(&mut self, place: Option<usize>, event: EventId) {
        if let Some(slot) = place.and_then(|place| self.on_continue.get_mut(place)) {
            *slot = Some(event);
        }
    }

    /// Adds a delivery, once.
    fn subscribe(&mut self, event: EventId, target: Component, handler: &str) {
        let subscription = Subscription { event, target, handler: handler.to_owned() };
        if !self.subscriptions.contains(&subscription) {
            self.subscriptions.push(subscription);
        }
    }
}
