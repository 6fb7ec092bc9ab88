//! A detector that is asked about many passes at once, and context workers before it.

use std::sync::{Arc, Mutex};

use simpletrader_contracts::Label;
use simpletrader_contracts::market::{Bar, Instrument, InstrumentRef, Series};
use simpletrader_contracts::terms::Direction;
use simpletrader_contracts::worker::call::{ContextWorker, Usage, Worker};
use simpletrader_contracts::worker::{FaultKind, Limit};

use super::*;
use crate::data::Block;
use crate::data::testing::blocks_of_five;

/// How many passes a worker was asked about, and the first input of the first.
type Asked = Arc<Mutex<Vec<(usize, f64)>>>;

/// Says so at every third input; one pass early where it is told many at once.
struct Thirds {
    is_early: bool,
    /// Fails at this input.
    fails_at: f64,
    asked: Asked,
}

fn signal() -> SignalDraft {
    let signal_type = Label::new("THIRD").unwrap();
    SignalDraft { instrument: InstrumentRef(0), direction: Direction::Long, signal_type, confidence: None }
}

impl Thirds {
    fn say(&self, input: f64) -> Result<Disposition<SignalDraft>, Fault> {
        if input == self.fails_at {
            return Err(Fault::new("detect", FaultKind::Limit(Limit::Fuel { budget: 1 })));
        }
        let is_third = input % 3.0 == 0.0;
        Ok(if is_third { Disposition::Publish(vec![signal()]) } else { Disposition::Proceed })
    }
}

impl Worker for Thirds {
    fn configure(&mut self, _: &str, _: &[Instrument], _: &[Series]) -> Result<(), Fault> {
        Ok(())
    }

    fn usage(&self) -> Usage {
        Usage::default()
    }
}

impl SignalDetector for Thirds {
    fn detect(&mut self, _: Instant, inputs: &[f64]) -> Result<Disposition<SignalDraft>, Fault> {
        self.asked.lock().unwrap().push((1, inputs[0]));
        self.say(inputs[0])
    }

    fn detect_slice(&mut self, at: &[Instant], inputs: &[f64]) -> Result<Vec<SlicedSignals>, Fault> {
        let width = inputs.len() / at.len();
        self.asked.lock().unwrap().push((at.len(), inputs[0]));
        let ahead = f64::from(u8::from(self.is_early));
        let mut said = Vec::new();
        for (place, row) in inputs.chunks_exact(width).enumerate() {
            match self.say(row[0] + ahead)? {
                Disposition::Proceed => {}
                other => said.push((place, other)),
            }
        }
        Ok(said)
    }
}

/// Measures the volume, which counts the bars from 0.
struct Volume;

impl Worker for Volume {
    fn configure(&mut self, _: &str, _: &[Instrument], _: &[Series]) -> Result<(), Fault> {
        Ok(())
    }

    fn usage(&self) -> Usage {
        Usage::default()
    }
}

impl ContextWorker for Volume {
    fn measure(&mut self, _: Instant, bar: &Bar, _: &[f64], outputs: &mut [f64]) -> Result<(), Fault> {
        outputs.copy_from_slice(&[-1.0, bar.volume as f64]);
        Ok(())
    }
}

/// One detector behind two context workers, of which it takes the second fact, and an input that nobody produces.
struct Team {
    facts: [FactSlices; 2],
    signals: SignalSlices,
    thirds: Thirds,
}

fn team(lengths: [usize; 3], thirds: Thirds, second: Option<Thirds>) -> Team {
    let names = ["nothing", "volume"].map(str::to_owned);
    let facts = [lengths[0], lengths[1]].map(|length| FactSlices::new(length, &names, None));
    let second = second.map(|worker| AnyWorker::Detector(Box::new(worker)));
    let signals = SignalSlices::new(lengths[2], vec![Some((0, 1)), None, Some((1, 1))], second);
    Team { facts, signals, thirds }
}

fn thirds() -> Thirds {
    Thirds { is_early: false, fails_at: f64::NAN, asked: Asked::default() }
}

impl Team {
    fn read_ahead(&mut self, block: &Block) {
        self.facts.iter_mut().for_each(|facts| facts.read_ahead(block, Some(0)));
        self.signals.begin_block();
    }

    /// One pass, as the coordinator goes through it.
    fn pass(&mut self, at: Instant, bar: &Bar) -> Result<bool, Fault> {
        let mut inputs = [f64::NAN; 3];
        for (facts, input) in self.facts.iter_mut().zip([0, 2]) {
            let mut row = [0.0; 2];
            facts.measure(&mut Volume, at, bar, &mut row)?;
            inputs[input] = row[1];
        }
        if self.signals.is_at_its_end() {
            let facts = &self.facts;
            self.signals.look_ahead(at, |worker| facts.get(worker));
        }
        let answer = self.signals.detect(&mut self.thirds, at, &inputs)?;
        Ok(answer != Disposition::Proceed)
    }

    /// At which of so many passes, in blocks of five, there was a signal; or what happened instead.
    fn run(&mut self, count: usize) -> Result<Vec<usize>, (usize, Fault)> {
        let (mut passes, mut said) = (0, Vec::new());
        for block in blocks_of_five(count) {
            self.read_ahead(&block);
            for moment in block.moments() {
                if self.pass(moment.at, &moment.bars[0].bar).map_err(|fault| (passes, fault))? {
                    said.push(passes);
                }
                passes += 1;
            }
        }
        Ok(said)
    }

    fn asked(&self) -> Vec<(usize, f64)> {
        self.thirds.asked.lock().unwrap().clone()
    }
}

#[test]
fn answers_are_handed_out_pass_by_pass_and_a_slice_ends_with_the_facts_that_are_known() {
    for (lengths, asked) in [
        ([256, 256, 256], vec![(5, 0.0), (3, 5.0)]),
        ([256, 256, 2], vec![(2, 0.0), (2, 2.0), (1, 4.0), (2, 5.0), (1, 7.0)]),
        ([3, 256, 256], vec![(3, 0.0), (2, 3.0), (3, 5.0)]),
        ([3, 2, 256], vec![(2, 0.0), (1, 2.0), (1, 3.0), (1, 4.0), (2, 5.0), (1, 7.0)]),
    ] {
        let mut team = team(lengths, thirds(), None);
        assert_eq!(team.run(8), Ok(vec![0, 3, 6]), "{lengths:?}");
        assert_eq!(team.asked(), asked, "{lengths:?}");
    }
}

#[test]
fn a_pass_of_which_nobody_has_read_ahead_is_asked_about_as_ever() {
    let mut team = team([4, 4, 4], thirds(), None);
    let blocks = blocks_of_five(2);
    for moment in blocks[0].moments() {
        team.pass(moment.at, &moment.bars[0].bar).unwrap();
    }
    assert_eq!(team.asked(), [(1, 0.0), (1, 1.0)]);
}

#[test]
fn a_fault_within_a_slice_is_a_fault_at_its_first_pass() {
    let failing = Thirds { fails_at: 7.0, ..thirds() };
    let (pass, fault) = team([256, 256, 256], failing, None).run(8).unwrap_err();
    assert_eq!((pass, fault.class()), (5, "OUT_OF_FUEL"));
}

#[test]
fn an_honest_detector_passes_the_check() {
    let mut team = team([256, 256, 256], thirds(), Some(thirds()));
    assert!(team.signals.is_checked());
    assert_eq!(team.run(8), Ok(vec![0, 3, 6]));
}

#[test]
fn the_check_names_what_is_said_too_early() {
    let early = Thirds { is_early: true, ..thirds() };
    let (pass, fault) = team([256, 256, 256], early, Some(thirds())).run(8).unwrap_err();
    assert_eq!(pass, 0);
    assert_eq!(fault.to_string(), "LOOK_AHEAD: `signals` is no signal in a slice of bars and THIRD bar by bar");
}

#[test]
fn a_pass_that_ended_before_the_detector_was_asked_is_told_at_the_next() {
    let mut team = team([256, 256, 256], thirds(), None);
    let blocks = blocks_of_five(7);
    team.read_ahead(&blocks[0]);
    let moments: Vec<_> = blocks[0].moments().collect();
    for moment in &moments[..2] {
        team.pass(moment.at, &moment.bars[0].bar).unwrap();
    }
    // Somebody ended the third.
    for facts in &mut team.facts {
        facts.measure(&mut Volume, moments[2].at, &moments[2].bars[0].bar, &mut [0.0; 2]).unwrap();
    }
    let fault = team.pass(moments[3].at, &moments[3].bars[0].bar).unwrap_err();
    assert_eq!(fault.class(), "LOOK_AHEAD");
    assert!(fault.to_string().contains("the pass of 2024-01-01T00:03:00Z"), "{fault}");
    // It is not forgotten with the block either.
    team.read_ahead(&blocks[1]);
    let first = blocks[1].moments().next().unwrap();
    assert_eq!(team.pass(first.at, &first.bars[0].bar).unwrap_err().class(), "LOOK_AHEAD");
}
