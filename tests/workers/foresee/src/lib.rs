//! Signals which of two numbers is above, when that changes; told of many passes at once, it signals changes that are still to come. For
//! tests that a host which grants slices finds such a detector out.

use simpletrader_sdk::guest::bindings::exports::simpletrader::worker::detector_slice;
use simpletrader_sdk::guest::bindings::simpletrader::worker::{decisions, types as wire};
use simpletrader_sdk::prelude::*;

/// How many passes it would like to know in advance.
const AHEAD: usize = 5;

const SIGNAL_TYPE: &str = "CROSSED";

fields! {
    /// What is compared.
    pub struct Pair {
        /// The number that crosses.
        pub fast,
        /// The number that is crossed.
        pub slow,
    }
}

/// The worker.
pub struct Foresee {
    last: Option<Direction>,
}

impl Worker for Foresee {
    const ABOUT: About = About::new("test", "foresee", env!("CARGO_PKG_VERSION"), "Foresee");
    type Params = NoParams;

    fn configure(_: NoParams, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { last: None })
    }
}

impl SignalDetector for Foresee {
    type Inputs = Pair;

    fn detect(&mut self, _: Instant, pair: &Pair) -> Result<Disposition<Signal>, WorkerError> {
        let Some(direction) = side_of(pair.fast, pair.slow).filter(|side| self.last != Some(*side)) else {
            return Ok(Disposition::Proceed);
        };
        self.last = Some(direction);
        let signal_type = Label::new(SIGNAL_TYPE)?;
        Ok(Disposition::Publish(vec![Signal { instrument: InstrumentRef(0), direction, signal_type, confidence: None }]))
    }
}

fn side_of(fast: f64, slow: f64) -> Option<Direction> {
    match fast.partial_cmp(&slow)? {
        std::cmp::Ordering::Greater => Some(Direction::Long),
        std::cmp::Ordering::Less => Some(Direction::Short),
        std::cmp::Ordering::Equal => None,
    }
}

export_worker!(detector Foresee);

/// What the SDK's own macro would have made of `detect`, but for the cheating. It begins every slice as if it had signalled nothing
/// yet; a signal too many is what a cheat can live with.
pub struct Ahead;

impl detector_slice::Guest for Ahead {
    fn detect_slice(at: Vec<i64>, inputs: Vec<f64>) -> Result<Vec<(u32, detector_slice::Interruption)>, wire::WorkerError> {
        let pairs: Vec<&[f64]> = inputs.chunks_exact(2).collect();
        let (mut said, mut last) = (Vec::new(), None);
        for place in 0..at.len() {
            let pair = pairs.get(place + AHEAD).or(pairs.last());
            let Some([fast, slow]) = pair.copied() else { continue };
            let Some(side) = side_of(*fast, *slow).filter(|side| last != Some(*side)) else { continue };
            last = Some(side);
            said.push((place as u32, detector_slice::Interruption::Publish(vec![signal(side)])));
        }
        Ok(said)
    }
}

fn signal(side: Direction) -> decisions::Signal {
    let direction = match side {
        Direction::Long => wire::Direction::Long,
        Direction::Short => wire::Direction::Short,
    };
    decisions::Signal { instrument: 0, direction, signal_type: SIGNAL_TYPE.to_owned(), confidence: None }
}

#[cfg(target_arch = "wasm32")]
simpletrader_sdk::__export_simpletrader_worker_detector_slice_0_1_0_cabi!(
    Ahead with_types_in simpletrader_sdk::guest::bindings::exports::simpletrader::worker::detector_slice
);
