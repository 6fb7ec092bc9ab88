//! The state of supervision: who is silent until when, who has failed how often, and whether the strategy was halted.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;
use simpletrader_config::build_spec::ReplayTerms;
use simpletrader_contracts::ledger::{GroupRef, OrderRef};
use simpletrader_contracts::terms::FaultPolicy;
use simpletrader_contracts::worker::call::Usage;
use simpletrader_contracts::worker::{FaultReport, FuelSpread, WorkerSource};

use super::strikes::Strikes;
use super::{Evidence, FaultFile, Verdict};
use crate::execution::DueTimer;
use crate::strategy::WorkerFailure;

/// What supervision came to, for the summary of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct SupervisionSummary {
    /// Faults of workers, those while a worker began again included.
    pub faults: u64,
    /// How often a worker began again and went on.
    pub recoveries: u64,
    /// Calls that workers were told again on the way.
    pub calls_told_again: u64,
    /// The worker that was quarantined.
    pub quarantined: Option<String>,
    /// The pass after which the strategy traded no more.
    pub halted_in_pass: Option<u32>,
    /// What was done with its orders and positions then.
    pub policy: Option<FaultPolicy>,
    /// Orders that the host withdrew.
    pub orders_cancelled: u64,
    /// Orders by which the host closed positions.
    pub closing_orders: u64,
}

/// A worker file that shall not run again until somebody says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// The worker's id within the strategy.
    pub worker_id: String,
    /// Which plug-in: `vendor/name/vX.Y.Z`.
    pub plugin: String,
    /// SHA-256 of the worker file.
    pub digest: String,
    /// Why.
    pub reason: String,
    /// The class of the first fault that counted.
    pub class: String,
    /// The fault file, from the run directory.
    pub fault_file: String,
}

/// The strategy trades no more.
#[derive(Debug)]
pub(crate) struct Halt {
    /// What led to it.
    pub cause: HaltCause,
    /// What happens to orders and positions.
    pub policy: FaultPolicy,
    /// Orders whose withdrawal was asked for.
    pub cancelled: BTreeSet<OrderRef>,
}

/// What ended a strategy's trading.
#[derive(Debug)]
pub(crate) enum HaltCause {
    /// A worker failed: how, and the same with what was done.
    Fault(Box<(WorkerFailure, FaultReport)>),
    /// The kill switch of the operator's guardrails tripped: the rule and the figures.
    KillSwitch(String),
    /// The venue called its loan back: the figures.
    MarginCall(String),
}

impl HaltCause {
    /// The failure, where a worker failed.
    pub fn failure(&self) -> Option<&WorkerFailure> {
        match self {
            Self::Fault(fault) => Some(&fault.0),
            Self::KillSwitch(_) | Self::MarginCall(_) => None,
        }
    }

    /// The failure with everything around it.
    pub fn report(&self) -> Option<&FaultReport> {
        match self {
            Self::Fault(fault) => Some(&fault.1),
            Self::KillSwitch(_) | Self::MarginCall(_) => None,
        }
    }
}

impl std::fmt::Display for HaltCause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fault(fault) => write!(f, "worker `{}` failed: {}", fault.0.worker_id, fault.0.fault.class()),
            Self::KillSwitch(reason) => write!(f, "the kill switch tripped: {reason}"),
            Self::MarginCall(reason) => write!(f, "the venue called for margin: {reason}"),
        }
    }
}

/// One worker, as supervision sees it.
#[derive(Debug, Default)]
struct Ward {
    strikes: Strikes,
    /// The first pass in which it is called again, while it is silent.
    until: Option<u32>,
    /// What the calls of its earlier lives cost.
    spent: Usage,
    /// How the fuel of those calls is spread.
    spread: FuelSpread,
    /// Wake-ups that came due while it was silent.
    held: Vec<DueTimer>,
}

/// Supervision of one strategy.
pub(crate) struct Supervisor {
    sources: Vec<Arc<dyn WorkerSource>>,
    wards: Vec<Ward>,
    /// The earliest return of a silent worker: the one thing that every pass looks at.
    next_return: Option<u32>,
    /// Set once.
    pub halt: Option<Halt>,
    /// Counts of what happened.
    pub summary: SupervisionSummary,
    /// Files to be written with the run, by name.
    pub fault_files: Vec<(String, FaultFile)>,
    /// Who was quarantined in this run.
    pub quarantined: Vec<Quarantined>,
}

impl Supervisor {
    /// Nobody has failed yet.
    pub fn new(sources: Vec<Arc<dyn WorkerSource>>) -> Self {
        Self {
            wards: sources.iter().map(|_| Ward::default()).collect(),
            sources,
            next_return: None,
            halt: None,
            summary: SupervisionSummary::default(),
            fault_files: Vec::new(),
            quarantined: Vec::new(),
        }
    }

    /// Where fresh workers come from.
    pub fn source(&self, worker: usize) -> Option<&Arc<dyn WorkerSource>> {
        self.sources.get(worker)
    }

    /// Counts a fault of a worker. None for a worker that does not exist.
    pub fn count(&mut self, worker: usize, pass: u32, evidence: Evidence, terms: &ReplayTerms) -> Option<Verdict> {
        self.wards.get_mut(worker).map(|ward| ward.strikes.count(pass, evidence, terms))
    }

    /// The first fault of a worker that counts.
    pub fn first_strike(&self, worker: usize) -> Option<&Evidence> {
        self.wards.get(worker)?.strikes.first()
    }

    /// A worker is silent from now on, until this pass.
    pub fn silence(&mut self, worker: usize, until: u32) {
        if let Some(ward) = self.wards.get_mut(worker) {
            ward.until = Some(until);
        }
        self.next_return = self.wards.iter().filter_map(|ward| ward.until).min();
    }

    /// A silent worker whose time has come; it is not silent any more. The one with the lowest index first.
    pub fn take_due(&mut self, pass: u32) -> Option<usize> {
        if self.next_return.is_none_or(|earliest| earliest > pass) {
            return None;
        }
        let due = self.wards.iter().position(|ward| ward.until.is_some_and(|until| until <= pass))?;
        if let Some(ward) = self.wards.get_mut(due) {
            ward.until = None;
        }
        self.next_return = self.wards.iter().filter_map(|ward| ward.until).min();
        Some(due)
    }

    /// Keeps a wake-up for a silent worker.
    pub fn hold(&mut self, worker: usize, timer: DueTimer) {
        if let Some(ward) = self.wards.get_mut(worker) {
            ward.held.push(timer);
        }
    }

    /// True when a wake-up of this group is kept for a silent worker.
    pub fn holds(&self, group: GroupRef) -> bool {
        self.wards.iter().flat_map(|ward| &ward.held).any(|timer| timer.group == group)
    }

    /// Gives the wake-ups back that were kept for a worker.
    pub fn take_held(&mut self, worker: usize) -> Vec<DueTimer> {
        self.wards.get_mut(worker).map(|ward| std::mem::take(&mut ward.held)).unwrap_or_default()
    }

    /// A life of a worker has ended: what it cost is kept.
    pub fn bury(&mut self, worker: usize, usage: Usage, spread: &FuelSpread) {
        if let Some(ward) = self.wards.get_mut(worker) {
            ward.spent = sum(ward.spent, usage);
            ward.spread.add(spread);
        }
    }

    /// What all lives of a worker cost, the present one included.
    pub fn usage(&self, worker: usize, present: Usage) -> Usage {
        self.wards.get(worker).map_or(present, |ward| sum(ward.spent, present))
    }

    /// How the fuel of all lives of a worker is spread.
    pub fn fuel_spread(&self, worker: usize, mut present: FuelSpread) -> FuelSpread {
        if let Some(ward) = self.wards.get(worker) {
            present.add(&ward.spread);
        }
        present
    }
}

/// What an earlier life and a later one cost together.
fn sum(one: Usage, other: Usage) -> Usage {
    Usage {
        calls: one.calls.saturating_add(other.calls),
        fuel: one.fuel.saturating_add(other.fuel),
        fuel_max: one.fuel_max.max(other.fuel_max),
        fuel_last: other.fuel_last,
        memory_bytes: one.memory_bytes.max(other.memory_bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind};

    struct Nothing;

    impl WorkerSource for Nothing {
        fn spawn(&self) -> Result<AnyWorker, Fault> {
            Err(Fault::new("instantiate", FaultKind::Poisoned))
        }
    }

    fn supervisor(workers: usize) -> Supervisor {
        Supervisor::new((0..workers).map(|_| Arc::new(Nothing) as Arc<dyn WorkerSource>).collect())
    }

    #[test]
    fn silent_workers_return_when_their_time_has_come_lowest_first() {
        let mut supervisor = supervisor(3);
        assert_eq!(supervisor.take_due(u32::MAX), None);
        supervisor.silence(2, 5);
        supervisor.silence(1, 5);
        supervisor.silence(0, 9);
        assert_eq!(supervisor.take_due(4), None);
        assert_eq!([supervisor.take_due(5), supervisor.take_due(5), supervisor.take_due(5)], [Some(1), Some(2), None]);
        assert_eq!([supervisor.take_due(9), supervisor.take_due(u32::MAX)], [Some(0), None]);
    }

    #[test]
    fn the_cost_of_earlier_lives_is_not_forgotten() {
        let mut supervisor = supervisor(1);
        let usage = |calls, fuel, fuel_max, memory_bytes| Usage { calls, fuel, fuel_max, fuel_last: fuel_max / 2, memory_bytes };
        let spread = |fuel| {
            let mut spread = FuelSpread::default();
            spread.note(fuel);
            spread
        };
        supervisor.bury(0, usage(10, 100, 30, 2), &spread(30));
        supervisor.bury(0, usage(5, 50, 20, 9), &spread(20));
        // The latest call is the present life's.
        let expected = Usage { fuel_last: 3, ..usage(16, 157, 30, 9) };
        assert_eq!(supervisor.usage(0, usage(1, 7, 7, 4)), expected);
        assert_eq!(supervisor.usage(9, usage(1, 7, 7, 4)), usage(1, 7, 7, 4));
        let all = supervisor.fuel_spread(0, spread(7));
        assert_eq!([1, 50, 100].map(|percent| all.percentile(percent)), [7, 20, 30]);
        assert_eq!(supervisor.fuel_spread(9, spread(7)), spread(7));
    }
}
