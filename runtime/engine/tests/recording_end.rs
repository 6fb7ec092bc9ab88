//! Where a worker's recording ends: at its bound of 64 MiB, in a whole run. Until then a worker that fails begins again; from then on
//! it cannot, and the host says so and does not pretend.

mod support;

use std::sync::Arc;

use simpletrader_config::build_spec::{InputSource, OnFault, Recovery, ReplayTerms, StrategyBuildSpec};
use simpletrader_contracts::decision::SignalDraft;
use simpletrader_contracts::terms::FaultPolicy;
use simpletrader_contracts::worker::call::Disposition;
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind, Limit};
use simpletrader_contracts::{Instant, worker::WorkerSource};
use simpletrader_engine::run::RunOutcome;
use simpletrader_engine::supervision::FaultFile;
use support::*;

/// The bound of one recording, in bytes.
const BOUND: usize = 64 << 20;

/// Inputs of the worker: so many that each call takes 64 KiB of its recording.
const INPUTS: usize = 8_192;

/// Calls that fill a recording, within one or two: what a call takes beside its inputs is less than a thousandth of them.
const FITTING: usize = BOUND / (INPUTS * size_of::<f64>());

/// A detector with all these inputs that is out of fuel when its input has one of these values, at any time of any of its lives.
fn fragile(bad: &'static [i64]) -> Arc<dyn WorkerSource> {
    Arc::new(Again(move || {
        AnyWorker::Detector(Box::new(Scripted(move |_: Instant, inputs: &[f64]| -> Result<Disposition<SignalDraft>, Fault> {
            assert_eq!(inputs.len(), INPUTS);
            let is_bad = bad.contains(&(inputs[0] as i64));
            if is_bad { Err(Fault::new("detect", FaultKind::Limit(Limit::Fuel { budget: 7 }))) } else { Ok(Disposition::Proceed) }
        })))
    }))
}

/// Bars whose closes count from 1, measured by `close` and seen by a fragile detector that fails at these.
fn run(bars: usize, bad: &'static [i64]) -> (tempfile::TempDir, RunOutcome) {
    let folder = tempfile::tempdir().unwrap();
    let terms = ReplayTerms { strikes: 3, window: 100_000, backoff: 2 };
    let closes: Vec<i64> = (1..=bars as i64).collect();
    let crew = CrewScript::default()
        .on_fault(OnFault { recovery: Recovery::Replay(terms), policy: FaultPolicy::Hold })
        .context_again("close", || |_, bar| Ok((bar.close / 100) as f64))
        .detector("fragile", |_, _| panic!("replaced"))
        .replace_source("fragile", fragile(bad))
        .brain(|_| panic!("nobody signals"));
    let widen = |spec: &mut StrategyBuildSpec| {
        let worker = spec.workers.iter_mut().find(|worker| worker.worker_id == "fragile").unwrap();
        worker.inputs = vec![InputSource::Fact(0); INPUTS];
        worker.input_names = (0..INPUTS).map(|input| format!("input_{input}")).collect();
    };
    let outcome = crew.run_in(folder.path(), &[("A_USD", &closes)], widen).unwrap();
    assert_eq!(outcome.summary.bars, bars as u64, "the run goes on to its end");
    (folder, outcome)
}

fn fault_file(outcome: &RunOutcome) -> FaultFile {
    FaultFile::parse(&std::fs::read(outcome.directory.join(&outcome.quarantined[0].fault_file)).unwrap()).unwrap()
}

// mission: 79 (partly)
#[test]
fn a_worker_begins_again_as_long_as_its_recording_lasts() {
    const LAST: usize = FITTING - 10;
    let (_folder, outcome) = run(FITTING, &[LAST as i64]);
    assert!(outcome.failure.is_none() && outcome.quarantined.is_empty());
    let supervision = outcome.summary.supervision.as_ref().unwrap();
    assert_eq!((supervision.faults, supervision.recoveries), (1, 1));
    assert_eq!(supervision.calls_told_again, LAST as u64 - 1 + 2, "those before the one that failed, and two while it was silent");
}

// mission: 79 (partly)
#[test]
fn a_worker_that_fails_behind_the_end_of_its_recording_is_quarantined_and_its_file_says_that_it_holds_nothing() {
    const BEHIND: i64 = FITTING as i64 + 10;
    let (_folder, outcome) = run(FITTING + 20, &[BEHIND]);
    assert_eq!(outcome.failure.as_ref().unwrap().worker_id, "fragile");
    assert_eq!(outcome.quarantined[0].reason, "it cannot begin again: its recording has reached its bound");
    let file = fault_file(&outcome);
    assert_eq!(file.fault.class, "OUT_OF_FUEL");
    assert!(file.calls.is_empty() && !file.is_replayable(), "{} calls", file.calls.len());
}

// mission: 79 (partly)
#[test]
fn a_fault_from_before_the_end_cannot_be_run_again_once_its_calls_are_gone() {
    const BEHIND: i64 = FITTING as i64 + 10;
    let (_folder, outcome) = run(FITTING + 20, &[100, BEHIND]);
    assert_eq!(outcome.summary.supervision.as_ref().unwrap().recoveries, 1, "the first time it could");
    assert_eq!(outcome.quarantined[0].reason, "it cannot begin again: its recording has reached its bound");
    let file = fault_file(&outcome);
    assert_eq!(file.fault.pass, 99, "the first failure is the one to look at");
    assert!(file.calls.is_empty() && !file.is_replayable(), "one call of a hundred is no recording: {}", file.calls.len());
}
