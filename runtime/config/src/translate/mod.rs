//! The translator: from a proven strategy to its build spec. The only place where choices are made (the run order among equals, the
//! names of events, the wiring that nobody wrote, indices) and none where anything is refused. Equal input gives equal output.

mod wiring;

pub(crate) use wiring::{BATCH_READY, DIRECTIVE_REJECTED, FLOW_INITIATOR, HOST_COMPONENTS, INTENT_REQUESTED, START, output_event};

use std::ops::Range;

use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::worker::Category;

use crate::build_spec::{
    EnvironmentBuildSpec, FeedBuildSpec, InputSource, Lookback, SourceFile, StrategyBuildSpec, TickBuildSpec, WorkerBuildSpec,
};
use crate::configuration::Configuration;
use crate::schema::InstrumentConfig;
use crate::validate::{Proven, ProvenWorker, range_of};

/// Compiles a strategy.
pub(crate) fn translate(configuration: &Configuration, proven: &Proven<'_>) -> StrategyBuildSpec {
    let order = run_order(proven);
    let staffing = Staffing::new(proven, &order);
    let wiring = wiring::wiring(proven, &order);
    let needs = &proven.blueprint().data_needs;
    StrategyBuildSpec {
        operation: configuration.operation.name.clone(),
        link: proven.link.name.value.clone(),
        strategy_id: proven.blueprint().strategy_id.clone(),
        instruments: proven.instruments.iter().map(|terms| instrument(terms)).collect(),
        series: needs
            .iter()
            .zip(&proven.series)
            .map(|(need, instrument)| Series { instrument: *instrument, timeframe_seconds: need.timeframe.value.seconds() })
            .collect(),
        lookbacks: needs.iter().map(|need| Lookback { window: need.window, warmup: need.warmup }).collect(),
        workers: order
            .iter()
            .filter_map(|index| proven.workers.get(*index))
            .zip(wiring.publications)
            .zip(&staffing.outputs)
            .map(|((worker, publications), outputs)| staffing.worker(worker, outputs.clone(), publications))
            .collect(),
        fact_slots: staffing.outputs.last().map_or(0, |range| range.end),
        wiring: wiring.spec,
        protection: proven.blueprint().protection,
        on_fault: proven.blueprint().on_fault,
        guardrails: proven.link.guardrails,
        environment: environment(configuration, proven),
        seed: proven.blueprint().seed,
        sources: sources(configuration, proven),
    }
}

/// Indices into the proven workers, in the order of the build spec. The context workers come in the order in which their events
/// call them; without a wiring file that is the order of their facts.
fn run_order(proven: &Proven<'_>) -> Vec<usize> {
    let mut order = match &proven.rows {
        Some(rows) => wiring::called_in_order(rows, proven),
        None => Vec::new(),
    };
    for index in &proven.context_order {
        if !order.contains(index) {
            order.push(*index);
        }
    }
    let others = proven.workers.iter().enumerate().filter(|(_, worker)| worker.category != Category::ContextWorker);
    order.extend(others.map(|(index, _)| index));
    order
}

/// The fact slots of the workers.
struct Staffing {
    /// By place in the build spec.
    outputs: Vec<Range<usize>>,
    /// The first slot of each worker, by index into the proven workers.
    first_slot: Vec<usize>,
}

impl Staffing {
    fn new(proven: &Proven<'_>, order: &[usize]) -> Self {
        let mut outputs = Vec::with_capacity(order.len());
        let mut first_slot = vec![0; proven.workers.len()];
        let mut next = 0;
        for index in order {
            let count = proven.workers.get(*index).map_or(0, |worker| worker.facts.manifest.outputs.len());
            if let Some(first) = first_slot.get_mut(*index) {
                *first = next;
            }
            outputs.push(next..next + count);
            next += count;
        }
        Self { outputs, first_slot }
    }

    fn worker(&self, proven: &ProvenWorker<'_>, outputs: Range<usize>, publications: Vec<u16>) -> WorkerBuildSpec {
        let manifest = &proven.facts.manifest;
        WorkerBuildSpec {
            worker_id: proven.config.worker_id.as_str().to_owned(),
            plugin: proven.config.plugin.value.clone(),
            component: proven.facts.path.clone(),
            digest: proven.facts.digest.clone(),
            category: proven.category,
            params: proven.params.clone(),
            input_names: manifest.inputs.iter().map(|input| input.name.as_str().to_owned()).collect(),
            inputs: proven.inputs.iter().map(|producer| self.source(*producer)).collect(),
            outputs,
            output_names: manifest.outputs.iter().map(|output| output.name.as_str().to_owned()).collect(),
            series: proven.series,
            trigger: plans_a_role(proven.category).then(|| range_of(proven.config)),
            executes: manifest.executes.clone(),
            handlers: manifest.invokes.clone(),
            allowed_publications: publications,
            limits: proven.limits,
            grants: proven.grants.clone(),
        }
    }

    fn source(&self, producer: crate::validate::Producer) -> InputSource {
        match producer {
            crate::validate::Producer::Direct(source) => source,
            crate::validate::Producer::Fact { worker, output } => {
                InputSource::Fact(self.first_slot.get(worker).map_or(output, |first| first + output))
            }
        }
    }
}

fn instrument(terms: &InstrumentConfig) -> Instrument {
    Instrument {
        symbol: terms.symbol.value.clone(),
        price_scale: terms.price_scale,
        size_scale: terms.size_scale,
        tick_size: terms.tick_size,
        lot_size: terms.lot_size,
        min_notional: terms.min_notional,
    }
}

/// Whether a worker is chosen by confidence.
const fn plans_a_role(category: Category) -> bool {
    matches!(category, Category::EntryPlanner | Category::SizePlanner | Category::ExitPlanner | Category::ExecutionPlanner)
}

fn environment(configuration: &Configuration, proven: &Proven<'_>) -> EnvironmentBuildSpec {
    EnvironmentBuildSpec {
        environment_id: proven.environment.id.value.clone(),
        initial_capital: proven.backtest.initial_capital,
        currency: proven.environment.currency().to_owned(),
        start: proven.backtest.start,
        end: proven.backtest.end,
        venue: proven.backtest.venue.clone(),
        feeds: proven.feeds.iter().filter_map(|source| feed(configuration, *source)).collect(),
        ticks: proven
            .ticks
            .iter()
            .filter_map(|(instrument, source)| Some((*instrument, feed(configuration, *source)?)))
            .map(|(instrument, feed)| TickBuildSpec { instrument, feed })
            .collect(),
    }
}

/// The file of a data source.
fn feed(configuration: &Configuration, source: usize) -> Option<FeedBuildSpec> {
    let (source, file) = configuration.data_sources.get(source).zip(configuration.data_files.get(source))?;
    Some(FeedBuildSpec {
        data_source_id: source.id.value.clone(),
        path: configuration.root.as_shown(file),
        shape: source.shape.clone(),
        label: source.label,
    })
}

/// The files that had a say in this link, each once, by path.
fn sources(configuration: &Configuration, proven: &Proven<'_>) -> Vec<SourceFile> {
    let mut sources: Vec<SourceFile> = configuration
        .shared_sources
        .iter()
        .chain(&proven.strategy.sources)
        .map(|source| SourceFile { path: source.path.clone(), sha256: source.sha256.clone() })
        .collect();
    sources.sort();
    sources.dedup();
    sources
}
