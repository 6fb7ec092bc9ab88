//! Runs for measuring: in memory, from workers that were loaded before, so that nothing but the run itself is timed.

use std::path::Path;
use std::sync::Arc;

use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::worker::WorkerSource;
use simpletrader_engine::assembly::StrategyFactory;
use simpletrader_engine::run::{DataNeeds, KeptRun, run_in_memory};
use simpletrader_engine::strategy::Strategy;
use simpletrader_tests::pipeline::{build_spec, repository};

use crate::reference::Reference;

/// Writes the bars and the operation of a reference strategy into a folder, and gives back its build spec.
pub fn written(reference: Reference, folder: &Path) -> StrategyBuildSpec {
    build_spec(&reference.write(folder, &repository().join("plugins")).expect("the folder can be written"))
}

/// A strategy that is ready to run.
pub fn assembled(spec: StrategyBuildSpec, sources: Vec<Arc<dyn WorkerSource>>) -> Strategy {
    StrategyFactory::default().build(spec, sources).expect("the workers accept their parameters")
}

/// Runs one strategy and keeps what it came to.
pub fn kept(spec: StrategyBuildSpec, sources: Vec<Arc<dyn WorkerSource>>) -> KeptRun {
    let data = DataNeeds::of(&spec).alone();
    let run = run_in_memory(vec![assembled(spec, sources)], data).pop();
    let run = run.expect("one strategy comes to one run").expect("the data is sound");
    assert!(run.failure.is_none(), "{:?}", run.failure);
    run
}
