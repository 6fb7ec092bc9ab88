//! The files of a run directory as values.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use simpletrader_contracts::Decimal;

use crate::latency::WorkerLatency;

/// A run directory that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A run that was killed on its way.
    #[error(
        "{directory}: the run did not finish: run.sqlite holds the passes that were written until then; run it again, which \
         replaces this folder", directory = directory.display()
    )]
    Unfinished {
        /// Where.
        directory: PathBuf,
    },
    /// A file is missing or unreadable.
    #[error("{path}: {source}; is this a run directory?", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not what it should be.
    #[error("{path}: {source}; was it made by another version?", path = path.display())]
    Shape {
        /// Which.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// A column of a CSV file is missing, or one of its fields is not what it should be.
    #[error("{path}, line {line}: `{column}` is missing or not what it should be; was it made by another version?", path = path.display())]
    Column {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// Which column.
        column: String,
    },
    /// `run.sqlite` cannot be read.
    #[error("run.sqlite: {0}; was it made by another version?")]
    Database(#[from] rusqlite::Error),
}

/// What the files of a run say.
#[derive(Debug, Clone, PartialEq)]
pub struct RunReading {
    /// The directory.
    pub directory: PathBuf,
    /// `summary.json`.
    pub summary: Summary,
    /// How it ended, from `run.json`.
    pub status: Status,
    /// `timing.json`; absent when somebody removed it, because nothing depends on it.
    pub timing: Option<Timing>,
}

/// `summary.json`: the fields that are shown.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Summary {
    /// The strategy link.
    pub link: String,
    /// What was traded.
    pub symbols: Vec<String>,
    /// What was assumed about fills.
    pub fill_model: String,
    /// What a fill costs.
    #[serde(default)]
    pub fee_model: String,
    /// Label of the first bar.
    pub first_bar: Option<String>,
    /// Label of the last bar.
    pub last_bar: Option<String>,
    /// Bars seen.
    pub bars: u64,
    /// Passes, replies of the venue included.
    pub passes: u64,
    /// Numbers in the parameters of the workers.
    #[serde(default)]
    pub parameters: Option<usize>,
    /// Passes over closed bars in which the strategy was still warming up and decided nothing.
    #[serde(default)]
    pub warm_up_ticks: u32,
    /// Who was asked about many bars at once; nobody in most runs.
    #[serde(default)]
    pub slices: Vec<SliceUse>,
    /// Closed trades.
    pub trades: u64,
    /// Closed trades with a positive net result.
    pub wins: u64,
    /// Fills.
    pub fills: u64,
    /// All fees.
    pub commission: Decimal,
    /// Money at the start.
    pub initial_capital: Decimal,
    /// Cash plus positions at the end.
    pub final_equity: Decimal,
    /// The highest equity of any moment, the start included.
    pub max_equity: Decimal,
    /// Final equity over initial capital, minus 1.
    pub total_return: Decimal,
    /// Deepest fall from a peak, as a fraction of the peak.
    pub max_drawdown: Decimal,
    /// The oldest trade that is still open.
    pub open_trade: Option<OpenTrade>,
    /// True when an order that is not protective still worked.
    pub pending_order_at_end: bool,
    /// What became of the signals.
    pub signals: Signals,
    /// What the calls of each worker cost.
    pub workers: Vec<WorkerCost>,
    /// What the host did about workers that failed; absent when none did.
    #[serde(default)]
    pub supervision: Option<Supervision>,
    /// The first margin call of the venue; absent when there was none.
    #[serde(default)]
    pub margin_call: Option<MarginCall>,
    /// What the operator's guardrails came to; absent when there are none.
    #[serde(default)]
    pub guardrails: Option<GuardrailFigures>,
}

/// A margin call of the venue.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct MarginCall {
    /// When.
    pub at: String,
    /// What the account was worth.
    pub equity: Decimal,
    /// What it would have had to be worth.
    pub required: Decimal,
}

/// What the operator's guardrails came to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GuardrailFigures {
    /// Orders and changes that were kept from the venue, by the rule that kept them.
    pub withheld: BTreeMap<String, u64>,
    /// What tripped the kill switch, if anything did.
    pub kill_switch: Option<KillSwitch>,
}

/// A kill switch that was tripped.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct KillSwitch {
    /// Which rule tripped it.
    pub rule: String,
    /// With which figures.
    pub reason: String,
    /// When.
    pub at: String,
    /// What was done to orders and positions.
    pub policy: String,
}

/// What the host did about workers that failed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Supervision {
    /// Faults of workers.
    pub faults: u64,
    /// How often a worker began again and went on.
    pub recoveries: u64,
    /// The worker that was quarantined.
    pub quarantined: Option<String>,
    /// The pass after which the strategy traded no more.
    pub halted_in_pass: Option<u32>,
    /// What was done with its orders and positions then.
    pub policy: Option<String>,
    /// Orders that the host withdrew.
    pub orders_cancelled: u64,
    /// Orders by which the host closed positions.
    pub closing_orders: u64,
}

/// A worker that was asked about many bars at once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SliceUse {
    /// Its id within the strategy.
    pub worker_id: String,
    /// Most bars of a slice.
    pub bars: u32,
    /// Whether each row was compared with what the worker answers bar by bar.
    pub checked: bool,
}

/// Who was asked about many bars at once in a run, in words; none where all went bar by bar. Reads `summary.json` alone, and of that
/// nothing else, so that a run can be compared whose other files somebody has changed.
///
/// # Errors
/// When the file is missing or no summary.
pub fn slices_used(directory: &Path) -> Result<Option<String>, ReadError> {
    #[derive(Deserialize)]
    struct Header {
        #[serde(default)]
        slices: Vec<SliceUse>,
    }
    read(&directory.join("summary.json")).map(|header: Header| named(&header.slices))
}

fn named(slices: &[SliceUse]) -> Option<String> {
    let who: Vec<String> = slices.iter().map(|one| format!("{} {} bars at once", one.worker_id, one.bars)).collect();
    (!who.is_empty()).then(|| who.join(", "))
}

impl Summary {
    /// Who was asked about many bars at once, and what it means for the result; none where all went bar by bar.
    pub fn slices_in_words(&self) -> Option<String> {
        let worth = match self.slices.iter().all(|one| one.checked) {
            true => "checked bar by bar",
            false => "not checked; `simpletrader verify` goes bar by bar",
        };
        named(&self.slices).map(|who| format!("{who}: {worth}"))
    }
}

/// A trade that is still open.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct OpenTrade {
    /// Label of the bar of its first fill.
    pub entry_time: String,
    /// Average entry price.
    pub entry_price: Decimal,
    /// Open quantity.
    pub qty: Decimal,
}

/// What became of the signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Signals {
    /// Published by detectors.
    pub produced: u64,
    /// Used by a directive.
    pub used: u64,
    /// Refused with a reason.
    pub refused: u64,
}

/// What the calls of a worker cost.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct WorkerCost {
    /// Its id within the strategy.
    pub worker_id: String,
    /// Calls of its handlers.
    pub calls: u64,
    /// Fuel of those calls together.
    pub fuel: u64,
    /// Fuel that half of the calls did not exceed.
    #[serde(default)]
    pub fuel_p50: u64,
    /// Fuel that 99 of 100 calls did not exceed.
    #[serde(default)]
    pub fuel_p99: u64,
    /// Fuel of the dearest call.
    pub fuel_max: u64,
    /// What one call may use.
    pub fuel_budget: u64,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Status {
    /// All data was seen.
    Finished,
    /// A worker failed.
    Failed(Failure),
    /// The venue reported a fill that the books cannot hold.
    Contradicted(Contradiction),
}

/// What the venue reported that the books cannot hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Contradiction {
    /// The anchor of the pass.
    pub at: String,
    /// What was reported, and why it cannot be.
    pub reason: String,
}

/// Which worker failed, where and how.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Failure {
    /// The worker.
    pub worker_id: String,
    /// The class of the fault.
    pub class: String,
    /// What happened.
    pub message: String,
    /// What its author should do.
    pub advice: String,
    /// Guest frames, innermost first.
    #[serde(default)]
    pub backtrace: Vec<String>,
    /// The number of the bar, when the pass was of market data.
    pub bar: Option<u32>,
    /// The label of that bar.
    pub bar_label: Option<String>,
    /// The anchor of the pass.
    pub at: String,
}

/// `timing.json`: wall-clock figures of the machine that made the run.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Timing {
    /// From the first bar to the last.
    pub seconds: f64,
    /// How long the calls of each worker took, in run order; empty where that was not measured.
    #[serde(default)]
    pub workers: Vec<WorkerLatency>,
}

impl RunReading {
    /// Reads a run directory.
    ///
    /// # Errors
    /// When the run did not finish, or `summary.json` or `run.json` is missing or not of the expected shape.
    pub fn open(directory: &Path) -> Result<Self, ReadError> {
        // `run.json` is the last of the files that a run needs.
        if directory.join("run.sqlite").exists() && !directory.join("run.json").exists() {
            return Err(ReadError::Unfinished { directory: directory.to_owned() });
        }
        let timing_file = directory.join("timing.json");
        Ok(Self {
            directory: directory.to_owned(),
            summary: read(&directory.join("summary.json"))?,
            status: read(&directory.join("run.json"))?,
            timing: if timing_file.exists() { Some(read(&timing_file)?) } else { None },
        })
    }
}

pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, ReadError> {
    let text = fs::read(path).map_err(|source| ReadError::File { path: path.to_owned(), source })?;
    serde_json::from_slice(&text).map_err(|source| ReadError::Shape { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    // mission: 79 (partly)
    #[test]
    fn a_run_that_was_killed_is_not_taken_for_a_result() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("run.sqlite"), "").unwrap();
        let error = RunReading::open(folder.path()).unwrap_err();
        assert!(error.to_string().contains("the run did not finish"), "{error}");
        fs::write(folder.path().join("run.json"), "{\"status\": \"finished\"}").unwrap();
        assert!(matches!(RunReading::open(folder.path()), Err(ReadError::File { .. })), "something else is missing now");
    }
}
