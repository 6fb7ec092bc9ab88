//! The sample strategies over all their bars, assembled and run to a finished run directory: every worker a component, against
//! the same sources as native code.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use simpletrader_cli::session::WorkerFiles;
use simpletrader_sandbox::{Sandbox, Settings};
use simpletrader_tests::natives::natives;
use simpletrader_tests::pipeline::{build_spec, run_with, sample};

fn backtest(criterion: &mut Criterion) {
    let sandbox = Sandbox::new(Settings::default()).expect("the sandbox starts");
    let mut files = WorkerFiles::new(&sandbox);
    let folder = tempfile::tempdir().expect("a folder for the runs");
    for name in ["goog_sma_level", "goog_sma_cross_bracket"] {
        let spec = build_spec(&sample(name));
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(2148)).sample_size(20);
        group.bench_function("components", |bencher| {
            let setup = || files.sources(&spec).unwrap_or_else(|failure| panic!("{}", failure.message));
            bencher.iter_batched(
                setup,
                |workers| run_with(spec.clone(), workers, &folder.path().join("run")),
                BatchSize::PerIteration,
            );
        });
        group.bench_function("native", |bencher| {
            let setup = || natives(&spec);
            bencher.iter_batched(
                setup,
                |workers| run_with(spec.clone(), workers, &folder.path().join("run")),
                BatchSize::PerIteration,
            );
        });
        group.finish();
    }
}

criterion_group!(benches, backtest);
criterion_main!(benches);
