//! Slices: a worker that the operation trusts is asked once about everything that was read ahead, and what it answered is published
//! pass by pass.
//!
//! [`Slices`] stands between the flow coordinator and such a worker. When a block of moments comes, [`FactSlices`] picks the bars of
//! a context worker's series; at the first of them it asks for as many as were granted, keeps the rows, and hands out one in each
//! pass. [`SignalSlices`] does the same for a detector that looks at nothing but such rows. Nothing else knows of it: phases,
//! wiring, facts and journal are those of a run bar by bar, and so is what comes out.
//!
//! Decisions:
//!
//! * **A slice is never the truth.** It lets a worker see bars that lie ahead of the pass. Under [`Slicing::Checked`] a second
//!   instance of the worker is asked bar by bar beside it, and the first difference is the worker's fault; `verify` asks all
//!   workers bar by bar.
//! * **A slice is asked for when its first bar is due**, and not when the bars are read, so a fault in it has a pass, and a
//!   strategy that trades no more asks for nothing.
//! * **A fault within a slice is a fault at its first bar.** Going back to bar by bar would need every bar that the worker was ever
//!   told; whoever wants to know the bar runs without slices.
//! * **A slice ends with the block of moments at the latest**, so no second buffer of the data is needed. Which bars a block holds
//!   depends on the data alone.
//! * **A detector's slice ends where the facts end that it looks at**, so it never waits for anybody. It is of passes, not of bars;
//!   therefore the strategy watches one series, of which every pass has a bar.

mod facts;
mod signals;
mod witness;

use serde::Serialize;
use simpletrader_config::build_spec::{InputSource, Recovery, StrategyBuildSpec, WorkerBuildSpec};
use simpletrader_contracts::worker::{AnyWorker, Category};

pub(crate) use facts::FactSlices;
pub(crate) use signals::SignalSlices;

use crate::data::Block;

/// Whether the slices that an operation grants are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Slicing {
    /// Every worker is asked as it was granted.
    #[default]
    AsGranted,
    /// As granted, and a second instance of each such worker is asked bar by bar. A difference is a fault of the class LOOK_AHEAD.
    Checked,
    /// Every worker is asked bar by bar, whatever was granted.
    BarByBar,
}

/// How a worker was asked for slices: part of the header of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SliceUse {
    /// The worker's id within the strategy.
    pub worker_id: String,
    /// Most bars of a slice.
    pub bars: u32,
    /// Whether each row was compared with what the worker answers bar by bar.
    pub checked: bool,
}

/// The slices of one worker.
pub(crate) enum Slices {
    /// A context worker's.
    Facts(FactSlices),
    /// A detector's.
    Signals(SignalSlices),
}

impl Slices {
    /// Slices of a worker with this spec; none if it is granted none. A `second` instance of it checks each answer.
    pub fn of(part: &WorkerBuildSpec, spec: &StrategyBuildSpec, second: Option<AnyWorker>) -> Option<Self> {
        let length = usize::try_from(part.grants.slices?).unwrap_or(usize::MAX).max(1);
        match part.category {
            Category::ContextWorker => Some(Self::Facts(FactSlices::new(length, &part.output_names, second))),
            Category::SignalDetector => Some(Self::Signals(SignalSlices::new(length, columns(part, spec), second))),
            _ => None,
        }
    }

    /// Most bars of a slice.
    pub fn length(&self) -> u32 {
        let length = match self {
            Self::Facts(slices) => slices.length(),
            Self::Signals(slices) => slices.length(),
        };
        u32::try_from(length).unwrap_or(u32::MAX)
    }

    /// Whether each answer is compared with what the worker answers bar by bar.
    pub fn is_checked(&self) -> bool {
        match self {
            Self::Facts(slices) => slices.is_checked(),
            Self::Signals(slices) => slices.is_checked(),
        }
    }

    /// The moments that come next. What is left of those before is forgotten.
    pub fn read_ahead(&mut self, block: &Block, series: Option<u32>) {
        match self {
            Self::Facts(slices) => slices.read_ahead(block, series),
            Self::Signals(slices) => slices.begin_block(),
        }
    }
}

/// Where an input of a detector comes from: a context worker, by index, and which of its facts. None for one that nobody produces.
pub(crate) type Column = Option<(usize, usize)>;

fn columns(part: &WorkerBuildSpec, spec: &StrategyBuildSpec) -> Vec<Column> {
    let column = |input: &InputSource| {
        let InputSource::Fact(slot) = input else { return None };
        let owner = spec.workers.iter().position(|worker| worker.outputs.contains(slot))?;
        Some((owner, slot - spec.workers.get(owner)?.outputs.start))
    };
    part.inputs.iter().map(column).collect()
}

/// Whether a worker is to be asked for slices.
///
/// # Errors
/// When the build spec grants slices where nobody may be granted them.
pub(crate) fn are_used(part: &WorkerBuildSpec, spec: &StrategyBuildSpec, slicing: Slicing) -> Result<bool, String> {
    if part.grants.slices.is_none() {
        return Ok(false);
    }
    let is_told_only_what_is_known_ahead = match part.category {
        Category::ContextWorker => part.inputs.is_empty() && part.series.is_some(),
        Category::SignalDetector => {
            let is_sliced =
                |column: &(usize, usize)| spec.workers.get(column.0).is_some_and(|worker| worker.grants.slices.is_some());
            let are_facts = part.inputs.iter().all(|input| matches!(input, InputSource::Fact(_) | InputSource::Absent));
            let columns: Vec<_> = columns(part, spec).into_iter().flatten().collect();
            are_facts && !columns.is_empty() && columns.iter().all(is_sliced) && spec.series.len() == 1
        }
        _ => false,
    };
    if !is_told_only_what_is_known_ahead || part.grants.leaves_remarks() || part.grants.market_window.is_some() {
        return Err(format!("`{}` is granted slices and depends on more than the bars of its series", part.worker_id));
    }
    if matches!(spec.on_fault.recovery, Recovery::Replay(_)) {
        return Err(format!("`{}` is granted slices and may begin again in the middle of one", part.worker_id));
    }
    Ok(slicing != Slicing::BarByBar)
}
