//! The slices of a detector: what it says at each of the passes whose facts are known ahead.

use std::collections::VecDeque;

use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::SignalDraft;
use simpletrader_contracts::worker::call::{Disposition, SignalDetector, SlicedSignals};
use simpletrader_contracts::worker::{AnyWorker, Fault};

use super::witness::{SignalWitness, differs};
use super::{Column, FactSlices};

/// What a detector has answered about passes, some of which lie ahead.
pub(crate) struct SignalSlices {
    /// Most passes of a slice.
    length: usize,
    /// Where its inputs come from.
    columns: Vec<Column>,
    /// The passes of the slice.
    at: Vec<Instant>,
    /// The inputs of each of them.
    inputs: Vec<f64>,
    /// The next of them.
    next: usize,
    /// What should happen at those that are left, where it is not to go on.
    said: VecDeque<SlicedSignals>,
    witness: Option<SignalWitness>,
}

impl SignalSlices {
    /// Nothing is known yet. A `second` instance of the worker checks each answer.
    pub fn new(length: usize, columns: Vec<Column>, second: Option<AnyWorker>) -> Self {
        let witness = match second {
            Some(AnyWorker::Detector(worker)) => Some(SignalWitness::new(worker)),
            _ => None,
        };
        Self { length, columns, at: Vec::new(), inputs: Vec::new(), next: 0, said: VecDeque::new(), witness }
    }

    /// Most passes of a slice.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Whether each answer is compared with what the worker answers pass by pass.
    pub fn is_checked(&self) -> bool {
        self.witness.is_some()
    }

    /// Whether its slice is at its end. Then [`look_ahead`](Self::look_ahead) comes before the next answer.
    pub fn is_at_its_end(&self) -> bool {
        self.next == self.at.len()
    }

    /// Another block of moments begins. A pass of the slice that did not come stays: it has to be told.
    pub fn begin_block(&mut self) {
        if self.is_at_its_end() {
            self.forget();
        }
    }

    fn forget(&mut self) {
        self.at.clear();
        self.inputs.clear();
        self.said.clear();
        self.next = 0;
    }

    /// Takes over what is known of the pass of this instant and of those ahead of it; nothing where a fact of this pass was in no
    /// slice. `facts` finds the slices of a context worker.
    pub fn look_ahead<'a>(&mut self, at: Instant, facts: impl Fn(usize) -> Option<&'a FactSlices>) {
        self.forget();
        let source = |column: &Column| column.and_then(|(worker, fact)| Some((facts(worker)?, fact)));
        let known = self.columns.iter().filter_map(source).map(|(slices, _)| slices.known_from(at));
        let Some(shortest) = known.min_by_key(|known| known.len()) else { return };
        self.at.extend(shortest.iter().take(self.length).map(|bar| bar.at));
        let width = self.columns.len();
        self.inputs.resize(self.at.len().saturating_mul(width), f64::NAN);
        for (place, column) in self.columns.iter().enumerate() {
            let Some((slices, fact)) = source(column) else { continue };
            let inputs = self.inputs.iter_mut().skip(place).step_by(width);
            inputs.zip(slices.column(fact)).for_each(|(input, fact)| *input = fact);
        }
    }

    /// What the detector says at this pass, from the slice that it is in.
    ///
    /// # Errors
    /// When the worker fails over a slice, at its first pass; when it has answered for a pass at which nobody asked it; and when a
    /// checked answer is not what the worker answers pass by pass.
    pub fn detect(
        &mut self,
        worker: &mut dyn SignalDetector,
        at: Instant,
        inputs: &[f64],
    ) -> Result<Disposition<SignalDraft>, Fault> {
        let Some(&next) = self.at.get(self.next) else {
            // Nobody has read ahead.
            return worker.detect(at, inputs);
        };
        if next != at {
            let pass = format!("the pass of {next}");
            return Err(differs("detect-slice", pass, "one that it has answered for", "one that had ended before its turn"));
        }
        if self.next == 0 {
            self.said = worker.detect_slice(&self.at, &self.inputs)?.into();
        }
        let answer = match self.said.pop_front_if(|(place, _)| *place == self.next) {
            Some((_, answer)) => answer,
            None => Disposition::Proceed,
        };
        self.next += 1;
        if let Some(witness) = &mut self.witness {
            witness.compare(at, inputs, &answer)?;
        }
        Ok(answer)
    }
}

#[cfg(test)]
#[path = "signal_tests.rs"]
mod tests;
