//! A failure that anyone can run again: the worker by digest, how it was set up, every call until the one that failed, and
//! what happened then.

use serde::{Deserialize, Serialize};
use simpletrader_config::build_spec::{Parameters, StrategyBuildSpec, WorkerBuildSpec, WorkerLimits};
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::worker::{Category, Fault, FaultReport, Grants, PluginId, WorkerSource};

use super::{Evidence, RecordedCall, Tape};

/// Version of the file's shape.
const FORMAT: u32 = 1;

/// `faults/<worker>-<n>.json` of a run directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultFile {
    /// Version of this file's shape.
    pub format: u32,
    /// Why the worker was quarantined.
    pub reason: String,
    /// The failure.
    pub fault: RecordedFault,
    /// For the worker's author.
    pub for_author: String,
    /// For the operator.
    pub for_operator: String,
    /// The worker's id within the strategy.
    pub worker_id: String,
    /// Which plug-in.
    pub plugin: PluginId,
    /// SHA-256 of the worker file.
    pub component: String,
    /// Its category.
    pub category: Category,
    /// What one call may use.
    pub limits: WorkerLimits,
    /// What it was granted.
    pub grants: Grants,
    /// How many facts it gives.
    pub outputs: usize,
    /// Its parameters. What came from the environment is not written out: a worker that needs it cannot be run again from here.
    pub params: Parameters,
    /// What the strategy trades.
    pub instruments: Vec<Instrument>,
    /// What the strategy watches.
    pub series: Vec<Series>,
    /// Everything that it was told, in order; the last call is the one that failed. Empty when the failure came before any call,
    /// or the recording had ended.
    pub calls: Vec<RecordedCall>,
}

/// A failure as a file keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedFault {
    /// The class, e.g. `OUT_OF_FUEL`.
    pub class: String,
    /// The handler that was called.
    pub handler: String,
    /// What happened, in one line.
    pub message: String,
    /// The number of the pass.
    pub pass: u32,
    /// The anchor of the pass.
    pub at: Instant,
}

/// What running a fault file again came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replayed {
    /// The worker failed at the same call, in the same words.
    Same,
    /// It failed, but elsewhere or otherwise.
    Otherwise {
        /// The call that failed, from 0; none when it did not even start.
        call: Option<usize>,
        /// What happened.
        fault: Box<Fault>,
    },
    /// Every call succeeded.
    NoFault,
}

impl FaultFile {
    pub(crate) fn new(
        spec: &StrategyBuildSpec,
        part: &WorkerBuildSpec,
        tape: &Tape,
        evidence: &Evidence,
        reason: &str,
        report: &FaultReport,
    ) -> Self {
        let fault = evidence.fault();
        Self {
            format: FORMAT,
            reason: reason.to_owned(),
            fault: RecordedFault {
                class: fault.class().to_owned(),
                handler: fault.handler.to_owned(),
                message: fault.to_string(),
                pass: evidence.failure.pass,
                at: evidence.failure.at,
            },
            for_author: report.for_author(),
            for_operator: report.for_operator(),
            worker_id: part.worker_id.clone(),
            plugin: part.plugin.clone(),
            component: part.digest.clone(),
            category: part.category,
            limits: part.limits,
            grants: part.grants.clone(),
            outputs: part.outputs.len(),
            params: part.params.clone(),
            instruments: spec.instruments.clone(),
            series: spec.series.clone(),
            calls: match &evidence.call {
                // A recording that has ended since lacks what came before the call.
                Some(call) if !tape.is_full() => tape.calls(evidence.told).chain([call.clone()]).collect(),
                _ => Vec::new(),
            },
        }
    }

    /// Reads a fault file.
    ///
    /// # Errors
    /// When it is no fault file, or one of another version.
    pub fn parse(json: &[u8]) -> Result<Self, String> {
        let file: Self = serde_json::from_slice(json).map_err(|error| format!("this is no fault file: {error}"))?;
        if file.format != FORMAT {
            return Err(format!("this fault file has format {}, this version reads {FORMAT}", file.format));
        }
        Ok(file)
    }

    /// Whether there is something to run again: a failure at a recorded call, or one before any call.
    pub fn is_replayable(&self) -> bool {
        !self.calls.is_empty() || matches!(self.fault.handler.as_str(), "instantiate" | "configure")
    }

    /// Starts and configures a fresh worker and makes every call again.
    pub fn replay(&self, source: &dyn WorkerSource) -> Replayed {
        let mut outputs = vec![f64::NAN; self.outputs];
        let started = source.spawn().and_then(|mut worker| {
            worker.common().configure(&self.params.to_string(), &self.instruments, &self.series)?;
            Ok(worker)
        });
        let mut worker = match started {
            Ok(worker) => worker,
            Err(fault) => return self.compare(None, fault),
        };
        for (index, call) in self.calls.iter().enumerate() {
            if let Err(fault) = call.play(&mut worker, &mut outputs) {
                return self.compare(Some(index), fault);
            }
        }
        Replayed::NoFault
    }

    fn compare(&self, call: Option<usize>, fault: Fault) -> Replayed {
        let RecordedFault { class, handler, message, .. } = &self.fault;
        let same = call == self.calls.len().checked_sub(1)
            && (class.as_str(), handler.as_str()) == (fault.class(), fault.handler)
            && *message == fault.to_string();
        if same { Replayed::Same } else { Replayed::Otherwise { call, fault: Box::new(fault) } }
    }
}
