//! `run.json`: what went into the run and what came out, by digest. Equal inputs give equal bytes.

use serde::Serialize;
use sha2::{Digest, Sha256};
use simpletrader_config::build_spec::{SourceFile, StrategyBuildSpec};
use simpletrader_contracts::Instant;

use simpletrader_contracts::worker::FaultReport;

use crate::strategy::{VenueContradiction, WorkerFailure};

/// The versions that a result depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EngineIdentity {
    /// Of this software.
    pub simpletrader: String,
    /// The worker contract.
    pub contract: String,
    /// What ran the workers, e.g. `wasmtime 48.0.8`, or `native`. Fuel figures belong to it.
    pub sandbox: String,
}

/// A worker file that took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkerIdentity {
    /// Its id within the strategy.
    pub worker_id: String,
    /// Which plug-in.
    pub plugin: String,
    /// SHA-256 of the worker file.
    pub sha256: String,
}

/// A data file that took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataIdentity {
    /// Its id in the data sources file.
    pub data_source_id: String,
    /// SHA-256 of the whole file.
    pub sha256: String,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum RunStatus {
    /// All data was seen.
    Finished,
    /// A worker failed and the strategy traded no more; the record is whole, with what became of its orders.
    Failed(Box<FailureReport>),
    /// The venue reported a fill that the books cannot hold; the record ends with that pass.
    Contradicted(VenueContradiction),
}

impl RunStatus {
    /// The word for it, as in `run.json`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Failed(_) => "failed",
            Self::Contradicted(_) => "contradicted",
        }
    }
}

/// Which worker failed, where and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailureReport {
    /// The worker.
    pub worker_id: String,
    /// The handler that was called.
    pub handler: String,
    /// The class of the fault, e.g. `OUT_OF_FUEL`.
    pub class: String,
    /// What happened, in one line.
    pub message: String,
    /// What its author should do.
    pub advice: String,
    /// Guest frames, innermost first, where there are any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub backtrace: Vec<String>,
    /// The number of the pass.
    pub pass: u32,
    /// The anchor of the pass.
    pub at: Instant,
    /// The number of the bar, when the pass was of market data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bar: Option<u32>,
    /// The label of that bar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bar_label: Option<String>,
    /// Everything that helps its author, in several lines.
    pub for_author: String,
    /// What the host did and what is left to do, in several lines.
    pub for_operator: String,
}

impl FailureReport {
    /// The report of a failure.
    pub fn of(failure: &WorkerFailure, report: &FaultReport) -> Self {
        let backtrace = match &failure.fault.kind {
            simpletrader_contracts::worker::FaultKind::Trap { backtrace, .. } => backtrace.clone(),
            _ => Vec::new(),
        };
        Self {
            worker_id: failure.worker_id.clone(),
            handler: failure.fault.handler.to_owned(),
            class: failure.fault.class().to_owned(),
            message: failure.fault.to_string(),
            advice: failure.fault.advice().to_owned(),
            backtrace,
            pass: failure.pass,
            at: failure.at,
            bar: failure.bar.as_ref().map(|bar| bar.index),
            bar_label: failure.bar.as_ref().map(|bar| bar.label.clone()),
            for_author: report.for_author(),
            for_operator: report.for_operator(),
        }
    }
}

/// `run.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunManifest {
    /// Version of this file's shape.
    pub format: u32,
    /// The operation's name.
    pub operation: String,
    /// The strategy link.
    pub link: String,
    /// The blueprint.
    pub strategy_id: String,
    /// Seed of the run's randomness.
    pub seed: u64,
    /// How fills are made.
    pub fill_model: String,
    /// The versions that the result depends on.
    pub engine: EngineIdentity,
    /// The worker files.
    pub workers: Vec<WorkerIdentity>,
    /// The configuration files.
    pub configuration: Vec<SourceFile>,
    /// SHA-256 of `build_spec.json`: what the configuration was compiled to.
    pub build_spec: String,
    /// The data files.
    pub data: Vec<DataIdentity>,
    /// SHA-256 over all of the above: equal inputs, equal digest.
    pub inputs_digest: String,
    /// How it ended.
    #[serde(flatten)]
    pub status: RunStatus,
}

impl RunManifest {
    /// The manifest of a run of this build spec over data files with these digests: those of the feeds, then those of the ticks.
    pub fn new(spec: &StrategyBuildSpec, engine: EngineIdentity, data_digests: Vec<String>, status: RunStatus) -> Self {
        let worker = |part: &simpletrader_config::build_spec::WorkerBuildSpec| WorkerIdentity {
            worker_id: part.worker_id.clone(),
            plugin: part.plugin.to_string(),
            sha256: part.digest.clone(),
        };
        let ticks = spec.environment.ticks.iter().map(|ticks| &ticks.feed);
        let mut data: Vec<DataIdentity> = Vec::new();
        for (feed, sha256) in spec.environment.feeds.iter().chain(ticks).zip(data_digests) {
            // A source of trades may feed several series and the venue besides: it is one file.
            if data.iter().all(|known| known.data_source_id != feed.data_source_id) {
                data.push(DataIdentity { data_source_id: feed.data_source_id.clone(), sha256 });
            }
        }
        let mut manifest = Self {
            format: 2,
            operation: spec.operation.clone(),
            link: spec.link.clone(),
            strategy_id: spec.strategy_id.clone(),
            seed: spec.seed,
            fill_model: spec.environment.venue.to_string(),
            engine,
            workers: spec.workers.iter().map(worker).collect(),
            configuration: spec.sources.clone(),
            build_spec: hex(&Sha256::digest(build_spec_text(spec))),
            data,
            inputs_digest: String::new(),
            status,
        };
        manifest.inputs_digest = manifest.digest_of_inputs();
        manifest
    }

    fn digest_of_inputs(&self) -> String {
        let inputs = serde_json::json!([
            self.format,
            self.operation,
            self.link,
            self.strategy_id,
            self.seed,
            self.fill_model,
            self.engine,
            self.workers,
            self.configuration,
            self.build_spec,
            self.data
        ]);
        hex(&Sha256::digest(inputs.to_string()))
    }
}

/// `build_spec.json`: the compiled configuration, without paths of the machine and without values of its environment.
pub(super) fn build_spec_text(spec: &StrategyBuildSpec) -> String {
    // Plain structs of texts and numbers can always be written.
    serde_json::to_string_pretty(spec).unwrap_or_default() + "\n"
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
