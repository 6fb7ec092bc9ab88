//! Three strikes and out: counts the faults of one worker and says what follows.

use std::collections::VecDeque;

use simpletrader_config::build_spec::ReplayTerms;
use simpletrader_contracts::worker::Fault;

use super::RecordedCall;
use crate::strategy::WorkerFailure;

/// What follows a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The worker is silent, then begins again.
    BackOff {
        /// The faults that count, this one included.
        strikes: u32,
        /// The first pass in which it is called again.
        until: u32,
    },
    /// It was one too many.
    Quarantine {
        /// The faults that count, this one included.
        strikes: u32,
    },
}

/// How a worker came to fail, kept for the fault file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Evidence {
    /// How many calls of the tape it had been told by then.
    pub told: usize,
    /// The call that failed; none when the tape had ended.
    pub call: Option<RecordedCall>,
    /// What happened.
    pub failure: WorkerFailure,
}

impl Evidence {
    /// The fault.
    pub fn fault(&self) -> &Fault {
        &self.failure.fault
    }
}

/// The faults of one worker that still count, oldest first, each with its pass.
#[derive(Debug, Default)]
pub(crate) struct Strikes {
    counted: VecDeque<(u32, Evidence)>,
}

impl Strikes {
    /// Counts a fault in this pass. Those that lie a whole window back are forgotten.
    pub fn count(&mut self, pass: u32, evidence: Evidence, terms: &ReplayTerms) -> Verdict {
        while self.counted.front().is_some_and(|(counted, _)| pass.saturating_sub(*counted) >= terms.window) {
            self.counted.pop_front();
        }
        self.counted.push_back((pass, evidence));
        let strikes = u32::try_from(self.counted.len()).unwrap_or(u32::MAX);
        if strikes >= terms.strikes {
            return Verdict::Quarantine { strikes };
        }
        Verdict::BackOff { strikes, until: pass.saturating_add(1).saturating_add(terms.silence(strikes)) }
    }

    /// The oldest fault that counts.
    pub fn first(&self) -> Option<&Evidence> {
        self.counted.front().map(|(_, evidence)| evidence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_contracts::Instant;
    use simpletrader_contracts::terms::OriginType;
    use simpletrader_contracts::worker::{FaultKind, Limit};

    fn evidence(told: usize) -> Evidence {
        let fault = Fault::new("measure", FaultKind::Limit(Limit::Fuel { budget: 1 }));
        let failure = WorkerFailure {
            worker: 0,
            worker_id: "w".into(),
            pass: 0,
            at: Instant::default(),
            trigger: OriginType::Tick,
            bar: None,
            fault,
        };
        Evidence { told, call: None, failure }
    }

    const TERMS: ReplayTerms = ReplayTerms { strikes: 3, window: 100, backoff: 10 };

    #[test]
    fn the_backoff_doubles_and_the_last_strike_is_quarantine() {
        let mut strikes = Strikes::default();
        assert_eq!(strikes.count(5, evidence(1), &TERMS), Verdict::BackOff { strikes: 1, until: 16 });
        assert_eq!(strikes.count(16, evidence(2), &TERMS), Verdict::BackOff { strikes: 2, until: 37 });
        assert_eq!(strikes.count(37, evidence(3), &TERMS), Verdict::Quarantine { strikes: 3 });
        assert_eq!(strikes.first().unwrap().told, 1, "the first failing event is the one to keep");
    }

    #[test]
    fn a_fault_is_forgotten_when_it_lies_a_window_back() {
        let mut strikes = Strikes::default();
        strikes.count(0, evidence(1), &TERMS);
        strikes.count(50, evidence(2), &TERMS);
        assert_eq!(strikes.count(100, evidence(3), &TERMS), Verdict::BackOff { strikes: 2, until: 121 });
        assert_eq!(strikes.first().unwrap().told, 2);
        assert_eq!(strikes.count(149, evidence(4), &TERMS), Verdict::Quarantine { strikes: 3 });
    }

    #[test]
    fn with_one_strike_the_first_fault_is_the_last() {
        let terms = ReplayTerms { strikes: 1, ..TERMS };
        assert_eq!(Strikes::default().count(9, evidence(0), &terms), Verdict::Quarantine { strikes: 1 });
    }

    #[test]
    fn the_last_pass_there_is_does_not_overflow() {
        let verdict = Strikes::default().count(u32::MAX, evidence(0), &TERMS);
        assert_eq!(verdict, Verdict::BackOff { strikes: 1, until: u32::MAX });
    }
}
