//! Strategies that watch the same data and read it once: each comes to what it would come to alone.

mod support;

use std::path::Path;

use simpletrader_contracts::Decimal;
use simpletrader_contracts::worker::call::Disposition;
use simpletrader_contracts::worker::{Fault, FaultKind};
use simpletrader_engine::ledger::RoundTrip;
use simpletrader_engine::run::{
    DataNeeds, EngineIdentity, KeptRun, PreparedRun, RunDirectory, RunError, RunOutcome, run_in_memory, run_together,
};
use simpletrader_engine::strategy::Strategy;
use support::*;

/// Rises and falls, for longer than a window holds.
fn closes() -> Vec<i64> {
    (0..6_000).map(|day| 100 + (day * 7) % 31).collect()
}

/// Buys when the close is at `level`, closes when it is above; its context worker fails at bar `fails_at`.
fn crossing(level: f64, fails_at: Option<usize>) -> CrewScript {
    let mut bars = 0;
    CrewScript::default()
        .context("close", move |_, bar| {
            bars += 1;
            match fails_at {
                Some(last) if bars > last => Err(Fault::new("measure", FaultKind::Host { message: "it was to fail".into() })),
                _ => Ok(bar.close as f64 / 100.0),
            }
        })
        .detector("level", move |_, facts| {
            let is_touched = (facts[0] - level).abs() < 1.0;
            Ok(if is_touched { Disposition::Publish(vec![long("0.9")]) } else { Disposition::Proceed })
        })
        .brain(|situation| {
            let held = situation.positions.first();
            Ok(Disposition::Publish(vec![held.map_or_else(|| buy(&[0], "0.9"), |held| close(&[0], held.trade))]))
        })
}

fn prepare(folder: &Path, name: &str, crew: CrewScript, data: &[(&str, &[i64])]) -> PreparedRun {
    let strategy: Strategy = crew.assemble(folder, data, |_| {});
    let engine = EngineIdentity { simpletrader: "test".into(), contract: "test".into(), sandbox: "native".into() };
    PreparedRun { strategy, engine, directory: RunDirectory::create(&folder.join(name)).unwrap() }
}

fn crew(number: usize) -> CrewScript {
    match number {
        0 => crossing(110.0, None),
        1 => crossing(120.0, Some(700)),
        _ => crossing(115.0, None),
    }
}

/// The three strategies in so many lanes, each on a thread of its own.
fn run_in_lanes(folder: &Path, data: &[(&str, &[i64])], lanes: &[&[usize]]) -> Vec<Result<RunOutcome, RunError>> {
    let prepared = |lane: &[usize]| -> Vec<PreparedRun> {
        lane.iter().map(|number| prepare(folder, &format!("run_{number}"), crew(*number), data)).collect()
    };
    let lanes: Vec<Vec<PreparedRun>> = lanes.iter().map(|lane| prepared(lane)).collect();
    let needs = DataNeeds::of(lanes[0][0].strategy.spec());
    assert!(lanes.iter().flatten().all(|run| DataNeeds::of(run.strategy.spec()) == needs));
    let readers = needs.share(lanes.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            lanes.into_iter().zip(readers).map(|(lane, reader)| scope.spawn(|| run_together(lane, reader))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

// mission: 83
#[test]
fn strategies_that_share_one_window_leave_the_bytes_of_separate_runs_also_beside_one_that_fails() {
    let closes = closes();
    let data = [("A_USD", closes.as_slice())];
    let apart = tempfile::tempdir().unwrap();
    for number in 0..3 {
        let outcome = run_in_lanes(apart.path(), &data, &[&[number]]).remove(0).unwrap();
        assert_eq!(outcome.failure.is_some(), number == 1);
        assert!(outcome.summary.trades > 10, "{}", outcome.summary.trades);
    }
    for lanes in [&[&[0, 1, 2][..]][..], &[&[0, 2], &[1]], &[&[0], &[1], &[2]]] {
        let together = tempfile::tempdir().unwrap();
        let outcomes = run_in_lanes(together.path(), &data, lanes);
        assert!(outcomes.iter().all(Result::is_ok));
        for number in 0..3 {
            for file in ["run.sqlite", "run.json", "summary.json", "trades.csv", "equity.csv"] {
                let read = |folder: &Path| std::fs::read(folder.join(format!("run_{number}")).join(file)).unwrap();
                let (alone, beside) = (read(apart.path()), read(together.path()));
                assert!(alone == beside, "strategy {number}: {file} with lanes {lanes:?}");
            }
        }
    }
}

#[test]
fn data_that_breaks_ends_every_run_alike_and_leaves_none() {
    let folder = tempfile::tempdir().unwrap();
    let data = [("A_USD", &[100, 101, -5][..])];
    for outcome in run_in_lanes(folder.path(), &data, &[&[0, 1], &[2]]) {
        let error = outcome.unwrap_err();
        assert!(matches!(&error, RunError::Data(_)) && error.to_string().contains(":4: "), "{error}");
    }
    assert!((0..3).all(|number| !folder.path().join(format!("run_{number}")).exists()));
}

/// The three strategies over one read of the data, kept in memory.
fn keep_in_memory(folder: &Path, data: &[(&str, &[i64])]) -> Vec<Result<KeptRun, RunError>> {
    let strategies: Vec<Strategy> = (0..3).map(|number| crew(number).assemble(folder, data, |_| {})).collect();
    let reader = DataNeeds::of(strategies[0].spec()).alone();
    run_in_memory(strategies, reader)
}

#[test]
fn a_run_that_is_kept_in_memory_comes_to_what_one_that_is_written_comes_to() {
    let closes = closes();
    let data = [("A_USD", closes.as_slice())];
    let folder = tempfile::tempdir().unwrap();
    let written = run_in_lanes(folder.path(), &data, &[&[0, 1, 2]]);
    let before = std::fs::read_dir(folder.path()).unwrap().count();
    let kept = keep_in_memory(folder.path(), &data);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), before, "nothing is written");
    for (number, (written, kept)) in written.into_iter().zip(kept).enumerate() {
        let (written, kept) = (written.unwrap(), kept.unwrap());
        assert_eq!(written.summary, kept.summary, "strategy {number}");
        assert_eq!(written.failure, kept.failure, "strategy {number}");
        let column = |file: &str, column: usize| -> Vec<Decimal> {
            let text = std::fs::read_to_string(written.directory.join(file)).unwrap();
            text.lines().skip(1).map(|line| line.split(',').nth(column).unwrap().parse().unwrap()).collect()
        };
        assert_eq!(column("trades.csv", 8), kept.trades.iter().map(RoundTrip::net_result).collect::<Vec<_>>());
        assert_eq!(column("equity.csv", 1), kept.equity);
    }
}

#[test]
fn data_that_breaks_ends_runs_in_memory_too() {
    let folder = tempfile::tempdir().unwrap();
    for outcome in keep_in_memory(folder.path(), &[("A_USD", &[100, 101, -5])]) {
        assert!(matches!(outcome.unwrap_err(), RunError::Data(_)));
    }
}

#[test]
fn another_symbol_or_period_is_other_data() {
    let folder = tempfile::tempdir().unwrap();
    let needs = |data: &[(&str, &[i64])], adjust: fn(&mut simpletrader_config::build_spec::StrategyBuildSpec)| {
        DataNeeds::of(crew(0).assemble(folder.path(), data, adjust).spec())
    };
    let one = needs(&[("A_USD", &[1])], |_| {});
    assert_eq!(one, needs(&[("A_USD", &[1])], |spec| spec.link = "another".into()));
    assert_ne!(one, needs(&[("B_USD", &[1])], |_| {}));
    assert_ne!(one, needs(&[("A_USD", &[1]), ("B_USD", &[1])], |_| {}));
    assert_ne!(one, needs(&[("A_USD", &[1])], |spec| spec.environment.start = Some(Default::default())));
    assert_ne!(one, needs(&[("A_USD", &[1])], |spec| spec.instruments[0].price_scale = 4));
}
