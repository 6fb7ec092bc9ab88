//! The validator: everything that must hold between values before a strategy may run.
//!
//! It has three lists of checks, and each list reads as its table of contents: [`operation`] (the files of an operation among
//! themselves), [`blueprint`] (a strategy in itself) and [`link`] (a strategy in its environment, with the installed plug-ins).
//! Every check reports all it finds and none stops the others. A check that depends on what another found wrong keeps silent
//! about it: one mistake is told once.
//!
//! What [`link`] has resolved on the way (which file, which producer, which order) goes to the translator as [`Proven`], so that
//! nothing is looked up twice.

mod events;
mod execution;
mod grants;
mod graph;
mod inputs;
mod operation;
mod parameter_schema;
mod parameters;
mod plugins;
mod series;
mod slices;
mod ticks;
mod trust;
mod workforce;

pub use parameters::given as given_parameters;

use grants::GrantCheck;
use slices::SliceCheck;

pub(crate) use events::{Row, Source, flow_handler};
pub(crate) use operation::{OperationFiles, operation};
pub(crate) use workforce::{blueprint, range_of};

use simpletrader_contracts::Symbol;
use simpletrader_contracts::worker::{Category, ComponentFacts, Grants};

use crate::build_spec::{InputSource, Parameters, WorkerLimits};
use crate::configuration::{Configuration, Strategy};
use crate::diagnostic::Findings;
use crate::plugin_registry::PluginRegistry;
use crate::schema::{
    Backtest, Blueprint, DataSource, Environment, InstrumentConfig, Platform, Provides, StrategyLink, WiringConfig, WorkerConfig,
    WorkerParameters,
};
use crate::source::Written;

/// A worker of the workforce, with its plug-in if that is known.
pub(crate) struct Staffed<'a> {
    /// The category that its place asks for.
    pub category: Category,
    /// What the blueprint says.
    pub config: &'a WorkerConfig,
    /// What the plug-in says.
    pub facts: Option<&'a ComponentFacts>,
}

/// Where an input comes from, once names are resolved: facts are still a worker and an output, slots come with the run order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Producer {
    /// An output of a context worker, both by index.
    Fact { worker: usize, output: usize },
    /// Anything that needs no slot.
    Direct(InputSource),
}

/// A worker that was proven consistent.
pub(crate) struct ProvenWorker<'a> {
    pub category: Category,
    pub config: &'a WorkerConfig,
    pub facts: &'a ComponentFacts,
    pub params: Parameters,
    pub inputs: Vec<Producer>,
    pub series: Option<u32>,
    pub limits: WorkerLimits,
    pub grants: Grants,
}

/// A strategy that was proven consistent.
pub(crate) struct Proven<'a> {
    pub link: &'a StrategyLink,
    pub strategy: &'a Strategy,
    pub environment: &'a Environment,
    pub backtest: &'a Backtest,
    /// What is traded.
    pub instruments: Vec<&'a InstrumentConfig>,
    /// For each series, in the blueprint's order: which of the instruments it is of.
    pub series: Vec<u32>,
    /// For each series, in the blueprint's order: the data source, by index.
    pub feeds: Vec<usize>,
    /// Sources of trades and quotes: the instrument and the data source, both by index.
    pub ticks: Vec<(u32, usize)>,
    /// In the order of the workforce.
    pub workers: Vec<ProvenWorker<'a>>,
    /// The context workers in an order in which producers come before consumers, by index into `workers`.
    pub context_order: Vec<usize>,
    /// The rows of the wiring file, if there is one.
    pub rows: Option<Vec<Row>>,
}

impl Proven<'_> {
    /// The blueprint.
    pub fn blueprint(&self) -> &Blueprint {
        &self.strategy.blueprint
    }
}

/// Proves a link consistent. Nothing comes back only if a finding says why; errors may have been found all the same.
pub(crate) fn link<'a>(
    configuration: &'a Configuration,
    link: &'a StrategyLink,
    strategy: &'a Strategy,
    registry: &'a PluginRegistry,
    findings: &mut Findings,
) -> Option<Proven<'a>> {
    let blueprint = &strategy.blueprint;

    let environment = series::environment(configuration, link, findings); //                V16, V17
    let symbol = series::symbol(link, blueprint, findings); //                               V18
    let instruments = series::instruments(environment, blueprint, symbol, findings); //      V17, V18
    let feeds = series::feeds(configuration, environment, blueprint, symbol, findings); //   V18
    let ticks = environment.zip(instruments.as_ref()).and_then(|((environment, backtest), (instruments, _))| {
        let symbols: Vec<&Symbol> = instruments.iter().map(|instrument| &instrument.symbol.value).collect();
        ticks::ticks(configuration, environment, backtest, &symbols, findings) //            V18
    });

    let wiring = strategy.wiring.as_deref();
    let written = TeamConfig { blueprint, wiring, overrides: &link.parameters, platform: &configuration.platform };
    let Team { staff, limits, params, series, inputs, context_order, rows } = team(written, symbol, registry, findings);
    trust::pinned(configuration.lock.as_ref(), &staff, findings); //                         V80
    trust::signed(configuration.operation.trusted_keys.as_deref(), &staff, findings); //     V83
    trust::imports(&staff, findings); //                                                     V80
    let check = GrantCheck { link, blueprint, symbol, root: &configuration.root };
    let grants = check.all(&staff, &inputs, findings); //                                    V17, V62

    let lock = configuration.lock.as_ref();
    let check = SliceCheck { link, lock, on_fault: blueprint.on_fault, series: blueprint.data_needs.len() };
    let slices = check.all(&staff, &inputs, findings); //                                    V84

    let (environment, backtest) = environment?;
    let (instruments, of_series) = instruments?;
    let mut workers = Vec::with_capacity(staff.len());
    let resolved = staff.iter().zip(params).zip(inputs).zip(series).zip(limits).zip(grants).zip(slices);
    for ((((((staffed, params), inputs), series), limits), grants), slices) in resolved {
        workers.push(ProvenWorker {
            category: staffed.category,
            config: staffed.config,
            facts: staffed.facts?,
            params: params?,
            inputs: inputs.into_iter().collect::<Option<_>>()?,
            series: series?,
            limits,
            grants: Grants { slices, ..grants? },
        });
    }
    Some(Proven {
        link,
        strategy,
        environment,
        backtest,
        instruments,
        series: of_series,
        feeds: feeds?,
        ticks: ticks?,
        workers,
        context_order: context_order?,
        rows: rows?,
    })
}

/// What is written about a team of workers.
struct TeamConfig<'a> {
    blueprint: &'a Blueprint,
    wiring: Option<&'a WiringConfig>,
    /// Parameters that replace the blueprint's.
    overrides: &'a [WorkerParameters],
    platform: &'a Platform,
}

/// What the checks of a team resolve; each list is as long as the workforce.
struct Team<'a> {
    staff: Vec<Staffed<'a>>,
    limits: Vec<WorkerLimits>,
    params: Vec<Option<Parameters>>,
    series: Vec<Option<Option<u32>>>,
    inputs: Vec<Vec<Option<Producer>>>,
    context_order: Option<Vec<usize>>,
    rows: Option<Option<Vec<Row>>>,
}

/// Checks the workers with their plug-ins, wherever they are to run.
fn team<'a>(
    written: TeamConfig<'a>,
    symbol: Option<&Written<Symbol>>,
    registry: &'a PluginRegistry,
    findings: &mut Findings,
) -> Team<'a> {
    let TeamConfig { blueprint, wiring, overrides, platform } = written;
    let staff = plugins::staff(blueprint, registry, findings); //                             V12, V13
    execution::families(&staff, findings); //                                                V70
    let limits = execution::limits(&staff, platform, findings); //                           V81
    let params = parameters::all(overrides, &staff, findings); //                            V20, V21
    let series = series::of_workers(&staff, blueprint, symbol, findings); //                 V18
    let inputs = inputs::bind_all(&staff, blueprint, symbol, findings); //                   V18, V50, V57
    let context_order = graph::context_order(&staff, &inputs, findings); //                  V53
    events::publications(&staff, findings); //                                               V30, V36, V38, V41
    let rows = events::rows(wiring, &staff, &inputs, findings); //                           V11, V30–V44, V52, V54–V56
    Team { staff, limits, params, series, inputs, context_order, rows }
}

/// Checks a blueprint and its wiring with the installed plug-ins, without an environment: everything that does not depend on where
/// the strategy is to run.
pub(crate) fn strategy(
    blueprint: &Blueprint,
    wiring: Option<&WiringConfig>,
    platform: &Platform,
    registry: &PluginRegistry,
    findings: &mut Findings,
) {
    team(TeamConfig { blueprint, wiring, overrides: &[], platform }, blueprint.symbol.as_ref(), registry, findings);
}

/// The plug-ins of a blueprint. V12 and V13 for those that are missing or out of place.
pub(crate) fn plugins_of<'a>(
    blueprint: &'a Blueprint,
    registry: &'a PluginRegistry,
    findings: &mut Findings,
) -> impl Iterator<Item = &'a ComponentFacts> {
    plugins::staff(blueprint, registry, findings).into_iter().filter_map(|staffed| staffed.facts)
}

/// The data sources from which the environment delivers this, each with its index.
pub(crate) fn provided<'a>(
    configuration: &'a Configuration,
    environment: &'a Environment,
    provides: Provides,
) -> impl Iterator<Item = (usize, &'a DataSource)> {
    environment.data_providers.iter().filter(move |provider| provider.provides == provides).filter_map(|provider| {
        configuration.data_sources.iter().enumerate().find(|(_, source)| source.id.value == provider.data_source.value)
    })
}

/// A category in words, for messages.
pub(crate) fn in_words(category: Category) -> String {
    category.as_str().replace('-', " ")
}
