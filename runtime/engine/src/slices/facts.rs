//! The slices of a context worker: rows of facts, one for each bar that was read ahead.

use simpletrader_contracts::Instant;
use simpletrader_contracts::market::Bar;
use simpletrader_contracts::worker::call::{ContextWorker, SlicedBar};
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind};

use super::witness::FactWitness;
use crate::data::Block;

/// What a context worker has answered about bars, some of which lie ahead.
pub(crate) struct FactSlices {
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
    witness: Option<FactWitness>,
}

impl FactSlices {
    /// Nothing is known yet. A `second` instance of the worker checks each row.
    pub fn new(length: usize, output_names: &[String], second: Option<AnyWorker>) -> Self {
        let witness = match second {
            Some(AnyWorker::Context(worker)) => Some(FactWitness::new(worker, output_names.to_vec())),
            _ => None,
        };
        let outputs = output_names.len();
        Self { length, outputs, bars: Vec::new(), begin: 0, end: 0, next: 0, rows: Vec::new(), witness }
    }

    /// Most bars of a slice.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Whether each row is compared with what the worker answers bar by bar.
    pub fn is_checked(&self) -> bool {
        self.witness.is_some()
    }

    /// The moments that come next. What is left of those before is forgotten.
    pub fn read_ahead(&mut self, block: &Block, series: Option<u32>) {
        self.bars.clear();
        (self.begin, self.end, self.next) = (0, 0, 0);
        for moment in block.moments() {
            let of_series = moment.bars.iter().find(|closed| Some(closed.bar.series.0) == series);
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

    /// The bars whose facts are known: the one that was measured last, if its pass is of this instant, and those ahead of it.
    pub fn known_from(&self, at: Instant) -> &[SlicedBar] {
        let known = self.bars.get(self.next.saturating_sub(1)..self.end).unwrap_or_default();
        if known.first().is_some_and(|first| first.at == at) { known } else { &[] }
    }

    /// One fact of the bar that was measured last and of each ahead of it.
    pub fn column(&self, fact: usize) -> impl Iterator<Item = f64> {
        let first = self.next.saturating_sub(1).saturating_sub(self.begin);
        self.rows.chunks_exact(self.outputs.max(1)).skip(first).map(move |row| row.get(fact).copied().unwrap_or(f64::NAN))
    }
}

/// A bar was left out in the middle of a slice: the engine's own defect.
fn out_of_step(at: Instant) -> Fault {
    Fault::new("measure-slice", FaultKind::Host { message: format!("the bar of {at} is not the next one of its slice") })
}

#[cfg(test)]
#[path = "fact_tests.rs"]
mod tests;
