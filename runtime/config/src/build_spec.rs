//! Build specs: the validated configuration of one strategy link, compiled. Nothing here needs looking up: names have become
//! indices, defaults are filled in, the run order is fixed. Machine-made and immutable; the engine trusts it. Written as JSON it
//! reads back equal, except that paths on the machine are not written.

mod parameters;
mod reading;
mod venue_terms;

use std::ops::Range;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::terms::ExecutionStrategyType;
use simpletrader_contracts::worker::{Category, Grants, PluginId};
use simpletrader_contracts::{Decimal, Fraction, Instant};

use crate::data_file::FileShape;
pub use crate::guardrails::Guardrails;
pub use crate::on_fault::{OnFault, Recovery, ReplayTerms};
pub use parameters::Parameters;
pub use reading::BuildSpecError;
pub use venue_terms::{Credit, FeeModel, FeeTier, FillModel, Latency, SlippageModel, VenueTerms};

/// One strategy link, ready to be assembled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrategyBuildSpec {
    /// The operation's name.
    pub operation: String,
    /// The link's name: it is the strategy's identity in ledger and journal.
    pub link: String,
    /// The blueprint's id.
    pub strategy_id: String,
    /// What is traded; `InstrumentRef` is an index into this.
    pub instruments: Vec<Instrument>,
    /// What is watched; `SeriesRef` is an index into this.
    pub series: Vec<Series>,
    /// How far the strategy looks back on each series, as its author says; as long as `series`.
    pub lookbacks: Vec<Lookback>,
    /// All workers, in run order: context (topological), detectors, monitors, strategy planner, entry, size, exit and
    /// execution planners, execution workers. Worker indices are positions in this list.
    pub workers: Vec<WorkerBuildSpec>,
    /// Number of fact slots: each output of each context worker has one.
    pub fact_slots: usize,
    /// The events and who hears them.
    pub wiring: WiringBuildSpec,
    /// Whether a new trade must have a stop.
    pub protection: Protection,
    /// What happens after a worker failed.
    pub on_fault: OnFault,
    /// What its operator does not let it do.
    pub guardrails: Guardrails,
    /// Where it runs.
    pub environment: EnvironmentBuildSpec,
    /// Seed of the run's randomness.
    pub seed: u64,
    /// Every configuration file that had a say, with its SHA-256; sorted by path.
    pub sources: Vec<SourceFile>,
}

impl StrategyBuildSpec {
    /// Indices of the workers of one category.
    pub fn workers_of(&self, category: Category) -> impl Iterator<Item = usize> + '_ {
        self.workers.iter().enumerate().filter(move |(_, worker)| worker.category == category).map(|(index, _)| index)
    }
}

/// How far a strategy looks back on a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lookback {
    /// Bars that it looks back on, 1 to 1 000 000, if that is written.
    pub window: Option<u32>,
    /// Bars before it has anything to say, 0 to 1 000 000, if that is written.
    pub warmup: Option<u32>,
}

/// A configuration file that had a say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// Path relative to the configuration root, with `/`.
    pub path: String,
    /// SHA-256 as 64 small hex digits.
    pub sha256: String,
}

/// Whether a new trade must have a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// An exit plan without a stop is refused at aggregation.
    Required,
    /// Plans without levels are legal.
    Optional,
}

/// One worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerBuildSpec {
    /// Its id within the strategy.
    pub worker_id: String,
    /// Which plug-in.
    pub plugin: PluginId,
    /// The worker file. Where it lies on this machine is no part of what a strategy is, so it is not written out: the digest is.
    #[serde(skip)]
    pub component: PathBuf,
    /// SHA-256 of that file.
    pub digest: String,
    /// Its category.
    pub category: Category,
    /// Its parameters, a JSON object that satisfies its schema.
    pub params: Parameters,
    /// The names of its inputs, in manifest order.
    pub input_names: Vec<String>,
    /// Where each of them comes from.
    pub inputs: Vec<InputSource>,
    /// The fact slots of its outputs, in manifest order; empty for all but context workers.
    pub outputs: Range<usize>,
    /// The names of its outputs, in manifest order: a fact's address is `<worker_id>.<name>`.
    pub output_names: Vec<String>,
    /// Context workers: the series whose closed bars it measures.
    pub series: Option<u32>,
    /// Planners of a role: the confidences they serve.
    pub trigger: Option<ConfidenceRange>,
    /// Execution workers: the families they work.
    pub executes: Vec<ExecutionStrategyType>,
    /// The handlers that it declares: those that wiring may call.
    pub handlers: Vec<String>,
    /// The events it may publish.
    pub allowed_publications: Vec<EventId>,
    /// What one call may use.
    pub limits: WorkerLimits,
    /// What it gets beyond its calls: asked for by its manifest and granted by the operation.
    pub grants: Grants,
}

/// Upper bounds of one worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerLimits {
    /// Fuel of one call.
    pub fuel_per_call: u64,
    /// Linear memory, summed over the instance.
    pub memory_bytes: u64,
}

/// The confidences that a planner serves: `min <= c < max`, except that a range that ends at 1 includes 1. Ranges that share
/// a border therefore tile without gap or overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfidenceRange {
    /// Included.
    pub min: Fraction,
    /// Excluded, unless 1.
    pub max: Fraction,
}

impl ConfidenceRange {
    /// Every confidence.
    pub fn everything() -> Self {
        Self { min: Fraction::new(Decimal::ZERO).unwrap_or(Fraction::ONE), max: Fraction::ONE }
    }

    /// Whether it serves this confidence.
    pub fn contains(&self, confidence: Fraction) -> bool {
        self.min <= confidence && (confidence < self.max || self.max == Fraction::ONE)
    }
}

/// Where an input comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputSource {
    /// A fact slot.
    Fact(usize),
    /// A field of the latest closed bar of a series.
    Bar {
        /// Index of the series.
        series: u32,
        /// Which field.
        field: BarField,
    },
    /// A figure of the account; monitors and planners only.
    Account(AccountField),
    /// Nothing: an optional input that nobody produces. It reads as NaN in every call.
    Absent,
}

/// A field of a closed bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BarField {
    /// First price.
    Open,
    /// Highest price.
    High,
    /// Lowest price.
    Low,
    /// Last price.
    Close,
    /// Traded quantity.
    Volume,
}

/// A figure of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountField {
    /// Cash plus the value of all positions.
    Equity,
    /// Money not bound in positions.
    Cash,
    /// Value of all positions.
    Exposure,
    /// Change of equity since the day began.
    DailyResult,
}

/// Index of an event in [`WiringBuildSpec::events`].
pub type EventId = u16;

/// Index of a component: workers come first, in worker order; then the host's own components.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Component {
    /// A worker, by index.
    Worker(usize),
    /// Starts each pass.
    FlowInitiator,
    /// Collects plans and builds commands.
    Aggregation,
    /// Writes why.
    Journal,
}

/// The events of a strategy and who hears them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WiringBuildSpec {
    /// All events; [`EventId`] is an index into this.
    pub events: Vec<EventSpec>,
    /// Who hears what, in the order of delivery.
    pub subscriptions: Vec<Subscription>,
    /// The event that each worker's CONTINUE publishes (by worker index); none for a worker that ends its branch.
    pub on_continue: Vec<Option<EventId>>,
    /// The event with which the flow initiator starts a pass of market data.
    pub start: EventId,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventSpec {
    /// Its name; system events start with an underscore or are platform names.
    pub name: String,
    /// Flow control or business meaning.
    pub kind: EventKind,
}

/// Flow control or business meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventKind {
    /// Flow control, no payload.
    SystemEvent,
    /// Declared by a worker, carries a contract.
    CustomEvent,
}

/// One delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// Which event.
    pub event: EventId,
    /// To whom.
    pub target: Component,
    /// Which handler.
    pub handler: String,
}

/// Where a strategy runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentBuildSpec {
    /// Its id.
    pub environment_id: String,
    /// Money at the start, > 0.
    #[serde(with = "simpletrader_contracts::decimal::text")]
    pub initial_capital: Decimal,
    /// In what the account is kept, and what every instrument is quoted in.
    pub currency: String,
    /// First bar label that counts; earlier ones are skipped.
    pub start: Option<Instant>,
    /// Last bar label that counts (the whole day, if a date was given): bars labelled later are skipped.
    pub end: Option<Instant>,
    /// What its venue does and costs.
    pub venue: VenueTerms,
    /// Where the bars of each series come from: bars, or trades of which they are made. As long as the strategy's series.
    pub feeds: Vec<FeedBuildSpec>,
    /// Trades and quotes that drive the venue, by instrument; of one instrument trades first.
    pub ticks: Vec<TickBuildSpec>,
}

/// A file of trades or quotes of an instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TickBuildSpec {
    /// Index of the instrument.
    pub instrument: u32,
    /// The file.
    pub feed: FeedBuildSpec,
}

/// A file of market data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedBuildSpec {
    /// The data source's id.
    pub data_source_id: String,
    /// The file, from the working directory. Not written out, as for [`WorkerBuildSpec::component`].
    #[serde(skip)]
    pub path: PathBuf,
    /// What it holds and how it is written.
    pub shape: FileShape,
    /// What a bar's label means; of no account for trades and quotes.
    pub label: BarLabel,
}

/// What a bar's label means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BarLabel {
    /// The instant at which the bar opens: it is closed one timeframe later. The default.
    Open,
    /// The instant at which the bar has closed.
    Close,
}
