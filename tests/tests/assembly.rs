//! The sample strategy out of nothing but a written build spec, and what is known about its workers.

use std::collections::BTreeSet;

use simpletrader_cli::session::{Session, WorkerFiles};
use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_config::diagnostic::Look;
use simpletrader_engine::assembly::{StrategyFactory, WorkerMetadataRegistry};
use simpletrader_sandbox::{Sandbox, Settings};
use simpletrader_tests::pipeline::{build_spec, database_text, run_components, run_with, sample};

const SAMPLE: &str = "aapl_sma_cross_bracket";

fn session() -> Session {
    Session::open(&sample(SAMPLE), Look::Plain).unwrap_or_else(|failure| panic!("{}", failure.message))
}

/// The build spec of the sample as somebody else receives it: written, read back, and told where files lie on this machine.
fn received() -> StrategyBuildSpec {
    let original = build_spec(&sample(SAMPLE));
    let mut read = StrategyBuildSpec::read(&serde_json::to_string(&original).unwrap()).unwrap();
    assert!(read.workers.iter().all(|worker| worker.component.as_os_str().is_empty()), "paths are no part of a build spec");
    session().registry().resolve(&mut read).unwrap();
    for (feed, known) in read.environment.feeds.iter_mut().zip(&original.environment.feeds) {
        feed.path.clone_from(&known.path);
    }
    read
}

// mission: 61, 63
#[test]
fn the_sample_strategy_is_assembled_from_a_written_build_spec_without_yaml() {
    let folder = tempfile::tempdir().unwrap();
    let from_yaml = run_components(build_spec(&sample(SAMPLE)), &folder.path().join("yaml"));
    let spec = received();
    let sandbox = Sandbox::new(Settings::default()).unwrap();
    let workers = WorkerFiles::new(&sandbox).sources(&spec).unwrap_or_else(|failure| panic!("{}", failure.message));
    let ready = StrategyFactory::default().build(spec.clone(), workers.clone()).unwrap();
    assert!(ready.warnings().is_empty());
    drop(ready);
    let from_spec = run_with(spec, workers, &folder.path().join("spec"));
    assert!(from_spec.summary.trades > 10);
    assert_eq!(database_text(&from_yaml.directory), database_text(&from_spec.directory));
}

// mission: 62
#[test]
fn what_the_registry_says_of_each_worker_equals_its_manifest() {
    let (session, spec) = (session(), build_spec(&sample(SAMPLE)));
    let registry = WorkerMetadataRegistry::of(&spec).unwrap();
    assert_eq!(registry.iter().count(), spec.workers.len());
    for worker in registry.iter() {
        let manifest = &session.registry().get(&worker.plugin).unwrap().manifest;
        assert_eq!(Some(worker.category), manifest.category());
        assert_eq!(worker.handlers, manifest.invokes);
        assert_eq!(worker.requires, manifest.inputs.iter().map(|input| input.name.to_string()).collect::<Vec<_>>());
        assert_eq!(worker.produces, manifest.outputs.iter().map(|output| output.name.to_string()).collect::<Vec<_>>());
        let declared: Vec<&str> = manifest.publishes.iter().map(|event| event.event_name.as_str()).collect();
        assert_eq!(worker.allowed_publications, declared);
        assert_eq!(registry.get(&worker.worker_id).unwrap(), worker);
    }
    let ids: BTreeSet<&str> = registry.iter().map(|worker| worker.worker_id.as_str()).collect();
    assert!(registry.get("nobody").unwrap_err().to_string().contains("the strategy has no worker `nobody`"));
    assert!(ids.contains("cross") && ids.contains("brain"));
}

#[test]
fn a_build_spec_for_other_content_than_is_installed_is_not_resolved() {
    let mut spec = build_spec(&sample(SAMPLE));
    spec.workers[0].digest = "0".repeat(64);
    let error = session().registry().resolve(&mut spec).unwrap_err();
    assert!(error.to_string().contains("has the SHA-256 0000"), "{error}");
}
