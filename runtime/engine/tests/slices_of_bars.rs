//! Slices in a run: what they may change, which is nothing, and where a build spec may not grant them.

mod support;

use std::path::Path;
use std::sync::{Arc, Mutex};

use simpletrader_config::build_spec::{BarField, InputSource, OnFault, Recovery, ReplayTerms, StrategyBuildSpec};
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::Bar;
use simpletrader_contracts::worker::call::Disposition;
use simpletrader_contracts::worker::{Fault, Grants, WorkerSource};
use simpletrader_engine::assembly::StrategyFactory;
use simpletrader_engine::slices::{SliceUse, Slicing};
use support::*;

const CLOSES: [i64; 6] = [100, 101, 99, 102, 98, 103];

/// A worker that counts the bars which it has seen.
fn counting() -> impl FnMut(Instant, &Bar) -> Result<f64, Fault> + Send + 'static {
    let mut seen = 0.0;
    move |_, _| {
        seen += 1.0;
        Ok(seen)
    }
}

/// A crew whose first worker counts bars, granted slices of four.
fn parts(folder: &Path) -> (StrategyBuildSpec, Vec<Arc<dyn WorkerSource>>) {
    let crew = CrewScript::default().context_again("count", counting);
    let (mut spec, sources) = crew.parts(folder, &[("A_USD", &CLOSES)]);
    spec.workers[0].grants.slices = Some(4);
    (spec, sources)
}

#[test]
fn the_header_of_a_run_says_who_was_asked_for_slices() {
    let header = |slicing: Slicing| {
        let folder = tempfile::tempdir().unwrap();
        let (spec, sources) = parts(folder.path());
        let strategy = StrategyFactory::default().slicing(slicing).build(spec, sources).unwrap();
        run_strategy(folder.path(), strategy).unwrap().summary.slices
    };
    let of = |checked| vec![SliceUse { worker_id: "count".into(), bars: 4, checked }];
    assert_eq!(header(Slicing::AsGranted), of(false));
    assert_eq!(header(Slicing::Checked), of(true));
    assert_eq!(header(Slicing::BarByBar), []);
}

#[test]
fn a_build_spec_that_grants_slices_where_more_than_bars_is_told_is_refused() {
    type Change = fn(&mut StrategyBuildSpec);
    let cases: [(&str, Change); 4] = [
        ("depends on more than", |spec| {
            spec.workers[0].inputs = vec![InputSource::Absent];
            spec.workers[0].input_names = vec!["volatility".into()];
        }),
        ("depends on more than", |spec| spec.workers[0].grants = Grants { log: true, ..spec.workers[0].grants.clone() }),
        ("depends on more than", |spec| spec.workers[0].series = None),
        ("may begin again", |spec| spec.on_fault = OnFault { recovery: Recovery::Replay(ReplayTerms::default()), ..spec.on_fault }),
    ];
    for (expected, change) in cases {
        let folder = tempfile::tempdir().unwrap();
        let (mut spec, sources) = parts(folder.path());
        change(&mut spec);
        let told = StrategyFactory::default().build(spec, sources).err().unwrap().to_string();
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn a_fault_in_a_slice_is_told_at_its_first_bar_and_bar_by_bar_at_its_own() {
    let failing = || {
        let mut seen = 0;
        move |_: Instant, bar: &Bar| {
            seen += 1;
            if seen == 4 { Err(Fault::invalid("measure", "facts", bar.close)) } else { Ok(f64::from(seen)) }
        }
    };
    let failed_at = |slicing: Slicing| {
        let folder = tempfile::tempdir().unwrap();
        let (mut spec, sources) = CrewScript::default().context_again("fails", failing).parts(folder.path(), &[("A_USD", &CLOSES)]);
        spec.workers[0].grants.slices = Some(2);
        let strategy = StrategyFactory::default().slicing(slicing).build(spec, sources).unwrap();
        let outcome = run_strategy(folder.path(), strategy).unwrap();
        outcome.failure.and_then(|failure| failure.bar).map(|bar| bar.index)
    };
    assert_eq!(failed_at(Slicing::AsGranted), Some(2), "bars 2 and 3 are a slice");
    assert_eq!(failed_at(Slicing::BarByBar), Some(3));
}

#[test]
fn each_worker_is_told_the_bars_of_its_own_series() {
    let closes = [[100, 101, 99, 102, 98], [50, 51, 49, 52, 48]];
    let told: Told = Arc::default();
    let noting = |name: &'static str, told: Told| {
        move || {
            let told = told.clone();
            move |_: Instant, bar: &Bar| {
                told.lock().unwrap().push((name, bar.series.0, bar.close));
                Ok(0.0)
            }
        }
    };
    let folder = tempfile::tempdir().unwrap();
    let crew = CrewScript::default().context_again("a", noting("a", told.clone())).context_again("b", noting("b", told.clone()));
    let (mut spec, sources) = crew.parts(folder.path(), &[("A_USD", &closes[0]), ("B_USD", &closes[1])]);
    for (worker, series) in spec.workers.iter_mut().zip([0, 1]) {
        worker.series = Some(series);
        worker.grants.slices = Some(3);
    }
    run_strategy(folder.path(), StrategyFactory::default().build(spec, sources).unwrap()).unwrap();
    let told = told.lock().unwrap();
    for (name, series) in [("a", 0), ("b", 1)] {
        let of_worker: Vec<i64> = told.iter().filter(|one| (one.0, one.1) == (name, series)).map(|one| one.2 / 100).collect();
        assert_eq!(of_worker, closes[series as usize], "{name}");
    }
    assert_eq!(told.len(), 10, "and of no other");
}

/// What a detector was told: the instant, and its inputs.
type Looked = Arc<Mutex<Vec<(Instant, Vec<f64>)>>>;

/// A context worker that counts bars and a detector that is told the count, both granted slices: of four bars, and of three.
fn detecting(folder: &Path, looked: &Looked) -> (StrategyBuildSpec, Vec<Arc<dyn WorkerSource>>) {
    let looked = looked.clone();
    let detector = move |at: Instant, inputs: &[f64]| {
        looked.lock().unwrap().push((at, inputs.to_vec()));
        Ok(if inputs[0] % 2.0 == 0.0 { Disposition::Publish(vec![long("0.5")]) } else { Disposition::Proceed })
    };
    let crew = CrewScript::default().context("count", counting()).detector("even", detector);
    let (mut spec, sources) = crew.parts(folder, &[("A_USD", &CLOSES)]);
    (spec.workers[0].grants.slices, spec.workers[1].grants.slices) = (Some(4), Some(3));
    (spec, sources)
}

#[test]
fn a_detector_is_told_the_same_of_each_pass_in_slices_and_says_the_same() {
    let run = |slicing: Slicing| {
        let (folder, looked) = (tempfile::tempdir().unwrap(), Looked::default());
        let (spec, sources) = detecting(folder.path(), &looked);
        let outcome =
            run_strategy(folder.path(), StrategyFactory::default().slicing(slicing).build(spec, sources).unwrap()).unwrap();
        let slices: Vec<_> = outcome.summary.slices.iter().map(|used| (used.worker_id.clone(), used.bars)).collect();
        let looked = looked.lock().unwrap().clone();
        (looked, outcome.summary.signals, slices)
    };
    let (told, signals, slices) = run(Slicing::AsGranted);
    assert_eq!(slices, [("count".to_owned(), 4), ("even".to_owned(), 3)]);
    assert_eq!(told.iter().map(|(_, inputs)| inputs[0]).collect::<Vec<_>>(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    let bar_by_bar = run(Slicing::BarByBar);
    assert_eq!((told, signals), (bar_by_bar.0, bar_by_bar.1));
    assert!(bar_by_bar.2.is_empty());
}

#[test]
fn a_build_spec_that_grants_a_detector_slices_of_what_is_not_known_ahead_is_refused() {
    type Change = fn(&mut StrategyBuildSpec);
    let changes: [Change; 4] = [
        |spec| spec.workers[0].grants.slices = None,
        |spec| spec.workers[1].inputs = vec![InputSource::Absent],
        |spec| {
            spec.workers[1].inputs.push(InputSource::Bar { series: 0, field: BarField::Close });
            spec.workers[1].input_names.push("close".into());
        },
        |spec| spec.series.push(spec.series[0]),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let (mut spec, sources) = detecting(folder.path(), &Looked::default());
        change(&mut spec);
        let told = StrategyFactory::default().build(spec, sources).err().unwrap().to_string();
        assert!(told.contains("`even` is granted slices and depends on more than the bars of its series"), "{number}: {told}");
    }
}

#[test]
fn a_pass_that_ends_before_a_detector_is_asked_is_no_pass_of_its_slice() {
    let run = |slicing: Slicing| {
        let folder = tempfile::tempdir().unwrap();
        let ending = |_: Instant, inputs: &[f64]| {
            Ok(if inputs[0] == 3.0 { Disposition::Stop("three".to_owned()) } else { Disposition::Proceed })
        };
        let crew = CrewScript::default().context("count", counting()).detector("first", ending);
        let crew = crew.detector("second", |_, _| Ok(Disposition::Proceed));
        let (mut spec, sources) = crew.parts(folder.path(), &[("A_USD", &CLOSES)]);
        (spec.workers[0].grants.slices, spec.workers[2].grants.slices) = (Some(4), Some(4));
        run_strategy(folder.path(), StrategyFactory::default().slicing(slicing).build(spec, sources).unwrap()).unwrap().failure
    };
    assert_eq!(run(Slicing::BarByBar), None);
    let failure = run(Slicing::AsGranted).unwrap();
    assert_eq!((failure.worker_id.as_str(), failure.fault.class()), ("second", "LOOK_AHEAD"));
    assert_eq!(failure.bar.unwrap().index, 3, "the bar behind the one of which it has said what nobody asked");
}

/// Who was told of which bar: worker, series, close.
type Told = Arc<Mutex<Vec<(&'static str, u32, i64)>>>;
