//! Slices: a context worker that the operation trusts is asked once about all bars that were read ahead, and what it answered is
//! published bar by bar.
//!
//! [`Slices`] stands between the flow coordinator and such a worker. When a block of moments comes, it picks the bars of the
//! worker's series; at the first of them it asks for as many as were granted, keeps the rows, and hands out one in each pass.
//! Nothing else knows of it: phases, wiring, facts and journal are those of a run bar by bar, and so is what comes out.
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

mod witness;

use serde::Serialize;
use simpletrader_config::build_spec::{Recovery, StrategyBuildSpec, WorkerBuildSpec};
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::Bar;
use simpletrader_contracts::worker::call::{ContextWorker, SlicedBar};
use simpletrader_contracts::worker::{AnyWorker, Category, Fault, FaultKind};

use crate::data::Block;
use witness::Witness;

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
pub(crate) struct Slices {
    /// Most bars of a slice.
    length: usize,
    /// Facts of a bar.
    outputs: usize,
    /// The bars of the worker's series in the block that the strategy is in.
    bars: Vec<SlicedBar>,
    /// Which of them the worker was asked about last.
    begin: usize,
    end: usize,
    /// The next of them.
    next: usize,
    /// What the worker answered about the bars from `begin` to `end`.
    rows: Vec<f64>,
    witness: Option<Witness>,
}

/// Whether a worker is to be asked for slices.
///
/// # Errors
/// When the build spec grants slices where nobody may be granted them.
pub(crate) fn are_used(part: &WorkerBuildSpec, spec: &StrategyBuildSpec, slicing: Slicing) -> Result<bool, String> {
    if part.grants.slices.is_none() {
        return Ok(false);
    }
    let measures_bars_alone = part.category == Category::ContextWorker && part.inputs.is_empty() && part.series.is_some();
    if !measures_bars_alone || part.grants.leaves_remarks() || part.grants.market_window.is_some() {
        return Err(format!("`{}` is granted slices and depends on more than the bars of its series", part.worker_id));
    }
    if matches!(spec.on_fault.recovery, Recovery::Replay(_)) {
        return Err(format!("`{}` is granted slices and may begin again in the middle of one", part.worker_id));
    }
    Ok(slicing != Slicing::BarByBar)
}

impl Slices {
    /// Slices of a worker with this spec; none if it is granted none. A `second` instance of it checks each row.
    pub fn of(part: &WorkerBuildSpec, second: Option<AnyWorker>) -> Option<Self> {
        let length = usize::try_from(part.grants.slices?).unwrap_or(usize::MAX).max(1);
        let witness = match second {
            Some(AnyWorker::Context(worker)) => Some(Witness::new(worker, part.output_names.clone())),
            _ => None,
        };
        Some(Self { length, outputs: part.outputs.len(), bars: Vec::new(), begin: 0, end: 0, next: 0, rows: Vec::new(), witness })
    }

    /// Most bars of a slice.
    pub fn length(&self) -> u32 {
        u32::try_from(self.length).unwrap_or(u32::MAX)
    }

    /// Whether each row is compared with what the worker answers bar by bar.
    pub fn is_checked(&self) -> bool {
        self.witness.is_some()
    }

    /// The moments that come next. What is left of those before is forgotten.
    pub fn read_ahead(&mut self, block: &Block, series: u32) {
        self.bars.clear();
        (self.begin, self.end, self.next) = (0, 0, 0);
        for moment in block.moments() {
            let of_series = moment.bars.iter().find(|closed| closed.bar.series.0 == series);
            self.bars.extend(of_series.map(|closed| SlicedBar { at: moment.at, bar: closed.bar }));
        }
    }

    /// The facts of the bar of this pass, from the slice that it is in.
    ///
    /// # Errors
    /// When the worker fails over a slice, at its first bar; and when a checked row is not what the worker answers bar by bar.
    pub fn measure(&mut self, worker: &mut dyn ContextWorker, at: Instant, bar: &Bar, facts: &mut [f64]) -> Result<(), Fault> {
        if self.next == self.end {
            if self.bars.get(self.next).is_none_or(|next| next.at != at) {
                // Nobody has read ahead.
                return worker.measure(at, bar, &[], facts);
            }
            self.ask(worker)?;
        }
        let row = (self.next - self.begin).saturating_mul(self.outputs);
        let row = self.rows.get(row..row.saturating_add(self.outputs));
        match (self.bars.get(self.next), row) {
            (Some(next), Some(row)) if next.at == at && row.len() == facts.len() => facts.copy_from_slice(row),
            _ => return Err(out_of_step(at)),
        }
        self.next += 1;
        match &mut self.witness {
            Some(witness) => witness.compare(at, bar, facts),
            None => Ok(()),
        }
    }

    /// Asks about the bars from the next one on.
    fn ask(&mut self, worker: &mut dyn ContextWorker) -> Result<(), Fault> {
        self.begin = self.next;
        let end = self.begin.saturating_add(self.length).min(self.bars.len());
        let bars = self.bars.get(self.begin..end).unwrap_or_default();
        self.rows.clear();
        self.rows.resize(bars.len().saturating_mul(self.outputs), f64::NAN);
        worker.measure_slice(bars, &mut self.rows)?;
        self.end = end;
        Ok(())
    }
}

/// A bar was left out in the middle of a slice: the engine's own defect.
fn out_of_step(at: Instant) -> Fault {
    Fault::new("measure-slice", FaultKind::Host { message: format!("the bar of {at} is not the next one of its slice") })
}

#[cfg(test)]
mod tests;
