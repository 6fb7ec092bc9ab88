//! A worker that is asked about many bars at once, and one that is asked bar by bar, side by side.

use std::sync::{Arc, Mutex};

use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::worker::call::{Usage, Worker};

use super::*;
use crate::data::testing::blocks_of_five;

/// What a worker was asked: how many bars at once, from which volume on.
type Asked = Arc<Mutex<Vec<(usize, i64)>>>;

/// Sums the volumes that it has seen; `ahead` bars more where it is told many at once.
struct Sum {
    sum: f64,
    ahead: usize,
    /// Fails at this volume.
    fails_at: i64,
    asked: Asked,
}

impl Worker for Sum {
    fn configure(&mut self, _: &str, _: &[Instrument], _: &[Series]) -> Result<(), Fault> {
        Ok(())
    }

    fn usage(&self) -> Usage {
        Usage::default()
    }
}

impl ContextWorker for Sum {
    fn measure(&mut self, _: Instant, bar: &Bar, _: &[f64], outputs: &mut [f64]) -> Result<(), Fault> {
        self.asked.lock().unwrap().push((1, bar.volume));
        self.sum += bar.volume as f64;
        outputs.copy_from_slice(&[bar.volume as f64, self.sum]);
        Ok(())
    }

    fn measure_slice(&mut self, bars: &[SlicedBar], rows: &mut [f64]) -> Result<(), Fault> {
        self.asked.lock().unwrap().push((bars.len(), bars[0].bar.volume));
        if bars.iter().any(|bar| bar.bar.volume == self.fails_at) {
            return Err(Fault::invalid("measure-slice", "facts", "a test"));
        }
        for (place, row) in rows.chunks_exact_mut(2).enumerate() {
            self.sum += bars[place].bar.volume as f64;
            let later = bars[(place + self.ahead).min(bars.len() - 1)].bar.volume;
            row.copy_from_slice(&[bars[place].bar.volume as f64, self.sum + (later - bars[place].bar.volume) as f64]);
        }
        Ok(())
    }
}

fn sum(ahead: usize) -> (Sum, Asked) {
    let asked = Asked::default();
    (Sum { sum: 0.0, ahead, fails_at: -1, asked: asked.clone() }, asked)
}

fn slices(length: usize, witness: Option<Sum>) -> FactSlices {
    let names = ["volume", "sum"].map(str::to_owned).to_vec();
    let witness = witness.map(|worker| FactWitness::new(Box::new(worker), names));
    FactSlices { length, outputs: 2, bars: Vec::new(), begin: 0, end: 0, next: 0, rows: Vec::new(), witness }
}

/// The facts of all bars, or what happened instead.
fn measured(slices: &mut FactSlices, worker: &mut Sum, count: usize) -> Result<Vec<[f64; 2]>, (usize, Fault)> {
    let mut all = Vec::new();
    for block in &blocks_of_five(count) {
        slices.read_ahead(block, Some(0));
        for moment in block.moments() {
            let mut facts = [f64::NAN; 2];
            let outcome = slices.measure(worker, moment.at, &moment.bars[0].bar, &mut facts);
            outcome.map_err(|fault| (all.len(), fault))?;
            all.push(facts);
        }
    }
    Ok(all)
}

const SUMS: [[f64; 2]; 8] = [[0.0, 0.0], [1.0, 1.0], [2.0, 3.0], [3.0, 6.0], [4.0, 10.0], [5.0, 15.0], [6.0, 21.0], [7.0, 28.0]];

#[test]
fn rows_are_handed_out_bar_by_bar_and_a_slice_ends_with_its_length_or_its_block() {
    for (length, expected) in [
        (1, vec![(1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (1, 7)]),
        (2, vec![(2, 0), (2, 2), (1, 4), (2, 5), (1, 7)]),
        (256, vec![(5, 0), (3, 5)]),
    ] {
        let (mut worker, asked) = sum(0);
        assert_eq!(measured(&mut slices(length, None), &mut worker, 8), Ok(SUMS.to_vec()), "{length}");
        assert_eq!(*asked.lock().unwrap(), expected, "{length}");
    }
}

#[test]
fn nobody_is_asked_before_the_first_bar_is_due() {
    let (_, asked) = sum(0);
    slices(256, None).read_ahead(&blocks_of_five(5)[0], Some(0));
    assert!(asked.lock().unwrap().is_empty());
}

#[test]
fn bars_of_another_series_are_not_told() {
    let (mut worker, asked) = sum(0);
    let mut slices = slices(256, None);
    let blocks = blocks_of_five(2);
    slices.read_ahead(&blocks[0], Some(1));
    assert!(slices.bars.is_empty());
    // Nobody has read ahead for this one, so it is asked as ever.
    let moment = blocks[0].moments().next().unwrap();
    slices.measure(&mut worker, moment.at, &moment.bars[0].bar, &mut [0.0; 2]).unwrap();
    assert_eq!(*asked.lock().unwrap(), [(1, 0)]);
}

#[test]
fn a_fault_within_a_slice_is_a_fault_at_its_first_bar() {
    let (mut worker, _) = sum(0);
    worker.fails_at = 7;
    let (bar, fault) = measured(&mut slices(2, None), &mut worker, 8).unwrap_err();
    assert_eq!((bar, fault.class()), (7, "INVALID_OUTPUT"), "the bars of the block are 5 and 6, then 7");
    let (mut worker, _) = sum(0);
    worker.fails_at = 7;
    assert_eq!(measured(&mut slices(256, None), &mut worker, 8).unwrap_err().0, 5);
}

#[test]
fn a_bar_that_is_left_out_in_the_middle_of_a_slice_is_a_defect_of_the_host() {
    let (mut worker, _) = sum(0);
    let mut slices = slices(256, None);
    let blocks = blocks_of_five(5);
    slices.read_ahead(&blocks[0], Some(0));
    let moments: Vec<_> = blocks[0].moments().collect();
    slices.measure(&mut worker, moments[0].at, &moments[0].bars[0].bar, &mut [0.0; 2]).unwrap();
    let fault = slices.measure(&mut worker, moments[2].at, &moments[2].bars[0].bar, &mut [0.0; 2]).unwrap_err();
    assert_eq!(fault.class(), "HOST");
}

#[test]
fn an_honest_worker_passes_the_check() {
    let (mut worker, _) = sum(0);
    let (second, asked) = sum(0);
    let mut slices = slices(256, Some(second));
    assert!(slices.is_checked());
    assert_eq!(measured(&mut slices, &mut worker, 8), Ok(SUMS.to_vec()));
    assert!(asked.lock().unwrap().iter().all(|(bars, _)| *bars == 1), "the witness knows no later bar");
}

#[test]
fn the_check_names_the_first_fact_that_differs() {
    let (mut worker, _) = sum(1);
    let (bar, fault) = measured(&mut slices(256, Some(sum(1).0)), &mut worker, 8).unwrap_err();
    assert_eq!(bar, 0);
    assert_eq!(fault.class(), "LOOK_AHEAD");
    assert_eq!(fault.to_string(), "LOOK_AHEAD: `sum` is 1 in a slice of bars and 0 bar by bar");
}

#[test]
fn a_worker_that_forgets_between_slices_does_not_pass_either() {
    let (mut worker, _) = sum(0);
    let mut slices = slices(256, Some(sum(0).0));
    let blocks = blocks_of_five(8);
    let mut outcomes = Vec::new();
    for block in &blocks {
        slices.read_ahead(block, Some(0));
        worker.sum = 0.0;
        for moment in block.moments() {
            outcomes.push(slices.measure(&mut worker, moment.at, &moment.bars[0].bar, &mut [0.0; 2]).is_ok());
        }
    }
    assert_eq!(outcomes[..6], [true, true, true, true, true, false]);
}
