//! What it costs that a worker which fails can begin again: the sample over all its bars with every call recorded, and without.

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use simpletrader_cli::session::WorkerFiles;
use simpletrader_config::build_spec::{OnFault, Recovery, ReplayTerms};
use simpletrader_sandbox::{Sandbox, Settings};
use simpletrader_tests::pipeline::{build_spec, run_with, sample};

fn recording(criterion: &mut Criterion) {
    let sandbox = Sandbox::new(Settings::default()).expect("the sandbox starts");
    let mut files = WorkerFiles::new(&sandbox);
    let folder = tempfile::tempdir().expect("a folder for the runs");
    let mut group = criterion.benchmark_group("goog_sma_level");
    group.throughput(Throughput::Elements(2148)).sample_size(20);
    let replay = Recovery::Replay(ReplayTerms { strikes: 3, window: 1_000, backoff: 5 });
    for (name, recovery) in [("nothing recorded", Recovery::Stop), ("every call recorded", replay)] {
        let mut spec = build_spec(&sample("goog_sma_level"));
        spec.on_fault = OnFault { recovery, ..spec.on_fault };
        group.bench_with_input(BenchmarkId::from_parameter(name), &spec, |bencher, spec| {
            let setup = || files.sources(spec).unwrap_or_else(|failure| panic!("{}", failure.message));
            bencher.iter_batched(
                setup,
                |workers| run_with(spec.clone(), workers, &folder.path().join("run")),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, recording);
criterion_main!(benches);
