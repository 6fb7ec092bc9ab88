//! A sweep over parameters comes to what its runs come to alone.

use simpletrader_benches::runs::kept;
use simpletrader_benches::sweep::{Asked, Set, grid, sweep, with};
use simpletrader_cli::session::WorkerFiles;
use simpletrader_engine::run::KeptRun;
use simpletrader_sandbox::{Sandbox, Settings};
use simpletrader_tests::natives::natives;
use simpletrader_tests::pipeline::{build_spec, sample};

#[test]
fn the_grid_has_546_sets_and_none_twice() {
    let grid = grid();
    assert_eq!(grid.len(), 546);
    assert!(grid.iter().enumerate().all(|(index, set)| !grid[..index].contains(set)));
}

#[test]
fn each_set_of_a_sweep_comes_to_what_it_comes_to_alone_on_any_number_of_threads_and_in_slices() {
    let spec = build_spec(&sample("goog_sma_level"));
    let sandbox = Sandbox::new(Settings::default()).unwrap();
    let mut files = WorkerFiles::new(&sandbox);
    let sets: Vec<Set> = grid().into_iter().step_by(29).collect();
    let figures = |run: &KeptRun| (run.summary.trades, run.summary.cash.clone(), run.equity.clone());
    let alone: Vec<_> = sets.iter().map(|set| figures(&kept(with(&spec, *set, Asked::BarByBar), natives(&spec)))).collect();
    assert!(alone.iter().any(|one| one != &alone[0]), "the parameters matter");
    for (threads, asked) in [(1, Asked::BarByBar), (2, Asked::BarByBar), (2, Asked::InSlices)] {
        let swept: Vec<_> = sweep(&spec, &mut files, &sets, threads, asked).iter().map(figures).collect();
        assert_eq!(swept, alone, "{threads} threads, {asked:?}");
    }
}
